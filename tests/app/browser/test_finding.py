"""Whether there is a browser here: the setting stops the start in one line where there is none."""

import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from app.browser.finding import chromium, missing
from app.cli import commands
from app.run.boot import browser_of
from app.values.errors import SettingError
from app.values.settings import read_settings


def test_what_is_missing_is_named_with_how_to_get_it() -> None:
    assert missing(lambda name: f"/usr/bin/{name}", lambda _: object()) == ""
    assert "apt install chromium" in missing(lambda _: None, lambda _: object())
    without_module = missing(lambda name: f"/usr/bin/{name}", lambda _: None)
    assert "pip install" in without_module
    assert "chromium" not in without_module
    both = missing(lambda _: None, lambda _: None)
    assert "chromium (" in both
    assert "playwright (" in both
    assert "\n" not in both


def test_the_older_name_of_chromium_is_known_too() -> None:
    there = {"chromium-browser": "/usr/bin/chromium-browser"}
    assert chromium(there.get) == "/usr/bin/chromium-browser"
    assert chromium({"chromium": "/usr/bin/chromium", **there}.get) == "/usr/bin/chromium"


def test_only_the_setting_asks_for_a_browser() -> None:
    def lacking() -> str:
        return "chromium (apt install chromium)"

    assert browser_of(read_settings({}), lacking) is None
    wanted = read_settings({"HARBIN_BROWSER": "playwright"})
    with pytest.raises(SettingError, match="HARBIN_BROWSER: playwright needs chromium"):
        browser_of(wanted, lacking)
    browser = browser_of(wanted, lambda: "")
    assert browser is not None
    browser.close()


def test_without_chromium_the_setting_stops_the_start_in_one_line(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("HARBIN_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("HARBIN_BROWSER", "playwright")
    monkeypatch.setenv("PATH", str(tmp_path))
    assert shutil.which("chromium") is None
    for command in (["serve"], ["sources", "list"]):
        done = CliRunner().invoke(commands, command)
        assert done.exit_code == 1
        assert len(done.stderr.splitlines()) == 1
        assert "HARBIN_BROWSER: playwright needs chromium (apt install chromium)" in done.stderr
    assert not (tmp_path / "data").exists()
