"""The network goes away and comes back: sources are checked soon after, not when their turn comes."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from app.desk import Look, add_source, preview
from app.run.boot import Service
from app.run.jobs import Jobs
from app.values.model import SourceSpec
from app.values.settings import Settings
from tests.conftest import Add, FakeClock, running
from tests.samplecity import SampleCity

pytestmark = pytest.mark.both_databases


class Across(SampleCity):
    """The same paper on another host."""

    at = "127.0.0.2"


@pytest.fixture
def across() -> Iterator[SampleCity]:
    with Across() as city:
        yield city


@pytest.fixture
def service(settings: Settings, across: SampleCity, clock: FakeClock) -> Iterator[Service]:
    hosts = settings.allow_hosts | {across.host}
    with running(replace(settings, allow_hosts=hosts), clock) as built:
        yield built


@pytest.fixture
def town(service: Service, city: SampleCity, across: SampleCity, add: Add) -> "Town":
    add("news")
    url = f"{across.url}/news/index.html"
    spec = SourceSpec(url=url, slug="across", scraper="my399", rights="full")
    seen = preview(Look(url, "Asia/Shanghai", spec.scraper), service.fetcher, service.now())
    add_source(spec, seen, service.store, service.settings, "service", service.now())
    return Town(service, (city, across))


class Town:
    """Two papers on two hosts, and what is collected of them."""

    def __init__(self, service: Service, cities: tuple[SampleCity, ...]) -> None:
        self.service = service
        self.cities = cities
        self.jobs = Jobs(service)

    def ticks(self, clock: FakeClock, span: timedelta, minutes: int = 1) -> None:
        """A tick after each of so many minutes, with all that it sets going, until the span is
        over.
        """
        until = clock() + span
        while clock() < until:
            clock.turn(minutes=minutes)
            self.tick()

    def tick(self) -> None:
        self.jobs.safe_tick()
        # A round hands runs on before it ends.
        for name in ("_rounds", "_pool", "_post"):
            pool = getattr(self.jobs, name)
            pool.shutdown(wait=True)
            setattr(self.jobs, name, type(pool)(2))

    def again(self) -> None:
        """The program is started again."""
        self.jobs = Jobs(self.service)

    def go_away(self) -> None:
        for city in self.cities:
            city.stop()

    def come_back(self) -> None:
        for city in self.cities:
            city.forget()
            city.start()

    @property
    def failures(self) -> list[int]:
        return [source.failures for source in self.service.store.sources.all()]


@pytest.mark.parametrize("is_restarted", [False, True], ids=["", "restarted"])
def test_sources_are_checked_soon_after_the_network_is_back(
    town: Town, clock: FakeClock, is_restarted: bool
) -> None:
    town.ticks(clock, timedelta(minutes=5))
    assert town.failures == [0, 0]
    town.go_away()
    town.ticks(clock, timedelta(hours=4), minutes=10)
    clock.turn(hours=30)
    town.ticks(clock, timedelta(minutes=5))
    assert min(town.failures) > 2
    town.come_back()
    if is_restarted:
        town.again()
    waits = [source.next_run_at for source in town.service.store.sources.all()]
    assert all(at is not None and at > clock() + timedelta(minutes=15) for at in waits)
    town.ticks(clock, timedelta(minutes=12))
    assert town.failures == [0, 0]


def test_a_host_that_is_down_alone_waits_its_turn(
    town: Town, clock: FakeClock, across: SampleCity
) -> None:
    """What answers beside it says that it is not the network, and does not bring it forward."""
    town.ticks(clock, timedelta(minutes=5))
    across.stop()
    town.ticks(clock, timedelta(hours=24), minutes=10)
    first, second = town.failures
    assert first == 0
    # Once after half an hour, an hour, two, four and so on: five or six times a day.
    assert 4 <= second <= 7


def test_while_it_is_away_hosts_are_asked_in_turns_and_sources_fail_no_oftener(
    town: Town,
    clock: FakeClock,
    city: SampleCity,
    across: SampleCity,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    town.ticks(clock, timedelta(minutes=5))
    town.go_away()
    town.ticks(clock, timedelta(hours=8), minutes=10)
    assert max(town.failures) <= 6
    asked: list[str] = []
    fetch = town.service.fetcher.fetch

    def noted(url: str) -> object:
        asked.append(url)
        return fetch(url)

    monkeypatch.setattr(town.service.fetcher, "fetch", noted)
    town.ticks(clock, timedelta(hours=1))
    assert set(asked) == {f"{city.url}/robots.txt", f"{across.url}/robots.txt"}
    assert 5 <= len(asked) <= 7
