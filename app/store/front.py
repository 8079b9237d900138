"""The front page: what editors keep at its top."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app.news.decide import fold_title
from app.store.audit import record
from app.store.engine import Database
from app.store.publication import touch
from app.store.rows import items_of, select_items
from app.store.schema import ItemRow, PinRow
from app.values.errors import Conflict, NotFound
from app.values.model import Item

MOST_PINS = 12

# Pins as the audit log tells them: ids of items in their order, each with the time until which it is pinned, or an empty one.
Pins = list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Pin:
    """An item that is pinned, public or not just now, and until when."""

    item: Item
    until: datetime | None


class Front:
    """Pins of the front page, the first of which is its lead."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def pinned(self) -> list[Item]:
        """The public items that are pinned, in their order."""
        return [pin.item for pin in self.pins() if pin.item.status == "published"]

    def pins(self) -> list[Pin]:
        """All pins in their order."""
        with self._database.read() as session:
            until = {row.item_id: row.until for row in session.scalars(select(PinRow).order_by(PinRow.position).limit(MOST_PINS))}
            wanted = select_items().where(ItemRow.id.in_(until))
            found = {item.id: item for item in items_of(session, [(a, b, c) for a, b, c in session.execute(wanted)])} if until else {}
            return [Pin(found[item_id], until[item_id]) for item_id in until]

    def pin(self, uid: str, now: datetime, until: datetime | None = None, by: str = "service") -> None:
        """Keep an item at the very top, until a certain time if one is given; NotFound, or Conflict for one that is not public."""
        with self._database.write() as session:
            _pinnable(session, uid)
            _in_time(until, now)
            before = pins_of(session)
            after = [(uid, until.isoformat() if until else ""), *(pin for pin in before if pin[0] != uid)]
            _arrange(session, before, after, now)
            said = {"until": until.isoformat() if until else "", "pins": after}
            record(session, by, "pin", f"item {uid}", now, before={"pins": before}, after=said)

    def unpin(self, uid: str, now: datetime, by: str = "service") -> None:
        """Let an item take its usual place again; Conflict when it is not pinned."""
        with self._database.write() as session:
            before = pins_of(session)
            after = [pin for pin in before if pin[0] != uid]
            if after == before:
                raise Conflict("this item is not pinned")
            _arrange(session, before, after, now)
            record(session, by, "unpin", f"item {uid}", now, before={"pins": before}, after={"pins": after})

    def arrange(self, uids: Sequence[str], by: str, now: datetime, *, seen: Sequence[str]) -> None:
        """Put pins into this order, and take off those that are not named; `seen` is the order that the editor saw.

        Conflict when somebody else has changed it since.
        """
        with self._database.write() as session:
            before = pins_of(session)
            if [uid for uid, _ in before] != list(seen):
                raise Conflict("somebody else has changed the front page in the meantime; look at it again")
            until = dict(before)
            if not set(uids) <= set(until) or len(set(uids)) != len(uids):
                raise Conflict("only items that are pinned can be put in order")
            after = [(uid, until[uid]) for uid in uids]
            if after != before:
                _arrange(session, before, after, now)
                record(session, by, "arrange", "front page", now, before={"pins": before}, after={"pins": after})

    def expire(self, uid: str, until: datetime | None, by: str, now: datetime) -> None:
        """Say until when an item is pinned, or, with None, that it is pinned until it is taken off; Conflict when it is not pinned."""
        with self._database.write() as session:
            before = pins_of(session)
            _in_time(until, now)
            if uid not in dict(before):
                raise Conflict("this item is not pinned")
            after = [(pinned, until.isoformat() if until else "") if pinned == uid else (pinned, was) for pinned, was in before]
            _arrange(session, before, after, now)
            record(session, by, "arrange", "front page", now, before={"pins": before}, after={"pins": after})

    def candidates(self, words: str, since: datetime, limit: int) -> list[Item]:
        """Public items since a time whose title has these words, newest first."""
        wanted = select_items().where(ItemRow.status == "published", ItemRow.published_at >= since)
        for word in fold_title(words).split():
            wanted = wanted.where(ItemRow.title_key.contains(word, autoescape=True))
        with self._database.read() as session:
            found = session.execute(wanted.order_by(ItemRow.published_at.desc(), ItemRow.id.desc()).limit(limit))
            return items_of(session, [(a, b, c) for a, b, c in found])


def pins_of(session: Session) -> Pins:
    """The pins as they stand."""
    wanted = select(ItemRow.uid, PinRow.until).join(PinRow, PinRow.item_id == ItemRow.id).order_by(PinRow.position)
    return [(uid, until.isoformat() if until else "") for uid, until in session.execute(wanted)]


def put_pins(session: Session, pins: Pins) -> None:
    """Let these be the pins."""
    ids = {
        uid: item_id for item_id, uid in session.execute(select(ItemRow.id, ItemRow.uid).where(ItemRow.uid.in_([uid for uid, _ in pins])))
    }
    session.execute(delete(PinRow))
    for position, (uid, until) in enumerate(pins):
        session.add(PinRow(item_id=ids[uid], position=position, until=datetime.fromisoformat(until) if until else None))
    session.flush()


def _arrange(session: Session, before: Pins, after: Pins, now: datetime) -> None:
    if len(after) > max(MOST_PINS, len(before)):
        raise Conflict("there are %(most)s pins already; take one off first", most=MOST_PINS)
    put_pins(session, after)
    touch(session, now)


def _in_time(until: datetime | None, now: datetime) -> None:
    if until is not None and until <= now:
        raise Conflict("the time until which it is pinned is over already")


def _pinnable(session: Session, uid: str) -> None:
    item = session.scalars(select(ItemRow).where(ItemRow.uid == uid)).one_or_none()
    if item is None:
        raise NotFound(f"there is no item {uid!r}")
    if item.status != "published":
        raise Conflict("only a published item can be pinned")
