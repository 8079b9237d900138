"""The wheel holds the whole program: built, installed in an environment of its own, and used from
elsewhere by somebody who has no checkout.
"""

import json
import re
import subprocess
import sys
import sysconfig
from dataclasses import dataclass
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, build_opener
from zipfile import ZipFile

import pytest

from tests.processes import HOUSE, PATIENCE, free_port, run, serving

pytestmark = [pytest.mark.slow, pytest.mark.process, pytest.mark.xdist_group("process")]

PASSWORD = "a winter of ice and snow"
# Notes what any of our processes reads of the checkout, but for the packages of others there.
WATCH = """
import os, sys
_OURS, _THEIRS, _TOLD = {ours!r}, {theirs!r}, os.open({told!r}, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
def _note(event, given):
    if event in ("open", "os.listdir", "os.scandir") and given:
        path = os.fsdecode(given[0]) if isinstance(given[0], (str, bytes)) else ""
        if path.startswith(_OURS) and not path.startswith(_THEIRS):
            os.write(_TOLD, path.encode() + b"\\n")
sys.addaudithook(_note)
"""


@dataclass(frozen=True)
class Installed:
    """The program in an environment of its own, and somebody's home."""

    program: str
    home: Path
    told: Path

    @property
    def env(self) -> dict[str, str]:
        """What somebody's shell holds."""
        return {"HOME": str(self.home), "PATH": "/usr/bin:/bin", "LANG": "C.UTF-8"}

    def read_from_checkout(self) -> list[str]:
        """What the program read of the checkout."""
        return self.told.read_text().splitlines()


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("dist")
    pip(sys.executable, "wheel", "--no-deps", "--no-build-isolation", "-w", str(folder), str(HOUSE))
    (made,) = folder.glob("*.whl")
    return made


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Installed:
    """What others wrote comes from the environment that tests run in, so that nothing is asked of a
    registry.
    """
    folder = tmp_path_factory.mktemp("elsewhere")
    venv, home, told = folder / "venv", folder / "home", folder / "told"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", venv], check=True)
    pip(
        sys.executable,
        "--python",
        str(venv / "bin" / "python"),
        "install",
        "--no-deps",
        "--no-index",
        str(wheel),
    )
    packages = next(venv.glob("lib/python*/site-packages"))
    theirs = sysconfig.get_paths()["purelib"]
    (packages / "theirs.pth").write_text(theirs)
    (packages / "sitecustomize.py").write_text(
        WATCH.format(ours=f"{HOUSE}/", theirs=(f"{HOUSE}/.venv/", theirs), told=str(told))
    )
    home.mkdir()
    return Installed(str(venv / "bin" / "harbin-today"), home, told)


def pip(*command: str) -> None:
    python, *arguments = command
    done = subprocess.run(
        [python, "-m", "pip", *arguments, "--quiet", "--disable-pip-version-check"],
        cwd="/",
        capture_output=True,
        text=True,
        timeout=2 * PATIENCE,
        check=False,
    )
    assert done.returncode == 0, done.stderr


def test_it_holds_every_file_that_the_program_reads(wheel: Path) -> None:
    tracked = subprocess.run(
        ["git", "ls-files", "app", "scrapers", "templates", "deploy/harbin.toml"],
        cwd=HOUSE,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.splitlines()
    beside = re.compile(r"^(?=templates/|deploy/)")
    held = set(ZipFile(wheel).namelist())
    assert {beside.sub("app/", path) for path in tracked} <= held
    assert {name.split("/")[0] for name in held if ".dist-info/" not in name} == {"app", "scrapers"}


def test_it_serves_from_anywhere_and_keeps_its_data_at_home(installed: Installed) -> None:
    env, home = installed.env | {"HARBIN_NO_CLOCK": "1"}, installed.home
    data = home / ".local" / "share" / "harbin-today"
    told = f"Data are kept in {data} (HARBIN_DATA_DIR names another folder)."
    helped = run(installed.program, "--help", env=env, cwd=home)
    assert helped.stdout.startswith("Usage: harbin-today [OPTIONS]"), helped.stderr
    added = run(
        installed.program,
        "editors",
        "add",
        "wei",
        "--password-stdin",
        env=env,
        stdin=PASSWORD,
        cwd=home,
    )
    assert (added.returncode, added.stderr) == (0, f"{told}\n")
    port = free_port()
    with serving(env, port, (installed.program, "serve", "--port", str(port)), home) as server:
        assert server.said.count(f"{told}\n") == 1
        assert server.get("/readyz")[0] == 200
        for path, words in (
            ("/", 'lang="en"'),
            ("/zh/", "搜索"),
            ("/sections/harbin-today/", "Harbin Today"),
            ("/feed.rss", "<title>Harbin Today</title>"),
            ("/feed.json", "News of the city of Harbin"),
            ("/feed.css", "{"),
            ("/icon.svg", "<svg"),
            ("/api/v1/openapi.json", '"openapi"'),
            ("/desk/login", "<form"),
        ):
            status, page = server.get(path)
            assert (status, words in page) == (200, True), path
        assert "items" in desk_of(server.url)
        listed = run(installed.program, "sources", "list", "--json", env=env, cwd=home)
        assert "harbin-today" in {source["slug"] for source in json.loads(listed.stdout)}
    assert {path.name for path in home.iterdir()} == {".local"}
    assert (data / "harbin.db").exists()
    assert installed.read_from_checkout() == []


def test_what_it_asks_for_is_named_as_it_was_started(installed: Installed, tmp_path: Path) -> None:
    env = installed.env | {"XDG_DATA_HOME": str(tmp_path)}
    done = run(installed.program, "collect", env=env, cwd=tmp_path)
    assert done.returncode == 2
    assert done.stderr.splitlines() == [
        f"Data are kept in {tmp_path}/harbin-today (HARBIN_DATA_DIR names another folder).",
        "Error: there are no sources to collect; add one with `harbin-today sources add URL`",
    ]
    elsewhere = run(
        installed.program,
        "collect",
        env=env | {"HARBIN_DATA_DIR": str(tmp_path / "d")},
        cwd=tmp_path,
    )
    assert len(elsewhere.stderr.splitlines()) == 1


def test_the_watch_sees_what_is_read_of_the_checkout(installed: Installed) -> None:
    python = str(Path(installed.program).parent / "python")
    done = run(python, "-c", f"open('{HOUSE}/README.md').close()", env=installed.env)
    assert (done.returncode, installed.read_from_checkout()) == (0, [f"{HOUSE}/README.md"])
    installed.told.write_text("")


def desk_of(url: str) -> str:
    """The desk, as the editor sees it after logging in."""
    opener = build_opener(HTTPCookieProcessor(CookieJar()))
    with opener.open(f"{url}/desk/login", timeout=PATIENCE) as answer:
        token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', answer.read().decode())
    assert token
    form = urlencode({"csrf_token": token[1], "name": "wei", "password": PASSWORD}).encode()
    with opener.open(f"{url}/desk/login", form, timeout=PATIENCE) as answer:
        assert answer.url == f"{url}/desk/"
        return str(answer.read().decode())
