"""Databases of former schemas: taken out of their files, and loaded into PostgreSQL."""

import json
import lzma
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg
from alembic import command
from alembic.config import Config
from psycopg import sql
from sqlalchemy import JSON, Boolean, Column, create_engine

from app.store import standing
from app.store.search_index import DUE_BEFORE_PARTS, index_items
from app.store.types import ContentJSON, UTCDateTime, content_from_json

HERE = Path(__file__).resolve().parent
SCHEMAS = tuple(sorted(path.name[:4] for path in HERE.glob("*.db.xz")))

Row = dict[str, Any]


def unpack(schema: str, file: Path) -> Path:
    """A database as the program of its time left it."""
    file.write_bytes(lzma.decompress((HERE / f"{schema}.db.xz").read_bytes()))
    return file


def looks_of(schema: str) -> dict[str, Any]:
    """What readers saw of it at that time."""
    found: dict[str, Any] = json.loads((HERE / f"{schema}.json").read_text())
    return found


def rows_of(file: Path) -> dict[str, list[Row]]:
    """All rows of a SQLite database by table, but for those of the search index, as they lie there."""
    with closing(sqlite3.connect(file)) as connection:
        connection.row_factory = sqlite3.Row
        tables = connection.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table'"
        ).fetchall()
        return {
            name: [dict(row) for row in connection.execute(f"SELECT * FROM {name}")]
            for (name,) in tables
            if not name.startswith(("search_", "sqlite_"))
        }


def as_now(column: Column[Any], raw: Any) -> Any:
    """What SQLite has in a column, as the program reads it by now."""
    match column.type:
        case UTCDateTime() if raw is not None:
            return datetime.fromisoformat(raw).replace(tzinfo=UTC)
        case Boolean() if raw is not None:
            return bool(raw)
        case ContentJSON() if raw is not None:
            return content_from_json(json.loads(raw))
        case JSON() if raw is not None:
            return json.loads(raw)
    return raw


def into_postgres(schema: str, file: Path, url: str) -> None:
    """Make an empty PostgreSQL database one of that schema, with the rows of the SQLite one."""
    config = Config()
    config.set_main_option("script_location", str(standing._MIGRATIONS))
    target = create_engine(url.replace("postgresql://", "postgresql+psycopg://", 1))
    with target.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, schema)
    with psycopg.connect(url) as loading:
        # As a replica, so that rows may come before those to which they refer.
        loading.execute("SET session_replication_role = replica; SET TIME ZONE 'UTC'")
        for table, rows in rows_of(file).items():
            _load(loading, table, rows)
    if schema >= "0006":
        with target.begin() as connection:
            ids = connection.exec_driver_sql("SELECT id FROM items ORDER BY id").scalars().all()
            wanted = {} if schema >= "0019" else {"wanted": DUE_BEFORE_PARTS}
            index_items(connection, ids, **wanted)
    target.dispose()


def _load(loading: psycopg.Connection, table: str, rows: list[Row]) -> None:
    name = sql.Identifier(table)
    loading.execute(sql.SQL("DELETE FROM {}").format(name))
    if not rows:
        return
    put = sql.SQL("INSERT INTO {} ({}) VALUES ({})").format(
        name,
        sql.SQL(", ").join(map(sql.Identifier, rows[0])),
        sql.SQL(", ").join(sql.Placeholder() * len(rows[0])),
    )
    # As text, which PostgreSQL reads as what the column is.
    said = [[None if value is None else str(value) for value in row.values()] for row in rows]
    with loading.cursor() as cursor:
        cursor.executemany(put, said)
    if isinstance(rows[0].get("id"), int):
        counted = "SELECT setval(pg_get_serial_sequence(%s, 'id'), (SELECT max(id) FROM {}))"
        loading.execute(sql.SQL(counted).format(name), [table])
