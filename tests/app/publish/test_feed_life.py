"""Whatever becomes of items, in whatever order: no reader misses a story, sees one twice or sees one
under another date, all formats say the same, and who has a feed already is not sent it again.
"""

import json
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import settings as hypotheses
from hypothesis import strategies as st
from lxml import etree
from werkzeug.test import TestResponse

from app.publish.release import release
from app.values.model import Content, Item
from app.values.settings import read_settings
from app.web import create_app
from scrapers import Stamp
from tests.conftest import FakeClock, running
from tests.databases import copy_of_schema
from tests.deskwork import at_desk
from tests.feedrules import ATOM, DELETED, complaints
from tests.newsroom import FORMATS, Newsroom, Worker

BASE = "https://news.example.org"
PATHS = (
    "/",
    "/sections/town/",
    "/sections/arts/",
    "/tags/ice/",
    "/corrections/",
    "/search/?q=story",
)
SECTIONS = ("Town", "Arts")


@dataclass(frozen=True, slots=True)
class Entry:
    """What a reader is told of an item."""

    tag: str
    title: str
    published: datetime
    updated: datetime


@dataclass(frozen=True, slots=True)
class Told:
    """What a document of a feed tells: entries in their order, notices of what was withdrawn,
    tombstones, and where it goes on.
    """

    entries: list[Entry]
    notices: dict[str, datetime] = field(default_factory=dict)
    stones: dict[str, datetime] = field(default_factory=dict)
    further: str = ""


def read_rss(data: bytes) -> Told:
    entries = []
    notices = {}
    for item in etree.fromstring(data).iter("item"):
        published = parsedate_to_datetime(str(item.findtext("pubDate")))
        updated = datetime.fromisoformat(item.findtext(f"{ATOM}updated") or published.isoformat())
        title = "".join(map(str, item.find("title").itertext()))  # type: ignore[union-attr]
        entry = Entry(str(item.findtext("guid")), title, published, updated)
        if title == "Withdrawn":
            notices[entry.tag] = updated
        else:
            entries.append(entry)
    return Told(entries, notices)


def read_atom(data: bytes) -> Told:
    root = etree.fromstring(data)
    entries = [
        Entry(
            str(entry.findtext(f"{ATOM}id")),
            str(entry.findtext(f"{ATOM}title")),
            datetime.fromisoformat(str(entry.findtext(f"{ATOM}published"))),
            datetime.fromisoformat(str(entry.findtext(f"{ATOM}updated"))),
        )
        for entry in root.iter(f"{ATOM}entry")
    ]
    stones = {
        str(stone.get("ref")): datetime.fromisoformat(str(stone.get("when")))
        for stone in root.iter(f"{DELETED}deleted-entry")
    }
    changed = datetime.fromisoformat(str(root.findtext(f"{ATOM}updated")))
    assert changed >= max([e.updated for e in entries] + list(stones.values()), default=changed)
    assert not {entry.tag for entry in entries} & set(stones)
    return Told(entries, stones=stones)


def read_json(data: bytes) -> Told:
    document = json.loads(data)
    entries, notices = [], {}
    for item in document["items"]:
        entry = Entry(
            item["id"],
            item["title"],
            datetime.fromisoformat(item["date_published"]),
            datetime.fromisoformat(item["date_modified"]),
        )
        if item["_harbin_today"]["status"] == "withdrawn":
            notices[entry.tag] = entry.updated
        else:
            entries.append(entry)
    return Told(entries, notices, further=document.get("next_url", ""))


READ: dict[str, Callable[[bytes], Told]] = {"rss": read_rss, "atom": read_atom, "json": read_json}


@dataclass
class Reader:
    """A feed reader: what it holds, by id, as its habit lets it know."""

    form: str
    every: int
    headers: Callable[["Reader"], dict[str, str]]
    last: TestResponse | None = None
    whole: bytes = b""
    holds: dict[str, Entry] = field(default_factory=dict)
    gone: dict[str, datetime] = field(default_factory=dict)
    redated: list[str] = field(default_factory=list)

    def poll(self, worker: Worker) -> None:
        """Ask for the feed as this reader does, and take what is new."""
        whole = worker.get(f"/feed.{self.form}")
        answer = worker.get(f"/feed.{self.form}", **self.headers(self))
        assert (answer.status_code == 304) == (whole.data == self.whole)
        self.last, self.whole = whole, whole.data
        if answer.status_code == 304:
            return
        told = READ[self.form](answer.data)
        tags = [entry.tag for entry in told.entries]
        assert len(tags) == len(set(tags))
        for entry in told.entries:
            self._take(entry)
        for tag, when in {**told.notices, **told.stones}.items():
            # RFC 6721: an entry that is newer than its tombstone lives.
            if tag not in self.holds or self.holds[tag].updated < when:
                self.holds.pop(tag, None)
                self.gone[tag] = when

    def _take(self, entry: Entry) -> None:
        known = self.holds.get(entry.tag)
        if known is not None and known.published != entry.published:
            self.redated.append(entry.tag)
        if entry.tag in self.gone and entry.updated <= self.gone[entry.tag]:
            return  # for this reader it is still gone
        self.gone.pop(entry.tag, None)
        self.holds[entry.tag] = entry


def readers() -> list[Reader]:
    """One that keeps validators, one that asks for what is new, one that comes seldom and knows
    dates alone.
    """

    def etag(reader: Reader) -> dict[str, str]:
        return {"If_None_Match": reader.last.headers["ETag"]} if reader.last else {}

    def dates(reader: Reader) -> dict[str, str]:
        return {"If_Modified_Since": reader.last.headers["Last-Modified"]} if reader.last else {}

    return [
        Reader("rss", 1, etag),
        Reader("atom", 2, lambda reader: etag(reader) | {"A_IM": "feed"}),
        Reader("json", 5, dates),
    ]


@dataclass
class Life:
    """A newsroom, and what its readers should be told of each item by now."""

    newsroom: Newsroom
    worker: Worker
    told: dict[str, Entry] = field(default_factory=dict)
    gone: dict[str, datetime] = field(default_factory=dict)
    moved: set[str] = field(default_factory=set)
    items: list[Item] = field(default_factory=list)
    titles: int = 0

    def public(self) -> list[Item]:
        return [item for item in self.items if item.tag in self.told]

    def title(self) -> str:
        self.titles += 1
        return f"Story number {self.titles} of all"

    def note(self, item: Item, *, updated: datetime | None = None) -> None:
        """Say what readers are to be told of an item; `updated` is expected to have moved there, or
        to have stayed.
        """
        item = self.newsroom.item(item)
        before = self.told.get(item.tag)
        expected = updated or (before.updated if before else item.updated_at)
        published = item.published_at
        if before is not None and item.tag not in self.moved:
            published = before.published
        self.told[item.tag] = Entry(item.tag, item.content.title, whole(published), whole(expected))


def whole(moment: datetime) -> datetime:
    return moment.replace(microsecond=0)


def publish(life: Life, pick: int) -> None:
    room = life.newsroom
    title, now = life.title(), room.clock.turn(seconds=1)
    at = now - timedelta(hours=pick % 50) if pick % 3 else None
    content = Content(
        title,
        summary=f"In short: {title}.",
        html=f"<p>All of it: {title}.</p>",
        text=f"All of it: {title}.",
        language="en",
        tags=("Ice",) if pick % 2 else (),
        published=Stamp(at.date(), at) if at else None,
    )
    desk, url = at_desk(room.service.store), f"https://paper.example/{life.titles}.html"
    made = desk.write(content, SECTIONS[pick % 2], "wei", now, url=url)
    desk.publish(made.uid, now)
    room.release()
    life.items.append(made)
    life.note(made)


def on_public(deed: Callable[[Life, Item, int], None]) -> Callable[[Life, int], None]:
    """An act on one of the public items; one is published where there is none."""

    def act(life: Life, pick: int) -> None:
        if not life.told:
            publish(life, pick)
        public = life.public()
        deed(life, public[pick % len(public)], pick)

    act.__name__ = deed.__name__
    return act


@on_public
def rewrite(life: Life, item: Item, pick: int) -> None:
    title = life.title()
    life.newsroom.edit(item, title=title, html=f"<p>All of it: {title}.</p>")
    life.note(item, updated=life.newsroom.clock())


@on_public
def polish(life: Life, item: Item, pick: int) -> None:
    text = life.newsroom.item(item).content.text
    life.newsroom.edit(item, text=text.upper() + "!", authors=(f"Writer {pick}",))
    life.note(item)


@on_public
def tag(life: Life, item: Item, pick: int) -> None:
    life.newsroom.edit(item, tags=("Ice", f"Tag {pick}") if pick % 2 else ())
    life.note(item)


@on_public
def correct(life: Life, item: Item, pick: int) -> None:
    life.newsroom.edit(item, correction=("correction", f"It was {pick}."))
    life.note(item, updated=life.newsroom.clock())


@on_public
def correct_the_date(life: Life, item: Item, pick: int) -> None:
    before = life.newsroom.item(item)
    at = whole(before.published_at - timedelta(hours=1 + pick % 100))
    life.newsroom.edit(item, published=Stamp(at.date(), at))
    life.moved.add(item.tag)
    life.note(item, updated=life.newsroom.clock())


@on_public
def refile(life: Life, item: Item, pick: int) -> None:
    life.newsroom.edit(item, section=SECTIONS[pick % 2])
    life.note(item)


@on_public
def withdraw(life: Life, item: Item, pick: int) -> None:
    life.newsroom.withdraw(item)
    entry = life.told.pop(item.tag)
    when = whole(life.newsroom.item(item).withdrawn_at or life.newsroom.clock())
    assert when > entry.updated
    life.gone[item.tag] = when


def bring_back(life: Life, pick: int) -> None:
    store = life.newsroom.service.store
    gone = [i for i in life.items if store.items.by_uid(i.uid).status == "withdrawn"]
    if not gone:
        withdraw(life, pick)
        return
    item = gone[pick % len(gone)]
    again = life.newsroom.publish_again(item)
    assert whole(again.updated_at) > life.gone[item.tag]
    life.gone.pop(item.tag)
    life.note(item, updated=again.updated_at)


@on_public
def merge(life: Life, item: Item, pick: int) -> None:
    others = [other for other in life.public() if other.tag != item.tag]
    if not others:
        publish(life, pick)
        return
    life.newsroom.merge(item, others[pick % len(others)])
    life.told.pop(item.tag)
    life.gone[item.tag] = whole(life.newsroom.item(item).withdrawn_at or life.newsroom.clock())


@on_public
def split(life: Life, item: Item, pick: int) -> None:
    joined = [
        (one, place)
        for one in life.public()
        for place in life.newsroom.item(one).locations
        if place.joined
    ]
    if not joined:
        merge(life, pick)
        return
    one, place = joined[pick % len(joined)]
    store, now = life.newsroom.service.store, life.newsroom.clock.turn(seconds=1)
    made = at_desk(store).split(one.uid, place.id, "wei", now)
    release(store, now)
    life.items.append(made)
    life.note(made)


def rename(life: Life, pick: int) -> None:
    sections = life.newsroom.service.store.sections
    known = sections.every()
    if known:
        section = known[pick % len(known)]
        now = life.newsroom.clock.turn(seconds=1)
        sections.rename(section.slug, now, title=f"{section.slug.title()} {now.timestamp():.0f}")


def wait(life: Life, pick: int) -> None:
    life.newsroom.later(hours=(1, 5, 30, 24 * 8)[pick % 4])


ACTS = (
    publish, publish, rewrite, polish, tag, correct, correct_the_date, refile, withdraw, bring_back,
    bring_back, merge, split, rename, wait,
)  # fmt: skip


class House:
    """A service on a database that can be as it was at the beginning, again and again."""

    def __init__(self, folder: Path) -> None:
        self._path, self._empty = folder / "harbin.db", folder / "empty.db"
        copy_of_schema(self._path)
        self.clock = FakeClock()
        environ = {"HARBIN_DATA_DIR": str(folder), "HARBIN_DATABASE_URL": f"sqlite:///{self._path}"}
        settings = replace(read_settings(environ), base_url=BASE)
        self._running = running(settings, self.clock)
        self.service = self._running.__enter__()
        self.app = create_app(self.service)
        self._copy(self._path, self._empty)

    def begin(self) -> Life:
        """A newsroom that has published nothing."""
        self._copy(self._empty, self._path)
        self.clock.time = FakeClock().time
        return Life(Newsroom(self.service, self.clock), Worker(self.service, self.app))

    def close(self) -> None:
        self._running.__exit__(None, None, None)

    @staticmethod
    def _copy(source: Path, target: Path) -> None:
        with closing(sqlite3.connect(source)) as one, closing(sqlite3.connect(target)) as other:
            one.backup(other)


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    built = House(tmp_path_factory.mktemp("life"))
    yield built
    built.close()


def look_through(life: Life, path: str) -> None:
    """All formats of a feed are valid and say the same, and who has them is sent nothing."""
    folder, mark, query = path.partition("?")
    found: dict[str, Told] = {}
    for form in FORMATS:
        answer = life.worker.get(f"{folder}feed.{form}{mark}{query}")
        if answer.status_code == 404:
            return
        if answer.status_code == 301:  # the section has another name
            return
        assert complaints(form, answer.data) == []
        validators = {
            "If_None_Match": answer.headers["ETag"],
            "If_Modified_Since": answer.headers["Last-Modified"],
        }
        for name, value in validators.items():
            again = life.worker.get(f"{folder}feed.{form}{mark}{query}", **{name: value})
            assert again.status_code == 304
        found[form] = READ[form](answer.data)
    assert found["rss"].entries == found["atom"].entries == found["json"].entries
    assert found["rss"].notices == found["json"].notices
    assert set(found["rss"].notices) <= set(found["atom"].stones)
    for entry in found["rss"].entries:
        assert entry == life.told[entry.tag]
    assert found["atom"].stones.items() <= life.gone.items()


# A whole life is long, and there are many: what is drawn is which act, and on what.
LIVES = hypotheses(max_examples=60)  # each is a newsroom of its own, and takes a fifth of a second
STEPS = st.lists(st.tuples(st.sampled_from(ACTS), st.integers(0, 99)), min_size=4, max_size=9)


@LIVES
@given(STEPS)
def test_no_reader_misses_doubles_or_redates_anything_whatever_becomes_of_items(
    house: House, steps: list[tuple[Any, int]]
) -> None:
    life, polling = house.begin(), readers()
    for number, (act, pick) in enumerate(steps):
        change(life, act, pick)
        for reader in polling:
            if number % reader.every == 0:
                reader.poll(life.worker)
    for reader in polling:
        reader.poll(life.worker)
        told = {tag: entry for tag, entry in reader.holds.items() if tag in life.told}
        assert told == life.told, "missed"
        assert set(reader.redated) <= life.moved, "dated anew"
        if reader.form == "atom":
            assert set(reader.holds) == set(life.told), "kept what is gone"
        reader.poll(life.worker)  # nothing has changed


@LIVES
@given(STEPS, st.randoms(use_true_random=False))
def test_all_formats_of_all_feeds_are_valid_and_agree_whatever_becomes_of_items(
    house: House, steps: list[tuple[Any, int]], chance: Any
) -> None:
    life = house.begin()
    for number, (act, pick) in enumerate(steps):
        change(life, act, pick)
        if number % 3 == 0:
            look_through(life, chance.choice(PATHS))
    for path in chance.sample(PATHS, 3):
        look_through(life, path)


def change(life: Life, act: Callable[[Life, int], None], pick: int) -> None:
    """Something becomes of an item, and the workers have noticed."""
    act(life, pick)
    # Two changes within a second: the second of them dates from the next one.
    life.newsroom.clock.turn(seconds=2)
    life.worker.look()
