"""What a backup, reading it again and putting it back take in a newspaper of many stories, as ratios to copying the
database's file; with `--postgresql` also moving to PostgreSQL, and a backup there.

`python -m benchmarks.bench_backup 1000000 --folder big` takes the installation in that folder, if one is there, as
`bench_upgrade` leaves one.
"""

import argparse
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from time import perf_counter

from app.backup.making import Making, Whole
from app.backup.restoring import Restoring
from app.backup.unpacking import verify
from app.run.boot import Service, build
from app.values.settings import Settings, read_settings
from benchmarks.bench_search import postgresql
from benchmarks.bench_upgrade import copied
from benchmarks.newspaper import NOW, service


def settings_at(folder: Path, url: str = "") -> Settings:
    """Settings of an installation in a folder."""
    environ = {
        "HARBIN_DATA_DIR": str(folder),
        "HARBIN_NO_CLOCK": "1",
        "HARBIN_BASE_URL": "https://news.example.org",
    }
    return read_settings(environ | ({"HARBIN_DATABASE_URL": url} if url else {}))


def backed_up(built: Service, folder: Path) -> Path:
    """A backup of everything but captures."""
    whole = Whole(built.settings, {}, built.secret_key, captures=False)
    making = Making(built.store, whole, NOW, "", built.settings.data_dir)
    return making.into(folder)[0]


def put_back(file: Path, settings: Settings) -> None:
    """Put a backup into an empty installation."""
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    Restoring(settings, {}, "", NOW, lambda _: None, lambda _: None).restore(file)


class Stopwatch:
    """Prints what each thing takes, in copies of a file."""

    def __init__(self, copy: float) -> None:
        self._copy = copy

    @contextmanager
    def __call__(self, what: str) -> Iterator[None]:
        began = perf_counter()
        yield
        seconds = perf_counter() - began
        print(f"  {what:32} {seconds:8.2f} s, {seconds / self._copy:6.1f} copies", flush=True)


def report(built: Service, scratch: Path, *, with_postgresql: bool) -> None:
    """Back up, read again, put back."""
    path = Path(str(built.store.database.url.database))
    copy = copied(path)
    print(f"  {path.stat().st_size / 1e6:,.0f} MB, copied in {copy:.2f} s")
    taking = Stopwatch(copy)
    with taking("backup"):
        file = backed_up(built, scratch / "backups")
    print(f"  the backup has {file.stat().st_size / 1e6:,.0f} MB")
    with taking("verify"):
        verify(file, "", scratch)
    with taking("restore"):
        put_back(file, settings_at(scratch / "sqlite"))
    if with_postgresql:
        with postgresql() as url:
            move(file, scratch, url, taking)


def move(file: Path, scratch: Path, url: str, taking: Stopwatch) -> None:
    """The same with PostgreSQL."""
    there = settings_at(scratch / "postgresql", url)
    with taking("restore into PostgreSQL"):
        put_back(file, there)
    with closing(build(there, now=lambda: NOW)) as moved, taking("backup of PostgreSQL"):
        back = backed_up(moved, scratch / "back")
    with taking("restore of that into SQLite"):
        put_back(back, settings_at(scratch / "again"))


def main() -> None:
    """Measure a newspaper that is there, or one that is made."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n\n")[0])
    parser.add_argument("stories", type=int, nargs="?", default=20_000)
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--postgresql", action="store_true")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="bench-backup-", dir=asked.folder) as scratch:
        folder = asked.folder or Path(scratch, "first")
        is_there = (folder / "harbin.db").exists()
        built = (
            build(settings_at(folder), now=lambda: NOW)
            if is_there
            else service(folder, asked.stories)
        )
        with closing(built):
            print(f"{asked.stories:,} stories")
            report(built, Path(scratch), with_postgresql=asked.postgresql)


if __name__ == "__main__":
    main()
