"""Puts very many rows into a database of this program's schema: indexes are set aside meanwhile,
and nothing waits for the disk.
"""

import sqlite3
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from typing import Any

import psycopg
from sqlalchemy import JSON, URL, Table
from sqlalchemy.types import TypeDecorator

from app.store.schema import Base

Row = Mapping[str, Any]
_HEAP = "1GB"


class Loader(ABC):
    """A database that is being filled. Rows say what is not empty."""

    def __init__(self) -> None:
        self._shapes: dict[str, tuple[Sequence[str], Callable[[Row], tuple[Any, ...]]]] = {}

    def put(self, table: str, rows: Iterable[Row]) -> None:
        """Put rows into a table of the schema."""
        if table not in self._shapes:
            self._shapes[table] = _shape(Base.metadata.tables[table], self._plain)
        columns, shaped = self._shapes[table]
        self.put_plain(table, columns, map(shaped, rows))

    @abstractmethod
    def put_plain(
        self, table: str, columns: Sequence[str], rows: Iterable[tuple[Any, ...]]
    ) -> None:
        """Put rows into any table."""

    @abstractmethod
    def do(self, statement: str) -> None:
        """Run a statement."""

    @staticmethod
    @abstractmethod
    def _plain(value: Any) -> Any:
        """A value as the driver takes it."""


class _SQLite(Loader):
    def __init__(self, connection: sqlite3.Connection) -> None:
        super().__init__()
        self._connection = connection

    def put_plain(
        self, table: str, columns: Sequence[str], rows: Iterable[tuple[Any, ...]]
    ) -> None:
        places = ", ".join("?" * len(columns))
        statement = f"INSERT INTO {table} ({_listed(columns)}) VALUES ({places})"
        self._connection.executemany(statement, rows)

    def do(self, statement: str) -> None:
        self._connection.execute(statement)

    @staticmethod
    def _plain(value: Any) -> Any:
        if isinstance(value, datetime):
            return value.astimezone(UTC).replace(tzinfo=None).isoformat(" ", "microseconds")
        return value


class _PostgreSQL(Loader):
    def __init__(self, connection: psycopg.Connection[Any]) -> None:
        super().__init__()
        self._connection = connection

    def put_plain(
        self, table: str, columns: Sequence[str], rows: Iterable[tuple[Any, ...]]
    ) -> None:
        with (
            self._connection.cursor() as cursor,
            cursor.copy(f"COPY {table} ({_listed(columns)}) FROM STDIN") as copy,
        ):
            for row in rows:
                copy.write_row(row)

    def do(self, statement: str) -> None:
        self._connection.execute(statement.encode())

    @staticmethod
    def _plain(value: Any) -> Any:
        return value


@contextmanager
def loading(url: URL) -> Iterator[Loader]:
    """A loader of the database at an address, which can be asked once the block has ended."""
    with _sqlite(url) if url.get_backend_name() == "sqlite" else _postgresql(url) as loader:
        yield loader


@contextmanager
def _sqlite(url: URL) -> Iterator[Loader]:
    with closing(sqlite3.connect(str(url.database), isolation_level=None)) as connection:
        # Without a log beside it, which would be as large as the database.
        for pragma in ("journal_mode = OFF", "synchronous = OFF", "cache_size = -500000"):
            connection.execute(f"PRAGMA {pragma}").close()
        aside = connection.execute(
            "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL"
        ).fetchall()
        for name, _ in aside:
            connection.execute(f"DROP INDEX {name}")
        connection.execute("BEGIN")
        yield _SQLite(connection)
        connection.execute("COMMIT")
        for _, statement in aside:
            connection.execute(statement)
        connection.execute("PRAGMA journal_mode = WAL").close()


@contextmanager
def _postgresql(url: URL) -> Iterator[Loader]:
    address = url.set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(address, autocommit=True) as connection:
        for setting in (
            "session_replication_role = replica",
            f"maintenance_work_mem = '{_HEAP}'",
            "synchronous_commit = off",
        ):
            connection.execute(f"SET {setting}".encode())
        aside = connection.execute(
            "SELECT c.relname, pg_get_indexdef(i.indexrelid) FROM pg_index i "
            "JOIN pg_class c ON c.oid = i.indexrelid "
            "WHERE c.relnamespace = 'public'::regnamespace AND NOT i.indisunique"
        ).fetchall()
        for name, _ in aside:
            connection.execute(f"DROP INDEX {name}".encode())
        yield _PostgreSQL(connection)
        for _, statement in aside:
            connection.execute(statement.encode())
        for table, column in _numbered():
            connection.execute(
                f"SELECT setval(pg_get_serial_sequence('{table}', '{column}'), "
                f"greatest(1, (SELECT max({column}) FROM {table})))".encode()
            )
        connection.execute("VACUUM ANALYZE")


def _numbered() -> Iterator[tuple[str, str]]:
    """Columns that number their rows."""
    for table in Base.metadata.sorted_tables:
        column = table.autoincrement_column
        if column is not None:
            yield table.name, column.name


def _shape(
    table: Table, plain: Callable[[Any], Any]
) -> tuple[Sequence[str], Callable[[Row], tuple[Any, ...]]]:
    """The columns of a table, and how a row becomes a tuple of them."""
    empty = {column.name: _empty(column) for column in table.columns}

    def shaped(row: Row) -> tuple[Any, ...]:
        whole = {**empty, **row}
        return tuple(map(plain, whole.values()))

    return list(empty), shaped


def _empty(column: Any) -> Any:
    """What stands in a column of which nothing is said."""
    kind = column.type.impl_instance if isinstance(column.type, TypeDecorator) else column.type
    if column.nullable:
        return None
    if isinstance(kind, JSON):
        return "{}" if column.name in _OBJECTS else "[]"
    if column.default is not None and column.default.is_scalar:
        return column.default.arg
    return {str: "", int: 0, bool: False}.get(kind.python_type)


_OBJECTS = ("counts",)


def _listed(columns: Sequence[str]) -> str:
    return ", ".join(f'"{column}"' for column in columns)
