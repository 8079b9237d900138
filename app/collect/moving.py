"""An item's own address, followed to where its story lives by now.

Decision 0115.
"""

from collections.abc import Callable
from datetime import datetime

from app.collect.visit import Visit, Visitor
from app.news.standing import led_away, may_follow, successor
from app.store import Join, Transaction
from app.values.errors import FetchError
from app.values.model import Item, Location
from scrapers import ScrapeError
from scrapers.words.urls import identity

# Nobody is let in any more, or there is nothing.
_CLOSED = (401, 402, 403, 404, 406, 410, 451)


def follow(tx: Transaction, item_id: int, now: datetime) -> None:
    """Let another of an item's addresses become its own, if that which was is lost."""
    # An address may be lost at the same moment at which another one is found to live.
    tx.writes.touch(item_id)
    item = tx.items.by_keys([item_id])[0]
    if (place := successor(item.locations)) is not None:
        make_own(tx, item, place, now)


def has_moved(
    visitor: Visitor, own: Location, place: Location, read: Callable[[Visit], object]
) -> bool:
    """Ask an item's own address whether its story lives at another of its addresses by now: it
    leads there, or there is nothing to be had at it any more. `read` raises ScrapeError for a page
    that is not the story.
    """
    if own.source_id != place.source_id or visitor.held(own.url):
        return False
    try:
        visit = visitor.visit(own.address, conditional=False)
        if visit is None:
            return False
        landing = identity(visit.page.url)
        if landing == place.key:
            return True
        if not led_away(own.key, landing):
            read(visit)
            return False
    except FetchError as error:
        if error.status not in _CLOSED:
            return False
    except ScrapeError:
        pass  # what stands there is no story any more
    return may_follow(own, place)


def make_own(tx: Transaction, item: Item, place: Location, now: datetime) -> None:
    """Say that a story lives at another of its addresses by now; readers are led there."""
    before = item.locations[0]
    said = item.upstream or item.content
    tx.locations.join(before, item.id, Join("words", None, "", said))
    tx.locations.join(place, item.id, Join("", None, "", None))
    if item.status == "published":
        tx.publication.touch(now, [item.id], silent=True)
