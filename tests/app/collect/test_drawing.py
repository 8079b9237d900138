"""What may be drawn in the browser, what its scripts may ask for, and how a drawn page is told from
one that came as it is: without any browser.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import cast

import pytest

from app.browser.client import Browser, Drawn
from app.collect.drawing import asking, can_be_drawn, charset_of, draw, validators_of
from app.fetch import Fetched, Fetcher, Validators
from app.store import PageValidators
from app.values.address import address_of
from app.values.errors import FetchError
from scrapers import Page
from tests.drawn import Answer, document

RSS = b'<?xml version="1.0"?><rss version="2.0"><channel><title>a</title></channel></rss>'
SITEMAP = b'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"></urlset>'


class Scribe:
    """In the place of a browser: draws what it is told to, and keeps what it was given."""

    def __init__(self, drawn: str, *, has_data: bool) -> None:
        self._has_data = has_data
        self.zone = ""
        self.given: list[Fetched] = []
        self._drawn = drawn

    def draw(self, page: Fetched, ask: Answer, pulse: object, zone: str) -> Drawn:
        self.given.append(page)
        self.zone = zone
        body, kind = self._drawn.encode(), "text/html; charset=utf-8"
        return Drawn(replace(page, body=body, content_type=kind), self._has_data)


def refuse(url: str, referer: str) -> Fetched:
    raise AssertionError(url)


@pytest.mark.parametrize(
    ("body", "kind", "answer"),
    [
        (b"<p>x</p>", "text/html; charset=gbk", True),
        (b"<p>x</p>", "", True),
        (b"<html xmlns='http://www.w3.org/1999/xhtml'></html>", "application/xhtml+xml", True),
        (RSS, "text/html", False),
        (SITEMAP, "text/html", False),
        (RSS, "application/rss+xml", False),
        (b"{}", "application/json", False),
        (b"User-agent: *", "text/plain", False),
    ],
)
def test_only_documents_are_drawn(body: bytes, kind: str, answer: bool) -> None:
    assert can_be_drawn(Page("http://paper.example/", body, kind)) is answer


def test_a_drawn_page_is_known_by_what_came() -> None:
    address = address_of("http://paper.example/news/")
    plain = replace(document("<p>shell</p>"), validators=Validators('"1"', None))
    scribe = Scribe("<p>桥</p>", has_data=False)
    drawn = draw(cast(Browser, scribe), plain, "gbk", "Asia/Shanghai", refuse)
    assert scribe.given[0].content_type == "text/html; charset=gbk"
    assert (scribe.given[0].body, scribe.zone) == (plain.body, "Asia/Shanghai")
    assert validators_of(address, drawn) == validators_of(address, plain)
    assert validators_of(address, plain) != validators_of(address, replace(plain, body=b"other"))
    assert validators_of(address, drawn).etag == '"1"'
    assert (charset_of(plain, "gbk"), charset_of(drawn, "gbk")) == ("gbk", "utf-8")


def test_nothing_speaks_for_a_page_that_was_drawn_from_data() -> None:
    address = address_of("http://paper.example/news/")
    plain = replace(document("<p>shell</p>"), validators=Validators('"1"', "yesterday"))
    drawn = draw(cast(Browser, Scribe("<p>x</p>", has_data=True)), plain, "", "UTC", refuse)
    assert validators_of(address, drawn) == PageValidators(address)


@pytest.fixture
def fetcher() -> Iterator[Fetcher]:
    with Fetcher(
        user_agent="test",
        now=lambda: datetime(2025, 9, 1, tzinfo=UTC),
        allow_hosts=frozenset({"127.0.0.1:8000", "intranet.example:80"}),
    ) as made:
        yield made


def test_opened_addresses_are_open_to_the_scripts_of_their_own_pages(fetcher: Fetcher) -> None:
    opened, secret = "http://127.0.0.1:8000/", "http://intranet.example/secret"

    def answer(url: str, referer: str) -> Fetched:
        return document("found", secret if url.endswith("/redirect") else url)

    far = asking("http://paper.example/", fetcher, answer)
    assert far("http://cdn.example/app.js", "").body == b"found"
    for url in (opened, secret, "http://paper.example/redirect"):
        with pytest.raises(FetchError, match="scripts of other sites") as refused:
            far(url, "")
        assert refused.value.kind == "blocked"
    near = asking(opened, fetcher, answer)
    assert near(f"{opened}data", "").url == f"{opened}data"
    with pytest.raises(FetchError, match="scripts of other sites"):
        near(secret, "")
