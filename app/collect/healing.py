"""When a remedy is looked for: at the end of a run of a source that ails, or because a person asks.

Decision 0119.
"""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from app.browser.client import Browser
from app.collect.captures import Captures
from app.collect.doctor import Doctor, is_to_be_treated
from app.collect.replay import Replay
from app.collect.robots import Robots
from app.collect.trial import treated
from app.collect.visit import Visit, Visitor
from app.fetch import Fetcher
from app.news.health import Health, as_of, judge
from app.news.profile import Profile, healed
from app.news.remedies import DOCTOR, Remedy, is_due
from app.store import Store
from app.values.errors import Conflict, FetchError
from app.values.model import Source

# What one look at a source may write to disk, and for how long it holds it between signs of life.
_ROOM, _LEASE = 100_000_000, timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Treated:
    """That a remedy was looked for, and which was found, with what is usual of its source then."""

    remedy: Remedy | None
    learned: tuple[Profile, Health] | None


@dataclass(frozen=True, slots=True)
class Healing:
    """Looks for remedies; `owner` names this process in claims."""

    store: Store
    fetcher: Fetcher
    captures: Captures
    robots: Robots
    now: Callable[[], datetime]
    owner: str
    browser: Browser | None = None

    def at_end_of_run(
        self,
        source: Source,
        visitor: Visitor,
        answer: Visit | None,
        taught: tuple[Profile, Health] | None,
        alive: Callable[[], None],
        *,
        failed: bool,
        misfit: bool,
    ) -> Treated | None:
        """What a run does for a source that ails; None where it is not time to do anything.
        `taught` is what is usual by the run, `answer` the page at the list's address, if any;
        `misfit` says that its recipe found nothing there.
        """
        now = self.now()
        known = taught or self.store.healths.both(source)
        if known is None:
            return None
        profile, health = known
        doctor = Doctor(source, visitor, self.store, self.captures, self.now)
        if source.on_trial:
            return self._end_trial(source, doctor, taught)
        if misfit and answer is not None and source.doctor_mode == "on":
            fitting = doctor.refit(answer)
            if fitting is not None:
                return Treated(fitting, taught)
        by_now = as_of(health, None if failed else now)
        if not is_to_be_treated(source, by_now, self.store, now):
            return None
        remedy = doctor.treat(by_now, answer)
        self._read_again(source, remedy, by_now, alive)
        if remedy is None or remedy.state != "adopted":
            return Treated(remedy, taught)
        after = healed(profile, now)
        return Treated(remedy, (after, judge(after)))

    def _read_again(
        self, source: Source, remedy: Remedy | None, health: Health, alive: Callable[[], None]
    ) -> None:
        """Read what was missed or read wrongly since a source ails by the remedy that was found."""
        if remedy is None or not remedy.reads_otherwise or health.since is None:
            return
        read_anew = treated(source, remedy.after)
        Replay(self.store, self.captures).again(read_anew, health.since, self.now(), alive)

    def _end_trial(
        self, source: Source, doctor: Doctor, taught: tuple[Profile, Health] | None
    ) -> Treated | None:
        """Read a source as before a remedy on trial, if its list is back where it was."""
        now = self.now()
        remedies = self.store.remedies.of(source)
        remedy = next((each for each in remedies if each.is_open and not each.merged), None)
        if remedy is None or not is_due(source.treated_at, remedy.at, now):
            return None
        if doctor.returns(remedy):
            with suppress(Conflict):  # it moved on since, or that address was given away
                self.store.remedies.take_back(source, remedy, DOCTOR, now)
        return Treated(None, taught)

    def on_demand(self, source: Source, health: Health, *, keep: bool) -> Remedy | None:
        """Look for a remedy because a person asks, and read the source by it if that is to be kept;
        else nothing is stored. Conflict while a run holds the source.
        """
        if not keep:
            with TemporaryDirectory() as folder:
                return self._look(source, health, Captures(Path(folder), _ROOM), lambda: None)
        now = self.now()
        held = self.store.sources.claim(source, self.owner, now, now + _LEASE)

        def alive() -> None:
            until = self.now() + _LEASE
            self.store.sources.keep_claim(held, self.owner, self.now(), until)

        try:
            remedy = self._look(held, health, self.captures, alive)
            if remedy is not None:
                self._read_again(held, remedy, health, alive)
                self.store.remedies.apply(held, remedy)
            return remedy
        finally:
            self.store.sources.let_go(self.owner, [held])

    def _look(
        self, source: Source, health: Health, captures: Captures, alive: Callable[[], None]
    ) -> Remedy | None:
        visitor = Visitor(
            self.store,
            self.fetcher,
            captures,
            self.robots,
            self.now,
            source,
            alive,
            self.browser,
        )
        try:
            answer = visitor.visit(source.address, conditional=False)
        except FetchError:
            answer = None
        return Doctor(source, visitor, self.store, self.captures, self.now).treat(health, answer)
