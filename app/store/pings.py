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

from app.store.access import Access
from app.store.schema import EditionRow, HubRow, PingRow, SubscriptionRow
from app.store.topics import changed_folders
from app.websub import GIVEN_UP_AFTER, topics_of

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

    def announce(self, hubs: Sequence[str], now: datetime) -> int:
        """Note for hubs and subscribers which topics changed since this was last asked; return how
        many.
        """
        with self._access.read() as session:
            edition = session.scalars(select(EditionRow)).one()
            if edition.announced_at == edition.version_at:
                return 0
        with self._access.write() as session:
            edition = session.scalars(select(EditionRow)).one()
            changed = changed_folders(session, edition.announced_at)
            topics = {path: at for folder, at in changed.items() for path in topics_of(folder)}
            if not topics:
                return 0  # another process was faster
            edition.announced_at = edition.version_at
            self._owe(session, hubs, topics, now)
            due = update(SubscriptionRow).where(SubscriptionRow.path.in_(topics))
            session.execute(
                due.where(SubscriptionRow.next_try_at.is_(None)).values(next_try_at=now)
            )
            return len(topics)

    def _owe(
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

    def told(self, ping: Ping, now: datetime) -> None:
        """A hub was told; what changed in the meantime it is told at once."""
        with self._access.write() as session:
            for path, version in ping.topics.items():
                session.execute(
                    delete(PingRow).where(
                        PingRow.hub == ping.hub, PingRow.path == path, PingRow.version_at <= version
                    )
                )
            left = (
                session.scalars(select(PingRow.path).where(PingRow.hub == ping.hub)).first()
                is not None
            )
            row = session.get(HubRow, ping.hub)
            if row is not None:
                row.failures, row.last_error, row.last_success_at, row.next_try_at = (
                    0,
                    "",
                    now,
                    now if left else None,
                )

    def failed(self, ping: Ping, error: str, again_at: datetime, now: datetime) -> None:
        """A hub could not be told; what it was owed for a day it is owed no more."""
        with self._access.write() as session:
            session.execute(
                delete(PingRow).where(
                    PingRow.hub == ping.hub, PingRow.since <= now - GIVEN_UP_AFTER
                )
            )
            left = (
                session.scalars(select(PingRow.path).where(PingRow.hub == ping.hub)).first()
                is not None
            )
            row = session.get(HubRow, ping.hub)
            if row is not None:
                row.failures, row.last_error, row.next_try_at = (
                    row.failures + 1,
                    error[:LONGEST_ERROR],
                    again_at if left else None,
                )

    def hand_back(self, ping: Ping, now: datetime) -> None:
        """Let go of a claim: the program is stopping."""
        with self._access.write() as session:
            session.execute(update(HubRow).where(HubRow.url == ping.hub).values(next_try_at=now))
