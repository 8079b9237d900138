"""Pages that lead on by their meta element, and documents that are sent as gzip files."""

import gzip
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from app.fetch import Fetched, Fetcher, Limits
from app.values.errors import FetchError
from tests.server import Answer, Heard, Server

HTML = {"Content-Type": "text/html; charset=utf-8"}
STORY = b"<html><body><h1>The ferry runs again</h1></body></html>"
WORDS = b"<p>The harbour office says that the ferry runs again from Tuesday on.</p>" * 20


class Site(Server):
    """Answers its paths with bodies; keeps what it was asked."""

    def __init__(self) -> None:
        self.answers: dict[str, Answer] = {"/story": Answer(200, STORY, HTML | {"ETag": '"s"'})}
        self.asked: list[Heard] = []
        super().__init__(self._reply)

    def _reply(self, heard: Heard) -> Answer:
        self.asked.append(heard)
        return self.answers.get(heard.path, Answer(404))


@pytest.fixture
def site() -> Iterator[Site]:
    with Site() as made:
        yield made


@pytest.fixture
def fetcher(site: Site) -> Iterator[Fetcher]:
    with Fetcher(
        user_agent="test/1",
        now=lambda: datetime(2026, 1, 1, tzinfo=UTC),
        allow_hosts=frozenset([site.host]),
        limits=Limits(body_bytes=200_000),
    ) as made:
        yield made


def fetch(fetcher: Fetcher, site: Site, path: str = "/old") -> Fetched:
    answer = fetcher.fetch(site.url + path)
    assert isinstance(answer, Fetched)
    return answer


@pytest.mark.parametrize(
    "meta",
    [
        '<meta http-equiv="refresh" content="0;url=/story">',
        "<META HTTP-EQUIV=Refresh CONTENT='3; URL=\"/story\"'>",
        '<meta content="0; /story" http-equiv="Refresh" />',
        '<title>Moved</title><meta http-equiv="refresh" content="1;url=story">Please wait',
    ],
)
def test_a_page_that_leads_on_is_followed(site: Site, fetcher: Fetcher, meta: str) -> None:
    site.answers["/old"] = Answer(200, f"<html><head>{meta}</head></html>".encode(), HTML)
    found = fetch(fetcher, site)
    assert (found.url, found.body) == (f"{site.url}/story", STORY)
    # The page that is asked the next time has other validators, and it did not move for good.
    assert (found.validators.etag, found.moved) == (None, None)


@pytest.mark.parametrize(
    "page",
    [
        b'<meta http-equiv="refresh" content="300;url=/story">',
        b'<meta http-equiv="refresh" content="0">',
        b'<meta http-equiv="refresh" content="0;url=/old">',
        b'<meta http-equiv="refresh" content="0;url=javascript:go()">',
        b'<noscript><meta http-equiv="refresh" content="0;url=/story"></noscript>',
        b'<!-- <meta http-equiv="refresh" content="0;url=/story"> -->',
        b'<script>x = \'<meta http-equiv="refresh" content="0;url=/story">\'</script>',
        b'<meta http-equiv="refresh" content="0;url=/story">' + WORDS,
    ],
)
def test_a_page_that_says_something_or_leads_nowhere_is_the_document(
    site: Site, fetcher: Fetcher, page: bytes
) -> None:
    site.answers["/old"] = Answer(200, page, HTML)
    assert fetch(fetcher, site).body == page


def test_what_a_page_leads_to_is_judged_as_a_redirect_is(site: Site, fetcher: Fetcher) -> None:
    page = b'<meta http-equiv="refresh" content="0;url=http://127.0.0.1:1/inside">'
    site.answers["/old"] = Answer(200, page, HTML)
    with pytest.raises(FetchError, match="port 1 may not be fetched"):
        fetch(fetcher, site)
    asked = []

    def refuse(url: str) -> None:
        asked.append(url)
        raise FetchError(url, "robots", "stay away")

    site.answers["/old"] = Answer(200, page.replace(b"http://127.0.0.1:1/inside", b"/story"), HTML)
    with pytest.raises(FetchError, match="stay away"):
        fetcher.fetch(f"{site.url}/old", permit=refuse)
    assert asked == [f"{site.url}/story"]


def test_pages_that_lead_on_without_end_are_given_up(site: Site, fetcher: Fetcher) -> None:
    for at in range(9):
        meta = f'<meta http-equiv="refresh" content="0;url=/{at + 1}">'.encode()
        site.answers[f"/{at}"] = Answer(200, meta, HTML)
    with pytest.raises(FetchError, match="more than 5 redirects"):
        fetch(fetcher, site, "/0")


@pytest.mark.parametrize("kind", ["application/x-gzip", "application/octet-stream", "text/xml"])
def test_a_gzip_file_is_unpacked_whatever_it_is_called(
    site: Site, fetcher: Fetcher, kind: str
) -> None:
    packed = gzip.compress(b"<urlset></urlset>")
    site.answers["/map.xml.gz"] = Answer(200, packed, {"Content-Type": kind})
    assert fetch(fetcher, site, "/map.xml.gz").body == b"<urlset></urlset>"


def test_a_gzip_file_that_is_broken_or_too_large_stays_as_it_is(
    site: Site, fetcher: Fetcher
) -> None:
    for packed in (gzip.compress(bytes(200_001)), gzip.compress(b"<urlset>" * 99)[:-9]):
        site.answers["/map.xml.gz"] = Answer(200, packed)
        assert fetch(fetcher, site, "/map.xml.gz").body == packed
