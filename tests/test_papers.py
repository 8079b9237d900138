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
