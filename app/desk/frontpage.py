"""The front page: what editors keep at its top, and in which order."""

from collections.abc import Sequence
from datetime import datetime

from app.store import MOST_PINS, Pins, Transaction, in_transaction
from app.values.errors import Conflict


@in_transaction
def pin(tx: Transaction, uid: str, until: datetime | None, by: str, now: datetime) -> None:
    """Keep an item at the very top, until a certain time if one is given; NotFound, or Conflict for
    one that is not public.
    """
    if tx.items.by_uid(uid).status != "published":
        raise Conflict("only a published item can be pinned")
    _refuse_past(until, now)
    before = tx.front.arrangement()
    after = [(uid, _isoformat(until)), *(pin for pin in before if pin[0] != uid)]
    _arrange(tx, before, after, now)
    details = {"until": _isoformat(until), "pins": after}
    tx.audit.note(by, "pin", f"item {uid}", now, before={"pins": before}, after=details)


@in_transaction
def unpin(tx: Transaction, uid: str, by: str, now: datetime) -> None:
    """Let an item take its usual place again; Conflict when it is not pinned."""
    before = tx.front.arrangement()
    after = [pin for pin in before if pin[0] != uid]
    if after == before:
        raise Conflict("this item is not pinned")
    _arrange(tx, before, after, now)
    tx.audit.note(by, "unpin", f"item {uid}", now, before={"pins": before}, after={"pins": after})


@in_transaction
def arrange(
    tx: Transaction, uids: Sequence[str], seen: Sequence[str], by: str, now: datetime
) -> None:
    """Put pins into this order, and take off those that are not named; `seen` is the order that the
    editor saw.

    Conflict when somebody else has changed it since.
    """
    before = tx.front.arrangement()
    if [uid for uid, _ in before] != list(seen):
        raise Conflict("somebody else has changed the front page in the meantime; look at it again")
    until = dict(before)
    if not set(uids) <= set(until) or len(set(uids)) != len(uids):
        raise Conflict("only items that are pinned can be put in order")
    after = [(uid, until[uid]) for uid in uids]
    if after != before:
        _arrange(tx, before, after, now)
        tx.audit.note(
            by, "arrange", "front page", now, before={"pins": before}, after={"pins": after}
        )


@in_transaction
def expire(tx: Transaction, uid: str, until: datetime | None, by: str, now: datetime) -> None:
    """Say until when an item is pinned, or, with None, that it is pinned until it is taken off;
    Conflict when it is not pinned.
    """
    _refuse_past(until, now)
    before = tx.front.arrangement()
    if uid not in dict(before):
        raise Conflict("this item is not pinned")
    after = [(pinned, _isoformat(until) if pinned == uid else was) for pinned, was in before]
    _arrange(tx, before, after, now)
    tx.audit.note(by, "arrange", "front page", now, before={"pins": before}, after={"pins": after})


def _arrange(tx: Transaction, before: Pins, after: Pins, now: datetime) -> None:
    if len(after) > max(MOST_PINS, len(before)):
        raise Conflict("there are %(most)s pins already; take one off first", most=MOST_PINS)
    tx.front.put(after)
    tx.publication.touch(now)


def _refuse_past(until: datetime | None, now: datetime) -> None:
    if until is not None and until <= now:
        raise Conflict("the time until which it is pinned is over already")


def _isoformat(until: datetime | None) -> str:
    return until.isoformat() if until else ""
