"""What the project says of itself is true: pins, version, layers, decisions, hooks."""

import re
import tomllib
from pathlib import Path
from typing import Any

import app
from app.run.boot import program_version

HOUSE = Path(__file__).resolve().parent.parent


def paper(name: str) -> str:
    return (HOUSE / name).read_text(encoding="utf-8")


def project() -> dict[str, Any]:
    return tomllib.loads(paper("pyproject.toml"))


def test_the_version_stands_in_one_place() -> None:
    told = project()
    assert "version" not in told["project"]
    assert told["project"]["dynamic"] == ["version"]
    assert told["tool"]["hatch"]["version"] == {"path": "app/__init__.py"}
    assert program_version() == app.__version__


def test_an_old_pip_can_resolve_the_pins() -> None:
    """pip before 23.3 needs lxml's extra before it comes to the packages that spell it in two ways;
    `make requirements` writes it first.
    """
    asked = [
        line
        for line in paper("requirements.txt").splitlines()
        if line and not line.lstrip().startswith("#")
    ]
    lxml = re.compile(r"lxml==(\S+)")
    pinned = next(found[1] for line in asked if (found := lxml.fullmatch(line)))
    assert asked[0] == f"lxml[html-clean]=={pinned}"


def test_the_changelog_begins_with_this_version() -> None:
    told = re.findall(r"^## (\S+) - (\d{4}-\d\d-\d\d)$", paper("CHANGELOG.md"), re.MULTILINE)
    assert told[0][0] == app.__version__
    assert [day for _, day in told] == sorted((day for _, day in told), reverse=True)
    assert len(told) == paper("CHANGELOG.md").count("\n## ")
    assert "\n### Upgrade notes\n" in paper("CHANGELOG.md").split("\n## ")[1]


def test_both_packages_say_that_they_are_typed() -> None:
    assert [(HOUSE / package / "py.typed").read_bytes() for package in ("app", "scrapers")] == [
        b"",
        b"",
    ]


def layers_of_contracts() -> dict[str, list[set[str]]]:
    """By package, import-linter's layers from the highest to the lowest; `|`, `:` and `(optional)`
    are its ways to write one.
    """
    found = {}
    for contract in project()["tool"]["importlinter"]["contracts"]:
        if contract["type"] == "layers":
            package = contract.get("containers", [contract["layers"][0].split(".")[0]])[0]
            found[package] = [
                set(re.findall(r"[\w.]+", layer.replace(f"{package}.", "")))
                for layer in contract["layers"]
            ]
    return found


def layers_of_documents() -> dict[str, list[set[str]]]:
    """By package, the names in the first column of the tables in docs/architecture.md, row by
    row.
    """
    tables = re.findall(
        r"^\| layer of `(\w+)` \|.*\n\| ---.*\n((?:\|.*\n)+)",
        paper("docs/architecture.md"),
        re.MULTILINE,
    )
    return {
        package: [set(re.findall(r"`([\w.]+)/?`", row.split("|")[1])) for row in rows.splitlines()]
        for package, rows in tables
    }


def test_the_layers_that_are_told_are_those_that_are_held() -> None:
    assert "app" in layers_of_contracts()
    assert layers_of_documents() == layers_of_contracts()


def test_what_the_architecture_names_by_path_is_there() -> None:
    named = set(re.findall(r"`([\w.-]+/[\w./-]*)`", paper("docs/architecture.md"))) - {
        "build/screenshots/"
    }  # made by the tests
    places = (HOUSE, HOUSE / "app", HOUSE / "scrapers")
    missing = [
        name
        for name in named
        if not any(
            (place / f"{name.rstrip('/')}{end}").exists() for place in places for end in ("", ".py")
        )
    ]
    assert not missing


def recipe(target: str) -> list[str]:
    """The commands of a target of the Makefile that run a tool of .venv, without where their output
    goes.
    """
    lines = re.search(rf"^{target}:.*\n((?:\t.*\n)+)", paper("Makefile"), re.MULTILINE)
    assert lines
    commands = [line.strip().lstrip("@").split(" > ")[0] for line in lines[1].splitlines()]
    return [
        command.replace("$(BIN)", ".venv/bin")
        for command in commands
        if command.startswith("$(BIN)/")
    ]


def test_hooks_run_what_make_runs() -> None:
    told = paper(".pre-commit-config.yaml")
    hooks = re.findall(r"entry: (.+)", told)
    assert hooks == recipe("lint") + recipe("types")
    assert told.count("language: system") == told.count("pass_filenames: false") == len(hooks)


DECISIONS = sorted((HOUSE / "docs/decisions").glob("[0-9]*.md"))
HEAD = re.compile(
    r"# (\d{4})\. (.+)\n\nDate: (\d{4}-\d\d-\d\d)\n(?:Changed: \d{4}-\d\d-\d\d\n)?State: (.+)\n\n## "
)
STATE = re.compile(r"proposed|accepted|rejected|superseded by (\d{4})")


def test_every_decision_has_its_number_a_date_and_a_state() -> None:
    heads = [HEAD.match(file.read_text(encoding="utf-8")) for file in DECISIONS]
    told = [head.groups() for head in heads if head]
    assert (
        [number for number, *_ in told]
        == [file.name[:4] for file in DECISIONS]
        == [f"{n:04}" for n in range(1, len(DECISIONS) + 1)]
    )
    assert [day for *_, day, _ in told] == sorted(day for *_, day, _ in told)
    for *_, state in told:
        found = STATE.fullmatch(state)
        assert found
        assert found[1] is None or int(found[1]) <= len(DECISIONS)


def test_every_decision_says_what_was_decided() -> None:
    assert DECISIONS
    assert [
        file.name for file in DECISIONS if "\n## Decision\n" not in file.read_text(encoding="utf-8")
    ] == []


def test_the_list_of_decisions_says_what_they_say() -> None:
    rows = re.findall(
        r"^\| \[(\d{4})\]\((\S+)\) \| (.+) \| (\S+) \| (.+) \|$",
        paper("docs/decisions/README.md"),
        re.MULTILINE,
    )
    heads = [(HEAD.match(file.read_text(encoding="utf-8")), file.name) for file in DECISIONS]
    assert rows == [(head[1], name, head[2], head[3], head[4]) for head, name in heads if head]


PAPERS = [*HOUSE.glob("*.md"), *(HOUSE / "docs").rglob("*.md")]


def test_every_document_is_in_the_index() -> None:
    listed = set(re.findall(r"\]\(([\w/.-]+)", paper("docs/README.md")))
    assert {file.name for file in (HOUSE / "docs").glob("*.md")} - {"README.md"} <= listed
    assert {f"../{file.name}" for file in HOUSE.glob("*.md")} <= listed


def test_links_between_papers_lead_somewhere() -> None:
    links = [
        (file, link)
        for file in PAPERS
        for link in re.findall(r"\]\(([^)#\s]+)", file.read_text(encoding="utf-8"))
        if "//" not in link
    ]
    missing = [(str(file), link) for file, link in links if not (file.parent / link).exists()]
    assert not missing
