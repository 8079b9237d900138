"""One fetch from the URL asked for, through its redirects and what pages lead on to, to the
document.
"""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from app.fetch.answer import Fetched, NotModified, Validators, first
from app.fetch.coding import unpacked
from app.fetch.engine import Engine
from app.fetch.exchange import Exchange, Request, sendable
from app.fetch.failures import answered
from app.fetch.head import retry_after
from app.fetch.refresh import leads_to
from app.fetch.transfer import server_of, transfer
from app.fetch.turns import Turns
from app.fetch.urls import follow
from app.values.errors import FetchError

_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_FOR_GOOD = frozenset({301, 308})
_NOT_MODIFIED = 304


class Trip:
    """Asks hop by hop; validators go to the first URL only, since they are about that one."""

    def __init__(
        self, engine: Engine, turns: Turns, request: Request, now: Callable[[], datetime]
    ) -> None:
        self._engine = engine
        self._turns = turns
        self._request = request
        self._validators = sendable(request.validators)
        self._seconds = request.limits.total_seconds
        self._now = now
        self._start = request.target
        self._seen = {request.target.url}
        self._for_good = True
        self._led_on = False

    async def run(self) -> Fetched | NotModified:
        """Return where the trip ends, or raise FetchError about the URL it began with."""
        try:
            exchange = await self._ask()
            while exchange.head.status in _REDIRECTS or self._leads_on(exchange):
                await self._wait_before_following(exchange)
                self._turn_to(exchange)
                exchange = await self._ask()
            return self._finish(exchange)
        except FetchError as error:
            if error.url == self._start.url:
                raise
            raise self._on_the_way(error) from error

    async def _ask(self) -> Exchange:
        exchange, target = (
            Exchange(self._request, self._validators, self._seconds),
            self._request.target,
        )
        async with self._turns.turn(server_of(target), self._request.gap):
            self._seconds -= await transfer(self._engine, exchange)
        return exchange

    async def _wait_before_following(self, exchange: Exchange) -> None:
        """A redirect may say when to come to the other place; a long wait is the caller's to
        arrange.
        """
        head, limits = exchange.head, self._request.limits
        asked = retry_after(first(head.headers, "retry-after"), self._now()) or 0.0
        if asked > limits.patience:
            raise answered(self._request.target.url, head.status, asked)
        if asked:
            await asyncio.sleep(asked)

    def _turn_to(self, exchange: Exchange) -> None:
        """Make the next request the one a redirect asks for."""
        request, status = self._request, exchange.head.status
        location = exchange.head.location if status in _REDIRECTS else self._onward(exchange)
        if not location:
            raise FetchError(
                request.target.url, "redirect", f"the server answered {status} but not where to go"
            )
        target = follow(request.target, location, request.allow_hosts)
        self._check_way(target.url)
        if request.permit is not None:
            request.permit(target.url)
        self._for_good = self._for_good and status in _FOR_GOOD
        self._led_on = self._led_on or status not in _REDIRECTS
        self._request, self._validators = replace(request, target=target), Validators()

    def _leads_on(self, exchange: Exchange) -> bool:
        """Whether a page leads on to another one; one that leads to itself is only shown anew."""
        location = self._onward(exchange)
        if not location:
            return False
        try:
            target = follow(self._request.target, location, self._request.allow_hosts)
        except FetchError as error:
            return error.kind != "url"
        return target.url not in self._seen

    def _onward(self, exchange: Exchange) -> str:
        """Where a document of its own leads on to; "" for nowhere."""
        if not exchange.head.ok or not exchange.whole:
            return ""
        return leads_to(exchange.body, first(exchange.head.headers, "content-type") or "")

    def _check_way(self, url: str) -> None:
        limits = self._request.limits
        if url in self._seen:
            raise FetchError(self._start.url, "redirect", "the server redirects in a circle")
        if len(self._seen) > limits.redirects:
            raise FetchError(self._start.url, "redirect", f"more than {limits.redirects} redirects")
        if self._seconds <= 0:
            raise FetchError(
                self._start.url, "timeout", f"no answer within {limits.total_seconds:g} s"
            )
        self._seen.add(url)

    def _finish(self, exchange: Exchange) -> Fetched | NotModified:
        head, url, sent = exchange.head, self._request.target.url, self._validators
        moved = url if self._for_good and len(self._seen) > 1 else None
        headers = head.headers
        given = Validators(first(headers, "etag"), first(headers, "last-modified"))
        if head.status == _NOT_MODIFIED and sent != Validators():
            return NotModified(
                url,
                Validators(given.etag or sent.etag, given.last_modified or sent.last_modified),
                headers,
                moved,
            )
        if not head.ok:
            raise answered(
                url, head.status, retry_after(first(headers, "retry-after"), self._now())
            )
        if not exchange.whole:
            raise FetchError(
                url,
                "truncated",
                "the compressed document breaks off before its end",
                status=head.status,
            )
        return Fetched(
            url=url,
            status=head.status,
            headers=headers,
            body=unpacked(bytes(exchange.body), self._request.limits.body_bytes),
            moved=moved,
            # Those of where a page leads on to are not of the page that is asked the next time.
            validators=Validators() if self._led_on else given,
            content_type=first(headers, "content-type") or "",
        )

    def _on_the_way(self, error: FetchError) -> FetchError:
        return FetchError(
            self._start.url,
            error.kind,
            f"redirected to {error.url}: {error.message}",
            status=error.status,
            permanent=error.permanent,
            retry_after=error.retry_after,
        )
