"""Backups that the clock makes: when one is due, which are kept, and whether they can be read."""

import logging
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from app.backup.alone import alone
from app.backup.making import Making, Whole, moment_of
from app.backup.passphrase import passphrase_of
from app.backup.unpacking import verify
from app.run.boot import Service
from app.store import Backup
from app.values.errors import BackupHindered, Conflict, NewsError, SettingError
from app.values.program import NAME

log = logging.getLogger(NAME)

# After one that failed, another try.
_SOON = timedelta(hours=1)
_VERIFY_EVERY = timedelta(days=7)
_FAILURES_KEPT = timedelta(days=60)


@dataclass(slots=True)
class Keeper:
    """Makes backups of a service into a folder, keeps some of them, and reads the last one again
    once a week, or as soon as nothing hinders that; `environ` is what the service was started with.
    """

    service: Service
    folder: Path
    environ: Mapping[str, str]
    _hindered_at: datetime | None = None

    def is_due(self) -> bool:
        """Whether there is something to be done."""
        latest = self.service.store.backups.latest()
        return self._is_backup_due(latest) or self._unverified(latest) is not None

    def run(self) -> None:
        """Do what is due. What fails is noted, and told by the newsroom's notices; while somebody
        makes a backup by hand, it is left for later.
        """
        try:
            with alone(self.service.settings.data_dir):
                self._run()
        except Conflict as error:
            log.info("%s", error)

    def _run(self) -> None:
        backups = self.service.store.backups
        if self._is_backup_due(backups.latest()):
            self._back_up()
        if (last := self._unverified(backups.latest())) is not None:
            self._verify(last)

    def _is_backup_due(self, latest: list[Backup]) -> bool:
        if not latest:
            return True
        last, now = latest[0], self.service.now()
        every = timedelta(seconds=self.service.settings.backup_every)
        return now - last.started_at >= (every if last.is_good else min(_SOON, every))

    def _unverified(self, latest: list[Backup]) -> Backup | None:
        """The last good backup, where none was read again for a week."""
        now = self.service.now()
        if self._hindered_at is not None and now - self._hindered_at < _SOON:
            return None
        verified = [each.verified_at for each in latest if each.verified_at is not None]
        good = next((each for each in latest if each.is_good), None)
        if good is None or good.verified_at is not None:
            return None
        return good if not verified or now - max(verified) >= _VERIFY_EVERY else None

    def _back_up(self) -> None:
        service, store, now = self.service, self.service.store, self.service.now()
        settings = service.settings
        number = store.backups.begin(str(self.folder), now)
        whole = Whole(settings, self.environ, service.secret_key, settings.backup_captures)
        try:
            making = Making(store, whole, now, passphrase_of(settings), settings.data_dir)
            path, _ = making.into(self.folder)
        except NewsError as error:
            store.backups.failed(number, str(error), service.now())
            log.error("no backup was made: %s", error)
            return
        store.backups.made(number, str(path), path.stat().st_size, service.now())
        log.info("made the backup %s", path)
        self._delete_others(now)

    def _delete_others(self, now: datetime) -> None:
        """Delete the backups in the folder that are not to be kept; what is none of ours stays."""
        moments = {path: at for path in self.folder.iterdir() if (at := moment_of(path.name))}
        kept = self.service.settings.backup_keep.kept(moments.values())
        gone = [path for path, at in moments.items() if at not in kept]
        for path in gone:
            with suppress(FileNotFoundError):
                path.unlink()
        backups = self.service.store.backups
        backups.deleted([str(path) for path in gone])
        backups.forget(now - _FAILURES_KEPT)

    def _verify(self, backup: Backup) -> None:
        settings, flaw = self.service.settings, ""
        self._hindered_at = None
        try:
            verify(Path(backup.path), passphrase_of(settings), settings.data_dir)
        except (BackupHindered, SettingError) as error:
            self._hindered_at = self.service.now()
            log.error("the last backup could not be read again: %s", error)
            return
        except NewsError as error:
            flaw = str(error)
            log.error("the backup cannot be used: %s", error)
        self.service.store.backups.verified(backup.id, self.service.now(), flaw)
