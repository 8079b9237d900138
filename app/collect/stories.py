"""Reading the stories that a listing shows: new ones, and known ones that may have changed or
gone.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from functools import cached_property
from types import MappingProxyType

from app.collect import outcomes
from app.collect.intake import Reading, take_in
from app.collect.reader import reading_of, told_before, told_by, told_reading
from app.collect.visit import Visit, Visitor, hold_until
from app.news.decide import differs
from app.store import Store
from app.values.errors import FetchError
from app.values.model import Location, Source
from scrapers import ScrapeError
from scrapers.articles.repeats import counted, marks, repeated
from scrapers.feeds.upstream import Feed
from scrapers.listings.generic import Generic
from scrapers.words.text import plain_text

_GONE = (404, 410)
_FOR_GOOD = 410
# A page that is not for us, or for nobody without an account.
_FORBIDDEN = (401, 402, 403, 406, 451)
_CLOSED = frozenset(("robots", "too-large", "not-a-page", "redirect"))
_HOST_IS_DOWN = frozenset(("dns", "connect", "tls", "timeout"))
_PATIENCE = 3


class Stories:
    """Reads the stories of one source during one run. `texts` are what its feed holds of them, as
    HTML, by the keys of their addresses.
    """

    def __init__(
        self,
        source: Source,
        visitor: Visitor,
        store: Store,
        now: Callable[[], datetime],
        texts: Mapping[str, str] = MappingProxyType({}),
    ) -> None:
        self._source = source
        self._visitor = visitor
        self._store = store
        self._now = now
        self._texts = texts
        self._silent_in_a_row = 0
        self._learns = source.recipe is not None or source.scraper in ("", Generic.name, Feed.name)
        self._pages: list[frozenset[str]] = []

    def finish(self) -> frozenset[str]:
        """Remember what repeats over the stories that were read for the first time; returns the
        marks of lines that are known to repeat only now, so that stories were stored with them.
        """
        if not self._pages:
            return frozenset()
        counts = counted(self._counts, self._pages)
        self._store.sources.keep_repeats(self._source, counts)
        return repeated(counts) - self._repeats

    @cached_property
    def _counts(self) -> dict[str, int]:
        return self._store.sources.repeats(self._source) if self._learns else {}

    @cached_property
    def _repeats(self) -> frozenset[str]:
        return repeated(self._counts)

    def read(self, location: Location) -> None:
        """Read one story and take it in. What fails is counted and kept for later; FetchError only
        when the host itself is down.
        """
        if until := self._visitor.held(location.url):
            outcomes.put_off(self._store, location, until)
            return
        try:
            visit = self._visit(location)
            if visit is None:
                outcomes.note_unchanged(self._store, location, self._now())
                self._visitor.statistics.unchanged += 1
            else:
                self._take_in(location, visit)
            self._silent_in_a_row = 0
        except FetchError as error:
            self._not_fetched(location, error)

    def _visit(self, location: Location) -> Visit | None:
        """A story's page; None when it was read and is as it was. One that could not be read and
        has not changed is read from disk: its listing, or this program, may know more by now.
        """
        unread = location.state == "pending" and location.capture != ""
        visit = self._visitor.visit(
            location.address, conditional=unread or location.state != "pending"
        )
        if visit is None and unread:
            return self._visitor.recall(location.address, location.capture) or self._visitor.visit(
                location.address, conditional=False
            )
        return visit

    def _take_in(self, location: Location, visit: Visit) -> None:
        statistics, now = self._visitor.statistics, self._now()
        try:
            reading = self._compared(self._read(location, visit))
        except ScrapeError as error:
            outcomes.note_unreadable(self._store, location, visit, str(error), now)
            statistics.fail(error)
            if not self._take_told(location):
                statistics.unreadable += location.state == "pending"
            return
        statistics.readable += location.state == "pending"
        result = take_in(self._store, reading, now)
        match result.outcome:
            case "new":
                statistics.new += 1
                if self._learns:
                    self._pages.append(marks(told_by(reading.content)))
            case "changed":
                statistics.changed += 1
            case "unchanged":
                statistics.unchanged += 1
            case "doubtful":
                statistics.fail(ScrapeError("article", location.url, result.reason))

    def _read(self, location: Location, visit: Visit) -> Reading:
        text = self._texts.get(location.key)
        whole = plain_text(text) if text else told_before(self._store, location)
        return reading_of(
            location, visit, self._source, self._store.sources.all, self._repeats, whole
        )

    def _take_told(self, location: Location) -> bool:
        """Make an item of what the feed holds of a story whose page cannot be read, where none is
        made yet; True when there is one then.
        """
        text = self._texts.get(location.key)
        if location.state != "pending" or (text is None and location.item_id is None):
            return False
        if location.item_id is None and text is not None:
            now, all_sources = self._now(), self._store.sources.all
            try:
                reading = told_reading(location, text, self._source, all_sources, now)
            except ScrapeError:
                return False
            result = take_in(self._store, reading, now)
            self._visitor.statistics.new += result.outcome == "new"
        self._visitor.statistics.readable += 1
        return True

    def _compared(self, reading: Reading) -> Reading:
        """A reading of a story that we have and that reads otherwise now, with what the page that
        was read the last time reads like today.
        """
        location = reading.location
        if location is None or location.item_id is None or not location.capture:
            return reading
        stored = self._store.items.by_location(location)
        if not differs(stored.upstream or stored.content, reading.content):
            return reading
        before = self._visitor.recall(location.address, location.capture)
        try:
            again = self._read(location, before).content if before is not None else None
        except ScrapeError:
            again = None
        return replace(reading, again=again)

    def _not_fetched(self, location: Location, error: FetchError) -> None:
        statistics, now = self._visitor.statistics, self._now()
        if error.status == _FOR_GOOD or (error.status in _GONE and location.item_id is not None):
            statistics.gone += outcomes.note_gone(
                self._store, location, str(error), now, for_good=error.status == _FOR_GOOD
            )
            return
        not_before = hold_until(now, error.retry_after) if error.retry_after else None
        outcomes.note_failure(self._store, location, str(error), now, not_before)
        statistics.fail(error)
        if error.kind in _CLOSED or error.status in _FORBIDDEN:
            self._take_told(location)
        self._silent_in_a_row = self._silent_in_a_row + 1 if error.kind in _HOST_IS_DOWN else 0
        if self._silent_in_a_row >= _PATIENCE:
            raise error
