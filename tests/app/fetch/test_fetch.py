"""The HTTP client against real sockets on this machine."""

import gzip
import socket
import ssl
import threading
import tracemalloc
import zlib
from collections.abc import Callable, Iterator
from concurrent.futures import CancelledError, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import brotli
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.fetch import (
    CALLS_AT_ONCE,
    Ask,
    Call,
    Fetched,
    Fetcher,
    Limits,
    NotModified,
    Pace,
    Reply,
    Validators,
    fresh_seconds,
)
from app.fetch.coding import Decoder, Garbled
from app.fetch.head import retry_after
from app.fetch.turns import Turns
from app.fetch.urls import check
from app.values.errors import FetchError
from tests.loops import finish
from tests.server import Listener

NOW = datetime(2026, 1, 1, 12, 0, tzinfo=UTC)
AGENT = "harbin-test/1"

# Self-signed for localhost and 127.0.0.1, good for a hundred years, trusted by nobody.
CERTIFICATE = """\
-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgwF3jQbRXRB/95Y/D
yusr1gWIyKzpBOgtQDvgtC6+P6+hRANCAASiZ+fB0w0JP152/3QZ+arHWIf8b2NH
VHqkAI0WxZaHcxHGdq0o13sNq4Xldas5aq1rzJ0pBeTCfyeCVkPVZWjA
-----END PRIVATE KEY-----
-----BEGIN CERTIFICATE-----
MIIBmzCCAUGgAwIBAgIUcqNiLnOI4jJQstpT5QBDrRTurgAwCgYIKoZIzj0EAwIw
FDESMBAGA1UEAwwJbG9jYWxob3N0MCAXDTI2MTEyMzE5NTcxMloYDzIxMjYxMDMw
MTk1NzEyWjAUMRIwEAYDVQQDDAlsb2NhbGhvc3QwWTATBgcqhkjOPQIBBggqhkjO
PQMBBwNCAASiZ+fB0w0JP152/3QZ+arHWIf8b2NHVHqkAI0WxZaHcxHGdq0o13sN
q4Xldas5aq1rzJ0pBeTCfyeCVkPVZWjAo28wbTAdBgNVHQ4EFgQUVPE8sXYYxwdf
ufO7HTdnCensXZswHwYDVR0jBBgwFoAUVPE8sXYYxwdfufO7HTdnCensXZswDwYD
VR0TAQH/BAUwAwEB/zAaBgNVHREEEzARgglsb2NhbGhvc3SHBH8AAAEwCgYIKoZI
zj0EAwIDSAAwRQIhAKZ+Jp9pAViSLPJjiIiTtYvj0pqUILcp6o1UV4jEqs76AiA0
qrUpQYdPtedC+ZyAGOh9sWr8SQcWjRdVm4naIPgCZA==
-----END CERTIFICATE-----
"""

Handler = Callable[[socket.socket], None]


@dataclass(frozen=True)
class Raw:
    """Bytes after which the server hangs up."""

    data: bytes


def reply(body: bytes = b"", *headers: str, status: str = "200 OK") -> bytes:
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", *headers, "", ""]
    return "\r\n".join(lines).encode() + body


def moved(location: str, status: str = "302 Found") -> bytes:
    return reply(b"", f"Location: {location}", status=status)


class Server:
    """Answers each path with prepared bytes or a function; keeps what it was asked."""

    def __init__(self, context: ssl.SSLContext | None = None) -> None:
        self.answers: dict[str, bytes | Raw | Handler] = {}
        self.requests: list[str] = []
        self.connections = 0
        self.stop = threading.Event()
        self._context = context
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self._open: list[socket.socket] = []
        self._threads = [threading.Thread(target=self._accept)]
        self._threads[0].start()

    @property
    def key(self) -> str:
        return f"localhost:{self.port}"

    def url(self, path: str = "/") -> str:
        return f"{'https' if self._context else 'http'}://{self.key}{path}"

    def hold(self, connection: socket.socket) -> None:
        """Say nothing until the test is over."""
        self.stop.wait()

    def close(self) -> None:
        self.stop.set()
        socket.create_connection(("127.0.0.1", self.port)).close()
        self._threads[0].join()
        for connection in self._open:
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
        for thread in self._threads[1:]:
            thread.join()
        self._listener.close()

    def _accept(self) -> None:
        while True:
            connection = self._listener.accept()[0]
            if self.stop.is_set():
                connection.close()
                return
            self.connections += 1
            self._open.append(connection)
            thread = threading.Thread(target=self._serve, args=(connection,))
            self._threads.append(thread)
            thread.start()

    def _serve(self, plain: socket.socket) -> None:
        with plain, suppress(OSError):
            if self._context is None:
                self._talk(plain)
                return
            with self._context.wrap_socket(plain, server_side=True) as secure:
                self._talk(secure)

    def _talk(self, connection: socket.socket) -> None:
        pending = b""
        while True:
            while b"\r\n\r\n" not in pending:
                piece = connection.recv(65536)
                if not piece:
                    return
                pending += piece
            request, _, pending = pending.partition(b"\r\n\r\n")
            self.requests.append(request.decode("latin-1"))
            answer = self.answers[request.split(b" ")[1].decode()]
            if isinstance(answer, bytes):
                connection.sendall(answer)
                continue
            if isinstance(answer, Raw):
                connection.sendall(answer.data)
            else:
                answer(connection)
            return


@pytest.fixture
def server() -> Iterator[Server]:
    made = Server()
    yield made
    made.close()


@pytest.fixture
def other() -> Iterator[Server]:
    made = Server()
    yield made
    made.close()


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    path = tmp_path / "localhost.pem"
    path.write_text(CERTIFICATE)
    return path


@pytest.fixture
def secure(certificate: Path) -> Iterator[Server]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    made = Server(context)
    yield made
    made.close()


@pytest.fixture
def fetcher(server: Server) -> Iterator[Fetcher]:
    with make(server) as made:
        yield made


def make(*servers: Server, limits: Limits | None = None) -> Fetcher:
    allow = frozenset(server.key for server in servers)
    return Fetcher(user_agent=AGENT, now=lambda: NOW, allow_hosts=allow, limits=limits or Limits())


def document(result: Fetched | NotModified) -> Fetched:
    assert isinstance(result, Fetched)
    return result


def failure(fetcher: Fetcher, url: str, limits: Limits | None = None) -> FetchError:
    with pytest.raises(FetchError) as caught:
        fetcher.fetch(url, limits=limits)
    return caught.value


# What a document looks like


def test_document(server: Server, fetcher: Fetcher) -> None:
    server.answers["/a?b=c"] = reply(
        b"hi", 'ETag: "1"', "Last-Modified: then", "Content-Type: text/html", "X-Odd: \xe9"
    )
    got = document(fetcher.fetch(server.url("/a?b=c#part")))
    assert (got.url, got.status, got.body, got.moved) == (server.url("/a?b=c"), 200, b"hi", None)
    assert got.validators == Validators('"1"', "then")
    assert got.content_type == "text/html"
    assert got.header("x-odd") == "\xe9"
    assert got.header("x-none") is None
    assert ("ETag", '"1"') in got.headers


def test_headers_that_are_not_utf_8(server: Server, fetcher: Fetcher) -> None:
    server.answers["/"] = b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nX-Odd: caf\xe9\r\n\r\n"
    assert document(fetcher.fetch(server.url())).header("X-Odd") == "caf\xe9"


def test_request_headers(server: Server, fetcher: Fetcher) -> None:
    server.answers["/"] = reply()
    fetcher.fetch(server.url(), Validators('"1"', "then"), referer="https://user:pw@paper.example/")
    fetcher.fetch(server.url(), referer="http://paper.example/x#y")
    fetcher.fetch(server.url(), referer="https://paper.example/secret")
    lines = server.requests[0].split("\r\n")
    assert {
        f"User-Agent: {AGENT}",
        "Accept-Encoding: gzip, br",
        'If-None-Match: "1"',
        "If-Modified-Since: then",
    } <= {*lines}
    assert "Accept: text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8" in lines
    assert "Referer" not in server.requests[0] + server.requests[2]
    assert "Referer: http://paper.example/x\r\n" in server.requests[1] + "\r\n"


@pytest.mark.parametrize(
    "value", ["a\r\nX-Evil: 1", "a\nb", "a\0", "\x7f", "", " ", "é", "x" * 2000]
)
def test_unusable_validators_are_dropped(server: Server, fetcher: Fetcher, value: str) -> None:
    server.answers["/"] = reply()
    fetcher.fetch(server.url(), Validators(value, value))
    assert "If-" not in server.requests[0]
    assert "Evil" not in server.requests[0]


def test_not_modified(server: Server, fetcher: Fetcher) -> None:
    server.answers["/"] = reply(b"", 'ETag: "2"', status="304 Not Modified")
    got = fetcher.fetch(server.url(), Validators('"1"', "then"))
    assert isinstance(got, NotModified)
    assert (got.url, got.validators) == (server.url(), Validators('"2"', "then"))


@pytest.mark.parametrize("validators", [None, Validators(), Validators("\r\n")])
def test_not_modified_unasked_is_an_error(
    server: Server, fetcher: Fetcher, validators: Validators | None
) -> None:
    server.answers["/"] = reply(status="304 Not Modified")
    with pytest.raises(FetchError, match="the server answered 304 Not Modified"):
        fetcher.fetch(server.url(), validators)


def test_interim_answers_and_trailers_are_not_headers(server: Server, fetcher: Fetcher) -> None:
    early = b"HTTP/1.1 103 Early Hints\r\nETag: early\r\n\r\n"
    chunked = (
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\nETag: late\r\n\r\n"
    )
    server.answers["/"] = early + chunked
    got = document(fetcher.fetch(server.url()))
    assert (got.body, got.validators, len(got.headers)) == (b"hi", Validators(), 1)


def test_no_proxy_cookies_or_netrc(
    server: Server, fetcher: Fetcher, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for name in ("http_proxy", "all_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    (tmp_path / ".netrc").write_text("machine localhost login me password secret\n")
    monkeypatch.setenv("HOME", str(tmp_path))
    server.answers["/"] = reply(b"", "Set-Cookie: a=b; Path=/")
    fetcher.fetch(server.url())
    fetcher.fetch(server.url())
    assert "Cookie" not in server.requests[1]
    assert "Authorization" not in server.requests[0] + server.requests[1]


# URLs


@pytest.mark.parametrize(
    "url",
    [
        "",
        "nonsense",
        "//host/",
        "file:///etc/passwd",
        "ftp://host/",
        "gopher://host/",
        "javascript:alert(1)",
        "http://",
        "http:///path",
        "http://:80/",
        "http://user@host/",
        "http://user:secret@host/",
        "http://@host/",
        "http://good\\@evil/",
        "http://ho st/",
        "http://host/a b",
        " http://host/",
        "http://host/\r\nX: y",
        "http://host/\x00",
        "http://host/\x85",
        "http://host\t/",
        "http://host:0/",
        "http://host:65536/",
        "http://host:99999999/",
        "http://host:8a/",
        "http://host:٨٠/",
        "http://a..b/",
        "http://.a/",
        "http://a%2fb/",
        "http://a\\b/",
        "http://[::1/",
        "http://[::1]x/",
        "http://x[::1]/",
        "http://[fe80::1%25eth0]/",
        "http://[12]/",
        "http://℀.example/",
        "http://" + "a" * 300 + "/",
        "http://" + "中" * 300 + "/",
        "http://host/\ud800",
        "http://\ud800/",
    ],
)
def test_bad_urls(url: str) -> None:
    with make() as fetcher:
        error = failure(fetcher, url)
    assert (error.kind, error.permanent) == ("url", True)
    assert str(error).isprintable()
    assert "secret" not in str(error)


@given(st.sampled_from(["http://", "https://host", "http://[", ""]), st.text())
def test_any_text_gives_an_ascii_url_or_a_fetch_error(start: str, text: str) -> None:
    with suppress(FetchError):
        target = check(start + text, frozenset())
        assert target.url.isascii()
        assert target.url.isprintable()
        assert check(target.url, frozenset()) == target


@pytest.mark.parametrize(
    ("path", "asked"),
    [
        ("/哈尔滨?q=冰", "/%E5%93%88%E5%B0%94%E6%BB%A8?q=%E5%86%B0"),
        ("/a%20b%zz", "/a%20b%zz"),
        ("?x=[1]&y='\"", "/?x=[1]&y='%22"),
        ("/a\\b", "/a%5Cb"),
        ("", "/"),
    ],
)
def test_paths_are_escaped(server: Server, fetcher: Fetcher, path: str, asked: str) -> None:
    server.answers[asked] = reply(b"ok")
    assert document(fetcher.fetch(server.url(path))).url == server.url(asked)


def test_international_names_are_looked_up_as_ascii() -> None:
    with make() as fetcher:
        error = failure(fetcher, "http://哈尔滨。Invalid/")
    assert (error.kind, str(error)) == ("dns", "http://xn--qvrs3of3q.invalid/: no such host")


# The guard


@pytest.mark.parametrize("port", [1, 22, 8080, 65535])
def test_ports(port: int) -> None:
    with make() as fetcher:
        error = failure(fetcher, f"http://example.com:{port}/")
    assert error.kind == "blocked"
    assert f"HARBIN_ALLOW_HOSTS=example.com:{port}" in str(error)


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "localhost",
        "LOCALHOST",
        "localhost.",
        "2130706433",
        "0x7f.1",
        "0177.0.0.1",
        "１２７.0.0.1",
        "0",
        "10.0.0.1",
        "169.254.169.254",
        "100.64.0.1",
        "224.0.0.1",
        "[::1]",
        "[::]",
        "[::ffff:127.0.0.1]",
        "[64:ff9b::7f00:1]",
        "[2002:7f00:1::]",
        "[fd00::1]",
    ],
)
@pytest.mark.parametrize("scheme", ["http", "https"])
def test_private_addresses(scheme: str, host: str) -> None:
    with make() as fetcher:
        error = failure(fetcher, f"{scheme}://{host}/")
    assert error.kind == "blocked"


def test_blocked_in_words() -> None:
    with make() as fetcher:
        assert str(failure(fetcher, "http://10.0.0.1/")) == (
            "http://10.0.0.1/: the address 10.0.0.1 is private and may not be fetched (allow it with HARBIN_ALLOW_HOSTS=10.0.0.1:80)"
        )


def test_a_name_is_judged_by_its_address_at_connect_time(server: Server) -> None:
    # Only the resolver knows that this name is private, so it falls at the socket, as a rebound
    # name would.
    with make() as fetcher:
        error = failure(fetcher, "http://localhost/")
    assert "is this machine itself" in str(error)
    with make(server) as fetcher:
        assert failure(fetcher, f"http://127.0.0.1:{server.port}/").kind == "blocked"
    assert server.connections == 0


def test_allowed_host_is_matched_whatever_its_case(server: Server) -> None:
    server.answers["/"] = reply(b"ok")
    with Fetcher(
        user_agent=AGENT, now=lambda: NOW, allow_hosts=frozenset({f"LocalHost:{server.port}"})
    ) as fetcher:
        assert document(fetcher.fetch(f"http://LOCALHOST:{server.port}/")).url == server.url()


# Redirects


@pytest.mark.parametrize(
    ("statuses", "for_good"),
    [(["301"], True), (["301", "308"], True), (["301", "302"], False), (["307", "308"], False)],
)
def test_moved(server: Server, fetcher: Fetcher, statuses: list[str], for_good: bool) -> None:
    for number, status in enumerate(statuses):
        server.answers[f"/{number}"] = moved(f"/{number + 1}", f"{status} Moved")
    end = f"/{len(statuses)}"
    server.answers[end] = reply(b"end")
    got = document(fetcher.fetch(server.url("/0")))
    assert (got.url, got.body) == (server.url(end), b"end")
    assert got.moved == (server.url(end) if for_good else None)


@pytest.mark.parametrize(
    ("location", "asked"),
    [
        ("b", "/a/b"),
        ("?x", "/a/?x"),
        ("../c d", "/c%20d"),
        ("/哈", "/%E5%93%88"),
        ("/#x", "/"),
        ("\t/t ", "/t"),
    ],
)
def test_locations(server: Server, fetcher: Fetcher, location: str, asked: str) -> None:
    server.answers["/a/"] = moved(location)
    server.answers[asked] = reply(b"end")
    assert document(fetcher.fetch(server.url("/a/"))).url == server.url(asked)


def test_location_bytes_stay_as_they_are(server: Server, fetcher: Fetcher) -> None:
    server.answers["/"] = b"HTTP/1.1 302 Found\r\nContent-Length: 0\r\nLocation: /\xb9\xfe\r\n\r\n"
    server.answers["/%B9%FE"] = reply(b"end")
    assert document(fetcher.fetch(server.url())).body == b"end"


def test_validators_are_for_the_first_url_only(server: Server, fetcher: Fetcher) -> None:
    server.answers["/"] = moved("/next")
    server.answers["/next"] = reply(status="304 Not Modified")
    with pytest.raises(FetchError, match=r"redirected to .*/next: the server answered 304"):
        fetcher.fetch(server.url(), Validators('"1"'))
    assert "If-None-Match" in server.requests[0]
    assert "If-None-Match" not in server.requests[1]


@pytest.mark.parametrize(
    ("location", "kind"),
    [
        ("file:///etc/passwd", "url"),
        ("gopher://localhost/", "url"),
        ("http://user:pw@localhost/", "url"),
        ("http://[x/", "url"),
        ("/a\x01b", "url"),
        ("http://127.0.0.1/", "blocked"),
        ("http://169.254.169.254/latest/", "blocked"),
        ("https://[::1]/", "blocked"),
        ("http://localhost:{other}/", "blocked"),
        ("http://127.0.0.1:{other}/", "blocked"),
        ("//127.0.0.1:{other}/", "blocked"),
        ("", "redirect"),
    ],
)
def test_redirects_that_are_not_followed(
    server: Server, fetcher: Fetcher, other: Server, location: str, kind: str
) -> None:
    server.answers["/"] = moved(location.format(other=other.port))
    error = failure(fetcher, server.url())
    assert (error.kind, error.url) == (kind, server.url())
    assert str(error).isprintable()
    assert "pw" not in str(error)
    assert other.connections == 0


def test_redirect_to_another_allowed_host(server: Server, other: Server) -> None:
    server.answers["/"] = moved(other.url())
    other.answers["/"] = reply(b"end")
    with make(server, other) as fetcher:
        assert document(fetcher.fetch(server.url())).body == b"end"


def test_redirect_circle(server: Server, fetcher: Fetcher) -> None:
    server.answers["/"] = moved("/b")
    server.answers["/b"] = moved("/")
    error = failure(fetcher, server.url())
    assert (error.kind, error.message) == ("redirect", "the server redirects in a circle")


def test_redirect_chain(server: Server, fetcher: Fetcher) -> None:
    for number in range(6):
        server.answers[f"/{number}"] = moved(f"/{number + 1}")
    server.answers["/6"] = reply(b"end")
    error = failure(fetcher, server.url("/0"))
    assert (error.kind, error.message) == ("redirect", "more than 5 redirects")
    assert len(server.requests) == 6
    assert document(fetcher.fetch(server.url("/1"))).body == b"end"


def test_a_redirect_counts_however_its_page_ends(server: Server, fetcher: Fetcher) -> None:
    endless = b"HTTP/1.1 302 Found\r\nLocation: /end\r\nContent-Length: 99999999\r\n\r\n"
    server.answers["/"] = Raw(endless + b"x" * 200_000)
    server.answers["/end"] = reply(b"end")
    assert document(fetcher.fetch(server.url())).body == b"end"


# Status


@pytest.mark.parametrize(
    ("status", "words", "permanent"),
    [
        ("404 Whatever", "404 Not Found", True),
        ("410 Gone", "410 Gone", True),
        ("451 No", "451 Unavailable For Legal Reasons", True),
        ("403 No", "403 Forbidden", False),
        ("500 No", "500 Internal Server Error", False),
        ("999 No", "999", False),
        ("300 Choose", "300 Multiple Choices", False),
    ],
)
def test_status(server: Server, fetcher: Fetcher, status: str, words: str, permanent: bool) -> None:
    server.answers["/"] = reply(b"page", status=status)
    error = failure(fetcher, server.url())
    assert str(error) == f"{server.url()}: the server answered {words}"
    assert (error.kind, error.status, error.permanent) == ("status", int(words[:3]), permanent)


def test_status_counts_however_its_page_ends(server: Server, fetcher: Fetcher) -> None:
    server.answers["/"] = Raw(
        b"HTTP/1.1 404 No\r\nContent-Encoding: what\r\nContent-Length: 99999999\r\n\r\nx"
    )
    assert failure(fetcher, server.url()).status == 404


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("120", 120),
        ("0", 0),
        ("Thu, 01 Jan 2026 12:01:30 GMT", 90),
        ("Thu, 01 Jan 2026 20:01:30 +0800", 90),
        ("Thu, 01 Jan 2026 12:01:30 -0000", 90),
        ("Thu, 01 Jan 2026 11:00:00 GMT", 0),
        ("soon", None),
        ("-5", None),
        ("9" * 400, None),
        ("Thu, 01 Jan 2026 12:01:30 +99999999999999999999", None),
        ("Thu, 99 Jan 2026 12:01:30 GMT", None),
    ],
)
def test_retry_after(server: Server, fetcher: Fetcher, value: str, seconds: float | None) -> None:
    server.answers["/"] = reply(b"", f"Retry-After: {value}", status="503 Busy")
    assert failure(fetcher, server.url()).retry_after == seconds


@given(st.text() | st.from_regex(r"\w{3}, \d+ (Jan|Feb) \d+ \d+:\d+:\d+ [+-]\d+"))
def test_retry_after_never_raises(value: str) -> None:
    seconds = retry_after(value, NOW)
    assert seconds is None or seconds >= 0


# Limits

SMALL = Limits(body_bytes=2**20, wire_bytes=2**20)


def zeros(megabytes: int) -> bytes:
    packer = zlib.compressobj(9, wbits=31)
    return b"".join(packer.compress(bytes(2**20)) for _ in range(megabytes)) + packer.flush()


def test_gzip_bomb(server: Server, fetcher: Fetcher) -> None:
    server.answers["/"] = reply(zeros(50), "Content-Encoding: gzip")
    tracemalloc.start()
    try:
        error = failure(fetcher, server.url(), SMALL)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert (error.kind, error.message) == ("too-large", "the document is larger than 1 MB")
    assert peak < 5 * 2**20


def test_body_limit_is_exact(server: Server, fetcher: Fetcher) -> None:
    limits = Limits(body_bytes=1000)
    server.answers["/fits"] = reply(b"x" * 1000)
    server.answers["/not"] = reply(b"x" * 1001)
    assert len(document(fetcher.fetch(server.url("/fits"), limits=limits)).body) == 1000
    assert failure(fetcher, server.url("/not"), limits).kind == "too-large"


def test_announced_size_is_enough_to_refuse(server: Server, fetcher: Fetcher) -> None:
    def announce(connection: socket.socket) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 999999999\r\n\r\n")
        server.stop.wait()

    server.answers["/"] = announce
    assert failure(fetcher, server.url()).kind == "too-large"


@pytest.mark.parametrize("framing", ["chunked", "close"])
def test_endless_body(server: Server, fetcher: Fetcher, framing: str) -> None:
    def pour(connection: socket.socket) -> None:
        extra = b"Transfer-Encoding: chunked\r\n" if framing == "chunked" else b""
        connection.sendall(b"HTTP/1.1 200 OK\r\n" + extra + b"\r\n")
        while not server.stop.is_set():
            connection.sendall(b"1000\r\n" + b"x" * 4096 + b"\r\n")

    server.answers["/"] = pour
    assert failure(fetcher, server.url(), SMALL).kind == "too-large"


def test_wire_limit(server: Server, fetcher: Fetcher) -> None:
    """Empty compressed blocks decode to nothing, for ever."""

    def pour(connection: socket.socket) -> None:
        packer = zlib.compressobj(wbits=31)
        start = packer.compress(b"x") + packer.flush(zlib.Z_FULL_FLUSH)
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n" + start)
        while not server.stop.is_set():
            connection.sendall(b"\0\0\0\xff\xff" * 1000)

    server.answers["/"] = pour
    error = failure(fetcher, server.url(), Limits(wire_bytes=2**18))
    assert (error.kind, error.message) == ("too-large", "more than 256 KB were sent")


@pytest.mark.parametrize(
    "head",
    [
        b"X: y\r\n" * 20_000,
        b"X: " + b"y" * 90_000 + b"\r\n",
        b"X: " + b"y" * 3_000_000 + b"\r\n",
    ],
)
def test_header_flood(server: Server, fetcher: Fetcher, head: bytes) -> None:
    server.answers["/"] = Raw(b"HTTP/1.1 200 OK\r\n" + head + b"\r\n")
    error = failure(fetcher, server.url())
    assert (error.kind, error.message) == ("too-large", "the headers are larger than 64 KB")


def test_interim_flood(server: Server, fetcher: Fetcher) -> None:
    server.answers["/"] = Raw(b"HTTP/1.1 103 Early\r\nLink: x\r\n\r\n" * 10_000)
    assert failure(fetcher, server.url()).kind == "too-large"


def test_silence(server: Server, fetcher: Fetcher) -> None:
    server.answers["/"] = server.hold
    error = failure(fetcher, server.url(), Limits(total_seconds=0.3))
    assert (error.kind, error.message) == ("timeout", "no answer within 0.3 s")


def test_unfinished_answer(server: Server, fetcher: Fetcher) -> None:
    def half(connection: socket.socket) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc")
        server.stop.wait()

    server.answers["/"] = half
    error = failure(fetcher, server.url(), Limits(total_seconds=0.3))
    assert (error.kind, error.message) == ("timeout", "the answer was not complete within 0.3 s")


def test_a_trickle_is_too_slow(server: Server, fetcher: Fetcher) -> None:
    server.answers["/"] = server.hold
    error = failure(fetcher, server.url(), Limits(slow_seconds=1))
    assert (error.kind, error.message) == ("timeout", "the server sent next to nothing for 1 s")


def test_time_is_for_all_hops_together(server: Server, fetcher: Fetcher) -> None:
    def delayed(connection: socket.socket) -> None:
        server.stop.wait(0.3)
        connection.sendall(moved("/next"))

    server.answers["/"] = delayed
    server.answers["/next"] = delayed
    assert failure(fetcher, server.url(), Limits(total_seconds=0.5)).kind == "timeout"


def test_closing_stops_what_runs(server: Server) -> None:
    asked = threading.Event()

    def hang(connection: socket.socket) -> None:
        asked.set()
        server.stop.wait()

    server.answers["/"] = hang
    fetcher = make(server)
    with ThreadPoolExecutor(2) as threads:
        running = [threads.submit(failure, fetcher, server.url()) for _ in range(2)]
        assert asked.wait(10)
        fetcher.close()
        assert {done.result().message for done in running} == {
            "given up because the program is stopping"
        }
    assert failure(fetcher, server.url()).kind == "connect"


# Broken answers


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc", "truncated"),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nabc", "truncated"),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n", "truncated"),
        (
            b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nabc\r\n0\r\n\r\n",
            "truncated",
        ),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nabc", "truncated"),
        (
            b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffffffffff\r\nabc",
            "truncated",
        ),
        (b"HTTP/1.1 200 OK\r\nX: half", "truncated"),
        (b"HTTP/1.1 200 OK\r\nX: half\r\n", "truncated"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabcd", "truncated"),
        (b"HTTP/1.1 103 Early\r\n\r\n", "truncated"),
        (b"", "truncated"),
        (b"hello", "connect"),
        (b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\nhello", "encoding"),
        (b"HTTP/1.1 200 OK\r\nContent-Encoding: br\r\n\r\n\xff\xff\xff\xff", "encoding"),
        (b"HTTP/1.1 200 OK\r\nContent-Encoding: zstd\r\n\r\nhello", "encoding"),
        (
            b"HTTP/1.1 200 OK\r\nContent-Encoding: " + b"gzip, " * 9 + b"gzip\r\n\r\nhello",
            "encoding",
        ),
        (
            b"HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n",
            "encoding",
        ),
        (
            b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n"
            + gzip.compress(b"x", mtime=0)[:-8]
            + b"wrongsum",
            "encoding",
        ),
        (b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\nabc", "status"),
    ],
)
def test_broken(server: Server, fetcher: Fetcher, data: bytes, kind: str) -> None:
    server.answers["/"] = Raw(data)
    assert failure(fetcher, server.url()).kind == kind


@pytest.mark.parametrize(
    ("encoding", "body"),
    [
        ("gzip", gzip.compress(b"hello", mtime=0)),
        ("br", b"\x0b\x02\x80hello\x03"),
        ("identity", b"hello"),
    ],
)
def test_encodings(server: Server, fetcher: Fetcher, encoding: str, body: bytes) -> None:
    server.answers["/"] = reply(body, f"Content-Encoding: {encoding}")
    assert document(fetcher.fetch(server.url())).body == b"hello"


def test_refused(server: Server) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        key = f"127.0.0.1:{taken.getsockname()[1]}"
        with Fetcher(user_agent=AGENT, now=lambda: NOW, allow_hosts=frozenset({key})) as fetcher:
            error = failure(fetcher, f"http://{key}/")
    assert (error.kind, str(error)) == ("connect", f"http://{key}/: the connection was refused")


def test_no_such_host() -> None:
    with make() as fetcher:
        assert (
            str(failure(fetcher, "http://nowhere.invalid/a"))
            == "http://nowhere.invalid/a: no such host"
        )


# TLS


def test_tls(secure: Server, certificate: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    secure.answers["/"] = reply(b"ok")
    with make(secure) as fetcher:
        assert document(fetcher.fetch(secure.url())).body == b"ok"


def test_tls_with_an_unknown_certificate(secure: Server) -> None:
    with make(secure) as fetcher:
        error = failure(fetcher, secure.url())
    assert error.kind == "tls"
    assert "no secure connection: " in str(error)
    assert secure.requests == []


def test_tls_with_a_server_that_has_none() -> None:
    def answer(listener: socket.socket) -> None:
        with listener.accept()[0] as connection:
            connection.recv(65536)
            connection.sendall(b"HTTP/1.1 400 Bad\r\n\r\n")

    with socket.create_server(("127.0.0.1", 0)) as listener, ThreadPoolExecutor(1) as threads:
        key = f"localhost:{listener.getsockname()[1]}"
        answering = threads.submit(answer, listener)
        with Fetcher(user_agent=AGENT, now=lambda: NOW, allow_hosts=frozenset({key})) as fetcher:
            assert failure(fetcher, f"https://{key}/").kind == "tls"
        answering.result()


def test_no_step_down_from_https(
    secure: Server, server: Server, certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    secure.answers["/"] = moved(server.url())
    with make(secure, server) as fetcher:
        assert failure(fetcher, secure.url()).kind == "redirect"
        server.answers["/"] = moved(secure.url("/ok"))
        secure.answers["/ok"] = reply(b"ok")
        assert document(fetcher.fetch(server.url())).body == b"ok"


# Connections and threads


def test_connections_are_kept(server: Server, fetcher: Fetcher) -> None:
    server.answers["/"] = reply(b"ok")
    server.answers["/gone"] = reply(b"page", status="404 No")
    for _ in range(3):
        fetcher.fetch(server.url())
        failure(fetcher, server.url("/gone"))
    assert (server.connections, len(server.requests)) == (1, 6)


def test_a_kept_connection_that_died_is_replaced(server: Server, fetcher: Fetcher) -> None:
    server.answers["/"] = Raw(reply(b"ok"))
    assert [document(fetcher.fetch(server.url())).body for _ in range(2)] == [b"ok", b"ok"]
    assert server.connections == 2


def test_nothing_of_one_fetch_reaches_the_next(server: Server, fetcher: Fetcher) -> None:
    server.answers["/"] = reply()
    fetcher.fetch(server.url(), Validators('"1"', "then"), referer="http://paper.example/")
    fetcher.fetch(server.url())
    assert "If-None-Match" not in server.requests[1]
    assert "Referer" not in server.requests[1]


def test_one_request_at_a_time_for_each_host(server: Server, fetcher: Fetcher) -> None:
    running: list[int] = []
    seen: list[int] = []

    def answer(connection: socket.socket) -> None:
        running.append(1)
        seen.append(len(running))
        server.stop.wait(0.02)
        running.pop()
        connection.sendall(reply(b"ok"))

    server.answers["/"] = answer
    with ThreadPoolExecutor(8) as threads:
        results = list(threads.map(fetcher.fetch, [server.url()] * 8))
    assert len(results) == 8
    assert set(seen) == {1}


def test_many_hosts_at_once(server: Server, other: Server) -> None:
    # Neither is answered before both have been asked.
    both = threading.Barrier(2, timeout=10)

    def answer(connection: socket.socket) -> None:
        both.wait()
        connection.sendall(reply(b"ok"))

    server.answers["/"] = other.answers["/"] = answer
    with make(server, other) as fetcher, ThreadPoolExecutor(2) as threads:
        results = list(threads.map(fetcher.fetch, [server.url(), other.url()]))
    assert [document(result).body for result in results] == [b"ok", b"ok"]


def test_a_host_is_free_again_after_a_failure(server: Server, fetcher: Fetcher) -> None:
    server.answers["/"] = Raw(b"")
    failure(fetcher, server.url())
    server.answers["/"] = reply(b"ok")
    assert document(fetcher.fetch(server.url())).body == b"ok"


def test_memory_for_hosts_is_bounded() -> None:
    async def many() -> int:
        turns = Turns()
        for number in range(10_000):
            async with turns.turn(f"host{number}", 0):
                pass
        return len(turns._hosts)

    assert finish(many()) <= 4097


class StandingTime:
    """Time that passes only while somebody sleeps, or when it is told to."""

    def __init__(self) -> None:
        self.time = 100.0

    def clock(self) -> float:
        return self.time

    async def sleep(self, seconds: float) -> None:
        self.time += seconds


@pytest.mark.parametrize(
    ("answers", "gaps", "starts"),
    [
        ((0.0, 0.0, 0.0), (0.0, 0.0, 0.0), (0.0, 0.0, 0.0)),
        ((0.0, 0.0, 0.0), (0.2, 0.2, 0.3), (0.0, 0.2, 0.5)),
        ((0.1, 0.1, 0.1), (0.2, 0.2, 0.2), (0.0, 0.3, 0.6)),
        ((0.5, 0.1, 0.1), (0.2, 0.2, 0.2), (0.0, 1.0, 1.3)),
        ((9.0, 0.1, 0.1), (0.2, 0.2, 0.2), (0.0, 10.0, 10.3)),
        ((9.0, 0.1, 0.1), (0.0, 0.0, 0.0), (0.0, 9.0, 9.1)),
    ],
    ids=["no gap", "at once", "usual", "slow", "very slow", "slow and own"],
)
def test_a_pause_is_kept_after_each_answer(
    answers: tuple[float, ...], gaps: tuple[float, ...], starts: tuple[float, ...]
) -> None:
    time = StandingTime()
    turns = Turns(time.clock, time.sleep)

    async def ask() -> list[float]:
        begun = []
        for answer, gap in zip(answers, gaps, strict=True):
            async with turns.turn("a.example", gap):
                begun.append(time.time - 100)
                time.time += answer
        return begun

    assert finish(ask()) == pytest.approx(starts)


def test_the_longer_of_the_two_pauses_is_kept(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[float] = []
    usual = Turns.turn
    monkeypatch.setattr(
        Turns,
        "turn",
        lambda self, key, gap: asked.append(gap) or usual(self, key, gap),  # type: ignore[func-returns-value]
    )
    server.answers["/"] = reply(b"ok")
    pace = Pace(gap=0.0, gaps={server.key: 0.01})
    with Fetcher(
        user_agent=AGENT, now=lambda: NOW, allow_hosts=frozenset({server.key}), pace=pace
    ) as fetcher:
        for gap in (0, 0.02, 0):
            fetcher.fetch(server.url(), gap=gap)
    assert asked == [0.01, 0.02, 0.01]


def test_pace_of_a_host() -> None:
    pace = Pace(
        gap=1.0,
        gaps={"slow.example": 5.0, "127.0.0.1:81": 2.0},
        own=frozenset({"127.0.0.1:80", "127.0.0.1:81"}),
    )
    assert [
        pace.of(*where)
        for where in (
            ("a.example", 443),
            ("slow.example", 80),
            ("127.0.0.1", 80),
            ("127.0.0.1", 81),
        )
    ] == [
        1.0,
        5.0,
        0.0,
        2.0,
    ]


def test_a_batch_answers_as_answers_come(server: Server, other: Server) -> None:
    server.answers["/slow"] = server.hold
    other.answers["/"] = reply(b"ok")
    other.answers["/next"] = reply(b"next")
    with make(server, other, limits=Limits(total_seconds=1)) as fetcher:
        batch = fetcher.batch()
        batch.ask(
            [("slow", Ask(server.url("/slow"))), ("ok", Ask(other.url())), ("bad", Ask("ftp://x/"))]
        )
        seen = []
        for handful in batch.answers(lambda: None, 5):
            for tag, answer in handful:
                seen.append(
                    (tag, answer.kind if isinstance(answer, FetchError) else document(answer).body)
                )
                if tag == "ok":
                    batch.ask([("next", Ask(other.url("/next")))])
    assert sorted(seen) == [("bad", "url"), ("next", b"next"), ("ok", b"ok"), ("slow", "timeout")]
    assert seen[-1][0] == "slow"


def test_a_batch_ends_when_the_fetcher_is_closed(server: Server) -> None:
    server.answers["/"] = server.hold
    fetcher = make(server)
    batch = fetcher.batch()
    batch.ask([("held", Ask(server.url()))])
    fetcher.close()
    batch.ask([("late", Ask(server.url()))])
    kinds = {
        tag: answer.message
        for handful in batch.answers(lambda: None, 5)
        for tag, answer in handful
        if isinstance(answer, FetchError)
    }
    assert kinds == dict.fromkeys(("held", "late"), "given up because the program is stopping")


def test_the_wait_for_a_turn_has_a_pulse(server: Server) -> None:
    server.answers["/"] = reply(b"ok")
    pulses: list[int] = []
    with make(server) as fetcher:
        fetcher.fetch(server.url())
        fetcher.fetch(server.url(), gap=0.3, pulse=lambda: pulses.append(1), pulse_seconds=0.05)
    assert pulses


# Redirects that say when


def test_a_redirect_that_asks_for_a_short_wait_is_followed(
    server: Server, fetcher: Fetcher
) -> None:
    server.answers["/"] = reply(b"", "Location: /next", "Retry-After: 1", status="302 Found")
    server.answers["/next"] = reply(b"ok")
    assert document(fetcher.fetch(server.url(), limits=Limits(patience=2))).body == b"ok"


def test_a_redirect_that_asks_for_a_long_wait_is_not_followed(
    server: Server, fetcher: Fetcher
) -> None:
    server.answers["/"] = reply(b"", "Location: /next", "Retry-After: 3600", status="302 Found")
    error = failure(fetcher, server.url())
    assert (error.kind, error.retry_after) == ("status", 3600.0)
    assert len(server.requests) == 1


# Compression that breaks off


@pytest.mark.parametrize("encoding", ["gzip", "deflate", "br", "gzip, gzip"])
@pytest.mark.parametrize("cut", [1, 5])
def test_compression_that_breaks_off_in_a_whole_answer(
    server: Server, fetcher: Fetcher, encoding: str, cut: int
) -> None:
    text = bytes(range(256)) * 40
    packed = {
        "gzip": gzip.compress(text, mtime=0),
        "deflate": zlib.compress(text),
        "br": brotli.compress(text),
        "gzip, gzip": gzip.compress(gzip.compress(text, mtime=0), mtime=0),
    }[encoding]
    server.answers["/"] = reply(packed, f"Content-Encoding: {encoding}")
    assert document(fetcher.fetch(server.url())).body == text
    server.answers["/"] = reply(packed[:-cut], f"Content-Encoding: {encoding}")
    assert failure(fetcher, server.url()).kind == "truncated"


def test_gzip_of_several_members_and_padding(server: Server, fetcher: Fetcher) -> None:
    server.answers["/"] = reply(
        gzip.compress(b"one ", mtime=0) + gzip.compress(b"two", mtime=0) + b"\0\0\0",
        "Content-Encoding: gzip",
    )
    assert document(fetcher.fetch(server.url())).body == b"one two"


def test_raw_deflate(server: Server, fetcher: Fetcher) -> None:
    packer = zlib.compressobj(wbits=-15)
    server.answers["/"] = reply(
        packer.compress(b"hello") + packer.flush(), "Content-Encoding: deflate"
    )
    assert document(fetcher.fetch(server.url())).body == b"hello"


@given(
    st.binary(max_size=300),
    st.sampled_from(["gzip", "deflate", "br", "gzip, br"]),
    st.integers(1, 50),
)
def test_any_bytes_decode_or_are_garbled(data: bytes, encoding: str, step: int) -> None:
    decoder = Decoder(encoding)
    with suppress(Garbled):
        for at in range(0, len(data), step):
            assert all(len(piece) <= 2**16 for piece in decoder.feed(data[at : at + step]))


@given(st.binary(max_size=3000), st.integers(1, 700))
def test_what_was_packed_comes_out(data: bytes, step: int) -> None:
    for encoding, packed in (
        ("gzip", gzip.compress(data, mtime=0)),
        ("deflate", zlib.compress(data)),
        ("br", brotli.compress(data)),
    ):
        decoder = Decoder(encoding)
        pieces = [
            piece
            for at in range(0, len(packed), step)
            for piece in decoder.feed(packed[at : at + step])
        ]
        assert b"".join(pieces) == data
        assert decoder.whole


# How long an answer stays fresh


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ((("Cache-Control", "public, max-age=600"),), 600),
        ((("cache-control", "max-age=600"), ("Age", "100")), 500),
        ((("Cache-Control", "max-age=5"), ("Age", "100")), 0),
        ((("Cache-Control", 'private, s-maxage="60"'),), 60),
        ((("Cache-Control", "no-cache"),), None),
        (
            (
                ("Expires", "Thu, 01 Jan 2026 13:00:00 GMT"),
                ("Date", "Thu, 01 Jan 2026 12:00:00 GMT"),
            ),
            3600,
        ),
        ((("Expires", "0"), ("Date", "Thu, 01 Jan 2026 12:00:00 GMT")), None),
        (
            (
                ("Expires", "Thu, 01 Jan 1970 00:00:00 GMT"),
                ("Date", "Thu, 01 Jan 2026 12:00:00 GMT"),
            ),
            0,
        ),
        ((("Cache-Control", "max-age=99999999999999"),), 999_999_999),
        ((), None),
    ],
)
def test_fresh_seconds(headers: tuple[tuple[str, str], ...], seconds: float | None) -> None:
    assert fresh_seconds(NotModified("http://a/", Validators(), headers)) == seconds


def called(fetcher: Fetcher, call: Call) -> Reply:
    return fetcher.call(call).result(20)


def test_a_call_posts_its_body_as_it_is() -> None:
    body = bytes(range(250)) * 8000
    with (
        Listener(lambda _: (202, b"thanks")) as listener,
        Fetcher(
            user_agent=AGENT, now=lambda: NOW, allow_hosts=frozenset({listener.host})
        ) as fetcher,
    ):
        listener.headers["X-Said"] = "yes"
        answer = called(
            fetcher,
            Call(
                f"{listener.url}/in?a=1",
                body,
                "application/atom+xml",
                (("Link", '<http://x/>; rel="hub"'),),
            ),
        )
    assert (answer.status, answer.ok, answer.body) == (202, True, b"thanks")
    assert ("X-Said", "yes") in answer.headers
    (heard,) = listener.heard
    assert (heard.method, heard.path, heard.body) == ("POST", "/in?a=1", body)
    said = {
        "Content-Type": "application/atom+xml",
        "Link": '<http://x/>; rel="hub"',
        "User-Agent": AGENT,
    }
    assert said.items() <= heard.headers.items()
    assert not {"Expect", "Accept-Encoding"} & heard.headers.keys()


@pytest.mark.parametrize(
    "status",
    ["301 Moved", "307 Temporary Redirect", "308 Permanent Redirect", "410 Gone", "500 Oh"],
)
@pytest.mark.parametrize("body", [None, b"x=1"])
def test_a_call_follows_nothing_and_tells_every_status(
    server: Server, fetcher: Fetcher, status: str, body: bytes | None
) -> None:
    server.answers["/in"] = reply(
        b"no", f"Location: {server.url('/there')}", "Retry-After: 7", status=status
    )
    answer = called(fetcher, Call(server.url("/in"), body, "text/plain"))
    assert (answer.status, answer.ok, answer.body, answer.retry_after) == (
        int(status[:3]),
        False,
        b"no",
        7,
    )
    assert len(server.requests) == 1


def test_of_a_call_s_answer_only_the_beginning_is_kept(server: Server, fetcher: Fetcher) -> None:
    server.answers["/long"] = Raw(b"HTTP/1.1 200 OK\r\n\r\n" + b"x" * 9_000_000)
    server.answers["/said"] = Raw(reply(b"x" * 9_000_000)[:100_000])
    server.answers["/odd"] = reply(b"not gzip", "Content-Encoding: gzip")
    for path in ("/long", "/said"):
        answer = called(fetcher, Call(server.url(path)))
        assert answer.ok
        assert len(answer.body) <= 4096
    assert called(fetcher, Call(server.url("/odd"))).body == b"not gzip"


def test_a_call_reaches_no_private_address_and_no_odd_port(server: Server) -> None:
    with Fetcher(user_agent=AGENT, now=lambda: NOW) as fetcher:
        for url, said in (
            ("http://localhost/in", "this machine itself"),
            (server.url("/in"), "may not be fetched"),
            ("ftp://a/", "only http"),
        ):
            with pytest.raises(FetchError, match=said):
                called(fetcher, Call(url, b"x=1"))
    assert not server.connections


def test_a_call_that_nobody_answers_ends_with_its_time(server: Server, fetcher: Fetcher) -> None:
    server.answers["/slow"] = server.hold
    with pytest.raises(FetchError, match=r"no answer within 0\.2 s"):
        called(fetcher, Call(server.url("/slow"), b"x", limits=Limits(total_seconds=0.2)))


def test_a_few_calls_at_once_for_each_host_and_close_ends_them(
    server: Server, other: Server
) -> None:
    server.answers["/hold"] = server.hold
    other.answers["/"] = reply(b"quick")
    with make(server, other) as fetcher:
        held = [fetcher.call(Call(server.url("/hold"), b"x")) for _ in range(CALLS_AT_ONCE * 3)]
        assert called(fetcher, Call(other.url("/"))).body == b"quick"
        while server.connections < CALLS_AT_ONCE:
            threading.Event().wait(0.01)
        assert server.connections == CALLS_AT_ONCE
    for future in held:
        with pytest.raises(CancelledError):
            future.result(1)
