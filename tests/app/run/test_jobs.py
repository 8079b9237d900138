"""What a tick does, and what becomes of a run that breaks off for a reason of ours."""

import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, ExitStack

import pytest

from app.run.boot import Service
from app.run.jobs import Jobs
from app.store import Waits
from app.values.model import Content
from tests.conftest import Add, FakeClock
from tests.databases import Postgres, held
from tests.deskwork import at_desk
from tests.samplecity import STORIES, SampleCity


def tick(service: Service) -> None:
    """One tick, and the runs that it queued, to their end."""
    jobs = Jobs(service)
    jobs.safe_tick()
    jobs._rounds.shutdown(wait=True)
    jobs._pool.shutdown(wait=True)


def test_a_tick_collects_what_is_due_and_nothing_else(
    service: Service, city: SampleCity, add: Add, clock: FakeClock
) -> None:
    add("news", every=600)
    tick(service)
    assert service.store.items.public(1)
    assert service.store.sections.last_beat() == clock()
    city.forget()
    clock.turn(minutes=5)
    tick(service)
    assert list(city.requests) == []
    clock.turn(minutes=6)
    tick(service)
    assert len(city.requests) > 0


def test_a_tick_releases_what_is_due(service: Service, clock: FakeClock) -> None:
    item = at_desk(service.store).write(Content("Soon"), "City", "wei", clock())
    at_desk(service.store).publish(item.uid, clock.turn(minutes=1))
    tick(service)
    assert service.store.items.by_uid(item.uid).status == "published"


def test_a_run_that_the_database_broke_off_frees_its_source_and_says_why(
    service: Service, add: Add, clock: FakeClock
) -> None:
    add("news", every=600)
    with service.store.database.write() as session:
        session.connection().exec_driver_sql("ALTER TABLE locations RENAME TO elsewhere")
    tick(service)
    source = service.store.sources.get("news")
    assert "broke off" in source.last_error
    assert source.failures == 1
    assert service.store.sources.claims() == []
    with service.store.database.write() as session:
        session.connection().exec_driver_sql("ALTER TABLE elsewhere RENAME TO locations")
    clock.turn(minutes=11)
    tick(service)
    assert service.store.sources.get("news").last_error == ""
    assert service.store.items.public(1)


def test_a_tick_survives_a_database_that_is_gone(service: Service) -> None:
    with service.store.database.write() as session:
        session.connection().exec_driver_sql("ALTER TABLE edition RENAME TO elsewhere")
    tick(service)


def test_a_job_that_ends_by_an_exception_is_told_of(
    service: Service, add: Add, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Jobs deal with what can go wrong; what they do not deal with must not pass unseen."""
    add("news", every=600)

    def fail(*_: object) -> None:
        raise SystemExit("out of order")

    monkeypatch.setattr(Jobs, "_check", fail)
    jobs = Jobs(service)
    jobs.safe_tick()
    jobs._rounds.shutdown(wait=True)
    assert jobs.fault == "a job has ended by an exception (SystemExit: out of order)"


def test_a_tick_that_fails_is_no_beat(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    """A clock that ticks and does nothing is not ready, and says so once its last good tick is two
    minutes old.
    """

    def fail(*_: object) -> None:
        raise RuntimeError("out of order")

    monkeypatch.setattr(service.store.sources, "due", fail)
    tick(service)
    assert service.store.sections.last_beat() is None


@pytest.mark.both_databases
@pytest.mark.parametrize("held", ["/robots.txt", "/news/index.html", "/news/2024-"])
def test_a_stop_is_nobodys_failure(
    service: Service, city: SampleCity, add: Add, clock: FakeClock, held: str
) -> None:
    """Wherever it cuts runs short, it frees what is claimed and books nothing; what is due is due
    at the next start.
    """
    for section in ("news", "gallery", "change"):
        add(section, every=600)
    asked, over = threading.Event(), threading.Event()

    def hold(path: str) -> None:
        if path.startswith(held):
            asked.set()
            over.wait()

    clock.turn(hours=25)  # robots.txt is asked for anew
    city.before = hold
    jobs = Jobs(service)
    jobs.safe_tick()
    assert asked.wait(10)
    service.fetcher.close()
    over.set()
    jobs.close()
    assert service.store.sources.claims() == []
    due = {source.slug for source in service.store.sources.due(clock())}
    assert "news" in due
    for source in service.store.sources.all():
        assert (source.failures, source.last_error) == (0, "")
    assert [run for run in service.store.runs.last().values() if run.error] == []
    assert service.store.robots.get(city.url) is None or held != "/robots.txt"


def rest(jobs: Jobs) -> None:
    """Wait until nothing is in hand; more may be given to them afterwards."""
    for name in ("_rounds", "_pool"):
        getattr(jobs, name).shutdown(wait=True)
        setattr(jobs, name, ThreadPoolExecutor(2))


def hindered(
    service: Service, city: SampleCity, asked: str, hindrance: AbstractContextManager[None]
) -> Jobs:
    """A tick, during which the database is hindered as soon as something is asked of the site, and
    another tick before it works again.
    """
    jobs, began = Jobs(service), threading.Event()
    with ExitStack() as stack:

        def hinder(path: str) -> None:
            if path.startswith(asked) and not began.is_set():
                began.set()
                stack.enter_context(hindrance)

        city.before = hinder
        jobs.safe_tick()
        assert began.wait(10)
        rest(jobs)
        jobs.safe_tick()
    city.before = None
    return jobs


def goes_on(service: Service, jobs: Jobs, clock: FakeClock) -> None:
    """Nobody has failed, and all stories of the source come, each once."""
    for _ in range(3):
        jobs.safe_tick()
        rest(jobs)
    source = service.store.sources.get("news")
    assert (source.failures, source.last_error, jobs.fault) == (0, "", "")
    assert service.store.sources.claims() == []
    found = [item.content.title for item in service.store.items.desk(100)]
    assert len(found) == len(set(found))
    assert {story.title for story in STORIES if story.section == "news"} <= set(found)


ASKED = ["/robots.txt", "/news/index.html", "/news/2024-"]


@pytest.mark.both_databases
@pytest.mark.parametrize("asked", ASKED)
def test_a_database_that_is_held_for_long_loses_nothing(
    service: Service,
    city: SampleCity,
    add: Add,
    clock: FakeClock,
    monkeypatch: pytest.MonkeyPatch,
    asked: str,
) -> None:
    """What was cut short goes on as soon as it works again."""
    add("news", every=600)
    clock.turn(hours=25)  # robots.txt is asked for anew
    monkeypatch.setattr(service.store.database, "_waits", Waits(lock=0.05))
    service.store.close()
    goes_on(service, hindered(service, city, asked, held(service.store.database)), clock)


@pytest.mark.both_databases
@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
@pytest.mark.parametrize("asked", ASKED)
def test_a_database_that_is_away_for_a_while_loses_nothing(
    service: Service, city: SampleCity, add: Add, clock: FakeClock, postgres: Postgres, asked: str
) -> None:
    add("news", every=600)
    clock.turn(hours=25)
    goes_on(service, hindered(service, city, asked, postgres.stopped()), clock)
