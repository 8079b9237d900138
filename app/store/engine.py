"""Opening a database: pragmas, transactions, migrations, and one clear line when it cannot be
used.

Decisions 0011, 0012, 0105, 0130.
"""

import os
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

import psycopg
from sqlalchemy import Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.orm import Session

from app.store.bell import Bell
from app.store.failures import Outage, Overtaken, in_words, is_race
from app.store.standing import Standing, Step, bring_to, standing_of
from app.values.errors import SchemaError, StoreError, Unavailable

R = TypeVar("R")

_MIGRATION_LOCK = 3_991_917
# So often a transaction takes its chance beside all others; then it goes alone, which the others
# make possible by a lock that they share. Neither statement fixes what the transaction sees.
_FREE_TRIES, _MOST_TRIES = 3, 6
_GO_BESIDE_OTHERS = text("LOCK TABLE edition IN ROW SHARE MODE")
_GO_ALONE = text("LOCK TABLE edition IN EXCLUSIVE MODE")
# What a transaction reads stays as it was when it began, and what others have changed since it does
# not change: it is told, and begins again.
_ISOLATION = "REPEATABLE READ"
_OWNER_ALONE, _FILE_FOR_OWNER_ALONE = 0o700, 0o600
# What SQLite takes for something else than the path of a file.
_NO_FILE = (":memory:", "file:")
_BESIDE = ("-wal", "-shm", "-journal")


# Who asks is a thread, and has one connection or two: there is nothing to wait for in the pool.
_AS_MANY_AS_THREADS = -1
# What holds for connections to PostgreSQL unless its address says otherwise, in seconds and
# milliseconds: how long one may take to be made, and when one at whose other end nobody is any more
# counts as lost.
_LOST = {
    "connect_timeout": 5,
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 25_000,
}


class Waits(NamedTuple):
    """How long a database is waited for, in seconds: `lock` until whoever holds it lets go,
    `statement` for an answer (of PostgreSQL; 0: for ever).
    """

    lock: float = 15
    statement: float = 0


AT_WORK = Waits()


@dataclass(slots=True)
class _Attempt:
    """How far a transaction has come: whether it only has to be stored."""

    is_storing: bool = False


class _Trying(threading.local):
    """How a thread makes its present attempt: whether it was overtaken so often that it goes
    alone.
    """

    goes_alone = False


class Database:
    """A database and its two kinds of transaction. SQLite takes its write lock at the beginning, so
    that none fails half-way. On PostgreSQL writers work side by side, and one that was overtaken by
    another fails as `Overtaken`: `repeat` lets it begin again.
    """

    def __init__(self, database_url: str, waits: Waits | None = None) -> None:
        self.url = make_url(database_url)
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        self._waits = waits or AT_WORK
        self._outage = Outage()
        self._trying = _Trying()
        self._engine = self._sqlite() if self.is_sqlite else self._postgresql()
        self._writing = self._engine.execution_options(writes=True)

    def close(self) -> None:
        """Close all connections."""
        self._engine.dispose()

    @contextmanager
    def read(self) -> Iterator[Session]:
        """One consistent look at the database."""
        with self._in_words(writes=False), Session(self._engine) as session, session.begin():
            yield session

    def repeat(self, work: Callable[[], R], *, alone: bool = False) -> R:
        """Do what one transaction does, from its beginning again whenever somebody else was faster;
        `Overtaken` after many times. `alone`: it takes so long that somebody always would be.
        """
        if self.is_sqlite:
            return work()
        tries = 0
        while True:
            tries += 1
            self._trying.goes_alone = alone or tries > _FREE_TRIES
            try:
                return work()
            except Overtaken:
                if tries == _MOST_TRIES:
                    raise
            except IntegrityError as error:
                # What the other has stored is seen by the next attempt; what is refused again and
                # again is no race.
                if tries > _FREE_TRIES or not is_race(error):
                    raise
            finally:
                self._trying.goes_alone = False

    @contextmanager
    def write(self) -> Iterator[Session]:
        """One transaction: all of it or nothing. One attempt; to be within `repeat`."""
        with (
            self._in_words(writes=True) as attempt,
            self._writing.begin() as connection,
            Session(connection) as session,
        ):
            if not self.is_sqlite:
                connection.execute(_GO_ALONE if self._trying.goes_alone else _GO_BESIDE_OTHERS)
            yield session
            session.flush()
            attempt.is_storing = True

    @contextmanager
    def write_if_free(self) -> Iterator[Session]:
        """One transaction that waits for nobody; Unavailable when somebody else writes what it is
        to write.
        """
        with (
            self._in_words(writes=True) as attempt,
            self._writing.execution_options(waits=False).begin() as connection,
            Session(connection) as session,
        ):
            if not self.is_sqlite:
                connection.execute(text("SET LOCAL lock_timeout = 1"))
                connection.execute(_GO_BESIDE_OTHERS)
            yield session
            session.flush()
            attempt.is_storing = True

    def standing(self) -> Standing:
        """Which schema the database is of, beside this program's."""
        with self._in_words(writes=False), self._engine.connect() as connection:
            return standing_of(connection)

    def prepare(self) -> None:
        """Make the tables of a database in which nothing is; SchemaError when one is of a schema
        with which this program must not work.
        """
        standing = self.standing()
        if standing.is_new:
            self.migrate()
        elif standing.refusal:
            raise SchemaError(standing.refusal)

    def migrate(self, to: str = "head") -> tuple[Step, ...]:
        """Bring the schema to this program's version, all of it or nothing of it; the steps that
        were taken. SchemaError when it is of a newer one that does not admit this program.
        """
        with self._in_words(writes=True), self._writing.connect() as connection:
            if not self.is_sqlite:
                # Whoever waits here must see what was done meanwhile.
                connection.execution_options(isolation_level="READ COMMITTED")
                connection.execute(text("SET LOCAL lock_timeout = 0"))
                connection.execute(
                    text("SELECT pg_advisory_xact_lock(:mark)"), {"mark": _MIGRATION_LOCK}
                )
            standing = standing_of(connection)
            if not standing.steps:
                if standing.refusal:
                    raise SchemaError(standing.refusal)
                return ()
            bring_to(connection, to)
            connection.commit()
            return standing.steps

    @contextmanager
    def bare(self) -> Iterator[Connection]:
        """One transaction on a bare connection, for what moves whole tables."""
        with self._in_words(writes=True), self._writing.begin() as connection:
            yield connection

    @contextmanager
    def frozen(self) -> Iterator[Connection]:
        """A bare connection that sees the database as it was when it was first asked."""
        level = "SERIALIZABLE" if self.is_sqlite else _ISOLATION
        with self._in_words(writes=False), self._engine.connect() as connection:
            yield connection.execution_options(isolation_level=level)

    def bell(self) -> Bell | None:
        """What rings when there is a new edition; SQLite has none."""
        return None if self.is_sqlite else Bell(self.url, self._ours())

    def size(self) -> int:
        """How many bytes it takes on disk, as far as it says."""
        if self.is_sqlite:
            path = Path(self.url.database or "")
            parts = (path, path.with_name(path.name + "-wal"))
            return sum(part.stat().st_size for part in parts if part.exists())
        with self.frozen() as connection:
            return int(connection.scalar(text("SELECT pg_database_size(current_database())")))

    def connect(self) -> Connection:
        """A bare connection, for tools."""
        return self._engine.connect()

    def _sqlite(self) -> Engine:
        path = Path(self.url.database or "")
        try:
            path.parent.mkdir(_OWNER_ALONE, parents=True, exist_ok=True)
            if path.name and not str(path).startswith(_NO_FILE):
                _close_to_others(path)
        except OSError as error:
            raise StoreError(
                f"the folder {path.parent} for the database cannot be made: {error.strerror}"
            ) from error
        engine = create_engine(
            self.url, connect_args={"timeout": self._waits.lock}, max_overflow=_AS_MANY_AS_THREADS
        )
        event.listen(engine, "connect", self._set_pragmas)
        event.listen(engine, "begin", self._begin)
        return engine

    def _postgresql(self) -> Engine:
        engine = create_engine(
            self.url,
            pool_pre_ping=True,
            connect_args=self._ours(),
            max_overflow=_AS_MANY_AS_THREADS,
            isolation_level=_ISOLATION,
        )
        event.listen(engine, "connect", self._set_timeouts)
        return engine

    def _ours(self) -> dict[str, int]:
        """What holds for connections where their address says nothing else."""
        return {name: value for name, value in _LOST.items() if name not in self.url.query}

    def _set_timeouts(self, connection: psycopg.Connection[Any], _: object) -> None:
        connection.autocommit = True
        for name, seconds in (
            ("lock_timeout", self._waits.lock),
            ("statement_timeout", self._waits.statement),
        ):
            connection.execute("SELECT set_config(%s, %s, false)", (name, str(_ms(seconds))))
        connection.autocommit = False

    def _set_pragmas(self, connection: sqlite3.Connection, _: object) -> None:
        connection.isolation_level = None  # transactions are begun below, not by the driver's guess
        for pragma in (
            "journal_mode = WAL",
            "foreign_keys = ON",
            "synchronous = FULL",
            f"busy_timeout = {_ms(self._waits.lock)}",
        ):
            connection.execute(f"PRAGMA {pragma}").close()

    def _begin(self, connection: Connection) -> None:
        options = connection.get_execution_options()
        if not options.get("writes"):
            connection.exec_driver_sql("BEGIN")
        elif options.get("waits", True):
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        else:
            connection.exec_driver_sql("PRAGMA busy_timeout = 0")
            try:
                connection.exec_driver_sql("BEGIN IMMEDIATE")
            finally:
                connection.exec_driver_sql(f"PRAGMA busy_timeout = {_ms(self._waits.lock)}")

    @contextmanager
    def _in_words(self, *, writes: bool) -> Iterator[_Attempt]:
        """Errors of the database as those of ours; whether the first of an outage is noted."""
        attempt = _Attempt()
        try:
            yield attempt
        except DBAPIError as error:
            said = in_words(error, self.url, is_storing=attempt.is_storing)
            if said is None:
                raise
            if isinstance(said, Unavailable) and not isinstance(said, Overtaken):
                said.is_news = self._outage.begins(writes=writes)
            raise said from error
        else:
            self._outage.ends(writes=writes)


def _close_to_others(path: Path) -> None:
    """Let nobody but its owner read a database file, nor what SQLite keeps beside it, which takes
    after it. A file of somebody else stays as it is.
    """
    with suppress(OSError):
        os.close(os.open(path, os.O_RDONLY | os.O_CREAT, _FILE_FOR_OWNER_ALONE))
    for each in (path, *(path.with_name(path.name + ending) for ending in _BESIDE)):
        with suppress(OSError):
            each.chmod(_FILE_FOR_OWNER_ALONE)


def _ms(seconds: float) -> int:
    return round(seconds * 1000)
