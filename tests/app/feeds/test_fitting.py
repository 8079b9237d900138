"""A feed is never too large, whatever stands in it, and what it must hold is never left out (H20)."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from app.feeds import Channel, Contents, Format, render
from app.feeds.channel import tidy
from app.feeds.entry import prepare
from app.feeds.fitting import weight
from app.values.model import Item, Media, Section
from scrapers import Picture
from tests.app.feeds.test_feeds import CHANNEL, CONTENT, PICTURE, PUBLISHED, ZONE, item
from tests.feedrules import ATOM, complaints
from tests.newsroom import FORMATS

MOST = 250_000
WEEK_LATER = replace(CHANNEL, changed_at=PUBLISHED + timedelta(days=9))
SAYINGS = st.sampled_from(
    ["Ice. ", "冰雪大世界。", '"<&>" \\ ', "\u2028🎆", "<p>Ice</p>", "&amp;", "\n", "'"]
)


def story(number: int, size: int, saying: str = "It is cold in Harbin. ", **changes: Any) -> Item:
    """An item that became public just now, with a text of so many characters in paragraphs."""
    text = (saying * (1 + size // len(saying)))[:size]
    parts = [text[at : at + 700] for at in range(0, len(text), 700)]
    html = "".join(f"<p>{part.replace('<', '&lt;')}</p>" for part in parts)
    return item(
        number,
        content=replace(CONTENT, text=text, html=html, **changes),
        released_at=WEEK_LATER.changed_at,
        source_title="A paper",
    )


def read(form: Format, data: bytes) -> dict[str, str]:
    """Ids in their order, and the content of each."""
    if form == "json":
        return {e["id"]: e["content_html"] for e in json.loads(data)["items"]}
    root = etree.fromstring(data)
    if form == "atom":
        entries = root.iter(f"{ATOM}entry")
        return {str(e.findtext(f"{ATOM}id")): str(e.findtext(f"{ATOM}content")) for e in entries}
    encoded = "{http://purl.org/rss/1.0/modules/content/}encoded"
    return {str(e.findtext("guid")): str(e.findtext(encoded)) for e in root.iter("item")}


def by_format(items: list[Item], channel: Channel = WEEK_LATER) -> dict[Format, dict[str, str]]:
    found: dict[Format, dict[str, str]] = {}
    for form in FORMATS:
        data = render(form, channel, items, ZONE)
        assert complaints(form, data) == []
        assert len(data) <= MOST, form
        found[form] = read(form, data)
    assert len({tuple(entries) for entries in found.values()}) == 1
    return found


@pytest.mark.parametrize("part", ["current", "archive", "page"])
@pytest.mark.parametrize("sizes", [[400_000], [20_000] * 40, [3_000] * 30 + [90_000] * 5])
def test_what_must_be_held_is_held_and_the_longest_of_it_shortened(
    sizes: list[int], part: Any
) -> None:
    items = [story(number, size) for number, size in enumerate(sizes, 1)]
    found = by_format(items, replace(WEEK_LATER, part=part, document="/archives/1/"))
    for entries in found.values():
        assert set(entries) == {one.tag for one in items}
        for one in items:
            content = entries[one.tag]
            whole = len(content) >= len(one.content.html)
            leads_on = f'<a href="https://news.example/items/{one.uid}/{one.slug}">' in content
            assert whole != leads_on
            assert content.startswith("<p>It is cold in Harbin. It is cold")
            assert "<p>Source: A paper (" in content
    shortest = min(sizes)
    if sizes.count(shortest) < len(sizes):
        for one, size in zip(items, sizes, strict=True):
            assert size > shortest or one.content.html in found["rss"][one.tag]


def test_what_need_not_be_held_is_left_out_whole() -> None:
    old = [replace(story(number, 9_000), released_at=PUBLISHED) for number in range(1, 60)]
    found = by_format(old)
    assert 19 < len(found["rss"]) < 30
    assert all("Read the whole text" not in content for content in found["rss"].values())


def test_notices_and_tombstones_have_their_room_too() -> None:
    items = [story(number, 20_000) for number in range(1, 41)]
    gone = [
        item(
            100 + number,
            status="withdrawn",
            withdrawn_at=WEEK_LATER.changed_at - timedelta(hours=1),
            note="It was not so. " * 30,
        )
        for number in range(40)
    ]
    contents = Contents(items, gone)
    for form in FORMATS:
        data = render(form, WEEK_LATER, contents, ZONE)
        assert complaints(form, data) == []
        assert len(data) <= MOST
        assert {one.tag for one in items} <= set(read(form, data))


@given(
    st.lists(st.tuples(SAYINGS, st.integers(0, 30_000)), min_size=1, max_size=12),
    SAYINGS,
    st.integers(0, 20),
)
def test_no_entry_is_heavier_than_is_reckoned(
    parts: list[tuple[str, int]], saying: str, tags: int
) -> None:
    words = (saying * 200)[:180]
    picture = Picture(PICTURE.url, words, words, words, 800, 600)
    section = Section(1, "a-section", words[:60] or "S", PUBLISHED, PUBLISHED)
    items = [
        replace(
            story(
                number, size, said, title=words, summary=words * 3, authors=(words, said),
                tags=tuple(f"{words[:50]} {tag}" for tag in range(tags)), pictures=(picture,),
            ),
            section=section,
            media={PICTURE.url: Media(PICTURE.url, "c" * 64, "image/jpeg", 800, 600, 45_678)},
            slug="a-long-slug" * 5,
            updated_at=datetime(2026, 3, 9, tzinfo=UTC),
            edited=frozenset({"title"}),
        )
        for number, (said, size) in enumerate(parts, 1)
    ]  # fmt: skip
    channel = tidy(replace(WEEK_LATER, part="page"), ZONE)
    reckoned = sum(map(weight, prepare(items, channel, ZONE)))
    for form in FORMATS:
        empty = len(render(form, channel, [], ZONE))
        data = render(form, channel, items, ZONE)
        assert len(data) <= MOST
        if reckoned <= 240_000:
            assert len(data) - empty <= reckoned
