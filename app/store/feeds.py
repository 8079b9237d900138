"""What feeds are made of: their newest items, what left them, their archive documents."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, cast

from sqlalchemy import Select, and_, func, select
from sqlalchemy.orm import Session

from app.store.access import Access
from app.store.rows import items_of, select_items
from app.store.schema import ArchiveRow, ItemRow, TaggingRow
from app.values.errors import NotFound
from app.values.keys import tag_slug
from app.values.model import TOMBSTONE_KEPT, Item, Section, Source, Tag

FeedOf = Section | Source | Tag | None
LEAST, NEWEST, MOST = 30, 50, 100
_RECENT, _WEEK = timedelta(hours=48), timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Holding:
    """What a feed holds: public items, newest first by publication, and items that left it within
    thirty days.

    `archive` is the number of the newest archive document, 0 as long as there is none; `unfiled`
    are the ids (tags) of items that stand in no archive document yet.
    """

    items: list[Item]
    gone: list[Item]
    archive: int
    unfiled: frozenset[str]


@dataclass(frozen=True, slots=True)
class Archive:
    """One archive document: its public items and those that were withdrawn, the numbers of the
    documents before and after it (0: none); `version_at` as in `ArchiveRow`, if it is known.
    """

    items: list[Item]
    gone: list[Item]
    earlier: int
    later: int
    version_at: datetime | None


class Feeds:
    """What feeds of everything, of a section, of a source and of a tag hold."""

    def __init__(self, access: Access) -> None:
        self._access = access

    def holding(self, of: FeedOf, at: datetime) -> Holding:
        """What a feed holds, as of its last change: the newest 30 items, those that no full archive
        holds yet, and, as far as 100 reach, what became public within 48 hours, the newest 50 and
        what was published within a week.
        """
        with self._access.read() as session:
            newest_archive = _newest_archive(session, of)
            newest, latest = _keys(session, _newest(of)), _keys(session, _latest(of))
            first_unfiled = newest_archive.first if newest_archive else 0
            unfiled = [key for key in latest if (key.serial or 0) >= first_unfiled]
            items = _in_order(session, _chosen(unfiled, newest, latest, at))
            tombstones = _gone(of).where(ItemRow.withdrawn_at > at - TOMBSTONE_KEPT)
            left = tombstones.order_by(ItemRow.withdrawn_at.desc(), ItemRow.id)
            # Which of them had a tag is told by their content alone.
            gone = _items(session, left if isinstance(of, Tag) else left.limit(MOST))
            before = newest_archive.number - 1 if newest_archive else 0
            waiting = {key.id for key in unfiled}
            return Holding(
                items,
                _tagged(gone, of)[:MOST],
                before,
                frozenset(item.tag for item in items if item.id in waiting),
            )

    def archive(self, of: FeedOf, number: int) -> Archive:
        """One of a feed's archive documents, the first being 1; NotFound."""
        with self._access.read() as session:
            wanted = select(ArchiveRow).where(
                ArchiveRow.feed == _key(of), ArchiveRow.number.in_((number, number + 1))
            )
            rows = {row.number: row for row in session.scalars(wanted)}
            if number not in rows or number + 1 not in rows:
                raise NotFound(f"there is no archive document {number}")
            first, end = rows[number].first, rows[number + 1].first
            serial = _serial(of)
            span = and_(serial >= first, serial < end)
            items = _items(session, _public(of).where(span))
            items.sort(key=lambda item: (item.published_at, item.id), reverse=True)
            gone = _items(session, _gone(of).where(ItemRow.serial >= first, ItemRow.serial < end))
            last = (
                session.scalar(
                    select(func.max(ArchiveRow.number)).where(ArchiveRow.feed == _key(of))
                )
                or 0
            )
            return Archive(
                items,
                _tagged(gone, of),
                number - 1,
                number + 1 if number + 1 < last else 0,
                rows[number].version_at,
            )

    def gone_corrected(self, since: datetime) -> list[Item]:
        """Items that were corrected, and withdrawn or merged since, after an instant."""
        wanted = _gone(None).where(ItemRow.corrected.is_not(None), ItemRow.withdrawn_at > since)
        with self._access.read() as session:
            newest = wanted.order_by(ItemRow.withdrawn_at.desc(), ItemRow.id)
            return _items(session, newest.limit(MOST))

    def corrected(self, limit: int, before: int | None = None) -> list[tuple[int, Item]]:
        """Public items that were corrected, each once, the last corrected first, each with the
        number of its last correction.

        `before` is such a number: only what was last corrected before it.
        """
        wanted = select_items().where(ItemRow.corrected.is_not(None), ItemRow.status == "published")
        if before is not None:
            wanted = wanted.where(ItemRow.corrected < before)
        with self._access.read() as session:
            rows = session.execute(wanted.order_by(ItemRow.corrected.desc()).limit(limit)).all()
            numbers = [cast(int, row[0].corrected) for row in rows]
            return list(
                zip(
                    numbers,
                    items_of(session, [(row[0], row[1], row[2]) for row in rows]),
                    strict=True,
                )
            )


def _key(of: FeedOf) -> str:
    match of:
        case Section():
            return f"section:{of.id}"
        case Source():
            return f"source:{of.id}"
        case Tag():
            return f"tag:{of.id}"
    return "all"


def _public(of: FeedOf) -> Select[Any]:
    """The public items of a feed."""
    wanted = cast(Select[Any], select_items())
    match of:
        case Section():
            wanted = wanted.where(ItemRow.section_id == of.id)
        case Source():
            wanted = wanted.where(ItemRow.source_id == of.id)
        case Tag():
            return wanted.join(TaggingRow, TaggingRow.item_id == ItemRow.id).where(
                TaggingRow.tag_id == of.id
            )
    return wanted.where(ItemRow.status == "published")


def _newest(of: FeedOf) -> Select[Any]:
    if isinstance(of, Tag):
        return _public(of).order_by(TaggingRow.published_at.desc(), TaggingRow.item_id.desc())
    return _public(of).order_by(ItemRow.published_at.desc(), ItemRow.id.desc())


def _chosen(
    unfiled: Sequence[Any], newest: Sequence[Any], latest: Sequence[Any], at: datetime
) -> list[int]:
    """The keys of the items that a feed holds, those that it must hold first."""
    recent = [key for key in latest if key.released_at and key.released_at > at - _RECENT]
    this_week = [key for key in newest if key.published_at > at - _WEEK]
    wanted = [*unfiled, *newest[:LEAST], *recent, *newest[:NEWEST], *this_week]
    return list(dict.fromkeys(key.id for key in wanted))[:MOST]


def _in_order(session: Session, keys: Sequence[int]) -> list[Item]:
    """Items by their keys, newest first by publication."""
    if not keys:
        return []
    order = (ItemRow.published_at.desc(), ItemRow.id.desc())
    return _items(
        session, cast(Select[Any], select_items().where(ItemRow.id.in_(keys)).order_by(*order))
    )


def _keys(session: Session, wanted: Select[Any]) -> Sequence[Any]:
    """Of the first hundred items that a statement finds, what decides whether a feed holds them."""
    columns = (ItemRow.id, ItemRow.serial, ItemRow.published_at, ItemRow.released_at)
    return session.execute(wanted.with_only_columns(*columns).limit(MOST)).all()


def _serial(of: FeedOf) -> Any:
    return TaggingRow.serial if isinstance(of, Tag) else ItemRow.serial


def _latest(of: FeedOf) -> Select[Any]:
    """The public items of a feed, the last that became public first."""
    serial = _serial(of)
    return _public(of).where(serial.is_not(None)).order_by(serial.desc())


def _gone(of: FeedOf) -> Select[Any]:
    """What was public in a feed and was withdrawn or merged; with a tag, whatever tags it had."""
    over = (
        ItemRow.withdrawn_at.is_not(None),
        ItemRow.serial.is_not(None),
        ItemRow.status.in_(("withdrawn", "merged")),
    )
    wanted = cast(Select[Any], select_items().where(*over))
    match of:
        case Section():
            return wanted.where(ItemRow.section_id == of.id)
        case Source():
            return wanted.where(ItemRow.source_id == of.id)
    return wanted


def _tagged(items: list[Item], of: FeedOf) -> list[Item]:
    return (
        [item for item in items if of.slug in map(tag_slug, item.content.tags)]
        if isinstance(of, Tag)
        else items
    )


def _items(session: Session, wanted: Select[Any]) -> list[Item]:
    return items_of(session, [(row[0], row[1], row[2]) for row in session.execute(wanted)])


def _newest_archive(session: Session, of: FeedOf) -> ArchiveRow | None:
    """The document that still grows: it is not published, since the feed itself holds all of it."""
    return session.scalars(
        select(ArchiveRow)
        .where(ArchiveRow.feed == _key(of))
        .order_by(ArchiveRow.number.desc())
        .limit(1)
    ).first()
