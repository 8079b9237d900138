"""What the project says of itself is true: pins, version, layers, decisions, hooks."""

import re
from pathlib import Path

HOUSE = Path(__file__).resolve().parent.parent


def paper(name: str) -> str:
    return (HOUSE / name).read_text(encoding="utf-8")


def test_an_old_pip_can_resolve_the_pins() -> None:
    """pip before 23.3 needs lxml's extra before it comes to the packages that spell it in two ways; `make requirements` writes it first."""
    asked = [line for line in paper("requirements.txt").splitlines() if line and not line.lstrip().startswith("#")]
    lxml = re.compile(r"lxml==(\S+)")
    pinned = next(found[1] for line in asked if (found := lxml.fullmatch(line)))
    assert asked[0] == f"lxml[html-clean]=={pinned}"
