"""The door's parts: what they decide, without a server."""

import asyncio
import os
import threading
from collections.abc import AsyncIterator, Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from multiprocessing import get_context
from pathlib import Path
from typing import Any
from wsgiref.types import StartResponse, WSGIEnvironment

import pytest
from flask.testing import FlaskClient

from app.edition import EditionCache, Watch
from app.run.boot import Service
from app.run.revivals import Revivals
from app.run.roll import Roll
from app.run.signs import LATENESSES, REFUSALS, Signs
from app.values.limits import Limits
from app.web import create_app
from app.web.door import Door, Porter, porter, sockets
from app.web.door.body import announced_length, receive
from app.web.door.door import is_here
from app.web.door.gateway import address_of, complete, environ_of, text_of
from app.web.door.line import Line
from app.web.door.patience import ConnectionState, Ledger, Patience, Sample
from app.web.door.sockets import Connection
from app.web.lengths import longest_body
from app.web.waited import WAITED
from tests.loops import finish

LIMITS = Limits()
NOW = datetime(2026, 11, 29, tzinfo=UTC)


class Headers:
    """Headers of which some may come twice."""

    def __init__(self, *pairs: tuple[str, str]) -> None:
        self._pairs = list(pairs)

    def keys(self) -> list[str]:
        return list(dict(self._pairs))

    def items(self) -> list[tuple[str, str]]:
        return [(name, value) for name, value in self._pairs if value.isascii()]

    def get(self, key: str) -> str | None:
        return dict(self._pairs).get(key)


class Scope:
    """A request as RSGI tells of it."""

    scheme = "http"
    server = "127.0.0.1:8000"
    authority: str | None = None

    def __init__(
        self,
        path: str = "/",
        *,
        method: str = "GET",
        query: str = "",
        client: str = "9.9.9.9:5",
        version: str = "1.1",
        headers: Any = (),
    ) -> None:
        self.path, self.method, self.query_string, self.client, self.http_version = (
            path,
            method,
            query,
            client,
            version,
        )
        self.headers = Headers(*headers)


class Transfer:
    """The other end: says so many pieces, and keeps the answer."""

    def __init__(self, *pieces: bytes) -> None:
        self._pieces = iter(pieces)
        self.status = 0
        self.headers: list[tuple[str, str]] = []
        self.body = b""

    def __aiter__(self) -> AsyncIterator[bytes]:
        return self

    async def __anext__(self) -> bytes:
        for piece in self._pieces:
            return piece
        raise StopAsyncIteration

    def response_bytes(self, status: int, headers: list[tuple[str, str]], body: bytes) -> None:
        self.status, self.headers, self.body = status, headers, body

    def response_empty(self, status: int, headers: list[tuple[str, str]]) -> None:
        self.status, self.headers = status, headers


class Application:
    """A WSGI application that says what it got; a page called /held waits until it is let go."""

    def __init__(self) -> None:
        self.asked: list[WSGIEnvironment] = []
        self.bodies: list[bytes] = []
        self.entered = threading.Semaphore(0)
        self.let_go = threading.Event()

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        self.asked.append(environ)
        self.bodies.append(environ["wsgi.input"].read() if "wsgi.input" in environ else b"")
        self.entered.release()
        if environ["PATH_INFO"].startswith("/held"):
            assert self.let_go.wait(30)
        headers = [
            ("Content-Type", "text/plain"),
            ("Cache-Control", "public, max-age=1"),
            ("ETag", '"1"'),
        ]
        if environ["PATH_INFO"].endswith("/private"):
            headers = [("Content-Type", "text/plain"), ("Cache-Control", "no-store")]
        start_response("200 OK", headers)
        return [b"an answer to ", environ["PATH_INFO"].encode()]


class Counted(list[str]):
    def __call__(self, event: str) -> None:
        self.append(event)


def door_to(application: Application, counted: Counted, **options: Any) -> Door:
    cache = EditionCache(application, Watch(lambda: 1), ("en", "zh"), lambda: NOW)
    clock = iter(range(10**6))
    return Door(cache, LIMITS, counted, lambda: next(clock) / 1000, **options)


async def enter(door: Door, scope: Scope, *pieces: bytes) -> Transfer:
    transfer = Transfer(*pieces)
    await door.__rsgi__(scope, transfer)
    return transfer


class TestPages:
    def test_a_page_is_made_once_and_then_kept(self) -> None:
        application = Application()
        door = door_to(application, Counted())

        async def twice() -> tuple[Transfer, Transfer]:
            return await enter(door, Scope("/a")), await enter(door, Scope("/a"))

        first, second = finish(twice())
        assert (
            (first.status, first.body) == (200, b"an answer to /a") == (second.status, second.body)
        )
        assert len(application.asked) == 1

    def test_who_asks_for_a_page_that_is_being_made_takes_no_thread(self) -> None:
        application = Application()
        door = door_to(application, Counted(), readers=2)

        async def many() -> list[Transfer]:
            same = [asyncio.create_task(enter(door, Scope("/held"))) for _ in range(20)]
            await asyncio.to_thread(application.entered.acquire)
            other = await asyncio.wait_for(enter(door, Scope("/other")), 30)
            application.let_go.set()
            return [other, *await asyncio.gather(*same)]

        answers = finish(many())
        assert {answer.body for answer in answers} == {
            b"an answer to /other",
            b"an answer to /held",
        }
        assert len(application.asked) == 2

    def test_what_is_not_kept_is_made_for_each_and_none_waits_in_line(self) -> None:
        application = Application()
        door = door_to(application, Counted(), readers=4)

        async def many() -> list[Transfer]:
            asked = [asyncio.create_task(enter(door, Scope("/held/private"))) for _ in range(4)]
            await asyncio.to_thread(application.entered.acquire)
            application.let_go.set()
            return await asyncio.gather(*asked)

        assert [answer.status for answer in finish(many())] == [200] * 4

    def test_whoever_writes_takes_no_thread_of_those_who_read(self) -> None:
        application = Application()
        door = door_to(application, Counted(), readers=1, writers=2)

        async def scene() -> tuple[Transfer, list[Transfer]]:
            writes = [
                asyncio.create_task(enter(door, Scope(f"/held{place}", method="POST")))
                for place in range(20)
            ]
            for _ in range(2):
                await asyncio.to_thread(application.entered.acquire)
            page = await asyncio.wait_for(enter(door, Scope("/other")), 30)
            assert len(application.asked) == 3
            application.let_go.set()
            return page, await asyncio.gather(*writes)

        page, written = finish(scene())
        assert page.body == b"an answer to /other"
        assert [answer.status for answer in written] == [200] * 20

    def test_a_line_of_writers_that_is_full_turns_no_reader_away(self) -> None:
        application, counted = Application(), Counted()
        door = door_to(application, counted, readers=1, writers=1)

        async def scene() -> tuple[Transfer, Transfer]:
            writes = [
                asyncio.create_task(enter(door, Scope(f"/held{place}", method="POST")))
                for place in range(500)
            ]
            await asyncio.to_thread(application.entered.acquire)
            refused = await asyncio.wait_for(enter(door, Scope("/one", method="POST")), 30)
            page = await asyncio.wait_for(enter(door, Scope("/other")), 30)
            application.let_go.set()
            await asyncio.gather(*writes)
            return refused, page

        refused, page = finish(scene())
        assert (refused.status, dict(refused.headers)["Retry-After"]) == (503, "60")
        assert page.status == 200
        assert counted == ["busy"]

    @pytest.mark.parametrize(("waited", "is_marked"), [(9.9, False), (10.1, True)])
    def test_who_waited_long_to_write_is_marked_and_whoever_reads_is_not(
        self, waited: float, is_marked: bool
    ) -> None:
        application, time = Application(), [0.0]
        line = Line(1, "write", lambda: time[0], seconds=10)
        patient = Line(1, "page", lambda: time[0])

        async def scene() -> None:
            for each in (line, patient):
                held = asyncio.create_task(each.run(application, {"PATH_INFO": "/held"}))
                await asyncio.to_thread(application.entered.acquire)
                late = asyncio.create_task(each.run(application, {"PATH_INFO": "/late"}))
                await asyncio.sleep(0)
                time[0] += waited
                application.let_go.set()
                await asyncio.gather(held, late)
                application.let_go.clear()

        finish(scene())
        asked = [environ for environ in application.asked if environ["PATH_INFO"] == "/late"]
        assert [WAITED in environ for environ in asked] == [is_marked, False]

    def test_kept_pages_are_answered_while_every_thread_is_taken(self) -> None:
        application = Application()
        door = door_to(application, Counted(), readers=2)

        async def scene() -> Transfer:
            await enter(door, Scope("/a"))
            held = [asyncio.create_task(enter(door, Scope(f"/held{place}"))) for place in range(5)]
            for _ in range(3):
                await asyncio.to_thread(application.entered.acquire)
            kept = await asyncio.wait_for(enter(door, Scope("/a")), 30)
            application.let_go.set()
            await asyncio.gather(*held)
            return kept

        assert finish(scene()).body == b"an answer to /a"

    def test_streams_of_one_address_are_bounded_others_are_not(self) -> None:
        application, counted = Application(), Counted()
        door = door_to(application, counted)

        async def scene() -> list[int]:
            held = [
                asyncio.create_task(enter(door, Scope(f"/held{place}", version="2")))
                for place in range(LIMITS.streams)
            ]
            await asyncio.to_thread(application.entered.acquire)
            one_more = asyncio.create_task(enter(door, Scope("/b", version="2")))
            refused = await asyncio.wait_for(one_more, 30)
            others = [
                asyncio.create_task(
                    enter(door, Scope("/c", version="2", client="[2001:db8::1]:7"))
                ),
                asyncio.create_task(enter(door, Scope("/d", client="9.9.9.9:6"))),
                asyncio.create_task(enter(door, Scope("/e", version="2", client="127.0.0.1:7"))),
            ]
            application.let_go.set()
            await asyncio.gather(*held)
            again = await enter(door, Scope("/f", version="2"))
            return [refused.status, *[(await other).status for other in others], again.status]

        assert finish(scene()) == [429, 200, 200, 200, 200]
        assert counted == ["streams"]

    def test_behind_a_proxy_no_address_is_counted(self) -> None:
        application, counted = Application(), Counted()
        door = door_to(application, counted, behind_proxy=True)

        async def scene() -> None:
            held = [
                asyncio.create_task(enter(door, Scope(f"/held{place}", version="2")))
                for place in range(LIMITS.streams * 2)
            ]
            await asyncio.to_thread(application.entered.acquire)
            application.let_go.set()
            await asyncio.gather(*held)

        finish(scene())
        assert counted == []

    def test_a_body_reaches_the_application_whole(self) -> None:
        application = Application()
        door = door_to(application, Counted())
        scope = Scope(
            "/hub",
            method="POST",
            headers=[("content-type", "text/plain"), ("transfer-encoding", "chunked")],
        )
        answer = finish(enter(door, scope, b"abc", b"", b"def"))
        assert answer.status == 200
        assert application.bodies == [b"abcdef"]
        assert application.asked[0]["CONTENT_LENGTH"] == "6"
        assert application.asked[0]["CONTENT_TYPE"] == "text/plain"
        assert "HTTP_TRANSFER_ENCODING" not in application.asked[0]

    def test_a_body_that_breaks_off_does_not_reach_the_application(self) -> None:
        application = Application()
        scope = Scope("/desk/items/new", method="POST", headers=[("content-length", "40")])
        assert (
            finish(
                enter(door_to(application, Counted()), scope, b"title=Ice&body=It ho", b"")
            ).status
            == 400
        )
        assert application.asked == []

    def test_a_body_where_none_belongs_is_not_even_looked_at(self) -> None:
        class Never(Transfer):
            def __aiter__(self) -> AsyncIterator[bytes]:
                raise AssertionError("somebody reads the body")

        application = Application()
        door, transfer = door_to(application, Counted()), Never()
        finish(
            door.__rsgi__(
                Scope("/items/x", method="POST", headers=[("content-length", "5")]), transfer
            )
        )
        assert transfer.status == 200
        assert application.asked[0]["CONTENT_LENGTH"] == "0"


class TestBodies:
    """`receive`: the clock is a list of instants."""

    @staticmethod
    def take(
        pieces: Iterable[bytes],
        *,
        longest: int = 100,
        announced: int | None = None,
        limits: Limits = LIMITS,
    ) -> tuple[int, str, bytes]:
        async def taken() -> tuple[int, str, bytes]:
            received = await receive(
                aiter(Transfer(*pieces)),
                announced,
                longest,
                limits,
                asyncio.get_running_loop().time,
            )
            with received.body:
                return received.length, received.failure, received.body.read()

        return finish(taken())

    def test_pieces_are_put_together(self) -> None:
        assert self.take([b"ab", b"", b"c"]) == (3, "", b"abc")

    def test_half_of_what_was_announced_is_not_taken_for_all_of_it(self) -> None:
        assert self.take([b"title=Ice&body=It ho"], announced=40) == (20, "broken", b"")
        assert self.take([b"abc"], announced=3) == (3, "", b"abc")

    def test_what_is_announced_as_too_large_is_not_kept(self) -> None:
        assert self.take([b"x" * 101], announced=101) == (101, "too_large", b"")

    def test_who_asks_first_is_not_told_to_begin(self) -> None:
        class Unasked(Transfer):
            async def __anext__(self) -> bytes:
                raise AssertionError("somebody takes the body, so that it is sent")

        async def taken() -> str:
            return (
                await receive(
                    aiter(Unasked()),
                    101,
                    100,
                    LIMITS,
                    asyncio.get_running_loop().time,
                    asks_first=True,
                )
            ).failure

        assert finish(taken()) == "too_large"

    def test_what_turns_out_too_large_is_not_kept(self) -> None:
        assert self.take([b"x" * 60] * 5)[1:] == ("too_large", b"")

    def test_a_long_body_leaves_memory(self) -> None:
        length, failure, body = self.take([b"x" * 2**16] * 100, longest=2**23)
        assert (length, failure, len(body)) == (100 * 2**16, "", 100 * 2**16)

    def test_silence_is_late(self) -> None:
        class Silent(Transfer):
            async def __anext__(self) -> bytes:
                await asyncio.get_running_loop().create_future()
                raise AssertionError

        async def taken() -> str:
            limits = Limits(body_seconds=0.05)
            return (
                await receive(aiter(Silent()), None, 100, limits, asyncio.get_running_loop().time)
            ).failure

        assert finish(taken()) == "late"

    def test_a_trickle_is_late_although_it_never_stops(self) -> None:
        """A byte a second: within the time between two bytes, but below the rate."""
        instants = iter([*range(0, 100, 1)])
        given: list[bytes] = []

        class Trickle(Transfer):
            async def __anext__(self) -> bytes:
                given.append(b"x")
                assert len(given) < 90, "it is taken for ever"
                if len(given) > 30:
                    await asyncio.sleep(0)  # a moment in which the time is up
                return b"x"

        async def taken() -> str:
            return (
                await receive(aiter(Trickle()), None, 1000, LIMITS, lambda: next(instants))
            ).failure

        assert finish(taken()) == "late"
        assert 28 <= len(given) <= 32

    def test_a_slow_phone_gets_through(self) -> None:
        """1.1 KB a second for a minute, the pieces ten seconds apart."""
        instants = iter(second for second in range(0, 1000, 10))

        async def taken() -> str:
            pieces = [b"x" * 11_000] * 6
            received = await receive(
                aiter(Transfer(*pieces)), None, 2**20, LIMITS, lambda: next(instants)
            )
            received.body.close()
            return received.failure

        assert finish(taken()) == ""

    @pytest.mark.parametrize(
        ("said", "meant"),
        [("12", 12), (None, None), ("-1", None), ("1e3", None), ("٣", None), ("", None)],
    )
    def test_a_content_length_is_digits(self, said: str | None, meant: int | None) -> None:
        assert announced_length(said) == meant


class TestGateway:
    def test_texts_are_bytes_told_as_latin_1(self) -> None:
        scope = Scope(
            "/标签/é",
            query="q=哈",
            headers=[("cookie", "a=1"), ("cookie", "b=2"), ("x-two", "1"), ("x-two", "2")],
        )
        environ = environ_of(scope)
        assert environ["PATH_INFO"].encode("latin-1").decode() == "/标签/é"
        assert environ["QUERY_STRING"].encode("latin-1").decode() == "q=哈"
        assert (environ["HTTP_COOKIE"], environ["HTTP_X_TWO"]) == ("a=1; b=2", "1,2")

    def test_an_underscore_makes_no_header_of_a_proxy(self) -> None:
        assert "HTTP_X_FORWARDED_FOR" not in environ_of(
            Scope(headers=[("x_forwarded_for", "1.2.3.4")])
        )

    def test_a_header_whose_value_is_withheld_was_sent(self) -> None:
        """Else a visitor would pass for this machine itself, by spoiling what the proxy says of
        him.
        """
        environ = environ_of(
            Scope(
                headers=[("x-forwarded-for", "é, 1.2.3.4"), ("cookie", "a=é"), ("x_real_ip", "é")]
            )
        )
        assert (environ["HTTP_X_FORWARDED_FOR"], environ["HTTP_COOKIE"]) == ("", "")
        assert "HTTP_X_REAL_IP" not in environ

    def test_the_host_of_http2_is_its_authority(self) -> None:
        scope = Scope(version="2")
        scope.authority = "news.example"
        assert environ_of(scope)["HTTP_HOST"] == "news.example"
        scope.headers = Headers(("host", "other.example"))
        assert environ_of(scope)["HTTP_HOST"] == "other.example"

    def test_an_environment_is_complete(self) -> None:
        scope = Scope(
            client="[2001:db8::1]:99", headers=[("content-type", "a/b"), ("content-length", "7")]
        )
        environ = complete(environ_of(scope), scope, Any, 3)  # type: ignore[arg-type]
        assert environ["REMOTE_ADDR"] == "2001:db8::1"
        assert (environ["SERVER_NAME"], environ["SERVER_PORT"], environ["SERVER_PROTOCOL"]) == (
            "127.0.0.1",
            "8000",
            "HTTP/1.1",
        )
        assert (environ["CONTENT_TYPE"], environ["CONTENT_LENGTH"]) == ("a/b", "3")
        assert "HTTP_CONTENT_TYPE" not in environ

    def test_header_values_are_text(self) -> None:
        assert text_of("哈".encode().decode("latin-1")) == "哈"
        assert text_of("plain") == "plain"
        assert address_of("1.2.3.4:80") == "1.2.3.4"


HEAD, BODY, RATE = LIMITS.head_seconds, LIMITS.body_seconds, LIMITS.body_rate


class TestPatience:
    @staticmethod
    def rest(received: int = 0, acknowledged: int = 0) -> Sample:
        return Sample(received, acknowledged, False)

    @staticmethod
    def sending(acknowledged: int) -> Sample:
        return Sample(100, acknowledged, True)

    def test_silence_and_half_a_head(self) -> None:
        for received, verdict in ((0, "silent"), (40, "head")):
            one = Patience(0)
            assert (
                one.judge(self.rest(received), ConnectionState(0, 0, False), LIMITS, HEAD - 1) == ""
            )
            assert (
                one.judge(self.rest(received), ConnectionState(0, 0, False), LIMITS, HEAD)
                == verdict
            )

    def test_a_second_head_that_does_not_end(self) -> None:
        one = Patience(0)
        assert one.judge(self.rest(100), ConnectionState(1, 0, False), LIMITS, 1) == ""
        assert one.judge(self.rest(140), ConnectionState(1, 0, False), LIMITS, 2) == ""
        assert one.judge(self.rest(150), ConnectionState(1, 0, False), LIMITS, 1 + HEAD) == ""
        assert one.judge(self.rest(160), ConnectionState(1, 0, False), LIMITS, 2 + HEAD) == "head"

    def test_a_request_after_another_is_none_of_these(self) -> None:
        one, received = Patience(0), 0
        for second in range(200):
            received += 100
            assert (
                one.judge(
                    self.rest(received), ConnectionState(second + 1, 0, False), LIMITS, second
                )
                == ""
            )

    def test_what_is_being_answered_may_take_its_time(self) -> None:
        one = Patience(0)
        for second in range(1000):
            assert one.judge(self.rest(100), ConnectionState(1, 1, False), LIMITS, second) == ""

    def test_rest_ends_for_http2_too(self) -> None:
        for is_http2 in (False, True):
            one = Patience(0)
            assert one.judge(self.rest(100), ConnectionState(1, 0, is_http2), LIMITS, 1) == ""
            assert (
                one.judge(
                    self.rest(100), ConnectionState(1, 0, is_http2), LIMITS, LIMITS.idle_seconds
                )
                == ""
            )
            assert (
                one.judge(
                    self.rest(100), ConnectionState(1, 0, is_http2), LIMITS, LIMITS.idle_seconds + 1
                )
                == "idle"
            )

    def test_pings_of_http2_are_no_half_head(self) -> None:
        one = Patience(0)
        for second in range(1, int(LIMITS.idle_seconds)):
            assert (
                one.judge(self.rest(100 + 17 * second), ConnectionState(1, 0, True), LIMITS, second)
                == ""
            )

    def test_a_reader_who_takes_nothing(self) -> None:
        one = Patience(0)
        assert one.judge(self.sending(5000), ConnectionState(1, 0, False), LIMITS, 0) == ""
        assert one.judge(self.sending(5000), ConnectionState(1, 0, False), LIMITS, BODY - 1) == ""
        assert one.judge(self.sending(5000), ConnectionState(1, 0, False), LIMITS, BODY) == "answer"

    def test_a_reader_who_takes_a_byte_now_and_then(self) -> None:
        one = Patience(0)
        verdicts = [
            one.judge(self.sending(5000 + second), ConnectionState(1, 0, False), LIMITS, second)
            for second in range(int(BODY) + 1)
        ]
        assert verdicts[:-1] == [""] * int(BODY)
        assert verdicts[-1] == "answer"

    def test_a_slow_phone_may_read_for_hours(self) -> None:
        one = Patience(0)
        for second in range(10_000):
            assert (
                one.judge(
                    self.sending(int(second * RATE * 1.1)),
                    ConnectionState(1, 0, False),
                    LIMITS,
                    second,
                )
                == ""
            )

    def test_a_fast_start_is_no_licence_to_stop(self) -> None:
        one = Patience(0)
        one.judge(self.sending(0), ConnectionState(1, 0, False), LIMITS, 0)
        assert one.judge(self.sending(10**6), ConnectionState(1, 0, False), LIMITS, 1) == ""
        assert (
            one.judge(self.sending(10**6), ConnectionState(1, 0, False), LIMITS, 1 + BODY)
            == "answer"
        )

    def test_each_answer_is_measured_by_itself(self) -> None:
        one = Patience(0)
        assert one.judge(self.sending(0), ConnectionState(1, 0, False), LIMITS, 0) == ""
        assert one.judge(self.rest(100, 10), ConnectionState(1, 0, False), LIMITS, 20) == ""
        assert one.judge(self.sending(10), ConnectionState(2, 0, False), LIMITS, 40) == ""
        assert one.judge(self.sending(10), ConnectionState(2, 0, False), LIMITS, 39 + BODY) == ""


def test_the_ledger_forgets_who_is_gone_and_nobody_else() -> None:
    ledger = Ledger()
    ledger.answered("a:1", "1.1")
    ledger.begun("b:1", "2")
    ledger.begun("c:1", "1.1")
    ledger.ended("c:1")
    assert set(ledger.clients()) == {"a:1", "b:1", "c:1"}
    ledger.forget(["b:1", "c:1", "d:1"])
    assert [ledger.of(client) for client in ("a:1", "b:1", "c:1")] == [
        ConnectionState(1, 0, False),
        ConnectionState(1, 1, True),
        ConnectionState(0, 0, False),
    ]


def test_who_comes_during_a_look_is_not_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    ledger = Ledger()
    ledger.answered("gone:1", "1.1")

    @contextmanager
    def look(_: int) -> Iterator[list[Connection]]:
        yield []
        ledger.answered("new:1", "1.1")

    monkeypatch.setattr(porter, "connections", look)
    Porter(80, ledger, LIMITS, Counted(), lambda: 0).look()
    assert ledger.clients() == ["new:1"]


def test_a_file_that_took_the_place_of_a_socket_is_let_go(monkeypatch: pytest.MonkeyPatch) -> None:
    before = len(os.listdir("/proc/self/fd"))
    with Path(__file__).open() as file:
        monkeypatch.setattr(os, "readlink", lambda _: "socket:[1]")
        assert sockets._connection(file.fileno(), 80) is None
    assert len(os.listdir("/proc/self/fd")) == before


@pytest.mark.parametrize(
    ("address", "here"),
    [
        ("127.0.0.1", True),
        ("::1", True),
        ("::ffff:127.0.0.1", True),
        ("::ffff:9.9.9.9", False),
        ("", False),
    ],
)
def test_what_is_here(address: str, here: bool) -> None:
    assert is_here(address) is here


class TestLengths:
    def test_every_address_that_takes_a_body_has_room_for_one_and_no_other(
        self, service: Service
    ) -> None:
        for rule in create_app(service).url_map.iter_rules():
            path = rule.rule.replace("<", "").replace(">", "")
            for method in (rule.methods or set()) - {"GET", "HEAD", "OPTIONS"}:
                assert longest_body(method, path, LIMITS) >= LIMITS.body_bytes, rule
            assert longest_body("GET", path, LIMITS) == 0
        for path in (
            "/",
            "/feed.rss",
            "/items/x/y",
            "/search",
            "/healthz",
            "/metrics",
            "/media/x.png",
        ):
            assert longest_body("POST", path, LIMITS) == 0

    def test_texts_and_pictures_may_be_longer(self) -> None:
        assert longest_body("POST", "/hub", LIMITS) == 65_536
        assert longest_body("POST", "/desk/people", LIMITS) == 65_536
        assert longest_body("POST", "/desk/pictures", LIMITS) > 20 * 2**20
        assert longest_body("PATCH", "/api/v1/items/x", LIMITS) == 4 * 2**20

    def test_the_application_refuses_what_the_door_would(self, client: FlaskClient) -> None:
        assert client.post("/hub", data={"hub.mode": "x" * 70_000}).status_code == 413
        assert client.post("/hub", data={"hub.mode": "x" * 50_000}).status_code == 400


def _count(signs: Signs, writer: int) -> None:
    for _ in range(3):
        signs.count("body", writer)


class TestSigns:
    def test_processes_count_together(self) -> None:
        signs = Signs(2)
        signs.fault = "the clock has stopped: 钟"
        processes = [
            get_context("spawn").Process(target=_count, args=(signs, writer)) for writer in (0, 1)
        ]
        for process in processes:
            process.start()
        for process in processes:
            process.join()
        assert signs.counts() == {
            event: 6 if event == "body" else 0 for event in (*REFUSALS, *LATENESSES)
        }
        assert signs.fault == "the clock has stopped: 钟"

    def test_long_words_are_cut(self) -> None:
        signs = Signs()
        signs.fault = "钟" * 500
        assert set(signs.fault) == {"钟"}
        signs.fault = ""
        assert signs.fault == ""

    def test_readiness_says_what_has_stopped(self, client: FlaskClient, service: Service) -> None:
        service.store.sections.beat(service.now())
        assert client.get("/readyz").status_code == 200
        service.signs.fault = "the thread fetch has ended (MemoryError: )"
        answer = client.get("/readyz")
        assert answer.status_code == 503
        assert "the thread fetch has ended" in answer.text

    def test_strangers_are_told_that_it_is_not_ready_and_no_more(
        self, client: FlaskClient, service: Service
    ) -> None:
        service.store.sections.beat(service.now())
        service.signs.fault = "a job has ended by an exception (OSError: /srv/news/var: full)"
        stranger = {"REMOTE_ADDR": "203.0.113.9"}
        answer = client.get("/readyz", environ_base=stranger)
        assert (answer.status_code, answer.text) == (
            503,
            "a part of the service has stopped: restart the service\n",
        )
        with service.store.database.write() as session:
            session.connection().exec_driver_sql("ALTER TABLE edition RENAME TO elsewhere")
        answer = client.get("/readyz", environ_base=stranger)
        assert (answer.status_code, answer.text) == (503, "the database cannot be reached\n")

    def test_metrics_tell_what_the_door_counted(
        self, client: FlaskClient, service: Service
    ) -> None:
        service.signs.count("head")
        assert 'harbin_web_timed_out_total{awaited="head"} 1.0' in client.get("/metrics").text


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_the_roll_misses_a_thread_and_says_why(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(threading, "excepthook", lambda _: None)
    roll, go = Roll(("clock",)), threading.Event()

    def fail() -> None:
        go.wait()
        raise SystemExit("out of order")

    threads = [threading.Thread(target=fail, name=name) for name in ("clock-1", "other")]
    roll.listen()
    for thread in threads:
        thread.start()
    assert roll.call() == ""
    go.set()
    for thread in threads:
        thread.join()
    assert roll.call() == "the thread clock-1 has ended (SystemExit: out of order)" == roll.call()


def test_at_most_five_revivals_a_minute() -> None:
    seconds = iter([0, 1, 2, 3, 4, 5, 60.5, 60.6, 61.2])
    revivals = Revivals(lambda: next(seconds))
    assert [revivals.may() for _ in range(9)] == [
        True,
        True,
        True,
        True,
        True,
        False,
        True,
        False,
        True,
    ]
