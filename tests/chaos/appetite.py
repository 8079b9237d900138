"""A collection in a process of its own that may take 400 MB: `python -m tests.chaos.appetite FOLDER
HOST:PORT`.
"""

import os
import re
import resource
import sys
import threading
from pathlib import Path

from tests.conftest import FakeClock

from .newsroom import Newsroom

_MOST = 400 * 2**20
_PAGE_SIZE = resource.getpagesize()


def _watch(over: threading.Event) -> None:
    while not over.wait(0.02):
        if int(Path("/proc/self/statm").read_text().split()[1]) * _PAGE_SIZE > _MOST:
            print("more than 400 MB", flush=True)
            os._exit(3)


def _peak_megabytes() -> int:
    """The most memory that was resident; getrusage would count that of the process that started
    this one, too (VmHWM, proc(5)).
    """
    found = re.search(r"^VmHWM:\s+(\d+) kB", Path("/proc/self/status").read_text(), re.M)
    assert found
    return int(found[1]) // 1024


def main(folder: str, host: str) -> None:
    """Collect by the usual limits, twice."""
    over, clock = threading.Event(), FakeClock()
    threading.Thread(target=_watch, args=(over,), daemon=True).start()
    with Newsroom(Path(folder), clock, limits=None, allow=[host]) as room:
        room.add_url(f"http://{host}/city/list.html")
        for _ in range(2):
            room.tick()
            clock.turn(hours=2)
        published = len(room.titles())
    over.set()
    most = _peak_megabytes()
    print(f"{most} MB at most")
    if most > _MOST >> 20:
        sys.exit(3)
    print(f"{published} published")


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
