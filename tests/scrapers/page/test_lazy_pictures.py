"""Pictures whose loading a page puts off: the address is read that a browser would show in the
end.
"""

import pytest

from scrapers import Article, Page
from scrapers.listings.generic import Generic
from scrapers.sites.my399 import SCRAPER

SITE = "https://e.my399.com"
HEAD = "<h1>Storks return to the marsh</h1><p>Updated : 2024-06-21</p><p>By ( e.my399.com )</p>"
NESTS = (
    "<p>Thirty pairs of white storks have come back to the marsh north of the river, "
    "and the wardens have put up eleven new poles for their nests before the first rain of the summer.</p>"
)
REEDS = "<p>The reeds may not be cut until the young can fly, which the wardens expect in the last week of August.</p>"
DOT = "data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7"


def read(markup: str) -> Article:
    return SCRAPER.article(
        Page(
            f"{SITE}/news/2024-06-21/6500.html",
            f"<html><body>{HEAD}{NESTS}{markup}{REEDS}</body></html>".encode(),
        )
    )


def addresses(markup: str) -> list[str]:
    return [picture.url.removeprefix(SITE) for picture in read(markup).pictures]


@pytest.mark.parametrize(
    "name",
    [
        "data-src",
        "data-original",
        "data-lazy-src",
        "data-actualsrc",
        "data-lazy",
        "data-echo",
        "real_src",
        "data-url",
        "src",
    ],
)
def test_the_attribute_that_holds_the_picture(name: str) -> None:
    first = "" if name == "src" else f'src="{DOT}"'
    assert addresses(f'<p><img {first} {name}="/a/stork.jpg"></p>') == ["/a/stork.jpg"]


@pytest.mark.parametrize(
    "placeholder",
    [
        "/i/loading.gif",
        "/i/grey.gif",
        "/i/blank.png",
        "/i/1x1.png",
        "/i/lazyload.gif",
        "about:blank",
    ],
)
def test_a_placeholder_in_src(placeholder: str) -> None:
    assert addresses(f'<p><img src="{placeholder}" srcset="/a/stork.jpg 800w"></p>') == [
        "/a/stork.jpg"
    ]
    assert addresses(f'<p><img src="{placeholder}"></p>') == []


@pytest.mark.parametrize(
    "other",
    [
        f'data-src="{DOT}"',
        'data-src="/i/loading.gif"',
        'data-original="true"',
        'data-url="/news/1.html"',
        f'srcset="{DOT} 1w"',
        'srcset=", ,"',
    ],
    ids=["data", "loading", "flag", "page", "data-set", "commas"],
)
def test_src_holds_the_picture_and_the_other_attribute_does_not(other: str) -> None:
    assert addresses(f'<p><img src="/a/stork.jpg" {other}></p>') == ["/a/stork.jpg"]


@pytest.mark.parametrize(
    ("srcset", "chosen"),
    [
        ("/a/300.jpg 300w, /a/900.jpg 900w, /a/600.jpg 600w", "/a/900.jpg"),
        ("/a/900.jpg 900w, /a/1800.jpg 1800w, /a/5000.jpg 5000w", "/a/1800.jpg"),
        ("/a/4000.jpg 4000w, /a/3000.jpg 3000w", "/a/3000.jpg"),
        ("/a/1.jpg, /a/2.jpg 2x", "/a/2.jpg"),
        ("/a/1.jpg 1x,/a/1-5.jpg 1.5x", "/a/1-5.jpg"),
        ("/a/1.jpg?fit=800,600 1x, /a/2.jpg?fit=1600,1200 2x", "/a/2.jpg?fit=1600,1200"),
        (f"{DOT} 2000w, /a/real.jpg 640w", "/a/real.jpg"),
    ],
    ids=["widest", "sensible", "all-too-wide", "density", "tight", "commas", "data"],
)
@pytest.mark.parametrize("name", ["srcset", "data-srcset"])
def test_the_largest_sensible_candidate_of_a_srcset(name: str, srcset: str, chosen: str) -> None:
    assert addresses(f'<p><img src="/a/small.jpg" {name}="{srcset}"></p>') == [chosen]


def test_a_picture_element_with_its_caption() -> None:
    sources = '<source media="(max-width: 600px)" srcset="/a/crop.jpg 2000w"><source type="image/webp" data-srcset="/a/m.webp 700w, /a/l.webp 1400w">'
    found = read(
        f'<p><picture>{sources}<img src="{DOT}" alt="A stork"></picture><br>A stork on a pole. [Photo/my399.com]</p>'
    )
    assert [(p.url, p.alt, p.caption) for p in found.pictures] == [
        (f"{SITE}/a/l.webp", "A stork", "A stork on a pole.")
    ]
    assert "pole. [" not in found.text


@pytest.mark.parametrize(
    "markup",
    [
        '<noscript><img src="/a/stork.jpg"></noscript>',
        f'<img src="{DOT}" class="lazy"><noscript><img src="/a/stork.jpg"></noscript>',
        '<noscript>Scripts are off<img src="/a/stork.jpg"></noscript><img src="/i/loading.gif">',
        '<img src="/i/loading.gif" data-src="/a/stork.jpg"><noscript><img src="/a/stork-small.jpg"></noscript>',
    ],
    ids=["alone", "after-data", "before-loading", "beside-lazy"],
)
def test_noscript_holds_the_picture_once(markup: str) -> None:
    found = read(f"<p>{markup}</p>")
    assert [picture.url for picture in found.pictures] == [f"{SITE}/a/stork.jpg"]
    assert "Scripts" not in found.text


@pytest.mark.parametrize(
    "pixel",
    [
        '<img src="//count.example/hm.gif?si=1">',
        '<img width="1" height="1" src="//count.example/p.jpg">',
        '<img src="//count.example/tr?id=1">',
    ],
)
def test_a_counter_in_noscript_is_no_picture(pixel: str) -> None:
    assert addresses(f"<noscript>{pixel}</noscript>") == []


def test_a_page_full_of_commas_is_read_in_no_time() -> None:
    assert addresses(
        f'<p><img src="/a/stork.jpg" srcset="{"," * 200_000}{"1 " * 100_000}"></p>'
    ) == ["/a/stork.jpg"]


def generic(meta: str, lead: str) -> list[str]:
    article = f"<article><h1>Storks return to the marsh</h1>{lead}{NESTS}{REEDS}{NESTS.replace('Thirty', 'Forty')}</article>"
    page = f"<html><head><title>Storks return</title>{meta}</head><body><img src='/top.jpg'><nav>Menu</nav>{article}</body></html>"
    return [
        picture.url
        for picture in Generic().article(Page("https://marsh.example/1", page.encode())).pictures
    ]


@pytest.mark.parametrize(
    "meta", ["", '<meta property="og:image" content="/i/logo.png">'], ids=["none", "logo"]
)
def test_any_page_shows_the_picture_among_its_paragraphs(meta: str) -> None:
    assert generic(meta, f'<figure><img src="{DOT}" data-src="/a/stork.jpg"></figure>') == [
        "https://marsh.example/a/stork.jpg"
    ]


def test_any_page_may_name_its_lead_picture() -> None:
    found = generic('<meta property="og:image" content="/a/lead.jpg">', '<img src="/a/stork.jpg">')
    assert found == ["https://marsh.example/a/lead.jpg", "https://marsh.example/a/stork.jpg"]


def test_a_named_picture_that_the_page_shows_in_another_size_comes_once() -> None:
    assert generic(
        '<meta property="og:image" content="/large/stork.jpg">', '<img src="/small/stork.jpg">'
    ) == ["https://marsh.example/small/stork.jpg"]


def test_any_page_without_a_picture_has_none() -> None:
    assert generic("", "") == []
