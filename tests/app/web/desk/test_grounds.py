"""What the form says of a field that a link filled: what else it could be, how likely, who says so."""

import re
from collections.abc import Iterator
from dataclasses import replace
from html import unescape

import pytest
from flask import Flask

from app.values.settings import Settings
from app.web.desk.grounds import grounds, place_words, refusal_words
from scrapers.articles.choice import Choice, Option, Witness
from tests.browsing import Browser
from tests.contested import PATH, Contested
from tests.server import Server


@pytest.fixture
def paper() -> Iterator[Server]:
    with Server(Contested().answer) as server:
        yield server


@pytest.fixture
def settings(settings: Settings, paper: Server) -> Settings:
    return replace(settings, allow_hosts=settings.allow_hosts | {paper.host})


def reasons(page: str, name: str) -> str:
    found = re.search(rf'<details class="why" data-of="{name}">(.*?)</details>', page, re.S)
    assert found, f"no reasons for {name}"
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", found[1])).split())


def test_each_field_says_what_it_was_decided_from(editor: Browser, paper: Server) -> None:
    editor.get("/desk/items/new")
    page = editor.post("/desk/items/new", url=paper.url + PATH, action="fill").text
    title = reasons(page, "title")
    assert "Bridge opens to all" in title
    assert re.search(r"\d+% likely", title)
    assert "a heading of the page" in title
    assert "the page's data for programs (og:title)" in title
    author = reasons(page, "author")
    assert author.index("Ann Lee, Tom Wu") < author.index("the page's data for programs (author)")
    assert "a line near the headline" in author
    assert "2024-06-21 08:30" in reasons(page, "published")
    assert 'data-fill="title"' in page
    assert 'data-of="body"' not in page
    assert 'data-of="byline_source"' not in page


def test_reasons_are_told_in_chinese(editor: Browser, paper: Server) -> None:
    blank = editor.client.get("/desk/items/new", headers={"Accept-Language": "zh"}).text
    token = re.search(r'name="csrf_token" value="([^"]+)"', blank)
    assert token
    data = {"url": paper.url + PATH, "action": "fill", "csrf_token": token[1]}
    page = editor.client.post("/desk/items/new", data=data, headers={"Accept-Language": "zh"}).text
    title = reasons(page, "title")
    assert title.startswith("为什么？")
    assert "页面上的标题行" in title
    assert re.search(r"可能性 \d+%", title)


@pytest.mark.parametrize(
    ("place", "words"),
    [
        ("heading", "a heading of the page"),
        ("JSON-LD author, a list", "the page's data for programs (JSON-LD author, a list)"),
        ("meta og:title", "the page's data for programs (og:title)"),
        ("line: foot", "a line below the story"),
        ("script: pubtime", "a script of the page (pubtime)"),
        ("data of the story: publishTime", "the story in the data of the page's scripts"),
        ("time entry-date", "an element with a date (time entry-date)"),
        ("something new", "something new"),
    ],
)
def test_places_are_told_in_plain_words(app: Flask, place: str, words: str) -> None:
    with app.test_request_context("/desk/", headers={"Accept-Language": "en"}):
        assert place_words(place) == words


def test_what_cannot_be_says_why_and_is_no_choice(app: Flask) -> None:
    option = Option("The Paper", "The Paper", (Witness("title element", "The Paper"),))
    absurd = replace(option, absurd="this is the publication itself")
    with app.test_request_context("/desk/", headers={"Accept-Language": "en"}):
        (told,) = grounds({"title": Choice((absurd,))}, str)["title"]
        assert (told.value, told.percent) == ("The Paper", 0)
        assert told.refused == "this is the publication itself"
        assert refusal_words("1890-01-01 is before 1991") == "1890-01-01 is before 1991"
