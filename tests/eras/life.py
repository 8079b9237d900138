"""A newsroom beside a newspaper through its eras, and what must be true at the end."""

from bisect import bisect_right
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path

from app.desk import Look, add_source, preview
from app.values.model import Item, SourceSpec
from scrapers.words.text import fold
from tests.chaos.newsroom import Newsroom
from tests.conftest import FakeClock

from .site import Paper, serve
from .stories import Language, Tale, tales

CHECKS_A_DAY = 4
# By so much at most a story is dated wrongly, where only some are looked at.
_DATES_ERR = timedelta(days=20)
_FIELDS = ("title", "text", "author", "day")


@dataclass
class Findings:
    """What is wrong with what a newsroom made of a newspaper; all is empty or 1 when it is right."""

    lost: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    foreign: list[str] = field(default_factory=list)
    renamed: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    idle: list[str] = field(default_factory=list)
    missed: list[str] = field(default_factory=list)
    false: list[str] = field(default_factory=list)
    right: float = 1.0

    def faults(self) -> dict[str, list[str]]:
        """What must not be, by name."""
        named = {
            "lost": self.lost,
            "doubled": self.doubled,
            "foreign": self.foreign,
            "renamed": self.renamed,
            "idle": self.idle,
            "missed": self.missed,
            "false": self.false,
        }
        return {name: found for name, found in named.items() if found}


class Life:
    """A newspaper and a newsroom that reads it; time goes on in quarters of a day."""

    def __init__(
        self, newsroom: Newsroom, paper: Paper, clock: FakeClock, url: str, slug: str = "paper"
    ) -> None:
        self.newsroom = newsroom
        self.paper = paper
        self.clock = clock
        self.url = url
        self.slug = slug
        self._first: dict[str, str] = {}
        # Stories that were out while their pages named no author.
        self._unsigned: set[int] = set()
        # What each story said at any time, since an edit is read some hours later.
        self._said: dict[int, set[str]] = {tale.number: {tale.text} for tale in paper.tales}

    def begin(self) -> None:
        """Add the paper as a source, and collect what is out."""
        room = self.newsroom
        seen = preview(Look(self.url, "Asia/Shanghai"), room.service.fetcher, self.clock())
        title, every = self.slug.capitalize(), 24 // CHECKS_A_DAY * 3600
        spec = SourceSpec(
            self.url, self.slug, title, "Town", rights="full", zone="Asia/Shanghai", every=every
        )
        add_source(spec, seen, room.store, room.service.settings, "wei", self.clock())
        room.tick()
        self._first = {item.content.title: item.uid for item in self._public(None)}

    def change(self, **fields: object) -> None:
        """Begin another era."""
        self.paper.eras.append(replace(self.paper.era, **fields))  # type: ignore[arg-type]

    def correct(self, number: int, by: str) -> None:
        """The paper corrects a story."""
        at = next(at for at, tale in enumerate(self.paper.tales) if tale.number == number)
        corrected = self.paper.tales[at].corrected(by)
        self.paper.tales[at] = corrected
        self._said[number].add(corrected.text)

    def rest(self, begins: datetime, ends: datetime) -> None:
        """The paper brings nothing after one moment until another."""
        self.paper.tales = [tale for tale in self.paper.tales if not begins < tale.at < ends]

    def days(self, count: float) -> None:
        """Let days go by."""
        for _ in range(round(count * CHECKS_A_DAY)):
            self.clock.turn(hours=24 / CHECKS_A_DAY)
            self.look()
            self.newsroom.tick()

    def look(self) -> None:
        """See what the paper shows now."""
        if not self.paper.era.signed:
            self._unsigned |= {tale.number for tale in self.paper.published()[: self.paper.shown]}

    def tells(self, item: Item) -> bool:
        """Whether an item is a story of the paper."""
        return any(_by_tale(self.paper.published(), [item]).values())

    def findings(self, since: datetime | None = None) -> Findings:
        """What is wrong by now with the stories that came out since some moment, or ever."""
        found = Findings()
        items = self._public(since and since - _DATES_ERR)
        out = self.paper.published()
        known = [tale for tale in out if since is None or tale.at >= since - 2 * _DATES_ERR]
        tales = [tale for tale in known if since is None or tale.at >= since]
        own = _by_tale(known, items)
        told = {item.uid for several in own.values() for item in several}
        found.foreign = [item.content.title for item in items if item.uid not in told]
        right = 0
        for tale in tales:
            several = own[tale.number]
            if not several:
                found.lost.append(tale.title)
                continue
            if len(several) > 1:
                found.doubled.append(tale.title)
            wrong = self._wrong(tale, several[0])
            right += len(_FIELDS) - len(wrong)
            found.wrong += [f"{tale.number} {name}: {said}" for name, said in wrong.items()]
            before = self._first.get(tale.title)
            if before is not None and before != several[0].uid:
                found.renamed.append(tale.title)
            found.idle += self._idle(tale, several[0])
        found.right = right / (len(_FIELDS) * max(1, len(tales)))
        return found

    def _public(self, since: datetime | None) -> list[Item]:
        """What readers see of this paper that was published since some moment, or ever."""
        source, store = self.newsroom.source(self.slug), self.newsroom.store
        days = (since, self.clock() + timedelta(days=1)) if since else None
        return store.items.public(50_000, source=source, days=days)

    def _wrong(self, tale: Tale, item: Item) -> dict[str, str]:
        content = item.content
        published = content.published
        signed = tale.author if content.author or tale.number not in self._unsigned else ""
        values = {
            "title": (content.title, tale.title),
            "text": (content.text, tale.text),
            "author": (content.author, signed),
            "day": (published.day.isoformat() if published else "", tale.at.date().isoformat()),
        }
        return {
            name: repr(said) for name, (said, true) in values.items() if fold(said) != fold(true)
        }

    def _idle(self, tale: Tale, item: Item) -> list[str]:
        """The versions that readers were told of although no word had changed at the site."""
        versions = self.newsroom.store.items.revisions(item.uid)
        told = [version for version in versions if version.significant][1:]
        corrections = len(self._said[tale.number]) - 1
        if len(told) <= corrections:
            return []
        last = f"{told[-1].at:%Y-%m-%d %H} {told[-1].by}"
        return [f"{tale.title}: {len(told)} for {corrections} corrections, the last {last}"]


def _by_tale(tales: list[Tale], items: list[Item]) -> dict[int, list[Item]]:
    """The items that tell each story, told by its first sentence."""
    texts = [fold(item.content.text) for item in items]
    begins = [0]
    for text in texts:
        begins.append(begins[-1] + len(text) + 1)
    everything = "\n".join(texts)
    found: dict[int, list[Item]] = {}
    for tale in tales:
        mark, at, own = fold(tale.paragraphs[0]), -1, found.setdefault(tale.number, [])
        while (at := everything.find(mark, at + 1)) >= 0:
            item = items[bisect_right(begins, at) - 1]
            if item not in own:
                own.append(item)
    return found


@contextmanager
def life(
    folder: Path, clock: FakeClock, language: Language, *, stories: int = 30, seed: int = 1
) -> Iterator[Life]:
    """A newspaper of which two thirds of the stories are out, and a newsroom that has read them; the
    others come one every eight hours.
    """
    hours = 8.0
    end = clock() + timedelta(hours=hours * stories / 3)
    paper = Paper(language, tales(language, stories, seed, end, hours), clock)
    with (
        serve(paper) as server,
        serve(paper, "127.0.0.2") as other,
        Newsroom(folder, clock, allow=[server.host, other.host]) as newsroom,
    ):
        paper.host, paper.other_host = server.host, other.host
        living = Life(newsroom, paper, clock, f"{server.url}{paper.era.list_path}")
        living.begin()
        yield living
