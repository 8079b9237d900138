"""What a site that was laid out anew puts into the texts of all its stories, told by stories that
are known, before anything is stored.

Decision 0118.
"""

from collections import Counter
from collections.abc import Callable
from itertools import islice

from app.collect.reader import marks_of
from app.collect.visit import Visit, Visitor
from app.store import Store
from app.values.errors import FetchError
from app.values.model import Content, Location, Source
from scrapers import ScrapeError
from scrapers.articles.repeats import short_marks
from scrapers.page.layout import is_relaid

# So many known stories are asked; what two of them gained at once is none of theirs.
_WITNESSES, _AGREE = 3, 2
_LOOKED_THROUGH, _COMPARED = 20, 2


def gained_by_all(
    source: Source,
    visitor: Visitor,
    store: Store,
    visit: Visit,
    read: Callable[[Location, Visit], Content],
) -> frozenset[str]:
    """The marks of what stands in the text of several known stories since the site was laid out
    anew, as the page of a visit tells; none where it was not. `read` raises ScrapeError.
    """
    known = [place for place in store.locations.read_of(source, _LOOKED_THROUGH) if _speaks(place)]
    others = [place for place in reversed(known) if place.key != visit.validators.address.key]
    before = list(islice(filter(None, (_kept(visitor, place) for place in others)), _COMPARED))
    if not before or not all(is_relaid(each.page.body, visit.page.body) for each in before):
        return frozenset()
    gained: Counter[str] = Counter()
    for place in others[:_WITNESSES]:
        gained.update(_gained(place, visitor, store, read))
    return frozenset(mark for mark, count in gained.items() if count >= _AGREE)


def _speaks(place: Location) -> bool:
    return place.state == "read" and not place.joined and place.item_id is not None


def _kept(visitor: Visitor, place: Location) -> Visit | None:
    return visitor.recall(place.address, place.capture) if place.capture else None


def _gained(
    place: Location, visitor: Visitor, store: Store, read: Callable[[Location, Visit], Content]
) -> frozenset[str]:
    """What a known story says by now beside what is stored of it."""
    item = store.items.by_location(place)
    if visitor.held(place.url):
        return frozenset()
    try:
        visit = visitor.visit(place.address, conditional=False)
        said = read(place, visit) if visit is not None else None
    except (FetchError, ScrapeError):
        return frozenset()
    return _marks(said) - _marks(item.upstream or item.content) if said else frozenset()


def _marks(content: Content) -> frozenset[str]:
    return marks_of(content) | short_marks(content.text)
