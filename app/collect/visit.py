"""Asking for pages: conditionally, with a capture on disk before anybody parses, and everything counted."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from app.captures import Captures
from app.fetch import Fetched, Fetcher, NotModified, Validators
from app.store import Seal, Store
from scrapers import Page


@dataclass(slots=True)
class Tally:
    """Counts of a run while it goes on; `failures` are lines for a person."""

    requests: int = 0
    not_modified: int = 0
    bytes: int = 0
    fetched: int = 0
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    gone: int = 0
    failures: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Visit:
    """A page that was fetched and captured; its seal is stored together with what the page brings."""

    page: Page
    seal: Seal
    capture: str


class Visitor:
    """Fetches pages for one run."""

    def __init__(self, store: Store, fetcher: Fetcher, captures: Captures, now: Callable[[], datetime]) -> None:
        self._store = store
        self._fetcher = fetcher
        self._captures = captures
        self._now = now
        self.tally = Tally()

    def visit(self, url: str, zone: str, *, conditional: bool = True) -> Visit | None:
        """Fetch and capture a page; None when it is what we have stored already. FetchError."""
        known = self._store.locations.seal(url) if conditional else Seal(url)
        self.tally.requests += 1
        answer = self._fetcher.fetch(url, Validators(known.etag, known.last_modified))
        if isinstance(answer, NotModified):
            self.tally.not_modified += 1
            return None
        self.tally.fetched += 1
        self.tally.bytes += len(answer.body)
        seal = seal_of(url, answer)
        if conditional and seal.digest == known.digest:
            self._store.locations.save_seal(seal)
            return None
        return Visit(page_of(answer, zone), seal, self._captures.keep(answer, self._now()))


def seal_of(url: str, answer: Fetched) -> Seal:
    """What will say, next time, that the page has not changed."""
    digest = hashlib.sha256(answer.body).hexdigest()
    return Seal(url, answer.validators.etag, answer.validators.last_modified, digest)


def page_of(answer: Fetched, zone: str) -> Page:
    """A fetched document as the scrapers take it."""
    return Page(answer.url, answer.body, answer.content_type, zone)
