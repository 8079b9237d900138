"""Intake: one transaction in which a reading becomes an item, a revision, another location, or nothing."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal, NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from app.decide import AlsoAt, Intent, New, Revise, Same, decide, fingerprint, fold_title, is_twin, published_instant, slug_of
from app.model import Content, Item, Location, Rights, Source
from app.store.engine import Database
from app.store.locations import Noting, Seal, note_teasers, save_seal
from app.store.rows import items_of, select_items, touch
from app.store.schema import ItemRow, LocationRow, RevisionRow, SectionRow, SourceRow
from app.store.sections import find_or_make
from scrapers import Teaser

Outcome = Literal["new", "changed", "unchanged"]


_TEASER_LIFE = timedelta(days=60)


class Taken(NamedTuple):
    """What came of a reading, and the id of the item it went to."""

    outcome: Outcome
    uid: str


@dataclass(frozen=True, slots=True)
class Reading:
    """A story as read at an address (`location` is None when it has none), and how it is to be filed.

    `partial` says that only the teaser is known: it makes an item, but never changes one.
    """

    content: Content
    section: str
    by: str
    location: Location | None = None
    source: Source | None = None
    rights: Rights | None = None
    review: bool = False
    seal: Seal | None = None
    capture: str = ""
    promos: tuple[Teaser, ...] = ()
    partial: bool = False


class Intake:
    """Takes readings in. `new_uid` makes the id that stands in URLs; `authority` is the host in tag: URIs."""

    def __init__(self, database: Database, zone: ZoneInfo, authority: str, new_uid: Callable[[], str]) -> None:
        self._database = database
        self._zone = zone
        self._authority = authority
        self._new_uid = new_uid

    def take_in(self, reading: Reading, now: datetime) -> Taken:
        """Store what a reading brings, whole or not at all."""
        with self._database.write() as session:
            own, twin = _own(session, reading, now), _twin(session, reading.content)
            known = reading.partial and own is not None
            intent = Same() if known else decide(reading.content, own, twin, now, self._zone)
            outcome, item_id = self._carry_out(session, reading, intent, own, now)
            if reading.location is not None:
                _settle(session, reading, reading.location.id, item_id, now)
            if reading.seal:
                save_seal(session, reading.seal)
            source_id = reading.source.id if reading.source else None
            note_teasers(session, self._database, _linked(reading.promos), Noting(source_id, "promo", now))
            return Taken(outcome, session.get_one(ItemRow, item_id).uid)

    def _carry_out(self, session: Session, reading: Reading, intent: Intent, own: Item | None, now: datetime) -> tuple[Outcome, int]:
        match intent:
            case New():
                return "new", self._make(session, reading, intent, now)
            case AlsoAt(item_id):
                _show_again(session, item_id, now)
                return "unchanged", item_id
            case Revise():
                assert own
                instant = published_instant(intent.content.published, now, self._zone)
                return ("changed" if _revise(session, own.id, reading, intent, now, instant) else "unchanged"), own.id
        assert own
        return "unchanged", own.id

    def _make(self, session: Session, reading: Reading, new: New, now: datetime) -> int:
        uid = self._new_uid()
        row = ItemRow(
            uid=uid,
            tag=f"tag:{self._authority},{now.date().isoformat()}:items/{uid}",
            kind="collected",
            status="review" if reading.review else "scheduled",
            rights=reading.rights,
            section_id=find_or_make(session, reading.section, now).id,
            source_id=reading.source.id if reading.source else None,
            slug=slug_of(new.content.title),
            content=new.content,
            title_key=fold_title(new.content.title),
            published_at=new.published_at,
            first_seen_at=now,
            updated_at=new.published_at,
            changed_at=now,
            due_at=None if reading.review else now,
            fingerprint=new.fingerprint,
            edited=[],
        )
        session.add(row)
        session.flush()
        _keep(session, row, now, reading, significant=True)
        return row.id


def _own(session: Session, reading: Reading, now: datetime) -> Item | None:
    """The item that stands at the reading's address, or one without an address that has the very same title.

    A teaser without an address is recognised by its title, among recent items.
    """
    wanted = select_items()
    if reading.location is not None:
        place = session.get_one(LocationRow, reading.location.id)
        if place.item_id is not None:
            return _first(session, wanted.where(ItemRow.id == place.item_id))
    homeless = ~select(LocationRow.id).where(LocationRow.item_id == ItemRow.id).exists()
    same_title = ItemRow.title_key == fold_title(reading.content.title)
    if reading.partial and reading.location is None:
        recent = ItemRow.first_seen_at >= now - _TEASER_LIFE
        return _first(session, wanted.where(same_title, homeless | recent))
    return _first(session, wanted.where(same_title, homeless, ItemRow.kind == "collected"))


def _twin(session: Session, content: Content) -> Item | None:
    """The item that is the very same story: of those with the same words, the one whose date fits."""
    rows = session.execute(select_items().where(ItemRow.fingerprint == fingerprint(content)).order_by(ItemRow.id))
    return next((item for item in items_of(session, [(a, b, c) for a, b, c in rows]) if is_twin(content, item)), None)


def _first(session: Session, wanted: Select[ItemRow, SectionRow, SourceRow]) -> Item | None:
    row = session.execute(wanted.limit(1)).first()
    return items_of(session, [(row[0], row[1], row[2])])[0] if row else None


def _settle(session: Session, reading: Reading, location_id: int, item_id: int, now: datetime) -> None:
    """Say that the item stands at the location; one of which only the teaser is known still waits to be read."""
    place = session.get_one(LocationRow, location_id)
    place.item_id = item_id
    if not reading.partial:
        place.state, place.checked_at, place.tries, place.error, place.gone_at = "read", now, 0, "", None
        place.source_id = reading.source.id if reading.source else place.source_id


def _show_again(session: Session, item_id: int, now: datetime) -> None:
    """A further address of a published item is a visible change."""
    row = session.get_one(ItemRow, item_id)
    if row.status == "published":
        row.changed_at = now
        touch(session, now, [row.section_id], [row.source_id])


def _revise(session: Session, item_id: int, reading: Reading, change: Revise, now: datetime, instant: datetime) -> bool:
    """Apply a revision; False when it changes nothing but what is known of upstream.

    A story is revised from its first address only, else two copies that differ would take turns.
    """
    row = session.get_one(ItemRow, item_id)
    first = session.scalars(
        select(LocationRow.id).where(LocationRow.item_id == item_id, LocationRow.state == "read").order_by(LocationRow.id)
    ).first()
    if reading.location is not None and first is not None and first != reading.location.id:
        return False
    row.upstream, row.fingerprint = change.upstream, change.fingerprint
    if change.content == row.content:
        return False
    if row.content.published is None and change.content.published is not None:
        row.published_at = min(row.published_at, instant)  # it was filed under the moment it was first seen, for want of a date
    row.content, row.title_key = change.content, fold_title(change.content.title)
    row.slug = slug_of(change.content.title)
    row.revision += 1
    row.changed_at = now
    row.updated_at = now if change.significant else row.updated_at
    if row.source_id is None and reading.source is not None:
        row.source_id = reading.source.id
    _keep(session, row, now, reading, significant=change.significant)
    if row.status == "published":
        touch(session, now, [row.section_id], [row.source_id])
    return True


def _keep(session: Session, row: ItemRow, now: datetime, reading: Reading, *, significant: bool) -> None:
    session.add(
        RevisionRow(
            item_id=row.id,
            number=row.revision,
            at=now,
            by=reading.by,
            significant=significant,
            content=row.content,
            capture=reading.capture,
        )
    )


def _linked(promos: tuple[Teaser, ...]) -> list[Teaser]:
    return [teaser for teaser in promos if teaser.url]
