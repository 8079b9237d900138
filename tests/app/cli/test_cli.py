"""The commands: what they print, their exit status, and one clear line for everything that can go
wrong.
"""

import json
import os
import sqlite3
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from app import desk
from app.cli import commands
from app.cli.common import opened
from app.store import Waits
from scrapers.sites.my399 import My399
from tests.browsing import PASSWORD
from tests.conftest import SHARED
from tests.riverpaper import STORIES as RIVER_STORIES
from tests.riverpaper import Paper
from tests.samplecity import SampleCity
from tests.server import Server
from tests.townsite import STORIES, TownSite, list_page, publish, story_page


@pytest.fixture(autouse=True)
def _settings(tmp_path: Path, city: SampleCity, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith("HARBIN_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("HARBIN_DATA_DIR", str(tmp_path / "var"))
    monkeypatch.setenv("HARBIN_ALLOW_HOSTS", city.host)


def run(*arguments: str, stdin: str | None = None) -> Result:
    return CliRunner().invoke(commands, arguments, input=stdin)


def listing(city: SampleCity, section: str = "news") -> str:
    return f"{city.url}/{section}/index.html"


def test_preview_shows_and_stores_nothing(city: SampleCity) -> None:
    done = run("sources", "preview", listing(city), "--scraper", "my399", "--json")
    seen = json.loads(done.stdout)
    stories = [story for story in city.stories if story.section == "news"]
    assert seen["kind"] == "my399"
    assert [entry["title"] for entry in seen["listing"]] == [story.title for story in stories[:8]]
    assert seen["listing"][0] == {
        "url": city.url + stories[0].path,
        "title": stories[0].title,
        "date": stories[0].day.isoformat(),
        "summary": stories[0].summary,
        "image": None,
    }
    assert seen["sample"]["text"] == "\n".join(stories[0].paragraphs)
    assert seen["confidence"] == 1.0
    assert json.loads(run("sources", "list", "--json").stdout) == []


def test_a_source_from_adding_to_removing(city: SampleCity) -> None:
    added = run("sources", "add", listing(city), "--scraper", "my399", "--yes", "--every", "10m")
    assert (added.exit_code, added.stdout.split()[1]) == (0, "harbin-today"), added.output
    (source,) = json.loads(run("sources", "list", "--json").stdout)
    assert (source["section"], source["rights"], source["every"], source["scraper"]) == (
        "Harbin Today",
        "summary",
        600,
        "my399",
    )
    collected = run("collect", "harbin-today")
    assert collected.exit_code == 0
    assert "new" in collected.stdout
    assert run("sources", "pause", "harbin-today").exit_code == 0
    assert run("collect").exit_code == 2
    assert run("sources", "resume", "harbin-today").exit_code == 0
    refused = run("sources", "remove", "harbin-today")
    assert (refused.exit_code, refused.stdout) == (1, "")
    assert refused.stderr.endswith("nothing was changed; --yes agrees without being asked\n")
    assert run("sources", "remove", "harbin-today", stdin="n\n").exit_code == 1
    assert json.loads(run("sources", "list", "--json").stdout)
    assert run("sources", "remove", "harbin-today", stdin="y\n").exit_code == 0
    assert json.loads(run("sources", "list", "--json").stdout) == []
    assert len(json.loads(run("items", "list", "--json").stdout)) > 8
    assert run("sources", "add", listing(city), "--scraper", "my399", "--yes").exit_code == 0


def test_adding_asks_first(city: SampleCity) -> None:
    done = run("sources", "add", listing(city), "--scraper", "my399", stdin="n\n")
    assert done.exit_code == 1
    assert "8 entries, read by my399" in done.stdout
    assert next(story.title for story in city.stories if story.section == "news") in done.stdout
    assert json.loads(run("sources", "list", "--json").stdout) == []


@pytest.mark.skipif(
    not SHARED.exists(), reason="the one real page lies beside the repository, not in it"
)
def test_importing_the_one_real_page() -> None:
    seed = SHARED / "seed" / "harbin-today.txt"
    arguments = (
        "items",
        "import",
        str(seed),
        "--url",
        "https://e.my399.com/news/2024-06-21/6500.html",
        "--rights",
        "full",
    )
    assert [line.split("\t")[0] for line in run(*arguments).stdout.splitlines()] == ["new", "new"]
    assert [line.split("\t")[0] for line in run(*arguments).stdout.splitlines()] == [
        "unchanged",
        "unchanged",
    ]
    items = json.loads(run("items", "list", "--json", "--status", "published").stdout)
    assert sorted(item["title"] for item in items) == [
        "Harbin ramps up childcare services",
        "Harbin recognized as international image development city",
    ]


def test_writing_and_withdrawing_an_item(tmp_path: Path) -> None:
    text = tmp_path / "story.md"
    text.write_text("Snow fell.\n\n**A lot** of it.", "utf-8")
    done = run("items", "add", "--title", "Snow", "--text-file", str(text), "--publish")
    assert done.exit_code == 0
    (item,) = json.loads(run("items", "list", "--json").stdout)
    assert (item["id"], item["status"], item["text"], item["section"]) == (
        done.stdout.strip(),
        "published",
        "Snow fell.\nA lot of it.",
        "News",
    )
    asked = run("items", "withdraw", item["id"], stdin="n\n")
    assert asked.exit_code == 1
    assert 'takes "Snow" off the site' in asked.stderr
    assert json.loads(run("items", "list", "--json").stdout)[0]["status"] == "published"
    assert run("items", "withdraw", item["id"], "--note", "It thawed.", "--yes").exit_code == 0
    assert json.loads(run("items", "list", "--json").stdout)[0]["status"] == "withdrawn"
    assert "only a published item" in run("items", "withdraw", item["id"]).stderr


def test_editors() -> None:
    assert (
        run("editors", "add", "wei", "--password-stdin", stdin="a long enough password\n").exit_code
        == 0
    )
    assert json.loads(run("editors", "list", "--json").stdout) == [
        {"name": "wei", "role": "chief", "disabled": False}
    ]
    assert (
        "already an editor"
        in run("editors", "add", "wei", "--password-stdin", stdin="a long enough password\n").stderr
    )
    assert "at least 10" in run("editors", "add", "li", "--password-stdin", stdin="short\n").stderr
    assert run("editors", "disable", "wei").exit_code == 0
    assert "no editor 'nobody'" in run("editors", "disable", "nobody").stderr


def test_the_first_editor_is_chief_and_every_later_one_editor_unless_a_role_is_given() -> None:
    for name, role in (("wei", ""), ("li", ""), ("zhao", "viewer"), ("chen", "chief"), ("wu", "")):
        given = ("--role", role) if role else ()
        done = run("editors", "add", name, *given, "--password-stdin", stdin=f"{PASSWORD}\n")
        assert done.exit_code == 0
    people = json.loads(run("editors", "list", "--json").stdout)
    assert {person["name"]: person["role"] for person in people} == {
        "wei": "chief",
        "li": "editor",
        "zhao": "viewer",
        "chen": "chief",
        "wu": "editor",
    }


def test_a_role_that_is_given_holds_for_the_first_too() -> None:
    run("editors", "add", "wei", "--role", "viewer", "--password-stdin", stdin=f"{PASSWORD}\n")
    assert json.loads(run("editors", "list", "--json").stdout)[0]["role"] == "viewer"


def test_who_lost_password_or_device_is_reset() -> None:
    run("editors", "add", "wei", "--password-stdin", stdin=f"{PASSWORD}\n")
    with opened() as service:
        wei, now = service.store.editors.by_name("wei"), service.now()
        desk.take_second_factor(service.store, service.seal, wei, "JBSWY3DPEHPK3PXP", ["h"], now)
        desk.log_in(service.store, wei, "t" * 40, now, address="", agent="")
        until = now + timedelta(days=1)
        desk.give_token(service.store, wei, "CMS", ["items:read"], "s" * 40, until, now)
    assert run("editors", "reset", "wei", "--password-stdin", stdin="short\n").exit_code == 1
    done = run("editors", "reset", "wei", "--password-stdin", stdin="quite another one\n")
    assert done.stdout == "reset wei: new password, second factor off\n"
    with opened() as service:
        now, check = service.now(), service.passwords.check
        wei = service.store.editors.by_name("wei")
        assert (wei.totp_secret, wei.recovery_left, wei.role) == ("", 0, "chief")
        assert check(service.store, "wei", "quite another one")
        assert not check(service.store, "wei", PASSWORD)
        assert desk.who_is_in(service.store, "t" * 40, now) is None
        assert desk.admit_program(service.store, "s" * 40, now) is None
    missing = run("editors", "reset", "nobody", "--password-stdin", stdin=f"{PASSWORD}\n")
    assert "no editor 'nobody'" in missing.stderr
    run("editors", "disable", "wei")
    again = run("editors", "reset", "wei", "--password-stdin", stdin=f"{PASSWORD}\n")
    assert "still disabled" in again.stdout


def test_the_key_is_changed_and_another_one_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("editors", "add", "wei", "--password-stdin", stdin=f"{PASSWORD}\n")
    key = tmp_path / "var" / "secret_key"
    before = key.read_text()
    assert run("secrets", "rotate").exit_code == 1
    assert key.read_text() == before
    done = run("secrets", "rotate", "--yes")
    assert (done.exit_code, done.stdout) == (
        0,
        "sealed anew: 0; second factors turned off: 0\n",
    )
    assert key.read_text() != before
    monkeypatch.setenv("HARBIN_SECRET_KEY", "k" * 40)
    refused = run("editors", "list")
    assert (refused.exit_code, len(refused.stderr.splitlines())) == (1, 1)
    assert "HARBIN_SECRET_KEY: this is not the key" in refused.stderr
    monkeypatch.setenv("HARBIN_SECRET_KEY", key.read_text())
    assert run("secrets", "rotate", "--yes").exit_code == 2
    assert run("secrets", "rotate", "--key-stdin", stdin="k" * 40 + "\n").exit_code == 2
    done = run("secrets", "rotate", "--key-stdin", "--yes", stdin="k" * 40 + "\n")
    assert done.stdout.endswith("now set HARBIN_SECRET_KEY to the new key\n")
    assert run("editors", "list").exit_code == 1
    monkeypatch.setenv("HARBIN_SECRET_KEY", "k" * 40)
    assert run("editors", "list").exit_code == 0


def test_fetch_tells_what_came_and_what_went_wrong(city: SampleCity) -> None:
    good = json.loads(run("fetch", listing(city), "--json").stdout)
    assert (good["status"], good["error"], good["bytes"] > 500) == (200, None, True)
    bad = run("fetch", city.url + "/nowhere", "--json")
    assert bad.exit_code == 1
    assert json.loads(bad.stdout)["error"]["kind"] == "status"
    inner = run("fetch", "http://127.0.0.1:1/", "--json")
    assert json.loads(inner.stdout)["error"]["kind"] == "blocked"


@pytest.mark.parametrize(
    ("how", "words"),
    [
        ("down", "503"),
        ("empty", "the page is empty"),
        ("not-html", "no page but image/png"),
        ("error-page", "shows no articles"),
        ("half", "shows no articles"),
    ],
)
def test_a_source_that_cannot_be_read_is_not_added(city: SampleCity, how: str, words: str) -> None:
    city.fail_with = how  # type: ignore[assignment]
    done = run("sources", "add", listing(city), "--scraper", "my399", "--yes")
    assert done.exit_code == 1
    assert words in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert json.loads(run("sources", "list", "--json").stdout) == []


@pytest.mark.parametrize("how", ["down", "empty", "not-html", "error-page", "half"])
def test_a_failing_collection_says_which_source_and_why(city: SampleCity, how: str) -> None:
    run("sources", "add", listing(city), "--scraper", "my399", "--yes")
    run("collect")
    before = run("items", "list", "--json").stdout
    city.fail_with = how  # type: ignore[assignment]
    done = run("collect")
    assert done.exit_code == 1
    assert done.stdout.startswith(f"harbin-today: FAILED: {city.url}")
    assert run("items", "list", "--json").stdout == before


def test_importing_nonsense_names_the_file_and_keeps_the_good(
    tmp_path: Path, city: SampleCity
) -> None:
    bad = tmp_path / "odd.bin"
    bad.write_bytes(b"\0\1\2")
    good = tmp_path / "good.txt"
    good.write_text(
        "Home>Harbin Today\n\nA good story\n\nUpdated : 2024-06-21\n\nBy ( e.my399.com )\n\nSomething happened in the city.\n",
        "utf-8",
    )
    done = run("items", "import", str(bad), str(good))
    assert done.exit_code == 1
    assert "odd.bin is no news page" in done.stderr
    assert [item["title"] for item in json.loads(run("items", "list", "--json").stdout)] == [
        "A good story"
    ]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("HARBIN_DATABASE_URL", "mysql://x"),
        ("HARBIN_BASE_URL", "news.example.org"),
        ("HARBIN_ZONE", "Mars/Olympus"),
        ("HARBIN_TICK", "often"),
        ("HARBIN_WORKERS", "0"),
        ("HARBIN_WORKERS", "inf"),
        ("HARBIN_GAP", "-1"),
        ("HARBIN_GAPS", "a.example"),
        ("HARBIN_GAPS", "a.example=soon"),
        ("HARBIN_GAPS", "a.example=1, =2"),
        ("HARBIN_GAPS", "a.example=1e9"),
        ("HARBIN_POLL_CEILING", "60"),
        ("HARBIN_CHECKS_PER_DAY", "0"),
        ("HARBIN_CAPTURES_MB", "0"),
        ("HARBIN_DATABASE_URL", "postgresql://a:b@h:notaport/x"),
        ("HARBIN_BASE_URL", "http://x:99999"),
        ("HARBIN_ALLOW_HOSTS", "localhost"),
        ("HARBIN_NO_CLOCK", "maybe"),
        ("HARBIN_BROWSER", "firefox"),
        ("HARBIN_CONFIG", "/nowhere/city.toml"),
        ("HARBIN_DATA_DIR", "/proc/nowhere"),
    ],
)
def test_a_wrong_setting_stops_with_one_line_that_names_it(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)
    done = run("items", "list")
    assert done.exit_code == 1
    assert len(done.stderr.splitlines()) == 1
    assert name in done.stderr


def test_a_misspelt_setting_is_pointed_out(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HARBIN_COLOUR", "blue")
    done = run("items", "list")
    assert done.exit_code == 0
    assert "HARBIN_COLOUR is no setting" in done.stderr
    (tmp_path / "city.toml").write_text('colour = "blue"\n')
    monkeypatch.setenv("HARBIN_CONFIG", str(tmp_path / "city.toml"))
    assert "colour: there is no such setting" in run("items", "list").stderr


def test_a_database_server_that_does_not_answer_is_one_line(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("HARBIN_DATABASE_URL", "postgresql://wei:secret@127.0.0.1:1/news")
    done = run("items", "list")
    assert (done.exit_code, len(done.stderr.splitlines())) == (1, 1)
    assert "does not answer" in done.stderr
    assert "secret" not in done.stderr


def test_a_newer_database_is_left_alone(tmp_path: Path) -> None:
    run("items", "list")
    path = tmp_path / "var" / "harbin.db"
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.close()
    # It admits this program until it says otherwise.
    assert run("items", "list").exit_code == 0
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE compatibility SET admits = '9998'")
    connection.close()
    done = run("items", "list")
    assert done.exit_code == 1
    assert "newer schema" in done.stderr
    assert "update the program" in done.stderr


def test_a_file_that_is_no_database_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "var").mkdir()
    path = tmp_path / "var" / "harbin.db"
    path.write_bytes(b"my novel, chapter one, " * 100)
    done = run("items", "list")
    assert (done.exit_code, len(done.stderr.splitlines())) == (1, 1)
    assert "no SQLite database" in done.stderr
    assert path.read_bytes().startswith(b"my novel")


def test_a_locked_database_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run("items", "list")
    monkeypatch.setattr("app.store.engine.AT_WORK", Waits(lock=0))
    holder = sqlite3.connect(tmp_path / "var" / "harbin.db", isolation_level=None)
    holder.execute("BEGIN EXCLUSIVE")
    text = tmp_path / "t.md"
    text.write_text("Text.")
    done = run("items", "add", "--title", "T", "--text-file", str(text))
    holder.rollback()
    holder.close()
    assert (done.exit_code, len(done.stderr.splitlines())) == (1, 1)
    assert "locked by another program" in done.stderr
    assert json.loads(run("items", "list", "--json").stdout) == []


@pytest.mark.parametrize(
    "arguments",
    [
        ["nonsense"],
        ["collect", "--backfill", "x"],
        ["sources", "add"],
        ["sources", "add", "http://x", "--every", "often"],
        ["items", "import"],
        ["serve", "--port", "0"],
    ],
)
def test_wrong_usage_is_exit_status_2(arguments: list[str]) -> None:
    done = run(*arguments)
    assert done.exit_code == 2
    assert "Usage" in done.stderr


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["serve"],
        ["collect"],
        ["release"],
        ["fetch"],
        *[
            ["sources", c]
            for c in ("list", "preview", "add", "browser", "recipe", "pause", "resume", "remove")
        ],
        *[["items", c] for c in ("list", "add", "import", "withdraw")],
        *[["editors", c] for c in ("add", "list", "disable", "reset")],
        ["secrets", "rotate"],
    ],
)
def test_every_command_has_help(arguments: list[str]) -> None:
    done = run(*arguments, "--help")
    assert done.exit_code == 0
    assert len(done.stdout.splitlines()) > 3


def test_replay_shows_what_would_change_and_stores_it_when_told(
    city: SampleCity, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("sources", "add", listing(city), "--scraper", "my399", "--slug", "news", "--yes")
    run("collect")
    assert run("replay", "news").stdout.endswith(
        " read, 0 changed, 0 doubtful, 0 unreadable, 0 not kept\n"
    )
    read = My399.article
    monkeypatch.setattr(
        My399, "article", lambda self, page: replace(read(self, page), authors=("Ann Lee",))
    )
    city.forget()
    told = json.loads(run("replay", "--json").stdout)
    assert told["changed"] == len(told["changes"]) > 5
    assert all(change["fields"]["authors"]["after"] == "Ann Lee" for change in told["changes"])
    assert told["fields"]["news"]["authors"]["same"] == 0
    assert told["fields"]["news"]["title"]["same"] == told["read"]
    shown = run("replay").stdout
    assert shown.count("+ Ann Lee") == 3
    assert "+ Ann Lee" not in run("replay", "--show", "0").stdout
    table = {tuple(line.split("\t")[:2]): line.split("\t")[2:] for line in shown.split("\n")}
    same, gained, lost, changed = map(int, table["news", "authors"])
    assert (same, lost, gained + changed) == (0, 0, told["changed"])
    assert table["news", "story"] == [str(told["read"]), "0", "0", "0"]
    assert json.loads(run("replay", "--apply", "--json").stdout)["applied"] is True
    assert json.loads(run("replay", "--json").stdout)["changed"] == 0
    assert city.requests == []
    assert run("replay", "nowhere").exit_code == 1


def test_several_sources_are_checked_at_once(city: SampleCity) -> None:
    for section in ("news", "change", "government"):
        run(
            "sources",
            "add",
            listing(city, section),
            "--scraper",
            "my399",
            "--slug",
            section,
            "--yes",
        )
    done = json.loads(run("collect", "--json").stdout)
    assert {told["source"] for told in done["runs"]} == {"news", "change", "government"}
    assert not any(told["error"] for told in done["runs"])
    run("collect")
    city.forget()
    quiet = json.loads(run("collect", "--json").stdout)["runs"]
    assert [(told["requests"], told["not_modified"]) for told in quiet] == [(1, 1)] * 3
    assert len(city.requests) == 3


@pytest.mark.parametrize(
    ("link", "told"),
    [
        ('<a href="/news/ferry-runs-again_2.html">2</a>', "It goes on at "),
        ('<a href="/long/7.html">Read the full story</a>', "It is only the beginning; "),
    ],
)
def test_a_preview_tells_that_its_story_is_not_all_on_one_page(
    monkeypatch: pytest.MonkeyPatch, link: str, told: str
) -> None:
    with TownSite() as site:
        publish(site)
        page = story_page(STORIES[0][1], STORIES[0][2]).replace(
            "</main>", f"<div>{link}</div></main>"
        )
        site.put(f"/news/{STORIES[0][0]}.html", page)
        monkeypatch.setenv("HARBIN_ALLOW_HOSTS", site.host)
        assert told in run("sources", "preview", f"{site.url}/news/").stdout


def test_any_list_of_news_is_previewed_added_and_its_recipe_edited(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with TownSite() as site:
        publish(site)
        monkeypatch.setenv("HARBIN_ALLOW_HOSTS", site.host)
        seen = json.loads(run("sources", "preview", f"{site.url}/news/", "--json").stdout)
        assert (seen["kind"], len(seen["listing"]), seen["sample"]["title"]) == (
            "generic",
            len(STORIES),
            STORIES[0][1],
        )
        assert 0.5 < seen["confidence"] <= 1
        assert seen["recipe"]["listing"]["entries"]
        shown = run("sources", "preview", f"{site.url}/news/").stdout
        assert "Recipe:\n  name = " in shown
        assert (
            run("sources", "add", f"{site.url}/news/", "--slug", "valley", "--yes").exit_code == 0
        )
        recipe = run("sources", "recipe", "valley").stdout
        edited = tmp_path / "edited.toml"
        edited.write_text(
            recipe.replace("[listing]", '[article]\ndrop = ".ad"\n\n[listing]'), "utf-8"
        )
        assert run("sources", "recipe", "valley", "--from", str(edited)).exit_code == 0
        assert 'drop = ".ad"' in run("sources", "recipe", "valley").stdout
        edited.write_text('name = "x"\n[listing]\nentries = "table"\n', "utf-8")
        wrong = run("sources", "recipe", "valley", "--from", str(edited))
        assert (wrong.exit_code, "finds no entries" in wrong.stderr) == (1, True)
        assert 'drop = ".ad"' in run("sources", "recipe", "valley").stdout
        assert run("sources", "recipe", "valley", "--forget").exit_code == 0
        assert run("sources", "recipe", "valley").exit_code == 2
        assert run("sources", "recipe", "valley", "--learn").exit_code == 0
        assert run("sources", "recipe", "valley").stdout == recipe
        assert run("sources", "preview", f"{site.url}/news/", "--charset", "klingon").exit_code == 2
        assert "valley: 5 new" in run("collect", "valley").output or json.loads(
            run("items", "list", "--json").stdout
        )


def test_a_list_that_seems_to_go_on_says_so_where_that_cannot_be_followed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with TownSite() as site:
        publish(site)
        monkeypatch.setenv("HARBIN_ALLOW_HOSTS", site.host)
        site.put("/news/", list_page(pager="<p><button>Load more</button></p>"))
        seen = json.loads(run("sources", "preview", f"{site.url}/news/", "--json").stdout)
        assert (seen["next"], seen["unfollowed"]) == (None, "Load more")
        shown = run("sources", "preview", f"{site.url}/news/").stdout
        assert "It seems to go on (Load more), but where cannot be told" in shown
        run("sources", "add", f"{site.url}/news/", "--slug", "valley", "--yes")
        assert "nothing older was read" not in run("collect", "valley").output
        walked = run("collect", "valley", "--backfill", "0").output
        assert "it seems to go on (Load more), but where cannot be told" in walked


def test_an_address_that_answers_in_json_is_a_source(monkeypatch: pytest.MonkeyPatch) -> None:
    with TownSite() as site:
        publish(site)
        monkeypatch.setenv("HARBIN_ALLOW_HOSTS", site.host)
        told = [{"t": title, "u": f"/news/{slug}.html", "d": day} for slug, title, day in STORIES]
        site.put("/api/news", json.dumps({"data": {"rows": told}}), "application/json")
        added = run("sources", "add", f"{site.url}/api/news", "--slug", "valley", "--yes")
        assert added.exit_code == 0, added.output
        run("collect", "valley")
        listed = json.loads(run("items", "list", "--json").stdout)
        assert {item["title"] for item in listed} == {title for _, title, _ in STORIES}


def test_a_source_that_cannot_be_read_is_added_anyway_and_what_it_loses_is_settled(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    paper = Paper()
    with Server(paper.answer) as site:
        monkeypatch.setenv("HARBIN_ALLOW_HOSTS", site.host)
        adding = ("sources", "add", f"{site.url}/news/", "--slug", "paper", "--yes")
        paper.broken = {slug for slug, _, _ in RIVER_STORIES}
        refused = run(*adding)
        assert refused.exit_code == 1
        assert "2 of the first 2 stories cannot be read" in refused.output
        assert "--anyway" in refused.output
        seen = json.loads(run("sources", "preview", f"{site.url}/news/", "--json").stdout)
        assert (seen["tried"], seen["unread"], seen["sample"]) == (2, 2, None)
        assert run(*adding, "--anyway").exit_code == 0
        assert "5 of 5 new stories cannot be read" in run("collect").output
        assert "failing" in run("sources", "list").stdout
        [listed] = json.loads(run("sources", "list", "--json").stdout)
        assert listed["failure_kind"] == "reading"
        paper.broken = set()
        assert run("collect").exit_code == 0
        assert json.loads(run("sources", "losses", "paper", "--json").stdout) == []
        assert run("sources", "losses", "paper", "--accept", "--keep").exit_code == 2
        assert run("sources", "losses", "paper", "--keep").stdout == "0 kept\n"
