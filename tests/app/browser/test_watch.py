"""What a page may cost, by a clock that the test turns; which processes are below another."""

import os
import subprocess
import sys
from threading import Event

import pytest

from app.browser.bounds import Bounds
from app.browser.processes import below, end_below, held_by
from app.browser.watch import Watch

BOUNDS = Bounds(own_seconds=20, all_seconds=120, memory_bytes=500, look_seconds=0.001)


class Meter:
    """A clock that the test turns, and how much memory is held."""

    def __init__(self) -> None:
        self.time = 100.0
        self.held = 0
        self.ended = Event()

    def watch(self) -> Watch:
        return Watch(BOUNDS, 20, lambda: self.held, self.ended.set, lambda: self.time)


def test_a_page_has_its_own_seconds_beside_those_of_our_fetcher() -> None:
    meter = Meter()
    with meter.watch() as watch:
        meter.time += 10
        with watch.elsewhere():
            meter.time += 90
        meter.time += 9
        assert watch._judge() is None
        meter.time += 2
        assert meter.ended.wait(60)
    assert watch.excess == ("timeout", "drawing the page in the browser took more than 20 s")


def test_what_the_page_waits_for_has_an_end_too() -> None:
    meter = Meter()
    with meter.watch() as watch, watch.elsewhere():
        meter.time += 119
        assert watch._judge() is None
        meter.time += 2
        assert meter.ended.wait(60)
    assert watch.excess is not None
    assert "at the pace of its hosts, took more than 120 s" in watch.excess[1]


def test_memory_is_looked_at_while_the_page_waits() -> None:
    meter = Meter()
    with meter.watch() as watch, watch.elsewhere():
        meter.held = 501
        assert meter.ended.wait(60)
    assert watch.excess is not None
    assert watch.excess[0] == "too-large"


def test_nothing_ends_what_is_within_its_bounds() -> None:
    meter = Meter()
    with meter.watch() as watch:
        meter.time, meter.held = meter.time + 19, 500
    assert watch.excess is None
    assert not meter.ended.is_set()


# A process that is left with a child of a child, and has one of its own; both in other sessions.
_FAMILY = """
import subprocess, sys
from app.browser.processes import adopt_orphans
adopt_orphans()
waits = [sys.executable, "-c", "import signal; signal.pause()"]
leaves = f"import subprocess; subprocess.Popen({waits})"
subprocess.run([sys.executable, "-c", leaves], start_new_session=True)
subprocess.Popen(waits, start_new_session=True)
print("ready", flush=True)
input()
"""


def test_whoever_a_process_started_is_found_and_ended_in_whatever_group() -> None:
    with subprocess.Popen(
        [sys.executable, "-c", _FAMILY], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as family:
        assert family.stdout is not None
        assert family.stdout.readline() == b"ready\n"
        found = below(family.pid)
        assert [each.parent for each in found] == [family.pid] * 2
        assert len({each.group for each in found} | {os.getpgid(family.pid)}) == 3
        assert held_by(family.pid) > held_by(found[0].pid) > 100_000
        end_below(family.pid)
        assert below(family.pid) == []
        assert family.poll() is None
        family.kill()
    assert family.pid not in {each.pid for each in below(os.getpid())}


def test_a_process_that_is_gone_has_nothing_below_it() -> None:
    with subprocess.Popen([sys.executable, "-c", ""]) as gone:
        gone.wait()
    assert below(gone.pid) == []
    assert held_by(gone.pid) == 0
    end_below(gone.pid)


@pytest.mark.parametrize("name", ["RssAnon", "RssShmem"])
def test_the_system_says_what_a_process_holds(name: str) -> None:
    with open("/proc/self/status") as status:
        assert f"\n{name}:" in status.read()
