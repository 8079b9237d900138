"""What a site that was laid out anew puts into the texts of all its stories, told by stories that
are known, before anything is stored.

Decision 0118.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import islice

from app.collect.duplicates import find_duplicate
from app.collect.reader import marks_of
from app.collect.visit import Visit, Visitor
from app.news.decide import published_instant
from app.store import Store
from app.values.errors import FetchError
from app.values.model import Content, Item, Location, Source
from scrapers import ScrapeError
from scrapers.articles.repeats import short_marks
from scrapers.page.layout import is_relaid, is_relaid_itself

# So many known stories are asked; what two of them gained at once is none of theirs.
_WITNESSES, _AGREE = 3, 2
_LOOKED_THROUGH, _COMPARED = 20, 2


class Relaunch:
    """What a run finds out of a site that may have been laid out anew; `read` raises
    ScrapeError.
    """

    def __init__(
        self,
        source: Source,
        visitor: Visitor,
        store: Store,
        read: Callable[[Location, Visit], Content],
    ) -> None:
        self._visitor = visitor
        self._store = store
        self._read = read
        known = [*store.locations.read_of(source, _LOOKED_THROUGH)]
        self._known = [place for place in reversed(known) if place.item_id and not place.joined]

    def is_one(self, visit: Visit) -> bool:
        """Whether the page of a visit is laid out otherwise than those of known stories were."""
        others = self._others(visit)
        before = list(islice(filter(None, map(self._kept, others)), _COMPARED))
        return bool(before) and all(is_relaid(each.page.body, visit.page.body) for each in before)

    def is_of(self, place: Location, visit: Visit) -> bool:
        """Whether the page of a known story is laid out otherwise than it was itself."""
        before = self._kept(place)
        return before is not None and is_relaid_itself(before.page.body, visit.page.body)

    def gained_by_known(self, visit: Visit) -> list[frozenset[str]]:
        """What each known story that still answers at its address has gained."""
        there = [place for place in self._others(visit) if place.state == "read"]
        several = (self._gained(place) for place in there[:_WITNESSES])
        return [each for each in several if each is not None]

    def gained_elsewhere(
        self, pages: Iterable[tuple[Location, Visit]], now: Callable[[], datetime]
    ) -> list[frozenset[str]]:
        """What each of some pages at new addresses has beside the known story that it tells."""
        found = []
        for place, visit in pages:
            try:
                said = self._read(place, visit)
            except ScrapeError:
                continue
            instant = published_instant(said.published, now(), self._store.zone)
            twin = find_duplicate(self._store, said, instant, place.key, "")
            if twin is not None:
                told = self._store.items.by_location(replace(place, item_id=twin.item_id))
                found.append(_beyond(said, told))
        return found

    def _others(self, visit: Visit) -> Sequence[Location]:
        return [place for place in self._known if place.key != visit.validators.address.key]

    def _kept(self, place: Location) -> Visit | None:
        return self._visitor.recall(place.address, place.capture) if place.capture else None

    def _gained(self, place: Location) -> frozenset[str] | None:
        """What a known story says by now beside what is stored of it; None if it does not say."""
        if self._visitor.held(place.url):
            return None
        try:
            visit = self._visitor.visit(place.address, conditional=False)
            said = self._read(place, visit) if visit is not None else None
        except (FetchError, ScrapeError):
            return None
        return _beyond(said, self._store.items.by_location(place)) if said else None


def agreed(gains: Sequence[frozenset[str]]) -> frozenset[str]:
    """The marks of what several stories have gained at once."""
    counts = Counter(mark for each in gains for mark in each)
    return frozenset(mark for mark, count in counts.items() if count >= _AGREE)


def are_enough(gains: Sequence[frozenset[str]]) -> bool:
    """Whether so many stories were asked that they can agree."""
    return len(gains) >= _AGREE


def _beyond(said: Content, item: Item) -> frozenset[str]:
    return _marks(said) - _marks(item.upstream or item.content)


def _marks(content: Content) -> frozenset[str]:
    return marks_of(content) | short_marks(content.text)
