"""Taking back what an editor has just done, as long as nobody did anything about it since."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from app.store.audit import record
from app.store.engine import Database
from app.store.front import Pins, pins_of, put_pins
from app.store.inbox import refile_waiting
from app.store.joining import unmerge
from app.store.publication import touch
from app.store.schema import AuditRow, ItemRow, SectionRow
from app.values.errors import Conflict, NotFound

_PUBLIC = "it is public already; withdraw it instead"
_MOVED_ON = "it was changed since, so this cannot be undone any more"
_ARRANGING = ("pin", "unpin", "arrange")
_TO = {"publish": "scheduled", "schedule": "scheduled", "reject": "rejected"}


class Undoing:
    """Brings back what was before an entry of the audit log, with an entry of its own."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def undo(self, entry_id: int, by: str, now: datetime) -> str:
        """Undo what an editor did; returns the entry's subject. Conflict when it was somebody else, or when something came in between."""
        with self._database.write() as session:
            entry = session.get(AuditRow, entry_id)
            if entry is None or entry.by != by:
                raise Conflict("only what you did yourself can be undone")
            if (entry.before or {}).get("pins") is not None:
                _arranged(session, entry, now)
            else:
                row = session.scalars(
                    select(ItemRow).where(ItemRow.uid == entry.subject.removeprefix("item ")).with_for_update()
                ).one_or_none()
                if row is None:
                    raise NotFound(f"there is no {entry.subject}")
                _undo(session, entry, row, now)
            record(session, by, "undo", entry.subject, now, before=entry.after, after=entry.before)
            return entry.subject

    def latest_of_front(self, by: str) -> int | None:
        """The last change of the front page, if it was this editor's and can be undone."""
        pins = select(AuditRow).where(AuditRow.action.in_(_ARRANGING)).order_by(AuditRow.id.desc()).limit(1)
        with self._database.read() as session:
            entry = session.scalars(pins).first()
            if entry is None or entry.by != by or "pins" not in (entry.before or {}):
                return None
            return entry.id if pins_of(session) == _pins(entry.after) else None


def _undo(session: Session, entry: AuditRow, row: ItemRow, now: datetime) -> None:
    before, after = entry.before or {}, entry.after or {}
    if row.status == "published":
        raise Conflict(_PUBLIC)
    if _touched_by_others(session, entry, AuditRow.subject == entry.subject):
        raise Conflict(_MOVED_ON)
    if entry.action in _TO:
        due = row.due_at.isoformat() if row.due_at else None
        if row.status != _TO[entry.action] or due != after.get("due_at") or before.get("status") not in ("draft", "review", "scheduled"):
            raise Conflict(_MOVED_ON)
        due_before = before.get("due_at")
        row.status, row.due_at, row.changed_at = before["status"], datetime.fromisoformat(due_before) if due_before else None, now
        if row.due_at is not None and row.embargo_until is not None:
            row.due_at = max(row.due_at, row.embargo_until)
    elif entry.action == "file":
        into, back = (
            session.scalars(select(SectionRow).where(SectionRow.slug == said.get("section"))).one_or_none() for said in (after, before)
        )
        if row.status != "review" or into is None or back is None or row.section_id != into.id:
            raise Conflict(_MOVED_ON)
        refile_waiting(session, row, back.id, now, edited=bool(before.get("edited")))
    elif entry.action == "merge":
        unmerge(session, row, before, after, now)
    else:
        raise Conflict("this cannot be undone")


def _touched_by_others(session: Session, entry: AuditRow, same: ColumnElement[bool]) -> bool:
    """Whether somebody else did something about the same thing since: what looks as it did may be their decision by now."""
    later = select(AuditRow.id).where(AuditRow.id > entry.id, AuditRow.by != entry.by, same)
    return session.scalars(later.limit(1)).first() is not None


def _arranged(session: Session, entry: AuditRow, now: datetime) -> None:
    if pins_of(session) != _pins(entry.after) or _touched_by_others(session, entry, AuditRow.action.in_(_ARRANGING)):
        raise Conflict("the front page was changed since, so this cannot be undone any more")
    put_pins(session, _pins(entry.before))
    touch(session, now)


def _pins(said: Mapping[str, Any] | None) -> Pins:
    return [(str(uid), str(until)) for uid, until in (said or {}).get("pins", [])]
