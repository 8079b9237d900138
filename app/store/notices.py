"""What happened that the newsroom should be told of, each once, and to whom it still has to be
sent.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, cast

from sqlalchemy import delete, select, update

from app.store.access import Access, repeated
from app.store.portions import PORTION
from app.store.schema import DispatchRow, NoticeRow
from app.values.model import NoticeKind

_CLAIM = timedelta(minutes=1)
_LONGEST_ERROR = 300
_LASTING: tuple[NoticeKind, ...] = ("broken", "held", "foreign", "ailing")


@dataclass(frozen=True, slots=True)
class Notice:
    """Something that happened; `facts` are plain values, by name."""

    key: str
    kind: NoticeKind
    at: datetime
    facts: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Dispatch:
    """A notice to be sent to one address."""

    id: int
    address: str
    tries: int
    notice: Notice


class Notices:
    """The outbox of the newsroom's own news: kept here, so that a restart neither forgets nor
    repeats any.
    """

    def __init__(self, access: Access) -> None:
        self._access = access

    def known(self, keys: Sequence[str]) -> set[str]:
        """Which of these were told of already."""
        wanted = select(NoticeRow.key).where(NoticeRow.key.in_(keys))
        with self._access.read() as session:
            return set(session.scalars(wanted)) if keys else set()

    def open(self, kind: NoticeKind) -> list[Notice]:
        """What was told of one kind and lasts."""
        wanted = select(NoticeRow).where(NoticeRow.kind == kind, NoticeRow.over.is_(False))
        with self._access.read() as session:
            return [_notice(row) for row in session.scalars(wanted)]

    def last(self, kind: NoticeKind) -> Notice | None:
        """What was told last of one kind."""
        wanted = (
            select(NoticeRow).where(NoticeRow.kind == kind).order_by(NoticeRow.id.desc()).limit(1)
        )
        with self._access.read() as session:
            row = session.scalars(wanted).first()
            return _notice(row) if row else None

    @repeated
    def add(self, notice: Notice, addresses: Sequence[str]) -> None:
        """Note what happened, to be sent to all addresses."""
        with self._access.write() as session:
            row = NoticeRow(
                key=notice.key, kind=notice.kind, at=notice.at, facts=dict(notice.facts)
            )
            session.add(row)
            session.flush()
            session.add_all(
                DispatchRow(notice_id=row.id, address=address, next_try_at=notice.at)
                for address in addresses
            )

    @repeated
    def close(self, key: str) -> None:
        """Say that something does not last any more."""
        with self._access.write() as session:
            session.execute(update(NoticeRow).where(NoticeRow.key == key).values(over=True))

    @repeated
    def forget(self, before: datetime) -> None:
        """Forget a portion of what was told before a time, but for what lasts."""
        is_over = NoticeRow.kind.not_in(_LASTING) | NoticeRow.over
        old = select(NoticeRow.id).where(NoticeRow.at <= before, is_over).limit(PORTION)
        with self._access.write() as session:
            if ids := list(session.scalars(old)):
                session.execute(delete(DispatchRow).where(DispatchRow.notice_id.in_(ids)))
                session.execute(delete(NoticeRow).where(NoticeRow.id.in_(ids)))

    @repeated
    def take(self, limit: int, now: datetime) -> list[Dispatch]:
        """Claim what is due, for a minute."""
        with self._access.write() as session:
            due = select(DispatchRow, NoticeRow).join(
                NoticeRow, NoticeRow.id == DispatchRow.notice_id
            )
            due = (
                due.where(DispatchRow.next_try_at <= now)
                .order_by(DispatchRow.next_try_at, DispatchRow.id)
                .limit(limit)
            )
            dispatches = []
            for row, notice in session.execute(due):
                row.next_try_at = now + _CLAIM
                dispatches.append(Dispatch(row.id, row.address, row.tries, _notice(notice)))
            return dispatches

    def sent(self, dispatch: Dispatch) -> None:
        """Note that a notice was sent."""
        self._settle(dispatch, None, "")

    def not_sent(self, dispatch: Dispatch, why: str, again_at: datetime | None) -> None:
        """Note that a notice could not be sent, and when to try again; never, without a time."""
        self._settle(dispatch, again_at, why)

    @repeated
    def _settle(self, dispatch: Dispatch, again_at: datetime | None, why: str) -> None:
        values = {
            "next_try_at": again_at,
            "tries": dispatch.tries + 1,
            "last_error": why[:_LONGEST_ERROR],
        }
        with self._access.write() as session:
            session.execute(update(DispatchRow).where(DispatchRow.id == dispatch.id).values(values))


def _notice(row: NoticeRow) -> Notice:
    return Notice(row.key, cast(NoticeKind, row.kind), row.at, row.facts)
