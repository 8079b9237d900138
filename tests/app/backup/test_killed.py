"""Whatever kills a backup, a restore or an upgrade, and whenever: never half of anything."""

import shutil
import signal
from contextlib import closing
from pathlib import Path

import pytest

from app.run.boot import store_at
from tests.app.backup.installations import rows, settings_at
from tests.dying import killed, moments
from tests.processes import app, environment

pytestmark = [pytest.mark.slow, pytest.mark.process]


@pytest.fixture
def env(tmp_path: Path) -> dict[str, str]:
    """An installation with an item and a picture."""
    found = environment(tmp_path / "old")
    data = Path(found["HARBIN_DATA_DIR"])
    done = app("items", "add", "--title", "Ice", "--text-file", "README.md", "--publish", env=found)
    assert done.returncode == 0, done.stderr
    (data / "pictures" / "ab").mkdir(parents=True)
    (data / "pictures" / "ab" / "abc.jpg").write_bytes(b"a picture")
    return found


def test_a_backup_that_is_killed_leaves_none_under_its_name(
    env: dict[str, str], tmp_path: Path
) -> None:
    folder = tmp_path / "backups"
    for number in moments("backup", str(folder), env=env):
        shutil.rmtree(folder, ignore_errors=True)
        done = killed(number, "backup", str(folder), env=env)
        assert done.returncode == -signal.SIGKILL
        for path in folder.glob("harbin-*") if folder.exists() else ():
            assert app("backup", "verify", str(path), env=env).returncode == 0
    shutil.rmtree(folder, ignore_errors=True)
    assert app("backup", str(folder), env=env).returncode == 0
    data = Path(env["HARBIN_DATA_DIR"])
    assert not [*data.glob("backup-*"), *folder.glob(".*")]


@pytest.mark.parametrize("is_filled", [False, True], ids=["empty", "filled"])
def test_a_restore_that_is_killed_has_done_nothing_or_all(
    env: dict[str, str], tmp_path: Path, *, is_filled: bool
) -> None:
    assert app("backup", str(tmp_path / "backups"), env=env).returncode == 0
    (file,) = (tmp_path / "backups").iterdir()
    wanted = rows(settings_at(Path(env["HARBIN_DATA_DIR"])))
    first = environment(tmp_path / "first", migrated=is_filled)
    if is_filled:
        app("items", "add", "--title", "Other", "--text-file", "README.md", env=first)
    before = rows(settings_at(Path(first["HARBIN_DATA_DIR"]))) if is_filled else {}
    model = tmp_path / "model"
    if is_filled:
        shutil.copytree(first["HARBIN_DATA_DIR"], model)
    options = ("--replace", "--yes") if is_filled else ()
    outcomes = set()
    for number in moments("restore", str(file), *options, env=first):
        there = tmp_path / f"there-{number}"
        if is_filled:
            shutil.copytree(model, there / "var")
        other = environment(there, migrated=False)
        done = killed(number, "restore", str(file), *options, env=other)
        assert done.returncode == -signal.SIGKILL
        settings = settings_at(there / "var")
        assert app("items", "list", env=other).returncode == 0
        found = rows(settings)
        is_done = found["items"] == wanted["items"]
        assert is_done or found["items"] == before.get("items", set())
        assert (there / "var" / "pictures" / "ab" / "abc.jpg").exists() == is_done
        assert not (there / "var" / "restore.json").exists()
        outcomes.add(is_done)
        again = app("restore", str(file), "--replace", "--yes", env=other)
        assert again.returncode == 0, again.stderr
        assert rows(settings)["items"] == wanted["items"]
    assert outcomes == {True, False}


def test_an_upgrade_that_is_killed_leaves_the_old_schema_or_the_new(tmp_path: Path) -> None:
    def old(folder: Path) -> dict[str, str]:
        env = environment(folder, migrated=False)
        settings = settings_at(Path(env["HARBIN_DATA_DIR"]))
        settings.data_dir.mkdir(parents=True)
        with closing(store_at(settings.database_url, settings)) as store:
            store.database.migrate("0020")
        return env

    found = set()
    for number in moments("upgrade", env=old(tmp_path / "first")):
        env = old(tmp_path / str(number))
        assert killed(number, "upgrade", env=env).returncode == -signal.SIGKILL
        settings = settings_at(Path(env["HARBIN_DATA_DIR"]))
        with closing(store_at(settings.database_url, settings)) as store:
            found.add(store.standing().here)
        assert app("upgrade", env=env).returncode == 0
        assert app("items", "list", env=env).returncode == 0
    assert found <= {"0020", "0026"}
