"""Checking the listings of many sources at once: what has not changed is done with here, what has
gets a run of its own.

Decision 0032.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from app.collect.doctor import is_time, is_to_be_treated, may_be_healed
from app.collect.robots import Rules, origin_of, robots_url
from app.collect.run import LEASE, Collector, StartedRun, weigh
from app.collect.visit import RunStatistics, hold_until, told_to_wait
from app.fetch import Answer, Ask, Validators
from app.news.health import Health, as_of
from app.store import Ending, PageValidators
from app.values.address import Address
from app.values.errors import FetchError, Interrupted, Stopping
from app.values.model import Run, Source
from scrapers.words.urls import host_of

_PULSE_SECONDS = 60

_Handful = Sequence[tuple[Any, Answer | FetchError]]


class Round:
    """One check of many listings. `hand_on` is given each source that needs a run: its listing
    changed, or stories wait to be read. By hand, those count too whose time to be tried again has
    not come.
    """

    def __init__(
        self, collector: Collector, hand_on: Callable[[StartedRun], None], *, by_hand: bool = False
    ) -> None:
        self._collector = collector
        self._store = collector.store
        self._hand_on = hand_on
        self._by_hand = by_hand
        self._batch = collector.fetcher.batch()
        self._waiting: dict[str, list[StartedRun]] = {}
        self._validators: dict[Address, PageValidators] = {}
        self._busy: set[int] = set()
        self._unwell: Mapping[int, Health] = {}
        self._open: dict[int, StartedRun] = {}
        self._claimed_at = collector.now()

    def check(self, sources: Sequence[Source]) -> Iterator[Run]:
        """Claim the sources that nobody else holds and check them; yields the runs that are over
        with that. Interrupted when the program is stopping.
        """
        now = self._collector.now()
        claimed = self._store.sources.claim_all(sources, self._collector.owner, now, now + LEASE)
        self._open = {source.id: StartedRun(source, now) for source in claimed}
        self._validators = self._store.locations.all_validators(
            [source.address for source in claimed]
        )
        self._unwell = self._store.healths.not_well(now, ())
        self._busy = self._store.sources.with_work(claimed, now, by_hand=self._by_hand)
        try:
            yield from self._end(self._begin())
            for handful in self._batch.answers(self._keep_claims, _PULSE_SECONDS):
                yield from self._end(self._take(handful))
        except Interrupted:
            self._collector.let_go([run.source for run in self._open.values()])
            raise

    def _begin(self) -> list[tuple[StartedRun, FetchError | None]]:
        """Ask for every listing that may be asked for, and for the robots.txt of sites whose rules
        are not known.
        """
        holds = self._store.sources.holds(
            [run.source for run in self._open.values()], self._collector.now()
        )
        over: list[tuple[StartedRun, FetchError | None]] = []
        asks: list[tuple[Any, Ask]] = []
        for run in self._open.values():
            url = run.source.url
            until = holds.get((run.source.id, host_of(url))) if holds else None
            if until is not None:
                wait = (until - self._collector.now()).total_seconds()
                over.append(
                    (
                        run,
                        FetchError(
                            url, "status", told_to_wait(host_of(url), until), retry_after=wait
                        ),
                    )
                )
            elif rules := self._collector.robots.known(url):
                over += self._permit(run, rules, asks)
            else:
                self._waiting.setdefault(origin_of(url), []).append(run)
        for origin, waiting in self._waiting.items():
            waiting[0].requests += 1
            asks.append((origin, Ask(robots_url(waiting[0].source.url))))
        self._batch.ask(asks)
        return over

    def _permit(
        self, run: StartedRun, rules: Rules, asks: list[tuple[Any, Ask]]
    ) -> list[tuple[StartedRun, FetchError | None]]:
        """Add the question to `asks`, if the site's rules allow it."""
        url = run.source.url
        known = self._validators[run.source.address]
        try:
            gap = rules.permit(url)
        except FetchError as error:
            return [(run, error)]
        run.requests += 1
        permit = self._collector.robots.permit_redirect
        asks.append(
            (run, Ask(url, Validators(known.etag, known.last_modified), gap=gap, permit=permit))
        )
        return []

    def _take(self, handful: _Handful) -> list[tuple[StartedRun, FetchError | None]]:
        over: list[tuple[StartedRun, FetchError | None]] = []
        asks: list[tuple[Any, Ask]] = []
        for tag, outcome in handful:
            if isinstance(outcome, Stopping):
                raise Interrupted(str(outcome))
            if isinstance(tag, str):
                rules = self._collector.robots.learn(tag, outcome)
                for run in self._waiting.pop(tag):
                    over += self._permit(run, rules, asks)
            else:
                over += self._weigh(tag, outcome)
        if asks:
            self._batch.ask(asks)
        return over

    def _weigh(
        self, run: StartedRun, outcome: Answer | FetchError
    ) -> list[tuple[StartedRun, FetchError | None]]:
        if isinstance(outcome, FetchError):
            if not (self._is_twice(run.source) and may_be_healed(outcome)):
                return [(run, outcome)]
            run.error = outcome
        else:
            run.answer = outcome
            weigh(run, self._validators[run.source.address])
            if run.listing == "quiet" and not self._has_work(run.source):
                return [(run, None)]
        del self._open[run.source.id]
        self._hand_on(run)
        return []

    def _has_work(self, source: Source) -> bool:
        """Whether a source needs a run although its listing is as it was: stories wait, or it has
        been so for too long.
        """
        if source.id in self._busy:
            return True
        now, health = self._collector.now(), self._unwell.get(source.id)
        return health is not None and is_to_be_treated(source, as_of(health, now), self._store, now)

    def _is_twice(self, source: Source) -> bool:
        """Whether the listing of a source cannot be had for the second time or more, and it is time
        to look for it elsewhere.
        """
        health = self._store.healths.of(source) if source.failures else None
        since = health.since if health is not None else None
        now = self._collector.now()
        return since is not None and is_time(source, since, self._store, now)

    def _end(self, over: list[tuple[StartedRun, FetchError | None]]) -> list[Run]:
        """Keep the books on all that are over, in one transaction."""
        endings = [self._ending(run, error) for run, error in over]
        if endings:
            all_validators = [run.validators for run, error in over if run.validators and not error]
            self._store.runs.finish(endings, self._collector.owner, all_validators)
        for run, _ in over:
            del self._open[run.source.id]
        return [ending.run for ending in endings]

    def _ending(self, run: StartedRun, error: FetchError | None) -> Ending:
        source = run.source
        if error is not None and error.retry_after is not None:
            self._store.sources.hold(
                source, host_of(source.url), hold_until(self._collector.now(), error.retry_after)
            )
        statistics = RunStatistics(requests=run.requests)
        if run.answer is not None:
            statistics.answered(run.answer)
        return self._collector.ending(run, statistics, error)

    def _keep_claims(self) -> None:
        now = self._collector.now()
        if now - self._claimed_at < LEASE / 5 or not self._open:
            return
        self._claimed_at = now
        self._store.sources.keep_claims(
            [run.source for run in self._open.values()], self._collector.owner, now + LEASE
        )
