"""What editors decide about sameness: two items are one story, or an address belongs to a story of
its own. Parts of a transaction.

Both stand: what was split off has an item of its own from then on, what was merged never comes
back.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from app.news.decide import fingerprint, published_instant
from app.news.deduplication import sketch
from app.news.lifecycle import refuse_unexpected, second_after
from app.store import Join, NewItem, Nouns, Transaction
from app.values.errors import Conflict, NotFound
from app.values.keys import fold_title, slug_of
from app.values.model import Content, Item, Location, Source, Status


def merge(
    tx: Transaction, uid: str, into: str, by: str, now: datetime, *, expected: Status | None = None
) -> Item:
    """Let an item live on in another: its addresses move there, its page leads there, its revisions
    stay; returns the other.

    Conflict when both are one already, when a public story would vanish in one that is not, or in
    another state than expected.
    """
    tx.take_turn("stories")
    loser, winner = tx.items.by_uid(uid), _survivor(tx, into)
    _refuse_merge(loser, winner, expected)
    addresses = sorted(loser.locations, key=lambda address: address.id)
    for address in addresses:
        text = tx.locations.text_at(address) or loser.upstream or loser.content
        tx.locations.join(address, winner.id, Join("hand", None, by, text))
    merged = replace(
        loser,
        status="merged",
        merged_into=winner.uid,
        due_at=None,
        changed_at=now,
        withdrawn_at=second_after(loser.updated_at, now),
    )
    tx.writes.save(loser, merged)
    tx.writes.save(winner, replace(winner, changed_at=now))
    tx.clusters.rank([loser.cluster_id])
    if "published" in (loser.status, winner.status):
        tx.publication.touch(now, [loser.id, winner.id])
    before = {"status": loser.status, "places": [_audit_details(address) for address in addresses]}
    tx.audit.note(by, "merge", f"item {uid}", now, before=before, after={"into": winner.uid})
    return tx.items.by_uid(winner.uid)


def unmerge(
    tx: Transaction, loser: Item, before: Mapping[str, Any], after: Mapping[str, Any], now: datetime
) -> None:
    """Take a merge back, as its entry in the audit log tells of it: the item is again what it was,
    at its addresses.

    Conflict when it was public, so that its page leads elsewhere since, or when its addresses went
    on to others.
    """
    tx.take_turn("stories")
    if before.get("status") not in ("draft", "review"):
        raise Conflict("it was public before it was merged; split its address off instead")
    if loser.status != "merged" or loser.merged_into != after.get("into"):
        raise Conflict("it was changed since, so this cannot be undone any more")
    winner = tx.items.by_uid(loser.merged_into)
    was = {place["id"]: place for place in before.get("places", [])}
    addresses = [address for address in winner.locations if address.id in was]
    if len(addresses) != len(was):
        raise Conflict("its addresses have gone elsewhere since, so this cannot be undone any more")
    for address in addresses:
        place = was[address.id]
        text = tx.locations.text_at(address) if place["joined"] else None
        tx.locations.join(
            address, loser.id, Join(place["joined"], place["share"], place["joined_by"], text)
        )
    restored = replace(
        loser, status=before["status"], merged_into="", withdrawn_at=None, changed_at=now
    )
    tx.writes.save(loser, restored)
    tx.writes.save(winner, replace(winner, changed_at=now))
    tx.clusters.rank([loser.cluster_id])
    if winner.status == "published":
        tx.publication.touch(now, [winner.id])


def split(tx: Transaction, uid: str, location_id: int, by: str, now: datetime) -> Item:
    """Give an address that joined an item a story of its own, with what was last read there;
    returns the new item.

    It is due at once when the item is public, and waits for review otherwise. Conflict for the
    item's own address.
    """
    tx.take_turn("stories")
    item = tx.items.by_uid(uid)
    address, content = _further_address(item, location_id), text_of(tx, uid, location_id)
    source = tx.sources.by_id(address.source_id) if address.source_id is not None else None
    new = _split_off(
        item, address, content, source, now, published_instant(content.published, now, tx.zone)
    )
    made_id, made_uid = tx.writes.add(new, by, now, capture=address.capture)
    tx.duplicates.keep(made_id, sketch(content), new.published_at)
    tx.locations.join(address, made_id, Join("", None, by, None))
    tx.writes.save(item, replace(item, changed_at=now))
    if item.status == "published":
        tx.publication.touch(now, [item.id])
    tx.audit.note(by, "split", f"item {uid}", now, after={"made": made_uid, "url": address.url})
    return tx.items.by_uid(made_uid)


def text_of(look: Nouns, uid: str, location_id: int) -> Content:
    """What was last read at a further address of an item; NotFound, Conflict as in `split`."""
    item = look.items.by_uid(uid)
    address = _further_address(item, location_id)
    # An exact copy of former times says what the item says.
    return look.locations.text_at(address) or item.upstream or item.content


def _further_address(item: Item, location_id: int) -> Location:
    address = next((one for one in item.locations if one.id == location_id), None)
    if address is None:
        raise NotFound(f"the item {item.uid!r} does not stand at this address")
    if not address.joined:
        raise Conflict("this is the item's own address; split the others off instead")
    return address


def _refuse_merge(loser: Item, winner: Item, expected: Status | None) -> None:
    if loser.status == "merged" or loser.id == winner.id:
        raise Conflict("these two are one item already")
    refuse_unexpected(loser, expected)
    if loser.status == "published" and winner.status != "published":
        raise Conflict(
            "the item that stays is not public, so readers would lose the story; publish it "
            "first, or merge the other way"
        )


def _survivor(tx: Transaction, uid: str) -> Item:
    """The item that one lives on in: itself, unless editors have merged it."""
    item = tx.items.by_uid(uid)
    while item.merged_into:
        item = tx.items.by_uid(item.merged_into)
    return item


def _audit_details(address: Location) -> dict[str, Any]:
    """An address for the audit log, from which a merge is taken back."""
    return {
        "id": address.id,
        "joined": address.joined,
        "share": address.share,
        "joined_by": address.joined_by,
    }


def _split_off(
    item: Item,
    address: Location,
    content: Content,
    source: Source | None,
    now: datetime,
    instant: datetime,
) -> NewItem:
    """The item of an address that is split off."""
    public = item.status == "published"
    first_seen = address.first_seen_at or now
    return NewItem(
        kind="collected",
        status="scheduled" if public else "review",
        content=content,
        section_id=source.section.id if source else item.section.id,
        published_at=instant if content.published else min(instant, first_seen),
        first_seen_at=first_seen,
        updated_at=instant,
        slug=slug_of(content.title),
        title_key=fold_title(content.title),
        fingerprint=fingerprint(content),
        rights=None if source else item.own_rights,
        source_id=source.id if source else item.source_id,
        due_at=now if public else None,
    )
