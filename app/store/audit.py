"""The audit log: who did what to what, and what it was before and after. It is only ever added
to.

Decision 0085.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.store.access import Access, repeated
from app.store.schema import AuditRow

_CHUNK = 1000


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that was done; `subject` is a kind and a name, such as `item 4f0k…`."""

    id: int
    at: datetime
    by: str
    action: str
    subject: str
    before: Mapping[str, Any] | None
    after: Mapping[str, Any] | None


class Audit:
    """What was done at the desk."""

    def __init__(self, access: Access) -> None:
        self._access = access

    def entries(
        self,
        limit: int,
        *,
        by: str = "",
        action: str = "",
        subject: str = "",
        before: int | None = None,
    ) -> list[Entry]:
        """The newest entries, those before one if its id is given."""
        wanted = select(AuditRow)
        for column, value in (
            (AuditRow.by, by),
            (AuditRow.action, action),
            (AuditRow.subject, subject),
        ):
            wanted = wanted.where(column == value) if value else wanted
        wanted = wanted.where(AuditRow.id < before) if before is not None else wanted
        with self._access.read() as session:
            return [
                _entry(row)
                for row in session.scalars(wanted.order_by(AuditRow.id.desc()).limit(limit))
            ]

    def entry(self, entry_id: int) -> Entry | None:
        """The entry with that id."""
        with self._access.read() as session:
            row = session.get(AuditRow, entry_id)
            return _entry(row) if row else None

    def latest(self, actions: Sequence[str]) -> Entry | None:
        """The newest entry that tells of one of some actions."""
        wanted = (
            select(AuditRow)
            .where(AuditRow.action.in_(actions))
            .order_by(AuditRow.id.desc())
            .limit(1)
        )
        with self._access.read() as session:
            row = session.scalars(wanted).first()
            return _entry(row) if row else None

    def others_since(self, entry: Entry, *, subject: str = "", actions: Sequence[str] = ()) -> bool:
        """Whether somebody else did something about a subject, or one of some actions, since: what
        looks as it did may be theirs by now.
        """
        wanted = select(AuditRow.id).where(AuditRow.id > entry.id, AuditRow.by != entry.by)
        wanted = wanted.where(AuditRow.subject == subject) if subject else wanted
        wanted = wanted.where(AuditRow.action.in_(actions)) if actions else wanted
        with self._access.read() as session:
            return session.scalars(wanted.limit(1)).first() is not None

    def export(self) -> Iterator[Entry]:
        """Everything, the oldest first."""
        last = 0
        while True:
            with self._access.read() as session:
                rows = session.scalars(
                    select(AuditRow).where(AuditRow.id > last).order_by(AuditRow.id).limit(_CHUNK)
                )
                entries = [_entry(row) for row in rows]
            if not entries:
                return
            yield from entries
            last = entries[-1].id

    @repeated
    def note(
        self,
        by: str,
        action: str,
        subject: str,
        now: datetime,
        *,
        before: Mapping[str, Any] | None = None,
        after: Mapping[str, Any] | None = None,
    ) -> int:
        """Add an entry, in the transaction that does what it tells of if there is one; returns its
        id.
        """
        with self._access.write() as session:
            return record(session, by, action, subject, now, before=before, after=after)


def record(
    session: Session,
    by: str,
    action: str,
    subject: str,
    now: datetime,
    *,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
) -> int:
    """Add an entry in the transaction that does what it tells of; returns its id."""
    row = AuditRow(
        at=now,
        by=by,
        action=action,
        subject=subject,
        before=dict(before) if before else None,
        after=dict(after) if after else None,
    )
    session.add(row)
    session.flush()
    return row.id


def _entry(row: AuditRow) -> Entry:
    return Entry(row.id, row.at, row.by, row.action, row.subject, row.before, row.after)
