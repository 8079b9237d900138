"""`sources import`: the feeds and lists of an OPML file."""

import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from app.cli import commands
from tests.server import Answer, Heard, Server

STORY = "".join(
    f"<p>Line {at} says what the ferry did on its way over the river this week.</p>"
    for at in range(5)
)


def answer(heard: Heard) -> Answer:
    name = heard.path.strip("/").partition(".")[0]
    if heard.path in ("/one.xml", "/two.xml"):
        items = (
            f"<item><title>The ferry of {name} runs again</title><link>/{name}.html</link></item>"
        )
        body = f'<rss version="2.0"><channel><title>Feed {name}</title>{items}</channel></rss>'
        return Answer(200, body.encode(), {"Content-Type": "application/rss+xml"})
    if heard.path.endswith(".html"):
        body = f"<article><h1>The ferry of {name} runs again</h1>{STORY}</article>"
        return Answer(200, body.encode(), {"Content-Type": "text/html"})
    return Answer(404)


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    for name in [name for name in os.environ if name.startswith("HARBIN_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("HARBIN_DATA_DIR", str(tmp_path / "var"))
    with Server(answer) as server:
        monkeypatch.setenv("HARBIN_ALLOW_HOSTS", server.host)
        yield server


def run(*arguments: str) -> Result:
    return CliRunner().invoke(commands, arguments)


def opml(path: Path, outlines: str) -> str:
    file = path / "subscriptions.opml"
    head = '<?xml version="1.0" encoding="UTF-8"?>\n<opml version="2.0"><head/><body>'
    file.write_text(f"{head}{outlines}</body></opml>", "utf-8")
    return str(file)


def sources() -> list[dict[str, object]]:
    told: list[dict[str, object]] = json.loads(run("sources", "list", "--json").stdout)
    return told


def test_feeds_are_added_with_their_folders_as_sections(site: Server, tmp_path: Path) -> None:
    file = opml(
        tmp_path,
        f'<outline text="City"><outline type="rss" text="First" xmlUrl="{site.url}/one.xml" '
        f'htmlUrl="{site.url}/"/><outline text="Again" XMLURL="{site.url}/one.xml#x"/></outline>'
        f'<outline text="First" type="link" url="{site.url}/two.xml"/>'
        f'<outline text="Lost" xmlUrl="feed:{site.url}/lost.xml"/><outline text="Empty"/>'
        '<outline text="Odd" xmlUrl="nowhere"/>',
    )
    seen = run("sources", "import", file)
    assert seen.exit_code == 0, seen.output
    told = [line.split("\t")[:3] for line in seen.stdout.splitlines()[:-1]]
    assert told == [
        ["new", "City", "First"],
        ["twice in the file", "City", "Again"],
        ["new", "-", "First"],
        ["new", "-", "Lost"],
        ["no address", "-", "Odd"],
    ]
    assert "3 of 5 are new; nothing was stored" in seen.stdout
    assert sources() == []

    done = run("sources", "import", file, "--yes", "--rights", "headline", "--review")
    assert done.exit_code == 1
    assert f"{site.url}/lost.xml: not added: " in done.stdout
    assert "2 of 3 added" in done.stdout
    assert "1 could not be added; the others are there" in done.output
    made = [(s["slug"], s["title"], s["section"], s["rights"], s["review"]) for s in sources()]
    assert sorted(made) == [
        ("first", "First", "City", "headline", True),
        ("first-2", "First", "Feed two", "headline", True),
    ]
    again = run("sources", "import", file)
    assert again.stdout.count("polled already") == 3
    assert "1 of 5 are new" in again.stdout


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "this is no OPML file"),
        ("<opml><body>", "this is no OPML file"),
        ("<rss version='2.0'/>", "this is XML, but no OPML file"),
        ("<opml><body><outline text='Folder'/></body></opml>", "no feeds or lists in this file"),
        (
            "<opml>" + "<outline url='http://a.example/'/>" * 2001 + "</opml>",
            "more than 2000 entries",
        ),
        ("<opml>" + "<outline>" * 5000 + "</outline>" * 5000 + "</opml>", "this is no OPML file"),
    ],
)
def test_what_is_no_such_file_is_told_in_a_line(
    site: Server, tmp_path: Path, text: str, said: str
) -> None:
    file = tmp_path / "file.opml"
    file.write_text(text, "utf-8")
    done = run("sources", "import", str(file), "--yes")
    assert done.exit_code == 1
    assert said in done.output
    assert len(done.output.strip().splitlines()) == 1
