"""The processes that a process started, and those that these started: what they hold, their end.

A browser is many processes in several groups, since playwright's driver gives chromium one of its
own. They are told by who started them; whoever loses its parent falls to the one that asked to be
the parent of orphans (`adopt_orphans`), so that nobody gets away.
"""

import ctypes
import os
import signal
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

_PROC = Path("/proc")
_ADOPT = 36  # PR_SET_CHILD_SUBREAPER, in <linux/prctl.h>
_DEAD = "ZX"
_ROUNDS = 20


@dataclass(frozen=True, slots=True)
class Process:
    """A living process: who started it, and its group."""

    pid: int
    parent: int
    group: int


def adopt_orphans() -> None:
    """Become the parent of all that is left behind below this process."""
    with suppress(AttributeError, OSError):
        ctypes.CDLL(None).prctl(_ADOPT, 1, 0, 0, 0)


def below(pid: int) -> list[Process]:
    """The living processes that a process started, at whatever remove."""
    children: dict[int, list[Process]] = {}
    for process in _all():
        children.setdefault(process.parent, []).append(process)
    found: list[Process] = []
    parents = [pid]
    while parents:
        started = children.get(parents.pop(), [])
        found += started
        parents += [process.pid for process in started]
    return found


def held_by(pid: int) -> int:
    """How many bytes of memory a process and all below it hold: what each has for itself, and once
    what they share. Their programs' files do not count, since the system can let go of them.
    """
    alone, shared = 0, 0
    for each in [pid, *(process.pid for process in below(pid))]:
        with suppress(OSError):
            status = (_PROC / str(each) / "status").read_text(errors="replace")
            alone += _kilobytes(status, "RssAnon")
            shared = max(shared, _kilobytes(status, "RssShmem"))
    return (alone + shared) * 1024


def end_below(pid: int) -> None:
    """Kill all that a process started, group by group, until nothing is left."""
    for _ in range(_ROUNDS):
        processes = below(pid)
        if not processes:
            return
        # The group of the process itself lives on; who is in it is killed alone.
        own = os.getpgid(pid)
        for group in {process.group for process in processes} - {own}:
            with suppress(OSError):
                os.killpg(group, signal.SIGKILL)
        for process in processes:
            with suppress(OSError):
                os.kill(process.pid, signal.SIGKILL)


def bury() -> None:
    """Take note of the death of all children of this process; it has none afterwards that died."""
    with suppress(ChildProcessError):
        while os.waitpid(-1, 0)[0]:
            pass


def _kilobytes(status: str, name: str) -> int:
    """A figure of a process; 0 for one that has ended."""
    figure = status.partition(f"\n{name}:")[2].split(maxsplit=1)
    return int(figure[0]) if figure else 0


def _all() -> Iterator[Process]:
    for name in os.listdir(_PROC) if _PROC.is_dir() else ():
        if not name.isdigit():
            continue
        try:
            # A name in brackets may hold anything.
            words = (_PROC / name / "stat").read_text(errors="replace").rpartition(")")[2].split()
            if words[0] not in _DEAD:
                yield Process(int(name), int(words[1]), int(words[2]))
        except (OSError, IndexError, ValueError):
            continue  # it ended meanwhile
