"""A database as one file, and back: what backups are made of.

The file is a database of SQLite, of whichever schema and kind the database itself is, so that a
newspaper can move from the one to the other. What the search index needs is made anew where the
kinds differ.

Decision 0127.
"""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    ColumnElement,
    Connection,
    DateTime,
    MetaData,
    Table,
    func,
    inspect,
    literal_column,
    select,
    text,
)

from app.store.engine import Database
from app.store.schema import Base, has_row
from app.store.search_index import index_everything
from app.store.standing import bring_to, standing_of
from app.values.errors import Conflict, StoreError

Progress = Callable[[str], None]

_ROWS = 2_000
# Made anew where it is needed.
_OF_SEARCH = "search_entries"
# What is in none of these was made by the program alone.
_OF_PEOPLE = ("items", "sources", "editors")
_SQLITE_MAGIC = b"SQLite format 3\0"


def copy_to_file(database: Database, path: Path, say: Progress) -> None:
    """Write all that a database holds at one moment to a new file, while others read and write."""
    if database.is_sqlite:
        try:
            _copy_sqlite(str(database.url.database), path)
        except sqlite3.Error as error:
            raise StoreError(f"the database cannot be copied to {path.parent}: {error}") from error
        return
    with database.frozen() as source:
        here = standing_of(source).here or ""
        with closing(_new_file(path, here)) as file, file.bare() as target:
            for table in _tables(target):
                if table.name != _OF_SEARCH:
                    say(table.name)
                    _copy_out(source, target, table)


def _copy_sqlite(database: str, path: Path) -> None:
    with closing(sqlite3.connect(database)) as source, closing(sqlite3.connect(path)) as target:
        # In one step: whoever writes meanwhile would make smaller ones begin again.
        source.backup(target)
        target.execute("PRAGMA journal_mode = DELETE")


def copy_from_file(path: Path, database: Database, say: Progress) -> None:
    """Put all that a file of this program's schema holds into a PostgreSQL database, in place of
    what is there: all of it or nothing.
    """
    with closing(_opened(path)) as file, file.frozen() as source, database.bare() as target:
        _clear(target)
        bring_to(target)
        for table in _tables(source):
            say(table.name)
            if table.name != _OF_SEARCH:
                _copy_in(source, target, table)
        make_index(target, say)


def make_index(connection: Connection, say: Progress) -> None:
    """Make the search index anew, of all that is public."""
    connection.execute(text("DROP TABLE search_index"))
    connection.execute(text("DELETE FROM search_entries"))
    index_everything(connection, lambda done: say(f"search: {done}"))


def make_index_of_file(path: Path, say: Progress) -> None:
    """Make the search index of a file anew."""
    with closing(_opened(path)) as file, file.bare() as connection:
        make_index(connection, say)


def flaw_of_file(path: Path) -> str:
    """What is wrong with a file that should be a database; empty where nothing is."""
    with path.open("rb") as file:
        if file.read(len(_SQLITE_MAGIC)) != _SQLITE_MAGIC:
            return "it is no database"
    try:
        with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as connection:
            (said,) = connection.execute("PRAGMA integrity_check(1)").fetchone()
    except sqlite3.DatabaseError as error:
        return str(error)
    return "" if said == "ok" else str(said)


def is_empty(database: Database) -> bool:
    """Whether nothing that people or sources made is in a database; one without tables is."""
    with database.frozen() as connection:
        if standing_of(connection).is_new:
            return True
        tables = [table for table in _tables(connection) if table.name in _OF_PEOPLE]
        return not any(connection.scalar(select(select(table).exists())) for table in tables)


def stand_alone(database: Database) -> None:
    """See that nobody else works with a database, before it is replaced; Conflict."""
    if database.is_sqlite:
        path = str(database.url.database)
        with closing(sqlite3.connect(path, timeout=0)) as connection:
            try:
                connection.execute("PRAGMA journal_mode = DELETE")
            except sqlite3.OperationalError as error:
                raise Conflict(_AT_WORK) from error
        return
    for _ in range(_LOOKS):
        with database.frozen() as connection:
            if not connection.scalar(text(_OTHERS)):
                return
            # A connection that was closed, also one of ours, is there for a moment still.
            connection.execute(text("SELECT pg_sleep(0.1)"))
    raise Conflict(_AT_WORK)


_LOOKS = 20
_AT_WORK = "something works with the database: stop the service before"
_OTHERS = (
    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() "
    "AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
)


def _opened(path: Path) -> Database:
    return Database(f"sqlite:///{path}")


def _new_file(path: Path, schema: str) -> Database:
    """A database of a schema in which nothing is, not even what its migrations put there."""
    database = _opened(path)
    database.migrate(schema)
    with database.bare() as connection:
        for table in reversed(_tables(connection)):
            connection.execute(table.delete())
    return database


def _tables(connection: Connection) -> list[Table]:
    """The tables that hold what was made, each after those that it refers to."""
    names = [name for name in inspect(connection).get_table_names() if has_row(name, "table", None)]
    found = MetaData()
    found.reflect(connection, only=[name for name in names if name != "alembic_version"])
    return found.sorted_tables


def _copy_out(source: Connection, target: Connection, table: Table) -> None:
    """Copy a table of PostgreSQL as SQLite keeps its values."""
    columns = [_as_kept(column) for column in table.columns]
    rows = source.execution_options(yield_per=_ROWS).execute(select(*columns).select_from(table))
    marks = ", ".join("?" * len(columns))
    names = ", ".join(f'"{column.name}"' for column in table.columns)
    statement = f'INSERT INTO "{table.name}" ({names}) VALUES ({marks})'  # noqa: S608
    for part in rows.partitions(_ROWS):
        target.exec_driver_sql(statement, [tuple(row) for row in part])


def _as_kept(column: Column[Any]) -> ColumnElement[Any]:
    """A column of PostgreSQL, in the form in which SQLite keeps it."""
    name = f'"{column.table.name}"."{column.name}"'
    match column.type:
        case DateTime():
            kept = f"to_char({name} AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.US')"
        case JSON():
            kept = f"CAST({name} AS text)"
        case Boolean():
            kept = f"CAST({name} AS int)"
        case _:
            kept = name
    return literal_column(kept)


def _clear(connection: Connection) -> None:
    """Take our own tables out of a database, and what belongs to them; others' stay."""
    names = [*Base.metadata.tables, "search_index", "alembic_version"]
    for name in names:
        connection.execute(text(f'DROP TABLE IF EXISTS "{name}" CASCADE'))
    connection.execute(text("DROP FUNCTION IF EXISTS audit_only_added"))


def _copy_in(source: Connection, target: Connection, table: Table) -> None:
    """Copy a table of a file into one of PostgreSQL, of which it takes the place."""
    columns = list(table.columns)
    names = ", ".join(f'"{column.name}"' for column in columns)
    rows = source.exec_driver_sql(f'SELECT {names} FROM "{table.name}"')  # noqa: S608
    if target.scalar(select(select(table).exists())):
        target.execute(table.delete())  # what its migrations put there
    driver: Any = target.connection.driver_connection
    with driver.cursor().copy(f'COPY "{table.name}" ({names}) FROM STDIN') as copy:
        for row in rows:
            copy.write_row([_as_text(*pair) for pair in zip(row, columns, strict=True)])
    for column in table.primary_key.columns:
        _go_on_counting(target, column)


def _go_on_counting(connection: Connection, column: Column[Any]) -> None:
    """Let the next row that is added have the number after the last."""
    own = {"table": f'"{column.table.name}"', "column": column.name}
    counter = connection.scalar(text("SELECT pg_get_serial_sequence(:table, :column)"), own)
    last = connection.scalar(select(func.max(column))) if counter else None
    if last is not None:
        connection.execute(select(func.setval(counter, last)))


def _as_text(value: Any, column: Column[Any]) -> Any:
    """A value of SQLite as PostgreSQL reads it."""
    if value is None:
        return None
    match column.type:
        case DateTime():
            return f"{value}+00"
        case Boolean():
            return bool(value)
        case _:
            return value
