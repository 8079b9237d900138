"""Charsets, addresses, dates, clean text, and pages of sites that nobody knows."""

import json
import subprocess
import sys
from contextlib import suppress
from datetime import date
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st
from w3lib.url import safe_url_string

from scrapers import Page, ScrapeError
from scrapers.choose import choose, named, scraper_names
from scrapers.feeds.upstream import Feed
from scrapers.listings.generic import Generic
from scrapers.page.charset import decode
from scrapers.page.document import parse
from scrapers.sites.my399 import SCRAPER
from scrapers.words import urls
from scrapers.words.dates import find_stamp, is_only_date
from scrapers.words.furniture import is_footer, is_pager, is_share, is_stray
from scrapers.words.text import clean_chars, clean_html, clean_text, plain_text, shorten
from scrapers.words.urls import absolute, canonical, identity

CHINESE = "哈尔滨冰雪大世界今日开园,游客络绎不绝。"


class TestCharset:
    @pytest.mark.parametrize(
        ("body", "header"),
        [
            ((CHINESE + "镕").encode("gbk"), "text/html; charset=gb2312"),
            ((CHINESE + "㐂").encode("gb18030"), "text/html; charset=gb2312"),
            (b"<p>" + b" " * 4000 + b'<meta charset="gbk">' + CHINESE.encode("gbk"), ""),
            (CHINESE.encode("gb18030"), ""),
            (b'<meta charset="gb2312">' + CHINESE.encode("gbk"), ""),
            (CHINESE.encode("gbk"), "text/html; charset=utf-8"),
            (b'<meta charset="gb2312">' + CHINESE.encode(), ""),
            (CHINESE.encode("utf-8-sig"), ""),
            (CHINESE.encode("utf-16"), ""),
        ],
    )
    def test_chinese_in_whatever_it_comes(self, body: bytes, header: str) -> None:
        text = decode(body, header)
        assert CHINESE in text
        assert "\ufffd" not in text

    def test_western_pages_are_no_chinese(self) -> None:
        assert decode("café".encode("latin-1"), "text/html; charset=iso-8859-1") == "café"

    @given(st.binary(max_size=300), st.text(max_size=40))
    def test_nothing_makes_it_raise(self, body: bytes, header: str) -> None:
        assert isinstance(decode(body, header), str)


class TestAddresses:
    @pytest.mark.parametrize(
        ("url", "clean"),
        [
            ("HTTP://E.My399.com:80/news/1.html#top", "http://e.my399.com/news/1.html"),
            ("https://x.example/a?utm_source=feed&id=3&fbclid=z", "https://x.example/a?id=3"),
            ("https://x.example/a.html?from=list", "https://x.example/a.html"),
            ("https://x.example/page?from=3", "https://x.example/page?from=3"),
            ("https://x.example", "https://x.example/"),
            ("https://x.example/show?12345", "https://x.example/show?12345"),
            ("https://x.example/show?news/1&utm_medium=x", "https://x.example/show?news/1"),
            ("https://x.example/show?k=%B9%FE", "https://x.example/show?k=%B9%FE"),
            ("https://x.example/冰", "https://x.example/%E5%86%B0"),
            ("javascript:alert(1)", ""),
            ("https://user:pw@x.example/", ""),
            ("ftp://x.example/", ""),
            ("http://[broken", ""),
            ("http://x.example:99999/", ""),
        ],
    )
    def test_canonical(self, url: str, clean: str) -> None:
        assert canonical(url) == clean

    def test_http_and_https_are_one_page(self) -> None:
        assert identity("http://x.example/a") == identity("https://x.example/a")

    def test_relative_addresses(self) -> None:
        assert absolute("../b.html", "https://x.example/a/c/d.html") == "https://x.example/a/b.html"
        assert absolute("//y.example/b", "https://x.example/") == "https://y.example/b"

    @given(st.text(max_size=80))
    def test_canonical_is_settled_and_never_raises(self, text: str) -> None:
        for url in (
            canonical(text),
            canonical("https://x.example/" + text),
            canonical(text, "https://x.example/a/"),
        ):
            assert canonical(url) == url
            assert not url or url.startswith(("http://", "https://"))


class TestDates:
    @pytest.mark.parametrize(
        ("text", "iso"),
        [
            ("Updated : 2024-06-21", "2024-06-21"),
            ("2024-6-1", "2024-06-01"),
            ("Updated: Apr 26, 2024", "2024-04-26"),
            ("26 April 2024", "2024-04-26"),
            ("2024年06月21日 08:30", "2024-06-21T08:30:00+08:00"),
            ("2024-06-21 08:30:15", "2024-06-21T08:30:00+08:00"),
            ("2024/06/21", "2024-06-21"),
        ],
    )
    def test_forms(self, text: str, iso: str) -> None:
        stamp = find_stamp(text, "Asia/Shanghai")
        assert stamp is not None
        assert stamp.iso == iso

    @pytest.mark.parametrize(
        "text", ["", "2024-13-45", "1234567-06-21", "in June", "2024-02-30", "12345"]
    )
    def test_what_is_no_date_is_none(self, text: str) -> None:
        assert find_stamp(text, "UTC") is None

    def test_a_line_that_says_a_date_and_nothing_else(self) -> None:
        assert is_only_date("[2024-06-21]")
        assert not is_only_date("On 2024-06-21 it rained")
        assert not is_only_date("")


class TestText:
    def test_forbidden_characters_go(self) -> None:
        assert clean_chars("a\x00b\x1fc\ufffed\ud800e\U0001ffffx😀冰") == "abcdex😀冰"
        assert clean_text("  a\u00a0\n b\t") == "a b"

    @pytest.mark.parametrize(
        "evil",
        [
            "<script>alert(1)</script>", '<p onclick="x()">a</p>', '<a href="javascript:x()">a</a>', '<a href=" java\nscript:x()">a</a>',
            "<svg><script>x</script></svg>", "<math><mi xlink:href='javascript:x'>", '<img src="data:text/html,x">', "<iframe src=x></iframe>",
            '<form action="x"><input></form>', '<p style="position:fixed" class="x" id="y">a</p>', "<style>p{}</style>", '<base href="//evil.example">',
            '<img src=x onerror=alert(1)>', "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>", "&#1;&#xFFFE;", '<a href="//evil.example" target=_blank>a</a>',
        ],
    )  # fmt: skip
    def test_nothing_hostile_survives(self, evil: str) -> None:
        clean = clean_html(evil, "https://x.example/")
        for mark in (
            "script",
            "onclick",
            "onerror",
            "style",
            "class=",
            "id=",
            "svg",
            "math",
            "iframe",
            "form",
            "data:",
            "target",
            "base",
        ):
            assert mark not in clean.replace("https://x.example/x", "").lower()
        assert clean_chars(clean) == clean

    def test_addresses_become_absolute(self) -> None:
        html = clean_html(
            '<p><a href="/a">x</a><img src="b.png" alt="b"></p>', "https://x.example/c/d.html"
        )
        assert (
            html
            == '<p><a href="https://x.example/a" rel="noopener nofollow">x</a><img src="https://x.example/c/b.png" alt="b"></p>'
        )

    @given(st.text(max_size=200))
    def test_cleaning_twice_changes_nothing(self, text: str) -> None:
        once = clean_html(text, "https://x.example/")
        assert clean_html(once, "https://x.example/") == once
        assert clean_text(clean_text(text)) == clean_text(text)

    def test_paragraphs_without_captions(self) -> None:
        html = "<h3>Head</h3><p>One<br>two</p><figure><img src=x><figcaption>Cap</figcaption></figure><ul><li>a</li><li>b</li></ul>"
        assert plain_text(html) == "Head\nOne\ntwo\na\nb"

    def test_shortening_ends_at_a_sentence_or_a_word(self) -> None:
        assert shorten("One sentence. Another one.", 20) == "One sentence."
        assert shorten("No sentence ends in this long line", 20) == "No sentence ends in…"
        assert shorten("一二三。四五六七八九十", 6) == "一二三。"
        assert shorten("short", 20) == "short"


class TestFurniture:
    def test_shares_pagers_footers_strays(self) -> None:
        assert is_share("Print Share Font size: A- A+")
        assert not is_share("Share prices fell in Harbin")
        assert is_pager("< 1 2 3 Next >")
        assert not is_pager("Next week it snows")
        assert is_footer("Copyright © 2024 Example Media")
        assert not is_footer("The copyright of the song belongs to the city.")
        assert is_stray(".")
        assert is_stray("IMG_0012.jpg")
        assert not is_stray("Ice.")


PARAGRAPHS = "".join(
    f"<p>Rink {n} by the quay opened on Friday, and several hundred people came to skate under its lamps.</p>"
    for n in range(5)
)
ARTICLE = f"""<html lang="en"><head><title>Ice rink opens | Example Times</title><meta property="og:title" content="Ice rink opens">
<meta property="og:image" content="/ice.jpg"><meta property="article:published_time" content="2024-06-21T08:30:00+08:00"></head>
<body><nav><a href="/">Home</a></nav><article><h1>Ice rink opens</h1>{PARAGRAPHS}</article><footer>Copyright</footer></body></html>"""

# What an error page of a site with teasers on it looks like: nobody wrote it, and on no day.
UNDATED = ARTICLE.replace("article:published_time", "theme-color")

LIST = "<html><head><title>Example Times</title></head><body><nav><a href='/about-us-and-all-of-our-staff'>About us and all of our staff</a></nav>{}</body></html>"


class TestUnknownSites:
    def test_an_article(self) -> None:
        article = Generic().article(
            Page("https://times.example/city/ice-rink-opens-4711.html", ARTICLE.encode())
        )
        assert article.title == "Ice rink opens"
        assert len(article.text.split("\n")) == 5
        assert article.published is not None
        assert article.published.day == date(2024, 6, 21)
        assert article.pictures[0].url == "https://times.example/ice.jpg"
        assert article.language == "en"

    @pytest.mark.parametrize(
        "title", ["Page not found", "404 Not Found", "Error", "Sign in to continue", "页面不存在"]
    )
    def test_an_error_page_is_no_article(self, title: str) -> None:
        said = (
            "The page is not at this address any more. Please go back to the front page, or try again later. "
            * 2
        )
        page = f"<html><head><title>{title}</title></head><body><h1>{title}</h1><p>{said}</p></body></html>"
        with pytest.raises(ScrapeError, match="error page"):
            Generic().article(Page("https://times.example/city/1.html", page.encode()))

    def test_a_listing(self) -> None:
        entries = "".join(
            f"<li><a href='/city/{n}.html'>A headline that is long enough {n}</a> <i>2024-06-{n}</i><p>Words {n}.</p></li>"
            for n in range(11, 19)
        )
        listing = Generic().listing(
            Page(
                "https://times.example/city/",
                LIST.format(f"<ul>{entries}</ul><a href='/city/p2'>Next</a>").encode(),
            )
        )
        assert [teaser.url for teaser in listing.teasers] == [
            f"https://times.example/city/{n}.html" for n in range(11, 19)
        ]
        first = listing.teasers[0]
        assert (first.title, first.summary) == ("A headline that is long enough 11", "Words 11.")
        assert first.published is not None
        assert first.published.iso == "2024-06-11"
        assert listing.next_url == "https://times.example/city/p2"
        assert listing.confidence > 0.5

    @pytest.mark.parametrize(
        "body", [b"", b"words", b"<html><body><p>Short.</p></body></html>", b"\x89PNG", b"<" * 4000]
    )
    def test_what_is_neither_is_refused(self, body: bytes) -> None:
        with pytest.raises(ScrapeError):
            Generic().article(Page("https://times.example/1", body))
        with pytest.raises(ScrapeError):
            Generic().listing(Page("https://times.example/1", body))

    @pytest.mark.parametrize(
        "body",
        [
            b'<?xml version="1.0"?><rss version="2.0"><channel><title>T</title><item><title>One &amp; only</title><link>/1.html</link>'
            b"<pubDate>Fri, 21 Jun 2024 00:30:00 GMT</pubDate><description>&lt;p&gt;Sum&lt;/p&gt;</description></item></channel></rss>",
            b'<feed xmlns="http://www.w3.org/2005/Atom"><title>T</title><entry><title>One &amp; only</title><link href="/1.html"/>'
            b"<published>2024-06-21T00:30:00Z</published><summary>Sum</summary></entry></feed>",
            b'{"version":"https://jsonfeed.org/version/1.1","title":"T","items":[{"id":"1","url":"/1.html","title":"One & only",'
            b'"date_published":"2024-06-21T00:30:00Z","summary":"Sum"}]}',
        ],
    )
    def test_a_site_with_a_feed(self, body: bytes) -> None:
        page = Page("https://times.example/feed", body)
        assert isinstance(choose(page), Feed)
        (teaser,) = choose(page).listing(page).teasers
        assert (teaser.url, teaser.title, teaser.summary) == (
            "https://times.example/1.html",
            "One & only",
            "Sum",
        )
        assert teaser.published is not None
        assert teaser.published.iso == "2024-06-21T00:30:00+00:00"

    @pytest.mark.parametrize("body", [b"{", b'{"items": 3}', b"<html></html>", b""])
    def test_what_is_no_feed_is_refused(self, body: bytes) -> None:
        with pytest.raises(ScrapeError):
            Feed().listing(Page("https://times.example/feed", body))

    def test_the_host_decides_who_reads(self) -> None:
        assert choose(Page("https://e.my399.com/news/index.html", b"<html>")) is SCRAPER
        assert choose(Page("https://times.example/", b"<html>")).name == "generic"
        assert scraper_names() == sorted(scraper_names())
        assert {named(name).name for name in scraper_names()} == set(scraper_names())

    @given(st.binary(max_size=400))
    def test_no_page_crashes_a_scraper(self, body: bytes) -> None:
        page = Page("https://e.my399.com/news/2024-06-21/1.html", b"<html><body>" + body)
        for scraper in (SCRAPER, Generic()):
            for read in (scraper.listing, scraper.article):
                with suppress(ScrapeError):
                    read(page)


@pytest.mark.parametrize(("attributes", "kept"), [(1500, 1500), (30_000, 0)])
def test_a_tag_with_thousands_of_attributes_keeps_its_name_only(attributes: int, kept: int) -> None:
    named = " ".join(f'a{number}="1"' for number in range(attributes))
    root = parse(
        Page("http://a.example/", f"<div {named}><p title='x'>{CHINESE}</p></div>".encode())
    )
    div = root.find(".//div")
    assert len(div.attrib) == kept
    assert (div[0].get("title"), div[0].text) == ("x", CHINESE)


def test_a_long_attribute_is_no_crowd_of_attributes() -> None:
    state = "{ 'words': '" + "word " * 1500 + "' }"
    root = parse(
        Page(
            "http://a.example/", f'<div data-state="{state}" id="a"><p>{CHINESE}</p></div>'.encode()
        )
    )
    assert root.find(".//div").get("id") == "a"


def test_saved_pages_can_be_read_from_the_command_line(tmp_path: Path) -> None:
    saved = tmp_path / "page.html"
    saved.write_text(ARTICLE, "utf-8")
    command = [
        sys.executable,
        "-m",
        "scrapers",
        "article",
        str(saved),
        "--url",
        "https://times.example/ice-4711.html",
    ]
    done = subprocess.run(
        command, capture_output=True, text=True, check=True, cwd=Path(__file__).parents[3]
    )
    assert json.loads(done.stdout)["title"] == "Ice rink opens"
    wrong = subprocess.run(
        [*command[:3], "listing", *command[4:]],
        capture_output=True,
        text=True,
        check=False,
        cwd=Path(__file__).parents[3],
    )
    assert wrong.returncode == 1
    assert "does not read like a list" in wrong.stderr


@given(st.from_regex(urls._PLAIN, fullmatch=True))
def test_the_short_way_through_an_address_is_the_long_one(url: str) -> None:
    assert urls.absolute(url, "") == safe_url_string(urljoin("", url))


@given(st.from_regex(r"/[A-Za-z0-9._~!$()*+,;=@/?-]*", fullmatch=True))
def test_the_short_way_from_the_root_is_the_long_one(path: str) -> None:
    base = "https://a.example:8080/news/index.html"
    long_way = safe_url_string(urljoin(base, path))
    parts = urlsplit(long_way)
    assert urls.absolute(path, base) == (
        long_way if parts.hostname and parts.username is None else ""
    )
