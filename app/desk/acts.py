"""What is done to an item as a whole, each a transaction of its own; what is decided stands in
`items` and `joining`.
"""

from datetime import datetime

from app.desk import items, joining
from app.desk.rations import size_of, use
from app.news.deduplication import sketch
from app.store import Store, Transaction, in_transaction
from app.values.model import Content, Item, Status
from app.values.quotas import Ration
from app.values.states import Step


@in_transaction
def publish(
    tx: Transaction,
    uid: str,
    by: str,
    now: datetime,
    *,
    at: datetime | None = None,
    expected: Status | None = None,
    on: int | None = None,
) -> Item:
    """Make an item due, now or at a time, as `items.publish` does."""
    return items.publish(tx, uid, by, now, at=at, expected=expected, on=on)


@in_transaction
def move(
    tx: Transaction, uid: str, step: Step, by: str, now: datetime, *, expected: Status | None = None
) -> Item:
    """Let an item take a step that makes nothing public, as `items.move` does."""
    return items.move(tx, uid, step, by, now, expected=expected)


@in_transaction
def withdraw(tx: Transaction, uid: str, note: str, by: str, now: datetime) -> Item:
    """Take an item off the site, with a note that says why; Conflict when it is not public."""
    return items.withdraw(tx, uid, note, by, now)


@in_transaction
def merge(
    tx: Transaction, uid: str, into: str, by: str, now: datetime, *, expected: Status | None = None
) -> Item:
    """Let an item live on in another, as `joining.merge` does; returns the other."""
    return joining.merge(tx, uid, into, by, now, expected=expected)


def split(store: Store, uid: str, location_id: int, by: str, now: datetime) -> Item:
    """Give an address that joined an item a story of its own, as `joining.split` does; returns the
    new item.
    """
    with store.look() as look:
        # Its sketch takes long; it is kept for the transaction by the cache of `sketch`.
        sketch(joining.text_of(look, uid, location_id))
    return store.transact(lambda tx: joining.split(tx, uid, location_id, by, now))


@in_transaction
def restore(
    tx: Transaction, item: Item, on: int, content: Content, by: str, now: datetime, ration: Ration
) -> Item:
    """Save an older version's content anew, as the newest; Conflict when somebody else has changed
    the item since revision `on`, TooMany when the editor has stored too much today.
    """
    use(tx, ration, size_of(content), now)
    section = tx.items.by_uid(item.uid).section
    return items.edit(tx, item.uid, on, content, section.title, by, now)


@in_transaction
def name_version(
    tx: Transaction, item: Item, number: int, name: str, by: str, now: datetime
) -> None:
    """Call a version of an item by a name, or, with an empty one, no more; NotFound."""
    before = tx.writes.name_version(item, number, name)
    details = {"version": number, "name": name}
    tx.audit.note(
        by, "name version", f"item {item.uid}", now, before={"name": before}, after=details
    )
