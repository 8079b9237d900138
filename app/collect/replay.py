"""Replay: read what was captured once more, without the network, after the program has learned to
read better.

Decision 0096.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from app.collect.captures import Captures
from app.collect.intake import Reading, replay, take_in
from app.collect.parts import Kept
from app.collect.reader import marks_of, reading_of, told_before
from app.collect.visit import recalled, recalled_parts
from app.news.comparison import Verdict, compared
from app.news.decide import Rejection, Reread, Revise, decide
from app.store import Store
from app.values.model import CONTENT_FIELDS, Item, Location, Source
from scrapers import ScrapeError
from scrapers.articles.repeats import repeated

# So many of the stories that were found last are looked through for lines that are no story's.
_MOST_LOOKED_THROUGH = 400
_STORY = "story"


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
    doubtful, unreadable or no longer kept, `verdicts` how many fields of each source are the same,
    or were gained, lost or changed; `story` is the field of what could not be read at all.
    """

    def __init__(self, store: Store, captures: Captures) -> None:
        self._store = store
        self._captures = captures
        self.counts: Counter[str] = Counter()
        self.verdicts: dict[tuple[str, str], Counter[Verdict]] = {}
        self._known: dict[int, frozenset[str]] = {}
        self._sources = {source.id: source for source in store.sources.all()}

    def run(
        self,
        source: Source | None,
        now: datetime,
        *,
        apply: bool,
        newest: int | None = None,
        progress: Callable[[int], None] = lambda _: None,
    ) -> Iterator[Change]:
        """Yield what would change, or has changed when it is applied, one story after the other,
        each in a transaction of its own.

        With `newest`, of so many stories that were found last.
        """
        for number, location in enumerate(self._store.locations.read_of(source, newest), 1):
            progress(number)
            owner = self._sources.get(location.source_id or 0)
            if owner is None:
                continue  # its source was removed, and with it how to read the page
            change = self._one(location, owner, now, apply=apply)
            if change is not None:
                self.counts["changed"] += 1
                yield change

    def again(
        self, source: Source, since: datetime, now: datetime, alive: Callable[[], None]
    ) -> None:
        """Read those stories of a source again that were found since it began to be read wrongly,
        and those that could not be read.
        """
        for location in self._store.locations.read_of(source, _MOST_LOOKED_THROUGH):
            found_at = location.first_seen_at
            if location.item_id is None or (found_at is not None and found_at >= since):
                alive()
                self._one(location, source, now, apply=True)

    def leave_out(
        self, source: Source, furniture: frozenset[str], now: datetime, alive: Callable[[], None]
    ) -> None:
        """Read those stories of a source again that were stored with lines and pictures of which
        only later stories told that they are no story's.
        """
        self._known[source.id] = self._repeats(source) | furniture
        for location in self._store.locations.read_of(source, _MOST_LOOKED_THROUGH):
            if location.item_id is None:
                continue
            item = self._store.items.by_location(location)
            if marks_of(item.upstream or item.content, location.teaser_title) & furniture:
                alive()
                self._one(location, source, now, apply=True)

    def _one(
        self, location: Location, source: Source, now: datetime, *, apply: bool
    ) -> Change | None:
        if location.item_id is None:
            self._unread(location, source, now, apply=apply)
            return None
        item = self._store.items.by_location(location)
        if item.locations[0].id != location.id:
            return None  # a story is revised from its first address only
        reading = self._reading(location, source)
        if reading is None:
            return None
        self.counts["read"] += 1
        for name, verdict in compared(item.upstream or item.content, reading.content).items():
            self._tell(source, name, verdict)
        told = Reread(
            reading.content,
            location.teaser_summary,
            location.teaser_title,
            reading.repeats,
            fetched=True,
        )
        intent = decide(reading.content, item, None, now, self._store.zone, told)
        self._tell(source, _STORY, "lost" if isinstance(intent, Rejection) else "same")
        if isinstance(intent, Rejection):
            self.counts["doubtful"] += 1
        if not isinstance(intent, Revise) or intent.content == item.content:
            return None
        if apply:
            replay(self._store, replace(reading, again=reading.content), now)
        return Change(item, location.url, _fields(item, intent))

    def _unread(self, location: Location, source: Source, now: datetime, *, apply: bool) -> None:
        """A page that could not be read when it came may be read by now."""
        reading = self._reading(location, source)
        if reading is not None:
            self.counts["read"] += 1
            self._tell(source, _STORY, "gained")
            if apply:
                take_in(self._store, reading, now)

    def _reading(self, location: Location, source: Source) -> Reading | None:
        visit = recalled(self._captures, source, location.address, location.capture)
        parts = recalled_parts(self._captures, source, location.capture)
        if visit is None or parts is None:
            self.counts["not kept"] += 1
            return None
        sources = list(self._sources.values())
        whole = told_before(self._store, location)
        try:
            repeats = self._repeats(source)
            return reading_of(location, visit, source, lambda: sources, repeats, whole, Kept(parts))
        except ScrapeError:
            self.counts["unreadable"] += 1
            self._tell(source, _STORY, "lost" if location.item_id is not None else "same")
            return None

    def _repeats(self, source: Source) -> frozenset[str]:
        """What repeats over the source's pages; asked for once."""
        if source.id not in self._known:
            self._known[source.id] = repeated(self._store.sources.repeats(source))
        return self._known[source.id]

    def _tell(self, source: Source, name: str, verdict: Verdict) -> None:
        self.verdicts.setdefault((source.slug, name), Counter())[verdict] += 1


def _fields(item: Item, intent: Revise) -> tuple[tuple[str, object, object], ...]:
    return tuple(
        (name, getattr(item.content, name), getattr(intent.content, name))
        for name in CONTENT_FIELDS
        if getattr(item.content, name) != getattr(intent.content, name)
    )
