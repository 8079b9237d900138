"""The last step of a restore: what was unpacked and verified takes its place. It is begun once and
always finished, whatever ends the process that began it.

Decision 0127.
"""

import fcntl
import json
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from app.run.folder import keep, sync
from app.values.errors import Conflict

PLAN = "restore.json"
_LOCK = "restore.lock"
# What SQLite keeps beside a database, and would read into another one of its name.
_BESIDE = ("-wal", "-shm", "-journal")


@dataclass(frozen=True, slots=True)
class Plan:
    """What a restore still has to do: put each of `moves` (from, to) in its place, and delete the
    folder in which it was unpacked.

    `token` stands in a database that was filled, and not in one that was not, where one had to be
    filled first.
    """

    unpacked: str
    moves: tuple[tuple[str, str], ...]
    token: str = ""


def begin(folder: Path, plan: Plan) -> None:
    """Write down in a data folder what is to be done from now on."""
    keep(folder / PLAN, json.dumps(asdict(plan)))


def planned(folder: Path) -> Plan | None:
    """What a restore that was broken off still has to do in a data folder."""
    try:
        written = json.loads((folder / PLAN).read_text())
    except FileNotFoundError:
        return None
    moves = tuple((str(old), str(new)) for old, new in written["moves"])
    return Plan(written["unpacked"], moves, written["token"])


def finish(folder: Path, is_filled: Callable[[str], bool]) -> None:
    """Do what a restore of a data folder still has to do, if anything; `is_filled` tells whether a
    database holds a token. Conflict while another process does so.
    """
    if not (folder / PLAN).exists():
        return
    with alone(folder):
        plan = planned(folder)
        if plan is not None:
            settle(folder, plan, is_filled)


def settle(folder: Path, plan: Plan, is_filled: Callable[[str], bool]) -> None:
    """Put everything in its place, unless its database was not filled: then nothing."""
    if not plan.token or is_filled(plan.token):
        place(plan)
    give_up(folder, plan)


def place(plan: Plan) -> None:
    """Put everything in its place; what was done already stays as it is."""
    for old, new in ((Path(old), Path(new)) for old, new in plan.moves):
        if not os.path.lexists(old):
            continue
        for each in (new, *(new.with_name(new.name + ending) for ending in _BESIDE)):
            _delete(each)
        old.rename(new)
        sync(new.parent)


def give_up(folder: Path, plan: Plan) -> None:
    """Delete what was unpacked, and then what was to be done with it."""
    for old, _ in plan.moves:
        _delete(Path(old))
    _delete(Path(plan.unpacked))
    (folder / PLAN).unlink(missing_ok=True)
    sync(folder)


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """See that one process at a time restores into a data folder; Conflict. A process that ends
    lets go.
    """
    with (folder / _LOCK).open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise Conflict("a backup is being restored; wait until that is done") from error
        yield


def _delete(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)
