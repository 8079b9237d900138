"""The sample city's site says what its stories say, in every rendition."""

from __future__ import annotations

import http.client
import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import groupby
from urllib.parse import urljoin, urlsplit

import pytest
from bs4 import BeautifulSoup

from tests.samplecity import DATELESS, RENDITIONS, SECTIONS, STORIES, SampleCity

ARTICLE = re.compile(r"/\d{4}-\d\d-\d\d/\d+\.html")
NEW = replace(
    STORIES[0],
    number=5700,
    title="Reed cutters' day",
    paragraphs=("Reeds were cut.",),
    summary="Reeds & more.",
)


@pytest.fixture
def city() -> Iterator[SampleCity]:
    with SampleCity() as site:
        yield site


def get(city: SampleCity, path: str, **headers: str) -> tuple[http.client.HTTPResponse, bytes]:
    connection = http.client.HTTPConnection(city.host, timeout=5)
    try:
        connection.request("GET", path, headers=headers)
        response = connection.getresponse()
        return response, response.read()
    finally:
        connection.close()


def soup(city: SampleCity, path: str) -> BeautifulSoup:
    response, body = get(city, path)
    assert response.status == 200, path
    return BeautifulSoup(body, "lxml", from_encoding=city.charset)


def words(text: str) -> str:
    return " ".join(text.split())


def text_of(city: SampleCity, path: str) -> str:
    return words(soup(city, path).get_text())


def story_links(city: SampleCity, path: str) -> list[str]:
    """The stories a page links to, in order; a thumbnail and a title side by side count once."""
    hrefs = [
        urljoin(city.url + path, str(a["href"])) for a in soup(city, path).find_all("a", href=True)
    ]
    paths = [urlsplit(href).path for href in hrefs if urlsplit(href).netloc == city.host]
    return [path for path, _ in groupby(path for path in paths if ARTICLE.search(path))]


def listing_paths(city: SampleCity, section: str) -> list[str]:
    count = -(-sum(story.section == section for story in city.stories) // 8)
    return [f"/{section}/index{f'_{n}' if n > 1 else ''}.html" for n in range(1, count + 1)]


@pytest.mark.parametrize("rendition", RENDITIONS)
def test_each_article_says_all_that_its_story_says(city: SampleCity, rendition: str) -> None:
    city.rendition = rendition
    for story in city.stories:
        text = text_of(city, story.path)
        shown = f"By {story.author + ' ' if story.author else ''}( {story.byline_source} )"
        expected = [story.title, *story.paragraphs, *(shot.line for shot in story.shots), shown]
        for part in (*expected, f"Updated : {story.updated}", *story.stray):
            assert part in text, (story.path, part)
        for other in city.promo(story.path):
            assert other.title in text
            assert words(other.summary) in text


@pytest.mark.parametrize("rendition", RENDITIONS)
def test_each_story_is_listed_once_newest_first(city: SampleCity, rendition: str) -> None:
    city.rendition = rendition
    for section in SECTIONS:
        listed: list[str] = []
        dates = 0
        for path in listing_paths(city, section):
            links, promo = story_links(city, path), [story.path for story in city.promo(path)]
            assert links[-len(promo) :] == promo
            listed += links[: -len(promo)]
            dates += len(re.findall(r"\d{4}-\d\d-\d\d(?!\d)", text_of(city, path)))
        expected = [story for story in city.stories if story.section == section]
        assert listed == [story.path for story in expected]
        assert dates == (0 if section in DATELESS else len(expected))


@pytest.mark.parametrize("rendition", RENDITIONS)
def test_every_link_and_picture_leads_somewhere(city: SampleCity, rendition: str) -> None:
    city.rendition = rendition
    todo, seen = {"/"}, set[str]()
    while todo:
        seen.add(path := todo.pop())
        response, body = get(city, path)
        assert response.status == 200, path
        if path.endswith(".png"):
            assert body.startswith(b"\x89PNG")
            continue
        if path.endswith(".gif"):
            assert body.startswith(b"GIF89a")
            continue
        page = BeautifulSoup(body, "lxml")
        hrefs = [str(a["href"]) for a in page.find_all("a")]
        for image in page.find_all("img"):
            hrefs += [
                str(value)
                for name, value in image.attrs.items()
                if name == "src" or name.startswith("data-")
            ]
        todo |= {urlsplit(urljoin(city.url + path, href)).path for href in hrefs} - seen
    assert {story.path for story in city.stories} <= seen


def test_stories_are_as_promised() -> None:
    assert len({story.number for story in STORIES}) == len(STORIES)
    assert sum(story.section == "news" for story in STORIES) > 16
    cut = [
        s
        for s in STORIES
        if s.paragraphs and len(s.summary) == 255 and s.paragraphs[0] != s.summary
    ]
    assert any(s.paragraphs[0][254:256].isalpha() for s in cut)
    for story in STORIES:
        for phrase, path in story.links.items():
            assert any(phrase in paragraph for paragraph in story.paragraphs)
            assert any(path == other.path for other in STORIES)


def test_an_unchanged_page_is_not_sent_again(city: SampleCity) -> None:
    first, _ = get(city, "/news/index.html")
    tag = first.headers["ETag"]
    again, body = get(city, "/news/index.html", **{"If-None-Match": tag})
    assert (again.status, body, again.headers["ETag"]) == (304, b"", tag)
    city.publish(NEW)
    changed, body = get(city, "/news/index.html", **{"If-None-Match": tag})
    assert changed.status == 200
    assert changed.headers["Last-Modified"] > first.headers["Last-Modified"]
    assert [seen.status for seen in city.requests] == [200, 304, 200]
    assert city.requests[1].headers["if-none-match"] == tag
    city.forget()
    assert city.requests == []


def test_publish_edit_and_withdraw_show(city: SampleCity) -> None:
    city.publish(NEW)
    assert story_links(city, "/news/index.html")[0] == NEW.path
    assert city.edit(5700, title="Reed cutters' week").title in text_of(city, NEW.path)
    assert "Reed cutters' week" in text_of(city, "/news/index.html")
    city.withdraw(5700)
    assert get(city, NEW.path)[0].status == 404
    for story in city.stories:
        assert NEW.path not in story_links(city, story.path)


def test_the_promo_moves_on_and_never_shows_its_own_page(city: SampleCity) -> None:
    sizes, before = set[int](), city.promo("/news/index.html")
    for turn in range(50):
        city.edit(5601, title=f"The city at a glance, {turn}")
        for story in city.stories:
            promo = city.promo(story.path)
            sizes.add(len(promo))
            assert story not in promo
            assert len(set(promo)) == len(promo)
    assert sizes == {1, 2, 3, 4}
    assert city.promo("/news/index.html") != before


def test_the_rendition_changes_while_running(city: SampleCity) -> None:
    bodies = set()
    for name in RENDITIONS:
        city.rendition = name
        bodies.add(get(city, STORIES[0].path)[1])
    assert len(bodies) == len(RENDITIONS)
    with pytest.raises(ValueError, match="no rendition"):
        city.rendition = "none"


@pytest.mark.parametrize("rendition", RENDITIONS)
def test_gb18030_is_declared_as_gb2312(city: SampleCity, rendition: str) -> None:
    city.rendition, city.charset = rendition, "gb18030"
    response, body = get(city, "/news/2024-05-20/5611.html")
    assert response.headers["Content-Type"] == "text/html; charset=gb2312"
    assert b"gb2312" in body
    assert "陶堃" in body.decode("gb18030")
    with pytest.raises(UnicodeDecodeError):
        body.decode("gb2312")


def test_failures(city: SampleCity) -> None:
    def answer() -> tuple[int, str, bytes]:
        response, body = get(city, "/news/index.html")
        return response.status, response.headers["Content-Type"], body

    city.fail_with = "down"
    assert answer()[0] == 503
    city.fail_with = "empty"
    assert answer() == (200, "text/html", b"")
    city.fail_with = "not-html"
    assert answer()[1] == "image/png"
    city.fail_with = "error-page"
    assert b"System maintenance" in answer()[2]
    city.fail_with = "half"
    assert story_links(city, "/news/index.html") == [
        story.path for story in city.promo("/news/index.html")
    ]
    city.fail_with = None
    assert len(story_links(city, "/news/index.html")) > 8


def test_redirect_and_unknown_paths(city: SampleCity) -> None:
    response, _ = get(city, "/culture/arts/")
    assert (response.status, response.headers["Location"]) == (302, "/culture/arts/index.html")
    for path in (
        "/news/index_1.html",
        "/news/index_4.html",
        "/sport/index.html",
        "/news/2024-06-21/1.html",
    ):
        assert get(city, path)[0].status == 404


def test_the_hook_sees_each_path_and_can_drop_the_connection(city: SampleCity) -> None:
    paths: list[str] = []

    def drop(path: str) -> None:
        paths.append(path)
        raise ConnectionError

    city.before = drop
    with pytest.raises(http.client.RemoteDisconnected):
        get(city, "/news/index.html?from=list")
    assert paths == ["/news/index.html?from=list"]
    assert city.requests == []


def test_it_comes_back_on_the_same_port() -> None:
    city = SampleCity(stories=())
    for _ in range(2):
        with city:
            host = city.host
            assert get(city, "/news/index.html")[0].status == 200
        with pytest.raises(ConnectionRefusedError):
            get(city, "/news/index.html")
        assert city.host == host
