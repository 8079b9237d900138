"""However hostile what comes in is, by whatever door: no parser is given more than it can take."""

from collections.abc import Callable
from contextlib import suppress
from html import escape
from typing import Any

import bs4
import feedparser
import lxml.html
import markdown_it
import nh3
import pytest
from lxml import etree

import app.desk.body
from app.desk import to_markdown
from app.desk.weighing import check_weight
from app.fetch import Fetched, Validators
from app.run.boot import Service
from app.web import create_app
from scrapers import Page, ScrapeError
from scrapers.choose import named
from scrapers.words.bounds import DEEPEST, LONGEST, MOST_TAGS
from tests.app.web.api.test_tokens import asking, token_of
from tests.browsing import Browser, logged_in
from tests.hostile import (
    UNITS,
    depth_in_browsers,
    depth_in_libxml,
    depth_in_xml,
    hostile,
    watched,
)

URL = "https://hostile.example/news/1.html"
_TIMES = 300
_DEAR = {
    "rows": "|a|b|\n|-|-|\n" + "|c|d|\n" * 80_000,
    "columns": "|a" * 2000 + "|\n" + "|-" * 2000 + "|\n" + "|c|\n" * 2000,
    "pictures": "![a](https://a.example/x.jpg)\n\n" * 15_000,
    "lines": "a\n" * 200_000,
    "emphasis": "*a " * 160_000,
    "brackets": "[" * 400_000,
    "addresses": "[a]: " + "x" * 10_000 + "\n\n" + "[a] " * 10_000,
}


@pytest.fixture(autouse=True)
def given(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Who was given what; each is checked as it comes."""
    names: list[str] = []

    def seen(name: str, depth: Callable[[str], int]) -> Callable[[Any], None]:
        def check(text: Any) -> None:
            names.append(name)
            text = text.decode() if isinstance(text, bytes) else text
            assert len(text) <= LONGEST
            assert text.count("<") <= MOST_TAGS
            assert depth(text) <= DEEPEST + 2

        return check

    def watch(owner: Any, name: str, depth: Callable[[str], int]) -> None:
        monkeypatch.setattr(owner, name, watched(getattr(owner, name), seen(name, depth)))

    watch(nh3, "clean", depth_in_browsers)
    watch(lxml.html, "document_fromstring", depth_in_libxml)
    watch(bs4, "BeautifulSoup", depth_in_libxml)
    monkeypatch.setattr(app.desk.body, "BeautifulSoup", bs4.BeautifulSoup)
    watch(feedparser, "parse", depth_in_xml)
    read_xml, seen_xml = etree.fromstring, seen("fromstring", depth_in_xml)

    def reading(text: Any, parser: Any = None, **named: Any) -> Any:
        if isinstance(parser, etree.XMLParser):
            seen_xml(text)
        return read_xml(text, parser, **named)

    monkeypatch.setattr(etree, "fromstring", reading)
    render = markdown_it.MarkdownIt.render

    def rendering(self: Any, text: str) -> str:
        names.append("render")
        check_weight(text)
        return str(render(self, text))

    monkeypatch.setattr(markdown_it.MarkdownIt, "render", rendering)
    return names


@pytest.fixture
def editor(service: Service) -> Browser:
    return logged_in(service, create_app(service), "editor", "wei")


def _page(body: str, kind: str = "text/html") -> Page:
    return Page(URL, body.encode(), f"{kind}; charset=utf-8")


def _rss(description: str) -> Page:
    link = f"<link>{URL}?story</link>"
    item = f"<item><title>A b c</title>{link}<description>{description}</description>"
    return _page(
        f'<rss version="2.0"><channel><title>T</title>{item}</item></channel></rss>',
        "application/rss+xml",
    )


@pytest.mark.parametrize("unit", UNITS.values(), ids=list(UNITS))
def test_articles_and_listings(unit: str, given: list[str]) -> None:
    page = _page("<html><body><h1>A title</h1>" + hostile(f"{unit}Some words. ", _TIMES))
    for scraper in ("generic", "my399"):
        for read in (named(scraper).article, named(scraper).listing):
            with suppress(ScrapeError):
                read(page)
    assert "document_fromstring" in given


@pytest.mark.parametrize("unit", UNITS.values(), ids=list(UNITS))
def test_feeds(unit: str, given: list[str]) -> None:
    html = hostile(unit, _TIMES)
    assert named("feed").listing(_rss(escape(html))).teasers
    assert {"parse", "clean"} <= set(given)
    with suppress(ScrapeError):
        named("feed").listing(_rss(html))


@pytest.mark.parametrize("start", ["<rss>", "<urlset>", "<feed>"])
def test_deep_feeds_and_sitemaps_are_refused_in_words(start: str, given: list[str]) -> None:
    with pytest.raises(ScrapeError, match="deeper than a feed"):
        named("feed").listing(_page(start + "<url>" * 300))
    with pytest.raises(ScrapeError, match="larger than a feed"):
        named("feed").listing(_page(start + "<url/>" * 70_000))
    assert not given


@pytest.mark.parametrize("unit", UNITS.values(), ids=list(UNITS))
def test_what_is_pasted(
    unit: str,
    service: Service,
    editor: Browser,
    monkeypatch: pytest.MonkeyPatch,
    given: list[str],
) -> None:
    words = "It rained on the harbour all day and nobody minded it much. " * 5
    html = f"<html><body><h1>A title</h1><p>{words}</p>" + hostile(unit, _TIMES)
    headers = (("content-type", "text/html"),)
    answer = Fetched(URL, 200, headers, html.encode(), None, Validators(), "text/html")
    monkeypatch.setattr(service.fetcher, "fetch", lambda *_, **__: answer)
    editor.get("/desk/items/new")
    assert editor.post("/desk/items/new", url=URL, action="fill").status_code in (200, 422)
    pasted = editor.post("/desk/items/markdown", html=html)
    assert pasted.status_code == 200
    assert {"document_fromstring", "clean", "BeautifulSoup"} <= set(given)


def test_what_is_pasted_of_too_many_tags_is_refused_in_words(editor: Browser) -> None:
    editor.get("/desk/items/new")
    told = editor.post("/desk/items/markdown", html="<p>x" * 70_000)
    assert told.status_code == 422
    assert told.get_json()["error"].startswith("What was pasted is too large")


@pytest.mark.parametrize("body", _DEAR.values(), ids=list(_DEAR))
def test_dear_markdown_is_refused_in_words(body: str, editor: Browser, given: list[str]) -> None:
    fields = {"title": "A", "section": "News", "rights": "full", "body": body[:500_000]}
    for path in ("/desk/items/preview", "/desk/items/new"):
        editor.get("/desk/items/new")
        told = editor.post(path, **fields, action="save")
        assert "the text has too many parts to be shown: at most" in told.text
    assert "render" not in given


@pytest.mark.parametrize("unit", UNITS.values(), ids=list(UNITS))
def test_what_programs_write(unit: str, service: Service, given: list[str]) -> None:
    asked = asking(create_app(service), token_of(service))
    body = hostile(unit, _TIMES)
    assert asked("POST", "/items", {"title": "A", "body": body}).status_code == 201
    assert {"render", "clean"} <= set(given)
    refused = asked("POST", "/items", {"title": "A", "body": "*a " * 100_000})
    assert refused.status_code == 422
    assert "too many parts" in refused.text


@pytest.mark.parametrize("unit", UNITS.values(), ids=list(UNITS))
def test_markdown_and_its_preview(unit: str, editor: Browser, given: list[str]) -> None:
    editor.get("/desk/items/new")
    body = hostile(unit, _TIMES) + "\n\n" + "> " * _TIMES + "x\n\n" + "- " * _TIMES + "x"
    fields = {"title": "A", "section": "News", "rights": "full", "body": body}
    assert editor.post("/desk/items/preview", **fields).status_code == 200
    assert {"render", "clean"} <= set(given)


def test_items_of_nested_lists_are_written_once() -> None:
    html = "<ul><li>one<ul><li>two<ol><li>three</li></ol></li></ul></li></ul>"
    assert to_markdown(html) == "- one\n- two\n- three"
