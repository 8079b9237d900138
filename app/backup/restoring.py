"""Putting a backup back: verified before anything is touched, then all of it or nothing."""

import os
import secrets
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from app.backup.alone import UNPACKED
from app.backup.archive import read
from app.backup.making import CAPTURES, CITY_FILE, DATABASE, ENVIRONMENT_FILE, Say
from app.backup.manifest import Manifest
from app.run import placing
from app.run.folder import KEY, MARK, PICTURES, has_pictures
from app.store import Store
from app.store.copying import (
    copy_from_file,
    flaw_of_file,
    is_empty,
    make_index_of_file,
    stand_alone,
)
from app.values.errors import BackupError, SchemaError, SettingError
from app.values.program import variable
from app.values.sealing import Seal
from app.values.settings import Settings

# What may be in a backup, beside what is in these folders.
_FILES = (DATABASE, KEY, MARK, ENVIRONMENT_FILE, CITY_FILE)
_FOLDERS = (PICTURES, CAPTURES)
# Not what an installation works with: laid beside it for people to look at.
_FOR_PEOPLE = {ENVIRONMENT_FILE: "restored-settings.env", CITY_FILE: "restored-settings.toml"}
_FOR_ITS_OWNER = 0o600
_MEGA = 1_000_000

Open = Callable[[str], Store]


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
    """Read a whole backup and look into its database; BackupError says what is wrong with it."""
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


def see_whether_empty(settings: Settings, store: Store) -> str:
    """What of an installation a restore would replace, in words; empty where nothing is there."""
    if not is_empty(store.database):
        return "its database is not empty"
    if has_pictures(settings.data_dir):
        return f"pictures lie in {settings.data_dir}"
    return ""


def make_ready(
    backup: Unpacked, settings: Settings, open_store: Open, now: datetime, *, live: bool, say: Say
) -> str:
    """Bring what was unpacked to this program's schema, and see that it fits the settings; returns
    the token that stands in its database from now on. SchemaError, SettingError.
    """
    store = open_store(f"sqlite:///{backup.database}")
    try:
        standing = store.standing()
        if standing.is_older:
            say("upgrading the database")
            store.migrate()
        elif standing.refusal:
            raise SchemaError(standing.refusal)
        _see_key(backup, settings, store)
        token = secrets.token_hex(8)
        with store.transaction() as tx:
            tx.installation.hold(None if live else now)
            tx.installation.restored(token, now)
    finally:
        store.close()
    to_sqlite = settings.database_url.startswith("sqlite")
    if to_sqlite and backup.manifest.origin.engine != "sqlite":
        make_index_of_file(backup.database, say)
    return token


def put_in_place(
    backup: Unpacked, settings: Settings, open_store: Open, token: str, say: Say
) -> None:
    """Let what was made ready take the place of what is there: all of it or nothing, whatever ends
    this process.
    """
    data = settings.data_dir
    # Out of the hands of whoever tidies up what was unpacked.
    folder = Path(tempfile.mkdtemp(prefix="restored-", dir=data))
    store = open_store(settings.database_url)
    try:
        stand_alone(store.database)
        moves = list(_moves(backup, folder, data))
        if store.database.is_sqlite:
            target = Path(store.database.url.database or "")
            beside = target.with_name(f"{target.name}.restored")
            shutil.move(backup.database, beside)
            _sync(beside)
            moves.append((str(beside), str(target)))
            store.close()
            plan = placing.Plan(str(folder), tuple(moves))
            placing.begin(data, plan)
        else:
            plan = placing.Plan(str(folder), tuple(moves), token)
            placing.begin(data, plan)
            copy_from_file(backup.database, store.database, say)
        placing.place(plan)
        placing.give_up(data, plan)
    except BaseException:
        if placing.planned(data) is None:
            shutil.rmtree(folder, ignore_errors=True)
        raise
    finally:
        store.close()


def _moves(backup: Unpacked, folder: Path, data: Path) -> Iterator[tuple[str, str]]:
    """What has to be moved from where to where, once the database is there."""
    for name in (MARK, KEY, *_FOR_PEOPLE, *_FOLDERS):
        source = backup.folder / name
        if not source.exists():
            if name == PICTURES and backup.is_whole:
                source.mkdir()
            else:
                continue
        old = folder / name
        source.rename(old)
        yield str(old), str(data / _FOR_PEOPLE.get(name, name))


def _see_key(backup: Unpacked, settings: Settings, store: Store) -> None:
    """See that the key that will be at hand is the one with which the database was sealed."""
    known = store.installation.known()
    if known is None:
        return
    given = settings.secret_key
    if not given and backup.is_whole:
        given = (backup.folder / KEY).read_text().strip()
    if given and Seal(given).check != known.key_check:
        raise SettingError(
            variable("secret_key"),
            "this is not the key that the backup was made with; the backup brings its own, so set "
            "none, or set that one",
        )


def _place_of(folder: Path, name: str) -> BinaryIO:
    """Where a part of a backup is unpacked; BackupError for one that does not belong there."""
    parts = PurePosixPath(name).parts
    within = len(parts) > 1 and parts[0] in _FOLDERS
    if not (name in _FILES or within) or ".." in parts or "\\" in name or "\0" in name:
        raise BackupError(f"{name!r} does not belong there")
    path = folder.joinpath(*parts)
    path.parent.mkdir(0o700, parents=True, exist_ok=True)
    return _new(path)


def _new(path: Path) -> BinaryIO:
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _FOR_ITS_OWNER), "wb")


def _sync(path: Path) -> None:
    with path.open("rb") as file:
        os.fsync(file.fileno())


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
        raise BackupError(f"cannot read {path}: {error.strerror}") from error


@contextmanager
def _scratch(where: Path) -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix=UNPACKED, dir=where) as folder:
        yield Path(folder)


def _in_words(path: Path, work: Callable[[], Manifest]) -> Manifest:
    try:
        return work()
    except BackupError as error:
        raise BackupError(f"{path} cannot be used: {error}") from error
    except OSError as error:
        raise BackupError(f"{path} cannot be unpacked: {error.strerror or error}") from error


def _see_room(path: Path, folder: Path) -> None:
    """BackupError where not even what is packed would find room."""
    wanted, free = path.stat().st_size, shutil.disk_usage(folder).free
    if free < wanted:
        raise BackupError(
            f"{folder.parent} has room for {free // _MEGA} MB, and {path} holds more than "
            f"{wanted // _MEGA} MB: make room"
        )
