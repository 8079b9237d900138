"""How much people have added lately, for what one person may add in a day."""

from sqlalchemy import select

from app.store.access import Access, repeated
from app.store.schema import SpentRow
from app.values.quotas import Kind, Ration, Spent


class Spending:
    """What is counted of each editor, by kind: one row, begun anew when its day is over."""

    def __init__(self, access: Access) -> None:
        self._access = access

    def spent(self, editor_id: int, kind: Kind) -> Spent:
        """What an editor has spent, as it was last counted."""
        wanted = select(SpentRow).where(SpentRow.editor_id == editor_id, SpentRow.kind == kind)
        with self._access.read() as session:
            row = session.scalars(wanted).one_or_none()
            return Spent(row.since, row.number, row.size) if row else Spent()

    @repeated
    def count(self, ration: Ration, spent: Spent) -> None:
        """Keep what an editor has spent."""
        with self._access.write() as session:
            session.merge(
                SpentRow(
                    editor_id=ration.editor_id,
                    kind=ration.kind,
                    since=spent.since,
                    number=spent.number,
                    size=spent.size,
                )
            )
