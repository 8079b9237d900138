"""Taking back what an editor has just done, as long as nobody did anything about it since, with an
entry of its own in the audit log.

Decision 0070.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from app.desk.filing import refile_waiting
from app.desk.joining import unmerge
from app.store import Entry, Pins, Store, Transaction, in_transaction
from app.values.errors import Conflict, NotFound
from app.values.model import Item

_PUBLIC = "it is public already; withdraw it instead"
_MOVED_ON = "it was changed since, so this cannot be undone any more"
_FRONT_MOVED_ON = "the front page was changed since, so this cannot be undone any more"
_ARRANGING = ("pin", "unpin", "arrange")
_LEADS_TO = {"publish": "scheduled", "schedule": "scheduled", "reject": "rejected"}
_WAITED_AS = ("draft", "review", "scheduled")


@in_transaction
def undo(tx: Transaction, entry_id: int, by: str, now: datetime) -> str:
    """Undo what an editor did; returns the entry's subject. Conflict when it was somebody else, or
    when something came in between.
    """
    entry = tx.audit.entry(entry_id)
    if entry is None or entry.by != by:
        raise Conflict("only what you did yourself can be undone")
    if (entry.before or {}).get("pins") is not None:
        _undo_arrangement(tx, entry, now)
    else:
        _undo_act(tx, entry, now)
    tx.audit.note(by, "undo", entry.subject, now, before=entry.after, after=entry.before)
    return entry.subject


def last_arrangement(store: Store, by: str) -> int | None:
    """The last change of the front page, if it was this editor's and can be undone."""
    with store.look() as look:
        entry = look.audit.latest(_ARRANGING)
        if entry is None or entry.by != by or "pins" not in (entry.before or {}):
            return None
        return entry.id if look.front.arrangement() == _pins(entry.after) else None


def _undo_act(tx: Transaction, entry: Entry, now: datetime) -> None:
    try:
        item = tx.items.by_uid(entry.subject.removeprefix("item "))
    except NotFound as error:
        raise NotFound(f"there is no {entry.subject}") from error
    if item.status == "published":
        raise Conflict(_PUBLIC)
    if tx.audit.others_since(entry, subject=entry.subject):
        raise Conflict(_MOVED_ON)
    before, after = entry.before or {}, entry.after or {}
    if entry.action in _LEADS_TO:
        tx.writes.save(item, _as_it_waited(item, entry.action, before, after, now))
    elif entry.action == "file":
        _undo_filing(tx, item, before, after, now)
    elif entry.action == "merge":
        unmerge(tx, item, before, after, now)
    else:
        raise Conflict("this cannot be undone")


def _as_it_waited(
    item: Item, action: str, before: Mapping[str, Any], after: Mapping[str, Any], now: datetime
) -> Item:
    """An item as it was before it was published, scheduled or rejected; Conflict when it is not
    what that made of it.
    """
    due = item.due_at.isoformat() if item.due_at else None
    if (
        item.status != _LEADS_TO[action]
        or due != after.get("due_at")
        or before.get("status") not in _WAITED_AS
    ):
        raise Conflict(_MOVED_ON)
    was_due = datetime.fromisoformat(before["due_at"]) if before.get("due_at") else None
    if was_due is not None and item.embargo_until is not None:
        was_due = max(was_due, item.embargo_until)
    return replace(item, status=before["status"], due_at=was_due, changed_at=now)


def _undo_filing(
    tx: Transaction, item: Item, before: Mapping[str, Any], after: Mapping[str, Any], now: datetime
) -> None:
    into, back = (tx.sections.by_slug(str(details.get("section"))) for details in (after, before))
    if item.status != "review" or into is None or back is None or item.section.id != into.id:
        raise Conflict(_MOVED_ON)
    refile_waiting(tx, item, back, now, edited=bool(before.get("edited")))


def _undo_arrangement(tx: Transaction, entry: Entry, now: datetime) -> None:
    if tx.front.arrangement() != _pins(entry.after) or tx.audit.others_since(
        entry, actions=_ARRANGING
    ):
        raise Conflict(_FRONT_MOVED_ON)
    tx.front.put(_pins(entry.before))
    tx.publication.touch(now)


def _pins(details: Mapping[str, Any] | None) -> Pins:
    return [(str(uid), str(until)) for uid, until in (details or {}).get("pins", [])]
