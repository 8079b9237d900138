"""What can be told on this machine alone: folders, disk, clock, database, key, fonts, service,
backups.
"""

import os
import shutil
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from app.images.faces import face_for
from app.run.checks.finding import Finding
from app.run.folder import KEY, read
from app.store import Store
from app.store.soundness import flaw_of, newest_moment, version_flaw
from app.values.program import variable
from app.values.sealing import Seal
from app.values.settings import Settings

_FOR_OTHERS = stat.S_IRWXG | stat.S_IRWXO
_MEGA, _LITTLE_ROOM = 1_000_000, 500_000_000
_LATE = timedelta(minutes=2)
# Clocks of two machines may differ by so much.
_AHEAD = timedelta(minutes=5)
_CHINESE = "冰雪之城"


@dataclass(frozen=True, slots=True)
class Here:
    """An installation as it lies here; its database need not be of this program's schema."""

    settings: Settings
    store: Store
    now: datetime

    def folder(self) -> Iterator[Finding]:
        """Whether the data folder is ours, writable and closed to others."""
        path = self.settings.data_dir
        if not os.access(path, os.R_OK | os.W_OK | os.X_OK):
            yield Finding(
                "folder",
                "wrong",
                f"{path} cannot be written to by this user",
                "run this as the user of the service, or give the folder to that user (chown)",
            )
        elif path.stat().st_mode & _FOR_OTHERS:
            yield Finding("folder", "note", f"others may look into {path}", f"chmod 700 {path}")
        else:
            yield Finding("folder", "ok", str(path))
        if strange := _not_ours(path):
            yield Finding(
                "folder",
                "wrong",
                f"{strange} is of another user",
                f"chown -R of {path} to the user of the service",
            )

    def disk(self) -> Iterator[Finding]:
        """Whether there is room."""
        usage = shutil.disk_usage(self.settings.data_dir)
        wanted = max(_LITTLE_ROOM, self.store.database.size())
        words = f"{usage.free // _MEGA} MB are free"
        if usage.free < wanted:
            yield Finding(
                "disk",
                "wrong",
                f"{words}, and an upgrade or a backup needs {wanted // _MEGA} MB",
                f"make room, or lower {variable('captures_mb')}",
            )
        else:
            yield Finding("disk", "ok", words)

    def clock(self) -> Iterator[Finding]:
        """Whether this machine's clock stands before what is stored."""
        newest = newest_moment(self.store.database)
        if newest is not None and newest > self.now + _AHEAD:
            yield Finding(
                "clock",
                "wrong",
                f"it is {self.now:%Y-%m-%d %H:%M} UTC here, and something was stored at "
                f"{newest:%Y-%m-%d %H:%M}",
                "set the clock (timedatectl set-ntp true)",
            )
        else:
            yield Finding("clock", "ok", f"it is {self.now:%Y-%m-%d %H:%M} UTC")

    def database(self) -> Iterator[Finding]:
        """Whether the database answers, is of a fitting version and schema, and whole."""
        if flaw := version_flaw(self.store.database):
            yield Finding("database", "wrong", flaw, "install a newer one")
        standing = self.store.standing()
        if standing.refusal:
            yield Finding("database", "wrong", standing.refusal)
        elif flaw := flaw_of(self.store.database):
            yield Finding("database", "wrong", f"it is broken: {flaw}", "`restore` a backup")
        else:
            yield Finding("database", "ok", f"schema {standing.here}, whole")

    def key(self) -> Iterator[Finding]:
        """Whether the key at hand is the one that the database was made with."""
        known = self.store.installation.known()
        if known is None:
            yield Finding("key", "ok", "nothing was started here yet")
            return
        key = self.settings.secret_key or read(self.settings.data_dir / KEY)
        if not key or Seal(key).check != known.key_check:
            yield Finding(
                "key",
                "wrong",
                "the key that this database was made with is not here",
                f"put back {self.settings.data_dir / KEY}, or set {variable('secret_key')}",
            )
        else:
            yield Finding("key", "ok", "it belongs to this database")

    def fonts(self) -> Iterator[Finding]:
        """Whether headlines in Chinese can be drawn on cards."""
        if face_for(_CHINESE, bold=True) is None:
            yield Finding(
                "fonts",
                "note",
                "no typeface here has Chinese: headlines in it get no card",
                "apt install fonts-noto-cjk",
            )
        else:
            yield Finding("fonts", "ok", "headlines can be drawn")

    def service(self) -> Iterator[Finding]:
        """Whether the service runs, and whether it is live."""
        beat = self.store.sections.last_beat()
        if beat is None or self.now - beat > _LATE:
            since = f" since {beat:%Y-%m-%d %H:%M} UTC" if beat else ""
            yield Finding(
                "service",
                "note",
                f"no clock has ticked{since}: nothing is collected or released",
                "start the service",
            )
        else:
            yield Finding("service", "ok", "its clock ticks")
        if self.store.installation.held_since() is not None:
            yield Finding(
                "service",
                "note",
                "this is a restored copy, which collects nothing and sends nothing",
                "`restore --live`, once the other installation is gone",
            )

    def backups(self) -> Iterator[Finding]:
        """Whether there is a backup that is not too old."""
        settings, good = self.settings, self.store.backups.last_good()
        if settings.backup_to is None:
            yield Finding(
                "backups", "note", "none are made on schedule", f"set {variable('backup_to')}"
            )
            return
        latest = self.store.backups.latest(1)
        trouble = latest[0].error or latest[0].flaw if latest else ""
        if trouble:
            yield Finding("backups", "wrong", trouble)
        elif good is None or self.now - good.started_at > 2 * timedelta(
            seconds=settings.backup_every
        ):
            since = f"since {good.started_at:%Y-%m-%d %H:%M} UTC" if good else "at all"
            yield Finding("backups", "wrong", f"none was made {since}", "`backup` makes one")
        else:
            yield Finding("backups", "ok", f"the last is of {good.started_at:%Y-%m-%d %H:%M} UTC")


def _not_ours(folder: Path) -> Path | None:
    """Something in a folder that belongs to somebody else."""
    try:
        return next((path for path in folder.iterdir() if path.stat().st_uid != os.geteuid()), None)
    except OSError:
        return None
