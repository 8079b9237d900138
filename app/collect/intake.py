"""Intake: a reading becomes an item, a revision, a further address of an item, or nothing.

All that is slow comes first, on a look at the store that holds nobody up: what may be the same
story, what may report the same event, what the source's rules say (`deciding`). The transaction
that follows stores the decision (`storing`), if what it was made on is still so; else it is made
anew.

Decision 0091.
"""

from collections.abc import Callable
from datetime import datetime
from functools import partial

from app.collect.deciding import against, gather, plan_reading, plan_replay
from app.collect.reading import IntakeResult, Known, Plan, Reading
from app.collect.storing import carry_out, revise_only
from app.store import Nouns, Store, Transaction

__all__ = ["IntakeResult", "Reading", "replay", "take_in"]

MakePlan = Callable[[Nouns, Reading, Known, datetime], Plan]
CarryOut = Callable[[Transaction, Reading, Plan, datetime], IntakeResult]

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
    plan: MakePlan,
    carry_out: CarryOut,
) -> IntakeResult:
    for _ in range(_FREE_TRIES):
        with store.look() as look:
            known = gather(look, reading, now)
            compared = against(known, reading)
            planned = plan(look, compared, known, now)
        result = store.transact(
            partial(_as_planned, reading, known, compared, planned, carry_out, now)
        )
        if result is not None:
            return result
    return store.transact(partial(_at_once, reading, plan, carry_out, now))


def _as_planned(
    reading: Reading,
    known: Known,
    compared: Reading,
    planned: Plan,
    carry_out: CarryOut,
    now: datetime,
    tx: Transaction,
) -> IntakeResult | None:
    """Store what was decided; None where it was decided on what is so no more."""
    if gather(tx, reading, now) != known:
        return None
    return carry_out(tx, compared, planned, now)


def _at_once(
    reading: Reading, plan: MakePlan, carry_out: CarryOut, now: datetime, tx: Transaction
) -> IntakeResult:
    """Decide, and store it, in one transaction; others with new stories wait for it."""
    tx.take_turn("stories")
    known = gather(tx, reading, now)
    compared = against(known, reading)
    return carry_out(tx, compared, plan(tx, compared, known, now), now)
