"""Which key and which data folder belong to this database.

Decision 0103.
"""

from dataclasses import dataclass

from sqlalchemy import select

from app.store.access import Access
from app.store.schema import InstallationRow


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

    def found(self, known: Known) -> None:
        """Say once which key and folder belong to this database."""
        with self._access.write() as session:
            session.add(InstallationRow(id=1, key_check=known.key_check, mark=known.mark))

    def take_key(self, key_check: str) -> None:
        """Say that another key belongs to this database from now on."""
        with self._access.write() as session:
            session.get_one(InstallationRow, 1).key_check = key_check
