"""backup, restore and upgrade, as an operator types them."""

import os
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from app.cli import commands
from app.run.boot import store_at
from app.values.settings import read_settings
from tests.processes import HOUSE, app, environment


@pytest.fixture(autouse=True)
def _settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith("HARBIN_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("HARBIN_DATA_DIR", str(tmp_path / "var"))


def run(*arguments: str) -> Result:
    return CliRunner().invoke(commands, arguments)


def test_an_older_database_is_upgraded_where_that_is_asked_for_and_nowhere_else(
    tmp_path: Path,
) -> None:
    settings = read_settings(os.environ)
    settings.data_dir.mkdir(parents=True)
    with closing(store_at(settings.database_url, settings)) as store:
        store.database.migrate("0022")
    for command in (("items", "list"), ("sources", "list"), ("release",), ("backup",)):
        done = run(*command)
        assert done.exit_code == 1
        assert "of schema 0022, and this program needs" in done.stderr
        assert "run `upgrade`" in done.stderr
    foretold = run("upgrade", "--dry-run")
    assert "0023  Which stories of a source" in foretold.stdout
    assert run("items", "list").exit_code == 1
    done = run("upgrade")
    assert done.exit_code == 0
    assert "upgraded the database from schema 0022" in done.stdout
    assert run("items", "list").exit_code == 0
    assert "nothing to do" in run("upgrade").stdout
    assert "nothing to do" in run("upgrade", "--dry-run").stdout


def test_a_backup_is_made_read_and_put_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = tmp_path / "text.md"
    text.write_text("The ice is thick enough.")
    assert run("items", "add", "--title", "Ice", "--text-file", str(text)).exit_code == 0
    folder = tmp_path / "backups"
    assert run("backup", str(folder)).exit_code == 0
    (file,) = folder.iterdir()
    assert "is whole" in run("backup", "verify", str(file)).stdout
    refused = run("restore", str(file))
    assert (refused.exit_code, "--replace" in refused.stderr) == (1, True)
    assert run("restore", str(file), "--replace").exit_code == 1  # nobody agrees
    assert "nothing was changed" in run("restore", str(file), "--replace").stderr
    done = run("restore", str(file), "--replace", "--yes", "--live")
    assert (done.exit_code, "What was here is in" in done.stdout) == (0, True)
    monkeypatch.setenv("HARBIN_DATA_DIR", str(tmp_path / "there"))
    done = run("restore", str(file))
    assert (done.exit_code, "It is a copy" in done.stdout) == (0, True)
    assert "Ice" in run("items", "list").stdout
    refused = run("collect")
    assert (refused.exit_code, "this is a restored copy" in refused.stderr) == (1, True)
    assert run("restore", "--live").exit_code == 0
    assert run("restore", "--live").exit_code == 1
    assert run("restore").exit_code == 2
    missing = run("restore", str(tmp_path / "nothing"))
    assert (missing.exit_code, len(missing.stderr.strip().splitlines())) == (1, 1)


@pytest.mark.slow
@pytest.mark.process
def test_a_backup_goes_to_standard_output(tmp_path: Path) -> None:
    env = environment(tmp_path)
    command = [sys.executable, "-m", "app", "backup", "-"]
    done = subprocess.run(command, cwd=HOUSE, env=env, capture_output=True, check=True)
    (file := tmp_path / "file").write_bytes(done.stdout)
    assert "is whole" in app("backup", "verify", str(file), env=env).stdout
