"""What is done to one item, each as a part of a transaction: gather what is stored, decide what
becomes of it, store that.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from app.news import lifecycle
from app.news.decide import fingerprint, published_instant
from app.news.significance import Counts
from app.store import NewItem, Transaction
from app.values.address import address_of
from app.values.errors import Conflict
from app.values.keys import fold_title, slug_of
from app.values.model import Content, CorrectionKind, Item, Rights, Status
from app.values.states import Step


def add(
    tx: Transaction,
    content: Content,
    section: str,
    by: str,
    now: datetime,
    *,
    rights: Rights = "full",
    url: str = "",
) -> Item:
    """A new draft; `url` is where the story was found, if anywhere. Conflict when that address has
    an item already.
    """
    new = NewItem(
        kind="written",
        status="draft",
        content=content,
        section_id=tx.sections.find_or_make(section, now).id,
        published_at=published_instant(content.published, now, tx.zone),
        first_seen_at=now,
        updated_at=now,
        slug=slug_of(content.title),
        title_key=fold_title(content.title),
        fingerprint=fingerprint(content),
        rights=rights,
    )
    item_id, uid = tx.writes.add(new, by, now)
    tx.audit.note(
        by, "write", f"item {uid}", now, after={"title": content.title, "status": "draft"}
    )
    if url:
        tx.locations.settle(address_of(url), item_id, now)
    return tx.items.by_uid(uid)


def edit(
    tx: Transaction,
    uid: str,
    on: int,
    content: Content,
    section: str,
    by: str,
    now: datetime,
    *,
    rights: Rights | None = None,
    correction: tuple[CorrectionKind, str] | None = None,
    counts: Counts = "",
    expected: Status | None = None,
) -> Item:
    """Save an editor's version made on revision `on`; Conflict when the item has moved on since. An
    unchanged save is no revision.

    `expected` is the state that the editor believes it in; Conflict when it is in another.
    `correction` is what the readers of a published item are told: its kind and a note; `counts`
    whether they are told that it changed, as in `lifecycle.edited`.
    """
    before = tx.items.by_uid(uid)
    lifecycle.refuse_stale(before, on)
    lifecycle.refuse_other_state(before, expected)
    filed = tx.sections.find_or_make(section, now)
    made = lifecycle.edited(
        before, content, filed, rights or before.rights, correction, now, tx.zone, counts
    )
    if made is None:
        return before
    after = made.item
    tx.writes.save(before, after)
    tx.writes.keep_version(after, by, now, significant=made.significant)
    if correction is not None:
        tx.writes.correct(after, *correction, by, now)
    details = {"version": before.revision, "title": before.content.title}
    tx.audit.note(
        by,
        _kind_of_edit(before, correction),
        f"item {uid}",
        now,
        before=details,
        after=_audit_details(before, made, correction),
    )
    if made.fields & {"section", "published"}:
        tx.clusters.rank([after.cluster_id])
    if after.status == "published":
        tx.publication.touch(now, [after.id], sections=[before.section.id])
        tx.publication.refile(after, before.section.id, before.source_id)
    return tx.items.by_uid(uid)


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
    """Make an item due, now or at a time; the release makes it public. A withdrawn item comes back,
    at once only.

    Conflict when it is public already, its embargo lasts longer, it is in another state than the
    one that was expected, or has another revision than the one that was looked at.
    """
    before = tx.items.by_uid(uid)
    lifecycle.refuse_unexpected(before, expected)
    if on is not None and before.revision != on:
        raise Conflict("this item was changed after you looked at it; read it again")
    after = lifecycle.scheduled(before, max(at, now) if at else now, now, tx.zone)
    return _decided(tx, before, after, "schedule" if at else "publish", by, now)


def move(
    tx: Transaction, uid: str, step: Step, by: str, now: datetime, *, expected: Status | None = None
) -> Item:
    """Let an item take a step that makes nothing public and takes nothing off the site: `submit`,
    `hold`, `reject` or `reopen`.

    Conflict where the step leads nowhere, or when the item is in another state than the one that
    was expected.
    """
    before = tx.items.by_uid(uid)
    lifecycle.refuse_unexpected(before, expected)
    return _decided(tx, before, lifecycle.moved(before, step, now), step, by, now)


def embargo(tx: Transaction, uid: str, until: datetime | None, by: str, now: datetime) -> Item:
    """Say before when an item must not be public, or that it may; Conflict when it is public. A
    schedule within it is put off.
    """
    before = tx.items.by_uid(uid)
    after = lifecycle.embargoed(before, until, now)
    if before.embargo_until == until:
        return before
    return _decided(tx, before, after, "embargo", by, now)


def withdraw(tx: Transaction, uid: str, note: str, by: str, now: datetime) -> Item:
    """Take an item off the site, with a note that says why; its page will answer 410. Conflict when
    it is not public.
    """
    before = tx.items.by_uid(uid)
    after = lifecycle.withdrawn(before, note, now)
    tx.writes.save(before, after)
    tx.clusters.rank([after.cluster_id])
    tx.publication.touch(now, [after.id])
    tx.audit.note(
        by,
        "withdraw",
        f"item {uid}",
        now,
        before=visibility(before),
        after={**visibility(after), "note": note},
    )
    return tx.items.by_uid(uid)


def visibility(item: Item) -> dict[str, Any]:
    """What decides whether an item is seen, for the audit log."""
    times = {"due_at": item.due_at, "embargo_until": item.embargo_until}
    return {"status": item.status} | {
        name: at.isoformat() for name, at in times.items() if at is not None
    }


def _decided(
    tx: Transaction, before: Item, after: Item, action: str, by: str, now: datetime
) -> Item:
    tx.writes.save(before, after)
    tx.audit.note(
        by, action, f"item {after.uid}", now, before=visibility(before), after=visibility(after)
    )
    return tx.items.by_uid(after.uid)


def _kind_of_edit(item: Item, correction: object) -> str:
    if correction:
        return "correct"
    return "fix silently" if item.status == "published" else "edit"


def _audit_details(
    before: Item, made: lifecycle.Edit, correction: tuple[CorrectionKind, str] | None
) -> Mapping[str, Any]:
    """What the audit log tells of a save."""
    details: dict[str, Any] = {"version": made.item.revision, "fields": sorted(made.fields)}
    if made.item.content.title != before.content.title:
        details["title"] = made.item.content.title
    if correction:
        details["told"] = list(correction)
    return details
