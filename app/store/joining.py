"""What editors decide about sameness: two items are one story, or an address belongs to a story of its own."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.news.decide import fingerprint, fold_title, published_instant, slug_of
from app.news.sameness import sketch
from app.store.audit import record
from app.store.clusters import rank_reports
from app.store.engine import Database
from app.store.items import one_item
from app.store.pictures import note_uses
from app.store.publication import touch
from app.store.schema import ItemRow, LocationRow, RevisionRow, SourceRow
from app.store.twins import keep_bands, survivor
from app.values.errors import Conflict, NotFound
from app.values.model import Content, Item, Status


class Joining:
    """Merges and splits by hand. Both stand: what was split off has an item of its own from then on, what was merged never comes back."""

    def __init__(self, database: Database, zone: ZoneInfo, authority: str, new_uid: Callable[[], str]) -> None:
        self._database = database
        self._zone = zone
        self._authority = authority
        self._new_uid = new_uid

    def merge(self, uid: str, into: str, by: str, now: datetime, *, expected: Status | None = None) -> Item:
        """Let an item live on in another: its addresses move there, its page leads there, its revisions stay; returns the other.

        Conflict when both are one already, when a public story would vanish in one that is not, or in another state than expected.
        """
        with self._database.write() as session:
            loser = _row(session, uid)
            winner = _row(session, into)
            winner = session.get_one(ItemRow, survivor(session.connection(), winner.id))
            if loser.status == "merged" or loser.id == winner.id:
                raise Conflict("these two are one item already")
            if expected is not None and loser.status != expected:
                raise Conflict("somebody else was faster: this item does not wait any more")
            if loser.status == "published" and winner.status != "published":
                raise Conflict(
                    "the item that stays is not public, so readers would lose the story; publish it first, or merge the other way"
                )
            was_public, before = loser.status == "published", loser.status
            moved: list[dict[str, Any]] = []
            for place in session.scalars(select(LocationRow).where(LocationRow.item_id == loser.id).order_by(LocationRow.id)):
                moved.append({"id": place.id, "joined": place.joined, "share": place.share, "joined_by": place.joined_by})
                place.content = place.content or loser.upstream or loser.content
                place.item_id, place.joined, place.share, place.joined_by = winner.id, "hand", None, by
            loser.status, loser.merged_into_id, loser.due_at, loser.changed_at, loser.withdrawn_at = "merged", winner.id, None, now, now
            winner.changed_at = now
            session.flush()
            rank_reports(session, [loser.cluster_id])
            if was_public or winner.status == "published":
                touch(session, now, [loser, winner])
            record(session, by, "merge", f"item {uid}", now, before={"status": before, "places": moved}, after={"into": winner.uid})
            return one_item(session, winner.uid)

    def split(self, uid: str, location_id: int, by: str, now: datetime) -> Item:
        """Give an address that joined an item a story of its own, with what was last read there; returns the new item.

        It is due at once when the item is public, and waits for review otherwise. Conflict for the item's own address.
        """
        with self._database.write() as session:
            row = _row(session, uid)
            place = session.get(LocationRow, location_id)
            if place is None or place.item_id != row.id:
                raise NotFound(f"the item {uid!r} does not stand at this address")
            if not place.joined:
                raise Conflict("this is the item's own address; split the others off instead")
            made = self._make(session, row, place, now)
            session.add(
                RevisionRow(item_id=made.id, number=1, at=now, by=by, significant=True, content=made.content, capture=place.capture)
            )
            keep_bands(session.connection(), made.id, sketch(made.content), made.published_at)
            place.item_id, place.joined, place.share, place.joined_by, place.content = made.id, "", None, by, None
            row.changed_at = now
            if row.status == "published":
                touch(session, now, [row])
            session.flush()
            record(session, by, "split", f"item {uid}", now, after={"made": made.uid, "url": place.url})
            return one_item(session, made.uid)

    def _make(self, session: Session, row: ItemRow, place: LocationRow, now: datetime) -> ItemRow:
        """The item of an address that is split off. An exact copy of former times says what the item says."""
        content: Content = place.content or row.upstream or row.content
        source = session.get(SourceRow, place.source_id) if place.source_id is not None else None
        uid, public = self._new_uid(), row.status == "published"
        instant = published_instant(content.published, now, self._zone)
        made = ItemRow(
            uid=uid,
            tag=f"tag:{self._authority},{now.date().isoformat()}:items/{uid}",
            kind="collected",
            status="scheduled" if public else "review",
            rights=None if source else row.rights,
            section_id=source.section_id if source else row.section_id,
            source_id=source.id if source else row.source_id,
            slug=slug_of(content.title),
            content=content,
            title_key=fold_title(content.title),
            published_at=instant if content.published else min(instant, place.first_seen_at),
            first_seen_at=place.first_seen_at,
            updated_at=instant,
            changed_at=now,
            due_at=now if public else None,
            fingerprint=fingerprint(content),
            edited=[],
        )
        session.add(made)
        session.flush()
        note_uses(session.connection(), made.id, content.pictures)
        return made


def unmerge(session: Session, loser: ItemRow, before: Mapping[str, Any], after: Mapping[str, Any], now: datetime) -> None:
    """Take a merge back, as its entry in the audit log tells of it: the item is again what it was, at its addresses.

    Conflict when it was public, so that its page leads elsewhere since, or when its addresses went on to others.
    """
    winner = session.scalars(select(ItemRow).where(ItemRow.uid == after.get("into"))).one_or_none()
    was = {place["id"]: place for place in before.get("places", [])}
    places = list(session.scalars(select(LocationRow).where(LocationRow.id.in_(was))))
    if before.get("status") not in ("draft", "review"):
        raise Conflict("it was public before it was merged; split its address off instead")
    if winner is None or loser.status != "merged" or loser.merged_into_id != winner.id:
        raise Conflict("it was changed since, so this cannot be undone any more")
    if len(places) != len(was) or any(place.item_id != winner.id for place in places):
        raise Conflict("its addresses have gone elsewhere since, so this cannot be undone any more")
    for place in places:
        place.item_id, place.joined = loser.id, was[place.id]["joined"]
        place.share, place.joined_by = was[place.id]["share"], was[place.id]["joined_by"]
        place.content = place.content if place.joined else None
    loser.status, loser.merged_into_id, loser.withdrawn_at = before["status"], None, None
    loser.changed_at = winner.changed_at = now
    session.flush()
    rank_reports(session, [loser.cluster_id])
    if winner.status == "published":
        touch(session, now, [winner])


def _row(session: Session, uid: str) -> ItemRow:
    row = session.scalars(select(ItemRow).where(ItemRow.uid == uid)).one_or_none()
    if row is None:
        raise NotFound(f"there is no item {uid!r}")
    return row
