"""The pictures of a story: those above and below its text too, each once, with the captions of its own
box; none of others.
"""

import pytest

from scrapers import Article, Page
from scrapers.articles.article import read_any_article
from scrapers.page.charset import decode

SITE = "https://weir.example"
TITLE = "Heron builds on the roof of the weir house"
TEXT = (
    "A pair of grey herons has built a nest on the roof of the weir house, between the two chimneys that are out of use.",
    "The keeper has put off the painting of the gutters until the young can fly, which takes about eight weeks from now.",
    "Visitors may watch through the telescope on the pier; the path under the roof is closed with a rope until then.",
)


def read(above: str = "", amid: str = "", below: str = "", frame: str = "div") -> Article:
    paragraphs = [f"<p>{paragraph}</p>" for paragraph in TEXT]
    body = above + paragraphs[0] + amid + "".join(paragraphs[1:]) + below
    source = f"<html><head><title>{TITLE}</title></head><body><ul><li><a href='/'>Start</a></li></ul><{frame}><h1>{TITLE}</h1>{body}</{frame}><div>Weir Post</div></body></html>"
    return read_any_article(Page(f"{SITE}/n/1.html", source.encode()))


def files(article: Article) -> list[str]:
    return [picture.url.removeprefix(SITE) for picture in article.pictures]


@pytest.mark.parametrize("place", ["above", "amid", "below"])
def test_pictures_stand_anywhere_in_the_box(place: str) -> None:
    shown = "".join(f'<figure><img src="/p/{n}.jpg" width="700"><figcaption>View {n}</figcaption></figure>' for n in range(4))  # fmt: skip
    article = read(**{place: shown})
    assert files(article) == [f"/p/{n}.jpg" for n in range(4)]
    assert [picture.caption for picture in article.pictures] == [f"View {n}" for n in range(4)]
    assert article.text == "\n".join(TEXT)


@pytest.mark.parametrize(
    "below",
    [
        '<div><a href="/n/2.html"><img src="/t/2.jpg" width="240"><b>Another story of today</b></a></div>',
        '<div><img src="/s/face.jpg" width="90" height="90"></div>',
        '<div><img src="/s/qrcode.png" width="300"><p>Scan it</p></div>',
        '<aside><img src="/p/9.jpg" width="700"></aside>',
    ],
)
def test_pictures_of_others_stay_out(below: str) -> None:
    assert files(read(above='<p><img src="/p/1.jpg" width="700"></p>', below=below)) == ["/p/1.jpg"]


@pytest.mark.parametrize(
    "box",
    [
        "<div><div>{0}</div><div>{1}</div></div>",
        "<div><div>{1}</div><div>{0}</div></div>",
        "<table><tr><td>{0}</td><td>{1}</td></tr></table>",
        "<table><tr><td>{0}</td></tr><tr><td>{1}</td></tr></table>",
        "<figure><figcaption>{1}</figcaption>{0}</figure>",
    ],
)
def test_a_caption_stands_below_above_or_beside_its_picture(box: str) -> None:
    image = '<img src="/p/{0}.jpg" width="700">'
    first = box.format(image.format(1), "The nest at dawn")
    second = '<p><img src="/p/2.jpg" width="700"></p>'
    article = read(amid=second + first + f"<p>{TEXT[2]}</p>")
    assert [(picture.url[-5], picture.caption) for picture in article.pictures] == [
        ("2", ""),
        ("1", "The nest at dawn"),
    ]
    assert "The nest at dawn" not in article.text


@pytest.mark.parametrize("name", ["data-lazyload", "zoomfile", "data-real", "x-src", "lazy_path"])
@pytest.mark.parametrize("src", ["/static/none.gif", "", "data:image/gif;base64,R0lG"])
def test_a_picture_is_told_by_its_address_whatever_the_attribute(name: str, src: str) -> None:
    waiting = f'<p><img src="{src}" {name}="/p/heron.jpg" width="700"></p>'
    assert files(read(amid=waiting)) == ["/p/heron.jpg"]


def test_one_src_for_several_pictures_stands_in_for_them() -> None:
    waiting = "".join(f'<p><img src="/s/frame.jpg" data-x="/p/{n}.jpg"></p>' for n in range(2))
    assert files(read(amid=waiting)) == ["/p/0.jpg", "/p/1.jpg"]


def test_what_is_shown_beats_what_waits_for_its_failure() -> None:
    assert files(read(amid='<p><img src="/p/own.jpg" data-error="/s/none-yet.jpg"></p>')) == [
        "/p/own.jpg"
    ]


def test_a_page_in_hz_is_read() -> None:
    said = "苍鹭在闸房屋顶上筑巢"
    body = said.encode("hz")
    assert decode(b"<p>" + body + b"</p>") == f"<p>{said}</p>"
    assert decode(b"<p>a ~{ b ~} c</p>") == "<p>a ~{ b ~} c</p>"


@pytest.mark.parametrize(
    ("one", "other", "count"),
    [
        ("/u/heron-1024x683.jpg", "/u/heron-300x200.jpg", 1),
        ("/u/heron.jpg?w=800", "/u/heron.jpg?w=1600&h=900", 1),
        ("/640x480/heron.jpg", "/1280x960/heron.jpg", 1),
        ("/u/heron.jpg", "/u/heron-scaled.jpg", 1),
        ("/u/heron-1.jpg", "/u/heron-2.jpg", 2),
        ("/june/1.jpg", "/july/1.jpg", 2),
        ("/show?id=31", "/show?id=32", 2),
        ("/u/IMG_2024.jpg", "/u/IMG_2025.jpg", 2),
    ],
)
def test_a_picture_in_two_sizes_is_one_and_two_are_two(one: str, other: str, count: int) -> None:
    shown = "".join(f'<p><img src="{src}" width="700"></p>' for src in (one, other))
    assert len(read(amid=shown).pictures) == count
