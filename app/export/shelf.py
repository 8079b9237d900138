"""The folder of an export: the new edition grows beside the old one, and takes its place at once
when it is whole.

Decision 0068.
"""

import ctypes
import fcntl
import gzip
import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from glob import escape
from pathlib import Path
from types import TracebackType
from typing import IO, Self

import brotli

from app.edition import is_worth
from app.values.errors import UsageError
from app.values.program import NAME

MARKER = f".{NAME}-export"
_GZIP_LEVEL, _BROTLI_QUALITY = 9, 9
_WINDOWS = (16, 22)
_EXCHANGE, _HERE = 2, -100


class Shelf:
    """Writes files of a new edition beside `folder`, unchanged ones as links to what is there;
    `put_in_place` makes it the edition.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder.resolve()
        _check(self.folder)
        self.written = self.unchanged = 0
        self._new = self.folder.with_name(f"{self.folder.name}.new-{secrets.token_hex(4)}")
        self._lock: IO[str] | None = None

    def __enter__(self) -> Self:
        self.folder.parent.mkdir(parents=True, exist_ok=True)
        # One at a time, so that none takes what another has just begun for what was left.
        with _alone_in(self.folder.parent):
            _tidy(self.folder)
            self._new.mkdir()
            self._lock = (self._new / MARKER).open("w")
            fcntl.flock(self._lock, fcntl.LOCK_EX)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._lock is not None:
            self._lock.close()
        shutil.rmtree(self._new, ignore_errors=True)

    def write(self, name: str, body: bytes, content_type: str) -> bool:
        """Write a file, and what of it is text compressed beside it; whether there was none of that
        name yet.
        """
        path, before = self._new / name, self.folder / name
        if path.exists():
            return False
        path.parent.mkdir(parents=True, exist_ok=True)
        is_same = (
            before.is_file() and before.stat().st_size == len(body) and before.read_bytes() == body
        )
        self.unchanged += is_same
        self.written += 1
        coded = {"gz": _gzipped, "br": _brotlied} if is_worth(body, content_type) else {}
        if is_same:
            _link(before, path)
        else:
            path.write_bytes(body)
            _age(path, before)
        for ending, code in coded.items():
            beside, known = (
                path.with_name(f"{path.name}.{ending}"),
                before.with_name(f"{before.name}.{ending}"),
            )
            if is_same and known.is_file():
                _link(known, beside)
            else:
                beside.write_bytes(code(body))
                shutil.copystat(path, beside)
        return True

    def alias(self, name: str, target: str) -> None:
        """Let a file stand under another name too; nothing happens when there is no such file, or
        something stands there already.
        """
        for ending in ("", ".gz", ".br"):
            source, path = self._new / f"{target}{ending}", self._new / f"{name}{ending}"
            if name and source.is_file() and not path.exists():
                path.parent.mkdir(parents=True, exist_ok=True)
                _link(source, path)

    def put_in_place(self, edition: int) -> None:
        """Let the new edition take the place of the old one, all of it at once."""
        assert self._lock is not None
        self._lock.write(f"edition {edition}\n")
        self._lock.flush()
        os.sync()
        if not self.folder.exists():
            self._new.rename(self.folder)
        elif not _exchange(self._new, self.folder):
            old = self._new.with_name(f"{self._new.name}-old")
            self.folder.rename(old)
            self._new.rename(self.folder)
            old.rename(self._new)


def _check(folder: Path) -> None:
    """Refuse to take the place of what is not ours."""
    if not folder.name or (folder.exists() and not folder.is_dir()):
        raise UsageError(f"{folder} is no folder that could be made")
    if folder.is_dir() and not (folder / MARKER).is_file() and any(folder.iterdir()):
        raise UsageError(
            f"{folder} holds something else than an export of ours; name another folder, or empty "
            f"this one"
        )


@contextmanager
def _alone_in(parent: Path) -> Iterator[None]:
    """Hold a folder's lock, where its file system has such."""
    opened = os.open(parent, os.O_RDONLY | os.O_DIRECTORY)
    try:
        with suppress(OSError):
            fcntl.flock(opened, fcntl.LOCK_EX)
        yield
    finally:
        os.close(opened)


def _tidy(folder: Path) -> None:
    """Remove what exports left that were broken off; one that still runs holds the lock of its
    marker.
    """
    # Of one that was broken off before it wrote anything, there is an empty folder.
    for empty in folder.parent.glob(f"{escape(folder.name)}.new-{'[0-9a-f]' * 8}"):
        with suppress(OSError):
            empty.rmdir()
    for left in folder.parent.glob(f"{escape(folder.name)}.new-*"):
        marker = left / MARKER
        with suppress(OSError), marker.open() as file:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            shutil.rmtree(left, ignore_errors=True)


def _link(source: Path, path: Path) -> None:
    try:
        path.hardlink_to(source)
    except OSError:  # a file system without links
        shutil.copy2(source, path)


def _age(path: Path, before: Path) -> None:
    """Make a changed file younger than the one before by a second at least: seconds are all that
    validators of web servers compare.
    """
    with suppress(FileNotFoundError):
        least = int(before.stat().st_mtime) + 1
        if path.stat().st_mtime < least:
            os.utime(path, (least, least))


def _exchange(one: Path, other: Path) -> bool:
    """Exchange two folders in one step, where the system can."""
    rename = getattr(ctypes.CDLL(None), "renameat2", None)
    return (
        rename is not None
        and rename(_HERE, os.fsencode(one), _HERE, os.fsencode(other), _EXCHANGE) == 0
    )


def _gzipped(body: bytes) -> bytes:
    return gzip.compress(body, _GZIP_LEVEL, mtime=0)


def _brotlied(body: bytes) -> bytes:
    # A window as large as the body: a larger one makes it no smaller, and costs ten times as much.
    window = min(max(len(body).bit_length(), _WINDOWS[0]), _WINDOWS[1])
    compressed: bytes = brotli.compress(body, quality=_BROTLI_QUALITY, lgwin=window)
    return compressed
