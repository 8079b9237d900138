"""What each migration takes in a newspaper of many stories: seconds, as ratios to copying the database's file, and
room on the disk.

`python -m benchmarks.bench_upgrade 1000000 --folder big` leaves the newest database in that folder.
"""

import argparse
import os
import random
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from time import perf_counter
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, MetaData, Table, func, insert, select

from app.store import Store
from benchmarks.newspaper import NOW, SECTIONS, content

_FIRST = "0001"
_BATCH = 5000
_APART = timedelta(minutes=1)
_SECONDS_WORTH_A_LINE = 0.05


@dataclass(frozen=True, slots=True)
class Taken:
    """What a migration took: seconds, the file's bytes afterwards, and those of the log beside it."""

    revision: str
    what: str
    seconds: float
    size: int
    log: int


def opened(path: Path) -> Store:
    """A store on a file of SQLite."""
    return Store(
        f"sqlite:///{path}", zone=ZoneInfo("UTC"), authority="news.example.org", new_uid=str
    )


def fill(path: Path, stories: int) -> None:
    """A newspaper of the first schema: each story with its page and its first version."""
    with closing(opened(path)) as store:
        store.database.migrate(_FIRST)
        with store.database.write() as session:
            connection = session.connection()
            tables = MetaData()
            tables.reflect(connection)
            rows = _Rows(tables, connection)
            rows.newsroom()
            for start in range(0, stories, _BATCH):
                rows.stories(range(start + 1, min(start + _BATCH, stories) + 1), stories)


class _Rows:
    """Puts rows into the tables of the first schema; what is not said is empty."""

    def __init__(self, tables: MetaData, connection: Connection) -> None:
        self._tables = tables.tables
        self._connection = connection
        self._chance = random.Random(4)

    def newsroom(self) -> None:
        known = self._connection.scalar(select(func.count()).select_from(self._tables["sections"]))
        first = (known or 0) + 1
        at = {"changed_at": NOW, "version_at": NOW, "created_at": NOW}
        numbered = list(enumerate(SECTIONS, first))
        self._put("sections", (
            at | {"id": n, "slug": f"section-{n}", "title": title, "position": n} for n, title in numbered
        ))  # fmt: skip
        self._put("sources", (
            at | {
                "id": n, "slug": f"s{n}", "title": f"Source {n}", "url": f"https://s{n}.example/list",
                "scraper": "generic", "section_id": n, "rights": "full", "zone": "UTC",
                "next_run_at": NOW, "paused": True,
            }
            for n, _ in numbered
        ))  # fmt: skip
        self._numbers = [n for n, _ in numbered]

    def stories(self, numbers: range, stories: int) -> None:
        told = [self._story(number, stories) for number in numbers]
        for name, at in (("items", 0), ("locations", 1), ("revisions", 2)):
            self._put(name, (rows[at] for rows in told))

    def _story(self, number: int, stories: int) -> tuple[dict[str, Any], ...]:
        written = content(number, self._chance)
        source, at = self._numbers[number % len(self._numbers)], NOW - _APART * (stories - number)
        said = {
            "title": written.title, "summary": written.summary, "html": written.html, "text": written.text,
            "author": "", "byline_source": "", "language": written.language, "pictures": [],
            "published": f"{at:%Y-%m-%d}", "markdown": "",
        }  # fmt: skip
        uid = f"{number:012d}"
        item = {
            "id": number, "uid": uid, "tag": f"tag:news.example.org,2026-03-01:items/{uid}",
            "kind": "collected", "status": "published", "rights": "full", "section_id": source,
            "source_id": source, "slug": f"story-{number}", "content": said,
            "title_key": written.title.lower(), "published_at": at, "first_seen_at": at,
            "updated_at": at, "changed_at": at, "released_at": at, "revision": 1, "edited": [],
            "fingerprint": f"{number:064x}",
        }  # fmt: skip
        place = {
            "id": number, "url": f"https://s{source}.example/{number}", "key": f"//s{source}.example/{number}",
            "state": "read", "via": "listing", "source_id": source, "item_id": number,
            "teaser_title": written.title, "first_seen_at": at, "listed_at": at, "checked_at": at,
        }  # fmt: skip
        version = {
            "id": number, "item_id": number, "number": 1, "at": at, "by": f"s{source}", "significant": True,
            "content": said,
        }  # fmt: skip
        return item, place, version

    def _put(self, name: str, rows: Iterator[dict[str, Any]]) -> None:
        table = self._tables[name]
        empty = _empty(table)
        self._connection.execute(insert(table), [empty | row for row in rows])


def _empty(table: Table) -> dict[str, Any]:
    """A row of which nothing is said."""
    kinds = {str: "", int: 0, bool: False}
    return {
        column.name: None if column.nullable else kinds.get(column.type.python_type)
        for column in table.columns
    }


def log_of(path: Path) -> Path:
    """The file in which SQLite writes before the database."""
    return path.with_name(f"{path.name}-wal")


def migrated(path: Path) -> Iterator[Taken]:
    """Take one migration after the other."""
    with closing(opened(path)) as store:
        steps = store.standing().steps
    for step in steps:
        with closing(opened(path)) as store:
            began = perf_counter()
            store.database.migrate(step.revision)
            seconds = perf_counter() - began
            log = log_of(path)
            beside = log.stat().st_size if log.exists() else 0
        yield Taken(step.revision, step.what, seconds, path.stat().st_size, beside)


def copied(path: Path) -> float:
    """Seconds for a copy of a file, until it is on the disk."""
    copy = path.with_name(f"{path.name}.copy")
    began = perf_counter()
    shutil.copyfile(path, copy)
    with copy.open("rb") as file:
        os.fsync(file.fileno())
    seconds = perf_counter() - began
    copy.unlink()
    return seconds


def report(path: Path, stories: int) -> None:
    """Print a line for each migration that takes time or room."""
    before, copy = path.stat().st_size, copied(path)
    print(f"{stories:,} stories, {before / 1e6:,.0f} MB of schema {_FIRST}, copied in {copy:.2f} s")
    whole = 0.0
    for taken in migrated(path):
        whole += taken.seconds
        if taken.seconds > _SECONDS_WORTH_A_LINE or taken.size > before:
            print(
                f"  {taken.revision}: {taken.seconds:7.2f} s, {taken.seconds / copy:6.1f} copies, "
                f"{(taken.size - before) / 1e6:+8,.0f} MB, {taken.log / 1e6:6,.0f} MB of log: {taken.what}",
                flush=True,
            )
        before = taken.size
    print(f"  all: {whole:.2f} s, {whole / copy:.1f} copies, {before / 1e6:,.0f} MB at the end")


def main() -> None:
    """Fill a database of the first schema, and upgrade it step by step."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n\n")[0])
    parser.add_argument("stories", type=int, nargs="?", default=20_000)
    parser.add_argument("--folder", type=Path)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="bench-upgrade-") as scratch:
        folder = asked.folder or Path(scratch)
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / "harbin.db"
        fill(path, asked.stories)
        report(path, asked.stories)


if __name__ == "__main__":
    main()
