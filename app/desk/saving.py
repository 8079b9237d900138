"""Saving an item's form: the text, and then what its button says. All in one transaction, and what
is slow before it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from app.desk import items, joining
from app.desk.rations import size_of, use
from app.desk.written import PreparedItem
from app.publish.release import release_due
from app.store import Transaction, in_transaction
from app.values.errors import Conflict, InputError, NotFound
from app.values.model import Item, Status
from app.values.quotas import Ration

Done = Literal["saved", "published", "scheduled", "handed in"]
# A form knows minutes, what is stored seconds.
_SAME_TIME = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Form:
    """A form as it was sent: what was typed, the button, the times beside the text, and what was
    kept of it meanwhile.

    `action` is the button's name. `kept` are the editor, the document and the windows of which
    nothing has to be kept any more. `reviews` says whether the editor may decide what is published.
    `ration` is what of texts the editor may store in a day.
    """

    typed: PreparedItem
    action: str
    due: datetime | None
    embargo: datetime | None
    reviews: bool
    kept: tuple[int, str, Sequence[str]]
    ration: Ration


@dataclass(frozen=True, slots=True)
class SaveResult:
    """What came of a form; `problem` is what kept the button's word from being done, though the
    text is saved.
    """

    item: Item
    done: Done
    problem: Conflict | None = None


@in_transaction
def write(
    tx: Transaction, typed: PreparedItem, by: str, now: datetime, *, publish: bool = False
) -> Item:
    """Store a new item, and publish it if that is wished; Conflict when its address has an item
    already.
    """
    made = items.add(tx, typed.content, typed.section, by, now, rights=typed.rights, url=typed.url)
    if publish:
        items.publish(tx, made.uid, by, now)
        release_due(tx, now)
    return tx.items.by_uid(made.uid)


@in_transaction
def save_new(tx: Transaction, form: Form, by: str, now: datetime) -> SaveResult:
    """Store what was typed as a new item, and do what the button says. Conflict when its address
    has an item already, TooMany when the editor has stored too much today.
    """
    typed = form.typed
    use(tx, form.ration, size_of(typed.content), now)
    made = items.add(tx, typed.content, typed.section, by, now, rights=typed.rights, url=typed.url)
    return _follow(tx, made, form, by, now)


@in_transaction
def save(
    tx: Transaction, item: Item, on: int, expected: Status, form: Form, by: str, now: datetime
) -> SaveResult:
    """Save what was typed on revision `on` of an item, and do what the button says. Conflict when
    others have changed it since, TooMany when the editor has stored too much today.
    """
    _refuse_other_decisions(item, tx.items.by_uid(item.uid))
    typed = form.typed
    use(tx, form.ration, size_of(typed.content), now)
    edited = items.edit(
        tx,
        item.uid,
        on,
        typed.content,
        typed.section,
        by,
        now,
        rights=typed.rights,
        correction=typed.correction,
        counts=typed.counts,
        expected=expected,
    )
    return _follow(tx, edited, form, by, now)


@in_transaction
def save_into(tx: Transaction, into: str, form: Form, by: str, now: datetime) -> Item:
    """Store what was typed as one more report of an item that is there: it is merged into it at
    once; returns the item that stays.
    """
    typed = form.typed
    use(tx, form.ration, size_of(typed.content), now)
    made = items.add(tx, typed.content, typed.section, by, now, rights=typed.rights, url=typed.url)
    try:
        stays = joining.merge(tx, made.uid, into, by, now)
    except NotFound:
        raise InputError("there is no item with this id or address") from None
    _drop_kept(tx, form)
    return stays


def moves(item: Item, due: datetime | None) -> bool:
    """Whether another time was typed for an item that is scheduled."""
    return (
        item.status == "scheduled"
        and due is not None
        and item.due_at is not None
        and abs(due - item.due_at) >= _SAME_TIME
    )


def _refuse_other_decisions(loaded: Item, stored: Item) -> None:
    """A form says all that stands beside the text as it was when it was read; whoever has decided
    otherwise meanwhile is not overruled unseen.
    """
    if _decisions(loaded) != _decisions(stored):
        raise Conflict(
            "this item is in another state by now, so nothing was saved; look at it, and save again"
        )


def _decisions(item: Item) -> tuple[object, ...]:
    return item.section.id, item.rights, item.due_at, item.embargo_until


def _follow(tx: Transaction, saved: Item, form: Form, by: str, now: datetime) -> SaveResult:
    """Do with a saved item what the button says; what stops it half-way is told, and the text is
    saved in any case.
    """
    _drop_kept(tx, form)
    done: Done = "saved"
    problem = None
    try:
        done = _do(tx, saved, form, by, now)
    except Conflict as error:
        problem = error
    release_due(tx, now)
    return SaveResult(tx.items.by_uid(saved.uid), done, problem)


def _do(tx: Transaction, saved: Item, form: Form, by: str, now: datetime) -> Done:
    if form.reviews and saved.status != "published":
        items.embargo(tx, saved.uid, form.embargo, by, now)
    if form.action == "publish" and saved.status != "published":
        items.publish(tx, saved.uid, by, now)
        return "published"
    if form.action == "schedule" and saved.status != "published":
        items.publish(tx, saved.uid, by, now, at=form.due)
        return "scheduled"
    if form.action == "save" and moves(saved, form.due):
        items.publish(tx, saved.uid, by, now, at=form.due)
        return "scheduled"
    if form.action == "submit" and saved.status == "draft":
        items.move(tx, saved.uid, "submit", by, now)
        return "handed in"
    return "saved"


def _drop_kept(tx: Transaction, form: Form) -> None:
    """Forget what was kept of a form that is saved now: by this window, and by the one that it was
    restored from.
    """
    editor_id, document, tabs = form.kept
    for tab in tabs:
        tx.autosaves.drop(editor_id, document, tab)
