"""Which addresses are one page, and where a browser would go."""

import pytest

from scrapers import Page
from scrapers.articles.canonical_link import credible_canonical
from scrapers.page.document import read_document
from scrapers.words.urls import absolute, canonical

PAGE = "https://river.example/city/index.html"


@pytest.mark.parametrize(
    ("href", "url"),
    [
        (r"\s\101.html", "https://river.example/s/101.html"),
        (r"..\s\101.html", "https://river.example/s/101.html"),
        (r"https:\\other.example\a", "https://other.example/a"),
        (r"/s?path=a\b", "https://river.example/s?path=a%5Cb"),
        ("/s/\n101.html", "https://river.example/s/101.html"),
        ("/s/101.\thtml", "https://river.example/s/101.html"),
    ],
)
def test_addresses_are_read_as_browsers_read_them(href: str, url: str) -> None:
    assert absolute(href, PAGE) == url


@pytest.mark.parametrize(
    "query",
    [
        "?1718929800",
        "?1718929800123",
        "?v=20240621",
        "?t=1718929800",
        "?_=1718929800123",
        "?rnd=0.8234652345",
        "?random=77",
        "?utm_source=x&timestamp=1718929800",
    ],
)
def test_a_file_is_the_same_page_however_fresh(query: str) -> None:
    assert canonical(f"https://river.example/a/1.html{query}") == "https://river.example/a/1.html"


@pytest.mark.parametrize(
    ("query", "left"),
    [
        ("?id=7&_=1718929800123", "?id=7"),
        ("?id=7&rnd=0.8234652345", "?id=7"),
        ("?id=7&nocache=1718929800", "?id=7"),
        # These may be what tells one story from another.
        ("?t=1718929800", "?t=1718929800"),
        ("?v=20240621", "?v=20240621"),
        ("?1718929800", "?1718929800"),
        ("?id=1718929800", "?id=1718929800"),
        ("?cb=7", "?cb=7"),
        ("?_=start", "?_=start"),
    ],
)
def test_elsewhere_only_what_is_never_anything_else_is_left_out(query: str, left: str) -> None:
    assert canonical(f"https://river.example/view{query}") == f"https://river.example/view{left}"


def test_another_page_of_a_file_stays_another() -> None:
    for query in ("?id=1718929800", "?page=2", "?p=7", "?v=film"):
        url = f"https://river.example/a/1.html{query}"
        assert canonical(url) == url


def linked(html: str, charset: str) -> list[str]:
    page = Page(PAGE, html.encode(charset), f"text/html; charset={charset}")
    document = read_document(page)
    return [canonical(link.get("href"), document.base) for link in document.root.iter("a")]


def test_a_query_is_sent_in_the_encoding_of_the_page() -> None:
    html = '<html><body><p>江心步行桥周一通车</p><a href="view.asp?t=桥&n=%C7%C5#头">江心步行桥</a>'
    told = "https://river.example/city/view.asp?t={}&n=%C7%C5"
    assert linked(html, "gbk") == [told.format("%C7%C5")]
    assert linked(html, "utf-8") == [told.format("%E6%A1%A5")]
    # What the encoding does not hold goes as a reference, as it does from browsers.
    assert linked(html.replace("t=桥", "t=&#3588;"), "big5hkscs") == [told.format("%26%233588%3B")]


def test_addresses_are_relative_to_the_first_base_that_gives_one() -> None:
    html = '<base target="_blank"><base href="/news/"><base href="/other/"><a href="1.html">A</a>'
    assert linked(f"<html><head>{html}", "utf-8") == ["https://river.example/news/1.html"]
    assert linked('<html><head><base href="x:y"><a href="1.html">A', "utf-8") == [
        "https://river.example/city/1.html"
    ]


def test_the_address_that_a_page_claims_is_relative_to_its_base_too() -> None:
    head = '<base href="https://river.example/city/a/"><link rel="canonical" href="101.html">'
    url = "https://river.example/city/a/101.html?from=app"
    html = f"<html><head>{head}</head><body><h1>Ferry</h1></body></html>"
    document = read_document(Page(url, html.encode()))
    assert credible_canonical(document, url) == "https://river.example/city/a/101.html"
