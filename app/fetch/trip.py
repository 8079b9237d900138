"""One fetch from the URL asked for, through its redirects, to the document."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

import pycurl

from app.errors import FetchError
from app.fetch.answer import Fetched, NotModified, Validators, first
from app.fetch.exchange import Exchange, Request, prepare, sendable
from app.fetch.failures import answered, failed
from app.fetch.head import retry_after
from app.fetch.pool import Pool
from app.fetch.urls import follow

_OK = 0
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_FOR_GOOD = frozenset({301, 308})
_NOT_MODIFIED = 304


class Trip:
    """Asks hop by hop; validators go to the first URL only, since they are about that one."""

    def __init__(self, pool: Pool, request: Request, now: Callable[[], datetime]) -> None:
        self._pool = pool
        self._request = replace(request, validators=sendable(request.validators))
        self._now = now
        self._start = request.target
        self._seen = {request.target.url}
        self._for_good = True

    def run(self) -> Fetched | NotModified:
        """Return where the trip ends, or raise FetchError about the URL it began with."""
        try:
            exchange = self._ask()
            while exchange.head.status in _REDIRECTS:
                self._turn_to(exchange)
                exchange = self._ask()
            return self._finish(exchange)
        except FetchError as error:
            if error.url == self._start.url:
                raise
            raise self._on_the_way(error) from error

    def _ask(self) -> Exchange:
        exchange = Exchange(self._request, lambda: self._pool.closed)
        with self._pool.handle(self._request.target.key) as handle:
            exchange.stopped = self._pool.closed
            if exchange.stopped:
                raise failed(exchange, handle, _OK, "")
            prepare(handle, exchange)
            code, detail = _perform(handle, exchange)
            if not _usable(exchange, code):
                raise failed(exchange, handle, code, detail)
            spent = float(handle.getinfo(pycurl.TOTAL_TIME))
        self._request = replace(self._request, seconds=self._request.seconds - spent)
        return exchange

    def _turn_to(self, exchange: Exchange) -> None:
        """Make the next request the one a redirect asks for."""
        request, status = self._request, exchange.head.status
        location = exchange.head.location
        if not location:
            raise FetchError(request.target.url, "redirect", f"the server answered {status} but not where to go")
        target = follow(request.target, location, request.allow_hosts)
        self._check_way(target.url)
        self._for_good = self._for_good and status in _FOR_GOOD
        self._request = replace(request, target=target, validators=Validators())

    def _check_way(self, url: str) -> None:
        limits = self._request.limits
        if url in self._seen:
            raise FetchError(self._start.url, "redirect", "the server redirects in a circle")
        if len(self._seen) > limits.redirects:
            raise FetchError(self._start.url, "redirect", f"more than {limits.redirects} redirects")
        if self._request.seconds <= 0:
            raise FetchError(self._start.url, "timeout", f"no answer within {limits.total_seconds:g} s")
        self._seen.add(url)

    def _finish(self, exchange: Exchange) -> Fetched | NotModified:
        head, url, sent = exchange.head, self._request.target.url, self._request.validators
        headers = head.headers
        given = Validators(first(headers, "etag"), first(headers, "last-modified"))
        if head.status == _NOT_MODIFIED and sent != Validators():
            return NotModified(url, Validators(given.etag or sent.etag, given.last_modified or sent.last_modified))
        if not head.ok:
            raise answered(url, head.status, retry_after(first(headers, "retry-after"), self._now()))
        return Fetched(
            url=url,
            status=head.status,
            headers=headers,
            body=bytes(exchange.body),
            moved=url if self._for_good and len(self._seen) > 1 else None,
            validators=given,
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


def _perform(handle: pycurl.Curl, exchange: Exchange) -> tuple[int, str]:
    try:
        handle.perform()
    except pycurl.error as error:
        return int(error.args[0]), str(error.args[-1])
    finally:
        exchange.finish()
    return _OK, ""


def _usable(exchange: Exchange, code: int) -> bool:
    # libcurl is content with half a head; and a redirect or an error has said all in its head, however its page ended.
    return exchange.head.complete and (code == _OK or not exchange.head.ok)
