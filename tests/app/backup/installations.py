"""Installations to be backed up, and what readers and editors see of them."""

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from app.backup.alone import alone
from app.backup.making import Making, Whole
from app.backup.manifest import Origin
from app.backup.restoring import Restoring
from app.export import export
from app.run.boot import Service, build, store_at
from app.store.copying import copy_to_file
from app.values.settings import Settings, read_settings
from tests.conftest import FakeClock


def quiet(_: str) -> None:
    """Progress that nobody watches."""


def settings_at(folder: Path, url: str = "", **more: str) -> Settings:
    """Settings of an installation in a folder of its own, of the site that all tests have."""
    environ = {"HARBIN_DATA_DIR": str(folder), "HARBIN_DATABASE_URL": url} | more
    return replace(read_settings(environ), base_url="https://news.example.org")


def backed_up(
    service: Service, folder: Path, passphrase: str = "", *, captures: bool = False
) -> Path:
    """A backup of a service."""
    whole = Whole(service.settings, {}, service.secret_key, captures)
    with alone(service.settings.data_dir):
        making = Making(service.store, whole, service.now(), passphrase, folder.parent)
        path, _ = making.into(folder)
    return path


def restored(file: Path, settings: Settings, clock: FakeClock, **more: Any) -> Origin:
    """Put a backup back, as the command does."""
    chosen: dict[str, Any] = {"passphrase": "", "agree": lambda _: None} | more
    return (
        Restoring(settings=settings, environ={}, now=clock(), say=quiet, **chosen)
        .restore(file)
        .origin
    )


def files(folder: Path) -> dict[str, bytes]:
    """Everything in a folder."""
    found = (path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): path.read_bytes() for path in found}


def seen_by_readers(service: Service, folder: Path) -> dict[str, bytes]:
    """The whole edition, as files: every page, feed and picture."""
    export(service, folder, "", lambda done, known: None)
    return files(folder)


def rows(settings: Settings) -> dict[str, set[tuple[Any, ...]]]:
    """All rows of an installation's database by table, in the form in which SQLite keeps them,
    but for what a restore itself puts there, and the search index.
    """
    with (
        TemporaryDirectory() as folder,
        closing(store_at(settings.database_url, settings)) as store,
    ):
        copy = Path(folder) / "copy.db"
        copy_to_file(store.database, copy, quiet)
        with closing(sqlite3.connect(copy)) as connection:
            names = [name for (name,) in connection.execute(_TABLES)]
            found = {
                name: {_same(row) for row in connection.execute(f"SELECT * FROM {name}")}
                for name in names
            }
    if found:
        found["audit"] = {row for row in found["audit"] if "restore" not in row}
        found["installation"] = {row[:3] for row in found["installation"]}
    return found


def _same(row: tuple[Any, ...]) -> tuple[Any, ...]:
    """A row in which moments are written in one way."""
    return tuple(
        f"{value}.000000" if isinstance(value, str) and _WHOLE_SECOND.fullmatch(value) else value
        for value in row
    )


@contextmanager
def running(settings: Settings, clock: FakeClock) -> Iterator[Service]:
    """The service of an installation, until the block ends."""
    service = build(settings, now=clock, chance=lambda: 0.5)
    try:
        yield service
    finally:
        service.close()


_WHOLE_SECOND = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d")
_TABLES = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'search_%' AND name NOT LIKE 'sqlite_%'"
