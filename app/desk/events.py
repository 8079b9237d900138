"""What editors decide about reports of one event."""

from dataclasses import replace
from datetime import datetime

from app.store import Transaction, in_transaction
from app.values.errors import Conflict
from app.values.model import Item


@in_transaction
def take_out(tx: Transaction, uid: str, by: str, now: datetime) -> Item:
    """Let an item stand alone; it is put with no reports of its event again. Conflict when it is in
    none.
    """
    item = tx.items.by_uid(uid)
    if item.cluster_id is None:
        raise Conflict("this item stands alone already")
    tx.clusters.leave(item)
    tx.writes.save(item, replace(item, changed_at=now))
    tx.clusters.rank([item.cluster_id])
    if item.status == "published":
        tx.publication.touch(now, [item.id])
    tx.audit.note(by, "take out", f"item {uid}", now, before={"story": item.cluster_id})
    return tx.items.by_uid(uid)
