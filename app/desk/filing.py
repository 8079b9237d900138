"""Sending what waits to the section where it belongs."""

from dataclasses import replace
from datetime import datetime

from app.store import Transaction, in_transaction
from app.values.errors import Conflict
from app.values.model import Item, Section


@in_transaction
def file_into(tx: Transaction, uid: str, section: str, by: str, now: datetime) -> int:
    """Send a waiting item to a section; returns the id of the entry in the audit log. Conflict when
    it does not wait any more.
    """
    item = tx.items.by_uid(uid)
    if item.status != "review":
        raise Conflict("somebody else was faster: this item does not wait any more")
    into = tx.sections.find_or_make(section, now)
    if into.id == item.section.id:
        raise Conflict("this item is in that section already")
    refile_waiting(tx, item, into, now, edited=True)
    before = {"section": item.section.slug, "edited": "section" in item.edited}
    return tx.audit.note(
        by, "file", f"item {uid}", now, before=before, after={"section": into.slug}
    )


def refile_waiting(
    tx: Transaction, item: Item, section: Section, now: datetime, *, edited: bool
) -> None:
    """Put an item that is not public into another section; `edited` says whether an editor chose
    it.
    """
    fields = item.edited | {"section"} if edited else item.edited - {"section"}
    tx.writes.save(item, replace(item, section=section, edited=fields, changed_at=now))
    tx.clusters.rank([item.cluster_id])
