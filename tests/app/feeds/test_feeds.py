"""Feeds: the same in three formats, valid whatever is in them. Names carry the codes of
FEEDS.md.
"""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from html import unescape
from typing import Any
from zoneinfo import ZoneInfo

import feedparser
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from app.feeds import (
    CONTENT_TYPES,
    Channel,
    Contents,
    Format,
    item_url,
    render,
    shown_summary,
    with_pictures,
)
from app.values.model import Content, Correction, Item, Location, Section
from scrapers import Picture
from tests.feedrules import shown_content

ZONE = ZoneInfo("Asia/Shanghai")
PUBLISHED = datetime(2026, 3, 1, 4, 5, 6, tzinfo=UTC)
UPDATED = PUBLISHED + timedelta(hours=2)
CHANGED = datetime(2026, 3, 2, 1, 2, 3, 456789, tzinfo=UTC)
ORIGINAL = "https://e.my399.com/news/2026-03-01/1.html?a=1&b=2"
FORMATS: tuple[Format, ...] = ("rss", "atom", "json")
A = "{http://www.w3.org/2005/Atom}"
DC = "{http://purl.org/dc/elements/1.1/}"
MEDIA = "{http://search.yahoo.com/mrss/}"
ENCODED = "{http://purl.org/rss/1.0/modules/content/}encoded"
LANG = "{http://www.w3.org/XML/1998/namespace}lang"

CHANNEL = Channel(
    title="Harbin Today: News",
    description="All the news & more",
    language="en",
    base_url="https://news.example",
    path="/sections/news/",
    changed_at=CHANGED,
    site_title="Harbin Today",
    tag="tag:news.example,2026:feeds/sections/news",
    contact="desk@news.example",
    rights_note="© their owners",
)
PICTURE = Picture(
    "https://e.my399.com/p/1.JPG?x=1", "Ice <lanterns>", "Photo/my399.com", "lanterns", 800, 600
)
CONTENT = Content(
    title="Ice & snow: 5 < 6",
    summary="A plain summary with <b> & more.",
    html='<p>Body <em>text</em>.</p><figure><img src="https://e.my399.com/p/1.JPG?x=1" alt="lanterns"></figure>',
    text="Body text.",
    authors=("Li Hua",),
    byline_source="chinadaily.com.cn",
    language="en",
    pictures=(PICTURE,),
)


def item(number: int = 1, **changes: Any) -> Item:
    base = Item(
        id=number,
        uid=f"u{number}",
        tag=f"tag:news.example,2026-03-01:items/u{number}",
        kind="collected",
        status="published",
        rights="full",
        section=Section(1, "news", "News", PUBLISHED, PUBLISHED),
        source_slug="my399-news",
        source_title="my399",
        content=CONTENT,
        published_at=PUBLISHED - timedelta(hours=number),
        first_seen_at=PUBLISHED,
        updated_at=PUBLISHED - timedelta(hours=number),
        changed_at=PUBLISHED,
        revision=1,
        slug="ice-and-snow",
        locations=(Location(1, ORIGINAL, "read", "listing", 1, number),),
    )
    return replace(base, **changes)


def with_content(number: int = 1, **fields: Any) -> Item:
    return item(number, content=replace(CONTENT, **fields))


def written(number: int = 1, **changes: Any) -> Item:
    return item(
        number,
        **{"kind": "written", "locations": (), "source_title": "", "source_slug": "", **changes},
    )


def rss(*items: Item, channel: Channel = CHANNEL) -> etree._Element:
    return etree.fromstring(render("rss", channel, items, ZONE))[0]


def atom(*items: Item, channel: Channel = CHANNEL) -> etree._Element:
    return etree.fromstring(render("atom", channel, items, ZONE))


def jsonfeed(*items: Item, channel: Channel = CHANNEL) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(render("json", channel, items, ZONE))
    return document


def text(parent: etree._Element, path: str) -> str:
    found = parent.find(path)
    assert found is not None
    return "".join(str(part) for part in found.itertext())


def attributes(element: etree._Element) -> dict[str, str]:
    return {str(name): str(value) for name, value in element.items()}


def parse(data: bytes) -> Any:
    parsed = feedparser.parse(data)
    assert not parsed.bozo
    return parsed


def news() -> list[Item]:
    """One of each kind, and none of it in order of time."""
    return [
        item(3),
        item(1, revision=2, updated_at=UPDATED),
        item(2, rights="summary"),
        item(4, rights="headline"),
        written(5),
        with_content(6, title="冰雪大世界 🎆", language="zh-CN", authors=(), byline_source=""),
        with_content(7, summary=""),
    ]


def entries_of(format: Format, data: bytes) -> list[dict[str, Any]]:
    """What a reader gets of each entry, the same for the three formats."""
    if format == "json":
        return [
            {
                "id": entry["id"],
                "url": entry["url"],
                "via": entry.get("external_url"),
                "title": entry["title"],
                "content": entry.get("content_html", ""),
                "summary": entry.get("summary", ""),
                "published": datetime.fromisoformat(entry["date_published"]),
                "updated": datetime.fromisoformat(entry["date_modified"]),
                "author": entry["authors"][0]["name"],
                "tags": entry.get("tags", []),
                "language": entry.get("language"),
            }
            for entry in json.loads(data)["items"]
        ]
    root = etree.fromstring(data)
    return (
        [_rss_entry(node) for node in root.iter("item")]
        if format == "rss"
        else [_atom_entry(node) for node in root.iter(f"{A}entry")]
    )


def _rss_entry(node: etree._Element) -> dict[str, Any]:
    encoded, description = node.findtext(ENCODED), node.findtext("description") or ""
    published = parsedate_to_datetime(text(node, "pubDate"))
    updated = node.findtext(f"{A}updated")
    via = node.find(f"{A}link")
    summary = (
        etree.HTML(f"<i>{description}</i>").xpath("string()") if encoded and description else ""
    )
    return {
        "id": text(node, "guid"),
        "url": text(node, "link"),
        "via": via.get("href") if via is not None else None,
        "title": text(node, "title"),
        "content": encoded or description,
        "summary": summary,
        "published": published,
        "updated": datetime.fromisoformat(updated) if updated else published,
        "author": text(node, f"{DC}creator"),
        "tags": [category.xpath("string()") for category in node.findall("category")],
        "language": node.findtext(f"{DC}language"),
    }


def _atom_entry(node: etree._Element) -> dict[str, Any]:
    links = {link.get("rel"): link.get("href") for link in node.findall(f"{A}link")}
    return {
        "id": text(node, f"{A}id"),
        "url": links["alternate"],
        "via": links.get("via"),
        "title": text(node, f"{A}title"),
        "content": node.findtext(f"{A}content") or "",
        "summary": node.findtext(f"{A}summary") or "",
        "published": datetime.fromisoformat(text(node, f"{A}published")),
        "updated": datetime.fromisoformat(text(node, f"{A}updated")),
        "author": text(node, f"{A}author/{A}name"),
        "tags": [category.get("label") for category in node.findall(f"{A}category")],
        "language": node.get(LANG),
    }


# The whole


def test_H2_content_types() -> None:
    assert CONTENT_TYPES == {
        "rss": "application/rss+xml; charset=utf-8",
        "atom": "application/atom+xml; charset=utf-8",
        "json": "application/feed+json",
    }


@pytest.mark.parametrize("format", FORMATS)
def test_H3_two_renders_of_the_same_values_are_identical(format: Format) -> None:
    assert render(format, CHANNEL, news(), ZONE) == render(
        format, replace(CHANNEL), [replace(one) for one in news()], ZONE
    )


@pytest.mark.parametrize("format", FORMATS)
def test_H3_nothing_of_now_is_in_a_feed(format: Format) -> None:
    years = {str(year).encode() for year in range(2019, 2100)} - {b"2026"}
    data = render(format, CHANNEL, news(), ZONE)
    assert not [year for year in years if year + b"-" in data or b" " + year + b" " in data]


@pytest.mark.parametrize("format", FORMATS)
def test_D5_an_empty_feed_is_valid(format: Format) -> None:
    data = render(format, CHANNEL, [], ZONE)
    assert entries_of(format, data) == []
    assert format == "json" or parse(data).feed.title == CHANNEL.title
    assert format != "json" or json.loads(data)["items"] == []


def test_J3_all_formats_say_the_same_in_the_same_order() -> None:
    one, two, three = (
        entries_of(format, render(format, CHANNEL, news(), ZONE)) for format in FORMATS
    )
    assert [entry["id"] for entry in one] == [story.tag for story in news()]
    assert two == three
    plain = [{**entry, "language": None} for entry in one]
    assert plain == [{**entry, "language": None} for entry in two]
    assert [entry["language"] for entry in one] == [story.content.language for story in news()]


def test_J3_feedparser_reads_the_same_from_rss_and_atom() -> None:
    stories = [with_content(number, title=f"Title {number} & more") for number in (2, 1, 3)]
    one, two = (parse(render(format, CHANNEL, stories, ZONE)) for format in FORMATS[:2])
    for name in ("id", "link", "published_parsed", "author", "content"):
        assert [
            entry[name] if name != "content" else entry[name][0].value for entry in one.entries
        ] == [entry[name] if name != "content" else entry[name][0].value for entry in two.entries]
    assert [entry.link for entry in one.entries] == [
        f"https://news.example/items/u{number}/ice-and-snow" for number in (2, 1, 3)
    ]
    assert [entry.title for entry in two.entries] == [story.content.title for story in stories]
    assert one.feed.link == two.feed.link == "https://news.example/sections/news/"
    assert one.feed.updated_parsed == two.feed.updated_parsed


# Text


@pytest.mark.parametrize("format", FORMATS[:2])
def test_X1_no_bom_no_doctype_and_utf8_declared(format: Format) -> None:
    data = render(format, CHANNEL, news(), ZONE)
    assert data.startswith(b"<?xml version='1.0' encoding='UTF-8'?>")
    assert b"<!DOCTYPE" not in data
    assert data.decode() == data.decode("utf-8", "strict")


NASTY = "a\x00b\x0b\x1f\x7f\x85\x9f\ufffe\uffff\ud800\udfff]]>&nbsp;&#1;&#xFFFE;<b>\u202e冰🎆\r\n<![CDATA[</item>--><!--"
FRAGMENTS = st.sampled_from(
    [
        NASTY,
        "]]>",
        "&",
        "<",
        "&#x0;",
        "&#xD800;",
        "&lt;",
        "\ud83d",
        "\x85",
        "\r",
        '"',
        "'",
        "https://",
        "[",
        "%",
    ]
)
TEXT = st.lists(st.one_of(FRAGMENTS, st.text(st.characters(), max_size=8)), max_size=5).map("".join)


@pytest.mark.parametrize("format", FORMATS)
def test_X2_nasty_text_everywhere_leaves_the_feed_whole(format: Format) -> None:
    bad = item(
        content=Content(
            NASTY,
            NASTY,
            NASTY,
            NASTY,
            (NASTY,),
            NASTY,
            NASTY,
            (Picture(NASTY, NASTY, NASTY, NASTY),),
            None,
            NASTY,
        ),
        source_title=NASTY,
        slug=NASTY,
    )
    entries = entries_of(format, render(format, CHANNEL, [item(2), bad, item(3)], ZONE))
    assert [entry["id"][-2:] for entry in entries] == ["u2", "u1", "u3"]
    assert "]]>" not in entries[1]["content"]
    assert entries[1]["title"].startswith("ab")


@st.composite
def wild_items(draw: st.DrawFn) -> Item:
    title, summary, html, words, author, byline, language = (draw(TEXT) for _ in range(7))
    pictures = tuple(draw(st.lists(st.builds(Picture, TEXT, TEXT, TEXT, TEXT), max_size=2)))
    content = Content(title, summary, html, words, (author, byline), byline, language, pictures)
    locations = (
        (Location(1, draw(st.one_of(st.just(ORIGINAL), TEXT)), "read", "listing", 1, 1),)
        if draw(st.booleans())
        else ()
    )
    return item(
        content=content,
        rights=draw(st.sampled_from(["full", "summary", "headline"])),
        kind=draw(st.sampled_from(["collected", "written"])),
        section=Section(1, draw(TEXT), draw(TEXT), PUBLISHED, PUBLISHED),
        source_slug=draw(TEXT),
        source_title=draw(TEXT),
        slug=draw(TEXT),
        note=draw(TEXT),
        revision=draw(st.integers(1, 3)),
        updated_at=PUBLISHED + timedelta(minutes=draw(st.integers(-90, 90))),
        locations=locations,
    )


@given(wild=wild_items(), name=TEXT)
def test_X2_fuzz_all_text_in_all_formats(wild: Item, name: str) -> None:
    channel = replace(
        CHANNEL,
        title=name,
        description=name,
        site_title=name,
        language=name,
        contact=name,
        rights_note=name,
    )
    stories = [item(2), wild, item(3)]
    rendered = [entries_of(format, render(format, channel, stories, ZONE)) for format in FORMATS]
    seen = [
        [
            (e["id"], e["url"], e["via"], e["title"], e["published"], e["author"], e["content"])
            for e in entries
        ]
        for entries in rendered
    ]
    assert seen[0] == seen[1] == seen[2]
    assert [row[0] for row in seen[0]] == [story.tag for story in stories]
    assert all(row[3].strip() and row[5].strip() for row in seen[0])


@pytest.mark.parametrize("format", FORMATS)
@pytest.mark.parametrize(
    "changes",
    [
        {"tag": "no id"},
        {"tag": ""},
        {"tag": "tag:\ud800,2026:x"},
        {"published_at": datetime(2026, 1, 1)},  # noqa: DTZ001
        {"updated_at": datetime(2026, 1, 1)},  # noqa: DTZ001
        {"published_at": datetime.max.replace(tzinfo=UTC)},
        {"published_at": datetime.min.replace(tzinfo=UTC)},
    ],
)
def test_X2_an_item_that_cannot_be_rendered_is_left_out(
    format: Format, changes: dict[str, Any]
) -> None:
    entries = entries_of(
        format, render(format, CHANNEL, [item(2), item(1, **changes), item(3)], ZONE)
    )
    assert [entry["id"][-2:] for entry in entries] == ["u2", "u3"]


def test_X3_titles_are_plain_text_with_hexadecimal_references_in_rss() -> None:
    data = render("rss", CHANNEL, [item()], ZONE)
    assert b"<title>Ice &#x26; snow: 5 &#x3C; 6</title>" in data
    assert b"<description>All the news &#x26; more</description>" in data
    assert [
        entries_of(format, render(format, CHANNEL, [item()], ZONE))[0]["title"]
        for format in FORMATS
    ] == ["Ice & snow: 5 < 6"] * 3
    assert b'<title type="text">Ice &amp; snow: 5 &lt; 6</title>' in render(
        "atom", CHANNEL, [item()], ZONE
    )


@pytest.mark.parametrize(
    ("story", "title"),
    [
        (with_content(title=" \x00 "), "A plain summary with <b> & more."),
        (with_content(title="", summary=""), "News"),
        (item(content=replace(CONTENT, title="\ud800"), rights="headline"), "News"),
        (item(content=Content(""), section=Section(1, "", "", PUBLISHED, PUBLISHED)), "Untitled"),
    ],
)
def test_X3_titles_are_never_empty(story: Item, title: str) -> None:
    assert [
        entries_of(format, render(format, CHANNEL, [story], ZONE))[0]["title"] for format in FORMATS
    ] == [title] * 3


def test_X4_content_is_sanitised_once_more() -> None:
    html = '<p onclick="x()">Hi<script>evil()</script><iframe src="//x"></iframe></p><p>unbalanced <em>end'
    shown = shown_content(written(content=replace(CONTENT, html=html)))
    assert shown == "<p>Hi</p><p>unbalanced <em>end</em></p>"


def test_X5_links_in_content_are_absolute() -> None:
    shown = shown_content(
        with_content(html='<p><a href="../2.html">x</a><img src="//cdn.example/a.png" alt=""></p>')
    )
    assert 'href="https://e.my399.com/news/2.html"' in shown
    assert 'src="https://cdn.example/a.png"' in shown


def test_X6_the_lead_picture_has_one_url_everywhere() -> None:
    media = rss(item()).find(f"item/{MEDIA}content")
    assert media is not None
    assert attributes(media) == {
        "url": PICTURE.url,
        "medium": "image",
        "type": "image/jpeg",
        "width": "800",
        "height": "600",
    }
    assert jsonfeed(item())["items"][0]["image"] == PICTURE.url
    assert f'src="{PICTURE.url}"' in text(atom(item()), f"{A}entry/{A}content")


def test_X7_the_footer_names_the_source_and_links_the_original() -> None:
    footer = '<p>Source: my399 (chinadaily.com.cn), <a href="https://e.my399.com/news/2026-03-01/1.html?a=1&amp;b=2">original</a></p>'
    for rights in ("full", "summary", "headline"):
        assert shown_content(item(rights=rights)).endswith(footer)
    words = "<p>Only the headline may be shown here. Read the story at my399.</p>"
    assert shown_content(item(rights="headline")) == words + footer
    assert "Source:" not in shown_content(written())


def test_X7_the_source_is_never_blank() -> None:
    nameless = item(rights="headline", source_title="", content=replace(CONTENT, byline_source=""))
    assert "<p>Source: e.my399.com, <a " in shown_content(nameless)
    assert shown_content(item(rights="headline", locations=())).endswith(
        "<p>Source: my399 (chinadaily.com.cn)</p>"
    )
    assert "(" not in shown_content(item(rights="headline", source_title="ChinaDaily.com.cn"))


@pytest.mark.parametrize("format", FORMATS)
def test_X7_rights_summary_shows_no_body_and_no_picture(format: Format) -> None:
    data = render(format, CHANNEL, [item(rights="summary")], ZONE).decode()
    assert "A plain summary" in data
    assert "Body" not in data
    assert "/p/1.JPG" not in data


@pytest.mark.parametrize("format", FORMATS)
def test_X7_rights_headline_shows_title_and_link_only(format: Format) -> None:
    data = render(format, CHANNEL, [item(rights="headline")], ZONE).decode()
    assert "Ice " in data
    assert not [leak for leak in ("plain summary", "Body", "/p/1.JPG", "lanterns") if leak in data]


def test_X7_shown_summary_obeys_rights() -> None:
    assert [shown_summary(item(rights=rights)) for rights in ("full", "summary", "headline")] == [
        CONTENT.summary,
        CONTENT.summary,
        "",
    ]
    assert (
        shown_content(written(rights="summary"))
        == "<p>A plain summary with &lt;b&gt; &amp; more.</p>"
    )


def test_X7_text_or_summary_stands_in_for_missing_html() -> None:
    assert (
        shown_content(written(content=Content("T", text="One <1\nTwo")))
        == "<p>One &lt;1</p><p>Two</p>"
    )
    assert (
        shown_content(written(content=Content("T", summary="Only a teaser", html="<p> </p>")))
        == "<p>Only a teaser</p>"
    )


def test_X8_dates_carry_the_zone_in_whole_seconds() -> None:
    story = item(published_at=PUBLISHED.replace(microsecond=999999))
    assert text(rss(story), "item/pubDate") == "Sun, 01 Mar 2026 12:05:06 +0800"
    assert text(atom(story), f"{A}entry/{A}published") == "2026-03-01T12:05:06+08:00"
    assert jsonfeed(story)["items"][0]["date_published"] == "2026-03-01T12:05:06+08:00"


def test_X8_an_offset_with_seconds_is_written_in_utc() -> None:
    story = item(published_at=datetime(1899, 12, 31, 12, tzinfo=UTC))
    assert jsonfeed(story)["items"][0]["date_published"] == "1899-12-31T12:00:00+00:00"


@pytest.mark.parametrize("format", FORMATS)
def test_X8_a_naive_change_of_the_feed_is_refused(format: Format) -> None:
    with pytest.raises(ValueError, match="naive"):
        render(format, replace(CHANNEL, changed_at=datetime(2026, 1, 1)), [], ZONE)  # noqa: DTZ001


def test_X9_the_order_given_is_kept() -> None:
    for format in FORMATS:
        entries = entries_of(
            format, render(format, CHANNEL, [item(number) for number in (5, 1, 9, 2)], ZONE)
        )
        assert [entry["id"][-1] for entry in entries] == ["5", "1", "9", "2"]


def test_X10_language_of_feed_and_item_is_told_or_left_out() -> None:
    assert (rss().findtext("language"), atom().get(LANG), jsonfeed()["language"]) == (
        "en",
        "en",
        "en",
    )
    unknown, channel = with_content(language="English, maybe"), replace(CHANNEL, language="")
    assert b"anguage>" not in render("rss", channel, [unknown], ZONE)
    assert b"lang" not in render("atom", channel, [unknown], ZONE)
    assert b'"language"' not in render("json", channel, [unknown], ZONE)


# Identity


@pytest.mark.parametrize("format", FORMATS)
def test_L1_ids_are_unique_in_a_feed(format: Format) -> None:
    assert (
        len(
            entries_of(
                format, render(format, CHANNEL, [item(1), item(1, slug="other"), item(2)], ZONE)
            )
        )
        == 2
    )


def test_L3_a_change_moves_updated_and_never_published() -> None:
    before, after = (
        [entries_of(format, render(format, CHANNEL, [story], ZONE))[0] for format in FORMATS]
        for story in (item(), item(revision=2, updated_at=UPDATED))
    )
    assert {entry["published"] for entry in before} == {entry["published"] for entry in after}
    assert {entry["updated"] for entry in after} == {UPDATED}


# RSS


def test_R1_channel() -> None:
    channel = rss(item(2), item(1))
    assert [link.text for link in channel.findall("link")] == [
        "https://news.example/sections/news/"
    ]
    facts = {
        name: text(channel, name)
        for name in (
            "title",
            "description",
            "copyright",
            "managingEditor",
            "lastBuildDate",
            "pubDate",
            "ttl",
        )
    }
    assert facts == {
        "title": "Harbin Today: News",
        "description": "All the news & more",
        "copyright": "© their owners",
        "managingEditor": "desk@news.example (Harbin Today)",
        "lastBuildDate": "Mon, 02 Mar 2026 09:02:03 +0800",
        "pubDate": "Sun, 01 Mar 2026 11:05:06 +0800",
        "ttl": "10",
    }
    assert text(channel, "generator") == "Harbin Today"
    assert text(channel, "language") == "en"
    assert text(channel, "category") == "News"
    assert text(channel, "docs") == "https://www.rssboard.org/rss-specification"
    picture = channel.find("image")
    assert picture is not None
    told = {str(child.tag): child.text for child in picture}
    assert (told["title"], told["link"]) == (text(channel, "title"), text(channel, "link"))
    assert told["url"] == "https://news.example/icon-144.png"
    assert int(told.get("width") or 0) <= 144
    assert int(told.get("height") or 0) <= 400


def test_R2_self_link_and_rhythm() -> None:
    [link] = rss().findall(f"{A}link")
    assert attributes(link) == {
        "href": "https://news.example/sections/news/feed.rss",
        "rel": "self",
        "type": "application/rss+xml",
    }
    assert text(rss(), "{http://purl.org/rss/1.0/modules/syndication/}updatePeriod") == "hourly"


def test_R3_item() -> None:
    story = rss(item()).find("item")
    assert story is not None
    guid, category = story.find("guid"), story.find("category")
    assert guid is not None
    assert (guid.text, guid.get("isPermaLink")) == (item().tag, "false")
    assert category is not None
    assert (category.text, category.get("domain")) == (
        "News",
        "https://news.example/sections/news/",
    )
    assert text(story, "link") == "https://news.example/items/u1/ice-and-snow"
    assert text(story, f"{DC}creator") == "Li Hua"
    assert story.find("author") is None
    assert story.find("enclosure") is None


@pytest.mark.parametrize(
    ("story", "author"),
    [
        (with_content(authors=()), "chinadaily.com.cn"),
        (with_content(authors=("\x00",), byline_source=""), "my399"),
        (written(content=Content("T")), "Harbin Today"),
    ],
)
def test_R3_every_entry_has_an_author(story: Item, author: str) -> None:
    assert [
        entries_of(format, render(format, CHANNEL, [story], ZONE))[0]["author"]
        for format in FORMATS
    ] == [author] * 3


def test_each_of_several_authors_stands_by_itself() -> None:
    two = with_content(authors=("Zhou Huiying", " ", "Tian & Xuefei", "Zhou Huiying"))
    names = ["Zhou Huiying", "Tian & Xuefei"]
    made = rss(two).find("item")
    assert made is not None
    shown = [str(creator.xpath("string()")) for creator in made.findall(f"{DC}creator")]
    assert [unescape(name) for name in shown] == names
    entry = etree.fromstring(render("atom", CHANNEL, [two], ZONE)).find(f"{A}entry")
    assert entry is not None
    assert [author.findtext(f"{A}name") for author in entry.findall(f"{A}author")] == names
    uris = {author.findtext(f"{A}uri") for author in entry.findall(f"{A}author")}
    assert uris == {"https://e.my399.com/"}
    [plain] = jsonfeed(two)["items"]
    assert plain["authors"] == [{"name": name} for name in names]
    assert plain["author"] == {"name": "Zhou Huiying, Tian & Xuefei"}


def test_R4_plain_description_before_encoded_content() -> None:
    story = rss(item()).find("item")
    assert story is not None
    names = [child.tag for child in story]
    assert names.index("description") < names.index(ENCODED)
    assert story.findtext("description") == "A plain summary with &lt;b&gt; &amp; more."
    assert story.findtext(ENCODED) == shown_content(item())
    assert b"<content:encoded><![CDATA[<p>Body" in render("rss", CHANNEL, [item()], ZONE)


def test_R4_end_of_cdata_in_content_survives() -> None:
    html = '<p>x ]]> y</p><img src="https://a.example/]]>.png" alt="]]>">'
    contents = [
        entries_of(format, render(format, CHANNEL, [with_content(html=html)], ZONE))[0]["content"]
        for format in FORMATS
    ]
    assert contents[0] == contents[1] == contents[2]
    assert "x ]]&gt; y" in contents[0]


def test_R5_the_origin_is_named() -> None:
    story = rss(item()).find("item")
    assert story is not None
    source, via = story.find("source"), story.find(f"{A}link")
    assert source is not None
    assert (source.text, source.get("url")) == ("my399", "https://e.my399.com/")
    assert via is not None
    assert attributes(via) == {"href": ORIGINAL, "rel": "via"}
    assert rss(written()).find("item/source") is None


def test_R7_media_namespace_description_and_credit() -> None:
    media = rss(item()).find(f"item/{MEDIA}content")
    assert media is not None
    assert text(media, f"{MEDIA}description") == "Ice <lanterns>"
    assert text(media, f"{MEDIA}credit") == "Photo/my399.com"
    unknown = rss(with_content(pictures=(Picture("https://a.example/picture"),))).find(
        f"item/{MEDIA}content"
    )
    assert unknown is not None
    assert attributes(unknown) == {"url": "https://a.example/picture", "medium": "image"}


@pytest.mark.parametrize(
    ("changes", "stamp"),
    [
        ({"revision": 2, "updated_at": UPDATED}, "2026-03-01T14:05:06+08:00"),
        ({"revision": 2, "updated_at": PUBLISHED - timedelta(days=1)}, None),
    ],
)
def test_R8_updated_on_changed_items_only(changes: dict[str, Any], stamp: str | None) -> None:
    assert rss(item(**changes)).findtext(f"item/{A}updated") == stamp


# Atom


def test_A1_feed() -> None:
    feed = atom()
    assert text(feed, f"{A}id") == CHANNEL.tag
    assert text(feed, f"{A}updated") == "2026-03-02T09:02:03+08:00"
    assert text(feed, f"{A}subtitle") == CHANNEL.description
    assert text(feed, f"{A}author/{A}email") == "desk@news.example"
    links = {
        link.get("rel"): (link.get("href"), link.get("type")) for link in feed.findall(f"{A}link")
    }
    assert links == {
        "self": ("https://news.example/sections/news/feed.atom", "application/atom+xml"),
        "alternate": ("https://news.example/sections/news/", "text/html"),
    }
    generator = feed.find(f"{A}generator")
    assert generator is not None
    assert (generator.text, generator.get("version")) == ("Harbin Today", None)


def test_A2_links_of_an_entry_keep_rel_and_type_and_only_one_is_alternate() -> None:
    links = [attributes(link) for link in atom(item()).findall(f"{A}entry/{A}link")]
    assert links == [
        {
            "rel": "alternate",
            "type": "text/html",
            "href": "https://news.example/items/u1/ice-and-snow",
            "hreflang": "en",
        },
        {"rel": "via", "type": "text/html", "href": ORIGINAL},
    ]
    assert len(atom(written()).findall(f"{A}entry/{A}link")) == 1


def test_A2_source_and_category_and_types() -> None:
    entry = atom(item()).find(f"{A}entry")
    assert entry is not None
    source, category, content, summary = (
        entry.find(A + name) for name in ("source", "category", "content", "summary")
    )
    assert source is not None
    assert [
        (str(child.tag).removeprefix(A), child.text or child.get("href")) for child in source
    ] == [
        ("id", "https://e.my399.com/#my399-news"),
        ("title", "my399"),
        ("updated", "2026-03-01T11:05:06+08:00"),
        ("link", "https://e.my399.com/"),
    ]
    assert category is not None
    assert attributes(category) == {
        "term": "News",
        "scheme": "https://news.example/sections/news/",
        "label": "News",
    }
    assert content is not None
    assert content.get("type") == "html"
    assert summary is not None
    assert (summary.get("type"), summary.text) == ("text", CONTENT.summary)


def test_A2_author_rights_and_who_else_worked_on_it() -> None:
    whole = atom(item(), written(2, edited=("title",)))
    theirs, ours = whole.findall(f"{A}entry")
    for entry, name, uri in (
        (theirs, "Li Hua", "https://e.my399.com/"),
        (ours, "Li Hua", "https://news.example/"),
    ):
        assert [
            (found.findtext(f"{A}name"), found.findtext(f"{A}uri"))
            for found in entry.findall(f"{A}author")
        ] == [(name, uri)]
        assert entry.findtext(f"{A}rights") == CHANNEL.rights_note
    assert theirs.find(f"{A}contributor") is None
    contributor = ours.find(f"{A}contributor")
    assert contributor is not None
    assert (contributor.findtext(f"{A}name"), contributor.findtext(f"{A}uri")) == (
        "Harbin Today",
        "https://news.example/",
    )


def test_A4_no_id_comes_twice_and_a_change_has_a_later_date() -> None:
    old, new = (
        item(1),
        item(1, content=replace(CONTENT, title="Changed"), updated_at=UPDATED, revision=2),
    )
    ids = [
        entry.findtext(f"{A}id") for entry in atom(item(2), new, old, item(3)).findall(f"{A}entry")
    ]
    assert ids == [item(number).tag for number in (2, 1, 3)], "the first of the same id stays"
    dates = [
        entry["updated"]
        for made in (old, new)
        for entry in entries_of("atom", render("atom", CHANNEL, [made], ZONE))
    ]
    assert dates[0] < dates[1]


def test_A2_updated_is_never_before_published() -> None:
    entry = entries_of(
        "atom", render("atom", CHANNEL, [item(updated_at=PUBLISHED - timedelta(days=3))], ZONE)
    )[0]
    assert entry["updated"] == entry["published"]


def test_A3_no_element_is_without_a_namespace() -> None:
    assert {etree.QName(node).namespace for node in atom(*news()).iter("*")} == {
        "http://www.w3.org/2005/Atom"
    }


# JSON Feed


def test_J1_feed() -> None:
    author = {"name": "Harbin Today", "url": "https://news.example/"}
    assert jsonfeed() == {
        "version": "https://jsonfeed.org/version/1.1",
        "title": CHANNEL.title,
        "home_page_url": "https://news.example/sections/news/",
        "feed_url": "https://news.example/sections/news/feed.json",
        "description": CHANNEL.description,
        "icon": "https://news.example/icon-512.png",
        "favicon": "https://news.example/icon-144.png",
        "language": "en",
        "authors": [author],
        "author": author,
        "items": [],
    }


def test_J2_item() -> None:
    [entry] = jsonfeed(item())["items"]
    assert entry == {
        "id": item().tag,
        "url": "https://news.example/items/u1/ice-and-snow",
        "external_url": ORIGINAL,
        "title": CONTENT.title,
        "content_html": shown_content(item()),
        "summary": CONTENT.summary,
        "image": PICTURE.url,
        "date_published": "2026-03-01T11:05:06+08:00",
        "date_modified": "2026-03-01T11:05:06+08:00",
        "authors": [{"name": "Li Hua"}],
        "author": {"name": "Li Hua"},
        "tags": ["News"],
        "language": "en",
        "_harbin_today": {
            "about": "https://news.example/feeds/",
            "source_name": "my399",
            "correction": None,
            "status": "published",
        },
    }


def test_J2_an_item_without_content_has_its_title_as_text() -> None:
    [entry] = jsonfeed(written(content=replace(CONTENT, summary="", html="", text="")))["items"]
    assert "content_html" not in entry
    assert entry["content_text"] == CONTENT.title


def test_J2_a_tag_never_has_an_ampersand() -> None:
    assert jsonfeed(item(section=Section(1, "arts", "Arts & Culture", PUBLISHED, PUBLISHED)))[
        "items"
    ][0]["tags"] == ["Arts and Culture"]


# Addresses


@pytest.mark.parametrize(
    ("path", "feed"),
    [
        ("/", "/feed.atom"),
        ("/sections/news/", "/sections/news/feed.atom"),
        ("/search?q=a%26b", "/search/feed.atom?q=a%26b"),
    ],
)
def test_D1_addresses_of_page_and_feed(path: str, feed: str) -> None:
    channel = replace(CHANNEL, path=path)
    assert (channel.html_url, channel.feed_url("atom")) == (
        f"https://news.example{path}",
        f"https://news.example{feed}",
    )


@pytest.mark.parametrize(
    ("slug", "url"),
    [
        ("", "/items/u1"),
        ("ice", "/items/u1/ice"),
        ("冰/雪?\ud800", "/items/u1/%E5%86%B0%2F%E9%9B%AA%3F"),
    ],
)
def test_L1_item_url(slug: str, url: str) -> None:
    assert item_url("https://news.example", item(slug=slug)) == f"https://news.example{url}"


@pytest.mark.parametrize("form", FORMATS)
def test_what_feeds_add_is_in_the_site_s_language(form: Format) -> None:
    channel = replace(CHANNEL, language="zh-CN")
    corrected = item(
        2, corrections=(Correction(2, PUBLISHED, "wei", "correction", "桥长一公里。"),)
    )
    gone = item(3, status="withdrawn", note="", withdrawn_at=PUBLISHED)
    said = render(form, channel, Contents([item(), corrected], [gone]), ZONE).decode()
    for word in ("来源：", "原文", "更正：桥长一公里。", "已撤回"):
        assert word in said, word
    for word in ("Source:", "original<", "Correction", "Withdrawn", "was withdrawn"):
        assert word not in said, word
    assert "Source: my399" in render(form, CHANNEL, Contents([item()]), ZONE).decode()


# Captions


FIGURE = '<figure><img src="%s" alt="x"><figcaption>%s</figcaption></figure>'


@pytest.mark.parametrize("format", FORMATS)
def test_X6_no_caption_stands_without_its_picture(format: Format) -> None:
    gone, kept = "https://e.my399.com/p/gone.jpg", PICTURE.url
    html = "<p>Body.</p>" + FIGURE % (gone, "The <b>lost</b> one") + FIGURE % (kept, "The kept one")
    both = f'<figure><img src="{gone}"><img src="{kept}"><figcaption>Of both</figcaption></figure>'
    story = item(content=replace(CONTENT, html=html + both), unfit=frozenset({gone}))
    data = render(format, CHANNEL, [story], ZONE).decode()
    assert "lost" not in data
    assert "The kept one" in data
    assert "Of both" in data


def test_X6_a_story_that_is_nothing_but_captions_keeps_their_words() -> None:
    gone = [f"https://e.my399.com/p/{number}.jpg" for number in range(3)]
    html = "".join(FIGURE % (url, f"What picture <em>{url[-5]}</em> shows.") for url in gone)
    story = item(content=replace(CONTENT, html=html), unfit=frozenset(gone))
    [entry] = jsonfeed(story)["items"]
    for number in range(3):
        assert f"<p>What picture <em>{number}</em> shows.</p>" in entry["content_html"]
    assert "<figure" not in entry["content_html"]
    assert "What picture <em>1</em> shows." in with_pictures(html, story)


def test_X6_captions_of_pictures_that_our_pages_do_not_show_are_not_shown() -> None:
    html = "<p>Body.</p>" + FIGURE % ("https://e.my399.com/p/later.jpg", "Not yet here")
    assert "Not yet here" not in with_pictures(html, item())
