"""A simulated week of polling: readers of several habits, two workers, restarts, and editors who do
all that editors do.
"""

import json
import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta

import pytest
from lxml import etree

from app.run.boot import Service, build
from app.values.settings import Settings
from tests.conftest import FakeClock
from tests.feedrules import ATOM
from tests.newsroom import Newsroom, Worker

DAY = 48  # steps of half an hour


@dataclass
class Reader:
    """A feed reader: what it was given, by id, and how its polls went. `habit` says what it
    sends.
    """

    name: str
    path: str
    every: int
    habit: str = "plain"
    away: range = range(0)
    etag: str = ""
    body: bytes = b""
    known: dict[str, str] = field(default_factory=dict)
    redated: list[str] = field(default_factory=list)
    twice: list[str] = field(default_factory=list)
    idle: int = 0
    idle_304: int = 0

    def is_due(self, step: int) -> bool:
        return step % self.every == 0 and step not in self.away

    def poll(self, worker: Worker) -> None:
        headers = {"If-None-Match": self.etag} if self.etag and self.habit != "forgetful" else {}
        if self.habit == "delta":
            headers["A-IM"] = "feed"
        plain = worker.get(self.path)
        idle = bool(headers) and plain.headers["ETag"] == self.etag and plain.data == self.body
        answer = worker.get(
            self.path, **{name.replace("-", "_"): value for name, value in headers.items()}
        )
        assert answer.status_code in (200, 226, 304)
        assert answer.headers["ETag"] == plain.headers["ETag"]
        self.idle += idle
        self.idle_304 += idle and answer.status_code == 304
        self.etag, self.body = answer.headers["ETag"], plain.data
        if answer.status_code != 304:
            self.take(answer.data)

    def walk(self, worker: Worker) -> None:
        """Read the archives back to the first document, as one that was away does (RFC 5005,
        section 4).
        """
        document = json.loads(worker.get(self.path).data)
        while "next_url" in document:
            document = json.loads(
                worker.get(document["next_url"].removeprefix("https://news.example.org")).data
            )
            self.note([(item["id"], item["date_published"]) for item in document["items"]])

    def take(self, data: bytes) -> None:
        if self.path.endswith("json"):
            self.note([(item["id"], item["date_published"]) for item in json.loads(data)["items"]])
        else:
            root = etree.fromstring(data)
            rss = [
                (str(entry.findtext("guid")), str(entry.findtext("pubDate")))
                for entry in root.iter("item")
            ]
            atom = [
                (str(entry.findtext(f"{ATOM}id")), str(entry.findtext(f"{ATOM}published")))
                for entry in root.iter(f"{ATOM}entry")
            ]
            self.note(rss or atom)

    def note(self, entries: list[tuple[str, str]]) -> None:
        ids = [entry_id for entry_id, _ in entries]
        self.twice += [entry_id for entry_id in set(ids) if ids.count(entry_id) > 1]
        for entry_id, date in entries:
            if self.known.setdefault(entry_id, date) != date:
                self.redated.append(entry_id)


@pytest.fixture
def services(settings: Settings, clock: FakeClock) -> Iterator[list[Service]]:
    """Services that are built in the course of the week, closed at its end."""
    built: list[Service] = []
    yield built
    for one in built:
        one.close()


@pytest.mark.parametrize("days", [1, pytest.param(7, marks=pytest.mark.slow)])
def test_a_week_of_polling_misses_nothing_doubles_nothing_and_redates_nothing(
    settings: Settings, clock: FakeClock, services: list[Service], days: int
) -> None:
    chance = random.Random(7)
    readers = [
        Reader("rss, every half hour", "/feed.rss", 1),
        Reader("atom, hourly, asks for what is new", "/feed.atom", 2, "delta"),
        Reader("json, every half hour", "/feed.json", 1),
        Reader("rss, every four hours, keeps no validators", "/feed.rss", 8, "forgetful"),
        Reader("a section, every half hour", "/sections/town/feed.atom", 1, "delta"),
        Reader(
            "json, away for three days",
            "/feed.json",
            2,
            away=range(DAY // 2, DAY) if days == 1 else range(DAY, DAY * 4),
        ),
    ]
    newsroom, workers = start(settings, clock, services)
    gone: set[str] = set()
    newsroom.many(12, "Town")
    for step in range(days * DAY + 1):
        clock.turn(minutes=30)
        newsroom.release()
        work(newsroom, step, chance, gone)
        if step % DAY == 25:  # once a day everything starts anew
            newsroom, workers = start(settings, clock, services, newsroom)
        for worker in workers:
            worker.look()
        if step % 12 == 0:
            one, other = (worker.get("/feed.atom") for worker in workers)
            assert (one.data, one.headers["ETag"]) == (other.data, other.headers["ETag"])
        for number, reader in enumerate(readers):
            if reader.is_due(step):
                reader.poll(workers[(step // reader.every + number) % 2])
                if reader.away and step == reader.away.stop:
                    reader.walk(workers[0])
    for reader in readers:
        reader.poll(workers[0])
    ever = {item.tag: item for item in newsroom.service.store.items.desk(10_000)}
    everything = {tag for tag in ever if tag not in gone}
    town = {tag for tag in everything if ever[tag].section.slug == "town"}
    assert len(everything) > 17 * days
    for reader in readers:
        wanted = town if reader.path.startswith("/sections/") else everything
        assert wanted - set(reader.known) == set(), f"{reader.name} missed some"
        assert (reader.twice, reader.redated) == ([], []), reader.name
    idle = sum(reader.idle for reader in readers)
    assert idle > 57 * days
    assert sum(reader.idle_304 for reader in readers) >= 0.999 * idle


def start(
    settings: Settings, clock: FakeClock, services: list[Service], before: Newsroom | None = None
) -> tuple[Newsroom, tuple[Worker, Worker]]:
    """The program started anew on the same database, with two workers."""
    services += [build(settings, now=clock), build(settings, now=clock, prepare=False)]
    newsroom = Newsroom(services[-2], clock)
    newsroom.written += before.written if before else []
    return newsroom, (Worker(services[-2]), Worker(services[-1]))


def work(newsroom: Newsroom, step: int, chance: random.Random, gone: set[str]) -> None:
    """What editors do in half an hour: most often nothing."""
    living = [item for item in newsroom.written if item.tag not in gone]
    if step % 3 == 0:
        newsroom.publish(
            f"Story {step}", chance.choice(("Town", "Arts")), tags=("Ice",) if step % 9 == 0 else ()
        )
    if step % 17 == 5:
        newsroom.publish(
            f"Late {step}", at=newsroom.clock() - timedelta(days=chance.randrange(1, 400))
        )
    if step % 19 == 7:
        newsroom.edit(chance.choice(living[-30:]), html=f"<p>Said anew at {step}.</p>")
    if step % 41 == 9:
        newsroom.edit(
            chance.choice(living[-30:]), correction=("correction", f"It was otherwise ({step}).")
        )
    if step % 37 == 11:
        gone.add(newsroom.withdraw(chance.choice(living[-20:])).tag)
    if step % 67 == 43:
        loser, winner = living[-9], living[-4]
        newsroom.merge(loser, winner)
        gone.add(loser.tag)
    if step == 150:
        newsroom.service.store.sections.rename("town", newsroom.clock(), title="The town")
