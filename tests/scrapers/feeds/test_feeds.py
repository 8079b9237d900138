"""Feeds as other sites write them: what is one, whose entries they are, when they were published."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from html import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scrapers import Page, ScrapeError
from scrapers.choose import choose, reader_for
from scrapers.feeds.kind import is_feed
from scrapers.feeds.upstream import Feed
from scrapers.values import Teaser

URL = "https://river.example/feed"
NOW = datetime(2026, 11, 27, 12, tzinfo=UTC)
ITEM = "<item><title>The ferry runs again</title><link>/a/1</link></item>"


def rss(items: str = ITEM, name: str = "River Paper") -> str:
    return f'<rss version="2.0"><channel><title>{name}</title>{items}</channel></rss>'


def json_feed(*items: Mapping[str, object], **more: object) -> str:
    version = {"version": "https://jsonfeed.org/version/1.1"}
    return json.dumps({"items": items} | more | version)


def read(text: str | bytes, zone: str = "Asia/Shanghai") -> list[Teaser]:
    body = text if isinstance(text, bytes) else text.encode()
    return list(Feed().listing(Page(URL, body, zone=zone, now=NOW)).teasers)


def dated(date: str, zone: str = "Asia/Shanghai") -> str | None:
    item = f"<item><title>The ferry runs</title><link>/a/1</link><pubDate>{date}</pubDate></item>"
    stamp = read(rss(item), zone)[0].published
    return stamp.iso if stamp else None


@pytest.mark.parametrize(
    ("date", "told"),
    [
        ("2026/11/27 08:30", "2026-11-27T08:30:00+08:00"),
        ("2026年11月26日 08:30", "2026-11-26T08:30:00+08:00"),
        ("2026-11-26 08:30:00", "2026-11-26T08:30:00+08:00"),
        ("2026-11-26T08:30:00", "2026-11-26T08:30:00+08:00"),
        ("20261126T083000Z", "2026-11-26T16:30:00+08:00"),
        ("Thu, 26 Nov 2026 08:30:00 CST", "2026-11-26T08:30:00+08:00"),
        ("Thu, 26 Nov 2026 08:30:00 UT", "2026-11-26T16:30:00+08:00"),
        ("Thu, 26 Nov 26 08:30:00 +0100", "2026-11-26T15:30:00+08:00"),
        ("Thu Nov 26 08:30:00 CST 2026", "2026-11-26T08:30:00+08:00"),
        ("jeu., 26 novembre 2026 08:30:00 +0100", "2026-11-26T15:30:00+08:00"),
        ("星期四, 26 十一月 2026 08:30:00 +0800", "2026-11-26T08:30:00+08:00"),
        ("周四, 26 11月 2026 08:30:00 +0800", "2026-11-26T08:30:00+08:00"),
        # It is the next day already where the source is.
        ("Thu, 26 Nov 2026 23:30:00 GMT", "2026-11-27T07:30:00+08:00"),
        ("2026-11-26", "2026-11-26"),
        ("Thu, 26 Nov 2026 00:00:00 +0000", "2026-11-26"),
        ("Thu, 26 Nov 2026 08:30:00 +0530 (IST)", "2026-11-26T11:00:00+08:00"),
        ("Thu, 26 Nov 2026 08:30:00 GMT (UTC)", "2026-11-26T16:30:00+08:00"),
        ("2026-11-26 08:30 Harbin", "2026-11-26T08:30:00+08:00"),
        ("2026-11-26 08:30:00 Europe/Berlin", "2026-11-26"),
        # Nobody knows what this zone is: the day alone.
        ("Thu, 26 Nov 2026 08:30:00 XST", "2026-11-26"),
        ("2026-11", None),
        ("03/04/2026", None),
        ("1970-01-01T00:00:00Z", None),
        ("soon", None),
    ],
)
def test_dates_are_read_as_those_of_pages_are(date: str, told: str | None) -> None:
    assert dated(date) == told


def test_the_zone_is_the_sources() -> None:
    assert dated("2026-01-26 08:30", "Europe/Berlin") == "2026-01-26T08:30:00+01:00"
    assert dated("Mon, 26 Jan 2026 08:30 CST", "America/Chicago") == "2026-01-26T08:30:00-06:00"


def test_a_date_that_cannot_be_read_leaves_the_other_one() -> None:
    item = {"url": "/a/1", "title": "T", "date_published": "?", "date_modified": "2026-11-26"}
    (teaser,) = read(json_feed(item))
    assert teaser.published
    assert teaser.published.iso == "2026-11-26"


@pytest.mark.parametrize(
    "text",
    [
        rss(),
        f"<!-- {'made by a program, ' * 300}-->\n<?xml-stylesheet href='x'?>{rss()}",
        f"\n\n<?xml version='1.0' encoding='gbk'?>{rss()}",
        f'<?xml version="1.0" encoding="UTF-16"?>{rss()}'.encode("utf-16"),
        rss().encode("utf-16-be"),
        f"<br />\n<b>Notice</b>: a variable is not defined in index.php\n{rss()}",
        f"{rss()}\n<!-- cached --><script>track()</script> & so < on",
        '<x:feed xmlns:x="http://www.w3.org/2005/Atom"><x:title>R</x:title><x:entry><x:title>The ferry '
        'runs again</x:title><x:link href="/a/1"/><x:id>1</x:id></x:entry></x:feed>',
        json_feed({"title": "The ferry runs again", "url": "/a/1"}),
        json_feed({"title": "The ferry runs again", "id": 7, "external_url": "/a/1"}).replace(
            "/", r"\/"
        ),
        json_feed({"title": "The ferry runs again", "url": "/a/1"}).encode("utf-16"),
        json_feed({"title": "The ferry runs again", "url": "/a/1"}, more="x" * 9000) + " // end",
    ],
)
def test_a_feed_is_one_however_it_begins(text: str | bytes) -> None:
    (teaser,) = read(text)
    assert (teaser.title, teaser.url) == ("The ferry runs again", "https://river.example/a/1")


@pytest.mark.parametrize(
    "text",
    [
        "<!DOCTYPE html><html><body><pre>&lt;rss> <rss version='2.0'></pre></body></html>",
        "<!-- <rss version='2.0'> --><html><body>News</body></html>",
        '{"items": [{"url": "/a/1"}], "version": "2.0"}',
        '{"version": "https://jsonfeed.org/version/1"}',
        "[" * 100_000,
        "{" * 100_000,
        "See https://jsonfeed.org/version/1 for more.",
    ],
)
def test_what_only_speaks_of_feeds_is_none(text: str) -> None:
    assert not is_feed(Page(URL, text.encode()))
    assert not isinstance(choose(Page(URL, text.encode())), Feed)


@pytest.mark.parametrize(
    "item",
    [
        '<item><title>A note</title><guid isPermaLink="false">n1</guid></item>',
        "<item><title>A note</title><guid>n1</guid></item>",
        "<item><title>A note</title><link> </link></item>",
        "<item><title>A note</title><link>javascript:void(0)</link><guid>n1</guid></item>",
        f"<item><title>A note</title><link>{URL}#2</link></item>",
        '<item><title>A talk</title><enclosure url="/m/5.mp3" type="audio/mpeg"/></item>',
    ],
)
def test_an_entry_without_an_address_is_left_out(item: str) -> None:
    assert [teaser.url for teaser in read(rss(item + ITEM))] == ["https://river.example/a/1"]


def test_an_id_that_is_an_address_leads_to_the_entry() -> None:
    guid = '<item><title>A note</title><guid isPermaLink="false">https://river.example/?p=7</guid></item>'
    assert [teaser.url for teaser in read(rss(guid))] == ["https://river.example/?p=7"]
    relative = "<item><title>A note</title><guid>/n/8</guid></item>"
    assert [teaser.url for teaser in read(rss(relative))] == ["https://river.example/n/8"]
    same = "<item><title>A note</title><link>n/9</link><guid>n/9</guid></item>"
    assert [teaser.url for teaser in read(rss(same))] == ["https://river.example/n/9"]
    atom = (
        '<feed xmlns="http://www.w3.org/2005/Atom"><title>R</title><entry><title>One</title><id>1</id>'
        "</entry><entry><title>Two</title><id>https://river.example/a/2</id></entry></feed>"
    )
    assert [teaser.url for teaser in read(atom)] == ["https://river.example/a/2"]
    based = atom.replace("<title>R", "<link rel='x' xml:base='https://river.example/'/><title>R")
    for base in (based, atom.replace("<feed ", '<feed xml:base="https://other.example/" ')):
        assert [teaser.url for teaser in read(base)] == ["https://river.example/a/2"]
    items: tuple[dict[str, object], ...] = (
        {"id": 1, "title": "One"},
        {"id": "https://river.example/a/3", "title": "Three"},
    )
    assert [teaser.url for teaser in read(json_feed(*items))] == ["https://river.example/a/3"]


def test_an_entry_without_a_title_has_its_first_words() -> None:
    long = "The ferry does not run today because of the wind, and the harbour office does not know when it will run again; ask there."
    notes = [f"<p>{long}</p>", "今天上午轮渡因大风停航。", "<p>Low water.</p><p>Until noon.</p>"]
    items = "".join(
        f"<item><link>/n/{at}</link><description>{escape(note)}</description></item>"
        for at, note in enumerate(notes)
    )
    first, second, third = read(rss(items))
    assert long.startswith(first.title.rstrip("…"))
    assert 60 < len(first.title) <= 100
    assert (second.title, second.summary) == ("今天上午轮渡因大风停航。", "")
    assert (third.title, third.summary) == ("Low water.", "Low water. Until noon.")
    assert read(rss("<item><link>/n/1</link></item>")) == []


def test_a_feed_without_entries_lists_nothing() -> None:
    assert read(rss("")) == []
    with pytest.raises(ScrapeError, match=r"this is no RSS, Atom or JSON feed"):
        read("<html></html>")


@pytest.mark.parametrize("name", ["", "feed", "generic", "my399"])
def test_a_feed_is_no_story(name: str) -> None:
    page = Page(URL, rss(ITEM * 5).encode())
    with pytest.raises(ScrapeError, match="this is a list of stories, and no story"):
        reader_for(page, name).article(page)


BODY = "".join(
    f"<p>Paragraph {at} of the story says what the ferry did on its way.</p>" for at in range(6)
)


def test_a_text_without_a_summary_is_whole_too() -> None:
    (teaser,) = read(json_feed({"url": "/a/1", "title": "Ferry", "content_html": BODY}))
    assert (teaser.text, len(teaser.summary) <= 300) == (BODY, True)
    atom = (
        '<feed xmlns="http://www.w3.org/2005/Atom"><title>R</title><entry><title>Ferry</title>'
        f'<link href="/a/1"/><content type="html">{escape(BODY)}</content></entry></feed>'
    )
    assert read(atom) == [teaser]


def test_what_several_entries_hold_is_the_text_of_none() -> None:
    items = [{"url": f"/a/{at}", "title": f"Ferry {at}", "content_html": BODY} for at in range(2)]
    assert [teaser.text for teaser in read(json_feed(*items))] == ["", ""]


def test_a_whole_text_goes_along() -> None:
    def told(text: str) -> str:
        (teaser,) = read(
            json_feed({"url": "/a/1", "title": "Ferry", "summary": "S.", "content_html": text})
        )
        return teaser.text

    assert told(BODY + "<script>x()</script>") == BODY
    assert told(BODY + "<p>And so on […]</p>") == ""
    assert told(BODY + "<p>And so on...</p>") == ""
    assert told("<p>Only a line.</p>") == ""
    assert told(BODY + '<p><a href="/a/1">Read on</a></p>') == ""
    assert told(BODY + '<p>The post <a href="/a/1">Ferry</a> was first in River.</p>') == BODY
    assert told(BODY + '<p><a href="/a/1">∞</a></p>') == BODY
    encoded = (
        '<item xmlns:content="http://purl.org/rss/1.0/modules/content/"><title>Ferry</title><link>/a/1'
        f"</link><description>S.</description><content:encoded>{escape(BODY)}</content:encoded></item>"
    )
    (teaser,) = read(rss(encoded))
    assert (teaser.summary, teaser.text) == ("S.", BODY)
    (teaser,) = read(
        rss(
            f"<item><title>F</title><link>/a/1</link><description>{escape(BODY)}</description></item>"
        )
    )
    assert teaser.text == ""


_PIECES = st.sampled_from(
    '<rss version="2.0">|<channel>|<item>|</item>|<title>|</title>|<link>|/a/1|</link>|<guid>|'
    "<![CDATA[|]]>|&lt;p>|&lt;a href='/a/1'>|&lt;/a>|Ferry|&#0;|&#xD800;|<pubDate>|2024-13-45|"
    "00:00:00|[…]|<description>|</description>|<urlset>|<url>|<loc>|</loc>|<lastmod>|"
    '{"version": "https://jsonfeed.org/version/1", "items": [|{"url": 7, "title": [], "id": null},|'
    "{}|]}|\x00|\ufeff|https://river.example/a\n".split("|")
)


@pytest.mark.parametrize("told", ["&#xD800;", "&#0;", "&#x110000;", f"&#{'9' * 5000};"])
@pytest.mark.parametrize(
    "form", ["<title>Ferry {} runs</title>", "<br><title>Ferry {} runs</title>"]
)
def test_a_reference_to_no_character_loses_no_entry(told: str, form: str) -> None:
    item = f"<item>{form.format(told)}<link>/a/1</link></item>"
    (teaser,) = read(f'<rss version="2.0"><channel>{item}</channel></rss>')
    assert teaser.url == "https://river.example/a/1"
    assert teaser.title.startswith("Ferry")


@given(
    st.lists(_PIECES, max_size=40).map("".join), st.sampled_from(["utf-8", "utf-16", "utf-16-be"])
)
def test_whatever_comes_is_read_or_refused(text: str, charset: str) -> None:
    page = Page(URL, text.encode(charset), zone="Asia/Shanghai", now=NOW)
    try:
        teasers = Feed().listing(page).teasers
    except ScrapeError:
        return
    assert all(teaser.url.startswith("http") and teaser.url != URL for teaser in teasers)


@pytest.mark.parametrize(
    "told",
    [
        {"authors": [{"name": "Ida Brandt"}, {"name": "Bo Ek", "url": "https://a.example"}]},
        {"author": {"name": "Ida Brandt, Bo Ek"}},
        {"authors": ["Ida", 7, {"name": None}, {"name": "Ida Brandt"}, {"name": "Bo Ek"}]},
    ],
)
def test_authors_and_a_picture_are_read_from_json_feeds(told: dict[str, object]) -> None:
    item = {"title": "The ferry runs again", "url": "/a/1", "image": "/ferry.jpg"} | told
    (teaser,) = read(json_feed(item))
    assert ", ".join(teaser.authors) == "Ida Brandt, Bo Ek"
    assert teaser.picture == "https://river.example/ferry.jpg"


def test_addresses_of_people_are_no_names() -> None:
    item = {
        "title": "The ferry runs again",
        "url": "/a/1",
        "authors": [{"name": "desk@river.example"}, {"name": "https://river.example/ida"}],
    }
    (teaser,) = read(json_feed(item))
    assert teaser.authors == ()
