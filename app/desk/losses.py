"""What sources took away from many stories at once: shown, and settled by one decision."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from app.collect import believe
from app.news.losses import Loss, taken_away
from app.store import Store
from app.values.model import Item, Source

Settlement = Literal["accepted", "kept"]


@dataclass(frozen=True, slots=True)
class HeldLoss:
    """A story as it stands here, and what its source would take away from it."""

    item: Item
    loss: Loss
    taken: list[str]


def held_losses(store: Store, source: Source) -> list[HeldLoss]:
    """What waits for a decision at a source."""
    losses = store.losses.held(source)
    items = {item.id: item for item in store.items.by_keys([loss.item_id for loss in losses])}
    return [
        HeldLoss(items[loss.item_id], loss, _taken(items[loss.item_id], loss)) for loss in losses
    ]


def settle_losses(
    store: Store, slug: str, how: Settlement, by: str, now: datetime
) -> list[HeldLoss]:
    """Take over all that a source took away, or keep all of it; returns what was settled.
    NotFound.
    """
    source = store.sources.get(slug)
    held = held_losses(store, source)
    for story in held:
        if how == "accepted":
            believe(store, story.loss, source, now)
        store.losses.decide(story.loss.item_id, how)
    if held:
        details = {"stories": [story.item.uid for story in held], "settled": how}
        store.audit.note(by, "settle losses", f"source {slug}", now, after=details)
    return held


def _taken(item: Item, loss: Loss) -> list[str]:
    return taken_away(item.upstream or item.content, loss.content)
