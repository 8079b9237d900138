"""Nothing slow stands between the first write of a transaction and its end: what needs no lock does
not wait for one, and nobody waits for what is slow.
"""

import re
import sqlite3
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import text
from werkzeug.test import TestResponse

from app.collect import deciding, duplicates
from app.collect.intake import IntakeResult, Reading, take_in
from app.collect.noting import place_of
from app.desk import changes, written
from app.news import decide
from app.publish import itemjson
from app.run.boot import Service
from app.store import Store
from app.values.model import Content, Item
from scrapers import Teaser
from tests.browsing import Browser
from tests.conftest import Add, FakeClock
from tests.deskwork import at_desk

# What waits for a lock that is held waits longer than this, and fails in the end.
PATIENCE = 10.0


@pytest.fixture
def aside() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(1) as pool:
        yield pool


def draft(service: Service) -> Item:
    return at_desk(service.store).write(
        Content("A bridge", text="It opened.", markdown="It opened."), "News", "wei", service.now()
    )


def token_of(browser: Browser) -> str:
    found = re.search(r'name="csrf_token" value="([^"]+)"', browser.page.text)
    assert found
    return found[1]


def program(service: Service, app: Flask) -> Callable[..., TestResponse]:
    """What a program asks for in the name of an editor."""
    owner = service.store.editors.add("robot", "editor", "x", service.now())
    secret, until = f"ht_{'s' * 40}", service.now() + timedelta(days=1)
    service.store.tokens.add(
        owner, "CMS", ("items:write", "items:publish"), secret, until, service.now()
    )

    def ask(
        method: str, path: str, body: Any, headers: dict[str, str] | None = None
    ) -> TestResponse:
        named = {"Authorization": f"Bearer {secret}"} | (headers or {})
        return app.test_client().open(f"/api/v1{path}", method=method, json=body, headers=named)

    ask("PATCH", "/items/none", {"title": "Noted as used"})
    return ask


def while_somebody_writes(
    service: Service, aside: ThreadPoolExecutor, ask: Callable[[], TestResponse]
) -> TestResponse:
    """What is answered while another writer holds the lock."""
    with service.store.transaction() as tx:
        tx.audit.note("somebody", "write", "at length", service.now())
        return aside.submit(ask).result(PATIENCE)


@pytest.mark.parametrize("path", ["/desk/items/{uid}", "/desk/items/preview", "/desk/items/new"])
def test_a_preview_waits_for_no_writer(
    service: Service, editor: Browser, aside: ThreadPoolExecutor, path: str
) -> None:
    item = draft(service)
    editor.get(f"/desk/items/{item.uid}")
    typed = {
        "title": "A bridge",
        "body": "It **opened**.",
        "section": "News",
        "rights": "full",
        "revision": "1",
        "action": "preview",
    }
    form = {**typed, "csrf_token": token_of(editor)}
    page = while_somebody_writes(
        service, aside, lambda: editor.client.post(path.format(uid=item.uid), data=form)
    )
    assert page.status_code == 200
    assert "<strong>opened</strong>" in page.text


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ({"title": "", "action": "save"}, 422),
        ({"published": "yesterday", "action": "save"}, 422),
        ({"action": "schedule"}, 422),
        ({"revision": "7", "action": "save"}, 409),
        ({"loaded": '{"status": "published"}', "action": "save"}, 409),
    ],
    ids=["no title", "no date", "no time", "another version", "another state"],
)
def test_a_refused_save_waits_for_no_writer(
    service: Service, editor: Browser, aside: ThreadPoolExecutor, typed: dict[str, str], code: int
) -> None:
    item = draft(service)
    at_desk(service.store).edit(
        item.uid,
        1,
        Content("A wider bridge", text="x", markdown="x"),
        "News",
        "chen",
        service.now(),
    )
    editor.get(f"/desk/items/{item.uid}")
    form = {"title": "A bridge", "body": "It opened.", "section": "News", "revision": "1"} | typed
    form["csrf_token"] = token_of(editor)
    page = while_somebody_writes(
        service, aside, lambda: editor.client.post(f"/desk/items/{item.uid}", data=form)
    )
    assert page.status_code == code


_HOLDING = text(
    "SELECT count(*) FROM pg_locks JOIN pg_database ON pg_database.oid = database "
    "WHERE datname = current_database() AND pid <> pg_backend_pid() AND locktype = 'relation' "
    "AND mode NOT IN ('AccessShareLock', 'RowShareLock')"
)


def lock_is_free(store: Store) -> bool:
    """Whether anybody could begin to write now (on PostgreSQL: and would wait for nobody, whatever
    that is).
    """
    database = store.database
    if not database.is_sqlite:
        with database.connect() as connection:
            return connection.execute(_HOLDING).scalar() == 0
    with closing(
        sqlite3.connect(str(database.url.database), timeout=0, isolation_level=None)
    ) as connection:
        try:
            connection.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError:
            return False
        return True


def test_the_lock_is_seen_to_be_held(service: Service) -> None:
    assert lock_is_free(service.store)
    with service.store.transaction() as tx:
        tx.audit.note("somebody", "write", "at length", service.now())
        assert not lock_is_free(service.store)
    assert lock_is_free(service.store)


@pytest.fixture
def watched(service: Service, monkeypatch: pytest.MonkeyPatch) -> Callable[..., list[bool]]:
    """Lets functions tell, whenever they are called, whether the lock was free."""
    free: list[bool] = []

    def watch(*places: tuple[Any, str]) -> list[bool]:
        for place, name in places:
            usual = getattr(place, name)

            def told(*args: Any, usual: Any = usual, **named: Any) -> Any:
                free.append(lock_is_free(service.store))
                return usual(*args, **named)

            monkeypatch.setattr(place, name, told)
        return free

    return watch


def test_a_save_is_rendered_before_anybody_has_to_wait(
    service: Service, editor: Browser, watched: Callable[..., list[bool]]
) -> None:
    item = draft(service)
    editor.get(f"/desk/items/{item.uid}")
    free = watched((written, "from_markdown"), (written, "clean_text"))
    editor.post(
        f"/desk/items/{item.uid}",
        title="A bridge",
        body="It **opened**.",
        section="News",
        revision="1",
        action="publish",
    )
    editor.get("/desk/items/new")
    editor.post(
        "/desk/items/new",
        title="A ferry",
        body="It *left*.",
        section="News",
        action="save",
        another="yes",
    )
    assert len(service.store.items.desk(10)) == 2
    assert len(free) > 10
    assert all(free)


def test_a_program_is_answered_without_rendering_in_the_transaction(
    service: Service, app: Flask, watched: Callable[..., list[bool]]
) -> None:
    asks, item = program(service, app), draft(service)
    free = watched((written, "from_markdown"), (itemjson, "clean_html"), (changes, "clean_html"))
    assert asks("PATCH", f"/items/{item.uid}", {"body": "It **opened**."}).status_code == 200
    assert (
        asks(
            "POST", "/items", {"title": "A ferry", "body": "It *left*.", "publish": True}
        ).status_code
        == 201
    )
    assert (
        asks(
            "POST", "/items", {"title": "A boat", "body": "It *sank*."}, {"Idempotency-Key": "k"}
        ).status_code
        == 201
    )
    assert len(free) == 6
    assert all(free)


def test_a_story_is_judged_before_anybody_has_to_wait(
    service: Service, add: Add, clock: FakeClock, watched: Callable[..., list[bool]]
) -> None:
    free = watched(
        (deciding, "sketch"),
        (deciding, "judge"),
        (deciding, "features_of"),
        (deciding, "find_event"),
        (duplicates, "duplicate_among"),
    )
    free = watched((decide, "fingerprint"), (decide, "rejection_reason"))
    for section in ("news", "change"):
        source = add(section, review=True)
        service.collector.collect(source)
    clock.turn(hours=7)
    again = [service.collector.collect(source) for source in service.store.sources.all()]
    assert sum(run.unchanged for run in again) > 5
    assert len(free) > 20
    assert all(free)


def test_what_came_meanwhile_is_looked_at_before_a_story_is_stored(
    service: Service, add: Add, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same story at two addresses, read at the same time: whoever is second finds the first."""
    source, words = add("news"), "A long story of a bridge that opened. " * 30
    content = Content("A bridge", text=words, html=f"<p>{words}</p>")
    first, second = (
        Reading(
            content,
            "News",
            "test",
            place_of(service.store, Teaser(url, "A bridge"), "listing", source, service.now()),
            source,
        )
        for url in ("https://a.example/1.html", "https://b.example/1.html")
    )
    usual = duplicates.find_duplicate
    overtakes: list[bool] = []
    taken: list[IntakeResult] = []

    def overtaken(*args: Any) -> Any:
        found = usual(*args)
        if not overtakes:
            overtakes.append(True)
            taken.append(take_in(service.store, first, service.now()))
        return found

    monkeypatch.setattr(deciding, "find_duplicate", overtaken)
    late = take_in(service.store, second, service.now())
    assert taken[0].outcome == "new"
    assert (late.outcome, late.uid) == ("unchanged", taken[0].uid)


def test_a_story_is_stored_though_others_never_cease_to_come(
    service: Service, add: Add, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = add("news")
    numbers = iter(range(2, 1000))

    def reading(number: int) -> Reading:
        url = f"https://a.example/{number}.html"
        place = place_of(
            service.store, Teaser(url, f"Story {number}"), "listing", source, service.now()
        )
        return Reading(
            Content(f"Story {number}", text=f"Words of story {number}."),
            "News",
            "test",
            place,
            source,
        )

    usual = duplicates.find_duplicate
    busy: list[bool] = []

    def overtaken(*args: Any) -> Any:
        if lock_is_free(service.store) and not busy:
            busy.append(True)
            take_in(service.store, reading(next(numbers)), service.now())
            busy.pop()
        return usual(*args)

    story = reading(1)
    monkeypatch.setattr(deciding, "find_duplicate", overtaken)
    assert take_in(service.store, story, service.now()).outcome == "new"
    assert len(service.store.items.desk(100)) == 4
