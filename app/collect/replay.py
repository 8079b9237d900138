"""Replay: read what was captured once more, without the network, after a scraper has improved."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from app.collect.captures import Captures
from app.collect.intake import replay
from app.collect.stories import reading_of
from app.collect.visit import Visit, page_of, validators_of
from app.news.decide import Rejection, Revise, decide
from app.store import Store
from app.values.model import CONTENT_FIELDS, Item, Location, Source
from scrapers import ScrapeError
from scrapers.articles.repeats import marks, repeated


@dataclass(frozen=True, slots=True)
class Change:
    """A story that reads differently now: the fields, each with what is stored and what was
    read.
    """

    item: Item
    url: str
    fields: tuple[tuple[str, object, object], ...]


class Replay:
    """Reads captured stories again. `counts` tells afterwards how many were read, changed,
    doubtful, unreadable or no longer kept.
    """

    def __init__(self, store: Store, captures: Captures) -> None:
        self._store = store
        self._captures = captures
        self.counts: Counter[str] = Counter()
        self._known: dict[int, frozenset[str]] = {}

    def run(
        self, source: Source | None, now: datetime, *, apply: bool, newest: int | None = None
    ) -> Iterator[Change]:
        """Yield what would change, or has changed when it is applied, one story after the other,
        each in a transaction of its own.

        With `newest`, of so many stories that were found last.
        """
        sources = self._store.sources.all()
        by_id = {known.id: known for known in sources}
        for location in self._store.locations.read_of(source, newest):
            owner = by_id.get(location.source_id or 0)
            if owner is None:
                continue  # its source was removed, and with it how to read the page
            change = self._one(location, owner, sources, now, apply)
            if change is not None:
                self.counts["changed"] += 1
                yield change

    def _repeats(self, source: Source) -> frozenset[str]:
        """What repeats over the source's pages; asked for once."""
        if source.id not in self._known:
            self._known[source.id] = repeated(self._store.sources.repeats(source))
        return self._known[source.id]

    def _one(
        self, location: Location, source: Source, sources: list[Source], now: datetime, apply: bool
    ) -> Change | None:
        item = self._store.items.by_location(location)
        if item.locations[0].id != location.id:
            return None  # a story is revised from its first address only
        capture = self._captures.read(location.capture)
        if capture is None:
            self.counts["not kept"] += 1
            return None
        page = page_of(capture.answer, source.zone, charset=source.charset)
        visit = Visit(page, validators_of(location.url, capture.answer), location.capture)
        try:
            reading = reading_of(
                location,
                visit,
                source,
                lambda: sources,
                self._repeats(source) - marks((item.upstream or item.content).text),
            )
        except ScrapeError:
            self.counts["unreadable"] += 1
            return None
        self.counts["read"] += 1
        intent = decide(reading.content, item, None, now, self._store.zone)
        if isinstance(intent, Rejection):
            self.counts["doubtful"] += 1
        if not isinstance(intent, Revise) or intent.content == item.content:
            return None
        fields = tuple(
            (name, getattr(item.content, name), getattr(intent.content, name))
            for name in CONTENT_FIELDS
            if getattr(item.content, name) != getattr(intent.content, name)
        )
        if apply:
            replay(self._store, reading, now)
        return Change(item, location.url, fields)
