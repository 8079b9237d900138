"""The backups that the clock made, or tried to make.

Decision 0127.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select, update

from app.store.access import Access, repeated
from app.store.schema import BackupRow

_LONGEST = 500


@dataclass(frozen=True, slots=True)
class Backup:
    """A backup: where it lies (empty once it was deleted), and its size in bytes; `error` says why
    there is none, `flaw` what was wrong with it when it was read again.
    """

    id: int
    path: str
    started_at: datetime
    finished_at: datetime | None = None
    size: int = 0
    error: str = ""
    verified_at: datetime | None = None
    flaw: str = ""

    @property
    def is_good(self) -> bool:
        """Whether it is there, as far as is known."""
        is_made = self.finished_at is not None and self.path != ""
        return is_made and not self.error and not self.flaw


class Backups:
    """What is known of backups; the files themselves lie elsewhere."""

    def __init__(self, access: Access) -> None:
        self._access = access

    @repeated
    def begin(self, folder: str, now: datetime) -> int:
        """Note that a backup is being made; returns its number."""
        with self._access.write() as session:
            row = BackupRow(path=folder, started_at=now)
            session.add(row)
            session.flush()
            return row.id

    def made(self, number: int, path: str, size: int, now: datetime) -> None:
        """Note that a backup is there, of so many bytes."""
        self._change(number, {"finished_at": now, "path": path, "size": size})

    def failed(self, number: int, error: str, now: datetime) -> None:
        """Note why there is no backup."""
        self._change(number, {"finished_at": now, "error": error[:_LONGEST]})

    def verified(self, number: int, now: datetime, flaw: str) -> None:
        """Note what came of reading a backup again; no flaw is an empty text."""
        self._change(number, {"verified_at": now, "flaw": flaw[:_LONGEST]})

    def latest(self, limit: int = 20) -> list[Backup]:
        """The latest ones, the last first."""
        wanted = select(BackupRow).order_by(BackupRow.started_at.desc(), BackupRow.id.desc())
        with self._access.read() as session:
            return [_backup(row) for row in session.scalars(wanted.limit(limit))]

    def last_good(self) -> Backup | None:
        """The last one that is there, as far as is known."""
        wanted = (
            select(BackupRow)
            .where(
                BackupRow.finished_at.is_not(None),
                BackupRow.path != "",
                BackupRow.error == "",
                BackupRow.flaw == "",
            )
            .order_by(BackupRow.started_at.desc())
            .limit(1)
        )
        with self._access.read() as session:
            row = session.scalars(wanted).first()
            return _backup(row) if row else None

    @repeated
    def deleted(self, paths: Collection[str]) -> None:
        """Note that backups are there no more; that they could be read is still known."""
        with self._access.write() as session:
            session.execute(update(BackupRow).where(BackupRow.path.in_(paths)).values(path=""))

    @repeated
    def forget(self, before: datetime) -> None:
        """Forget what failed, and what is there no more, if it was begun before a time."""
        is_gone = (BackupRow.path == "") | (BackupRow.error != "")
        with self._access.write() as session:
            session.execute(delete(BackupRow).where(is_gone, BackupRow.started_at < before))

    @repeated
    def _change(self, number: int, values: dict[str, object]) -> None:
        with self._access.write() as session:
            session.execute(update(BackupRow).where(BackupRow.id == number).values(values))


def _backup(row: BackupRow) -> Backup:
    return Backup(
        row.id,
        row.path,
        row.started_at,
        row.finished_at,
        row.size,
        row.error,
        row.verified_at,
        row.flaw,
    )
