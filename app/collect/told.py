"""Stories of which the source's feed holds the whole text, where their pages cannot be read.

Decision 0109.
"""

from collections.abc import Callable, Mapping
from datetime import datetime

from app.collect.intake import Reading, take_in
from app.collect.reader import told_reading
from app.collect.visit import RunStatistics
from app.news.decide import differs
from app.news.rejection import cut_short
from app.store import Store
from app.values.model import Location, Source
from scrapers import ScrapeError, Teaser
from scrapers.words.text import plain_text


class Told:
    """The entries of which a feed holds the whole text, by the keys of their addresses."""

    def __init__(
        self,
        source: Source,
        entries: Mapping[str, Teaser],
        statistics: RunStatistics,
        store: Store,
        now: Callable[[], datetime],
    ) -> None:
        self._source = source
        self._entries = entries
        self._statistics = statistics
        self._store = store
        self._now = now

    def text_of(self, location: Location) -> str:
        """The text of a story in words; "" where the feed does not hold it."""
        entry = self._entries.get(location.key)
        return plain_text(entry.text) if entry is not None else ""

    def take(self, location: Location, repeats: frozenset[str]) -> bool:
        """Make an item of what the feed holds of a story whose page cannot be read, where none is
        made yet; True when there is one then.
        """
        entry = self._entries.get(location.key)
        if location.state != "pending" or (entry is None and location.item_id is None):
            return False
        if location.item_id is None and entry is not None:
            reading = self._reading(location, entry, repeats)
            if reading is None:
                return False
            result = take_in(self._store, reading, self._now())
            self._statistics.new += result.outcome == "new"
        self._statistics.readable += 1
        return True

    def correct(self, repeats: frozenset[str]) -> None:
        """Revise the stories that were taken from the feed, and whose pages were never read, where
        the feed says something else by now.
        """
        with self._store.look() as look:
            known = look.locations.by_keys(list(self._entries))
        for location in known.values():
            if location.state == "pending" and location.item_id is not None:
                self._correct(location, repeats)

    def _correct(self, location: Location, repeats: frozenset[str]) -> None:
        reading = self._reading(location, self._entries[location.key], repeats)
        if reading is None:
            return
        item = self._store.items.by_location(location)
        stored = item.upstream or item.content
        # A feed that holds only the beginning by now corrects nothing.
        if not cut_short(stored.text, reading.content) and differs(stored, reading.content):
            result = take_in(self._store, reading, self._now())
            self._statistics.changed += result.outcome == "changed"

    def _reading(
        self, location: Location, entry: Teaser, repeats: frozenset[str]
    ) -> Reading | None:
        """What a feed holds of a story; None when that is none."""
        try:
            return told_reading(
                location, entry, self._source, self._store.sources.all, self._now(), repeats
            )
        except ScrapeError:
            return None
