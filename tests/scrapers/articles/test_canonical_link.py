"""Which claims of a page about its own address are believed."""

import pytest

from scrapers import Page
from scrapers.articles.canonical_link import credible_canonical
from scrapers.listings.generic import Generic
from scrapers.page.document import read_document
from scrapers.sites.my399 import SCRAPER
from tests.sameness.stories import ENGLISH

HERE = "https://www.paper.com.cn/news/2024/06/21/ferry-runs-again.html"


def claimed(head: str, url: str = HERE) -> str:
    return credible_canonical(
        read_document(
            Page(url, f"<html><head>{head}</head><body><p>Words.</p></body></html>".encode())
        ),
        url,
    )


def link(href: str) -> str:
    return f'<link rel="canonical" href="{href}">'


@pytest.mark.parametrize(
    ("head", "url", "found"),
    [
        (link(HERE), HERE, HERE),
        (
            link("http://e.paper.com.cn/2024/0621/8841.html"),
            HERE,
            "http://e.paper.com.cn/2024/0621/8841.html",
        ),
        (link("/news/2024/06/21/ferry-runs-again.html?utm_source=x#top"), HERE + "?from=app", HERE),
        (
            link("https://www.paper.com.cn/ferry"),
            "https://www.paper.com.cn/ferry/amp/",
            "https://www.paper.com.cn/ferry",
        ),
        (
            link("https://www.paper.com.cn/ferry"),
            "https://www.paper.com.cn/ferry/2",
            "https://www.paper.com.cn/ferry",
        ),
        (
            link("https://www.paper.com.cn/show.php?id=5"),
            "https://m.paper.com.cn/show.php?id=5",
            "https://www.paper.com.cn/show.php?id=5",
        ),
        (link("https://www.paper.com.cn/?p=5"), HERE, "https://www.paper.com.cn/?p=5"),
        (
            '<meta property="og:url" content="https://m.paper.com.cn/a/8841.html">',
            HERE,
            "https://m.paper.com.cn/a/8841.html",
        ),
        (
            link("") + '<meta property="og:url" content="https://m.paper.com.cn/a/8841.html">',
            HERE,
            "https://m.paper.com.cn/a/8841.html",
        ),
        (
            link(HERE) + '<meta property="og:url" content="https://m.paper.com.cn/a/8841.html">',
            HERE,
            HERE,
        ),
        (
            link("http://127.0.0.1:8801/a/1.html"),
            "http://127.0.0.1:8801/b/2.html",
            "http://127.0.0.1:8801/a/1.html",
        ),
    ],
    ids=[
        "itself",
        "another host",
        "without tracking",
        "of AMP",
        "of page two",
        "with its number",
        "by number",
        "og",
        "empty",
        "link first",
        "IP",
    ],
)
def test_credible(head: str, url: str, found: str) -> None:
    assert claimed(head, url) == found


@pytest.mark.parametrize(
    ("claim", "url"),
    [
        ("https://www.paper.com.cn/", HERE),
        ("https://www.paper.com.cn/index.html", HERE),
        ("https://www.paper.com.cn/news/", HERE),
        ("https://www.paper.com.cn/news/2024/06/21/", HERE),
        ("https://www.paper.com.cn/culture/", HERE),
        ("https://www.paper.com.cn/tags/ferry-on-river.html", HERE),
        ("https://www.paper.com.cn/search?q=2024", HERE),
        ("https://www.paper.com.cn/img/20240621.jpg", HERE),
        ("https://www.paper.com.cn/show.php", "https://www.paper.com.cn/show.php?id=5"),
        ("https://www.other.com.cn/news/2024/06/21/ferry-runs-again.html", HERE),
        ("https://paper.example.com.cn/a/8841.html", "https://other.com.cn/a/8841.html"),
        ("http://127.0.0.1/news/2024/06/21/1.html", HERE),
        ("http://localhost/news/2024/06/21/1.html", HERE),
        ("http://10.0.0.7/a/1.html", "http://10.0.0.8/a/1.html"),
        ("ftp://www.paper.com.cn/a/1.html", HERE),
        ("javascript:void(0)", HERE),
        ("http://[::1", HERE),
    ],
)
def test_not_credible(claim: str, url: str) -> None:
    assert claimed(link(claim), url) == ""


def test_two_claims_are_none() -> None:
    assert (
        claimed(
            link("https://www.paper.com.cn/a/1.html") + link("https://www.paper.com.cn/a/2.html")
        )
        == ""
    )
    assert claimed("") == ""


def test_articles_tell_the_claim() -> None:
    words = "".join(f"<p>{paragraph}</p>" for paragraph in ENGLISH[0][1].split("\n"))
    head = "<title>Ferry runs again</title>" + link("/news/2024-06-21/5605.html")
    page = f"<html><head>{head}</head><body><h1>Ferry runs again</h1><p>Updated : 2024-06-21</p>{words}</body></html>".encode()
    url = "https://e.my399.com/change/2024-06-21/5606.html"
    for scraper in (Generic(), SCRAPER):
        assert (
            scraper.article(Page(url, page)).canonical
            == "https://e.my399.com/news/2024-06-21/5605.html"
        )
