"""What all tables share: the metadata, and the kinds of columns that stand in many of them."""

from datetime import datetime
from typing import Annotated, cast

from sqlalchemy import BigInteger, MetaData, Table
from sqlalchemy.orm import DeclarativeBase, mapped_column

from app.store.types import UTCDateTime

Key = Annotated[int, mapped_column(primary_key=True)]
Instant = Annotated[datetime, mapped_column(UTCDateTime)]
OptionalInstant = Annotated[datetime | None, mapped_column(UTCDateTime)]

Total = Annotated[int, mapped_column(BigInteger, default=0)]


class Base(DeclarativeBase):
    """All tables; constraints have names, so that migrations can find them."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


def table_of(row: type[Base]) -> Table:
    """The table behind a row's class, for statements that are built once and bypass the unit of
    work.
    """
    return cast(Table, row.__table__)


def has_row(name: str | None, kind: str, _: object) -> bool:
    """Whether a thing in the database is one that a class here tells of; the search index and its
    shadows are none (for Alembic).
    """
    return not (kind == "table" and name is not None and name.startswith("search_index"))
