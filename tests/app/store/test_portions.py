"""Whatever there is to be forgotten, no writer waits for more than a portion of it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import event, func, insert, select

from app.store import Store
from app.store.portions import PORTION
from app.store.schema import (
    AttemptRow,
    Base,
    IntentRow,
    MarkRow,
    NoticeRow,
    RunRow,
    SessionRow,
    SubscriptionRow,
    table_of,
)
from app.values.admission import cutoffs
from app.values.model import SourceSpec
from tests.databases import store_on
from tests.deskwork import at_desk

pytestmark = pytest.mark.both_databases

NOW = datetime(2026, 11, 30, 12, tzinfo=UTC)
LONG_AGO = NOW - timedelta(days=365)
_OVER = 2 * PORTION + 1


@pytest.fixture
def store(database_url: str) -> Iterator[Store]:
    with store_on(database_url, str) as opened:
        at_desk(opened).add_source(SourceSpec("https://a.example/", "a", "A", "City"), NOW)
        opened.editors.add("wei", "chief", "x", NOW)
        yield opened


def fill(store: Store, row: type[Base], old: Callable[[int], dict[str, Any]]) -> None:
    """Put so many rows into a table that are over."""
    with store.database.write() as session:
        session.connection().execute(insert(table_of(row)), [old(n) for n in range(_OVER)])


def left(store: Store, row: type[Base]) -> int:
    """How many rows of a table there are."""
    with store.database.read() as session:
        return session.scalars(select(func.count()).select_from(table_of(row))).one()


@contextmanager
def deleted(store: Store) -> Iterator[list[int]]:
    """How many rows each transaction deletes until the block ends."""
    counted = [0]
    engine = store.database.connect().engine

    def count(_: Any, cursor: Any, statement: str, *__: Any) -> None:
        if statement.startswith("DELETE"):
            counted[-1] += cursor.rowcount

    def end(_: Any) -> None:
        counted.append(0)

    event.listen(engine, "after_cursor_execute", count)
    event.listen(engine, "commit", end)
    yield counted
    event.remove(engine, "after_cursor_execute", count)
    event.remove(engine, "commit", end)


def test_runs_are_forgotten_in_portions(store: Store) -> None:
    fill(store, RunRow, lambda n: {"source_id": 1, "started_at": LONG_AGO})
    with deleted(store) as counted:
        assert store.runs.prune(NOW) == _OVER
    assert max(counted) == PORTION
    assert left(store, RunRow) == 0


def test_leases_and_intents_are_forgotten_in_portions(store: Store) -> None:
    asked = {"callback": "x", "host": "h", "path": "/", "created_at": LONG_AGO}
    ended = {"expires_at": LONG_AGO, "delivered_version": LONG_AGO}
    fill(store, SubscriptionRow, lambda n: asked | ended | {"callback": f"{n}"})
    intent = {"mode": "subscribe", "callback": "x", "host": "h", "path": "/", "lease": 1}
    fill(store, IntentRow, lambda n: intent | {"asked_at": LONG_AGO})
    with deleted(store) as counted:
        store.hub.tidy(NOW)
    assert max(counted) == PORTION
    assert left(store, SubscriptionRow) == left(store, IntentRow) == 0


def test_guesses_and_logins_are_forgotten_in_portions(store: Store) -> None:
    fill(store, AttemptRow, lambda n: {"at": LONG_AGO, "name": "wei", "address": "a"})
    times = {"created_at": LONG_AGO, "seen_at": LONG_AGO}
    fill(store, SessionRow, lambda n: times | {"id": f"{n}", "editor_id": 1})
    over = cutoffs(NOW)
    with deleted(store) as counted:
        while store.sessions.forget(over):
            assert counted[-1] == 0
    assert max(counted) <= 2 * PORTION
    assert left(store, AttemptRow) == left(store, SessionRow) == 0


def test_notices_are_forgotten_in_portions(store: Store) -> None:
    told = {"kind": "listing", "facts": {}, "over": True, "at": LONG_AGO}
    fill(store, NoticeRow, lambda n: told | {"key": f"{n}"})
    store.notices.forget(NOW)
    assert left(store, NoticeRow) == _OVER - PORTION


def test_features_are_forgotten_in_portions_of_more_than_a_story_has(store: Store) -> None:
    fill(store, MarkRow, lambda n: {"mark": n // 2, "item_id": n})
    store.clusters.forget_features(NOW)
    assert left(store, MarkRow) == _OVER - PORTION
    store.clusters.forget_features(NOW)
    store.clusters.forget_features(NOW)
    assert left(store, MarkRow) == 0
