"""What transactions do that decide on rows which they do not change: they touch those that are
there, and take turns about those that are not.

PostgreSQL tells a transaction of another one by the rows that both change. Whether a story, or a
source of an address, is there already, two can find out at once, and both store one. Where each
changes the same row besides, one of them begins again and sees what the other has stored
(Kleppmann, Designing Data-Intensive Applications, chapter 7: materializing conflicts). SQLite lets
writers come one after the other.

Decision 0130.
"""

from typing import Literal

from sqlalchemy import bindparam, update
from sqlalchemy.dialects import postgresql
from sqlalchemy.orm import Session

from app.store.schema import ItemRow, TurnRow, table_of

# What is decided on: which stories there are, which sources poll which address, which sections have
# which title, who may work here, which key and folder belong to the database.
Turn = Literal["stories", "sources", "sections", "people", "installation"]

_FIRST = postgresql.insert(table_of(TurnRow))
_TAKE = _FIRST.on_conflict_do_update(
    index_elements=["name"], set_={"number": table_of(TurnRow).c.number + 1}
)


_ITEMS = table_of(ItemRow)
_TOUCH = update(_ITEMS).where(_ITEMS.c.id == bindparam("b_id")).values(slug=_ITEMS.c.slug)


def take_turn(session: Session, turn: Turn) -> None:
    """Let one of two transactions begin again that take the same turn at once. The other one is
    waited for, so it is taken late, unless nothing may be done twice.
    """
    connection = session.connection()
    if connection.dialect.name == "postgresql":
        connection.execute(_TAKE, {"name": turn, "number": 1})


def touch_item(session: Session, item_id: int) -> None:
    """Let one of two transactions begin again of which one decides on an item and the other changes
    it. To lock it would not do: whoever waits for a lock goes on with what was seen before.
    """
    connection = session.connection()
    if connection.dialect.name == "postgresql":
        connection.execute(_TOUCH, {"b_id": item_id})
