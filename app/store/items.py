"""Reading items: what the public sees, and what the desk sees. Pages are by key, never by
offset.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import (
    ColumnElement,
    Select,
    bindparam,
    exists,
    func,
    literal_column,
    or_,
    select,
    tuple_,
)
from sqlalchemy.orm import Session

from app.store.access import Access
from app.store.rows import illustrate, items_of, select_items
from app.store.schema import (
    AuditRow,
    EditionRow,
    ItemRow,
    LocationRow,
    RevisionRow,
    SectionRow,
    SourceRow,
    TurnRow,
    table_of,
)
from app.store.types import UTCDateTime
from app.values.errors import NotFound
from app.values.keys import fold_title
from app.values.model import Item, Location, Revision, Section, Source, Status

_MOST_REPORTS = 100
# What the public search does not find and there is never much of.
_FINDABLE = ("draft", "review", "scheduled", "withdrawn")

# Built once: building a statement costs as much as running it, and these run for every story.
_ITEMS = table_of(ItemRow).c
_NO_ADDRESS = ~exists().where(table_of(LocationRow).c.item_id == _ITEMS.id)
# An item that lives on in another has no addresses any more, and is nobody's to read into.
_TITLED = (
    select(_ITEMS.id)
    .where(_ITEMS.title_key == bindparam("title"), _ITEMS.merged_into_id.is_(None))
    .order_by(_ITEMS.id)
    .limit(1)
)
_HOMELESS = _TITLED.where(_NO_ADDRESS, _ITEMS.kind == "collected")
_SAME_TITLE = _TITLED.where(
    or_(_NO_ADDRESS, _ITEMS.first_seen_at >= bindparam("since", type_=UTCDateTime))
)
_BY_KEYS = select_items().where(ItemRow.id.in_(bindparam("keys", expanding=True)))
# On PostgreSQL rows are not stored in the order of their keys, but turns are taken in that of their
# numbers.
_LAST_CHANGE = select(
    select(func.max(RevisionRow.id)).scalar_subquery(),
    select(func.max(AuditRow.id)).scalar_subquery(),
    select(TurnRow.number).where(TurnRow.name == "stories").scalar_subquery(),
)


@dataclass(frozen=True, slots=True)
class Place:
    """A place in the order newest first: the item that was seen last."""

    published_at: datetime
    id: int


@dataclass(frozen=True, slots=True)
class Address:
    """Where a public item is, and when it last changed visibly."""

    serial: int
    uid: str
    slug: str
    changed_at: datetime


class Items:
    """What we store and publish."""

    def __init__(self, access: Access) -> None:
        self._access = access

    def public(
        self,
        limit: int,
        *,
        section: Section | None = None,
        source: Source | None = None,
        days: tuple[datetime, datetime] | None = None,
        after: Place | None = None,
        leads: bool = False,
    ) -> list[Item]:
        """Published items, newest first by publication, ties by id; `days` is a half-open range of
        instants.

        `leads` leaves out further reports of an event: of each one report is shown, in a section
        the first of that section.
        """
        wanted = select_items().where(ItemRow.status == "published")
        if section is not None:
            wanted = wanted.where(ItemRow.section_id == section.id)
        if source is not None:
            wanted = wanted.where(ItemRow.source_id == source.id)
        if days is not None:
            wanted = wanted.where(ItemRow.published_at >= days[0], ItemRow.published_at < days[1])
        if leads:
            wanted = wanted.where(ItemRow.rank <= (1 if section is not None else 0))
        return self._page(wanted, after, limit)

    def reports(self, item: Item) -> list[Item]:
        """All public reports of the event that an item reports, the first first; none when nobody
        else reports it.
        """
        if item.cluster_id is None:
            return []
        items = self.of_cluster(item.cluster_id)
        return items if len(items) > 1 else []

    def of_cluster(self, cluster_id: int) -> list[Item]:
        """All public reports of an event, the first first."""
        wanted = select_items().where(
            ItemRow.cluster_id == cluster_id, ItemRow.status == "published"
        )
        with self._access.read() as session:
            rows = session.execute(
                wanted.order_by(ItemRow.published_at, ItemRow.id).limit(_MOST_REPORTS)
            )
            return items_of(session, [(a, b, c) for a, b, c in rows])

    def neighbours(self, item: Item) -> tuple[Item | None, Item | None]:
        """The public items before and after one, by publication; None at the ends."""
        place, here = tuple_(ItemRow.published_at, ItemRow.id), (item.published_at, item.id)
        public = select_items().where(ItemRow.status == "published").limit(1)
        with self._access.read() as session:
            earlier = session.execute(
                public.where(place < here).order_by(ItemRow.published_at.desc(), ItemRow.id.desc())
            ).all()
            later = session.execute(
                public.where(place > here).order_by(ItemRow.published_at, ItemRow.id)
            ).all()
            sides = [
                items_of(session, [(row[0], row[1], row[2]) for row in rows])
                for rows in (earlier, later)
            ]
            return tuple(items[0] if items else None for items in sides)  # type: ignore[return-value]

    def addresses(self, after: int, limit: int) -> list[Address]:
        """Where public items are, in the order in which they became public, after a serial."""
        wanted = select(ItemRow.serial, ItemRow.uid, ItemRow.slug, ItemRow.changed_at).where(
            ItemRow.serial > after
        )
        wanted = wanted.where(
            ItemRow.serial <= after + limit, ItemRow.status == "published"
        ).order_by(ItemRow.serial)
        with self._access.read() as session:
            return [
                Address(serial or 0, uid, slug, changed_at)
                for serial, uid, slug, changed_at in session.execute(wanted)
            ]

    def last_serial(self) -> int:
        """The serial of the item that became public last."""
        with self._access.read() as session:
            return session.scalars(select(EditionRow.serial)).one()

    def desk(
        self,
        limit: int,
        *,
        status: Status | None = None,
        after: Place | None = None,
        section: Section | None = None,
        source: Source | None = None,
    ) -> list[Item]:
        """Items of any status, or of one, newest first by publication."""
        wanted = select_items()
        wanted = wanted.where(ItemRow.status == status) if status else wanted
        wanted = wanted.where(ItemRow.section_id == section.id) if section is not None else wanted
        wanted = wanted.where(ItemRow.source_id == source.id) if source is not None else wanted
        return self._page(wanted, after, limit)

    def at_address(self, key: str) -> int | None:
        """The key of the item that stands at the address with this key."""
        wanted = select(LocationRow.item_id).where(
            LocationRow.key == key, LocationRow.item_id.is_not(None)
        )
        with self._access.read() as session:
            return session.scalars(wanted).first()

    def with_title(self, title_key: str, since: datetime, limit: int) -> list[int]:
        """The keys of items published since a time that have this title."""
        wanted = select(ItemRow.id).where(
            ItemRow.title_key == title_key, ItemRow.published_at > since, ItemRow.status != "merged"
        )
        with self._access.read() as session:
            return list(session.scalars(wanted.limit(limit)))

    def titled(self, words: str, limit: int) -> list[Item]:
        """Items that are not public and have all these words in their titles, newest first by
        publication.
        """
        # The first says nothing new, but to databases that look for an index.
        hidden = ItemRow.status != literal_column("'published'")
        wanted = select_items().where(hidden, ItemRow.status.in_(_FINDABLE))
        for word in fold_title(words).split():
            wanted = wanted.where(ItemRow.title_key.contains(word, autoescape=True))
        return self._page(wanted, None, limit)

    def by_uid(self, uid: str) -> Item:
        """The item with that id; NotFound."""
        with self._access.read() as session:
            return one_item(session, uid)

    def illustrated(self, item: Item) -> Item:
        """An item that is not stored, with those of its pictures that are kept here."""
        with self._access.read() as session:
            return illustrate(session, [item])[0]

    def by_keys(self, keys: Sequence[int]) -> list[Item]:
        """The items with these keys, in this order."""
        if not keys:
            return []
        with self._access.read() as session:
            rows = session.execute(_BY_KEYS, {"keys": list(keys)})
            items = {item.id: item for item in items_of(session, [(a, b, c) for a, b, c in rows])}
            return [items[key] for key in keys]

    def last_change(self) -> tuple[int, int, int]:
        """Numbers that grow with every version that is kept, with every act at the desk, and with
        every story that comes or goes.
        """
        with self._access.read() as session:
            version, act, turn = session.connection().execute(_LAST_CHANGE).one()
            return version or 0, act or 0, turn or 0

    def homeless(self, title_key: str) -> int | None:
        """The key of a collected item without an address that has this title."""
        with self._access.read() as session:
            return session.connection().execute(_HOMELESS, {"title": title_key}).scalar()

    def same_title(self, title_key: str, since: datetime) -> int | None:
        """The key of an item that has this title, and no address or was first seen since a time."""
        with self._access.read() as session:
            return (
                session.connection()
                .execute(_SAME_TITLE, {"title": title_key, "since": since})
                .scalar()
            )

    def due(self, now: datetime) -> list[Item]:
        """What is to become public now, in the order of its time."""
        free = or_(ItemRow.embargo_until.is_(None), ItemRow.embargo_until <= now)
        wanted = select_items().where(ItemRow.status == "scheduled", ItemRow.due_at <= now, free)
        with self._access.read() as session:
            rows = session.execute(wanted.order_by(ItemRow.due_at, ItemRow.id))
            return items_of(session, [(a, b, c) for a, b, c in rows])

    def overdue(self, now: datetime, by: timedelta, limit: int) -> list[Item]:
        """Items whose time to become public passed this long ago without it, the longest waiting
        first.
        """
        wanted = select_items().where(ItemRow.status == "scheduled", ItemRow.due_at <= now - by)
        with self._access.read() as session:
            rows = session.execute(wanted.order_by(ItemRow.due_at).limit(limit))
            return items_of(session, [(a, b, c) for a, b, c in rows])

    def withdrawn(self, after: datetime, until: datetime) -> list[Item]:
        """Items that were public, and were withdrawn or merged into others after an instant and
        until another.
        """
        wanted = select_items().where(
            ItemRow.serial.is_not(None), ItemRow.status.in_(("withdrawn", "merged"))
        )
        wanted = wanted.where(ItemRow.withdrawn_at > after, ItemRow.withdrawn_at <= until)
        with self._access.read() as session:
            return items_of(session, [(a, b, c) for a, b, c in session.execute(wanted)])

    def gone(self, since: datetime, limit: int) -> list[Item]:
        """Items that were public, and were withdrawn or merged into others after an instant, the
        last first.
        """
        wanted = select_items().where(
            ItemRow.serial.is_not(None),
            ItemRow.status.in_(("withdrawn", "merged")),
            ItemRow.withdrawn_at > since,
        )
        newest = wanted.order_by(ItemRow.withdrawn_at.desc(), ItemRow.id).limit(limit)
        with self._access.read() as session:
            return items_of(session, [(a, b, c) for a, b, c in session.execute(newest)])

    def by_location(self, location: Location) -> Item:
        """The item that stands at an address; NotFound."""
        with self._access.read() as session:
            uid = session.scalar(select(ItemRow.uid).where(ItemRow.id == location.item_id))
            return one_item(session, uid or "")

    def count(self) -> dict[str, int]:
        """How many items there are, by status."""
        with self._access.read() as session:
            rows = session.execute(select(ItemRow.status, func.count()).group_by(ItemRow.status))
            return {row[0]: row[1] for row in rows}

    def revisions(self, uid: str) -> list[Revision]:
        """All versions of an item, the first first."""
        wanted = (
            select(RevisionRow)
            .join(ItemRow, ItemRow.id == RevisionRow.item_id)
            .where(ItemRow.uid == uid)
        )
        with self._access.read() as session:
            rows = session.scalars(wanted.order_by(RevisionRow.number))
            return [
                Revision(row.number, row.at, row.by, row.significant, row.content, row.name)
                for row in rows
            ]

    def days(self, zone: ZoneInfo, month: date) -> list[date]:
        """The days of a month, in a zone, that have published items, newest first."""
        start = datetime(month.year, month.month, 1, tzinfo=zone)
        end = datetime(month.year + month.month // 12, month.month % 12 + 1, 1, tzinfo=zone)
        days: list[date] = []
        with self._access.read() as session:
            upper = end
            while latest := _latest(session, start, upper):
                day = latest.astimezone(zone).date()
                days.append(day)
                upper = datetime(day.year, day.month, day.day, tzinfo=zone)
        return days

    def latest_day(self, zone: ZoneInfo, before: date | None = None) -> date | None:
        """The newest day, in a zone and before a day, that has a published item."""
        ceiling = datetime(before.year, before.month, before.day, tzinfo=zone) if before else None
        with self._access.read() as session:
            latest = _latest(session, None, ceiling)
            return latest.astimezone(zone).date() if latest else None

    def first_day(self, zone: ZoneInfo, after: date) -> date | None:
        """The oldest day, in a zone and after a day, that has a published item."""
        floor = day_range(after, zone)[1]
        wanted = select(ItemRow.published_at).where(
            ItemRow.status == "published", ItemRow.published_at >= floor
        )
        with self._access.read() as session:
            first = session.scalars(wanted.order_by(ItemRow.published_at).limit(1)).first()
            return first.astimezone(zone).date() if first else None

    def _page(
        self, wanted: Select[ItemRow, SectionRow, SourceRow], after: Place | None, limit: int
    ) -> list[Item]:
        if after is not None:
            wanted = wanted.where(after_place(ItemRow.published_at, ItemRow.id, after))
        wanted = wanted.order_by(ItemRow.published_at.desc(), ItemRow.id.desc()).limit(limit)
        with self._access.read() as session:
            return items_of(session, [(a, b, c) for a, b, c in session.execute(wanted)])


def after_place(published_at: Any, item_id: Any, place: Place) -> ColumnElement[bool]:
    """What comes after a place, newest first, by its two columns."""
    return tuple_(published_at, item_id) < (place.published_at, place.id)


def one_item(session: Session, uid: str) -> Item:
    """The item with that id; NotFound."""
    row = session.execute(select_items().where(ItemRow.uid == uid)).one_or_none()
    if row is None:
        raise NotFound(f"there is no item {uid!r}")
    return items_of(session, [(row[0], row[1], row[2])])[0]


def day_range(day: date, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """The instants at which a day begins and ends in a zone."""
    following = day + timedelta(days=1)
    return datetime(day.year, day.month, day.day, tzinfo=zone), datetime(
        following.year, following.month, following.day, tzinfo=zone
    )


def _latest(session: Session, start: datetime | None, end: datetime | None) -> datetime | None:
    wanted: Any = select(ItemRow.published_at).where(ItemRow.status == "published")
    if start is not None:
        wanted = wanted.where(ItemRow.published_at >= start)
    if end is not None:
        wanted = wanted.where(ItemRow.published_at < end)
    latest: datetime | None = session.scalars(
        wanted.order_by(ItemRow.published_at.desc()).limit(1)
    ).first()
    return latest
