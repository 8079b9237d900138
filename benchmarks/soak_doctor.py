"""Years of three newspapers beside one newsroom, three stories a day, three things at a time happening to each site:
`python -m benchmarks.soak_doctor --years 10`. Stopped, it goes on where it was when it is run again.

The folder holds the newsroom's data, and in `soak.json` how far it has come: all that happens to the papers follows
from the seed and the day.
"""

import argparse
import json
import os
import shutil
import signal
import socket
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from random import Random
from time import process_time

from tests.conftest import FakeClock
from tests.eras.life import CHECKS_A_DAY, Findings
from tests.eras.stories import Language
from tests.eras.years import SLUGS, Heard, Years, drawn, years
from tests.frugality import without_power_cuts

DAYS_A_YEAR, DAYS_A_MONTH = 365, 30
MOST_TOLD = 3


@dataclass
class State:
    """How far a soak has come: steps done, the ports of its papers, seconds of CPU so far, faults found up to now
    by their names, and what each paper was told of.
    """

    language: Language
    seed: int
    years: int
    ports: list[int]
    steps: int = 0
    cpu: float = 0.0
    told: list[list[Heard]] = field(default_factory=list)


def state_of(path: Path, language: Language, seed: int, count: int) -> State:
    """The stored state, or a first one."""
    if path.exists():
        return State(**json.loads(path.read_text()))
    return State(language, seed, count, free_ports())


def free_ports() -> list[int]:
    """Ports that nobody uses, at the two addresses of each paper in turns."""
    held = []
    for at in ("127.0.0.1", "127.0.0.2") * len(SLUGS):
        one = socket.socket()
        one.bind((at, 0))
        held.append(one)
    ports = [one.getsockname()[1] for one in held]
    for one in held:
        one.close()
    return ports


def store(state: State, path: Path) -> None:
    """Write the state in one go."""
    beside = path.with_suffix(".new")
    beside.write_text(json.dumps(asdict(state)))
    os.replace(beside, path)


@contextmanager
def gone_on(folder: Path, state: State) -> Iterator[Years]:
    """The papers and the newsroom as they were when the state was stored."""
    days = state.years * DAYS_A_YEAR
    turns = drawn(Random(state.seed), days)
    clock = FakeClock()
    with years(
        folder, clock, state.language, turns, days, seed=state.seed, ports=state.ports
    ) as lived:
        if state.steps:
            lived.resume(state.steps, state.told)
        else:
            lived.begin()
        yield lived


class Stop:
    """Whether somebody wishes that it stops: it does so after a whole step."""

    def __init__(self) -> None:
        self.wished = False
        for each in (signal.SIGINT, signal.SIGTERM):
            signal.signal(each, self._wish)

    def _wish(self, number: int, frame: object) -> None:
        self.wished = True


def line(day: int, found: Findings, cpu: float) -> str:
    """The figures of a stretch of time."""
    counts = (
        ("lost", found.lost),
        ("doubled", found.doubled),
        ("foreign", found.foreign),
        ("idle revisions", found.idle),
        ("alarms missed", found.missed),
        ("false alarms", found.false),
    )
    told = ", ".join(f"{name} {len(faults)}" for name, faults in counts)
    return f"day {day}: {told}, fields right {found.right:.4f}, {cpu:.0f} s of CPU"


def news(found: Findings, before: set[str]) -> Iterator[str]:
    """The faults that were not there a month ago, and how many fields of each kind are wrong."""
    fields = Counter(fault.split(" ", 2)[1].rstrip(":") for fault in found.wrong)
    if fields:
        yield "wrong: " + ", ".join(f"{name} {count}" for name, count in fields.most_common())
    for name, faults in found.faults().items():
        fresh = [fault for fault in faults if fault not in before]
        before.update(fresh)
        if fresh:
            yield f"{name}: " + "; ".join(fresh[:MOST_TOLD])


def soak(folder: Path, state: State, path: Path) -> None:
    """Let the years go by, a line a month."""
    last, stop = state.years * DAYS_A_YEAR - 1, Stop()
    if not state.steps:
        shutil.rmtree(folder, ignore_errors=True)
    started, known = process_time() - state.cpu, set[str]()
    with gone_on(folder, state) as lived:
        while lived.step < last * CHECKS_A_DAY and not stop.wished:
            lived.days(1 / CHECKS_A_DAY)
            state.steps, state.cpu = lived.step, process_time() - started
            state.told = [[*alarms.heard] for alarms in lived.alarms]
            store(state, path)
            day, of_day = divmod(lived.step, CHECKS_A_DAY)
            if not of_day and not day % DAYS_A_MONTH:
                found = lived.findings(lived.ago(2 * DAYS_A_MONTH))
                print(line(day, found, state.cpu), *news(found, known), sep="\n  ", flush=True)
        found = lived.findings()
        print(f"in all: {line(lived.step // CHECKS_A_DAY, found, state.cpu)}")
        for name, faults in found.faults().items():
            print(f"{name}:", *faults, sep="\n  ")


def main() -> None:
    """Run or go on."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n\n")[0])
    parser.add_argument("--years", type=int, default=10)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--language", choices=("en", "zh"), default="en")
    parser.add_argument("--folder", type=Path, default=Path("soak"))
    asked = parser.parse_args()
    asked.folder.mkdir(parents=True, exist_ok=True)
    path = asked.folder / "soak.json"
    state = state_of(path, asked.language, asked.seed, asked.years)
    if (state.years, state.seed, state.language) != (asked.years, asked.seed, asked.language):
        parser.error(f"{path} is of another soak: {state.years} years, seed {state.seed}")
    with without_power_cuts():
        soak(asked.folder / "data", state, path)


if __name__ == "__main__":
    main()
