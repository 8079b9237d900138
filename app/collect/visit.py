"""Asking for pages during one run: politely, conditionally, with a capture on disk before anybody
parses, everything counted.

Decision 0030.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from app.browser.client import Browser
from app.collect.captures import Capture, Captures
from app.collect.drawing import asking, can_be_drawn, charset_of, draw, validators_of
from app.collect.observing import Sight
from app.collect.robots import Robots
from app.fetch import Answer, Fetched, Fetcher, Limits, NotModified, Validators
from app.store import PageValidators, Store
from app.values.address import Address, address_of
from app.values.errors import READING, FetchError, Interrupted, Stopping
from app.values.model import Failure, Source
from scrapers import Page, ScrapeError
from scrapers.words.urls import host_of

_LONGEST_HOLD = timedelta(days=7)
_MOST_TAGS = 60_000
_MEDIA = ("image/", "audio/", "video/", "font/", "application/pdf", "application/zip")
_FILES = (b"%PDF", b"PK\x03\x04", b"\x1f\x8b")
_READABLE = (
    "text/",
    "application/xhtml",
    "application/xml",
    "application/json",
    "application/feed",
    "application/rss",
    "application/atom",
)


@dataclass(slots=True)
class RunStatistics:
    """Counts of a run while it goes on; `readable` and `unreadable` are of the stories that it was
    to read for the first time. `sight` is what it saw of its source.
    """

    requests: int = 0
    not_modified: int = 0
    bytes: int = 0
    fetched: int = 0
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    gone: int = 0
    pictures: int = 0
    readable: int = 0
    unreadable: int = 0
    failures: list[Failure] = field(default_factory=list)
    sight: Sight = field(default_factory=Sight)

    def fail(self, error: FetchError | ScrapeError) -> None:
        """Remember a page that could not be fetched or read."""
        self.failures.append(failure_of(error))

    def answered(self, answer: Answer) -> None:
        """Count what a request brought."""
        if isinstance(answer, NotModified):
            self.not_modified += 1
        else:
            self.fetched += 1
            self.bytes += len(answer.body)


@dataclass(frozen=True, slots=True)
class Visit:
    """A page that was fetched and captured; its validators are stored together with what the page
    brings.
    """

    page: Page
    validators: PageValidators
    capture: str


class Visitor:
    """Fetches pages for one run of one source. `alive` is called from time to time while the run
    waits; `browser` draws pages, where there is one.
    """

    def __init__(
        self,
        store: Store,
        fetcher: Fetcher,
        captures: Captures,
        robots: Robots,
        now: Callable[[], datetime],
        source: Source,
        alive: Callable[[], None],
        browser: Browser | None = None,
    ) -> None:
        self._browser = browser
        self._store = store
        self._fetcher = fetcher
        self._captures = captures
        self._robots = robots
        self._now = now
        self._source = source
        self._alive = alive
        self._holds = {
            host: until for (_, host), until in store.sources.holds([source], now()).items()
        }
        self.statistics = RunStatistics()

    def visit(self, address: Address, *, conditional: bool = True) -> Visit | None:
        """Fetch and capture a page; None when it is what we have stored already. FetchError."""
        known = (
            self._store.locations.validators(address) if conditional else PageValidators(address)
        )
        answer = self.fetch(address.url, Validators(known.etag, known.last_modified))
        if isinstance(answer, NotModified):
            return None
        validators = validators_of(address, answer)
        if conditional and validators.digest == known.digest:
            self._store.locations.save_validators(validators)
            return None
        return self.capture(address, answer)

    def capture(self, address: Address, answer: Fetched) -> Visit:
        """Keep a fetched page on disk, drawn by its scripts if its source wants that; FetchError
        when it is no page at all.
        """
        check_page(address.url, answer)
        if self._source.browser:
            answer = self._drawn(answer) or answer
            check_page(address.url, answer)
        return self._kept(address, answer)

    @property
    def can_draw(self) -> bool:
        """Whether there is a browser."""
        return self._browser is not None

    def draw(self, visit: Visit) -> Visit | None:
        """A page that was read as it came, as its scripts draw it; None where there is no browser,
        or nothing to draw. FetchError.
        """
        capture = self._captures.read(visit.capture)
        drawn = self._drawn(capture.answer) if capture is not None else None
        return self._kept(visit.validators.address, drawn) if drawn is not None else None

    def _kept(self, address: Address, answer: Fetched) -> Visit:
        where = self._captures.keep(address.url, answer, self._now())
        page = page_of(answer, self._source.zone, self._now(), self._source.charset)
        return Visit(page, validators_of(address, answer), where)

    def _drawn(self, plain: Fetched) -> Fetched | None:
        page = page_of(plain, self._source.zone)
        if self._browser is None or not can_be_drawn(page):
            return None
        ask = asking(
            plain.url,
            self._fetcher,
            lambda url, referer: self.fetch(url, Validators(), referer=referer or plain.url),
        )
        try:
            charset, zone = self._source.charset, self._source.zone
            return draw(self._browser, plain, charset, zone, ask, self._alive)
        except Stopping as error:
            raise Interrupted(str(error)) from error

    def recall(self, address: Address, where: str) -> Visit | None:
        """A page as it was kept on disk; None when it is no longer."""
        return recalled(self._captures, self._source, address, where)

    def recall_parts(self, where: str) -> dict[str, Visit] | None:
        """The other pages of a story in parts as they were kept on disk, by the keys of their
        addresses; None when they are no longer.
        """
        return recalled_parts(self._captures, self._source, where)

    def fetch(
        self,
        url: str,
        validators: Validators,
        *,
        referer: str | None = None,
        limits: Limits | None = None,
    ) -> Answer:
        """Ask for anything, as robots.txt, the host's pace and its wishes to be left alone allow;
        FetchError; Interrupted when the program is stopping.
        """
        if until := self.held(url):
            raise FetchError(
                url,
                "status",
                told_to_wait(host_of(url), until),
                retry_after=(until - self._now()).total_seconds(),
            )
        try:
            gap = self._robots.permit(url, self._count, self._alive)
            self._count()
            answer = self._fetcher.fetch(
                url,
                validators,
                referer=referer,
                limits=limits,
                gap=gap,
                permit=self._robots.permit_redirect,
                pulse=self._alive,
            )
        except Stopping as error:
            raise Interrupted(str(error)) from error
        except FetchError as error:
            if error.retry_after is not None:
                self._hold(host_of(url), error.retry_after)
            raise
        self.statistics.answered(answer)
        return answer

    def held(self, url: str) -> datetime | None:
        """Until when the host of a page wants to be left alone by this source; None when it may be
        asked.
        """
        until = self._holds.get(host_of(url))
        return until if until is not None and until > self._now() else None

    def _hold(self, host: str, seconds: float) -> None:
        until = hold_until(self._now(), seconds)
        self._holds[host] = until
        self._store.sources.hold(self._source, host, until)

    def _count(self) -> None:
        self.statistics.requests += 1


def recalled(captures: Captures, source: Source, address: Address, where: str) -> Visit | None:
    """A page of a source as it was kept, read as of then; None when it is kept no longer. Of a
    story in parts it is the page at the story's own address.
    """
    own = where.partition(" ")[0]
    capture = captures.read(own)
    return _kept(capture, source, address, own) if capture is not None else None


def recalled_parts(captures: Captures, source: Source, where: str) -> dict[str, Visit] | None:
    """The other pages from which a story was read, by the keys of their addresses, as they were
    kept; None when one of them is kept no longer.
    """
    parts: dict[str, Visit] = {}
    for place in where.split(" ")[1:]:
        capture = captures.read(place)
        if capture is None:
            return None
        address = address_of(capture.asked)
        parts[address.key] = _kept(capture, source, address, place)
    return parts


def _kept(capture: Capture, source: Source, address: Address, where: str) -> Visit:
    page = page_of(capture.answer, source.zone, capture.at, source.charset)
    return Visit(page, validators_of(address, capture.answer), where)


def hold_until(now: datetime, seconds: float) -> datetime:
    """When a host that asked for a pause may be asked again; a week is the longest that we take
    such a word for.
    """
    return now + min(timedelta(seconds=min(seconds, _LONGEST_HOLD.total_seconds())), _LONGEST_HOLD)


def told_to_wait(host: str, until: datetime) -> str:
    """Why a host is not asked."""
    return f"{host} asked us to wait until {until:%Y-%m-%d %H:%M} UTC"


def check_page(url: str, answer: Fetched) -> None:
    """FetchError when what came is no page that could be read: empty, or a picture, an archive, a
    film.
    """
    kind = answer.content_type.partition(";")[0].strip().lower()
    if answer.body.count(b"<") > _MOST_TAGS:
        raise FetchError(
            url, "too-large", f"the page has more than {_MOST_TAGS} elements", status=answer.status
        )
    if not answer.body.strip():
        raise FetchError(url, "not-a-page", "the page is empty", status=answer.status)
    binary = (
        kind.startswith(_MEDIA) or answer.body.startswith(_FILES) or b"\0" in answer.body[:2000]
    )
    if kind and not kind.startswith(_READABLE) and binary:
        raise FetchError(url, "not-a-page", f"this is no page but {kind}", status=answer.status)


def failure_of(error: FetchError | ScrapeError) -> Failure:
    """An error as it is kept with its run; a page that cannot be read is "not-a-page"."""
    if isinstance(error, FetchError):
        return Failure(error.kind, error.url, str(error))
    return Failure(READING if error.stage == READING else "not-a-page", error.url, str(error))


def page_of(answer: Fetched, zone: str, now: datetime | None = None, charset: str = "") -> Page:
    """A fetched document as the scrapers take it; `now` is when it was fetched, `charset` what it
    is in, if that is known.
    """
    known = charset_of(answer, charset)
    return Page(answer.url, answer.body, answer.content_type, zone, now, known)
