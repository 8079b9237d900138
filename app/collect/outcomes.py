"""Noting what came of asking for a story's page, where that brought nothing to take in."""

from dataclasses import replace
from datetime import datetime

from app.collect import rereading
from app.store import Store
from app.values.model import Location


def put_off(store: Store, location: Location, until: datetime) -> None:
    """Leave a page alone until a certain time, because its host asked for it; that is no failure of
    its own.
    """
    with store.transaction() as tx:
        stored = tx.locations.get(location.id)
        tx.locations.save(stored, replace(stored, recheck_at=until))


def note_unchanged(store: Store, location: Location, now: datetime) -> None:
    """A page is as it was; one that had gone is back."""
    with store.transaction() as tx:
        stored = tx.locations.get(location.id)
        tx.locations.save(stored, rereading.was_read(stored, now))


def note_failure(
    store: Store, location: Location, error: str, now: datetime, not_before: datetime | None = None
) -> None:
    """A page could not be fetched or read; it stays where it was, and is tried again."""
    with store.transaction() as tx:
        stored = tx.locations.get(location.id)
        tx.locations.save(stored, rereading.failed(stored, error, now, not_before))


def note_gone(
    store: Store, location: Location, error: str, now: datetime, *, for_good: bool
) -> bool:
    """A page was taken away upstream; True when that is news. What we stored stays."""
    with store.transaction() as tx:
        stored = tx.locations.get(location.id)
        tx.locations.save(stored, rereading.gone(stored, error, now, for_good=for_good))
        if stored.state != "gone":
            tx.locations.forget_validators(stored)
        return stored.state == "read"
