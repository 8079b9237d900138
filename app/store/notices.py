"""What happened that the newsroom should be told of, each once, and to whom it still has to be sent."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, cast

from sqlalchemy import delete, func, literal_column, select, update
from sqlalchemy.orm import Session

from app.news.lifecycle import LATE
from app.store.access import Access
from app.store.schema import AuditRow, DispatchRow, ItemRow, NoticeRow, SourceRow
from app.values.model import NoticeKind

# After how many failures in a row a source is broken, and not just out of luck.
BROKEN_AFTER = 3
_REVIEW_EVERY = timedelta(hours=1)
_CLAIM = timedelta(minutes=1)
_KEPT = timedelta(days=60)
_LONGEST_ERROR = 300


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
    """The outbox of the newsroom's own news: kept here, so that a restart neither forgets nor repeats any."""

    def __init__(self, access: Access) -> None:
        self._access = access

    def watch(self, addresses: Sequence[str], now: datetime) -> int:
        """Look for what happened and was not told yet, and note it for all addresses; returns how much that was."""
        with self._access.read() as session:
            found = [*_broken(session, now), *_mended(session, now), *_late(session, now), *_waiting(session, now)]
            keys = [notice.key for notice in found]
            known = set(session.scalars(select(NoticeRow.key).where(NoticeRow.key.in_(keys)))) if keys else set()
        fresh = [notice for notice in found if notice.key not in known]
        if not fresh:
            return 0
        with self._access.write() as session:
            for notice in fresh:
                row = NoticeRow(key=notice.key, kind=notice.kind, at=now, facts=dict(notice.facts))
                session.add(row)
                session.flush()
                session.add_all(DispatchRow(notice_id=row.id, address=address, next_try_at=now) for address in addresses)
                if notice.kind == "mended":
                    session.execute(update(NoticeRow).where(NoticeRow.key == notice.key.replace("mended", "broken", 1)).values(over=True))
            _tidy(session, now)
        return len(fresh)

    def take(self, limit: int, now: datetime) -> list[Dispatch]:
        """Claim what is due, for a minute."""
        with self._access.write() as session:
            due = select(DispatchRow, NoticeRow).join(NoticeRow, NoticeRow.id == DispatchRow.notice_id)
            due = due.where(DispatchRow.next_try_at <= now).order_by(DispatchRow.next_try_at, DispatchRow.id).limit(limit)
            taken = []
            for row, notice in session.execute(due):
                row.next_try_at = now + _CLAIM
                taken.append(
                    Dispatch(row.id, row.address, row.tries, Notice(notice.key, cast(NoticeKind, notice.kind), notice.at, notice.facts))
                )
            return taken

    def sent(self, dispatch: Dispatch) -> None:
        """Note that a notice was sent."""
        self._settle(dispatch, None, "")

    def not_sent(self, dispatch: Dispatch, why: str, again_at: datetime | None) -> None:
        """Note that a notice could not be sent, and when to try again; never, without a time."""
        self._settle(dispatch, again_at, why)

    def _settle(self, dispatch: Dispatch, again_at: datetime | None, why: str) -> None:
        values = {"next_try_at": again_at, "tries": dispatch.tries + 1, "last_error": why[:_LONGEST_ERROR]}
        with self._access.write() as session:
            session.execute(update(DispatchRow).where(DispatchRow.id == dispatch.id).values(values))


def _broken(session: Session, now: datetime) -> list[Notice]:
    failing = select(SourceRow).where(SourceRow.failures >= BROKEN_AFTER, SourceRow.paused.is_(False), SourceRow.removed_at.is_(None))
    found = []
    for row in session.scalars(failing):
        since = row.last_success_at.isoformat() if row.last_success_at else "never"
        facts = {"slug": row.slug, "title": row.title, "why": row.last_error}
        found.append(Notice(f"broken {row.slug} {since}", "broken", now, facts))
    return found


def _mended(session: Session, now: datetime) -> list[Notice]:
    told = session.scalars(select(NoticeRow).where(NoticeRow.kind == "broken", NoticeRow.over.is_(False)))
    sources = {row.slug: row for row in session.scalars(select(SourceRow).where(SourceRow.failures == 0, SourceRow.removed_at.is_(None)))}
    found = []
    for row in told:
        if source := sources.get(row.facts["slug"]):
            key = row.key.replace("broken", "mended", 1)
            found.append(Notice(key, "mended", now, {"slug": source.slug, "title": source.title}))
    return found


def _late(session: Session, now: datetime) -> list[Notice]:
    overdue = select(ItemRow).where(ItemRow.status == "scheduled", ItemRow.due_at <= now - LATE).order_by(ItemRow.due_at).limit(50)
    found = []
    for row in session.scalars(overdue):
        due = row.due_at.isoformat() if row.due_at else ""
        found.append(
            Notice(f"late {row.uid} {due}", "late", now, {"uid": row.uid, "title": " ".join(row.content.title.split()), "due": due})
        )
    return found


def _waiting(session: Session, now: datetime) -> list[Notice]:
    """What waits for review, at most once an hour and only when something has come since."""
    counted = select(func.count(), func.max(ItemRow.id)).where(ItemRow.status == literal_column("'review'"))
    number, newest = session.execute(counted).one()
    handed_in = session.scalars(select(func.max(AuditRow.id)).where(AuditRow.action == "submit")).one() or 0
    last = session.scalars(select(NoticeRow).where(NoticeRow.kind == "review").order_by(NoticeRow.id.desc()).limit(1)).first()
    told = last.facts if last is not None else {"newest": 0}
    if not number or (last is not None and last.at > now - _REVIEW_EVERY):
        return []
    # What sources bring has a new number; what somebody hands in may be an old draft.
    if told["newest"] >= newest and told.get("handed_in", 0) >= handed_in:
        return []
    return [Notice(f"review {newest} {now.isoformat()}", "review", now, {"number": number, "newest": newest, "handed_in": handed_in})]


def _tidy(session: Session, now: datetime) -> None:
    """Forget what was told long ago, but for breakages that last."""
    old = list(session.scalars(select(NoticeRow.id).where(NoticeRow.at <= now - _KEPT, (NoticeRow.kind != "broken") | NoticeRow.over)))
    if old:
        session.execute(delete(DispatchRow).where(DispatchRow.notice_id.in_(old)))
        session.execute(delete(NoticeRow).where(NoticeRow.id.in_(old)))
