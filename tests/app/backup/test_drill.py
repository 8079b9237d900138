"""The drill: an installation is filled, backed up, destroyed, and restored elsewhere; nobody who
reads it or works at it sees a difference.
"""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from sqlalchemy import text

from app.backup.making import Making, in_words
from app.desk import go_live
from app.run.boot import Service
from app.run.jobs import Jobs
from app.store.copying import copy_to_file
from app.values.errors import BackupError, Conflict, SchemaError, SettingError, StoreError
from app.values.settings import Settings
from app.web import create_app
from tests.app.backup.installations import (
    backed_up,
    files,
    quiet,
    restored,
    rows,
    running,
    seen_by_readers,
    settings_at,
)
from tests.browsing import Browser
from tests.conftest import FakeClock, settings_for
from tests.databases import Postgres, copy_of_schema
from tests.newsroom import Newsroom
from tests.samplecity import SampleCity

PASSWORD = "a password for the drill"
PASSPHRASE = "the river freezes in november"
KINDS = [
    ("sqlite", "sqlite"),
    pytest.param("sqlite", "postgresql", marks=pytest.mark.slow),
    pytest.param("postgresql", "sqlite", marks=pytest.mark.slow),
    pytest.param("postgresql", "postgresql", marks=pytest.mark.slow),
]


@pytest.fixture
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """What is backed up is of SQLite, unless a test says otherwise."""
    if getattr(request, "param", "sqlite") == "sqlite":
        return copy_of_schema(tmp_path / "old" / "harbin.db")
    postgres: Postgres = request.getfixturevalue("postgres")
    return postgres.empty()


@pytest.fixture
def settings(database_url: str, city: SampleCity, tmp_path: Path) -> Settings:
    return settings_for(tmp_path / "old", database_url, city)


@contextmanager
def empty_database(kind: str, folder: Path, request: pytest.FixtureRequest) -> Iterator[str]:
    """The address of a database of a kind in which nothing is."""
    if kind == "sqlite":
        yield f"sqlite:///{folder / 'harbin.db'}"
        return
    postgres: Postgres = request.getfixturevalue("postgres")
    with postgres.bare() as url:
        yield url


@pytest.fixture
def filled(full: None, service: Service, clock: FakeClock) -> None:
    """Something of everything that sources, editors and readers leave behind."""
    room, store = Newsroom(service, clock), service.store
    ferry = room.publish("The ferry runs again", tags=("river", "渡轮"))
    room.publish("冰灯节将于一月五日开幕", "Culture")
    gone = room.publish("A fire that never was", "Culture")
    room.edit(ferry, title="The ferry runs every day", counts="yes")
    room.withdraw(gone, "It was made up.")
    store.editors.add("wei", "chief", service.passwords.make(PASSWORD), clock())
    store.sections.rename("culture", clock(), title="Arts and music", new_slug="arts-and-music")
    clock.turn(minutes=5)


def at_desk(client: FlaskClient) -> Browser:
    """The chief, logged in."""
    browser = Browser(client)
    browser.get("/desk/login")
    browser.post("/desk/login", name="wei", password=PASSWORD)
    return browser


@pytest.mark.parametrize(("database_url", "kind"), KINDS, indirect=["database_url"])
def test_nobody_sees_a_difference(
    filled: None,
    service: Service,
    clock: FakeClock,
    tmp_path: Path,
    kind: str,
    request: pytest.FixtureRequest,
) -> None:
    before = seen_by_readers(service, tmp_path / "before")
    kept, moment = rows(service.settings), clock()
    file = backed_up(service, tmp_path / "backups")
    pictures = files(service.settings.data_dir / "pictures")
    assert pictures
    service.close()
    shutil.rmtree(service.settings.data_dir)
    with empty_database(kind, tmp_path / "new", request) as url:
        there = settings_at(tmp_path / "new", url)
        origin = restored(file, there, clock)
        assert (origin.when, origin.base_url) == (moment, "https://news.example.org")
        assert rows(there) == kept
        assert files(there.data_dir / "pictures") == pictures
        assert (there.data_dir / "secret_key").read_text() == service.secret_key
        with running(there, clock) as copy:
            seen = seen_by_readers(copy, tmp_path / "after")
            assert seen.keys() == before.keys()
            assert [name for name in before if seen[name] != before[name]] == []
            client = create_app(copy).test_client()
            assert "Log out wei" in at_desk(client).page.text
            found = client.get("/search?q=ferry").text
            assert "runs every day" in found
            moved = client.get("/sections/culture/")
            assert (moved.status_code, moved.location) == (301, "/sections/arts-and-music/")
            room = Newsroom(copy, clock)
            room.publish("One more, to see that the counting goes on")


def test_a_copy_asks_and_tells_nobody_anything_before_it_is_live(
    filled: None, service: Service, city: SampleCity, clock: FakeClock, tmp_path: Path
) -> None:
    file = backed_up(service, tmp_path / "backups")
    there = replace(settings_for(tmp_path / "new", "", city), base_url="https://news.example.org")
    restored(file, there, clock)
    clock.turn(days=2)
    asked = len(city.requests)
    with running(there, clock) as copy:
        jobs = Jobs(copy)
        jobs.tick()
        jobs.close()
        assert len(city.requests) == asked
        desk = at_desk(create_app(copy).test_client())
        assert "This is a copy" in desk.get("/desk/").text
        go_live(copy.store, "wei", clock())
        with pytest.raises(Conflict, match="live already"):
            go_live(copy.store, "wei", clock())
        assert "This is a copy" not in desk.get("/desk/").text
        jobs = Jobs(copy)
        jobs.tick()
        jobs.close()
        assert len(city.requests) > asked


def test_what_is_there_is_replaced_only_where_that_is_said_and_is_in_a_backup_then(
    filled: None, service: Service, clock: FakeClock, tmp_path: Path
) -> None:
    file = backed_up(service, tmp_path / "backups")
    there = settings_at(tmp_path / "new")
    with running(there, clock) as other:
        Newsroom(other, clock).publish("Something else")
    before = rows(there)
    with pytest.raises(BackupError, match="something is here already"):
        restored(file, there, clock)
    assert rows(there) == before
    restored(file, there, clock, replace=True)
    assert rows(there) == rows(service.settings)
    (saved,) = (there.data_dir / "backups").iterdir()
    again = settings_at(tmp_path / "again")
    restored(saved, again, clock)
    assert rows(again) == before


def test_nothing_is_replaced_while_the_service_runs(
    filled: None, service: Service, clock: FakeClock, tmp_path: Path
) -> None:
    file = backed_up(service, tmp_path / "backups")
    there = settings_at(tmp_path / "new")
    with running(there, clock) as other:
        Newsroom(other, clock).publish("Something else")
        before = rows(there)
        with pytest.raises(Conflict, match="stop the service"):
            restored(file, there, clock, replace=True)
        assert rows(there) == before
        assert not (there.data_dir / "backups").exists()


def test_an_encrypted_backup_opens_with_its_passphrase_alone(
    filled: None, service: Service, clock: FakeClock, tmp_path: Path
) -> None:
    file = backed_up(service, tmp_path / "backups", PASSPHRASE)
    assert service.secret_key.encode() not in file.read_bytes()
    there = settings_at(tmp_path / "new")
    for wrong, words in (
        ("", "no passphrase is set"),
        ("another one, just as long", "does not open"),
    ):
        with pytest.raises(BackupError, match=words):
            restored(file, there, clock, passphrase=wrong)
        assert "items" not in rows(there)
    restored(file, there, clock, passphrase=PASSPHRASE)
    assert rows(there) == rows(service.settings)


def test_another_key_than_that_of_the_backup_is_refused(
    filled: None, service: Service, clock: FakeClock, tmp_path: Path
) -> None:
    file = backed_up(service, tmp_path / "backups")
    there = settings_at(tmp_path / "new", HARBIN_SECRET_KEY="k" * 40)
    with pytest.raises(SettingError, match="SECRET_KEY: this is not the key"):
        restored(file, there, clock)
    same = settings_at(tmp_path / "same", HARBIN_SECRET_KEY=service.secret_key)
    restored(file, same, clock)
    assert rows(same) == rows(service.settings)


def test_what_is_there_and_of_an_older_schema_is_upgraded_before_it_is_replaced(
    filled: None, service: Service, clock: FakeClock, tmp_path: Path
) -> None:
    file = backed_up(service, tmp_path / "backups")
    there = settings_at(tmp_path / "new")
    with running(there, clock) as other:
        Newsroom(other, clock).publish("Something else")
        with other.store.database.bare() as connection:
            connection.execute(text("UPDATE alembic_version SET version_num = '0022'"))
    with pytest.raises(SchemaError, match="run `upgrade`"):
        restored(file, there, clock, replace=True)
    assert len(rows(there)["items"]) == 1


def test_what_a_killed_restore_left_is_deleted_by_the_next(
    filled: None, service: Service, clock: FakeClock, tmp_path: Path
) -> None:
    file = backed_up(service, tmp_path / "backups")
    there = settings_at(tmp_path / "new")
    for name in ("unpacked-abc", "restore-abc"):
        (there.data_dir / name / "pictures").mkdir(parents=True)
    restored(file, there, clock)
    assert not list(there.data_dir.glob("*-abc"))


@pytest.mark.parametrize("passphrase", ["", PASSPHRASE])
def test_a_full_disk_is_one_line(
    filled: None, service: Service, tmp_path: Path, passphrase: str
) -> None:
    with (
        open("/dev/full", "wb", buffering=0) as full,
        pytest.raises(BackupError, match="No space left"),
        in_words("that disk"),
    ):
        Making(service.store, None, service.now(), passphrase, tmp_path).to(full)
    assert not list(tmp_path.glob("backup-*"))


def test_a_copy_that_sqlite_cannot_write_is_one_line(service: Service, tmp_path: Path) -> None:
    with pytest.raises(StoreError, match=r"cannot be copied to .*nothing"):
        copy_to_file(service.store.database, tmp_path / "nothing" / "copy.db", quiet)
