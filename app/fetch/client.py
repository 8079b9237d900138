"""The fetcher: what the rest of the program holds."""

from collections.abc import Callable
from datetime import datetime
from types import TracebackType
from typing import Self

from app.fetch.answer import Fetched, Limits, NotModified, Validators
from app.fetch.exchange import Request
from app.fetch.pool import Pool
from app.fetch.trip import Trip
from app.fetch.urls import check

_DEFAULT = Limits()


class Fetcher:
    """Fetches documents for many threads at once.

    `allow_hosts` holds the `host:port` that may be fetched in spite of their port or address, spelled as in the URL;
    `now` is asked for the time when a server says to come back at a certain hour.
    """

    def __init__(
        self,
        *,
        user_agent: str,
        now: Callable[[], datetime],
        allow_hosts: frozenset[str] = frozenset(),
        limits: Limits = _DEFAULT,
    ) -> None:
        self._user_agent = user_agent
        self._now = now
        self._allow = frozenset(host.lower() for host in allow_hosts)
        self._limits = limits
        self._pool = Pool()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Close the connections and make running fetches give up; may be called twice."""
        self._pool.close()

    def fetch(
        self,
        url: str,
        validators: Validators | None = None,
        *,
        referer: str | None = None,
        limits: Limits | None = None,
    ) -> Fetched | NotModified:
        """Return the document, or NotModified when validators were given and still hold; raise FetchError."""
        request = Request(
            target=check(url, self._allow),
            user_agent=self._user_agent,
            referer=referer,
            validators=validators or Validators(),
            limits=limits or self._limits,
            seconds=(limits or self._limits).total_seconds,
            allow_hosts=self._allow,
        )
        return Trip(self._pool, request, self._now).run()
