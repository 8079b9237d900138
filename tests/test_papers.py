"""What the project says of itself is true: pins, version, layers, decisions, hooks."""

import re
import tomllib
from pathlib import Path
from typing import Any

import app
from app.boot import program_version

HOUSE = Path(__file__).resolve().parent.parent


def paper(name: str) -> str:
    return (HOUSE / name).read_text(encoding="utf-8")


def project() -> dict[str, Any]:
    return tomllib.loads(paper("pyproject.toml"))


def test_the_version_stands_in_one_place() -> None:
    told = project()
    assert "version" not in told["project"]
    assert told["project"]["dynamic"] == ["version"]
    assert told["tool"]["setuptools"]["dynamic"]["version"] == {"attr": "app.__version__"}
    assert program_version() == app.__version__


def test_an_old_pip_can_resolve_the_pins() -> None:
    """pip before 23.3 needs lxml's extra before it comes to the packages that spell it in two ways; `make requirements` writes it first."""
    asked = [line for line in paper("requirements.txt").splitlines() if line and not line.lstrip().startswith("#")]
    lxml = re.compile(r"lxml==(\S+)")
    pinned = next(found[1] for line in asked if (found := lxml.fullmatch(line)))
    assert asked[0] == f"lxml[html-clean]=={pinned}"


def test_both_packages_say_that_they_are_typed() -> None:
    assert [(HOUSE / package / "py.typed").read_bytes() for package in ("app", "scrapers")] == [b"", b""]


def layers_of_contracts() -> dict[str, list[set[str]]]:
    """By package, import-linter's layers from the highest to the lowest; `|`, `:` and `(optional)` are its ways to write one."""
    found = {}
    for contract in project()["tool"]["importlinter"]["contracts"]:
        if contract["type"] == "layers":
            package = contract.get("containers", [contract["layers"][0].split(".")[0]])[0]
            found[package] = [set(re.findall(r"[\w.]+", layer.replace(f"{package}.", ""))) for layer in contract["layers"]]
    return found


def layers_of_documents() -> dict[str, list[set[str]]]:
    """By package, the names in the first column of the tables in docs/architecture.md, row by row."""
    tables = re.findall(r"^\| layer of `(\w+)` \|.*\n\| ---.*\n((?:\|.*\n)+)", paper("docs/architecture.md"), re.MULTILINE)
    return {package: [set(re.findall(r"`([\w.]+)/?`", row.split("|")[1])) for row in rows.splitlines()] for package, rows in tables}


def test_the_layers_that_are_told_are_those_that_are_held() -> None:
    assert "app" in layers_of_contracts()
    assert layers_of_documents() == layers_of_contracts()


def test_what_the_architecture_names_by_path_is_there() -> None:
    named = set(re.findall(r"`([\w.-]+/[\w./-]*)`", paper("docs/architecture.md"))) - {"build/screenshots/"}  # made by the tests
    places = (HOUSE, HOUSE / "app", HOUSE / "scrapers")
    missing = [name for name in named if not any((place / f"{name.rstrip('/')}{end}").exists() for place in places for end in ("", ".py"))]
    assert not missing


def recipe(target: str) -> list[str]:
    """The commands of a target of the Makefile that run a tool of .venv, without where their output goes."""
    lines = re.search(rf"^{target}:.*\n((?:\t.*\n)+)", paper("Makefile"), re.MULTILINE)
    assert lines
    commands = [line.strip().lstrip("@").split(" > ")[0] for line in lines[1].splitlines()]
    return [command.replace("$(BIN)", ".venv/bin") for command in commands if command.startswith("$(BIN)/")]


def test_hooks_run_what_make_runs() -> None:
    told = paper(".pre-commit-config.yaml")
    hooks = re.findall(r"entry: (.+)", told)
    assert hooks == recipe("lint") + recipe("types")
    assert told.count("language: system") == told.count("pass_filenames: false") == len(hooks)
