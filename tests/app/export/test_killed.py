"""Whatever kills an export, and whenever: the folder holds the former edition or the new one."""

import shutil
import signal
from pathlib import Path

import pytest

from tests.dying import killed, moments
from tests.processes import app, environment

pytestmark = [pytest.mark.slow, pytest.mark.process]


def edition(folder: Path) -> dict[str, bytes]:
    """The files of an edition; what is compressed beside them follows from them."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and path.suffix not in (".gz", ".br")
    }


def test_an_export_that_is_killed_leaves_a_whole_edition(tmp_path: Path) -> None:
    env = environment(tmp_path)
    write = ("items", "add", "--text-file", "README.md", "--publish", "--title")
    before, after, first = (tmp_path / name for name in ("before", "after", "first"))
    assert app(*write, "Ice", env=env).returncode == 0
    assert app("export", str(before), env=env).returncode == 0
    assert app(*write, "Thaw", env=env).returncode == 0
    assert app("export", str(after), env=env).returncode == 0
    whole = [edition(before), edition(after)]
    shutil.copytree(before, first)
    found = set()
    for number in moments("export", str(first), env=env):
        folder = tmp_path / f"at-{number}"
        shutil.copytree(before, folder)
        assert killed(number, "export", str(folder), env=env).returncode == -signal.SIGKILL
        left = edition(folder)
        assert left in whole
        found.add(whole.index(left))
        assert app("export", str(folder), env=env).returncode == 0
        assert edition(folder) == whole[1]
        assert not [*tmp_path.glob(f"{folder.name}.new-*")]
    assert found == {0, 1}
