"""What robots.txt files said, so that each is asked for once a day and the last known one is at
hand.
"""

from dataclasses import dataclass
from datetime import datetime

from app.store.access import Access, repeated
from app.store.schema import RobotsRow


@dataclass(frozen=True, slots=True)
class RobotsRecord:
    """The text of a robots.txt (empty when there is none) of an origin such as
    `https://news.example.org`, and until when it holds.
    """

    origin: str
    body: str
    fetched_at: datetime
    expires_at: datetime


class RobotsRecords:
    """The last known robots.txt of each origin."""

    def __init__(self, access: Access) -> None:
        self._access = access

    def get(self, origin: str) -> RobotsRecord | None:
        """The last known one, however old; None when none was ever read."""
        with self._access.read() as session:
            row = session.get(RobotsRow, origin)
            return (
                RobotsRecord(row.origin, row.body, row.fetched_at, row.expires_at) if row else None
            )

    @repeated
    def keep(self, record: RobotsRecord) -> None:
        """Store what was read in place of what was known."""
        with self._access.write() as session:
            session.merge(
                RobotsRow(
                    origin=record.origin,
                    body=record.body,
                    fetched_at=record.fetched_at,
                    expires_at=record.expires_at,
                )
            )
