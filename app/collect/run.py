"""One run of one source, from the claim to the report."""

from collections.abc import Callable
from datetime import datetime, timedelta

from app.captures import Captures
from app.collect.listing import Listed, first_page, further_pages
from app.collect.stories import Stories
from app.collect.visit import Tally, Visitor
from app.errors import FetchError
from app.fetch import Fetcher
from app.model import Location, Run, Source
from app.store import Store
from scrapers import ScrapeError

_BATCH = 40
_MOST_NEW = 400
_LEASE = timedelta(minutes=3)
_LONGEST_WAIT = timedelta(days=1)

Progress = Callable[[str], None]


def _say_nothing(_: str) -> None:
    return None


class Collector:
    """Runs collections. `owner` names this process in claims; `now` tells the time."""

    def __init__(self, store: Store, fetcher: Fetcher, captures: Captures, now: Callable[[], datetime], owner: str) -> None:
        self._store = store
        self._fetcher = fetcher
        self._captures = captures
        self._now = now
        self._owner = owner

    def collect(self, source: Source, *, backfill: int | None = None, progress: Progress = _say_nothing) -> Run:
        """Collect a source and say what came of it; the source's own failures are in the run. Conflict while another run holds it.

        `backfill` walks that many listing pages (0: all); without it, pages are read as far as known territory.
        """
        started = self._now()
        run_id = self._store.sources.claim(source, self._owner, started, started + _LEASE)
        visitor = Visitor(self._store, self._fetcher, self._captures, self._now)
        error: FetchError | ScrapeError | None = None
        try:
            self._note_listing(source, visitor, backfill, progress)
            self._read_stories(source, visitor, backfill, progress)
        except (FetchError, ScrapeError) as problem:
            error = problem
        run = _report(source, started, self._now(), visitor.tally, error)
        self._store.sources.finish(run_id, run, _next_run(source, run, error))
        return run

    def abandon(self, source: Source, reason: str) -> None:
        """Free a source whose run broke off for a reason of ours, and let it wait its turn."""
        self._store.sources.abandon(source, self._owner, reason, self._now() + timedelta(seconds=source.every))

    def _note_listing(self, source: Source, visitor: Visitor, backfill: int | None, progress: Progress) -> None:
        """Store what the listing shows, the last page first and the first page's seal last: a run cut short begins anew."""
        first = first_page(source, visitor, conditional=backfill is None)
        if first is None:
            return
        pages = [first]
        for page in further_pages(source, first, visitor, self._store, backfill):
            pages.append(page)
            progress(f"{source.slug}: {len(pages)} listing pages")
            self._keep_claim(source)
        for page in reversed(pages):
            self._note(source, page, front=page is first)

    def _note(self, source: Source, page: Listed, *, front: bool) -> None:
        now = self._now()
        self._store.locations.note(source, page.listing.promos, "promo", now)
        self._store.locations.note(source, page.listing.teasers, "listing", now, seal=page.visit.seal if front else None, front=front)

    def _read_stories(self, source: Source, visitor: Visitor, backfill: int | None, progress: Progress) -> None:
        """Known stories first, then new ones, until none is left; a promo on a story's page may bring further ones."""
        stories = Stories(source, visitor, self._store, self._now)
        for location in self._store.locations.to_check(source):
            self._keep_claim(source)
            stories.read(location)
        done: set[int] = set()
        while batch := [loc for loc in self._pending(source, len(done)) if loc.id not in done]:
            for location in batch:
                self._keep_claim(source)
                stories.read(location)
                done.add(location.id)
                progress(f"{source.slug}: {visitor.tally.new} new")
            if backfill is None and len(done) >= _MOST_NEW:
                return

    def _pending(self, source: Source, done: int) -> list[Location]:
        """The next stories to read; those that failed in this run come back first, hence the wider look."""
        return self._store.locations.pending(source, self._now(), _BATCH + done)

    def _keep_claim(self, source: Source) -> None:
        now = self._now()
        self._store.sources.keep_claim(source, self._owner, now, now + _LEASE)


def _report(source: Source, started: datetime, finished: datetime, tally: Tally, error: FetchError | ScrapeError | None) -> Run:
    kind = error.kind if isinstance(error, FetchError) else error.stage if error else ""
    return Run(
        source=source.slug,
        started_at=started,
        finished_at=finished,
        requests=tally.requests,
        not_modified=tally.not_modified,
        bytes=tally.bytes,
        fetched=tally.fetched,
        new=tally.new,
        changed=tally.changed,
        unchanged=tally.unchanged,
        gone=tally.gone,
        failed=len(tally.failures),
        error_kind=kind,
        error=str(error) if error else "",
        failures=tuple(tally.failures),
    )


def _next_run(source: Source, run: Run, error: FetchError | ScrapeError | None) -> datetime:
    """After success in one interval; after each failure twice as late, up to a day, and never before the server allows it."""
    finished = run.finished_at or run.started_at
    wait = timedelta(seconds=source.every)
    if error is not None:
        wait = min(wait * 2 ** min(source.failures + 1, 20), max(_LONGEST_WAIT, wait))
    asked = timedelta(seconds=error.retry_after or 0) if isinstance(error, FetchError) else timedelta(0)
    return finished + max(wait, min(asked, _LONGEST_WAIT))
