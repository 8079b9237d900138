"""The program's name stands in one place, and its city in none."""

import re
from pathlib import Path

from app.cli import commands
from app.export.shelf import MARKER
from app.feeds.channel import GENERATOR
from app.run.boot import user_agent
from app.values.program import AGENT, ENVIRONMENT, NAME, TITLE, header, variable
from app.values.settings import read_settings
from tests.processes import HOUSE

# Names of the shipped city, its province, river and publisher, and its time zone.
CITY = ("harbin", "哈尔滨", "heilongjiang", "黑龙江", "songhua", "松花江", "my399", "asia/shanghai")


def test_names_that_others_know_us_by_stay() -> None:
    assert (NAME, TITLE, AGENT, ENVIRONMENT) == ("harbin", "Harbin Today", "HarbinToday", "HARBIN_")
    assert (variable("base_url"), header("Signature")) == ("HARBIN_BASE_URL", "X-Harbin-Signature")
    assert (GENERATOR, MARKER) == ("Harbin Today", ".harbin-export")
    assert user_agent(read_settings({})).startswith("HarbinToday/")
    assert (commands.help or "").startswith("Harbin Today: ")
    assert "HARBIN_NO_CLOCK=1" in (commands.commands["serve"].help or "")


def test_the_program_knows_its_name_in_one_place_and_its_city_in_none() -> None:
    words = re.compile("|".join(CITY), re.IGNORECASE)
    files = [
        file
        for file in (HOUSE / "app").rglob("*.py")
        if file != HOUSE / "app" / "values" / "program.py"
    ]
    assert len(files) > 200
    assert [named for file in files if (named := _lines_with(words, file))] == []


def _lines_with(words: re.Pattern[str], file: Path) -> list[str]:
    lines = enumerate(file.read_text("utf-8").splitlines(), 1)
    return [f"{file.relative_to(HOUSE)}:{number}" for number, line in lines if words.search(line)]
