"""What is wrong here is told, with what to do; what is well is not called wrong."""

import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from app.images import faces
from app.run.boot import Service
from app.run.checks.finding import Finding, carried_out
from app.run.checks.here import Here
from tests.conftest import FakeClock


@pytest.fixture
def here(service: Service, clock: FakeClock) -> Here:
    return Here(service.settings, service.store, clock())


def only(check: Callable[[], Iterator[Finding]]) -> tuple[str, str, str]:
    """The one thing that a check finds."""
    (found,) = check()
    return found.level, found.words, found.advice


@pytest.mark.both_databases
def test_nothing_is_wrong_with_what_is_well(here: Here, service: Service) -> None:
    service.settings.data_dir.chmod(0o700)
    service.store.sections.beat(here.now)
    checks = (here.folder, here.disk, here.clock, here.database, here.key, here.service)
    assert [level for level, _, _ in map(only, checks)] == ["ok"] * len(checks)


def test_a_folder_that_others_may_look_into(here: Here) -> None:
    here.settings.data_dir.chmod(0o755)
    level, words, advice = only(here.folder)
    assert (level, advice) == ("note", f"chmod 700 {here.settings.data_dir}")
    assert "others may look" in words


@pytest.mark.skipif(os.geteuid() != 0, reason="only root gives files away")
def test_a_file_that_root_left_in_the_folder(here: Here) -> None:
    here.settings.data_dir.chmod(0o700)
    os.chown(file := here.settings.data_dir / "mark", 12345, 12345)
    assert [(found.level, found.words) for found in here.folder()] == [
        ("ok", str(here.settings.data_dir)),
        ("wrong", f"{file} is of another user"),
    ]


def test_a_disk_without_room(here: Here, monkeypatch: pytest.MonkeyPatch) -> None:
    usage = shutil.disk_usage("/")
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage._replace(free=1_000_000))
    level, words, _ = only(here.disk)
    assert (level, words.startswith("1 MB are free, and an upgrade")) == ("wrong", True)


def test_a_clock_that_stands_before_what_is_stored(here: Here, service: Service) -> None:
    service.store.sections.beat(here.now)
    early = replace(here, now=here.now - timedelta(days=3650))
    level, words, advice = only(early.clock)
    assert level == "wrong"
    assert "something was stored at" in words
    assert "timedatectl" in advice


def test_a_database_of_another_schema_or_broken(here: Here, service: Service) -> None:
    with service.store.database.bare() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '0022'"))
    level, words, _ = only(here.database)
    assert (level, "run `upgrade`" in words) == ("wrong", True)


def test_a_key_that_is_another_or_gone(here: Here) -> None:
    other = replace(here, settings=replace(here.settings, secret_key="k" * 40))
    assert only(other.key)[0] == "wrong"
    (here.settings.data_dir / "secret_key").unlink()
    level, _, advice = only(here.key)
    assert (level, "put back" in advice) == ("wrong", True)


def test_a_machine_without_chinese(here: Here, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.run.checks.here.face_for", lambda text, bold: None)
    assert only(here.fonts)[2] == "apt install fonts-noto-cjk"
    face = faces.Face(None), "冰雪之城"
    monkeypatch.setattr("app.run.checks.here.face_for", lambda text, bold: face)
    assert only(here.fonts)[0] == "ok"


def test_a_service_that_stands_still_and_a_copy(here: Here, service: Service) -> None:
    assert only(here.service)[0] == "note"
    service.store.sections.beat(here.now)
    service.store.installation.hold(here.now)
    late = replace(here, now=here.now + timedelta(minutes=3))
    assert [found.level for found in late.service()] == ["note", "note"]
    assert [found.level for found in here.service()] == ["ok", "note"]


def test_backups_that_are_missing_failed_or_good(here: Here, tmp_path: Path) -> None:
    assert only(here.backups)[0] == "note"
    here = replace(here, settings=replace(here.settings, backup_to=tmp_path))
    assert only(here.backups)[:2] == ("wrong", "none was made at all")
    backups, now = here.store.backups, here.now
    number = backups.begin(str(tmp_path), now - timedelta(days=1))
    backups.made(number, str(tmp_path / "one"), 9, now)
    assert only(here.backups)[0] == "ok"
    late = replace(here, now=now + timedelta(days=2))
    assert only(late.backups)[1].startswith("none was made since 2024-06-24")
    backups.failed(backups.begin(str(tmp_path), now), "the disk is full", now)
    assert only(here.backups)[:2] == ("wrong", "the disk is full")


def test_a_check_that_cannot_be_carried_out_is_a_finding(tmp_path: Path) -> None:
    def check() -> Iterator[Finding]:
        yield Finding("disk", "ok", (tmp_path / "nothing").read_text())

    (found,) = carried_out("disk", check)
    assert (found.about, found.level) == ("disk", "wrong")
    assert "No such file" in found.words
