"""What may be the same story as one that is being written."""

from datetime import datetime, timedelta
from typing import Literal

from app.collect.duplicates import find_duplicate
from app.news.decide import published_instant
from app.store import Store
from app.values.keys import fold_title
from app.values.model import Content, Item
from scrapers.words.urls import identity

Why = Literal["address", "words", "title"]
_ORDER: tuple[Why, ...] = ("address", "words", "title")
_MOST = 5
_RECENT = timedelta(days=90)


def alike(store: Store, content: Content, url: str, now: datetime) -> list[tuple[Item, Why]]:
    """Items that may be the same story as one that is being written, each with why, the surest
    first.
    """
    reasons: dict[int, Why] = {}
    with store.look() as look:
        if url and (here := look.items.at_address(identity(url))) is not None:
            reasons[here] = "address"
        instant = published_instant(content.published, now, look.zone)
        if duplicate := find_duplicate(look, content, instant, "", ""):
            reasons.setdefault(duplicate.item_id, "words")
        if key := fold_title(content.title):
            for item_id in look.items.with_title(key, now - _RECENT, _MOST):
                reasons.setdefault(item_id, "title")
        items = [item for item in look.items.by_keys(list(reasons)) if item.status != "merged"]
    return sorted(
        ((item, reasons[item.id]) for item in items), key=lambda pair: _ORDER.index(pair[1])
    )
