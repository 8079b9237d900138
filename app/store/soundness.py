"""Whether a database is sound, as far as it says itself."""

from datetime import UTC, datetime

from sqlalchemy import func, select, text

from app.store.engine import Database
from app.store.schema import EditionRow, ItemRow, RunRow

# What the oldest Debian and the oldest PostgreSQL that are supported have.
_OLDEST_POSTGRESQL = 150_000


def version_flaw(database: Database) -> str:
    """Why a server is too old; empty where it is not."""
    if database.is_sqlite:
        return ""
    with database.frozen() as connection:
        number = int(connection.scalar(text("SHOW server_version_num")))
        name = connection.scalar(text("SHOW server_version"))
    oldest = _OLDEST_POSTGRESQL // 10_000
    if number >= _OLDEST_POSTGRESQL:
        return ""
    return f"the server is PostgreSQL {name}, and this program needs {oldest} or newer"


def flaw_of(database: Database) -> str:
    """What is broken in a database; empty where nothing is, or it cannot say."""
    if not database.is_sqlite:
        return ""
    with database.frozen() as connection:
        said = connection.scalar(text("PRAGMA quick_check(1)"))
    return "" if said == "ok" else str(said)


def newest_moment(database: Database) -> datetime | None:
    """The last moment at which something was stored, as its clock said."""
    moments = (
        select(func.max(EditionRow.version_at)),
        select(func.max(ItemRow.updated_at)),
        select(func.max(RunRow.started_at)),
    )
    with database.frozen() as connection:
        found = [moment for each in moments if (moment := connection.scalar(each))]
    return max(found).astimezone(UTC) if found else None
