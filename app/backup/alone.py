"""One backup at a time: what another one that was broken off has left is deleted first."""

import fcntl
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from app.values.errors import Conflict

SCRATCH, UNPACKED = "backup-", "restore-"
_LOCK = "backup.lock"


@contextmanager
def alone(data: Path) -> Iterator[None]:
    """See that one process at a time makes or reads backups of a data folder; Conflict. A
    process that ends lets go.
    """
    with (data / _LOCK).open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise Conflict("another backup is being made or read; try again later") from error
        for prefix in (SCRATCH, UNPACKED):
            for left in data.glob(f"{prefix}*"):
                shutil.rmtree(left, ignore_errors=True)
        yield
