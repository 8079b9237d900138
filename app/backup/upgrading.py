"""Bringing a database to this program's schema, after a copy of it was made.

Decision 0126.
"""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from app.backup.alone import alone
from app.backup.making import Making, Say, moment_of
from app.store import Standing, Store
from app.values.settings import Settings

FOLDER = "before-upgrades"
_KEPT = 3


@dataclass(frozen=True, slots=True)
class Upgraded:
    """What an upgrade did: the database as it stood before, and the copy of it."""

    before: Standing
    copy: Path


def upgrade(
    settings: Settings, store: Store, passphrase: str, now: datetime, say: Say
) -> Upgraded | None:
    """Upgrade a database that is of an older schema, all of it or nothing; None where it is not.

    A copy of the database is in the data folder first, where the last three stay: BackupError where
    there is no room for it, and nothing is upgraded then. SchemaError where the database is of a
    newer schema.
    """
    standing = store.standing()
    if not standing.is_older:
        store.prepare()
        return None
    folder = settings.data_dir / FOLDER
    with alone(settings.data_dir):
        copy, _ = Making(store, None, now, passphrase, settings.data_dir, say).into(folder)
        say("upgrading")
        store.migrate()
    _keep_some(folder)
    return Upgraded(standing, copy)


def _keep_some(folder: Path) -> None:
    copies = [path for path in folder.iterdir() if moment_of(path.name)]
    for path in sorted(copies, key=lambda path: path.name)[:-_KEPT]:
        path.unlink(missing_ok=True)
