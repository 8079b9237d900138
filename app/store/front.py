"""The front page: what editors keep at its top."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select

from app.store.access import Access, repeated
from app.store.rows import items_of, select_items
from app.store.schema import ItemRow, PinRow
from app.values.keys import fold_title
from app.values.model import Item

MOST_PINS = 12

# Pins as the audit log tells them: ids of items in their order, each with the time until which it
# is pinned, or an empty one.
Pins = list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Pin:
    """An item that is pinned, public or not just now, and until when."""

    item: Item
    until: datetime | None


class Front:
    """Pins of the front page, the first of which is its lead."""

    def __init__(self, access: Access) -> None:
        self._access = access

    def pinned(self) -> list[Item]:
        """The public items that are pinned, in their order."""
        return [pin.item for pin in self.pins() if pin.item.status == "published"]

    def pins(self) -> list[Pin]:
        """All pins in their order."""
        with self._access.read() as session:
            until = {
                row.item_id: row.until
                for row in session.scalars(
                    select(PinRow).order_by(PinRow.position).limit(MOST_PINS)
                )
            }
            wanted = select_items().where(ItemRow.id.in_(until))
            items = (
                {
                    item.id: item
                    for item in items_of(
                        session, [(a, b, c) for a, b, c in session.execute(wanted)]
                    )
                }
                if until
                else {}
            )
            return [Pin(items[item_id], until[item_id]) for item_id in until]

    def arrangement(self) -> Pins:
        """The pins as the audit log tells them."""
        wanted = (
            select(ItemRow.uid, PinRow.until)
            .join(PinRow, PinRow.item_id == ItemRow.id)
            .order_by(PinRow.position)
        )
        with self._access.read() as session:
            return [
                (uid, until.isoformat() if until else "") for uid, until in session.execute(wanted)
            ]

    @repeated
    def put(self, pins: Pins) -> None:
        """Let these be the pins."""
        wanted = select(ItemRow.uid, ItemRow.id).where(ItemRow.uid.in_([uid for uid, _ in pins]))
        with self._access.write() as session:
            keys = {row.uid: row.id for row in session.execute(wanted)}
            session.execute(delete(PinRow))
            for position, (uid, until) in enumerate(pins):
                ends = datetime.fromisoformat(until) if until else None
                session.add(PinRow(item_id=keys[uid], position=position, until=ends))

    @repeated
    def drop_ended(self, now: datetime) -> bool:
        """Take off the pins whose time is over; whether there were any."""
        with self._access.write() as session:
            ended = delete(PinRow).where(PinRow.until <= now).returning(PinRow.item_id)
            return bool(session.scalars(ended).all())

    def candidates(self, words: str, since: datetime, limit: int) -> list[Item]:
        """Public items since a time whose title has these words, newest first."""
        wanted = select_items().where(ItemRow.status == "published", ItemRow.published_at >= since)
        for word in fold_title(words).split():
            wanted = wanted.where(ItemRow.title_key.contains(word, autoescape=True))
        with self._access.read() as session:
            rows = session.execute(
                wanted.order_by(ItemRow.published_at.desc(), ItemRow.id.desc()).limit(limit)
            )
            return items_of(session, [(a, b, c) for a, b, c in rows])
