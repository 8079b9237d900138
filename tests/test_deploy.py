"""What stands in deploy/ and in docs/operate.md works: unit, container, web servers, ten steps."""

import faulthandler
import os
import re
import shutil
import subprocess

import pytest

from tests.processes import HOUSE

STEPS = re.compile(r"^### (\d+)\. .+\n(?:.*\n)*?```sh\n((?:.*\n)+?)```$", re.MULTILINE)
PATIENCE = 1500
SYSTEMD = shutil.which("systemd-analyze")


def guide() -> str:
    return (HOUSE / "docs" / "operate.md").read_text(encoding="utf-8")


def test_the_way_to_a_newsroom_has_ten_steps() -> None:
    steps = guide().split("\n## ")[1]
    assert [number for number, _ in STEPS.findall(steps)] == [str(n) for n in range(1, 11)]
    assert steps.count("```sh") == steps.count("\n### ") == 10


def test_the_guide_writes_the_caddyfile_that_is_shipped() -> None:
    shipped = (HOUSE / "deploy" / "Caddyfile").read_text().split("# 2. ")[1]
    (site,) = re.findall(r"^live\.example\.org (\{.*^\})$", shipped, re.MULTILINE | re.DOTALL)
    assert f"Caddyfile <<'END'\nnews.example.org {site}\nEND\n" in guide()


@pytest.mark.skipif(SYSTEMD is None, reason="no systemd here")
def test_the_unit_is_exposed_to_little() -> None:
    """2.5 of 10 at most, as systemd counts."""
    assert SYSTEMD
    done = subprocess.run(
        [SYSTEMD, "security", "--offline=true", "--threshold=25", "harbin-today.service"],
        cwd=HOUSE / "deploy",
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout.splitlines()[-1]


@pytest.mark.slow
@pytest.mark.process
@pytest.mark.xdist_group("deploy")
@pytest.mark.skipif(os.geteuid() != 0, reason="deploy/check makes namespaces, for which it is root")
@pytest.mark.skipif(shutil.which("apt-get") is None, reason="deploy/check needs Debian or Ubuntu")
@pytest.mark.parametrize("part", ["container", "server"])
def test_what_is_deployed_was_tried(part: str) -> None:
    # It takes minutes, in which the test does not hang.
    faulthandler.cancel_dump_traceback_later()
    done = subprocess.run(
        [HOUSE / "deploy" / "check", part],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    assert done.returncode == 0, done.stdout
