"""What leads the front page when no editor says so."""

from collections.abc import Sequence
from datetime import timedelta
from math import log2

from app.values.model import Item

_HALF = timedelta(hours=10)
_RECENT = timedelta(hours=36)


def foremost(items: Sequence[Item], count: int) -> list[Item]:
    """The items that matter most, the lead first: how many sources report it, against how old it is
    beside the newest.

    Twice the reports weigh as much as ten hours; an item without a summary gives way to one with,
    since a headline alone makes no lead.
    """
    if not items:
        return []
    newest = max(item.published_at for item in items)
    recent = [item for item in items if newest - item.published_at <= _RECENT] or list(items)
    return sorted(
        recent,
        key=lambda item: (_weight(item, newest - item.published_at), item.published_at, item.id),
        reverse=True,
    )[:count]


def top(pinned: Sequence[Item], newest: Sequence[Item], count: int) -> list[Item]:
    """What stands at the top: what editors pinned, in their order, then what matters most of the
    newest.
    """
    kept = {item.id for item in pinned}
    return [*pinned, *(item for item in foremost(newest, count) if item.id not in kept)][:count]


def _weight(item: Item, age: timedelta) -> float:
    summary_bonus = 0.5 if item.content.summary and item.rights != "headline" else 0.0
    picture_bonus = 0.5 if item.media and item.rights == "full" else 0.0
    return log2(max(1, item.reports)) + summary_bonus + picture_bonus - age / _HALF
