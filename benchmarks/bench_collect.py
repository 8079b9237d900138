"""What collecting costs: 200 stories from request to stored item, and 1,000 sources that answer
304, beside other programs in one run.

CPU time of our own process; servers run in processes of their own.
"""

import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from functools import cache, partial
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from app.collect import Round, StartedRun
from app.collect.cadence import begin, learn, to_json
from app.collect.noting import entries_of, note_listing
from app.collect.outcomes import note_unchanged
from app.collect.visit import Visitor
from app.run.boot import Service, build, settle
from app.store import Ending, PageValidators
from app.values.model import Run, Source, SourceSpec
from app.values.settings import read_settings
from benchmarks import city
from benchmarks.upstream import reply, upstream
from scrapers import Page, Teaser
from scrapers.sites.my399 import SCRAPER
from tests.deskwork import at_desk

ROUNDS = 5
HOSTS, SOURCES = 100, 1000


def main() -> None:
    """Print both comparisons."""
    stories()
    checks()


# 200 stories


def stories() -> None:
    with upstream(city.answer) as port:
        # Turn by turn, since the machine's speed changes under our feet.
        turns = [
            (*collect_twice(port), program("scrapy", port, *city.bodies("news")))
            for _ in range(ROUNDS)
        ]
        cold, whole, scrapy = map(list, zip(*turns, strict=True))
        reading = [read_once(port) for _ in range(ROUNDS)]
        asking = [ask_once(port) for _ in range(ROUNDS)]
        others = {"scrapy": scrapy} | {
            name: [program(name, port, *city.bodies("news")) for _ in range(3)]
            for name in ("requests", "aiohttp")
        }
    ours, scraper = statistics.median(whole), statistics.median(reading)
    print(f"{'200 stories, ms of CPU a page':58}{'median':>8}{'least':>8}{'most':>8}")
    show("whole path: request, guard, robots, capture, read, store", whole)
    show("  the same in a process that has just started", cold)
    show("  of it reading (the my399 module)", reading)
    show("  of it asking: request, guard, robots, capture, its books", asking)
    print(f"{'  of it storing, and the rest':58}{ours - scraper - statistics.median(asking):8.2f}")
    for name, costs in others.items():
        show(LABELS[name], costs)
    print(
        f"whole path / Scrapy, median of the turns: "
        f"{statistics.median(mine / theirs for _, mine, theirs in turns):.2f}"
    )


LABELS = {
    "scrapy": "Scrapy: fetch and extract with selectors alone",
    "requests": "requests and BeautifulSoup on lxml: the same",
    "aiohttp": "aiohttp and lxml: the same (the floor)",
}


def show(label: str, figures: list[float], digits: int = 2) -> None:
    shown = (
        f"{figure:8.{digits}f}"
        for figure in (statistics.median(figures), min(figures), max(figures))
    )
    print(f"{label:58}{''.join(shown)}")


def collect_twice(port: int) -> tuple[float, float]:
    """Milliseconds of CPU a page, from the claim to the end of the run: of the first section, and
    of the second.
    """
    costs = []
    with service(f"127.0.0.1:{port}") as held:
        for section in city.SECTIONS:
            source = add(held, f"http://127.0.0.1:{port}{city.listing(section)}", section, "my399")
            start = time.process_time()
            run = held.collector.collect(source)
            costs.append((time.process_time() - start) * 1000 / city.STORIES_SERVED)
            assert (run.new, run.failed, run.error) == (city.STORIES_SERVED, 0, ""), run
    return costs[0], costs[1]


def read_once(port: int) -> float:
    """Milliseconds of CPU a page for the site module alone."""
    host = f"127.0.0.1:{port}"
    bodies = {path: city.at(body, host.encode()) for path, body in city.bodies("news").items()}
    pages = [
        Page(f"http://{host}{path}", body, "text/html", "Asia/Shanghai")
        for path, body in bodies.items()
    ]
    start = time.process_time()
    for page in pages:
        SCRAPER.article(page)
    return (time.process_time() - start) * 1000 / len(pages)


def ask_once(port: int) -> float:
    """Milliseconds of CPU a page for the collector alone: each page is fetched, captured and ticked
    off, and nobody reads it.
    """
    host = f"127.0.0.1:{port}"
    with service(host) as held:
        source = add(held, f"http://{host}{city.listing('news')}", "news", "my399")
        teasers = [Teaser(f"http://{host}{path}", "") for path in city.bodies("news")]
        note_listing(held.store, source, entries_of(teasers), "listing", datetime.now(UTC))
        places = held.store.locations.pending(source, datetime.now(UTC), len(teasers))
        collector = held.collector
        visitor = Visitor(
            held.store,
            held.fetcher,
            held.captures,
            collector.robots,
            collector.now,
            source,
            lambda: None,
        )
        start = time.process_time()
        for place in places:
            visit = visitor.visit(place.address, conditional=False)
            assert visit is not None
            held.store.locations.save_validators(visit.validators)
            note_unchanged(held.store, place, collector.now())
        return (time.process_time() - start) * 1000 / len(places)


def program(name: str, port: int, *told: str) -> float:
    """What another program costs, in the unit that it tells itself, in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-m", f"benchmarks.other_{name}", str(port), *told],
        check=True,
        capture_output=True,
        text=True,
    )
    return float(done.stdout.split()[-1])


# 1,000 sources


def quiet(path: str, head: bytes) -> bytes:
    """Nothing has changed, ever."""
    if path == "/robots.txt":
        return reply(b"User-agent: *\nDisallow: /desk/\n", "text/plain")
    return (
        b'HTTP/1.1 304 Not Modified\r\nETag: "1"\r\n\r\n'
        if b"If-None-Match" in head
        else reply(LIST, "text/html", 'ETag: "1"')
    )


LIST = b"<html><body><ul>" + b"".join(
    b'<li><a href="/n/%d.html">A headline of story %d in the city</a></li>' % (n, n)
    for n in range(8)
)


def checks() -> None:
    with upstream(quiet) as port:
        urls = [f"http://127.0.0.{1 + n % HOSTS}:{port}/s{n}/index.html" for n in range(SOURCES)]
        ours, theirs = (
            our_checks(urls, port),
            partial(program, "aiohttp_checks", port, str(HOSTS), str(SOURCES)),
        )
        # Turn by turn, since the machine's speed changes under our feet; of each, the second of two
        # goes.
        turns = [
            ([next(ours), next(ours)][1], theirs("kept"), theirs("each")) for _ in range(ROUNDS)
        ]
        labels = (
            "ours, with all bookkeeping",
            "aiohttp bare, kept connections",
            "aiohttp bare, a connection each",
        )
        print(
            f"\n{'1,000 sources on 100 hosts, all 304: checks per CPU second':58}{'median':>8}{'least':>8}{'most':>8}"
        )
        for label, times in zip(labels, zip(*turns, strict=True), strict=True):
            show(label, [SOURCES / spent for spent in times], 0)
        for label, other in zip(labels[1:], (1, 2), strict=True):
            print(
                f"ours / {label}, median of the turns: "
                f"{statistics.median(turn[other] / turn[0] for turn in turns):.2f}"
            )
        print(f"resident memory of the process that did it all: {resident():.0f} MB")


def our_checks(urls: list[str], port: int) -> Iterator[float]:
    """CPU seconds for a round over all sources, again and again; the first round, which fetches
    robots.txt, is not among them.
    """
    hosts = ",".join(f"127.0.0.{n}:{port}" for n in range(1, HOSTS + 1))
    with service(hosts) as held:
        sources = [add(held, url, f"s{n}", "generic") for n, url in enumerate(urls)]
        begun: list[StartedRun] = []
        held.store.runs.finish([known_for_weeks(source) for source in sources], "")
        for source in sources:
            held.store.locations.save_validators(
                PageValidators(source.address, '"1"', None, "known")
            )
        list(Round(held.collector, begun.append).check(sources))
        while True:
            start = time.process_time()
            runs = list(Round(held.collector, begun.append).check(held.store.sources.all()))
            spent = time.process_time() - start
            assert len(runs) == SOURCES, len(runs)
            assert all(run.not_modified == 1 and not run.error for run in runs), runs[0]
            yield spent


def known_for_weeks(source: Source) -> Ending:
    """A source whose rhythm was learned long ago."""
    now = datetime.now(UTC)
    return Ending(source, Run(source.slug, now, now), now, learned_rhythm(source.zone))


@cache
def learned_rhythm(zone: str) -> dict[str, Any]:
    """What five weeks of eight stories a weekday in office hours teach."""
    since = datetime.now(UTC) - timedelta(weeks=5)
    rhythm = begin(since)
    for day in range(35):
        hours = [since + timedelta(days=day, hours=hour) for hour in range(8)]
        if hours[0].astimezone(ZoneInfo(zone)).weekday() < 5:
            rhythm = learn(rhythm, [(hour, hour) for hour in hours], hours[-1], ZoneInfo(zone))
    return to_json(rhythm)


# What both need


@contextmanager
def service(hosts: str) -> Iterator[Service]:
    with tempfile.TemporaryDirectory() as folder:
        settings = read_settings({"HARBIN_DATA_DIR": folder, "HARBIN_ALLOW_HOSTS": hosts})
        held = build(settings)
        settle()
        try:
            yield held
        finally:
            held.close()


def add(held: Service, url: str, slug: str, scraper: str) -> Source:
    spec = SourceSpec(url, slug, slug, "City", scraper, "full", zone="Asia/Shanghai")
    return at_desk(held.store).add_source(spec, datetime.now(UTC))


def resident() -> float:
    """Megabytes of this process in memory (Linux)."""
    line = next(
        line
        for line in Path("/proc/self/status").read_text().splitlines()
        if line.startswith("VmRSS")
    )
    return int(line.split()[1]) / 1024


if __name__ == "__main__":
    main()
