"""A new edition is told to whoever listens, in the moment in which it is stored."""

import threading
from collections.abc import Iterator
from contextlib import closing
from typing import Literal

import pytest
from sqlalchemy import text

from app.edition import Watch
from app.run.boot import Service
from app.store.bell import Bell
from app.store.engine import Database
from tests.conftest import FakeClock
from tests.databases import Postgres

PATIENCE = 20.0


@pytest.fixture
def database(postgres: Postgres) -> Iterator[Database]:
    url = postgres.empty().replace("postgresql://", "postgresql+psycopg://", 1)
    with closing(Database(url)) as built:
        yield built


def bell_of(database: Database) -> Bell:
    bell = database.bell()
    assert bell is not None
    return bell


@pytest.mark.both_databases
def test_a_change_is_seen_without_looking_again_and_again(
    service: Service, clock: FakeClock
) -> None:
    seen = threading.Event()
    looks: list[int] = []

    def ask() -> int:
        looks.append(service.store.sections.number())
        if looks[-1] > looks[0]:
            seen.set()
        return looks[-1]

    watch = Watch(ask, bell=service.store.database.bell())
    watch.start()
    service.store.transact(lambda tx: tx.publication.touch(clock()))
    assert seen.wait(PATIENCE)
    watch.stop()
    assert watch.number == looks[0] + 1


@pytest.mark.postgresql
def test_it_rings_when_an_edition_is_stored_and_not_before(
    database: Database, clock: FakeClock
) -> None:
    rung = threading.Event()
    with closing(bell_of(database)) as bell:
        assert bell.wait(0) == "rung", "what came before is looked at, not waited for"
        assert bell.wait(0) == "silent"

        def listen() -> None:
            if bell.wait(PATIENCE) == "rung":
                rung.set()

        thread = threading.Thread(target=listen)
        with database.write() as session:
            session.execute(text("SELECT pg_notify('edition', '')"))
            thread.start()
            assert not rung.is_set()
        assert rung.wait(PATIENCE)
        thread.join(PATIENCE)


@pytest.mark.postgresql
def test_a_server_that_went_away_is_listened_to_again(
    postgres: Postgres, database: Database
) -> None:
    with closing(bell_of(database)) as bell:
        assert bell.wait(0) == "rung"
        with postgres.stopped():
            assert bell.wait(PATIENCE) == "deaf"
            assert bell.wait(PATIENCE) == "deaf", "nobody is asked at once again"
        calls = 0
        while bell.wait(PATIENCE) == "deaf":
            calls += 1
        assert 40 < calls < 60
        with database.write() as session:
            session.execute(text("SELECT pg_notify('edition', '')"))
        assert bell.wait(PATIENCE) == "rung"


class Deaf:
    """A bell that nobody hears, though it says that it is listened to."""

    def __init__(self) -> None:
        self.asked = 0
        self.closed = False

    def wait(self, seconds: float) -> Literal["silent"]:
        self.asked += 1
        return "silent"

    def close(self) -> None:
        self.closed = True


def test_a_bell_that_is_never_heard_is_given_up() -> None:
    number, done = iter(range(1000)), threading.Event()

    def ask() -> int:
        asked = next(number)
        if asked > 6:
            done.set()
        return asked

    bell = Deaf()
    watch = Watch(ask, 0.001, bell)
    watch.start()
    assert done.wait(PATIENCE)
    watch.stop()
    assert (bell.asked, bell.closed) == (3, True)


@pytest.mark.both_databases
def test_only_postgresql_has_a_bell(service: Service) -> None:
    assert (service.store.database.bell() is None) == service.store.database.is_sqlite
