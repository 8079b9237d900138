"""What a tick does, and what becomes of a run that breaks off for a reason of ours."""

import threading

import pytest

from app.run.boot import Service
from app.run.jobs import Jobs
from app.values.model import Content
from tests.conftest import Add, FakeClock
from tests.deskwork import at_desk
from tests.samplecity import SampleCity


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
