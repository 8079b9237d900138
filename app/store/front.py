"""The front page: what editors keep at its top."""

from datetime import datetime

from sqlalchemy import func, select

from app.errors import Conflict, NotFound
from app.model import Item
from app.store.audit import record
from app.store.engine import Database
from app.store.publication import touch
from app.store.rows import items_of, select_items
from app.store.schema import ItemRow, PinRow

MOST_PINS = 12


class Front:
    """Pins of the front page, the first of which is its lead."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def pinned(self) -> list[Item]:
        """The public items that are pinned, in their order."""
        with self._database.read() as session:
            ids = list(session.scalars(select(PinRow.item_id).order_by(PinRow.position).limit(MOST_PINS)))
            wanted = select_items().where(ItemRow.id.in_(ids), ItemRow.status == "published")
            found = items_of(session, [(a, b, c) for a, b, c in session.execute(wanted)]) if ids else []
            return sorted(found, key=lambda item: ids.index(item.id))

    def pin(self, uid: str, now: datetime, until: datetime | None = None, by: str = "service") -> None:
        """Keep an item at the very top, until a certain time if one is given; NotFound, or Conflict for one that is not public."""
        with self._database.write() as session:
            item = session.scalars(select(ItemRow).where(ItemRow.uid == uid)).one_or_none()
            if item is None:
                raise NotFound(f"there is no item {uid!r}")
            if item.status != "published":
                raise Conflict("only a published item can be pinned")
            if until is not None and until <= now:
                raise Conflict("the time until which it is pinned is over already")
            first = session.scalar(select(func.min(PinRow.position)))
            row = session.get(PinRow, item.id)
            if row is None:
                row = PinRow(item_id=item.id, position=0)
                session.add(row)
            row.position, row.until = (first or 0) - 1, until
            record(session, by, "pin", f"item {uid}", now, after={"until": until.isoformat() if until else ""})
            touch(session, now)

    def unpin(self, uid: str, now: datetime, by: str = "service") -> None:
        """Let an item take its usual place again; Conflict when it is not pinned."""
        with self._database.write() as session:
            row = session.scalars(select(PinRow).join(ItemRow, ItemRow.id == PinRow.item_id).where(ItemRow.uid == uid)).one_or_none()
            if row is None:
                raise Conflict("this item is not pinned")
            session.delete(row)
            record(session, by, "unpin", f"item {uid}", now)
            touch(session, now)
