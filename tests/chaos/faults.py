"""What may go wrong with a page, each with the kind of failure that it is to be taken for."""

import gzip
import zlib
from collections.abc import Callable
from dataclasses import dataclass

import brotli

from .server import Answer, Reply, Talk

LARGE = 8 * 2**20
# Eight megabytes of one letter as zstd: a frame header without a size, then RLE blocks of 128 KB.
_ZSTD = bytes.fromhex("28b52ffd0058") + (b"\x02\x00\x10a") * 63 + b"\x03\x00\x10a"

ERROR_PAGE = (
    b"<html><head><title>Error 503</title></head><body><h1>Service unavailable</h1><p>The editorial system is being looked after. Please "
    b"come back in a little while; we are sorry for the trouble and thank you for your patience. Reference 7741.</p></body></html>"
)
SOFT_404 = (
    b"<html><head><title>Sorry about this</title></head><body><article><h1>Sorry about this</h1><p>Whatever used to stand here does so no "
    b"longer. It may have been renamed or deleted by its author, or the link that brought you was mistyped.</p><p>Please try our search, or "
    b"begin anew with the homepage, where today's most popular contributions are waiting to be discovered by you.</p></article></body></html>"
)
PADDING = b"<p>" + b"A sentence that goes on and on and says nothing at all. " * 40 + b"</p>"


@dataclass(frozen=True, slots=True)
class Fault:
    """A way to fail. `kind` is the kind of failure to be stored; "" when the page is said to be
    gone, which is none.

    `slow` ones are answered only by running into the time limit, `holds` ones ask for a pause;
    `asks` is how often an address that fails so may be asked.
    """

    name: str
    kind: str
    answer: Answer
    slow: bool = False
    holds: bool = False
    asks: int = 6

    def __str__(self) -> str:
        return self.name


def fixed(reply: Reply) -> Answer:
    """The same answer each time."""
    return lambda talk: talk.send(reply.bytes)


def raw(data: bytes) -> Answer:
    """These bytes, then the end of the connection."""
    return lambda talk: talk.send(data)


def packed(body: bytes, coding: str) -> Answer:
    """A body in a content coding."""
    return fixed(Reply(body, headers={"Content-Encoding": coding}))


def moved(location: str, status: str = "302 Found") -> Answer:
    """A redirect; `{host}` and `{port}` in it are the server's own."""

    def answer(talk: Talk) -> None:
        port = talk.server.host.partition(":")[2]
        talk.send(
            Reply(
                b"", status, {"Location": location.format(host=talk.server.host, port=port)}
            ).bytes
        )

    return answer


def wait(status: str, retry_after: str) -> Answer:
    """A server that wants to be left alone."""
    return fixed(Reply(b"<h1>Later</h1>", status, {"Retry-After": retry_after}))


def _slow_headers(talk: Talk) -> None:
    talk.send(b"HTTP/1.1 200 OK\r\n")
    talk.drip(b"X-Filler: 1\r\n")


def _dripping_body(talk: Talk) -> None:
    talk.send(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 90000\r\n\r\n")
    talk.drip(b"<p>drop</p>")


def _endless_body(talk: Talk) -> None:
    talk.send(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n")
    talk.pour(PADDING)


def _endless_chunks(talk: Talk) -> None:
    talk.send(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n")
    talk.pour(b"%x\r\n%s\r\n" % (len(PADDING), PADDING))


def _endless_headers(talk: Talk) -> None:
    talk.send(b"HTTP/1.1 200 OK\r\n")
    talk.pour(b"X-Filler: " + b"y" * 1000 + b"\r\n")


def _endless_interim(talk: Talk) -> None:
    talk.pour(b"HTTP/1.1 103 Early Hints\r\nLink: </style.css>\r\n\r\n")


def _endless_gzip(talk: Talk) -> None:
    talk.send(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: gzip\r\n\r\n")
    talk.pour(gzip.compress(PADDING * 20, mtime=0))


def _reset_midway(talk: Talk) -> None:
    talk.send(
        b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 90000\r\n\r\n<h1>Begun</h1>"
    )
    talk.reset()


def _growing_chain(talk: Talk) -> None:
    """A redirect to an address that redirects on, and so on, each new."""

    def further(number: int) -> None:
        path = f"/maze/{number}.html"
        talk.server.faults[path] = lambda next_talk: moved(f"/maze/{number + 1}.html")(next_talk)
        if number < 40:
            further(number + 1)

    further(1)
    moved("/maze/1.html")(talk)


def _two_rings(talk: Talk) -> None:
    talk.server.faults["/ring.html"] = moved(talk.asked.path)
    moved("/ring.html")(talk)


def _bomb(compress: Callable[[bytes], bytes]) -> bytes:
    return compress(b"a" * LARGE)


def _gz(data: bytes) -> bytes:
    return gzip.compress(data, 9, mtime=0)


_PAGE = b"<html><title>Half</title><h1>Half a page</h1>" + PADDING + b"</html>"
_CHUNKED = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n"

_ANY_PAGE = (
    Fault("slow-headers", "timeout", _slow_headers, slow=True),
    Fault("silence", "timeout", Talk.be_silent, slow=True),
    Fault("dripping-body", "timeout", _dripping_body, slow=True),
    Fault("endless-body", "too-large", _endless_body),
    Fault("endless-headers", "too-large", _endless_headers),
    Fault("endless-interim-answers", "too-large", _endless_interim),
    Fault("endless-gzip-members", "too-large", _endless_gzip),
    Fault(
        "announced-size",
        "too-large",
        raw(b"HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\n<h1>"),
    ),
    Fault("gzip-bomb", "too-large", packed(_bomb(_gz), "gzip")),
    Fault("gzip-bomb-in-gzip", "too-large", packed(_gz(_bomb(_gz)), "gzip, gzip")),
    Fault("deflate-bomb", "too-large", packed(_bomb(zlib.compress), "deflate")),
    Fault("br-bomb", "too-large", packed(_bomb(brotli.compress), "br")),
    Fault("zstd-bomb", "encoding", packed(_ZSTD, "zstd")),
    Fault("plain-called-gzip", "encoding", packed(_PAGE, "gzip")),
    Fault("truncated-gzip", "truncated", packed(_gz(_PAGE)[:-20], "gzip")),
    Fault("truncated-br", "truncated", packed(brotli.compress(_PAGE)[:-3], "br")),
    Fault(
        "length-too-long",
        "truncated",
        fixed(Reply(_PAGE, headers={"Content-Length": str(len(_PAGE) + 1)})),
    ),
    Fault("length-too-short", "not-a-page", fixed(Reply(_PAGE, headers={"Content-Length": "13"}))),
    Fault("broken-chunks", "truncated", raw(_CHUNKED + b"zz\r\nhello\r\n")),
    Fault("chunks-break-off", "truncated", raw(_CHUNKED + b"%x\r\n%s\r\n" % (len(_PAGE), _PAGE))),
    Fault("half-a-head", "truncated", raw(b"HTTP/1.1 200 OK\r\nContent-Ty")),
    Fault("reset-at-once", "connect", Talk.reset),
    Fault("reset-midway", "truncated", _reset_midway),
    Fault("hangs-up", "truncated", raw(b"")),
    Fault("no-http", "connect", raw(b"SSH-2.0-OpenSSH_9.6\r\n" * 20)),
    Fault("redirect-to-itself", "redirect", lambda talk: moved(talk.asked.path)(talk)),
    Fault("redirect-ring", "redirect", _two_rings),
    Fault("redirect-maze", "redirect", _growing_chain),
    Fault("redirect-nowhere", "redirect", fixed(Reply(b"", "302 Found"))),
    Fault("redirect-to-metadata", "blocked", moved("http://169.254.169.254/latest/meta-data/")),
    Fault("redirect-to-port", "blocked", moved("http://127.0.0.1:1/")),
    Fault("redirect-to-file", "url", moved("file:///etc/passwd")),
    Fault("429-bare", "status", fixed(Reply(b"", "429 Too Many Requests"))),
    Fault("429-seconds", "status", wait("429 Too Many Requests", "7200"), holds=True),
    Fault(
        "429-date",
        "status",
        wait("429 Too Many Requests", "Tue, 25 Jun 2024 05:00:00 GMT"),
        holds=True,
    ),
    Fault("503-bare", "status", fixed(Reply(b"", "503 Service Unavailable"))),
    Fault("503-seconds", "status", wait("503 Service Unavailable", "5400"), holds=True),
    Fault(
        "503-date",
        "status",
        wait("503 Service Unavailable", "Tuesday, 25-Jun-24 06:00:00 GMT"),
        holds=True,
    ),
    Fault("503-nonsense", "status", wait("503 Service Unavailable", "soon; -3; 25:61")),
    Fault(
        "302-come-later",
        "status",
        fixed(Reply(b"", "302 Found", {"Location": "/city/list.html", "Retry-After": "3600"})),
        holds=True,
    ),
    Fault("403", "status", fixed(Reply(b"no", "403 Forbidden"))),
    Fault("500", "status", fixed(Reply(ERROR_PAGE, "500 Internal Server Error"))),
    Fault("error-page-under-200", "not-a-page", fixed(Reply(ERROR_PAGE))),
    Fault("empty", "not-a-page", fixed(Reply(b""))),
    Fault("no-content", "not-a-page", fixed(Reply(b"", "204 No Content"))),
    Fault(
        "picture",
        "not-a-page",
        fixed(
            Reply(
                b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + b"\0" * 500,
                headers={"Content-Type": "image/png"},
            )
        ),
    ),
    Fault(
        "picture-called-html",
        "not-a-page",
        fixed(Reply(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + b"\0" * 500)),
    ),
    Fault(
        "pdf-without-a-type",
        "not-a-page",
        fixed(Reply(b"%PDF-1.7\n" + b"\0\1" * 500, headers={"Content-Type": ""})),
    ),
    Fault("noise", "not-a-page", fixed(Reply(bytes(at * 97 % 256 for at in range(5000))))),
    Fault(
        "wrong-charset",
        "not-a-page",
        fixed(
            Reply(
                "<h1>Привет</h1>".encode("koi8-r"),
                headers={"Content-Type": "text/html; charset=utf-16"},
            )
        ),
    ),
)

ARTICLE_FAULTS = (
    *_ANY_PAGE,
    Fault("304-unasked", "status", fixed(Reply(b"", "304 Not Modified"))),
    Fault("404", "status", fixed(Reply(ERROR_PAGE, "404 Not Found"))),
    Fault("410", "", fixed(Reply(b"", "410 Gone")), asks=1),
    Fault("soft-404", "not-a-page", fixed(Reply(SOFT_404))),
    Fault(
        "challenge",
        "not-a-page",
        fixed(Reply(SOFT_404.replace(b"Sorry about this", b"Just a moment..."), "202 Accepted")),
    ),
    Fault("redirect-to-the-front-page", "not-a-page", moved("/")),
    Fault("redirect-to-the-listing", "not-a-page", moved("/city/list.html")),
    Fault("redirect-to-a-neighbour", "not-a-page", moved("/city/2024/101.html")),
)

_SEEN_ENOUGH = (
    "slow-headers dripping-body endless-chunks endless-interim-answers announced-size deflate-bomb plain-called-br unknown-coding "
    "truncated-br half-a-head broken-chunks no-http white-space no-content pdf pdf-without-a-type redirect-to-password redirect-nowhere"
).split()
LISTING_FAULTS = (
    *(fault for fault in _ANY_PAGE if fault.name not in _SEEN_ENOUGH),
    Fault("404", "status", fixed(Reply(ERROR_PAGE, "404 Not Found"))),
    Fault("410", "status", fixed(Reply(b"", "410 Gone"))),
    Fault("soft-404", "not-a-page", fixed(Reply(SOFT_404))),
    Fault(
        "empty-listing",
        "not-a-page",
        fixed(Reply(b"<html><title>City</title><h1>City</h1><ul></ul><p>No entries.</p></html>")),
    ),
    Fault("redirect-to-the-front-page", "not-a-page", moved("/")),
    Fault("redirect-to-a-story", "not-a-page", moved("/city/2024/101.html")),
)
