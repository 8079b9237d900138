"""Backups that the clock makes: when, which are kept, whether they can be read, and what is told."""

import os
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from app.backup import unpacking
from app.backup.alone import alone
from app.backup.keeper import Keeper
from app.backup.making import moment_of
from app.desk.watching import watch
from app.run.boot import Service
from app.run.jobs import Jobs
from app.values.retention import Retention
from tests.app.backup.installations import restored, rows, running, settings_at
from tests.conftest import FakeClock
from tests.databases import copy_of_schema

DAY = timedelta(days=1)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "backups"


@pytest.fixture
def service(tmp_path: Path, folder: Path, clock: FakeClock) -> Iterator[Service]:
    url = copy_of_schema(tmp_path / "data" / "harbin.db")
    settings = settings_at(tmp_path / "data", url, HARBIN_BACKUP_TO=str(folder))
    with running(replace(settings, backup_keep=Retention(days=3)), clock) as built:
        yield built


@pytest.fixture
def keeper(service: Service, folder: Path) -> Keeper:
    return Keeper(service, folder, {})


def told(service: Service) -> list[tuple[str, str]]:
    """What the newsroom was told of, the last first."""
    watch(service.store, ["desk@example.org"], service.now(), DAY)
    dispatches = service.store.notices.take(50, service.now())
    for each in dispatches:
        service.store.notices.sent(each)
    return [(each.notice.kind, str(each.notice.facts["why"])) for each in dispatches]


def test_one_is_made_each_day_and_some_are_kept(
    keeper: Keeper, service: Service, folder: Path, clock: FakeClock, tmp_path: Path
) -> None:
    (folder).mkdir()
    (folder / "notes.txt").write_text("not ours")
    made = []
    for hour in range(24 * 6):
        if keeper.is_due():
            made.append(hour)
            keeper.run()
        clock.turn(hours=1)
    assert made == [0, 24, 48, 72, 96, 120]
    kept = sorted(path.name for path in folder.iterdir())
    assert [name for name in kept if moment_of(name) is None] == ["notes.txt"]
    assert len(kept) == 4
    assert [Path(each.path).name for each in service.store.backups.latest(3)] == kept[-2::-1]
    there = settings_at(tmp_path / "there")
    restored(folder / kept[-2], there, clock)
    assert rows(there)["edition"] == rows(service.settings)["edition"]
    assert told(service) == []


def test_the_last_one_is_read_again_once_a_week(
    keeper: Keeper, service: Service, clock: FakeClock
) -> None:
    for _ in range(15):
        keeper.run()
        clock.turn(days=1)
    latest = service.store.backups.latest()
    verified = [each.started_at for each in latest if each.verified_at]
    assert [moment - verified[-1] for moment in verified] == [14 * DAY, 7 * DAY, 0 * DAY]
    assert not any(each.flaw for each in latest)


def test_one_that_cannot_be_read_is_told_once(
    keeper: Keeper, service: Service, folder: Path, clock: FakeClock
) -> None:
    for _ in range(7):
        keeper.run()
        clock.turn(days=1)
    store = service.store
    number = store.backups.begin(str(folder), clock())
    (spoilt := folder / "harbin-20240702-020000.tar.zst").write_bytes(b"no backup")
    store.backups.made(number, str(spoilt), 9, clock())
    keeper.run()
    ((kind, why),) = told(service)
    assert kind == "unsaved"
    assert "cannot be used" in why
    assert told(service) == []


def test_what_fails_is_told_once_and_tried_again_soon(
    keeper: Keeper, service: Service, folder: Path, clock: FakeClock
) -> None:
    keeper.run()
    clock.turn(days=1)
    good = list(folder.iterdir())
    (aside := folder.with_name("aside")).mkdir()
    for path in good:
        path.rename(aside / path.name)
    folder.rmdir()
    folder.write_text("a file where the folder was")
    keeper.run()
    ((kind, why),) = told(service)
    assert kind == "unsaved"
    assert str(folder) in why
    assert not keeper.is_due()
    clock.turn(hours=1)
    assert keeper.is_due()
    keeper.run()
    assert told(service) == []
    folder.unlink()
    clock.turn(hours=1)
    keeper.run()
    assert len(list(folder.iterdir())) == 1
    clock.turn(days=1)
    assert told(service) == []


def test_that_none_was_made_for_too_long_is_told(
    keeper: Keeper, service: Service, clock: FakeClock
) -> None:
    keeper.run()
    clock.turn(hours=47)
    assert told(service) == []
    clock.turn(hours=2)
    assert told(service) == [("unsaved", "")]
    assert told(service) == []


def test_a_tick_lets_it_be_made_and_waits_for_nothing(
    keeper: Keeper, service: Service, folder: Path
) -> None:
    jobs = Jobs(service, upkeep=keeper)
    jobs.tick()
    jobs.close()
    assert len(list(folder.iterdir())) == 1
    assert jobs.fault == ""
    with suppress(FileNotFoundError):
        assert not list(service.settings.data_dir.glob("backup-*"))


def test_a_backup_by_hand_at_the_same_time_is_no_failure(
    keeper: Keeper, service: Service, folder: Path
) -> None:
    with alone(service.settings.data_dir):
        keeper.run()
    assert (service.store.backups.latest(), told(service)) == ([], [])
    assert keeper.is_due()
    keeper.run()
    assert len(list(folder.iterdir())) == 1


def test_what_hinders_reading_it_again_is_no_flaw_of_it(
    keeper: Keeper,
    service: Service,
    folder: Path,
    clock: FakeClock,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """No room for its database, no disk with it, no passphrase: it is read as soon as it can be."""
    latest = service.store.backups.latest
    with monkeypatch.context() as patch:
        patch.setattr(
            unpacking, "_new", lambda _: os.fdopen(os.open("/dev/full", os.O_WRONLY), "wb")
        )
        keeper.run()
        assert not keeper.is_due()
    away = folder.rename(folder.with_name("away"))
    clock.turn(hours=1)
    assert keeper.is_due()
    keeper.run()
    away.rename(folder)
    (last,) = latest()
    assert (last.is_good, last.flaw, last.verified_at) == (True, "", None)
    assert told(service) == []
    clock.turn(hours=1)
    keeper.run()
    (last,) = latest()
    assert (last.is_good, last.verified_at) == (True, clock())


def test_one_that_is_there_no_more_is_told(
    keeper: Keeper, service: Service, folder: Path, clock: FakeClock
) -> None:
    for _ in range(7):
        keeper.run()
        clock.turn(days=1)
    number = service.store.backups.begin(str(folder), clock())
    service.store.backups.made(number, str(folder / "harbin-20240702-020000.tar.zst"), 9, clock())
    keeper.run()
    ((kind, why),) = told(service)
    assert kind == "unsaved"
    assert "No such file" in why
