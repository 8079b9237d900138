"""Noting what came of asking for a story's page, where that brought nothing to take in."""

from dataclasses import replace
from datetime import datetime

from app.collect import rereading
from app.collect.moving import follow
from app.collect.visit import Visit
from app.store import Transaction, in_transaction
from app.values.model import Location


@in_transaction
def put_off(tx: Transaction, location: Location, until: datetime) -> None:
    """Leave a page alone until a certain time, because its host asked for it; that is no failure of
    its own.
    """
    stored = tx.locations.get(location.id)
    tx.locations.save(stored, replace(stored, recheck_at=until))


@in_transaction
def note_unchanged(tx: Transaction, location: Location, now: datetime) -> None:
    """A page is as it was; one that had gone is back, and so is what it lost for a while."""
    stored = tx.locations.get(location.id)
    tx.locations.save(stored, rereading.was_read(stored, now))
    if stored.item_id is not None:
        tx.losses.is_back(stored.item_id)


@in_transaction
def note_failure(
    tx: Transaction,
    location: Location,
    error: str,
    now: datetime,
    not_before: datetime | None = None,
) -> None:
    """A page could not be fetched; it stays where it was, and is tried again."""
    stored = tx.locations.get(location.id)
    tx.locations.save(stored, rereading.failed(stored, error, now, not_before))
    _follow(tx, stored, now)


@in_transaction
def note_unreadable(
    tx: Transaction, location: Location, visit: Visit, error: str, now: datetime
) -> None:
    """A page could not be read; it is tried again. Of one that never was, its capture and
    validators are kept, so that it need not come whole again before it has changed.
    """
    stored = tx.locations.get(location.id)
    after = rereading.failed(stored, error, now, None)
    if stored.state == "pending":
        after = replace(after, capture=visit.capture)
        tx.locations.save_validators(visit.validators)
    tx.locations.save(stored, after)
    _follow(tx, stored, now)


@in_transaction
def note_gone(
    tx: Transaction, location: Location, error: str, now: datetime, *, for_good: bool
) -> bool:
    """A page was taken away upstream; True when that is news. What we stored stays."""
    stored = tx.locations.get(location.id)
    tx.locations.save(stored, rereading.gone(stored, error, now, for_good=for_good))
    if stored.state != "gone":
        tx.locations.forget_validators(stored)
    _follow(tx, stored, now)
    return stored.state == "read"


def _follow(tx: Transaction, place: Location, now: datetime) -> None:
    """An item whose own address was lost may live at another one."""
    if place.item_id is not None and not place.joined:
        follow(tx, place.item_id, now)
