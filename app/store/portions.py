"""What is over is forgotten in portions, so that no writer waits for the whole of it.

Decision 0131.
"""

from typing import cast

from sqlalchemy import ColumnElement, CursorResult, Delete, bindparam, delete, select, tuple_
from sqlalchemy.orm import Session

from app.store.access import Access
from app.store.schema import Base, table_of

# So many rows are deleted at a time: some hundredths of a second.
PORTION = 1000


def forget_all(access: Access, row: type[Base], is_over: ColumnElement[bool]) -> int:
    """Delete all rows of a table that are over, each portion in a write of its own; how many."""

    def portion() -> int:
        with access.write() as session:
            return forget_some(session, row, is_over)

    forgotten = done = access.repeat(portion)
    while done == PORTION:
        forgotten += (done := access.repeat(portion))
    return forgotten


def forget_some(session: Session, row: type[Base], is_over: ColumnElement[bool]) -> int:
    """Delete one portion of the rows of a table that are over; how many."""
    result = session.connection().execute(some_of(row, is_over), {"most": PORTION})
    return cast(CursorResult[object], result).rowcount


def some_of(row: type[Base], is_over: ColumnElement[bool]) -> Delete:
    """The statement that deletes `most` of the rows of a table that are over."""
    table = table_of(row)
    key = tuple_(*table.primary_key.columns)
    some = select(*table.primary_key.columns).where(is_over).limit(bindparam("most"))
    return delete(table).where(key.in_(some))
