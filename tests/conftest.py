"""Fixtures: two databases, a clock that tests turn, a sample city, an assembled service; and what
makes tests quick.
"""

import gc
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from flask.testing import FlaskClient
from hypothesis import HealthCheck
from hypothesis import settings as hypotheses

from app.desk import Look, add_source, preview
from app.publish.release import release
from app.run.boot import Service, build, found
from app.values.model import Run, Source, SourceSpec
from app.values.settings import Settings, read_settings
from app.web import create_app
from tests.databases import Postgres, copy_of_schema, postgres_server
from tests.frugality import (
    cheap_passwords,
    never_wait_for_the_disk,
    pictures_made_smaller_once,
    templates_compiled_once,
    without_power_cuts,
)
from tests.newsroom import Newsroom, Worker
from tests.samplecity import SampleCity

if TYPE_CHECKING:
    from playwright.sync_api import Browser

    from tests.browsers import Logins

SHARED = Path(__file__).resolve().parent.parent.parent / "shared"

# `make test` asks each property a few questions, `make test-slow` many, both the same each time, so
# that what passed once passes again; `make explore` asks others each time, to find what nobody
# thought of. Whether examples come too slowly is a question of the machine; all other complaints
# about a property are heard.
_BY_THE_CLOCK = [HealthCheck.too_slow]
for _name, _examples in (("quick", 50), ("full", 500)):
    hypotheses.register_profile(
        _name,
        max_examples=_examples,
        deadline=None,
        derandomize=True,
        database=None,
        suppress_health_check=_BY_THE_CLOCK,
    )
hypotheses.register_profile(
    "explore",
    max_examples=5000,
    deadline=None,
    print_blob=True,
    suppress_health_check=_BY_THE_CLOCK,
)
hypotheses.load_profile("quick")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What does not live on the difference between databases runs on PostgreSQL in `make test-slow`
    only.
    """
    for item in items:
        if (
            isinstance(item, pytest.Function)
            and hasattr(item, "callspec")
            and "postgresql" in item.callspec.params.values()
        ):
            item.add_marker("postgresql")
            if not item.get_closest_marker("both_databases"):
                item.add_marker("slow")


def pytest_collection_finish() -> None:
    """What was imported and collected stays: no need to look through it for garbage again and
    again.
    """
    gc.collect()
    gc.freeze()


class FakeClock:
    """A clock that stands still until it is turned."""

    def __init__(self) -> None:
        self.time = datetime(2024, 6, 25, 2, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.time

    def turn(self, **by: float) -> datetime:
        self.time += timedelta(**by)
        return self.time


_THIS_MACHINE = ("127.0.0.1", "127.0.0.2", "::1", "localhost")


@pytest.fixture(autouse=True)
def _no_outer_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """Python's own sockets reach this machine only; the fetcher's are guarded by the fetcher."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: Any) -> None:
        if isinstance(address, tuple) and address[0] not in _THIS_MACHINE:
            raise AssertionError(f"a test reached for {address}")
        connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", guarded)


@pytest.fixture(scope="session", autouse=True)
def _frugal() -> Iterator[None]:
    """Tests need not pay for hashes that cost attackers much, nor for the same templates, routes
    and pictures again and again.
    """
    with (
        cheap_passwords(),
        templates_compiled_once(),
        pictures_made_smaller_once(),
        without_power_cuts(),
    ):
        yield


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    with postgres_server() as server:
        yield server


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A database of each kind with this program's schema and nothing in it."""
    if request.param == "sqlite":
        return copy_of_schema(tmp_path / "harbin.db")
    postgres: Postgres = request.getfixturevalue("postgres")
    return postgres.empty()


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A database of each kind without anything."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'harbin.db'}"
        return
    postgres: Postgres = request.getfixturevalue("postgres")
    with postgres.bare() as url:
        yield url


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def city() -> Iterator[SampleCity]:
    with SampleCity() as running:
        yield running


@pytest.fixture
def settings(database_url: str, city: SampleCity, tmp_path: Path) -> Settings:
    """Settings for a service that may fetch from the sample city and nothing else."""
    return settings_for(tmp_path, database_url, city)


def settings_for(folder: Path, database_url: str, city: SampleCity) -> Settings:
    environ = {
        "HARBIN_DATA_DIR": str(folder),
        "HARBIN_DATABASE_URL": database_url,
        "HARBIN_ALLOW_HOSTS": city.host,
    }
    return replace(read_settings(environ), base_url="https://news.example.org")


@pytest.fixture
def service(settings: Settings, clock: FakeClock) -> Iterator[Service]:
    with running(settings, clock) as built:
        yield built


@contextmanager
def running(settings: Settings, clock: FakeClock) -> Iterator[Service]:
    """A service on a database that has this program's schema already, until the block ends."""
    built = build(settings, now=clock, chance=lambda: 0.5, prepare=False)
    never_wait_for_the_disk(built.store.database)
    found(settings, built.store, built.seal, clock())
    yield built
    built.close()


@pytest.fixture
def client(service: Service) -> FlaskClient:
    return create_app(service).test_client()


Add = Callable[..., Source]


@pytest.fixture
def add(service: Service, city: SampleCity) -> Add:
    """Adds a section of the sample city as a source, as `sources add --scraper my399 --yes`
    does.
    """

    def adding(section: str = "news", **fields: Any) -> Source:
        url = f"{city.url}/{section}/index.html"
        spec = SourceSpec(
            **{"url": url, "slug": section.replace("/", "-"), "scraper": "my399", "rights": "full"}
            | fields
        )
        seen = preview(Look(url, "Asia/Shanghai", spec.scraper), service.fetcher, service.now())
        return add_source(spec, seen, service.store, service.settings, "service", service.now())

    return adding


@pytest.fixture
def collect(service: Service, clock: FakeClock) -> Callable[..., Run]:
    """Collects a source and releases what came, a minute after whatever was before."""

    def collecting(source: Source, **options: Any) -> Run:
        clock.turn(minutes=1)
        run = service.collector.collect(service.store.sources.get(source.slug), **options)
        release(service.store, clock())
        return run

    return collecting


@pytest.fixture
def full(add: Add, collect: Callable[..., Run], clock: FakeClock) -> None:
    """A site with the news and the gallery."""
    collect(add("news"), backfill=0)
    collect(add("gallery", rights="summary"))
    clock.turn(minutes=1)


@pytest.fixture
def newsroom(service: Service, clock: FakeClock) -> Newsroom:
    return Newsroom(service, clock)


@pytest.fixture
def worker(service: Service) -> Worker:
    return Worker(service)


@pytest.fixture(scope="session")
def browser() -> "Iterator[Browser]":
    """One for all tests of a worker; each has a context of its own in it."""
    from tests.browsers import chromium

    with chromium() as running:
        yield running


@pytest.fixture
def site(service: Service) -> Iterator[str]:
    """The address of the service for a browser."""
    from tests.browsers import serving_at

    with serving_at(create_app(service)) as url:
        yield url


@pytest.fixture
def logins(service: Service) -> "Logins":
    from tests.browsers import Logins

    return Logins(service)
