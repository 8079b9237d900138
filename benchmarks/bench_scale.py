"""What grows with the number of stories: every kind of page, and new stories, in a newsroom of a
thousand items beside a big one, asked in turns.

`python -m benchmarks.bench_scale 1000000 --folder big` keeps what was built there for the next run;
`--postgresql` asks on a PostgreSQL server of its own.
"""

import argparse
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from time import perf_counter

from app.run.boot import Service
from benchmarks.scale.intake import Intake
from benchmarks.scale.newsroom import database_on, newsroom, server
from benchmarks.scale.paths import ITEM, desk, public
from benchmarks.scale.prose import Prose
from benchmarks.scale.turns import Cost, asked, clock_of, editor, in_turns, visitor

_SMALL, _BIG = 1000, 20_000
# What a page may cost in the big newsroom: times the small one, and times an item's page.
_MOST_GROWTH, _MOST_BESIDE_ITEM = 1.3, 3.5


def main() -> None:
    """Build two newsrooms, then ask both."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n\n")[0])
    parser.add_argument("stories", type=int, nargs="?", default=_BIG)
    parser.add_argument("--postgresql", action="store_true")
    parser.add_argument("--folder", type=Path)
    told = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="bench-scale-") as scratch:
        folder = (told.folder or Path(scratch)).absolute()
        with addresses(folder, told.stories, is_postgresql=told.postgresql) as urls:
            compare(folder, urls, (_SMALL, told.stories))


@contextmanager
def addresses(folder: Path, stories: int, *, is_postgresql: bool) -> Iterator[tuple[str, str]]:
    """Where the databases of both newsrooms are."""
    names = [f"stories{size}" for size in (_SMALL, stories)]
    folder.mkdir(parents=True, exist_ok=True)
    if not is_postgresql:
        small, big = (f"sqlite:///{folder / name}.db" for name in names)
        yield small, big
        return
    with server(folder) as address:
        small, big = (database_on(address, name) for name in names)
        yield small, big


def compare(folder: Path, urls: tuple[str, str], sizes: tuple[int, int]) -> None:
    """Print a line for each kind of page, and for new stories."""
    prose = Prose()
    with (
        closing(_built(folder, urls[0], sizes[0], prose)) as small,
        closing(_built(folder, urls[1], sizes[1], prose)) as big,
    ):
        clock = clock_of(small)
        item = 0.0
        print(f"{'ms':36}{sizes[0]:>12,}{sizes[1]:>12,}{'ratio':>10}{'x an item':>11}")
        for who, paths in (
            (visitor, [public(size, prose) for size in sizes]),
            (editor, [desk(size) for size in sizes]),
        ):
            clients = who(small), who(big)
            if not item:
                # What all pages need is loaded by the first, and is not counted.
                asked(clients, (paths[0][ITEM], paths[1][ITEM]), clock)
            # An item's page first: all others are told beside it.
            for name in sorted(paths[0], key=lambda name: name != ITEM):
                cost = asked(clients, (paths[0][name], paths[1][name]), clock)
                item = item or cost.big
                _tell(name, cost, item)
        intakes = Intake(small, prose), Intake(big, prose)
        _tell("two new stories", in_turns(intakes[0].acts(), intakes[1].acts(), clock), item)
        _tell("a tick, nothing due", in_turns(intakes[0].ticks(), intakes[1].ticks(), clock), item)


def _built(folder: Path, url: str, stories: int, prose: Prose) -> Service:
    began = perf_counter()
    service = newsroom(folder, url, stories, prose)
    size = service.store.database.size()
    print(
        f"{stories:,} stories, {size / 1e6:,.0f} MB, at hand after {perf_counter() - began:.0f} s",
        flush=True,
    )
    return service


def _tell(name: str, cost: Cost, item: float) -> None:
    is_dear = cost.ratio > _MOST_GROWTH or cost.big > _MOST_BESIDE_ITEM * item
    print(
        f"{name:36}{cost.small:12.1f}{cost.big:12.1f}{cost.ratio:10.2f}{cost.big / item:11.2f}"
        f"{' <' if is_dear else ''}",
        flush=True,
    )


if __name__ == "__main__":
    main()
