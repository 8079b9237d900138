"""How much several writers store beside each other: processes that each take the stories of a
source of their own in, on SQLite and on PostgreSQL, as many as there are cores and twice as many.
"""

import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from statistics import median
from zoneinfo import ZoneInfo

from app.collect.intake import Reading, take_in
from app.collect.noting import place_of
from app.run.boot import new_uid
from app.store import Store
from app.values.model import Content, SourceSpec
from scrapers import Teaser
from tests.databases import copy_of_schema, postgres_server
from tests.deskwork import at_desk

NOW = datetime(2026, 11, 30, 2, 0, tzinfo=UTC)
STORIES, ROUNDS, MANY = 200, 3, (1, 2, 4)
_WORDS = [one + other + "n" for one in "bdfgklmnprstvz" for other in ("a", "e", "i", "o", "ula")]


def store_at(address: str) -> Store:
    """A store as programs have it."""
    return Store(address, zone=ZoneInfo("UTC"), authority="example.org", new_uid=new_uid)


def write(address: str, name: str) -> None:
    """Take all stories of one source in; says how long that took from the word to go."""
    store = store_at(address)
    spec = SourceSpec(f"https://{name}.example/", name, name, name, zone="UTC")
    source = at_desk(store).add_source(spec, NOW)
    readings = []
    for number in range(STORIES):
        chance = Random(f"{name} {number}")
        words = " ".join(chance.choice(_WORDS) for _ in range(300))
        content = Content(" ".join(words.split()[:7]), text=words)
        teaser = Teaser(f"{source.url}{number}.html", content.title)
        place = place_of(store, teaser, "listing", source, NOW)
        readings.append(Reading(content, name, name, place, source))
    print("ready", flush=True)
    sys.stdin.readline()
    for reading in readings:
        assert take_in(store, reading, NOW).outcome == "new"
    store.close()


def measured(address: str, writers: int) -> float:
    """Stories a second of so many writers together."""
    processes = [
        subprocess.Popen(
            [sys.executable, "-m", "benchmarks.bench_writers", address, f"w{number}"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for number in range(writers)
    ]
    for process in processes:
        assert process.stdout
        assert process.stdout.readline() == "ready\n"
    began = time.monotonic()
    for process in processes:
        assert process.stdin
        process.stdin.write("go\n")
        process.stdin.flush()
    assert [process.wait() for process in processes] == [0] * writers
    return writers * STORIES / (time.monotonic() - began)


@contextmanager
def empty_sqlite() -> Iterator[str]:
    """The address of an empty newsroom."""
    with tempfile.TemporaryDirectory() as folder:
        yield copy_of_schema(Path(folder) / "harbin.db")


def main() -> None:
    """Print stories a second of one writer and of several."""
    with postgres_server() as server:
        print(f"{'stories a second':12}" + "".join(f"{many:>12} writers" for many in MANY))
        rounds: dict[str, list[list[float]]] = {"SQLite": [], "PostgreSQL": []}
        for _ in range(ROUNDS):
            row = []
            for many in MANY:
                with empty_sqlite() as address:
                    row.append(measured(address, many))
            rounds["SQLite"].append(row)
            rounds["PostgreSQL"].append(
                [
                    measured(server.empty().replace("postgresql:", "postgresql+psycopg:", 1), many)
                    for many in MANY
                ]
            )
    for name, rows in rounds.items():
        print(f"{name:16}" + "".join(f"{median(each):>20.0f}" for each in zip(*rows, strict=True)))


if __name__ == "__main__":
    if len(sys.argv) > 1:
        write(sys.argv[1], sys.argv[2])
    else:
        main()
