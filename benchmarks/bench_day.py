"""A day of five thousand sources on five hundred hosts that ask for a pause of a second each: what
it costs, and how late a listing is checked. `python -m benchmarks.bench_day [HOURS [SOURCES]]`, a
quarter of an hour unless another time is named.

The clock ticks each minute of the simulated day and goes on at once when a tick's work is done; in
a tick, time passes as it does. Ours is the CPU of this process, the database (SQLite) included; the
hosts are a process of their own.
"""

import os
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median

from sqlalchemy import select

from app.run.boot import Service, build, settle
from app.run.jobs import Jobs
from app.store import Ending, Transaction
from app.store.schema import SourceRow
from app.values.address import address_of
from app.values.model import Run, Source, SourceSpec
from app.values.settings import read_settings
from benchmarks.bench_collect import learned_rhythm, resident
from benchmarks.upstream import reply, upstream

HOSTS, PAUSE, TICK = 500, 1.0, timedelta(minutes=1)
# A Tuesday at nine in the morning, where the sources are.
START = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)
_SHOWN, _A_DAY = 8, 8
_CLOCK = "BENCH_DAY_CLOCK"
_WORDS = [one + other + "n" for one in "bdfgklmnprstvz" for other in ("a", "e", "i", "o", "ula")]


class Sun:
    """The time of the simulated day, which the hosts read from a file."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._base = START
        self._since = time.monotonic()
        self._tell()

    def __call__(self) -> datetime:
        return self._base + timedelta(seconds=time.monotonic() - self._since)

    def next_tick(self, number: int) -> None:
        """Go on to a tick, or stay where it is later already."""
        self._base, self._since = max(self(), START + number * TICK), time.monotonic()
        self._tell()

    def _tell(self) -> None:
        beside = self._file.with_suffix(".new")
        beside.write_text(self._base.isoformat())
        beside.replace(self._file)


def paper(path: str, head: bytes) -> bytes:
    """What a host answers: the list of one of its papers, or a story."""
    if path == "/robots.txt":
        return reply(b"User-agent: *\nDisallow: /desk/\n", "text/plain")
    name, _, page = path.strip("/").partition("/")
    if page != "index.html":
        return reply(_story(name, int(page.removesuffix(".html"))).encode())
    last = _stories_by(name, datetime.fromisoformat(Path(os.environ[_CLOCK]).read_text()))
    tag = b'"%d"' % last
    if b"If-None-Match: " + tag in head:
        return b"HTTP/1.1 304 Not Modified\r\nETag: " + tag + b"\r\n\r\n"
    entries = "".join(
        f'<li><a href="/{name}/{number}.html">{_title(name, number)}</a></li>'
        for number in range(last, last - _SHOWN, -1)
    )
    return reply(
        f"<html><body><ul>{entries}</ul></body></html>".encode(),
        "text/html; charset=utf-8",
        f"ETag: {tag.decode()}",
    )


def _stories_by(name: str, now: datetime) -> int:
    """How many stories a paper has published: eight a day, each at a minute of its own."""
    offset = random.Random(name).random()
    return 100 + int((now - START) / timedelta(days=1) * _A_DAY + offset)


def _title(name: str, number: int) -> str:
    chance = random.Random(f"{name} {number}")
    return " ".join(chance.choice(_WORDS) for _ in range(7)).capitalize()


def _story(name: str, number: int) -> str:
    chance = random.Random(f"text {name} {number}")
    paragraphs = "".join(
        f"<p>{' '.join(chance.choice(_WORDS) for _ in range(60)).capitalize()}.</p>"
        for _ in range(5)
    )
    title = _title(name, number)
    return (
        f"<html lang=en><head><title>{title}</title></head><body><article><h1>{title}</h1>"
        f"<p>2026-11-24 09:00</p>{paragraphs}</article></body></html>"
    )


@dataclass
class Day:
    """What was seen: seconds of CPU, checks, how late they were (beyond what their hosts' pauses
    ask), and the real seconds that ticks took.
    """

    cpu: float = 0.0
    checks: int = 0
    stories: int = 0
    late: list[float] = field(default_factory=list)
    took: list[float] = field(default_factory=list)


@contextmanager
def newsroom(sources: int, port: int, sun: Sun, folder: str) -> Iterator[Service]:
    """A newsroom whose sources were learned long ago, and are due in turns."""
    hosts = [f"127.0.{1 + number // 250}.{1 + number % 250}:{port}" for number in range(HOSTS)]
    environ = {
        "HARBIN_DATA_DIR": folder,
        "HARBIN_ALLOW_HOSTS": ",".join(hosts),
        "HARBIN_GAPS": ",".join(f"{host}={PAUSE}" for host in hosts),
    }
    held = build(read_settings(environ), now=sun)
    chance = random.Random(1)
    endings = [
        known(source, sun() + timedelta(minutes=60 * chance.random()))
        for source in held.store.transact(lambda tx: papers(tx, sources, hosts, sun()))
    ]
    held.store.runs.finish(endings, "")
    settle()
    try:
        yield held
    finally:
        held.close()


def papers(tx: Transaction, number: int, hosts: Sequence[str], now: datetime) -> list[Source]:
    """Sources in turns on all hosts, in twenty sections."""
    sections = [tx.sections.find_or_make(f"Section {each}", now) for each in range(20)]
    specs = [
        SourceSpec(
            f"http://{hosts[each % len(hosts)]}/s{each}/index.html",
            f"s{each}",
            f"Paper {each}",
            sections[each % 20].title,
            "generic",
            "full",
            zone="Asia/Shanghai",
        )
        for each in range(number)
    ]
    return [
        tx.sources.add(spec, address_of(spec.url).key, sections[each % 20], now)
        for each, spec in enumerate(specs)
    ]


def known(source: Source, due: datetime) -> Ending:
    """A source whose rhythm was learned long ago."""
    return Ending(source, Run(source.slug, START, START), due, learned_rhythm(source.zone))


def due_at(held: Service) -> dict[int, tuple[datetime | None, datetime | None, str]]:
    """When each source is due and was checked, and its host."""
    wanted = select(SourceRow.id, SourceRow.next_run_at, SourceRow.checked_at, SourceRow.url)
    with held.store.database.read() as session:
        return {
            key: (due, checked, url.split("/")[2])
            for key, due, checked, url in session.execute(wanted)
        }


def live(held: Service, sun: Sun, ticks: int) -> Day:
    """So many ticks, each to the end of its work."""
    day, jobs = Day(), Jobs(held)
    for tick in range(ticks):
        sun.next_tick(tick)
        before, now = due_at(held), sun()
        began, spent = time.monotonic(), time.process_time()
        jobs.tick()
        while jobs._running:
            time.sleep(0.01)
        day.cpu += time.process_time() - spent
        day.took.append(time.monotonic() - began)
        after = due_at(held)
        asked = Counter[str]()
        for key, (due, _, host) in before.items():
            checked = after[key][1]
            if due is not None and due <= now and checked is not None and checked >= now:
                asked[host] += 1
                day.checks += 1
                pauses = PAUSE * asked[host]
                day.late.append((checked - due).total_seconds() - pauses)
    day.stories = sum(held.store.items.count().values())
    return day


def main() -> None:
    """Live through some hours, and say what they cost."""
    hours = float(sys.argv[1]) if len(sys.argv) > 1 else 0.25
    sources = int(sys.argv[2]) if len(sys.argv) > 2 else 5000
    with tempfile.TemporaryDirectory() as folder:
        clock = Path(folder) / "clock"
        os.environ[_CLOCK] = str(clock)
        sun = Sun(clock)
        with upstream(paper) as port, newsroom(sources, port, sun, folder) as held:
            day = live(held, sun, round(hours * 60))
    seconds = hours * 3600
    print(
        f"{sources} sources on {HOSTS} hosts, {hours:g} hours: {day.checks} checks, {day.stories} stories"
    )
    print(f"CPU: {day.cpu:.0f} s, {day.cpu / seconds:.3f} of a core; {resident():.0f} MB resident")
    print(
        f"a check comes {median(day.late):.0f} s after it is due (median), {max(day.late):.0f} s at "
        f"most, beyond its host's pauses; a tick is {TICK.total_seconds():.0f} s"
    )
    print(f"a tick's work takes {median(day.took):.1f} s (median), {max(day.took):.1f} s at most")


if __name__ == "__main__":
    main()
