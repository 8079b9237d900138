"""Putting a backup back: verified before anything is touched, then all of it or nothing.

Decision 0127.
"""

import os
import secrets
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path

from app.backup.alone import alone
from app.backup.making import CITY_FILE, ENVIRONMENT_FILE, Making, Say, Whole
from app.backup.manifest import Origin
from app.backup.unpacking import FOLDERS, Unpacked, unpacked
from app.run import placing
from app.run.boot import is_restored, open_store, store_at
from app.run.folder import KEY, MARK, PICTURES, has_pictures
from app.run.installation import key_of
from app.store import Store, Transaction, in_transaction
from app.store.copying import copy_from_file, is_empty, make_index_of_file, stand_alone
from app.values.errors import BackupError, SchemaError, SettingError
from app.values.program import variable
from app.values.sealing import Seal
from app.values.settings import Settings

# Not what an installation works with: laid beside it for people to look at.
_FOR_PEOPLE = {ENVIRONMENT_FILE: "restored-settings.env", CITY_FILE: "restored-settings.toml"}
FOLDER = "backups"
_UNPACKED = "unpacked-"


@dataclass(frozen=True, slots=True)
class Restored:
    """What was restored, and in which file what it took the place of is; None where nothing was
    there.
    """

    origin: Origin
    saved: Path | None


@dataclass(frozen=True, slots=True)
class Restoring:
    """How a backup is put back into an installation. `agree` is asked before something is replaced
    and raises BackupError where that is not meant; `passphrase` opens backups, and closes the one
    that is made of what is replaced.
    """

    settings: Settings
    environ: Mapping[str, str]
    passphrase: str
    now: datetime
    say: Say
    agree: Callable[[Origin], None]
    replace: bool = False
    live: bool = False

    def restore(self, file: Path) -> Restored:
        """Put a backup back, of SQLite or PostgreSQL into either; nothing is changed where it
        cannot be used, or does not fit (BackupError, SettingError, SchemaError, Conflict). What is
        replaced is in a backup of its own before.
        """
        data = self.settings.data_dir
        with (
            closing(open_store(self.settings)) as store,
            alone(data),
            placing.alone(data),
        ):
            for left in data.glob(f"{_UNPACKED}*"):  # nobody is to finish what was left there
                shutil.rmtree(left, ignore_errors=True)
            what = _what_is_here(self.settings, store)
            if what:
                store.prepare()
            if what and not self.replace:
                raise BackupError(
                    f"something is here already ({what}): --replace puts the backup in its place, "
                    f"after a backup of what is here"
                )
            with unpacked(file, self.passphrase, data) as backup:
                token, saved = self._make_ready(backup), None
                if what:
                    self.agree(backup.manifest.origin)
                    store.close()
                    stand_alone(store.database)
                    saved = self._save_what_is_here(store)
                store.close()
                self._put_in_place(backup, token)
                return Restored(backup.manifest.origin, saved)

    def _make_ready(self, backup: Unpacked) -> str:
        """Bring what was unpacked to this program's schema, and see that it fits the settings;
        returns the token that stands in its database from now on.
        """
        with closing(store_at(f"sqlite:///{backup.database}", self.settings)) as store:
            standing = store.standing()
            if standing.is_older:
                self.say("upgrading the database")
                store.migrate()
            elif standing.refusal:
                raise SchemaError(standing.refusal)
            _see_key(backup, self.settings, store)
            token = secrets.token_hex(8)
            _mark_copy(store, None if self.live else self.now, token, self.now)
        to_sqlite = self.settings.database_url.startswith("sqlite")
        if to_sqlite and backup.manifest.origin.engine != "sqlite":
            make_index_of_file(backup.database, self.say)
        return token

    def _save_what_is_here(self, store: Store) -> Path:
        settings = self.settings
        key = key_of(settings, store) if store.installation.known() else ""
        whole = Whole(settings, self.environ, key, captures=True)
        folder = folder_of(settings)
        making = Making(store, whole, self.now, self.passphrase, settings.data_dir, self.say)
        path, _ = making.into(folder)
        return path

    def _put_in_place(self, backup: Unpacked, token: str) -> None:
        """Let what was made ready take the place of what is there: all of it or nothing, whatever
        ends this process.
        """
        data = self.settings.data_dir
        # Out of the hands of whoever tidies up what was unpacked.
        folder = Path(tempfile.mkdtemp(prefix=_UNPACKED, dir=data))
        try:
            with closing(store_at(self.settings.database_url, self.settings)) as store:
                stand_alone(store.database)
                plan = _plan(backup, folder, data, store, token)
                placing.begin(data, plan)
                if not store.database.is_sqlite:
                    copy_from_file(backup.database, store.database, self.say)
            placing.place(plan)
            placing.give_up(data, plan)
        except Exception:
            if (begun := placing.planned(data)) is not None:
                placing.settle(data, begun, partial(is_restored, self.settings))
            shutil.rmtree(folder, ignore_errors=True)
            raise


@in_transaction
def _mark_copy(tx: Transaction, held_since: datetime | None, token: str, now: datetime) -> None:
    """Say whether this is a copy that tells nobody anything, and by what it is told from others."""
    tx.installation.hold(held_since)
    tx.installation.restored(token, now)


def folder_of(settings: Settings) -> Path:
    """Where backups go unless somebody says otherwise."""
    return settings.backup_to or settings.data_dir / FOLDER


def _what_is_here(settings: Settings, store: Store) -> str:
    """What of an installation a restore would replace, in words; empty where nothing is there."""
    if not is_empty(store.database):
        return "its database is not empty"
    if has_pictures(settings.data_dir):
        return f"pictures lie in {settings.data_dir}"
    return ""


def _plan(backup: Unpacked, folder: Path, data: Path, store: Store, token: str) -> placing.Plan:
    """What has to be put where; a file of SQLite is laid beside its place, and PostgreSQL is filled
    first, and tells by the token whether it was.
    """
    moves = tuple(_moves(backup, folder, data))
    if not store.database.is_sqlite:
        return placing.Plan(str(folder), moves, token)
    target = Path(store.database.url.database or "")
    beside = target.with_name(f"{target.name}.restored")
    shutil.move(backup.database, beside)
    _sync(beside)
    return placing.Plan(str(folder), (*moves, (str(beside), str(target))))


def _moves(backup: Unpacked, folder: Path, data: Path) -> Iterator[tuple[str, str]]:
    """What has to be moved from where to where, beside the database."""
    if backup.is_whole:
        (backup.folder / PICTURES).mkdir(exist_ok=True)
    for name in (MARK, KEY, *_FOR_PEOPLE, *FOLDERS):
        source, kept = backup.folder / name, folder / name
        if source.exists():
            source.rename(kept)
            yield str(kept), str(data / _FOR_PEOPLE.get(name, name))


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


def _sync(path: Path) -> None:
    with path.open("rb") as file:
        os.fsync(file.fileno())
