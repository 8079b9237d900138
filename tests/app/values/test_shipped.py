"""Where the program's own files lie, and where it keeps what it is given."""

from pathlib import Path

import pytest

from app.values.settings import read_settings
from app.values.shipped import IS_INSTALLED, shipped, usual_data_dir
from tests.processes import HOUSE


@pytest.mark.parametrize(
    "path", ["templates/site/base.html", "app/translations/babel.cfg", "deploy/harbin.toml"]
)
def test_in_a_checkout_files_lie_where_their_names_say(path: str) -> None:
    assert not IS_INSTALLED
    assert shipped(path) == HOUSE / path
    assert shipped(path).is_file()


def test_a_checkout_keeps_its_data_in_var() -> None:
    assert usual_data_dir({"XDG_DATA_HOME": "/elsewhere"}) == Path("var")
    assert read_settings({"HOME": "/home/wei"}).data_dir == Path("var").absolute()


@pytest.mark.parametrize(
    ("environ", "folder"),
    [
        ({"HOME": "/home/wei"}, "/home/wei/.local/share/harbin-today"),
        ({"HOME": "/home/wei", "XDG_DATA_HOME": ""}, "/home/wei/.local/share/harbin-today"),
        ({"HOME": "/home/wei", "XDG_DATA_HOME": "here"}, "/home/wei/.local/share/harbin-today"),
        ({"HOME": "/home/wei", "XDG_DATA_HOME": "/data"}, "/data/harbin-today"),
        ({}, str(Path.home() / ".local/share/harbin-today")),
    ],
)
def test_an_installed_program_keeps_its_data_where_the_system_wants_them(
    environ: dict[str, str], folder: str
) -> None:
    assert usual_data_dir(environ, installed=True) == Path(folder)
