"""The edition cache: everybody gets what the application would say, at once and from memory, and
nobody what another one made up.
"""

import gc
import gzip
import threading
import tracemalloc
from base64 import b64encode
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from time import monotonic
from typing import Any
from urllib.request import urlopen
from wsgiref.types import StartResponse, WSGIEnvironment

import brotli
import psycopg
import pytest
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.test import Client, EnvironBuilder, TestResponse, run_wsgi_app

from app.edition import EditionCache, Watch, cache
from app.edition.key import canonical_query
from app.edition.watch import SECONDS_BETWEEN_LOOKS
from app.publish.release import release
from app.run.boot import Service, build
from app.run.boot import clock as real_clock
from app.values.errors import Unavailable
from app.values.model import Content
from app.values.settings import read_settings
from app.web import create_app
from tests.conftest import FakeClock
from tests.deskwork import at_desk
from tests.newsroom import FORMATS, Newsroom, Worker
from tests.processes import app as command
from tests.processes import environment, free_port, serving

PATIENCE = 60.0
NOW = datetime(2024, 6, 25, 2, 0, tzinfo=UTC)
PUBLIC = [
    ("Cache-Control", "public, max-age=60"),
    ("ETag", 'W/"a"'),
    ("Content-Type", "text/plain"),
]


def random_text(size: int) -> bytes:
    """Text that no coding makes much smaller."""
    return b64encode(Random(7).randbytes(size))


class Page:
    """A small application that counts how often it is asked, and does what a test wants."""

    def __init__(self, body: bytes = b"words " * 100) -> None:
        self.body = body
        self.headers = list(PUBLIC)
        self.status = "200 OK"
        self.asked: list[WSGIEnvironment] = []
        self.before: Callable[[], None] = lambda: None

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        self.asked.append(environ)
        self.before()
        start_response(self.status, list(self.headers))
        return [self.body]


class Kept:
    """That application behind a cache, with an edition that a test turns."""

    def __init__(self, page: Page, **options: Any) -> None:
        self.edition = 1
        self.page = page
        self.watch = Watch(lambda: self.edition)
        self.cache = EditionCache(page, self.watch, ("en", "zh"), lambda: NOW, **options)
        self.client = Client(self.cache, use_cookies=False)

    def turn(self) -> None:
        self.edition += 1
        self.watch.look()


@pytest.fixture
def kept() -> Kept:
    return Kept(Page())


class TestKeeping:
    def test_a_page_is_made_once_an_edition(self, kept: Kept) -> None:
        for _ in range(5):
            assert kept.client.get("/").data == kept.page.body
        assert len(kept.page.asked) == 1
        kept.turn()
        kept.page.body = b"new words"
        assert [kept.client.get("/").data for _ in range(3)] == [b"new words"] * 3
        assert len(kept.page.asked) == 2

    @pytest.mark.parametrize(
        "headers",
        [
            [("Cache-Control", "private"), ("ETag", 'W/"a"')],
            [("Cache-Control", "no-store"), ("ETag", 'W/"a"')],
            [("Cache-Control", "public")],
            [("ETag", 'W/"a"')],
            [*PUBLIC, ("Set-Cookie", "desk=1")],
        ],
    )
    def test_what_is_not_for_everybody_is_never_kept(
        self, kept: Kept, headers: list[tuple[str, str]]
    ) -> None:
        kept.page.headers = headers
        for number in range(3):
            kept.page.body = str(number).encode()
            assert kept.client.get("/").data == kept.page.body

    @pytest.mark.parametrize(
        "status",
        [
            "404 Not Found",
            "410 Gone",
            "301 Moved Permanently",
            "500 Server Error",
            "503 Unavailable",
            "226 IM Used",
        ],
    )
    def test_only_whole_answers_are_kept(self, kept: Kept, status: str) -> None:
        kept.page.status = status
        assert kept.client.get("/").status == status
        kept.page.status = "200 OK"
        assert kept.client.get("/").status_code == 200

    @pytest.mark.parametrize(
        "path",
        [
            "/desk/",
            "/desk/items/x",
            "/hub",
            "/healthz",
            "/readyz",
            "/metrics",
            "/zh/desk/",
            "/zh/hub",
            "/en/metrics",
        ],
    )
    def test_what_is_private_goes_straight_through_with_all_that_was_sent(
        self, kept: Kept, path: str
    ) -> None:
        for number in range(2):
            kept.client.get(path, headers={"Cookie": f"desk={number}"}, query_string="a=1")
        assert [
            (environ["HTTP_COOKIE"], environ["QUERY_STRING"]) for environ in kept.page.asked
        ] == [("desk=0", "a=1"), ("desk=1", "a=1")]

    def test_a_post_passes_with_its_body(self, kept: Kept) -> None:
        bodies: list[bytes] = []
        kept.page.before = lambda: bodies.append(kept.page.asked[-1]["wsgi.input"].read(5))
        for method in ("POST", "PUT", "DELETE", "PATCH"):
            kept.client.open("/", method=method, data=b"hello")
        assert bodies == [b"hello"] * 4

    def test_a_login_goes_straight_through(self, kept: Kept) -> None:
        for _ in range(2):
            kept.client.get("/", headers={"Authorization": "Bearer x"})
        assert [environ["HTTP_AUTHORIZATION"] for environ in kept.page.asked] == ["Bearer x"] * 2

    @pytest.mark.parametrize("path", ["", "*", "http://evil.example/"])
    def test_an_odd_request_line_is_no_error_of_ours(self, kept: Kept, path: str) -> None:
        environ = EnvironBuilder(path="/", query_string="a=1").get_environ() | {"PATH_INFO": path}
        _, status, _ = run_wsgi_app(kept.cache, environ)
        assert status == "200 OK"


class TestMemory:
    def test_it_is_bounded_and_what_was_not_used_longest_goes_first(self) -> None:
        kept = Kept(Page(b"x" * 10_000), most_bytes=120_000)
        for number in range(8):
            kept.client.get(f"/{number}")
        kept.client.get("/0")
        for number in range(8, 14):
            kept.client.get(f"/{number}")
        count = len(kept.page.asked)
        assert kept.client.get("/0").status_code == kept.client.get("/13").status_code == 200
        assert len(kept.page.asked) == count
        kept.client.get("/1")
        assert len(kept.page.asked) == count + 1

    @pytest.mark.parametrize(
        ("body", "query", "coding"),
        [
            (b"small", "", ""),
            (b"small", "q=" + "x" * 200, ""),
            (b"small", "q=" + "x" * 12_000, "gzip"),
            (b"words " * 500, "q=" + "%20" * 100, "br"),
            (random_text(2000), "", "gzip"),
        ],
    )
    def test_what_is_counted_is_what_it_takes(self, body: bytes, query: str, coding: str) -> None:
        """However much of it stands in keys, headers, codings and the objects that hold them."""
        kept = Kept(Page(body), most_bytes=4_000_000)
        environ = EnvironBuilder().get_environ() | {"HTTP_ACCEPT_ENCODING": coding}
        number = 0

        def ask() -> None:
            nonlocal number
            number += 1
            kept.page.asked.clear()
            # Made for each answer, as an application does.
            kept.page.body = body + str(number).encode()
            kept.page.headers = [
                ("Cache-Control", f"public, max-age={number}"),
                ("ETag", f'W/"{number}"'),
                ("Content-Type", f"text/plain; number={number}"),
                ("Vary", f"Accept-Encoding, {number}"),
            ]
            place = {"PATH_INFO": "/search", "QUERY_STRING": f"{query}{number}&q={number}"}
            if not query:
                place = {"PATH_INFO": f"/{number}", "QUERY_STRING": ""}
            assert b"".join(kept.cache({**environ, **place}, lambda *_: lambda _: None))

        cache._short_place.cache_clear()
        gc.collect()
        tracemalloc.start()
        before = tracemalloc.get_traced_memory()[0]
        for _ in range(3000):
            ask()
        kept.page.asked.clear()
        cache._short_place.cache_clear()
        gc.collect()
        taken = tracemalloc.get_traced_memory()[0] - before
        tracemalloc.stop()
        assert kept.cache._size <= 4_000_000
        assert 0.7 * kept.cache._size < taken < 1.1 * kept.cache._size

    def test_the_places_take_no_more_than_is_set_aside_for_them(self) -> None:
        kept = Kept(Page())
        cache._short_place.cache_clear()
        gc.collect()
        tracemalloc.start()
        before = tracemalloc.get_traced_memory()[0]
        for number in range(cache._PLACES + 500):
            kept.cache.at_once("/search", f"q={number}".ljust(248, "\xe9"), lambda _: None)
            kept.cache.at_once("/search", f"q={number}".ljust(248, "|"), lambda _: None)
        gc.collect()
        taken = tracemalloc.get_traced_memory()[0] - before
        tracemalloc.stop()
        assert cache._short_place.cache_info().currsize == cache._PLACES
        assert cache.PLACES_BYTES / 2 < taken < cache.PLACES_BYTES
        cache._short_place.cache_clear()

    def test_a_page_too_large_to_keep_is_served_all_the_same(self) -> None:
        kept = Kept(Page(b"x" * (2**20 + 1)))
        assert [len(kept.client.get("/").data) for _ in range(2)] == [2**20 + 1] * 2
        assert len(kept.page.asked) == 2


class TestTrouble:
    def test_a_former_page_is_served_when_a_new_one_cannot_be_made(self, kept: Kept) -> None:
        assert kept.client.get("/").status_code == 200
        kept.turn()
        kept.page.status, kept.page.body = "503 Unavailable", b"down"
        assert kept.client.get("/").data == b"words " * 100
        assert kept.client.get("/other").status_code == 503
        kept.page.status, kept.page.body = "200 OK", b"back"
        assert kept.client.get("/").data == kept.client.get("/other").data == b"back"

    def test_an_exception_is_no_end(self, kept: Kept) -> None:
        """It is raised to who asked, locks nobody out, and a former page stands in for it."""

        def fail() -> None:
            raise RuntimeError("oh")

        kept.page.before = fail
        for _ in range(2):
            with pytest.raises(RuntimeError, match="oh"):
                kept.client.get("/")
        kept.page.before = lambda: None
        assert kept.client.get("/").status_code == 200
        kept.page.before = fail
        kept.turn()
        assert kept.client.get("/").data == kept.page.body

    def test_those_who_waited_in_vain_get_the_former_page_too(self, kept: Kept) -> None:
        kept.client.get("/")
        kept.turn()
        kept.page.status = "500 Server Error"
        answers = together(kept, 8)
        assert {answer.status_code for answer in answers} == {200}

    def test_an_outage_is_said_once_and_so_is_its_end(
        self, caplog: pytest.LogCaptureFixture
    ) -> None:
        answers: list[Exception | int] = [1]

        def ask() -> int:
            if isinstance(answers[-1], Exception):
                raise answers[-1]
            return answers[-1]

        watch = Watch(ask)
        for known in (True, False):
            caplog.clear()
            for answer in (Unavailable("it is away", "away", is_news=known), 2):
                answers.append(answer)
                watch.look()
                watch.look()
            said = [record.getMessage() for record in caplog.records]
            assert ["it is away" in line for line in said] == [True, False][not known :]
            assert "can be read again" in said[-1]
            assert watch.number == 2

    def test_a_number_that_cannot_be_asked_for_stands(self, kept: Kept) -> None:
        kept.client.get("/")

        def fail() -> int:
            raise OSError("no database")

        watch = Watch(lambda: 7)
        watch._ask = fail
        for _ in range(3):
            watch.look()
        assert watch.number == 7


def together(kept: Kept, count: int) -> list[TestResponse]:
    """So many requests for one page that all begin before the first is answered."""
    gate = threading.Event()
    kept.page.before = lambda: (gate.wait(PATIENCE) and None) or None
    answers: list[TestResponse] = []
    started = threading.Barrier(count + 1)

    def ask() -> None:
        started.wait(PATIENCE)
        answers.append(Client(kept.cache).get("/"))

    threads = [threading.Thread(target=ask) for _ in range(count)]
    for thread in threads:
        thread.start()
    started.wait(PATIENCE)
    gate.set()
    for thread in threads:
        thread.join(PATIENCE)
    return answers


def test_sixty_four_visitors_of_a_cold_page_cost_one_rendering(kept: Kept) -> None:
    answers = together(kept, 64)
    assert [(answer.status_code, answer.data) for answer in answers] == [(200, kept.page.body)] * 64
    assert len(kept.page.asked) == 1


class TestHeaders:
    @pytest.mark.parametrize(
        ("accept", "coding"),
        [
            ("", ""), ("gzip", "gzip"), ("br", "br"), ("gzip, deflate, br", "br"), ("*", "br"), ("*;q=0", ""), ("gzip;q=0, *", "br"),
            ("br;q=0.1, gzip;q=0.9", "gzip"), ("identity;q=1, *;q=0.5", ""), ("gzip;q=0.5, identity;q=0", "gzip"), ("gzip;q=nan", ""),
            ("br;q=nan, gzip", "gzip"), (",,;q=,", ""), ("gzip;level=9;q=0", ""),
        ],
    )  # fmt: skip
    def test_codings(self, kept: Kept, accept: str, coding: str) -> None:
        answer = kept.client.get("/", headers={"Accept-Encoding": accept})
        assert answer.headers.get("Content-Encoding", "") == coding
        assert {"": bytes, "gzip": gzip.decompress, "br": brotli.decompress}[coding](
            answer.data
        ) == kept.page.body
        head = kept.client.head("/", headers={"Accept-Encoding": accept})
        assert (list(head.headers), head.data) == (list(answer.headers), b"")

    def test_what_is_small_or_no_text_stays_as_it_is(self) -> None:
        for body, kind in ((b"short", "text/plain"), (b"x" * 1000, "image/png")):
            kept = Kept(Page(body))
            kept.page.headers = [*PUBLIC[:2], ("Content-Type", kind)]
            answer = kept.client.get("/", headers={"Accept-Encoding": "gzip, br"})
            assert ("Content-Encoding" in answer.headers, answer.data) == (False, body)

    @pytest.mark.parametrize(
        "tag", ['W/"a"', '"a"', '"a-gzip"', 'W/"a-br"', '"a;gzip"', '"b", "a"', "*"]
    )
    def test_unchanged(self, kept: Kept, tag: str) -> None:
        kept.client.get("/")
        answer = kept.client.get("/", headers={"If-None-Match": tag, "Accept-Encoding": "br"})
        assert (answer.status_code, answer.data, answer.headers["ETag"]) == (304, b"", 'W/"a"')
        assert not {"Content-Type", "Content-Length", "Content-Encoding"} & set(
            answer.headers.keys()
        )

    def test_a_reader_of_differences_is_passed_on_when_its_tag_is_another(self, kept: Kept) -> None:
        kept.client.get("/")
        assert (
            kept.client.get("/", headers={"A-IM": "feed", "If-None-Match": 'W/"a"'}).status_code
            == 304
        )
        assert kept.client.get("/", headers={"A-IM": "feed"}).status_code == 200
        assert len(kept.page.asked) == 1
        kept.client.get("/", headers={"A-IM": "feed", "If-None-Match": '"b"'})
        assert kept.page.asked[-1]["HTTP_A_IM"] == "feed"


class TestOthersWords:
    def test_the_application_sees_nothing_of_who_asked_first(self, kept: Kept) -> None:
        headers = {"Host": "evil.example", "X-Forwarded-Host": "e", "X-Forwarded-Proto": "ftp", "Cookie": "a=b", "Range": "bytes=0-1",
                   "User-Agent": "x", "If-None-Match": '"z"', "Accept-Encoding": "gzip"}  # fmt: skip
        kept.client.get("/?after=1-2&evil=1", headers=headers)
        environ = kept.page.asked[0]
        assert {name: value for name, value in environ.items() if name.startswith("HTTP_")} == {
            "HTTP_HOST": "localhost", "HTTP_ACCEPT_LANGUAGE": "en",
        }  # fmt: skip
        assert environ["QUERY_STRING"] == "after=1-2"

    @pytest.mark.parametrize(
        ("path", "query", "same"),
        [
            ("/", "x=1&after=2-3&y=2", "after=2-3"),
            ("/", "after=1-1&after=2-2", "after=1-1"),
            ("/search", "to=2024-01-01&q=ice", "q=ice&to=2024-01-01"),
            ("/search", "q=a%20b", "q=a+b"),
            ("/search", "q=%e5%86%b0", "q=%E5%86%B0"),
            ("/zh/search", "q=ice&x=1", "q=ice"),
            ("/en/search/feed.rss", "q=ice", "q=ice"),
            ("/zh/corrections/", "before=4", "before=4"),
            ("/api/v1/items", "limit=3&q=x&evil=1", "limit=3&q=x"),
            ("/feed.rss", "utm_source=x", ""),
            ("/search", "q=" + "x" * 20_000, ""),
        ],
    )
    def test_only_known_parameters_count(self, path: str, query: str, same: str) -> None:
        assert canonical_query(path, query) == same
        assert canonical_query(path, same) == same


@pytest.fixture
def open_site(newsroom: Newsroom) -> Newsroom:
    newsroom.many(40, tags=("Ice",))
    newsroom.clock.turn(minutes=1)
    return newsroom


TOKENS = st.sampled_from(
    ["evil.example", "news.example.org", "zh", "en;q=0.1, zh-CN", "*", "fr", "https", "gzip", "br;q=0", "feed", "a=b; desk=x", "bytes=0-9",
     "no-cache", "1.2.3.4", "", "0", "text/html", "é", "x" * 300]
)  # fmt: skip
NAMES = st.sampled_from(
    ["Host", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Forwarded-For", "X-Forwarded-Prefix", "Forwarded", "X-Original-URL", "X-Rewrite-URL",
     "Cookie", "Accept", "User-Agent", "Range", "If-Range", "Cache-Control", "Pragma", "Origin", "Referer", "A-IM", "Accept-Charset",
     "Content-Type", "Transfer-Encoding", "X-HTTP-Method-Override", "Sec-Fetch-Dest", "Prefer", "DNT"]
)  # fmt: skip
ADDRESSES = ("/", "/feed.rss", "/feed.atom", "/feed.json", "/zh/", "/sections/town/", "/tags/ice/feed.json", "/search?q=story", "/zh/search?q=story",
             "/api/v1/items", "/feeds.opml", "/about/", "/sitemap.xml")  # fmt: skip
MORE = st.lists(
    st.sampled_from(
        [
            "utm_source=x",
            "evil=%3Cscript%3E",
            "%00x=1",
            "a",
            "&",
            "x=" + "y" * 3000,
            "q2=1",
            "%E5=%86",
        ]
    ),
    max_size=3,
)


def test_nothing_that_a_visitor_sends_changes_what_others_get(
    open_site: Newsroom, service: Service
) -> None:
    """Whatever the first visitor of a page sends, the next one gets what the application says to a
    plain request.
    """
    application = create_app(service)
    plain = {
        path: Client(application).get(path, headers={"Accept-Language": "en"}) for path in ADDRESSES
    }

    @given(
        st.sampled_from(ADDRESSES),
        st.dictionaries(NAMES, TOKENS, max_size=5),
        MORE,
        st.sampled_from(["GET", "HEAD"]),
    )
    def holds(path: str, headers: dict[str, str], more: list[str], method: str) -> None:
        watch = Watch(service.store.sections.number)
        client = Client(EditionCache(application, watch, service.settings.languages, service.now))
        first = "&".join([path + ("?" if "?" not in path else ""), *more])
        client.open(
            first,
            method=method,
            headers={name: value.encode().decode("latin-1") for name, value in headers.items()},
        )
        for address in (path, first):
            answer = client.get(address, headers={"Accept-Language": "en"})
            assert (answer.status_code, answer.data) == (200, plain[path].data)
            for name, value in plain[path].headers:
                assert name == "Content-Length" or answer.headers[name] == value

    holds()
    assert open_site.written


def test_percent_encoded_addresses_are_the_same_page(open_site: Newsroom, worker: Worker) -> None:
    for variant in ("/feed%2Erss", "/%66eed.rss", "/feed.%72ss"):
        assert worker.get(variant).data == worker.get("/feed.rss").data
    assert open_site.written


def test_pages_in_chinese_are_searched_and_turned_over(
    open_site: Newsroom, worker: Worker, service: Service
) -> None:
    """What an address asks for counts below /zh/ too."""
    application = Client(create_app(service))
    more = find_more(application.get("/zh/").text)
    for path in ("/zh/search?q=story", "/zh/search?q=nothing", more):
        assert worker.get(path).data == application.get(path).data
    assert worker.get("/zh/search?q=story").data != worker.get("/zh/search?q=nothing").data
    assert worker.get(more).data != worker.get("/zh/").data
    assert open_site.written


def find_more(page: str) -> str:
    start = page.index("/zh/?after=")
    return page[start : page.index('"', start)]


@pytest.mark.usefixtures("open_site")
def test_each_language_has_its_own_copy_and_feeds_have_one(
    worker: Worker, service: Service
) -> None:
    application = Client(create_app(service))
    for wish in ("en", "zh", "zh-CN,zh;q=0.9", "fr", "de, zh;q=0.2", "", "en;q=0.1, zh"):
        for path in ("/", "/sections/town/", "/search?q=story"):
            assert (
                worker.get(path, Accept_Language=wish).data
                == application.get(path, headers={"Accept-Language": wish}).data
            )
        assert worker.get("/feed.rss", Accept_Language=wish).data == worker.get("/feed.rss").data
    assert worker.get("/", Accept_Language="zh").data != worker.get("/", Accept_Language="en").data


@pytest.mark.parametrize("path", ["/", "/zh/", "/feed.rss", "/feeds.opml"])
def test_a_page_of_a_second_still_to_come_is_kept_and_dated_now(
    newsroom: Newsroom, service: Service, clock: FakeClock, path: str
) -> None:
    """Many changes within a second: the version runs ahead of the clock, which no answer may."""
    items = [newsroom.publish(f"Item {number}") for number in range(3)]
    for item in items * 3:
        found = newsroom.item(item)
        content = type(found.content)(title=found.content.title + "!", summary="More.")
        at_desk(service.store).edit(found.uid, found.revision, content, "Town", "wei", clock())
    application, worker = Client(create_app(service)), Worker(service)
    version = service.store.sections.edition().version_at
    assert version > clock()
    for _ in range(12):
        kept, fresh = worker.get(path), application.get(path)
        assert (kept.data, kept.headers["Last-Modified"]) == (
            fresh.data,
            fresh.headers["Last-Modified"],
        )
        for since in (kept.headers["Last-Modified"], "Mon, 01 Jan 2024 00:00:00 GMT"):
            asked = {"If-Modified-Since": since}
            assert (
                worker.client.get(path, headers=asked).status_code
                == application.get(path, headers=asked).status_code
            )
        clock.turn(seconds=1)
    assert clock() > version


@contextmanager
def taken_away(service: Service) -> Iterator[None]:
    """The database cannot be reached: SQLite's file is elsewhere, PostgreSQL lets nobody in and
    throws out who is there.
    """
    url = service.store.database.url
    if service.store.database.is_sqlite:
        path = Path(url.database or "")
        service.store.close()
        for part in path.parent.glob(f"{path.name}*"):
            part.rename(part.with_name(f"away-{part.name}"))
        path.mkdir()
        yield
        path.rmdir()
        for part in path.parent.glob(f"away-{path.name}*"):
            part.rename(part.with_name(part.name.removeprefix("away-")))
        return
    name = url.database
    administration = url.set(drivername="postgresql", database="postgres").render_as_string(
        hide_password=False
    )
    with psycopg.connect(administration, autocommit=True) as connection:
        connection.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS false")
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", (name,)
        )
        yield
        connection.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS true")


@pytest.mark.usefixtures("open_site")
def test_without_a_database_every_page_that_was_seen_is_served(
    worker: Worker, service: Service, clock: FakeClock
) -> None:
    paths = ["/", "/feed.rss", "/feed.json", "/sections/town/"]
    before = {path: worker.get(path).data for path in paths}
    with taken_away(service):
        worker.look()
        assert {path: worker.get(path).data for path in paths} == before
        tag = worker.get("/feed.rss").headers["ETag"]
        assert worker.get("/feed.rss", If_None_Match=tag).status_code == 304
        cold = worker.get("/tags/ice/feed.rss")
        assert (cold.status_code, cold.headers["Retry-After"]) == (503, "60")
    at_desk(service.store).withdraw(service.store.items.public(1)[0].uid, "", clock.turn(seconds=1))
    worker.look()
    with taken_away(service):
        worker.look()
        assert {path: worker.get(path).data for path in paths} == before
    for path in paths:
        fresh = worker.look().get(path)
        assert (fresh.status_code, fresh.data == before[path]) == (200, False)


@pytest.mark.slow
@pytest.mark.process
@pytest.mark.xdist_group("process")
def test_a_change_is_seen_by_both_of_two_servers(tmp_path: Path, database_url: str) -> None:
    """Two services on one database, each with a web process and a cache of its own. How soon is
    measured by benchmarks/bench_seen.py.
    """
    env = environment(tmp_path, HARBIN_NO_CLOCK="1", HARBIN_DATABASE_URL=database_url)
    assert command("items", "list", env=env).returncode == 0
    with serving(env, free_port()) as one, serving(env, free_port()) as two:
        for server in (one, two):
            assert "ferry" not in server.get("/feed.rss")[1]
        assert len(watch_for(env, (one.url, two.url))) == 2
    assert 2 * SECONDS_BETWEEN_LOOKS < 0.25, "the aim is a quarter of a second"


def watch_for(env: dict[str, str], urls: tuple[str, ...]) -> list[float]:
    """Publish an item into the database; how many seconds later each server shows it."""
    held = build(read_settings(env))
    made = at_desk(held.store).write(Content("A ferry for the island"), "Town", "wei", real_clock())
    at_desk(held.store).publish(made.uid, real_clock())
    ready = threading.Barrier(len(urls) + 1)
    published: list[float] = []
    seen: dict[str, float] = {}

    def poll(url: str) -> None:
        ready.wait(PATIENCE)
        until = monotonic() + PATIENCE
        while monotonic() < until:
            with urlopen(f"{url}/feed.rss", timeout=PATIENCE) as answer:
                if b"A ferry for the island" in answer.read():
                    seen[url] = monotonic()
                    return

    threads = [threading.Thread(target=poll, args=(url,)) for url in urls]
    for thread in threads:
        thread.start()
    ready.wait(PATIENCE)
    release(held.store, real_clock())
    published.append(monotonic())
    for thread in threads:
        thread.join(PATIENCE)
    held.close()
    assert set(seen) == set(urls)
    return [at - published[0] for at in seen.values()]


@pytest.mark.parametrize("form", FORMATS)
def test_H19_an_unchanged_feed_is_answered_without_the_application(
    open_site: Newsroom, worker: Worker, form: str
) -> None:
    tag = worker.get(f"/feed.{form}").headers["ETag"]
    calls: list[object] = []
    worker.cache._app = lambda environ, start_response: calls.append(environ) or []  # type: ignore[func-returns-value]
    for coding in ("gzip", "br", ""):
        assert worker.get(f"/feed.{form}", Accept_Encoding=coding).status_code == 200
        assert (
            worker.get(f"/feed.{form}", Accept_Encoding=coding, If_None_Match=tag).status_code
            == 304
        )
    assert calls == []
    assert open_site.written
