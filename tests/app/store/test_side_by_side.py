"""Writers side by side: on PostgreSQL nobody waits for who does something else, and whatever two
do at once comes out as if one had come after the other (decision 0130).
"""

import ast
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

import app.store
from app import desk
from app.collect import intake
from app.collect.deciding import against
from app.collect.intake import IntakeResult, Reading, take_in
from app.collect.noting import add_promos, place_of
from app.desk import items
from app.desk.rations import use
from app.publish.release import release
from app.run.boot import Service
from app.store import Store, Transaction, in_transaction, nouns, publication
from app.store.engine import Database
from app.store.schema import SectionRow
from app.store.turns import take_turn, touch_item
from app.values.errors import Conflict, Unavailable
from app.values.model import Content, Item, Source, SourceSpec
from scrapers import Teaser
from tests.conftest import FakeClock
from tests.deskwork import at_desk
from tests.sameness.events import EVENTS

pytestmark = pytest.mark.both_databases

_LONG = (
    "The bridge over the river was opened on Friday, and many people walked over it at once. " * 9
)
_PATIENCE = 20.0
# Whoever waits for somebody else, and locks that are no table's and no row's.
_WAITING = text("SELECT count(*) FROM pg_locks WHERE NOT granted")
_GLOBAL = text("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'")
_WRITING = text(
    "SELECT count(DISTINCT pid) FROM pg_locks JOIN pg_database ON pg_database.oid = database "
    "WHERE datname = current_database() AND mode = 'RowExclusiveLock'"
)


@pytest.fixture
def store(service: Service) -> Store:
    return service.store


@pytest.fixture
def aside() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(4) as pool:
        yield pool


def meeting_of(number: int, store: Store) -> Callable[[], None]:
    """What threads call to wait for each other, each at its first attempt; not on SQLite, where one
    writes at a time.
    """
    meeting, been = threading.Barrier(number, timeout=_PATIENCE), threading.local()

    def meet() -> None:
        if not store.database.is_sqlite and not getattr(been, "there", False):
            been.there = True
            meeting.wait()

    return meet


Together = Callable[..., list[Any]]


@pytest.fixture
def together(store: Store, aside: ThreadPoolExecutor, monkeypatch: pytest.MonkeyPatch) -> Together:
    """Does several things at once: on PostgreSQL each has done all but what is taken last before
    any of them goes on. What fails comes back as the error that it failed with.
    """

    def doing(*works: Callable[[], Any], look: Callable[[], None] = lambda: None) -> list[Any]:
        meeting = threading.Barrier(len(works), action=look, timeout=_PATIENCE)
        been = threading.local()

        def meet() -> None:
            if not store.database.is_sqlite and not getattr(been, "there", False):
                been.there = True
                meeting.wait()

        with monkeypatch.context() as patch:
            for place, name in ((nouns, "take_turn"), (publication, "_next_edition")):
                usual = getattr(place, name)

                def met(*args: Any, usual: Any = usual, **named: Any) -> Any:
                    meet()
                    return usual(*args, **named)

                patch.setattr(place, name, met)
            outcomes = [aside.submit(work) for work in works]
            return [done.exception(_PATIENCE) or done.result() for done in outcomes]

    return doing


@contextmanager
def session_on(database: Database) -> Iterator[Any]:
    with database.connect() as connection:
        yield connection


def source_of(store: Store, name: str, now: datetime) -> Source:
    spec = SourceSpec(f"https://{name}.example/news/", name, name.title(), "City", zone="UTC")
    return at_desk(store).add_source(spec, now)


def reading(store: Store, source: Source, page: str, content: Content, now: datetime) -> Reading:
    teaser = Teaser(f"{source.url}{page}.html", content.title)
    place = place_of(store, teaser, "listing", source, now)
    return Reading(content, "City", "test", place, source)


def bridge() -> Content:
    return Content("Bridge", text=_LONG)


def public_item(store: Store, title: str, now: datetime) -> Item:
    made = at_desk(store).write(Content(title, text=title, markdown=title), "City", "wei", now)
    at_desk(store).publish(made.uid, now)
    at_desk(store).release(now)
    return store.items.by_uid(made.uid)


def test_two_sources_an_editor_and_the_release_write_at_once(
    store: Store, clock: FakeClock, together: Together
) -> None:
    now = clock()
    daily, radio = (source_of(store, name, now) for name in ("daily", "radio"))
    item = public_item(store, "Ferries", now)
    due = at_desk(store).write(Content("Ice", text="Ice", markdown="Ice"), "City", "wei", now)
    at_desk(store).publish(due.uid, now)
    first = reading(store, daily, "1", bridge(), now)
    other = Content("Trams", text="Trams run again along the lake since yesterday evening. " * 9)
    second = reading(store, radio, "1", other, now)
    seen: list[tuple[int, int, int]] = []

    def look() -> None:
        with session_on(store.database) as connection:
            waiting, shared, writing = (
                connection.execute(each).scalar() for each in (_WAITING, _GLOBAL, _WRITING)
            )
            seen.append((waiting, shared, writing))

    before = store.sections.number()
    later = Content("Ferries", text="They sail.", markdown="They sail.")
    results = together(
        lambda: take_in(store, first, now),
        lambda: take_in(store, second, now),
        lambda: at_desk(store).edit(item.uid, 1, later, "City", "wei", now),
        lambda: release(store, now),
        look=look,
    )
    assert [result for result in results if isinstance(result, BaseException)] == []
    if not store.database.is_sqlite:
        assert seen == [(0, 0, 4)], "four write, nobody waits, and there is no lock for all"
    assert [results[0].outcome, results[1].outcome] == ["new", "new"]
    assert store.items.by_uid(item.uid).content.text == "They sail."
    assert store.items.by_uid(due.uid).status == "published"
    # The stories may have come before the release, which takes them along then, or after it.
    release(store, now)
    public = store.items.public(10)
    assert sorted(each.content.title for each in public) == ["Bridge", "Ferries", "Ice", "Trams"]
    assert [each.serial for each in store.items.addresses(0, 10)] == [1, 2, 3, 4]
    assert store.sections.number() in (before + 2, before + 3)


def test_one_story_that_two_sources_bring_at_once_is_one_item(
    store: Store, clock: FakeClock, together: Together
) -> None:
    now = clock()
    both = [
        reading(store, source_of(store, name, now), "1", bridge(), now)
        for name in ("daily", "radio")
    ]
    results = together(*(lambda each=each: take_in(store, each, now) for each in both))
    assert sorted(result.outcome for result in results) == ["new", "unchanged"]
    assert len({result.uid for result in results}) == 1
    (item,) = store.items.desk(10)
    assert len(item.locations) == 2


def test_two_reports_of_one_event_at_once_are_told_together(
    store: Store, clock: FakeClock, together: Together
) -> None:
    now = clock()
    contents = [Content(title, text=told, language=language) for language, title, told in EVENTS[0]]
    reports = [
        reading(store, source_of(store, name, now), "1", content, now)
        for name, content in zip(("daily", "radio"), contents, strict=False)
    ]
    results: list[IntakeResult] = together(
        *(lambda each=each: take_in(store, each, now) for each in reports)
    )
    assert [result.outcome for result in results] == ["new", "new"]
    clusters = {store.items.by_uid(result.uid).cluster_id for result in results}
    assert len(clusters) == 1
    assert None not in clusters


def test_two_who_save_one_item_at_once_are_told_of_each_other(
    store: Store, clock: FakeClock, aside: ThreadPoolExecutor
) -> None:
    now = clock()
    item = public_item(store, "Ferries", now)
    meet = meeting_of(2, store)

    @in_transaction
    def save(tx: Transaction, words: str) -> Item:
        tx.items.by_uid(item.uid)
        meet()
        content = Content("Ferries", text=words, markdown=words)
        return items.edit(tx, item.uid, 1, content, "City", "wei", now)

    saves = [aside.submit(save, store, words) for words in ("They sail.", "They rest.")]
    results = [each.exception(_PATIENCE) or each.result() for each in saves]
    kept, refused = sorted(results, key=lambda result: isinstance(result, Exception))
    assert isinstance(refused, Conflict)
    assert isinstance(kept, Item)
    assert store.items.by_uid(item.uid).content == kept.content
    assert len(store.items.revisions(item.uid)) == 2


def test_one_address_is_polled_by_one_source_only(
    store: Store, clock: FakeClock, together: Together
) -> None:
    url = "https://daily.example/news/"

    def add(slug: str) -> Source:
        spec = SourceSpec(url, slug, slug.title(), slug.title(), zone="UTC")
        return at_desk(store).add_source(spec, clock())

    results = together(lambda: add("daily"), lambda: add("radio"))
    assert sorted(type(result).__name__ for result in results) == ["Conflict", "Source"]
    assert len(store.sources.all()) == 1


def test_a_section_that_two_need_at_once_is_made_once(
    store: Store, clock: FakeClock, aside: ThreadPoolExecutor
) -> None:
    meet = meeting_of(2, store)

    @in_transaction
    def file(tx: Transaction) -> int:
        tx.sections.every()  # what is here already is known from now on
        meet()
        return tx.sections.find_or_make("Weather", clock()).id

    made = [aside.submit(file, store) for _ in range(2)]
    assert len({each.result(_PATIENCE) for each in made}) == 1
    assert [section.title for section in store.sections.every()] == ["Weather"]


def test_the_last_two_chiefs_cannot_both_step_down(
    store: Store, clock: FakeClock, together: Together
) -> None:
    for name in ("wei", "chen"):
        desk.add_editor(store, name, "chief", "x", "service", clock())

    def step_down(name: str) -> object:
        return desk.change_editor(store, name, name, clock(), role="editor")

    results = together(lambda: step_down("wei"), lambda: step_down("chen"))
    assert sorted(type(result).__name__ for result in results) == ["Conflict", "Editor"]
    assert sorted(editor.role for editor in store.editors.all()) == ["chief", "editor"]


def test_nobody_gets_in_with_a_password_that_is_changed_at_that_moment(
    store: Store, clock: FakeClock, aside: ThreadPoolExecutor, monkeypatch: pytest.MonkeyPatch
) -> None:
    editor = desk.add_editor(store, "wei", "chief", "x", "service", clock())
    changes: list[Future[int]] = []

    def meanwhile(*args: Any) -> None:
        use(*args)
        if not changes and not store.database.is_sqlite:
            changes.append(
                aside.submit(desk.change_password, store, editor, "y", clock(), here="none")
            )

    monkeypatch.setattr("app.desk.admitting.use", meanwhile)
    desk.log_in(store, editor, "token", clock(), address="192.0.2.1", agent="")
    for change in changes:
        change.result(_PATIENCE)
        assert desk.who_is_in(store, "token", clock()) is None


def test_a_code_opens_once(store: Store, clock: FakeClock, aside: ThreadPoolExecutor) -> None:
    desk.add_editor(store, "wei", "chief", "x", "service", clock())
    uses = [aside.submit(store.editors.use_step, "wei", 7) for _ in range(4)]
    assert sorted(use.result(_PATIENCE) for use in uses) == [False, False, False, True]


def test_two_sources_that_name_each_others_stories(
    store: Store, clock: FakeClock, aside: ThreadPoolExecutor
) -> None:
    """What led to one lock for all writers: each has stored an address that the other needs."""
    now = clock()
    meet = meeting_of(2, store)

    @in_transaction
    def note(tx: Transaction, first: str, second: str) -> None:
        for url in (first, second):
            add_promos(tx, [Teaser(url, url)], None, now)
            meet()

    urls = [f"https://daily.example/{number}.html" for number in range(2)]
    noted = [aside.submit(note, store, *order) for order in (urls, urls[::-1])]
    for each in noted:
        each.result(_PATIENCE)
    assert len(store.locations.by_keys([f"//daily.example/{n}.html" for n in range(2)])) == 2


@pytest.mark.parametrize("by", ["an edition", "the same item"])
def test_who_is_overtaken_again_and_again_goes_alone(
    store: Store, clock: FakeClock, by: str
) -> None:
    if store.database.is_sqlite:
        pytest.skip("writers of SQLite come one after the other")
    item = public_item(store, "Ferries", clock())
    attempts, overtaken = [], 0

    def hurry() -> bool:
        """Somebody else changes something; False where that would have to wait."""
        try:
            with store.database.write_if_free() as session:
                if by == "an edition":
                    publication.touch(session, clock())
                else:
                    touch_item(session, item.id)
        except Unavailable:
            return False
        return True

    @in_transaction
    def slow(tx: Transaction) -> None:
        nonlocal overtaken
        stored = tx.items.by_uid(item.uid)
        attempts.append(stored)
        overtaken += hurry()
        tx.writes.save(stored, replace(stored, note="seen"))
        tx.publication.touch(clock(), [stored.id])

    slow(store)
    assert (len(attempts), overtaken) == (4, 3)
    assert store.items.by_uid(item.uid).note == "seen"


def test_a_story_that_was_stored_out_of_turn_is_not_overlooked(
    store: Store, clock: FakeClock, aside: ThreadPoolExecutor, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A story has got its key, a later key is stored, a copy is decided on, the story is stored:
    the copy must not be taken for new since the greatest key is the same.
    """
    if store.database.is_sqlite:
        pytest.skip("writers of SQLite come one after the other")
    now = clock()
    first, copy = (
        reading(store, source_of(store, name, now), "1", bridge(), now)
        for name in ("daily", "radio")
    )
    item = public_item(store, "Ferries", now)
    has_key, goes_on = threading.Event(), threading.Event()
    takers = threading.local()

    def wait_before_the_end(*args: Any) -> None:
        if getattr(takers, "is_first", False):
            has_key.set()
            assert goes_on.wait(_PATIENCE)
        take_turn(*args)

    def take_first() -> IntakeResult:
        takers.is_first = True
        return take_in(store, first, now)

    with monkeypatch.context() as patch:
        patch.setattr(nouns, "take_turn", wait_before_the_end)
        taking = aside.submit(take_first)
        assert has_key.wait(_PATIENCE)
        words = Content("Ferries", text="They sail.", markdown="They sail.")
        at_desk(store).edit(item.uid, 1, words, "City", "wei", now)

        def let_it_be_stored(*args: Any) -> Any:
            if not goes_on.is_set():
                goes_on.set()
                taking.result(_PATIENCE)
            return against(*args)

        patch.setattr(intake, "against", let_it_be_stored)
        assert take_in(store, copy, now).outcome == "unchanged"
    assert taking.result(_PATIENCE).outcome == "new"


def test_what_is_refused_for_good_is_not_tried_for_ever(store: Store, clock: FakeClock) -> None:
    store.sections.find_or_make("Weather", clock())
    attempts = []

    def twice() -> None:
        attempts.append(True)
        with store.database.write() as session:
            row = {"slug": "weather", "first_slug": "", "title": "", "position": 1}
            session.add(SectionRow(**row, changed_at=clock(), version_at=clock()))

    with pytest.raises(IntegrityError):
        store.database.repeat(twice)
    assert len(attempts) == (1 if store.database.is_sqlite else 4)


def test_a_look_stays_as_it_was_when_it_began(store: Store, clock: FakeClock) -> None:
    with store.look() as look:
        assert look.sections.every() == []
        store.sections.find_or_make("Weather", clock())
        assert look.sections.every() == []
    assert len(store.sections.every()) == 1


def test_every_method_that_writes_can_be_begun_again() -> None:
    lacking, count = [], 0
    for path in Path(app.store.__file__).parent.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.FunctionDef) and "self._access.write()" in ast.unparse(node):
                count += 1
                given = {ast.unparse(each) for each in node.decorator_list}
                if not given & {"repeated", "repeated_alone"}:
                    lacking.append(f"{path.name}: {node.name}")
    assert count > 100
    assert lacking == []
