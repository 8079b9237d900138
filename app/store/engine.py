"""Opening a database: pragmas, transactions, migrations, and one clear line when it cannot be
used.

Decisions 0011, 0012.
"""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.exc import DBAPIError, OperationalError, ProgrammingError
from sqlalchemy.orm import Session

from app.values.errors import SchemaError, StoreError
from app.values.program import variable

_BUSY_SECONDS = 15
_MIGRATION_LOCK = 3_991_917
WRITE_LOCK = 3_991_918
_OWNER_ALONE, _FILE_FOR_OWNER_ALONE = 0o700, 0o600
# What SQLite takes for something else than the path of a file.
_NO_FILE = (":memory:", "file:")
_BESIDE = ("-wal", "-shm", "-journal")
_MIGRATIONS = Path(__file__).parent / "migrations"


class Database:
    """A database and its two kinds of transaction. SQLite takes its write lock at the beginning, so
    that none fails half-way.
    """

    def __init__(self, database_url: str) -> None:
        self.url = make_url(database_url)
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        self._engine = (
            self._sqlite() if self.is_sqlite else create_engine(self.url, pool_pre_ping=True)
        )
        self._writing = self._engine.execution_options(writes=True)

    def close(self) -> None:
        """Close all connections."""
        self._engine.dispose()

    @contextmanager
    def read(self) -> Iterator[Session]:
        """One consistent look at the database."""
        with _errors_in_words(self), Session(self._engine) as session, session.begin():
            yield session

    @contextmanager
    def write(self) -> Iterator[Session]:
        """One transaction: all of it or nothing.

        Writers come one after the other, on PostgreSQL as on SQLite: none can deadlock.
        """
        with (
            _errors_in_words(self),
            self._writing.begin() as connection,
            Session(connection) as session,
        ):
            if not self.is_sqlite:
                connection.execute(
                    text("SELECT pg_advisory_xact_lock(:mark)"), {"mark": WRITE_LOCK}
                )
            yield session
            session.flush()

    def migrate(self) -> None:
        """Bring the schema to this program's version; SchemaError when it is of a newer one."""
        config = Config()
        config.set_main_option("script_location", str(_MIGRATIONS))
        head = ScriptDirectory.from_config(config).get_current_head()
        with _errors_in_words(self), self._writing.connect() as connection:
            if not self.is_sqlite:
                connection.execute(
                    text("SELECT pg_advisory_xact_lock(:mark)"), {"mark": _MIGRATION_LOCK}
                )
            here = MigrationContext.configure(connection).get_current_revision()
            if here == head:
                return
            if here is not None and not _is_known(config, here):
                raise SchemaError(
                    f"the database is of a newer schema ({here}) than this program knows "
                    f"({head}): update the program, or restore a backup"
                )
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
            connection.commit()

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
        engine = create_engine(self.url, connect_args={"timeout": _BUSY_SECONDS})
        event.listen(engine, "connect", _set_pragmas)
        event.listen(engine, "begin", _begin)
        return engine


def _close_to_others(path: Path) -> None:
    """Let nobody but its owner read a database file, nor what SQLite keeps beside it, which takes
    after it. A file of somebody else stays as it is.
    """
    with suppress(OSError):
        os.close(os.open(path, os.O_RDONLY | os.O_CREAT, _FILE_FOR_OWNER_ALONE))
    for each in (path, *(path.with_name(path.name + ending) for ending in _BESIDE)):
        with suppress(OSError):
            each.chmod(_FILE_FOR_OWNER_ALONE)


def _set_pragmas(connection: sqlite3.Connection, _: object) -> None:
    connection.isolation_level = None  # transactions are begun below, not by the driver's guess
    for pragma in (
        "journal_mode = WAL",
        "foreign_keys = ON",
        "synchronous = FULL",
        f"busy_timeout = {_BUSY_SECONDS * 1000}",
    ):
        connection.execute(f"PRAGMA {pragma}").close()


def _begin(connection: Connection) -> None:
    connection.exec_driver_sql(
        "BEGIN IMMEDIATE" if connection.get_execution_options().get("writes") else "BEGIN"
    )


def _is_known(config: Config, revision: str) -> bool:
    return any(
        script.revision == revision
        for script in ScriptDirectory.from_config(config).walk_revisions()
    )


@contextmanager
def _errors_in_words(database: Database) -> Iterator[None]:
    try:
        yield
    except (OperationalError, ProgrammingError) as error:
        raise StoreError(_words(database, str(error.orig))) from error
    except DBAPIError as error:
        if isinstance(error.orig, sqlite3.DatabaseError) and "not a database" in str(error.orig):
            raise StoreError(
                f"{database.url.database} is no SQLite database; check {variable('database_url')}"
            ) from error
        raise


def _words(database: Database, reason: str) -> str:
    where = database.url.render_as_string(hide_password=True)
    first = reason.strip().splitlines()[0] if reason.strip() else "no reason given"
    if "locked" in reason:
        return (
            f"the database {where} is locked by another program; nothing was stored, try again "
            f"when that has finished"
        )
    if "unable to open" in reason or "readonly" in reason:
        return (
            f"the database {where} cannot be opened or written; check the path and its permissions"
        )
    if "no such table" in reason or "no such column" in reason or "does not exist" in reason:
        return (
            f"the database {where} is damaged or not ours ({first}); check "
            f"{variable('database_url')} or restore a backup"
        )
    return f"the database {where} does not answer: {first}"
