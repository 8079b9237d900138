"""The program as an operator runs it: real processes, real signals, real bytes on a socket."""

import json
import os
import signal
import socket
import stat
import subprocess
import sys
import threading
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from tests.processes import HOUSE, PATIENCE, app, environment, free_port, run, serving
from tests.samplecity import STORIES, SampleCity, Story

pytestmark = [pytest.mark.slow, pytest.mark.process, pytest.mark.xdist_group("process")]


def add(city: SampleCity, env: dict[str, str], section: str = "news", *more: str) -> None:
    url = f"{city.url}/{section}/index.html"
    done = app(
        "sources",
        "add",
        url,
        "--slug",
        section,
        "--scraper",
        "my399",
        "--rights",
        "full",
        "--yes",
        *more,
        env=env,
    )
    assert done.returncode == 0, done.stderr


def titles(env: dict[str, str]) -> list[str]:
    done = app("items", "list", "--json", "--limit", "1000", env=env)
    assert done.returncode == 0, done.stderr
    return [item["title"] for item in json.loads(done.stdout)]


def test_a_new_story_is_on_the_site_and_in_all_feeds_after_the_next_tick(
    tmp_path: Path, city: SampleCity
) -> None:
    env = environment(tmp_path, city, HARBIN_TICK="0.2")
    add(city, env, "news", "--every", "1s")
    with serving(env, free_port()) as server:
        server.wait_for(r"news: .* 0 new, 0 changed")
        spoken = len(server.said)
        city.publish(
            Story(
                5950,
                "news",
                date(2024, 6, 26),
                "Skating rink opens early",
                ("The rink opened.",),
                "The rink opened.",
            )
        )
        server.wait_for(r"news: \d+ fetched, [1-9]\d* new", after=spoken)
        for path in ("/", "/feed.rss", "/feed.atom", "/feed.json", "/api/v1/items"):
            status, text = server.get(path)
            assert status == 200
            assert "Skating rink opens early" in text
        assert f"{server.url}/items/" in server.get("/feed.rss")[1]
        assert server.get("/readyz")[0] == 200


def test_without_a_network_it_starts_and_says_which_source_failed_and_why(tmp_path: Path) -> None:
    (tmp_path / "city.toml").write_text(
        'title = "Nowhere Today"\n[[sources]]\nurl = "http://nowhere.invalid/news/"\nslug = "nowhere"\ntitle = "Nowhere"\nscraper = "my399"\n'
    )
    env = environment(tmp_path, HARBIN_CONFIG=str(tmp_path / "city.toml"))
    with serving(env, free_port()) as server:
        assert "no such host" in server.wait_for(
            r"nowhere: FAILED: http://nowhere\.invalid/news/: "
        )
        status, page = server.get("/")
        assert status == 200
        assert "Nowhere Today" in page
        assert server.get("/healthz") == (200, "ok\n")


def test_killed_in_the_middle_of_a_collection_nothing_is_lost_and_nothing_comes_twice(
    tmp_path: Path, city: SampleCity
) -> None:
    """kill -9 at the first, the second, ... request, again and again, until a run gets through."""
    env = environment(tmp_path, city)
    add(city, env)
    command = [sys.executable, "-m", "app", "collect", "--backfill"]
    for fatal in (1, 3, 4, 7, 12, 20):
        with subprocess.Popen(
            command, cwd=HOUSE, env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE
        ) as process:
            city.before = kill_at(fatal, process)
            process.communicate(timeout=PATIENCE)
            city.before = None
            assert process.returncode == -signal.SIGKILL
    done = app("collect", "--backfill", env=env)
    assert done.returncode == 0, done.stderr
    found = titles(env)
    assert len(found) == len(set(found))
    assert {story.title for story in STORIES if story.section == "news"} <= set(found)
    again = app("collect", "--json", env=env)
    assert [(run["new"], run["changed"]) for run in json.loads(again.stdout)["runs"]] == [(0, 0)]


def kill_at(count: int, process: "subprocess.Popen[bytes]") -> Callable[[str], None]:
    seen = 0
    lock = threading.Lock()

    def before(_: str) -> None:
        nonlocal seen
        with lock:
            seen += 1
            if seen == count:
                process.kill()

    return before


def test_a_killed_service_leaves_its_port_and_its_work_to_the_next(
    tmp_path: Path, city: SampleCity
) -> None:
    env = environment(tmp_path, city, HARBIN_TICK="0.2")
    add(city, env)
    port = free_port()
    reached = threading.Event()
    city.before = lambda path: reached.set() if "/2024-" in path else None
    with serving(env, port) as server:
        assert reached.wait(PATIENCE)
        server.kill()
    city.before = None
    with serving(env, port) as server:
        server.wait_for(r"news: .* new")
        assert server.get("/")[0] == 200
    found = titles(env)
    assert len(found) == len(set(found))
    assert {story.title for story in STORIES if story.section == "news"} <= set(found)


def test_two_processes_do_not_collect_one_source_at_once(tmp_path: Path, city: SampleCity) -> None:
    env = environment(tmp_path, city)
    add(city, env)
    held, go_on = threading.Event(), threading.Event()

    def wait_once(_: str) -> None:
        if not held.is_set():
            held.set()
            go_on.wait(PATIENCE)

    city.before = wait_once
    command = [sys.executable, "-m", "app", "collect"]
    with subprocess.Popen(
        command, cwd=HOUSE, env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as first:
        assert held.wait(PATIENCE)
        second = app("collect", env=env)
        go_on.set()
        first.communicate(timeout=PATIENCE)
    assert second.returncode == 1
    assert "is being collected by another process" in second.stdout
    assert first.returncode == 0


def test_the_secret_key_is_kept_for_its_owner_alone(tmp_path: Path) -> None:
    env = environment(tmp_path)
    assert app("items", "list", env=env).returncode == 0
    key = tmp_path / "var" / "secret_key"
    assert key.stat().st_mode & 0o077 == 0
    before = key.read_text()
    app("items", "list", env=env)
    assert key.read_text() == before
    assert len(before) >= 40


@pytest.mark.parametrize("migrated", [True, False])
def test_what_the_first_start_makes_is_for_its_owner_alone(tmp_path: Path, migrated: bool) -> None:
    """Whatever the umask allows."""
    folder = tmp_path / "var"
    before = os.umask(0)
    try:
        assert app("items", "list", env=environment(tmp_path, migrated=migrated)).returncode == 0
    finally:
        os.umask(before)
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    made = {path.name: stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()}
    assert {"harbin.db", "mark", "secret_key"} <= set(made)
    assert {name: mode for name, mode in made.items() if mode & 0o077} == {}


def test_flask_knows_the_same_commands(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "flask", "--app", "app", "sources", "list", "--json"]
    done = subprocess.run(
        command,
        cwd=HOUSE,
        env=environment(tmp_path),
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    assert (done.returncode, json.loads(done.stdout)) == (0, []), done.stderr


def test_a_taken_port_is_one_line(tmp_path: Path) -> None:
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", 0))
        holder.listen()
        done = app("serve", "--port", str(holder.getsockname()[1]), env=environment(tmp_path))
    assert done.returncode == 2
    line = done.stderr.splitlines()[-1]
    assert line.startswith("Error: cannot listen on 127.0.0.1 port")
    assert line.endswith("choose another port with --port")
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("target", ["run", "demo"])
@pytest.mark.parametrize("by", ["variable", "environment"])
def test_make_names_its_own_variable_where_a_port_is_taken(
    tmp_path: Path, target: str, by: str
) -> None:
    env = environment(tmp_path)
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", 0))
        holder.listen()
        port = f"PORT={holder.getsockname()[1]}"
        told, env = ([port], env) if by == "variable" else ([], env | dict([port.split("=")]))
        done = run("make", "--assume-old=.venv/run", target, *told, env=env)
    assert done.returncode == 2
    line, by_make = done.stderr.splitlines()
    assert line.startswith(f"Error: cannot listen on 127.0.0.1 port {port[5:]} ")
    assert line.endswith(f"choose another port with `make {target} PORT=...`")
    assert by_make.startswith("make: ***")


def test_a_host_that_is_not_ours_is_one_line_about_the_host(tmp_path: Path) -> None:
    env = environment(tmp_path)
    done = app("serve", "--host", "192.0.2.1", "--port", str(free_port()), env=env)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.splitlines()[-1].endswith("choose another host with --host")
    made = run("make", "--assume-old=.venv/run", "run", "HOST=nowhere.invalid", env=env)
    assert made.returncode == 2
    assert "choose another host with `make run HOST=...`" in made.stderr


@pytest.mark.parametrize("target", ["run", "demo"])
def test_make_serves_where_it_is_told(tmp_path: Path, target: str) -> None:
    port = free_port()
    command = ("make", "--assume-old=.venv/run", target, f"PORT={port}")
    env = environment(tmp_path, HARBIN_NO_CLOCK="1")
    with serving(env, port, command) as server:
        assert server.get("/healthz") == (200, "ok\n")


def test_a_stop_is_clean(tmp_path: Path, city: SampleCity) -> None:
    env = environment(tmp_path, city)
    with serving(env, free_port()) as server:
        server.get("/healthz")
        server.stop()
        assert not [line for line in server.said if "Traceback" in line]
    assert os.path.exists(tmp_path / "var" / "harbin.db")
