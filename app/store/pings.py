"""What hubs and subscribers are to be told of, and what other hubs are still owed.

What is taken in hand is claimed by one UPDATE that puts its next try off; a claim whose owner died
ends by itself.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, func, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from app.store.access import Access, repeated
from app.store.schema import EditionRow, HubRow, PingRow, SubscriptionRow
from app.store.topics import changed_folders

CLAIM = timedelta(minutes=1)
LONGEST_ERROR = 300


@dataclass(frozen=True, slots=True)
class HubState:
    """How things stand with a hub that is told of changes; `owed` is of how many topics it still
    has to be told.
    """

    url: str
    failures: int
    last_error: str
    last_success_at: datetime | None
    owed: int


@dataclass(frozen=True, slots=True)
class Ping:
    """What a hub is to be told now: paths of topics, each with its version."""

    hub: str
    failures: int
    topics: Mapping[str, datetime]


class Pings:
    """Changes to be announced, and the books of other hubs."""

    def __init__(self, access: Access) -> None:
        self._access = access

    def announced(self) -> tuple[datetime, datetime]:
        """Up to which version of the edition changes were announced, and its version now."""
        with self._access.read() as session:
            row = session.scalars(select(EditionRow)).one()
            return row.announced_at, row.version_at

    def changed_since(self, announced: datetime) -> dict[str, datetime]:
        """The folders of the site whose feeds are newer than what was announced, with their
        versions.
        """
        with self._access.read() as session:
            return changed_folders(session, announced)

    @repeated
    def owe(
        self, hubs: Sequence[str], topics: Mapping[str, datetime], version: datetime, now: datetime
    ) -> None:
        """Note that this version of the edition is announced: hubs are owed a ping of each topic,
        subscribers its content.
        """
        with self._access.write() as session:
            self._owe_hubs(session, hubs, topics, now)
            due = update(SubscriptionRow).where(SubscriptionRow.path.in_(topics))
            session.execute(
                due.where(SubscriptionRow.next_try_at.is_(None)).values(next_try_at=now)
            )
            # Last, since whoever publishes changes it.
            session.execute(update(EditionRow).values(announced_at=version))

    def _owe_hubs(
        self, session: Session, hubs: Sequence[str], topics: Mapping[str, datetime], now: datetime
    ) -> None:
        """One ping a topic and hub, however often it changes; hubs that are no longer set are
        forgotten.
        """
        session.execute(delete(PingRow).where(PingRow.hub.not_in(hubs)))
        session.execute(delete(HubRow).where(HubRow.url.not_in(hubs)))
        insert: Any = sqlite.insert if self._access.is_sqlite else postgresql.insert
        for hub in hubs:
            made = insert(HubRow).values(url=hub, failures=0, last_error="", next_try_at=now)
            due = {"next_try_at": func.coalesce(HubRow.next_try_at, made.excluded.next_try_at)}
            session.execute(made.on_conflict_do_update(index_elements=["url"], set_=due))
            rows = [
                {"hub": hub, "path": path, "version_at": at, "since": now}
                for path, at in topics.items()
            ]
            owed = insert(PingRow)
            newer = {"version_at": owed.excluded.version_at, "since": owed.excluded.since}
            session.execute(
                owed.on_conflict_do_update(index_elements=["hub", "path"], set_=newer), rows
            )

    def hubs(self, urls: Sequence[str]) -> list[HubState]:
        """How things stand with hubs, in the order given; those that were never told anything are
        left out.
        """
        owed = select(func.count()).where(PingRow.hub == HubRow.url).scalar_subquery()
        with self._access.read() as session:
            rows = {
                row.url: (row, count)
                for row, count in session.execute(select(HubRow, owed).where(HubRow.url.in_(urls)))
            }
            known = [rows[url] for url in urls if url in rows]
            return [
                HubState(row.url, row.failures, row.last_error, row.last_success_at, count)
                for row, count in known
            ]

    @repeated
    def take(self, hubs: Sequence[str], most: int, now: datetime) -> list[Ping]:
        """Claim what hubs are to be told now, at most so many topics each."""
        due = select(HubRow.url).where(HubRow.url.in_(hubs), HubRow.next_try_at <= now)
        with self._access.read() as session:
            wanted = list(session.scalars(due))
        if not wanted:
            return []
        with self._access.write() as session:
            claim = (
                update(HubRow)
                .where(HubRow.url.in_(wanted), HubRow.next_try_at <= now)
                .values(next_try_at=now + CLAIM)
            )
            claimed = session.execute(claim.returning(HubRow.url, HubRow.failures)).all()
            return [
                Ping(url, failures, self._owed(session, url, most)) for url, failures in claimed
            ]

    def _owed(self, session: Session, hub: str, most: int) -> dict[str, datetime]:
        rows = session.scalars(
            select(PingRow)
            .where(PingRow.hub == hub)
            .order_by(PingRow.since, PingRow.path)
            .limit(most)
        )
        return {row.path: row.version_at for row in rows}

    @repeated
    def settle(self, ping: Ping) -> None:
        """Forget what a hub was owed with this ping; what changed since then it still is."""
        with self._access.write() as session:
            for path, version in ping.topics.items():
                session.execute(
                    delete(PingRow).where(
                        PingRow.hub == ping.hub, PingRow.path == path, PingRow.version_at <= version
                    )
                )

    @repeated
    def forget(self, hub: str, until: datetime) -> None:
        """Forget what a hub is owed since then or longer."""
        with self._access.write() as session:
            session.execute(delete(PingRow).where(PingRow.hub == hub, PingRow.since <= until))

    def is_owed(self, hub: str) -> bool:
        """Whether a hub has to be told of anything."""
        with self._access.read() as session:
            owed = select(PingRow.path).where(PingRow.hub == hub).limit(1)
            return session.scalars(owed).first() is not None

    @repeated
    def succeeded(self, hub: str, next_try_at: datetime | None, now: datetime) -> None:
        """Note that a hub was told, and when it is to be told more."""
        with self._access.write() as session:
            session.execute(
                update(HubRow)
                .where(HubRow.url == hub)
                .values(failures=0, last_error="", last_success_at=now, next_try_at=next_try_at)
            )

    @repeated
    def failed(self, hub: str, failures: int, error: str, next_try_at: datetime | None) -> None:
        """Note that a hub could not be told for so many times in a row, why, and when to try
        again.
        """
        with self._access.write() as session:
            session.execute(
                update(HubRow)
                .where(HubRow.url == hub)
                .values(
                    failures=failures, last_error=error[:LONGEST_ERROR], next_try_at=next_try_at
                )
            )

    @repeated
    def hand_back(self, ping: Ping, now: datetime) -> None:
        """Let go of a claim: the program is stopping."""
        with self._access.write() as session:
            session.execute(update(HubRow).where(HubRow.url == ping.hub).values(next_try_at=now))
