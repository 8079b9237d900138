"""Years of several newspapers beside one newsroom: what happens to each site and when, and what the newsroom was
told that it need not have been told, or was not.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

from app.desk import accept_remedy, move, publish
from app.desk.watching import watch
from app.store.inbox import Sieve
from app.values.model import Item
from tests.chaos.newsroom import Newsroom
from tests.conftest import FakeClock

from .kinds import DRAWN, KINDS, PATIENCE, Kind, go_together
from .life import CHECKS_A_DAY, Findings, Life
from .site import Paper, serve
from .stories import Language, tales

SLUGS = ("courier", "gazette", "herald")
AT_ONCE = 3
EDITOR = "wei"
_ALARMS = ("ailing", "broken", "foreign")
# What a source has brought before its site changes for the first time, and how many are out at first.
QUIET, _OUT = timedelta(days=30), 12
_SHOWN = 14
# An alarm that comes so long after what it tells of is late, and none that is false.
_AFTERWARDS = timedelta(days=4)
# What lasts is usual after a month (decision 0117), and told until then.
_SETTLED, _FOR_YEARS = timedelta(days=45), timedelta(days=36500)
# So many strange links of a reading can still be published (decision 0108).
_LET_IN = 3
_EDIT = {"en": " The council has since agreed to point {}.", "zh": "议会此后已表示同意第{}点。"}


@dataclass(frozen=True)
class Turn:
    """On a day, kinds begin together at each of the papers."""

    day: int
    kinds: tuple[tuple[str, ...], ...]


@dataclass
class Expected:
    """Something that is told, or may be, from one moment to another."""

    kind: Kind
    begins: datetime
    ends: datetime
    told: bool = False


# At which step, in which kind, and what it said.
Heard = tuple[int, str, str]


@dataclass
class Alarms:
    """What the newsroom was told of one paper, beside what it should have been told."""

    expected: list[Expected] = field(default_factory=list)
    missed: list[str] = field(default_factory=list)
    false: list[str] = field(default_factory=list)
    heard: list[Heard] = field(default_factory=list)
    rested: float = 0

    def begin(self, kind: Kind, now: datetime, behind: timedelta) -> None:
        """Something happens to the paper, and cannot be seen for a while."""
        for before in self.expected:
            if before.kind.group == kind.group and not before.kind.days:
                before.ends = min(before.ends, now + _AFTERWARDS)
        if kind.rests:
            # What paused for so long once may do so again: that is its rhythm.
            kind = replace(kind, must=kind.must and kind.days > self.rested)
            self.rested = max(kind.days, self.rested)
        if kind.told:
            lasts = timedelta(days=kind.days) + _AFTERWARDS if kind.days else _SETTLED
            # Of two markups, either may be shown for weeks.
            lasts = _FOR_YEARS if kind.changes.get("turns") else lasts
            self.expected.append(Expected(kind, now + behind, now + behind + lasts))

    def hear(self, heard: Heard, now: datetime) -> None:
        """The newsroom is told something of the paper."""
        self.heard.append(heard)
        _, kind, said = heard
        if kind not in _ALARMS:
            return
        meant = [each for each in self.expected if kind in each.kind.told and each.ends >= now]
        for each in meant:
            each.told = True
        if not meant:
            self.false.append(f"{now:%Y-%m-%d %H} {kind} {said}")

    def close(self, now: datetime) -> None:
        """Whatever should have been told by now and was not has been missed."""
        for each in self.expected:
            patience = timedelta(days=each.kind.days) + _AFTERWARDS if each.kind.days else PATIENCE
            if each.kind.must and not each.told and now >= each.begins + patience:
                if each.ends >= each.begins + patience:
                    self.missed.append(f"{each.begins:%Y-%m-%d} {each.kind.name}")
                each.told = True
        self.expected = [each for each in self.expected if each.ends >= now]


class Years:
    """Papers and a newsroom that reads them, to each of whose sites something happens from time to time; each step
    is a quarter of a day. `step` counts them.
    """

    def __init__(self, lives: Sequence[Life], turns: Sequence[Turn], seed: int) -> None:
        self.lives = lives
        self.alarms = [Alarms() for _ in lives]
        self.step = 0
        self.newsroom = lives[0].newsroom
        self.clock = lives[0].clock
        self._turns = {turn.day: turn for turn in turns}
        self._seed = seed
        self._passing: list[tuple[datetime, Life, Kind]] = []

    def begin(self) -> None:
        """Add all papers as sources."""
        for living in self.lives:
            living.begin()

    def days(self, count: float) -> None:
        """Let days go by."""
        for _ in range(round(count * CHECKS_A_DAY)):
            self._step()
            self.newsroom.tick()
            self._hear()

    def resume(self, steps: int, heard: Sequence[Sequence[Heard]]) -> None:
        """Go on after so many steps with a newsroom that has read the papers so far, and was told
        that of each.
        """
        for _ in range(steps):
            self._step()
            for alarms, several in zip(self.alarms, heard, strict=True):
                for step, kind, said in several:
                    if step == self.step:
                        alarms.hear((step, kind, said), self.clock())

    def ago(self, days: float) -> datetime:
        """The moment that was so many days ago."""
        return self.clock() - timedelta(days=days)

    def _step(self) -> None:
        self._happen()
        self.clock.turn(hours=24 / CHECKS_A_DAY)
        for living in self.lives:
            living.look()
        self.step += 1

    def findings(self, since: datetime | None = None) -> Findings:
        """What is wrong by now, as `Life.findings` has it, of all papers together."""
        several = [living.findings(since) for living in self.lives]
        found = Findings(right=sum(each.right for each in several) / len(several))
        for name in ("lost", "doubled", "foreign", "renamed", "wrong", "idle"):
            setattr(found, name, [fault for each in several for fault in getattr(each, name)])
        break_ins = sum(any(era.strange for era in living.paper.eras) for living in self.lives)
        found.foreign = found.foreign[_LET_IN * break_ins :]
        for alarms in self.alarms:
            alarms.close(self.clock())
        found.missed = [each for alarms in self.alarms for each in alarms.missed]
        found.false = [each for alarms in self.alarms for each in alarms.false]
        return found

    def _happen(self) -> None:
        now, day = self.clock(), self.step / CHECKS_A_DAY
        for ends, living, kind in self._passing:
            if ends <= now:
                living.change(**kind.undone)
        self._passing = [each for each in self._passing if each[0] > now]
        if day in self._turns:
            for living, alarms, names in zip(
                self.lives, self.alarms, self._turns[int(day)].kinds, strict=True
            ):
                kinds = [KINDS[name] for name in names]
                for kind in kinds:
                    self._turn(living, alarms, kind, _behind(kind, kinds))
        self._correct(now)

    def _turn(self, living: Life, alarms: Alarms, kind: Kind, behind: timedelta) -> None:
        now, era = self.clock(), living.paper.era
        if kind.changes and all(getattr(era, name) == to for name, to in kind.changes.items()):
            return
        alarms.begin(kind, now, behind)
        if kind.rests:
            living.rest(now, now + timedelta(days=kind.days))
            return
        living.change(**kind.changes)
        if kind.days:
            self._passing.append((now + timedelta(days=kind.days), living, kind))

    def _correct(self, now: datetime) -> None:
        """Now and then, an editor corrects one of the newest stories."""
        chance = Random(f"{self._seed} {self.step}")
        for living in self.lives:
            newest = living.paper.published()[:2]
            if chance.random() < 1 / (12 * CHECKS_A_DAY) and newest:
                language = living.paper.language
                living.correct(chance.choice(newest).number, _EDIT[language].format(self.step))

    def _hear(self) -> None:
        store, now = self.newsroom.store, self.clock()
        watch(store, ["wei@example.org"], now)
        for dispatch in store.notices.take(50, now):
            kind, facts = dispatch.notice.kind, dispatch.notice.facts
            if facts.get("slug") in SLUGS:
                at = SLUGS.index(facts["slug"])
                self.alarms[at].hear((self.step, kind, _said(facts)), now)
            store.notices.sent(dispatch)
            if kind == "foreign":
                self._look_through(facts["slug"])
        for slug in SLUGS:
            self._take_for_good(slug)

    def _look_through(self, slug: str) -> list[Item]:
        """What an editor does with what those have put there who broke in; returns what else waits."""
        store, living = self.newsroom.store, self.lives[SLUGS.index(slug)]
        waiting = [each.item for each in store.inbox.page(500, Sieve(source=slug))]
        for item in waiting:
            if not living.tells(item):
                move(store, item.uid, "reject", EDITOR, self.clock())
        return [item for item in waiting if living.tells(item)]

    def _take_for_good(self, slug: str) -> None:
        """What an editor does with a proposal that brought what the paper tells."""
        store, now = self.newsroom.store, self.clock()
        source = store.sources.get(slug)
        own = self._look_through(slug) if source.on_trial else []
        if own:
            accept_remedy(store, slug, store.remedies.of(source, limit=1)[0].id, EDITOR, now)
            for item in own:
                publish(store, item.uid, EDITOR, now)


def _behind(kind: Kind, kinds: Sequence[Kind]) -> timedelta:
    """For how long nobody sees what happens, since something else does that passes."""
    return timedelta(days=max(each.days for each in kinds) if not kind.days else 0)


def _said(facts: Mapping[str, Any]) -> str:
    """What a notice says of a source, in short."""
    names = " ".join(each["name"] for each in facts.get("reasons", ()))
    return f"{facts.get('state', '')} {names} {facts.get('why', '')}".strip()


def drawn(chance: Random, days: int) -> list[Turn]:
    """What happens to all papers, by chance."""
    turns, day = [], QUIET.days
    while day < days - 30:
        turns.append(Turn(day, tuple(_together(chance) for _ in SLUGS)))
        day += chance.randint(40, 90)
    return turns


def _together(chance: Random) -> tuple[str, ...]:
    while not go_together(names := tuple(chance.sample(DRAWN, AT_ONCE))):
        pass
    return names


@contextmanager
def years(
    folder: Path,
    clock: FakeClock,
    language: Language,
    turns: Sequence[Turn],
    days: int,
    *,
    seed: int = 1,
    ports: Sequence[int] = (),
) -> Iterator[Years]:
    """Papers that bring a story a day each, and a newsroom in `folder` that has not read them yet; they stand at
    these ports of two addresses each, if any are given.
    """
    count = days + _OUT
    end = clock() + timedelta(days=days)
    everything = tales(language, count * len(SLUGS), seed, end, 24 / len(SLUGS))
    with ExitStack() as stack:
        papers, urls = [], []
        for number in range(len(SLUGS)):
            own = [
                replace(tale, number=at) for at, tale in enumerate(everything[number :: len(SLUGS)])
            ]
            paper = Paper(language, own, clock, shown=_SHOWN)
            port = ports[2 * number : 2 * number + 2] or (0, 0)
            server = stack.enter_context(serve(paper, port=port[0]))
            other = stack.enter_context(serve(paper, "127.0.0.2", port=port[1]))
            paper.host, paper.other_host = server.host, other.host
            papers.append(paper)
            urls.append(f"{server.url}{paper.era.list_path}")
        hosts = [
            host for paper in papers for host in (paper.host, paper.other_host, paper.strange_host)
        ]
        newsroom = stack.enter_context(Newsroom(folder, clock, allow=hosts))
        lives = [
            Life(newsroom, paper, clock, url, slug)
            for paper, url, slug in zip(papers, urls, SLUGS, strict=True)
        ]
        yield Years(lives, turns, seed)
