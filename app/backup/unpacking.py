"""Unpacking a backup: all of it is verified before anything is made of it."""

import errno
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from app.backup.alone import UNPACKED
from app.backup.archive import read
from app.backup.making import CAPTURES, CITY_FILE, DATABASE, ENVIRONMENT_FILE
from app.backup.manifest import Manifest
from app.run.folder import KEY, MARK, PICTURES
from app.store.copying import flaw_of_file
from app.values.errors import BackupError, BackupHindered

# What may be in a backup, beside what is in these folders.
_FILES = (DATABASE, KEY, MARK, ENVIRONMENT_FILE, CITY_FILE)
FOLDERS = (PICTURES, CAPTURES)
_FOR_ITS_OWNER, _FOLDER_FOR_ITS_OWNER = 0o600, 0o700
_MEGA = 1_000_000
# What says nothing of a file that is read: no room, no right to write, no memory, too many files.
_NOT_ITS_OWN = frozenset(
    (
        errno.ENOSPC,
        errno.EDQUOT,
        errno.EFBIG,
        errno.EROFS,
        errno.ENOMEM,
        errno.EMFILE,
        errno.ENFILE,
    )
)


@dataclass(frozen=True, slots=True)
class Unpacked:
    """A backup that was unpacked into a folder and found to be whole."""

    folder: Path
    manifest: Manifest

    @property
    def database(self) -> Path:
        """Its database, as a file."""
        return self.folder / DATABASE

    @property
    def is_whole(self) -> bool:
        """Whether it holds an installation, and not its database alone."""
        return (self.folder / KEY).exists()


def verify(path: Path, passphrase: str, scratch: Path) -> Manifest:
    """Read a whole backup and look into its database; BackupError says what is wrong with it,
    BackupHindered why that cannot be said here and now.
    """
    with _source(path) as source, _scratch(scratch) as folder:
        copy = folder / DATABASE

        def keep(name: str) -> BinaryIO | None:
            return _new(copy) if name == DATABASE else None

        manifest = _in_words(path, lambda: read(source, passphrase, keep))
        _look_into(path, copy)
        return manifest


@contextmanager
def unpacked(path: Path, passphrase: str, scratch: Path) -> Iterator[Unpacked]:
    """A backup, unpacked beside where it is to lie, and verified; BackupError."""
    with _source(path) as source, _scratch(scratch) as folder:
        _see_room(path, folder)
        manifest = _in_words(
            path, lambda: read(source, passphrase, lambda name: _place_of(folder, name))
        )
        _look_into(path, folder / DATABASE)
        yield Unpacked(folder, manifest)


def _place_of(folder: Path, name: str) -> BinaryIO:
    """Where a part of a backup is unpacked; BackupError for one that does not belong there."""
    parts = PurePosixPath(name).parts
    within = len(parts) > 1 and parts[0] in FOLDERS
    if not (name in _FILES or within) or ".." in parts or "\\" in name or "\0" in name:
        raise BackupError(f"{name!r} does not belong there")
    path = folder.joinpath(*parts)
    path.parent.mkdir(_FOLDER_FOR_ITS_OWNER, parents=True, exist_ok=True)
    return _new(path)


def _new(path: Path) -> BinaryIO:
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _FOR_ITS_OWNER), "wb")


def _look_into(path: Path, copy: Path) -> None:
    if not copy.exists():
        raise BackupError(f"{path} holds no database")
    if flaw := flaw_of_file(copy):
        raise BackupError(f"the database in {path} is broken: {flaw}")


@contextmanager
def _source(path: Path) -> Iterator[BinaryIO]:
    try:
        with path.open("rb") as source:
            yield source
    except IsADirectoryError as error:
        raise BackupError(f"{path} is a folder; name one of the backups in it") from error
    except (FileNotFoundError, PermissionError) as error:
        if error.filename not in (None, str(path), path):
            raise
        # A disk that is not there now says nothing of what lies on it.
        kind = BackupError if path.parent.is_dir() else BackupHindered
        raise kind(f"cannot read {path}: {error.strerror}") from error


@contextmanager
def _scratch(where: Path) -> Iterator[Path]:
    with ExitStack() as stack:
        try:
            made = tempfile.TemporaryDirectory(prefix=UNPACKED, dir=where)
        except OSError as error:
            raise BackupHindered(f"cannot write to {where}: {error.strerror or error}") from error
        yield Path(stack.enter_context(made))


def _in_words(path: Path, work: Callable[[], Manifest]) -> Manifest:
    try:
        return work()
    except BackupError as error:
        raise BackupError(f"{path} cannot be used: {error}") from error
    except OSError as error:
        kind = BackupHindered if error.errno in _NOT_ITS_OWN else BackupError
        raise kind(f"{path} cannot be unpacked: {error.strerror or error}") from error


def _see_room(path: Path, folder: Path) -> None:
    """BackupError where not even what is packed would find room."""
    wanted, free = path.stat().st_size, shutil.disk_usage(folder).free
    if free < wanted:
        raise BackupHindered(
            f"{folder.parent} has room for {free // _MEGA} MB, and {path} holds more than "
            f"{wanted // _MEGA} MB: make room"
        )
