"""Intake: a reading becomes an item, a revision, a further address of an item, or nothing.

All that is slow comes first, on a look at the store that holds nobody up: what may be the same
story, what may report the same event, what the source's rules say (`deciding`). The transaction
that follows stores the decision (`storing`), if what it was made on is still so; else it is made
anew.

Decision 0091.
"""

from collections.abc import Callable
from datetime import datetime

from app.collect.deciding import against, gather, plan_reading, plan_replay
from app.collect.reading import IntakeResult, Known, Plan, Reading
from app.collect.storing import carry_out, revise_only
from app.store import Nouns, Store, Transaction

__all__ = ["IntakeResult", "Reading", "replay", "take_in"]

# So often a decision is made without holding anybody up; then others are made to wait for it.
_FREE_TRIES = 3


def take_in(store: Store, reading: Reading, now: datetime) -> IntakeResult:
    """Store what a reading brings, whole or not at all."""
    return _planned(store, reading, now, plan_reading, carry_out)


def replay(store: Store, reading: Reading, now: datetime) -> IntakeResult:
    """Store what a capture reads like now as a revision, silent if the capture of the reading
    before says the same; when its page is to be fetched again stays as it was.
    """
    return _planned(store, reading, now, plan_replay, revise_only)


def _planned(
    store: Store,
    reading: Reading,
    now: datetime,
    plan: Callable[[Nouns, Reading, Known, datetime], Plan],
    carry_out: Callable[[Transaction, Reading, Plan, datetime], IntakeResult],
) -> IntakeResult:
    for _ in range(_FREE_TRIES):
        with store.look() as look:
            known = gather(look, reading, now)
            compared = against(known, reading)
            planned = plan(look, compared, known, now)
        with store.transaction() as tx:
            if gather(tx, reading, now) == known:
                return carry_out(tx, compared, planned, now)
    with store.transaction() as tx:
        known = gather(tx, reading, now)
        compared = against(known, reading)
        return carry_out(tx, compared, plan(tx, compared, known, now), now)
