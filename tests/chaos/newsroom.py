"""A newsroom to be tried: the real service on a folder of its own, with time limits that a test can
wait for and a clock that it turns.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from sqlalchemy import text

from app.collect import Collector, Round, StartedRun
from app.collect.cadence import Bounds
from app.fetch import Fetcher, Limits, Pace
from app.publish.release import release
from app.run.boot import Service, build, user_agent
from app.values.model import Item, Location, Run, Source, SourceSpec
from app.values.settings import read_settings
from tests.databases import copy_of_schema
from tests.deskwork import at_desk

from .server import Chaos

LIMITS = Limits(
    body_bytes=300_000, wire_bytes=200_000, header_bytes=16_000, total_seconds=10, connect_seconds=5
)
# As short as a test can wait for, and as long as a busy machine needs for a page that is well.
HASTY = replace(LIMITS, total_seconds=1.0)


class Newsroom:
    """The assembled service and the few things that tests ask of it."""

    def __init__(
        self,
        folder: Path,
        clock: Callable[[], datetime],
        *servers: Chaos,
        limits: Limits | None = LIMITS,
        database_url: str = "",
        allow: Sequence[str] = (),
        gaps: str = "",
    ) -> None:
        hosts = ",".join([*(server.host for server in servers), *allow])
        environ = {"HARBIN_DATA_DIR": str(folder), "HARBIN_ALLOW_HOSTS": hosts, "HARBIN_GAPS": gaps}
        if not database_url and not (folder / "harbin.db").exists():
            copy_of_schema(folder / "harbin.db")
        settings = read_settings(
            environ | ({"HARBIN_DATABASE_URL": database_url} if database_url else {})
        )
        built = build(settings, now=clock, chance=lambda: 0.5)
        pace = Pace(settings.gap, settings.gaps, settings.allow_hosts)
        fetcher = Fetcher(
            user_agent=user_agent(settings),
            now=clock,
            allow_hosts=settings.allow_hosts,
            limits=limits or Limits(),
            pace=pace,
        )
        collector = Collector(
            built.store,
            fetcher,
            built.captures,
            built.gallery,
            Bounds(),
            clock,
            lambda: 0.5,
            built.collector.owner,
        )
        self.service: Service = replace(built, fetcher=fetcher, collector=collector)
        self.store = built.store
        self._unused = built.fetcher

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._unused.close()
        self.service.close()

    def add(
        self, server: Chaos, slug: str = "city", path: str = "/city/list.html", **fields: Any
    ) -> Source:
        """Poll a listing of a server."""
        return self.add_url(server.url + path, slug, **fields)

    def add_url(self, url: str, slug: str = "city", **fields: Any) -> Source:
        """Poll a listing."""
        spec: dict[str, Any] = {
            "url": url,
            "slug": slug,
            "title": slug,
            "section": slug,
            "scraper": "generic",
            "rights": "full",
        }
        spec |= {"every": 3600} | fields
        return at_desk(self.store).add_source(SourceSpec(**spec), self.service.now())

    def source(self, slug: str = "city") -> Source:
        """A source as it is now."""
        return self.store.sources.get(slug)

    def collect(self, slug: str = "city", **options: Any) -> Run:
        """Collect by hand, and release what came."""
        run = self.service.collector.collect(self.source(slug), **options)
        self.release()
        return run

    def tick(self) -> list[Run]:
        """What a tick does, in this thread: check what is due, read what waits, release what
        came.
        """
        sources, collector, begun = self.store.sources, self.service.collector, list[StartedRun]()
        runs = list(Round(collector, begun.append).check(sources.due(self.service.now())))
        runs += [collector.run(one) for one in begun]
        runs += [
            collector.run(collector.begin(source, "skip"))
            for source in sources.with_stories_due(self.service.now())
        ]
        self.release()
        return runs

    def next_due(self) -> datetime | None:
        """When, later than now, the next listing or story is due."""
        with self.store.database.read() as session:
            told = [
                *session.scalars(text("SELECT recheck_at FROM locations")),
                *session.scalars(text("SELECT next_run_at FROM sources")),
            ]
        times = (datetime.fromisoformat(when).replace(tzinfo=UTC) for when in told if when)
        return min((when for when in times if when > self.service.now()), default=None)

    def release(self) -> None:
        """Let what is due become public."""
        release(self.store, self.service.now())

    def public(self) -> list[Item]:
        """All that readers see."""
        return self.store.items.public(5000)

    def titles(self) -> list[str]:
        """The titles of all that readers see, sorted; a story that came twice stands there
        twice.
        """
        return sorted(item.content.title for item in self.public())

    def runs(self, slug: str = "city") -> list[Run]:
        """The runs of a source, oldest first."""
        return self.store.runs.of(slug, 1000)[::-1]

    def kinds(self, url: str, slug: str = "city") -> set[str]:
        """The kinds of failure that were stored about a page."""
        return {
            failure.kind
            for run in self.runs(slug)
            for failure in run.failures
            if failure.url == url
        }

    def given_up(self) -> list[Location]:
        """Addresses that are asked for no more."""
        return self.store.locations.given_up()
