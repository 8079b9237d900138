"""What a later reading does to a story that we have: nothing, a silent revision, a revision, or it
waits. On both databases, against a paper whose pages are changed by hand.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient

from app import desk
from app.collect import Replay
from app.desk import Look, add_source, preview
from app.desk.watching import watch
from app.run.boot import Service
from app.values.errors import InputError
from app.values.model import Item, Run, Source, SourceSpec
from app.values.settings import Settings
from scrapers import Article, Page
from scrapers.listings.generic import Generic
from tests.conftest import FakeClock
from tests.deskwork import at_desk
from tests.riverpaper import LAST, STORIES, Paper
from tests.server import Server

pytestmark = pytest.mark.both_databases


@pytest.fixture
def paper() -> Paper:
    return Paper()


@pytest.fixture
def site(paper: Paper) -> Iterator[Server]:
    with Server(paper.answer) as server:
        yield server


@pytest.fixture
def settings(settings: Settings, site: Server) -> Settings:
    return replace(settings, allow_hosts=settings.allow_hosts | {site.host})


@dataclass
class Room:
    """A newsroom that reads the paper."""

    service: Service
    clock: FakeClock
    site: Server
    collect: Callable[..., Run]

    def add(self, *, anyway: bool = False, **fields: Any) -> Source:
        url = f"{self.site.url}/news/"
        spec = SourceSpec(url, "paper", "The Paper", "News", "generic", "full", **fields)
        seen = preview(Look(url, "UTC", "generic"), self.service.fetcher, self.clock())
        return add_source(
            spec,
            seen,
            self.service.store,
            self.service.settings,
            "wei",
            self.clock(),
            anyway=anyway,
        )

    @property
    def source(self) -> Source:
        return self.service.store.sources.get("paper")

    def later(self, **by: float) -> Run:
        self.clock.turn(**by)
        return self.collect(self.source)

    def item(self, slug: str = "ferry") -> Item:
        title = next(title for name, title, _ in STORIES if name == slug)
        return next(
            item for item in self.service.store.items.public(50) if item.content.title == title
        )

    def last_by(self, slug: str = "ferry") -> tuple[int, str, bool]:
        last = self.service.store.items.revisions(self.item(slug).uid)[-1]
        return last.number, last.by, last.significant


@pytest.fixture
def room(service: Service, clock: FakeClock, site: Server, collect: Callable[..., Run]) -> Room:
    room = Room(service, clock, site, collect)
    room.add()
    run = room.later(minutes=1)
    assert (run.error, run.new) == ("", len(STORIES))
    return room


def read_better(monkeypatch: pytest.MonkeyPatch, **fields: Any) -> None:
    """From now on the reader finds more."""
    read = Generic.article
    monkeypatch.setattr(Generic, "article", lambda self, page: replace(read(self, page), **fields))


def dates_and_tags(client: FlaskClient, uid: str) -> tuple[list[str], list[str]]:
    """What programs compare: dates of the item wherever it is told, and the tags of the answers."""
    paths = ("/feed.atom", "/feed.json", "/feed.rss", f"/api/v1/items/{uid}")
    answers = [client.get(path) for path in paths]
    atom, plain = answers[0].text, answers[1].get_json()
    dates = [line.strip() for line in atom.replace("><", ">\n<").split("\n") if "<updated>" in line]
    dates += [str(entry.get("date_modified")) for entry in plain["items"]]
    dates += [line for line in answers[2].text.split("\n") if "lastBuildDate" in line]
    return [*dates, answers[3].get_json()["updated"]], [
        str(answer.headers["ETag"]) for answer in answers
    ]


# Silent revisions


def test_what_only_our_reading_changes_is_a_silent_revision(
    room: Room,
    paper: Paper,
    client: FlaskClient,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    before = room.item()
    dates, tags = dates_and_tags(client, before.uid)
    edition = room.service.store.sections.edition()
    read = Generic.article
    more = "A line that was always there, and that nobody had read before."

    def reading_more(self: Generic, page: Page) -> Article:
        article = read(self, page)
        html = f"{article.html}<p>{more}</p>"
        return replace(article, text=f"{article.text}\n{more}", html=html)

    monkeypatch.setattr(Generic, "article", reading_more)
    paper.nonce = "other bytes, same story"
    assert room.later(hours=2).changed == len(STORIES)
    after = room.item()
    assert after.content.text == f"{before.content.text}\n{more}"
    assert (after.updated_at, after.changed_at) == (before.updated_at, before.changed_at)
    assert room.last_by() == (2, "reader:paper", False)
    dates_now, tags_now = dates_and_tags(client, before.uid)
    assert dates_now == dates
    assert not set(tags) & set(tags_now)
    later = room.service.store.sections.edition()
    assert (later.number > edition.number, later.version_at > edition.version_at) == (True, True)
    history = client.get(f"/en/items/{after.uid}/history").text
    assert "read better" in history
    assert "读得更准" in client.get(f"/zh/items/{after.uid}/history").text


def test_what_the_site_changes_is_told(
    room: Room, paper: Paper, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = room.item()
    paper.texts["ferry"].append("The council added this in the evening, and it is true.")
    read_better(monkeypatch, byline_source="The river office")
    room.later(hours=2)
    after = room.item()
    assert after.updated_at > before.updated_at
    assert after.content.byline_source == "The river office"
    assert room.last_by() == (2, "source:paper", True)


def test_a_better_reading_touches_nothing_that_editors_changed_and_dates_nothing_old(
    room: Room, monkeypatch: pytest.MonkeyPatch, paper: Paper
) -> None:
    item = room.item()
    content = replace(item.content, authors=("Our own reporter",))
    at_desk(room.service.store).edit(
        item.uid, item.revision, content, item.section.title, "wei", room.clock()
    )
    read_better(monkeypatch, authors=("A better name",))
    shown = list(
        Replay(room.service.store, room.service.captures).run(None, room.clock(), apply=True)
    )
    assert len(shown) == len(STORIES) - 1
    assert room.item().content.author == "Our own reporter"
    assert room.item("bridge").content.author == "A better name"


def test_authors_that_stood_in_one_line_are_parted_in_silence(
    room: Room, monkeypatch: pytest.MonkeyPatch, paper: Paper
) -> None:
    for slug, line in (("ferry", "Mara Quist and Tom Wu"), ("bridge", "Our own, reporter")):
        with room.service.store.transaction() as tx:
            item = room.item(slug)
            one = replace(item.content, authors=(line,))
            edited = frozenset(("authors",) if slug == "bridge" else ())
            tx.writes.save(item, replace(item, content=one, edited=edited))
    before = room.item()
    read_better(monkeypatch, authors=("Mara Quist", "Tom Wu"))
    with room.service.store.transaction() as tx:  # the capture of the reading before is gone
        place = room.item().locations[0]
        tx.locations.save(place, replace(place, capture=""))
    paper.nonce = "other bytes, same story"
    room.later(hours=2)
    after = room.item()
    assert after.content.authors == ("Mara Quist", "Tom Wu")
    assert (after.updated_at, after.changed_at) == (before.updated_at, before.changed_at)
    assert room.last_by() == (2, "reader:paper", False)
    assert room.item("bridge").content.authors == ("Our own, reporter",)


@pytest.mark.parametrize(("days", "dated"), [(1, True), (30, False)])
def test_a_date_that_is_found_later_moves_no_old_item(
    room: Room, monkeypatch: pytest.MonkeyPatch, days: int, dated: bool
) -> None:
    with room.service.store.transaction() as tx:
        item = room.item()
        content = replace(item.content, published=None)
        tx.writes.save(item, replace(item, content=content))
    room.clock.time = item.published_at + timedelta(days=days)
    before = room.item()
    list(Replay(room.service.store, room.service.captures).run(None, room.clock(), apply=True))
    after = room.item()
    assert (after.content.published is not None) is dated
    assert dated or after.published_at == before.published_at


def test_the_same_words_in_other_markup_are_no_revision(room: Room, paper: Paper) -> None:
    paper.wrap = lambda text: f"<div class=x><p><span>{text}</span></p></div>"
    run = room.later(hours=2)
    assert run.changed == 0
    assert all(room.item(slug).revision == 1 for slug, _, _ in STORIES)


def test_the_same_picture_at_another_address_is_no_revision(
    service: Service, clock: FakeClock, site: Server, collect: Callable[..., Run], paper: Paper
) -> None:
    caption = "The ferry at the pier on Monday morning"
    paper.pictures["ferry"] = [(f"{site.url}/img/2024/ferry-at-the-pier.jpg?w=800", caption)]
    room = Room(service, clock, site, collect)
    room.add()
    room.later(minutes=1)
    [before] = room.item().content.pictures
    moved = "http://localhost/cache/img/2024/ferry-at-the-pier.jpg?w=1200"
    paper.pictures["ferry"] = [(moved, caption)]
    room.later(hours=2)
    assert room.item().revision == 1
    assert room.item().content.pictures == (before,)
    paper.pictures["ferry"] = [(f"{site.url}/img/2024/the-captain.jpg", caption)]
    room.later(hours=6)
    assert room.item().revision == 2


def test_lines_that_repeat_are_no_story_s_but_of_the_one_that_they_tell_of(
    service: Service, clock: FakeClock, site: Server, collect: Callable[..., Run], paper: Paper
) -> None:
    told = paper.texts["ferry"][0]
    notice = "Readers who know more can ring the editors between nine and noon on working days."
    paper.summaries["ferry"] = told
    for slug, text in paper.texts.items():
        paper.texts[slug] = [*text, notice, *([told] if slug != "ferry" else [])]
    room = Room(service, clock, site, collect)
    room.add()
    room.later(minutes=1)
    items = {slug: room.item(slug) for slug in paper.texts}
    assert told in items.pop("ferry").content.text
    for item in (room.item(), *items.values()):
        assert notice not in item.content.text
        assert item.updated_at == item.published_at
        assert [version.by for version in service.store.items.revisions(item.uid)] == [
            "source:paper"
        ]
    assert not any(told in item.content.text for item in items.values())
    assert desk.held_losses(service.store, room.source) == []


# Readings that only take away


def test_a_paragraph_that_is_gone_is_believed_at_the_second_reading(
    room: Room, paper: Paper
) -> None:
    del paper.texts["ferry"][-1]
    room.later(hours=2)
    assert LAST in room.item().content.text
    room.later(minutes=30)
    assert LAST in room.item().content.text
    room.later(minutes=40)
    assert LAST not in room.item().content.text
    assert room.last_by() == (2, "source:paper", True)


def test_a_story_that_loses_its_pictures_alone_is_no_news_for_readers(
    service: Service, clock: FakeClock, site: Server, collect: Callable[..., Run], paper: Paper
) -> None:
    views = [(f"{site.url}/img/{name}.jpg", f"The {name}") for name in ("ferry", "pier")]
    paper.pictures["ferry"] = views
    room = Room(service, clock, site, collect)
    room.add()
    room.later(minutes=1)
    paper.pictures["ferry"] = []
    room.later(hours=2)
    assert len(room.item().content.pictures) == 2
    room.later(hours=5)
    assert room.item().content.pictures == ()
    assert room.last_by() == (2, "source:paper", False)
    assert room.item().updated_at == room.item().published_at
    paper.pictures["ferry"] = views
    room.later(hours=20)
    assert len(room.item().content.pictures) == 2
    assert room.last_by() == (3, "source:paper", False)


def test_one_picture_of_several_that_is_taken_out_is_an_edit(
    service: Service, clock: FakeClock, site: Server, collect: Callable[..., Run], paper: Paper
) -> None:
    views = [(f"{site.url}/img/{name}.jpg", f"The {name}") for name in ("ferry", "pier")]
    paper.pictures["ferry"] = views
    room = Room(service, clock, site, collect)
    room.add()
    room.later(minutes=1)
    paper.pictures["ferry"] = views[:1]
    room.later(hours=2)
    room.later(hours=5)
    assert room.last_by() == (2, "source:paper", True)


def test_a_page_that_came_by_half_once_changes_nothing(room: Room, paper: Paper) -> None:
    whole = list(paper.texts["ferry"])
    del paper.texts["ferry"][-1]
    room.later(hours=2)
    paper.texts["ferry"] = whole
    room.later(hours=2)
    del paper.texts["ferry"][-1]
    room.later(hours=3)
    assert room.item().revision == 1


def test_a_reading_that_also_adds_is_taken_at_once(room: Room, paper: Paper) -> None:
    paper.texts["ferry"][-1] = "Tickets are free for the first week, the council said at night."
    room.later(hours=2)
    assert room.item().revision == 2


def lose(room: Room, paper: Paper, *slugs: str) -> None:
    for slug in slugs:
        del paper.texts[slug][-1]
    room.later(hours=2)


def test_the_same_loss_in_three_stories_is_held_told_once_and_settled_at_once(
    room: Room, paper: Paper
) -> None:
    store = room.service.store
    lose(room, paper, "ferry", "library")
    assert watch(store, ["a@b"], room.clock()) == 0
    lose(room, paper, "bridge")
    room.later(hours=2)
    held = desk.held_losses(store, room.source)
    # The first two were read a second time before the third was known.
    assert {story.loss.kind for story in held} == {"text"}
    assert held
    assert watch(store, ["a@b"], room.clock()) == 1
    room.later(hours=4)
    assert watch(store, ["a@b"], room.clock()) == 0
    notice = store.notices.last("held")
    assert notice is not None
    assert (notice.facts["slug"], notice.facts["loss"]) == ("paper", "text")


def test_what_is_held_is_told_once_though_one_of_its_pages_heals(room: Room, paper: Paper) -> None:
    store, whole = room.service.store, list(paper.texts["ferry"])
    for slug in ("ferry", "library", "bridge", "market"):
        paper.summaries[slug] = f"Something else is told of the {slug}."  # so it is read at once
        del paper.texts[slug][-1]
        room.later(minutes=5)
    assert len(desk.held_losses(store, room.source)) == 4
    assert watch(store, ["a@b"], room.clock()) == 1
    paper.texts["ferry"] = whole
    room.later(hours=4)
    assert len(desk.held_losses(store, room.source)) == 3
    assert watch(store, ["a@b"], room.clock()) == 0
    desk.settle_losses(store, "paper", "accepted", "wei", room.clock())
    assert watch(store, ["a@b"], room.clock()) == 0
    assert store.notices.open("held") == []


@pytest.mark.parametrize("how", ["accepted", "kept"])
def test_one_decision_settles_all_that_is_held(
    room: Room, paper: Paper, how: desk.Settlement
) -> None:
    store = room.service.store
    lose(room, paper, "ferry", "library", "bridge")
    room.later(hours=2)
    assert all(LAST in room.item(slug).content.text for slug in ("ferry", "library", "bridge"))
    assert len(desk.held_losses(store, room.source)) == 3
    assert [line[:40] for line in desk.held_losses(store, room.source)[0].taken] == [LAST[:40]]
    assert len(desk.settle_losses(store, "paper", how, "wei", room.clock())) == 3
    assert desk.held_losses(store, room.source) == []
    for _ in range(3):
        room.later(hours=7)
    kept = [LAST in room.item(slug).content.text for slug in ("ferry", "library", "bridge")]
    assert kept == [how == "kept"] * 3
    assert desk.held_losses(store, room.source) == []


# Stories that cannot be read


def test_a_source_whose_stories_cannot_be_read_fails_at_once_and_is_told_the_second_time(
    service: Service, clock: FakeClock, site: Server, collect: Callable[..., Run], paper: Paper
) -> None:
    room = Room(service, clock, site, collect)
    paper.broken = {"library", "bridge", "market", "school"}
    with pytest.raises(InputError, match="of the first 3 stories cannot be read"):
        room.add()
    room.add(anyway=True)
    run = room.later(minutes=1)
    assert (run.error_kind, run.new) == ("reading", 1)
    assert "4 of 5 new stories cannot be read" in run.error
    assert (room.source.failure_kind, room.source.failures) == ("reading", 1)
    assert service.store.runs.failing_kinds() == {"reading": 1}
    assert watch(service.store, ["a@b"], clock()) == 0
    quiet = room.later(minutes=1)  # nothing was tried, so nothing is known to be better
    assert room.source.failures == (2 if quiet.error else 1)
    room.later(minutes=10)
    assert room.source.failures >= 2
    assert watch(service.store, ["a@b"], clock()) == 1
    paper.broken = set()
    assert room.later(hours=8).new == 4
    assert (room.source.failure_kind, room.source.failures) == ("", 0)
    assert watch(service.store, ["a@b"], clock()) == 1


@pytest.mark.parametrize("etags", [True, False])
def test_a_story_that_cannot_be_read_is_not_fetched_whole_at_every_run(
    room: Room, paper: Paper, etags: bool
) -> None:
    paper.etags = etags
    with room.service.store.transaction() as tx:
        [place] = tx.locations.by_keys([room.item().locations[0].key]).values()
        tx.locations.save(
            place, replace(place, state="pending", capture="", recheck_at=room.clock())
        )
    paper.broken = {"ferry"}
    paper.heard.clear()
    for _ in range(12):
        room.later(minutes=2)
    whole = [status for path, status in paper.heard if path == "/news/ferry.html" and status == 200]
    assert len(whole) == (1 if etags else 2)
    paper.broken, paper.nonce = set(), "it was mended"
    room.later(hours=2)
    [place] = room.service.store.locations.by_keys([place.key]).values()
    assert place.state == "read"
