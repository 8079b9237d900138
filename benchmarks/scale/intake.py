"""New stories on their way into a newsroom: noted, compared with what is stored, joined to events,
made public, filed for the search.
"""

from collections.abc import Callable
from itertools import count

from app.collect.intake import Reading, take_in
from app.collect.noting import place_of
from app.publish.release import release
from app.run.boot import Service
from benchmarks.scale.prose import Prose
from benchmarks.scale.rows import NOW
from scrapers import Teaser

STORIES = 60


class Intake:
    """What brings one new story after the other into a newsroom."""

    def __init__(self, service: Service, prose: Prose) -> None:
        self._service, self._prose = service, prose
        # Others than those that an earlier run has told.
        self._numbers = count(10_000_000 + service.store.items.last_serial())
        self._source = service.store.sources.get("s2")

    def acts(self) -> list[Callable[[], object]]:
        """As many new stories as are measured, two at a time."""
        return [self._take_in_two] * STORIES

    def ticks(self) -> list[Callable[[], object]]:
        """What the clock does every few seconds to make public what is due, with nothing due."""
        return [lambda: release(self._service.store, NOW)] * STORIES

    def _take_in_two(self) -> None:
        """One in each language."""
        self._take_in()
        self._take_in()

    def _take_in(self) -> None:
        number, store = next(self._numbers), self._service.store
        content = self._prose.new(number)
        teaser = Teaser(f"{self._source.url}{number}.html", content.title)
        place = place_of(store, teaser, "listing", self._source, NOW)
        take_in(store, Reading(content, "", "source:s2", place, self._source), NOW)
