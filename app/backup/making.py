"""Making a backup while everything runs: the database as it is at one moment, then what lies beside
it.
"""

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

from app import __version__
from app.backup.alone import SCRATCH
from app.backup.archive import Writer, writing
from app.backup.manifest import Manifest, Origin
from app.run.folder import KEY, MARK, PICTURES, sync
from app.store import Store
from app.store.copying import copy_to_file
from app.values.errors import BackupError
from app.values.program import ENVIRONMENT, NAME, variable
from app.values.settings import Settings

Say = Callable[[str], None]

DATABASE = "database.db"
CAPTURES = "captures"
ENVIRONMENT_FILE, CITY_FILE = "settings.env", "settings.toml"
PLAIN, ENCRYPTED = ".tar.zst", ".tar.zst.age"
_FOLDER_FOR_ITS_OWNER, _FOR_ITS_OWNER = 0o700, 0o600
_PARTIAL = ".part"
# Whole megabytes, so that the words stay short.
_MEGA = 1_000_000


@dataclass(frozen=True, slots=True)
class Whole:
    """What of an installation goes into a backup beside its database: everything, with captures or
    without.
    """

    settings: Settings
    environ: Mapping[str, str]
    secret_key: str
    captures: bool


def name_at(moment: datetime, *, encrypted: bool) -> str:
    """The name of a backup that was made at a moment."""
    at = moment.astimezone(UTC)
    return f"{NAME}-{at:%Y%m%d-%H%M%S}{ENCRYPTED if encrypted else PLAIN}"


def moment_of(name: str) -> datetime | None:
    """When a backup with this name was made; None where it is none of ours."""
    base = name.removesuffix(ENCRYPTED).removesuffix(PLAIN)
    try:
        moment = datetime.strptime(f"{base}+0000", f"{NAME}-%Y%m%d-%H%M%S%z")
    except ValueError:
        return None
    return moment if base != name else None


@dataclass(frozen=True, slots=True)
class Making:
    """How a backup is made, at the moment `now`: of `whole`, or of the database alone; encrypted if
    there is a passphrase. The copy of the database lies in `scratch` meanwhile.
    """

    store: Store
    whole: Whole | None
    now: datetime
    passphrase: str
    scratch: Path
    say: Say = lambda _: None

    def into(self, folder: Path) -> tuple[Path, Manifest]:
        """Make a backup in a folder: nothing is there under its name before it is whole and on
        disk. BackupError.
        """
        path = folder / name_at(self.now, encrypted=bool(self.passphrase))
        aside = path.with_name(f".{path.name}{_PARTIAL}")
        with in_words(folder):
            folder.mkdir(_FOLDER_FOR_ITS_OWNER, parents=True, exist_ok=True)
            if path.exists():
                raise BackupError(f"{path} is there already: it was made within this second")
            try:
                descriptor = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, _FOR_ITS_OWNER)
                with os.fdopen(descriptor, "wb") as target:
                    manifest = self.to(target)
                    target.flush()
                    os.fsync(target.fileno())
                aside.rename(path)
            finally:
                aside.unlink(missing_ok=True)
            sync(folder)
        return path, manifest

    def to(self, target: BinaryIO) -> Manifest:
        """Write a backup; BackupError where there is no room."""
        with ExitStack() as stack:
            with in_words(self.scratch):
                _see_room(self.store, self.scratch)
                folder = stack.enter_context(
                    tempfile.TemporaryDirectory(prefix=SCRATCH, dir=self.scratch)
                )
                copy = Path(folder) / DATABASE
                copy_to_file(self.store.database, copy, lambda what: self.say(f"database: {what}"))
            with writing(target, self.passphrase) as writer:
                self.say("writing the database")
                writer.file(DATABASE, copy)
                copy.unlink()
                if self.whole is not None:
                    _put_whole(writer, self.whole, self.say)
                return writer.end(_origin(self.store, self.whole, self.now))


def _put_whole(writer: Writer, whole: Whole, say: Say) -> None:
    settings = whole.settings
    writer.text(KEY, whole.secret_key.encode())
    writer.file(MARK, settings.data_dir / MARK)
    writer.text(ENVIRONMENT_FILE, _environment(whole.environ))
    if named := whole.environ.get(variable("config")):
        writer.file(CITY_FILE, Path(named))
    for folder in (PICTURES, CAPTURES) if whole.captures else (PICTURES,):
        for number, path in enumerate(_files(settings.data_dir / folder)):
            if not number % 100:
                say(f"{folder}: {number}")
            writer.file(str(path.relative_to(settings.data_dir)), path)


def _files(folder: Path) -> Iterator[Path]:
    """The files in a folder, in an order that stays, without what is just being written."""
    for where, folders, names in os.walk(folder):
        folders.sort()
        yield from (Path(where, name) for name in sorted(names) if not name.endswith(_PARTIAL))


def _environment(environ: Mapping[str, str]) -> bytes:
    """The settings of the environment, one a line, as systemd and container engines read them."""
    ours = sorted(name for name in environ if name.startswith(ENVIRONMENT))
    return "".join(f"{name}={environ[name]}\n" for name in ours).encode()


def _origin(store: Store, whole: Whole | None, now: datetime) -> Origin:
    database = store.database
    return Origin(
        program=__version__,
        schema=store.standing().here or "",
        engine="sqlite" if database.is_sqlite else "postgresql",
        when=now,
        title=whole.settings.title if whole else "",
        base_url=whole.settings.base_url if whole else "",
    )


def _see_room(store: Store, folder: Path) -> None:
    """BackupError where a copy of the database would not find room."""
    wanted, free = store.database.size(), shutil.disk_usage(folder).free
    if free < wanted:
        raise BackupError(
            f"{folder} has room for {free // _MEGA} MB, and a copy of the database takes "
            f"{wanted // _MEGA + 1} MB: make room, or give another folder"
        )


@contextmanager
def in_words(where: Path | str) -> Iterator[None]:
    """Say in one line that something cannot be written there: BackupError."""
    try:
        yield
    except OSError as error:
        raise BackupError(f"cannot write to {where}: {error.strerror or error}") from error
