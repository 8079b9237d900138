"""One run of one source, from the claim to the report; and the check of many listings at once that
decides who needs one.
"""

import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Literal

from app.browser.client import Browser
from app.collect.cadence import Bounds, to_json
from app.collect.captures import Captures
from app.collect.drawing import validators_of
from app.collect.frame import without_frame
from app.collect.healing import Healing, Treated
from app.collect.learning import learned_from_run
from app.collect.listing import READER_FAULTS, Catcher, Walk, misfit
from app.collect.pictures import Illustrator
from app.collect.plan import after_failure, after_success, learned, rhythm_of
from app.collect.replay import Replay
from app.collect.robots import Robots
from app.collect.sitemaps import read_first
from app.collect.stories import Stories
from app.collect.told import Told
from app.collect.visit import RunStatistics, Visit, Visitor, failure_of
from app.fetch import Answer, Fetched, Fetcher, NotModified, Validators, fresh_seconds
from app.images.pictures import Gallery
from app.news.health import Health
from app.news.profile import Profile
from app.store import Ending, PageValidators, Store
from app.values.errors import READING, FetchError, Interrupted
from app.values.model import Location, Run, Source
from app.values.program import NAME
from scrapers import ScrapeError, Teaser

log = logging.getLogger(NAME)

_BATCH = 40
_MOST_NEW, _MOST_WALKED = 400, 50_000
_MORE_THAN_ONE = 2
_LONGEST_HINT = 7 * 86400
LEASE = timedelta(minutes=5)

Progress = Callable[[str], None]


def say_nothing(_: str) -> None:
    """Progress that nobody watches."""
    return


@dataclass(slots=True)
class StartedRun:
    """A run that holds its source: what the listing answered, if it was asked already.

    `listing` is "ask" (the run asks itself), "changed" (the answer is here), "quiet" (asked,
    nothing new) or "skip" (not this time); `error` is why it could not be had, where that was found
    out before. `visit` is its page, `list_capture` where that is kept, if it showed entries;
    `misfit` says that the source's recipe found none of them. `told` are the entries of which a
    feed holds the whole text, by the keys of their addresses.
    """

    source: Source
    started: datetime
    listing: Literal["ask", "changed", "quiet", "skip"] = "ask"
    answer: Answer | None = None
    requests: int = 0
    new: list[Teaser] = field(default_factory=list)
    told: dict[str, Teaser] = field(default_factory=dict)
    ttl: int | None = None
    validators: PageValidators | None = None
    error: FetchError | None = None
    visit: Visit | None = None
    list_capture: str = ""
    misfit: bool = False


class Collector:
    """Runs collections. `owner` names this process in claims; `now` tells the time; `chance` gives
    numbers in [0, 1); `browser` draws pages for the sources that want it.
    """

    def __init__(
        self,
        store: Store,
        fetcher: Fetcher,
        captures: Captures,
        gallery: Gallery,
        bounds: Bounds,
        now: Callable[[], datetime],
        chance: Callable[[], float],
        owner: str,
        browser: Browser | None = None,
    ) -> None:
        self.store = store
        self.fetcher = fetcher
        self.robots = Robots(store, fetcher, now)
        self.now = now
        self.owner = owner
        self.healing = Healing(store, fetcher, captures, self.robots, now, owner, browser)
        self._captures = captures
        self._gallery = gallery
        self._bounds = bounds
        self._chance = chance
        self._browser = browser

    def collect(
        self, source: Source, *, backfill: int | None = None, progress: Progress = say_nothing
    ) -> Run:
        """Collect a source because a person asks for it, and say what came of it; its own failures
        are in the run.

        `backfill` walks that many listing pages (0: all); without it, pages are read as far as
        known territory. Conflict while another run holds the source.
        """
        return self.run(self.begin(source), backfill=backfill, by_hand=True, progress=progress)

    def begin(self, source: Source, listing: Literal["ask", "skip"] = "ask") -> StartedRun:
        """Claim a source for a run; Conflict while another run holds it."""
        now = self.now()
        return StartedRun(
            self.store.sources.claim(source, self.owner, now, now + LEASE), now, listing
        )

    def run(
        self,
        run: StartedRun,
        *,
        backfill: int | None = None,
        by_hand: bool = False,
        progress: Progress = say_nothing,
    ) -> Run:
        """Carry out a run that has begun, to its end. Run by hand, it also tries again what waits
        for its time. Interrupted when the program is stopping.
        """
        source = run.source
        alive = self._keeper(source)
        visitor = Visitor(
            self.store, self.fetcher, self._captures, self.robots, self.now, source, alive,
            self._browser,
        )  # fmt: skip
        visitor.statistics.requests += run.requests
        if run.answer is not None:
            visitor.statistics.answered(run.answer)
        error: FetchError | ScrapeError | None = None
        try:
            self._read_listing(run, visitor, backfill, progress)
            self._read_stories(run, visitor, alive, backfill, by_hand, progress)
            Illustrator(source, visitor, self.store, self._gallery, self.now).fetch(alive)
        except Interrupted:
            self.let_go([source])
            raise
        except (FetchError, ScrapeError) as problem:
            error = problem
        error = error or unread(source, visitor.statistics)
        ending = self.ending(run, visitor.statistics, error)
        try:
            ending = self._treated(run, ending, visitor, alive)
        except Interrupted:
            self.let_go([source])
            raise
        self.store.runs.finish([ending], self.owner)
        return ending.run

    def ending(
        self, run: StartedRun, statistics: RunStatistics, error: FetchError | ScrapeError | None
    ) -> Ending:
        """How a run ended, and when its source is to be checked again."""
        source, finished = run.source, self.now()
        report = _report(run, finished, statistics, error)
        checked = run.listing != "skip"
        taught = self._learned(run, statistics, error, finished)
        tried = statistics.readable + statistics.unreadable > 0
        if error is not None and report.error_kind != READING:
            return Ending(
                source,
                report,
                after_failure(source, error, finished, self._chance()),
                listing_checked=checked,
                learned=taught,
            )
        if not checked:
            return Ending(
                source,
                report,
                None,
                hint=source.hint,
                listing_checked=False,
                stories_tried=tried,
                learned=taught,
            )
        hint, rhythm = _hint(run, source.hint), rhythm_of(source, run.started)
        news = learned(source, rhythm, run.new, finished)
        due = after_success(source, news or rhythm, finished, self._bounds, hint)
        return Ending(
            source,
            report,
            due,
            to_json(news) if news else None,
            hint,
            stories_tried=tried,
            moved=_moved_address(run),
            learned=taught,
            list_capture=run.list_capture,
        )

    def _treated(
        self, run: StartedRun, ending: Ending, visitor: Visitor, alive: Callable[[], None]
    ) -> Ending:
        """The end of a run of a source that ails, with the remedy for it, if it was time to look
        for one.
        """
        if run.listing == "skip":
            return ending
        failed = bool(ending.run.error)
        try:
            treatment = self.healing.at_end_of_run(
                run.source,
                visitor,
                run.visit,
                ending.learned,
                alive,
                failed=failed,
                misfit=run.misfit,
            )
        except READER_FAULTS:
            # What the run did counts whatever odd pages do to those who look for a remedy.
            log.exception("%s: looking for a remedy broke off", run.source.slug)
            treatment = Treated(None, ending.learned)
        if treatment is None:
            return ending
        counted = replace(ending.run, requests=visitor.statistics.requests)
        return replace(
            ending, run=counted, treated=True, remedy=treatment.remedy, learned=treatment.learned
        )

    def _learned(
        self,
        run: StartedRun,
        statistics: RunStatistics,
        error: FetchError | ScrapeError | None,
        finished: datetime,
    ) -> tuple[Profile, Health] | None:
        """What the run taught of its source, and how that is."""
        body = run.answer.body if isinstance(run.answer, Fetched) else b""
        seen = statistics.sight.observation(
            finished, run.source.checked_at, len(run.new), error, body
        )
        return learned_from_run(self.store, self._captures, run.source, seen)

    def let_go(self, sources: Iterable[Source] | None = None) -> None:
        """Free sources whose runs the end of the program cut short, or all that this process holds;
        they are due as before.
        """
        self.store.sources.let_go(self.owner, sources)

    def abandon(self, source: Source, reason: str) -> None:
        """Free a source whose run broke off for a reason of ours, and let it wait its turn."""
        self.store.sources.abandon(
            source, self.owner, reason, self.now() + timedelta(seconds=source.every or 1800)
        )

    def _read_listing(
        self, run: StartedRun, visitor: Visitor, backfill: int | None, progress: Progress
    ) -> None:
        """Note what the listing shows, unless it has not changed."""
        source = run.source
        if run.error is not None:
            raise run.error
        if run.listing == "ask":
            self._ask(run, visitor, conditional=backfill is None)
        if run.listing != "changed" or not isinstance(run.answer, Fetched):
            return
        run.visit = visit = visitor.capture(source.address, run.answer)
        first = read_first(source, visit, visitor, self.store.sources.all)
        first = without_frame(source, first, self.store, self._captures)
        run.ttl, run.list_capture = first.listing.ttl, visit.capture
        run.misfit = bool(misfit(source, first.listing))
        visitor.statistics.sight.listing([teaser for _, teaser in first.entries])
        run.told = {key: teaser for key, teaser in first.entries if teaser.text}
        if backfill is None:
            run.new = Catcher(source, visitor, self.store, self.now).note(first)
        else:
            Walk(source, visitor, self.store, self.now).run(
                first, backfill, lambda n: progress(f"{source.slug}: {n} listing pages")
            )

    def _ask(self, run: StartedRun, visitor: Visitor, *, conditional: bool) -> None:
        known = (
            self.store.locations.validators(run.source.address)
            if conditional
            else PageValidators(run.source.address)
        )
        run.answer = visitor.fetch(run.source.url, Validators(known.etag, known.last_modified))
        weigh(run, known)
        if run.validators is not None:
            self.store.locations.save_validators(run.validators)

    def _read_stories(
        self,
        run: StartedRun,
        visitor: Visitor,
        alive: Callable[[], None],
        backfill: int | None,
        by_hand: bool,
        progress: Progress,
    ) -> None:
        """Known stories first, then new ones, until none is left; a promo on a story's page may
        bring further ones.
        """
        source = run.source
        told = Told(source, run.told, visitor.statistics, self.store, self.now)
        stories = Stories(source, visitor, self.store, self.now, told)
        try:
            self._read_each(stories, source, visitor, alive, backfill, by_hand, progress)
        finally:
            self._learn(stories, source, alive)

    def _read_each(
        self,
        stories: Stories,
        source: Source,
        visitor: Visitor,
        alive: Callable[[], None],
        backfill: int | None,
        by_hand: bool,
        progress: Progress,
    ) -> None:
        stories.correct_told()
        # What is on trial tells nothing new of what is published.
        known = [] if source.on_trial else self.store.locations.to_check(source, self.now())
        for location in known:
            alive()
            stories.read(location)
        done: set[int] = set()
        while batch := self._pending(source, by_hand, done):
            stories.look_ahead(batch)
            for location in batch:
                alive()
                stories.read(location)
                done.add(location.id)
                progress(f"{source.slug}: {visitor.statistics.new} new")
            if len(done) >= (_MOST_NEW if backfill is None else _MOST_WALKED):
                return
            self._learn(stories, source, alive)

    def _learn(self, stories: Stories, source: Source, alive: Callable[[], None]) -> None:
        """Learn what repeats over the source's stories, and take it out of those that were stored
        with it. It is remembered last, so that a run that is cut short learns it again.
        """
        if late := stories.repeats.learn():
            Replay(self.store, self._captures).leave_out(source, late, self.now(), alive)
        stories.repeats.remember()

    def _pending(self, source: Source, by_hand: bool, done: set[int]) -> list[Location]:
        """The next stories to read; those that failed in this run may come back, hence the wider
        look.
        """
        locations = self.store.locations.pending(
            source, self.now(), _BATCH + len(done), by_hand=by_hand
        )
        return [location for location in locations if location.id not in done]

    def _keeper(self, source: Source) -> Callable[[], None]:
        """What a run calls between its pages, to say from time to time that it is alive."""
        last_sign = self.now()

        def alive() -> None:
            nonlocal last_sign
            now = self.now()
            if now - last_sign >= LEASE / 5:
                self.store.sources.keep_claim(source, self.owner, now, now + LEASE)
                last_sign = now

        return alive


def unread(source: Source, statistics: RunStatistics) -> ScrapeError | None:
    """What is wrong with a source most of whose new stories cannot be read; None when it is well.

    A single odd page among stories that were read says nothing yet.
    """
    failed, tried = statistics.unreadable, statistics.readable + statistics.unreadable
    known_to_read = source.last_success_at is not None and source.failure_kind != READING
    if failed * 2 <= tried or (known_to_read and failed < _MORE_THAN_ONE):
        return None
    first = next(failure for failure in statistics.failures if failure.kind == "not-a-page")
    return ScrapeError(
        READING, source.url, f"{failed} of {tried} new stories cannot be read; the first: {first}"
    )


def weigh(run: StartedRun, known: PageValidators) -> None:
    """Say whether what a listing answered is new to us; unchanged bytes behind a 200 are not, but
    leave new validators.
    """
    answer, address = run.answer, run.source.address
    run.listing = "quiet"
    if isinstance(answer, NotModified):
        fresh = PageValidators(
            address, answer.validators.etag, answer.validators.last_modified, known.digest
        )
        run.validators = fresh if fresh != known else None
    elif answer is not None:
        validators = validators_of(address, answer)
        if validators.digest != known.digest:
            run.listing = "changed"
        elif validators != known:
            run.validators = validators


def _moved_address(run: StartedRun) -> str:
    """Where the listing lives for good, if that is another address, or was another one the last
    time.
    """
    source, answer = run.source, run.answer
    if answer is not None and answer.moved:
        return answer.moved
    return source.url if answer is not None and source.moved_to else ""


def _hint(run: StartedRun, known: int | None) -> int | None:
    """For how many seconds the publisher calls the listing fresh: what its headers or the feed
    itself say, the longer of them.

    A 304 that says nothing leaves standing what was said before.
    """
    fresh = fresh_seconds(run.answer) if run.answer is not None else None
    lifetimes = [seconds for seconds in (fresh, run.ttl) if seconds is not None]
    if not lifetimes:
        return None if run.listing == "changed" else known
    return min(int(max(lifetimes)), _LONGEST_HINT)


def _report(
    run: StartedRun,
    finished: datetime,
    statistics: RunStatistics,
    error: FetchError | ScrapeError | None,
) -> Run:
    return Run(
        source=run.source.slug,
        started_at=run.started,
        finished_at=finished,
        requests=statistics.requests,
        not_modified=statistics.not_modified,
        bytes=statistics.bytes,
        fetched=statistics.fetched,
        new=statistics.new,
        changed=statistics.changed,
        unchanged=statistics.unchanged,
        gone=statistics.gone,
        pictures=statistics.pictures,
        failed=len(statistics.failures),
        error_kind=failure_of(error).kind if error else "",
        error=str(error) if error else "",
        failures=tuple(statistics.failures),
    )
