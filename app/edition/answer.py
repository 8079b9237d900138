"""One kept answer: its bytes in every coding, and the headers that go with them."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from email.utils import format_datetime
from sys import getsizeof
from typing import Any

from app.edition.coding import Coding, accepted, compress, is_worth
from app.edition.validators import http_date, is_unchanged

Headers = list[tuple[str, str]]
# What holds the headers and the body together weighs this much.
_FRAME = 768
# Headers of a 200 that a 304 repeats (RFC 9110, section 15.4.5; Fetch, CORS; WebSub, section 4); a
# browser has the others with the page.
_OF_UNCHANGED = frozenset((
    "etag", "last-modified", "cache-control", "vary", "link", "access-control-allow-origin",
    "access-control-expose-headers",
))  # fmt: skip


class Answer:
    """A public 200 of one edition. Codings are made when they are first asked for, and kept.

    `settles_at` is the second that stands for its version, when that was still to come as it was
    made: until then it is dated now. `size` is how many bytes it takes by now, `counted` how many
    of them whoever keeps it has counted.
    """

    __slots__ = (
        "_bodies",
        "_headers",
        "_is_worth",
        "_settles_at",
        "_tag",
        "_unchanged_headers",
        "_version_at",
        "counted",
        "etag",
        "number",
        "size",
    )

    def __init__(
        self, headers: Headers, body: bytes, number: int, settles_at: datetime | None = None
    ) -> None:
        named = {name.lower(): value for name, value in headers}
        plain = [(name, value) for name, value in headers if name.lower() != "content-length"]
        self.number = number
        self.etag = named["etag"]
        self._settles_at = settles_at
        self._tag = self.etag.removeprefix("W/").strip('"')
        self._version_at: datetime | None = settles_at or (
            http_date(named["last-modified"]) if "last-modified" in named else None
        )
        self._is_worth = is_worth(body, named.get("content-type", ""))
        self.counted = 0
        self._headers: Headers = plain
        self._unchanged_headers: Headers = [
            (name, value) for name, value in plain if name.lower() in _OF_UNCHANGED
        ]
        self._bodies: dict[Coding, tuple[Headers, list[bytes]]] = {"": self._coded("", body)}
        self.size = self._weighed()

    def to(self, environ: Mapping[str, Any], now: datetime) -> tuple[str, Headers, list[bytes]]:
        """Status, headers and body for a request."""
        status, headers, body = self._chosen(environ)
        return (
            status,
            headers.copy()
            if self._settles_at is None
            else _dated(headers, min(self._settles_at, now)),
            body,
        )

    def at_once(self, header: Callable[[str], str | None]) -> tuple[int, Headers, bytes] | None:
        """Status, headers and body for a GET by its headers (named in small letters), without work:
        None when there is any to do.

        Work is a coding that has to be made first, and a date that depends on when it is asked.
        """
        if self._settles_at is not None:
            return None
        asked = header("if-none-match")
        if self._is_had(asked, header("if-modified-since")):
            return 304, self._unchanged_headers, b""
        if asked is not None and header("a-im") is not None:
            return None
        coded = self._bodies.get(
            accepted(header("accept-encoding") or "") if self._is_worth else ""
        )
        return None if coded is None else (200, coded[0], coded[1][0])

    def _chosen(self, environ: Mapping[str, Any]) -> tuple[str, Headers, list[bytes]]:
        if self._is_had(environ.get("HTTP_IF_NONE_MATCH"), environ.get("HTTP_IF_MODIFIED_SINCE")):
            return "304 Not Modified", self._unchanged_headers, []
        coding: Coding = accepted(environ.get("HTTP_ACCEPT_ENCODING", "")) if self._is_worth else ""
        coded = self._bodies.get(coding) or self._code(coding)
        return "200 OK", coded[0], coded[1] if environ["REQUEST_METHOD"] == "GET" else []

    def _is_had(self, if_none_match: str | None, if_modified_since: str | None) -> bool:
        """Whether a client has this version; most say so with the very tag that we gave."""
        return if_none_match == self.etag or is_unchanged(
            if_none_match, if_modified_since, self._tag, self._version_at
        )

    def _code(self, coding: Coding) -> tuple[Headers, list[bytes]]:
        coded = self._coded(coding, compress(self._bodies[""][1][0], coding))
        self._bodies[coding] = coded
        self.size = self._weighed()
        return coded

    def _weighed(self) -> int:
        # The headers of each body are those of all, and two of its own at most.
        lists = sum(
            getsizeof(headers) + sum(map(_weight, headers[len(self._headers) :])) + getsizeof(body)
            for headers, (body,) in tuple(self._bodies.values())
        )
        return _FRAME + sum(map(_weight, self._headers)) + lists

    def _coded(self, coding: Coding, body: bytes) -> tuple[Headers, list[bytes]]:
        encoding = [("Content-Encoding", coding)] if coding else []
        return [*self._headers, *encoding, ("Content-Length", str(len(body)))], [body]


def _weight(header: tuple[str, str]) -> int:
    return getsizeof(header) + getsizeof(header[0]) + getsizeof(header[1])


def _dated(headers: Headers, moment: datetime) -> Headers:
    stamp = format_datetime(moment.astimezone(UTC).replace(microsecond=0), usegmt=True)
    return [(name, stamp if name.lower() == "last-modified" else value) for name, value in headers]


def coded(headers: Headers, body: bytes, accept: str) -> tuple[Headers, bytes]:
    """An answer that is not kept, such as an error, in the coding that the client likes best."""
    named = {name.lower(): value for name, value in headers}
    if not is_worth(body, named.get("content-type", "")) or not (coding := accepted(accept)):
        return headers, body
    body = compress(body, coding)
    plain = [
        (name, value) for name, value in headers if name.lower() not in ("content-length", "vary")
    ]
    vary = ", ".join(filter(None, (named.get("vary"), "Accept-Encoding")))
    return [
        *plain,
        ("Vary", vary),
        ("Content-Encoding", coding),
        ("Content-Length", str(len(body))),
    ], body
