"""What sources have brought of late."""

from collections.abc import Sequence
from datetime import datetime
from typing import get_args

from sqlalchemy import case, func, literal_column, select

from app.store.access import Access
from app.store.rows import items_of, select_items
from app.store.schema import ItemRow
from app.values.model import Item, Source, Status


class Output:
    """Counts and the latest of what sources brought."""

    def __init__(self, access: Access) -> None:
        self._access = access

    def fresh(self, since: datetime, source_ids: Sequence[int] | None = None) -> dict[int, int]:
        """How many items are new since a time, of all sources or of some, by the source's
        number.
        """
        counted = select(ItemRow.source_id, func.count()).where(
            ItemRow.source_id.is_not(None), ItemRow.first_seen_at >= since
        )
        if source_ids is not None:
            counted = counted.where(ItemRow.source_id.in_(source_ids))
        with self._access.read() as session:
            return {
                source_id: number
                for source_id, number in session.execute(counted.group_by(ItemRow.source_id))
                if source_id
            }

    def trend(self, source: Source, starts: Sequence[datetime]) -> list[int]:
        """How many items of a source are new in each of some days, which begin at these
        instants.
        """
        day = case(
            *(
                (ItemRow.first_seen_at >= start, number)
                for number, start in reversed(list(enumerate(starts)))
            ),
            else_=-1,
        )
        seen = select(ItemRow.first_seen_at, day.label("day")).where(
            ItemRow.source_id == source.id, ItemRow.first_seen_at >= starts[0]
        )
        counted = seen.subquery()
        wanted = select(counted.c.day, func.count()).group_by(counted.c.day)
        with self._access.read() as session:
            counts = {int(number): int(count) for number, count in session.execute(wanted)}
        return [counts.get(number, 0) for number in range(len(starts))]

    def latest(self, source: Source, limit: int) -> list[Item]:
        """The newest items of a source, in whatever state."""
        newest = (ItemRow.published_at.desc(), ItemRow.id.desc())
        with self._access.read() as session:
            ids: list[int] = []
            for status in get_args(Status):  # each by its index, however many items the source has
                of_one = select(ItemRow.id).where(
                    ItemRow.source_id == source.id, ItemRow.status == status
                )
                ids += session.scalars(of_one.order_by(*newest).limit(limit))
            rows = session.execute(
                select_items().where(ItemRow.id.in_(ids)).order_by(*newest).limit(limit)
            )
            return items_of(session, [(a, b, c) for a, b, c in rows])

    def differing(self, source: Source, limit: int) -> list[Item]:
        """Items of a source that editors changed and of which upstream says otherwise, the latest
        first.
        """
        wanted = select_items().where(
            ItemRow.source_id == source.id, literal_column("items.upstream IS NOT NULL")
        )
        with self._access.read() as session:
            rows = session.execute(wanted.order_by(ItemRow.changed_at.desc()).limit(limit))
            return items_of(session, [(a, b, c) for a, b, c in rows])
