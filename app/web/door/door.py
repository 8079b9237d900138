"""The RSGI application of a web worker.

Decision 0090.
"""

import asyncio
import io
import logging
from collections import Counter
from collections.abc import AsyncIterator, Callable
from ipaddress import IPv6Address, ip_address
from typing import Protocol
from wsgiref.types import WSGIEnvironment

from app.edition import EditionCache, Key
from app.run.signs import Lateness, Refusal
from app.values.limits import Limits
from app.values.program import NAME
from app.web.door.body import Received, announced_length, receive
from app.web.door.gateway import Reply, Scope, address_of, complete, environ_of, text_of
from app.web.door.line import Full, Line
from app.web.door.patience import Ledger
from app.web.lengths import longest_body

log = logging.getLogger(NAME)

# Python runs one of them at a time; more than two are there for those that wait for the database.
READERS = 4
# Whoever writes may have to wait for whoever writes already, or for another site.
WRITERS = 3
_READING = ("GET", "HEAD", "OPTIONS")
_PLAIN = ("Content-Type", "text/plain; charset=utf-8")


class Transfer(Protocol):
    """The other end of a request, as RSGI has it: its body in pieces, and where the answer goes."""

    def __aiter__(self) -> AsyncIterator[bytes]: ...
    def response_bytes(self, status: int, headers: list[tuple[str, str]], body: bytes) -> None: ...  # noqa: D102
    def response_empty(self, status: int, headers: list[tuple[str, str]]) -> None: ...  # noqa: D102


class Door:
    """Answers what is kept at once, and has the application make the rest, in threads that never
    wait for a visitor: some are for reading alone, so that whoever writes holds up no page.

    `count` notes what was refused and what took too long; `now` is in seconds, for measuring. Where
    every visitor comes through a proxy (`behind_proxy`), addresses are not counted.
    """

    def __init__(
        self,
        cache: EditionCache,
        limits: Limits,
        count: Callable[[Refusal | Lateness], None],
        now: Callable[[], float],
        *,
        behind_proxy: bool = False,
        readers: int = READERS,
        writers: int = WRITERS,
    ) -> None:
        self.ledger = Ledger()
        self._cache = cache
        self._limits = limits
        self._count = count
        self._now = now
        self._behind_proxy = behind_proxy
        self._reading = Line(readers, "page", now)
        self._writing = Line(writers, "write", now, seconds=limits.line_seconds)
        self._making: dict[Key, asyncio.Future[None]] = {}
        self._streams: Counter[str] = Counter()

    async def __rsgi__(self, scope: Scope, transfer: Transfer) -> None:
        """Answer a request."""
        client = scope.client
        if (
            scope.method == "GET"
            and (kept := self._cache.at_once(scope.path, scope.query_string, scope.headers.get))
            is not None
        ):
            self.ledger.answered(client, scope.http_version)
            transfer.response_bytes(*kept)
            return
        self.ledger.begun(client, scope.http_version)
        try:
            environ = environ_of(scope)
            reply = await self._answer(environ, self._cache.place(environ), scope, transfer)
        finally:
            self.ledger.ended(client)
        _send(transfer, scope, reply)

    async def _answer(
        self, environ: WSGIEnvironment, place: Key | None, scope: Scope, transfer: Transfer
    ) -> Reply:
        visitor = self._counted(scope)
        if visitor and self._streams[visitor] >= self._limits.streams:
            return self._refuse("streams", 429, "Too many requests at once from one address.")
        if visitor:
            self._streams[visitor] += 1
        try:
            longest = longest_body(scope.method, scope.path, self._limits)
            received = (
                await self._receive(scope, longest, transfer)
                if longest
                else Received(io.BytesIO(), 0)
            )
            if received.failure == "late":
                return self._refuse("body", 408, "The request took too long to come.")
            if received.failure == "broken":
                return 400, [_PLAIN], b"400 The request broke off.\n"
            if received.failure == "too_large":
                self._count("too_large")
            with received.body:
                length = max(received.length, longest + 1) if received.failure else received.length
                return await self._made(
                    complete(environ, scope, received.body, length), place, scope
                )
        finally:
            if visitor:
                self._leave(visitor)

    async def _receive(self, scope: Scope, longest: int, transfer: Transfer) -> Received:
        announced = announced_length(scope.headers.get("content-length"))
        asks_first = (scope.headers.get("expect") or "").lower() == "100-continue"
        return await receive(
            aiter(transfer), announced, longest, self._limits, self._now, asks_first=asks_first
        )

    async def _made(self, environ: WSGIEnvironment, place: Key | None, scope: Scope) -> Reply:
        """The application's answer; whoever asks for the same page meanwhile waits for that one,
        and takes no thread.
        """
        if place is not None and (making := self._making.get(place)) is not None:
            await asyncio.shield(making)
            kept = (
                self._cache.at_once(scope.path, scope.query_string, scope.headers.get)
                if scope.method == "GET"
                else None
            )
            if kept is not None:
                return kept
        loop = asyncio.get_running_loop()
        mine = loop.create_future() if place is not None and place not in self._making else None
        if mine is not None and place is not None:
            self._making[place] = mine
        line = self._reading if scope.method in _READING else self._writing
        try:
            return await line.run(self._cache, environ)
        except Full:
            return self._refuse(
                "busy",
                503,
                "Too many requests at once. Please try again in a minute.",
                ("Retry-After", "60"),
            )
        finally:
            if mine is not None and place is not None:
                del self._making[place]
                mine.set_result(None)

    def _counted(self, scope: Scope) -> str:
        """The address whose streams are counted; empty where they are not: one request a
        connection, this machine, a proxy.
        """
        if scope.http_version[0] == "1" or self._behind_proxy:
            return ""
        address = address_of(scope.client)
        return "" if is_here(address) else address

    def _leave(self, visitor: str) -> None:
        self._streams[visitor] -= 1
        if not self._streams[visitor]:
            del self._streams[visitor]

    def _refuse(
        self, event: Refusal | Lateness, status: int, words: str, *more: tuple[str, str]
    ) -> Reply:
        self._count(event)
        return status, [_PLAIN, *more], f"{status} {words}\n".encode()


def is_here(address: str) -> bool:
    """Whether an address is this machine's own, where a proxy may stand."""
    try:
        ip = ip_address(address)
        mapped = ip.ipv4_mapped if isinstance(ip, IPv6Address) else None
        return (mapped or ip).is_loopback
    except ValueError:
        return False


def _send(transfer: Transfer, scope: Scope, reply: Reply) -> None:
    status, headers, body = reply
    fields = [(name, text_of(value)) for name, value in headers]
    if status in (408, 413) and scope.http_version[0] == "1":
        fields.append(("Connection", "close"))
    if body:
        transfer.response_bytes(status, fields, body)
    else:
        transfer.response_empty(status, fields)
