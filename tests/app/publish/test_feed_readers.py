"""Feeds as reader libraries see them: all agree on every field, a real feed reader follows a real
server; and golden files.

HARBIN_GOLDEN=1 writes the golden files anew.
"""

import json
import os
from calendar import timegm
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import atoma
import fastfeedparser
import feedparser
import pytest
from lxml import html

from app.feeds import render
from app.run.boot import Service
from app.values.model import Correction, Media
from app.web import create_app
from tests.app.feeds.test_feeds import (
    CHANNEL,
    CONTENT,
    ORIGINAL,
    PICTURE,
    PUBLISHED,
    UPDATED,
    ZONE,
    item,
    with_content,
    written,
)
from tests.browsers import serving_at
from tests.newsroom import FORMATS, Newsroom

GOLDEN = Path(__file__).parents[2] / "golden"
KEPT = Media(PICTURE.url, "c" * 64, "image/jpeg", 800, 600, 45_678)
CORRECTION = Correction(2, UPDATED, "wei", "correction", "It was 6 < 7.")


def items() -> list[Any]:
    """One of each kind: whole and corrected with a picture, Chinese, a summary, a headline, our
    own.
    """
    return [
        item(
            1,
            revision=2,
            updated_at=UPDATED,
            corrections=(CORRECTION,),
            media={PICTURE.url: KEPT},
            edited=frozenset({"title"}),
        ),
        with_content(2, title="冰雪大世界 🎆 开园", language="zh-CN", tags=("冰雪", "Ice & snow")),
        item(3, rights="summary"),
        item(4, rights="headline"),
        written(5),
    ]


@pytest.mark.parametrize("format", FORMATS)
def test_golden_files(format: Any) -> None:
    path = GOLDEN / f"feed.{format}"
    data = render(format, CHANNEL, items(), ZONE)
    if os.environ.get("HARBIN_GOLDEN"):
        GOLDEN.mkdir(exist_ok=True)
        path.write_bytes(data)
    assert data == path.read_bytes()


def moment(when: Any) -> datetime:
    """An instant as any library gives it."""
    if isinstance(when, str):
        when = datetime.fromisoformat(when)
    if not isinstance(when, datetime):
        when = datetime.fromtimestamp(timegm(when), UTC)
    return datetime.fromtimestamp(when.timestamp(), UTC)


def body(entry: Any) -> str:
    """The text of an entry: a feed with nothing but a headline and its source says that in the
    description.
    """
    return words(entry.content[0]["value"] if entry.get("content") else entry.summary)


def words(markup: str) -> str:
    return str(html.fromstring(f"<div>{markup}</div>").xpath("string()")) if markup else ""


def by_feedparser(data: bytes) -> list[dict[str, Any]]:
    found = feedparser.parse(data)
    assert not found.bozo
    return [
        {"id": e.id, "link": e.link, "title": words(e.title), "published": moment(e.published_parsed), "author": e.author, "content": body(e)}
        for e in found.entries
    ]  # fmt: skip


def by_fastfeedparser(data: bytes) -> list[dict[str, Any]]:
    return [
        {"id": e.id, "link": e.link, "title": words(e.title), "published": moment(e.published), "author": e.author, "content": body(e)}
        for e in fastfeedparser.parse(data).entries
    ]  # fmt: skip


def by_atoma(data: bytes) -> list[dict[str, Any]]:
    return [
        {
            "id": e.id_, "link": next(link.href for link in e.links if link.rel == "alternate"), "title": e.title.value,
            "published": moment(e.published), "author": e.authors[0].name, "content": words(e.content.value),
        }
        for e in atoma.parse_atom_bytes(data).entries
    ]  # fmt: skip


def by_json(data: bytes) -> list[dict[str, Any]]:
    return [
        {
            "id": e["id"], "link": e["url"], "title": e["title"], "published": moment(e["date_published"]), "author": e["author"]["name"],
            "content": words(e["content_html"]),
        }
        for e in json.loads(data)["items"]
    ]  # fmt: skip


def test_J3_libraries_agree_on_every_field_in_every_format() -> None:
    rss, atom, feed = (render(format, CHANNEL, items(), ZONE) for format in FORMATS)
    expected = by_json(feed)
    assert [entry["title"] for entry in expected][:2] == [CONTENT.title, "冰雪大世界 🎆 开园"]
    seen: list[tuple[Callable[[bytes], list[dict[str, Any]]], bytes]] = [
        (by_feedparser, rss), (by_feedparser, atom), (by_fastfeedparser, rss), (by_fastfeedparser, atom), (by_atoma, atom),
    ]  # fmt: skip
    for read, data in seen:
        assert read(data) == expected, read.__name__


def test_R6_A2_libraries_see_one_picture_with_its_true_length() -> None:
    rss, atom = (render(format, CHANNEL, items(), ZONE) for format in ("rss", "atom"))
    for data in (rss, atom):
        [found] = feedparser.parse(data).entries[0].enclosures
        assert (found.type, int(found.length)) == ("image/jpeg", KEPT.size)
        assert found.href.endswith(f"/media/{KEPT.digest}.jpg")


def test_R5_A2_readers_open_our_page_and_never_the_original_or_the_picture() -> None:
    for format in ("rss", "atom"):
        for entry in feedparser.parse(render(format, CHANNEL, items(), ZONE)).entries:
            assert entry.link.startswith("https://news.example/items/")
            assert entry.link != ORIGINAL


def test_X8_what_miniflux_would_redate_is_never_there() -> None:
    """It takes a missing or unreadable date for now, and unescapes a title twice."""
    for entry in feedparser.parse(render("rss", CHANNEL, items(), ZONE)).entries:
        assert moment(entry.published_parsed) <= PUBLISHED
    title = (
        feedparser.parse(render("rss", CHANNEL, [with_content(1, title="R&amp;D < 5")], ZONE))
        .entries[0]
        .title
    )
    assert words(title) in ("R&D < 5", "R&amp;D < 5")


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_H15_L3_feedparser_follows_a_real_server(newsroom: Newsroom, service: Service) -> None:
    """It sends back what it got and asks for what is new (A-IM: feed): nothing unchanged comes
    again, an edit comes under its id.
    """
    newsroom.many(12)
    with serving_at(create_app(service)) as url:
        for path in ("/feed.rss", "/feed.atom"):
            first = feedparser.parse(url + path)
            assert (first.status, len(first.entries)) == (200, 12 + (path == "/feed.atom"))
            again = feedparser.parse(url + path, etag=first.etag, modified=first.modified)
            assert (again.status, len(again.entries)) == (304, 0)
            edited = newsroom.edit(newsroom.written[3], title=f"Corrected for {path}")
            made = newsroom.publish("Another one")
            news = feedparser.parse(url + path, etag=first.etag, modified=first.modified)
            assert news.status == 226
            assert {entry.id: entry.title for entry in news.entries} == {
                edited.tag: edited.content.title,
                made.tag: "Another one",
            }
            assert feedparser.parse(url + path, etag=news.etag).status == 304
