"""Which key and which data folder belong to this database.

Decision 0103.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import inspect, select, update

from app.store.access import Access, repeated
from app.store.audit import Audit
from app.store.schema import AuditRow, InstallationRow


@dataclass(frozen=True, slots=True)
class Known:
    """What a database says of its installation: by what its key is told from others, and the mark
    of its folder.
    """

    key_check: str
    mark: str


class Installation:
    """The installation that a database belongs to."""

    def __init__(self, access: Access) -> None:
        self._access = access

    def known(self) -> Known | None:
        """What is known of it; None before its first start."""
        with self._access.read() as session:
            row = session.scalars(select(InstallationRow)).one_or_none()
            return Known(row.key_check, row.mark) if row else None

    @repeated
    def found(self, known: Known) -> None:
        """Say once which key and folder belong to this database."""
        with self._access.write() as session:
            session.add(InstallationRow(id=1, key_check=known.key_check, mark=known.mark))

    def held_since(self) -> datetime | None:
        """Since when this is a restored copy that tells nobody anything; None for one that is
        live.
        """
        with self._access.read() as session:
            return session.scalars(select(InstallationRow.held_at)).one_or_none()

    @repeated
    def hold(self, since: datetime | None) -> None:
        """Say that this is a restored copy since a time, or (None) that it is live."""
        with self._access.write() as session:
            session.execute(update(InstallationRow).values(held_at=since))

    def restored(self, token: str, now: datetime) -> None:
        """Note that the database was put back from a backup, under a token by which it is told from
        the one that was there before.
        """
        Audit(self._access).note("command line", "restore", _subject(token), now)

    def is_restored(self, token: str) -> bool:
        """Whether it was put back under a token; a database without tables was not."""
        with self._access.read() as session:
            if not inspect(session.connection()).has_table(AuditRow.__tablename__):
                return False
        return bool(Audit(self._access).entries(1, subject=_subject(token)))

    @repeated
    def take_key(self, key_check: str) -> None:
        """Say that another key belongs to this database from now on."""
        with self._access.write() as session:
            session.get_one(InstallationRow, 1).key_check = key_check


def _subject(token: str) -> str:
    return f"installation {token}"
