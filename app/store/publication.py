"""What every visible change brings about: a new edition, the numbers of items that become public,
their tags, and feeds' archives.

Decisions 0015, 0049.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, delete, func, insert, select, update
from sqlalchemy.orm import Session

from app.store.bell import ring
from app.store.schema import (
    ArchiveRow,
    EditionRow,
    ItemRow,
    SectionRow,
    SourceRow,
    TaggingRow,
    TagRow,
)
from app.store.search_index import index_items
from app.values.keys import tag_slug
from app.values.model import Item, Source

# How much an archive document holds: so many items, of which long ones count several times, so that
# a feed can hold all of the newest.
ARCHIVE_SIZE = 40
_UNIT, _FRAME = 5_500, 1_900


class Publication:
    """What follows from changes that visitors can see. Only within a transaction."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def touch(
        self,
        now: datetime,
        items: Iterable[int] = (),
        *,
        sections: Iterable[int] = (),
        sources: Iterable[int | None] = (),
        tags: Iterable[int] = (),
        silent: bool = False,
    ) -> None:
        """Make a new edition, since items (by their keys), sections, sources or tags changed
        visibly; a `silent` one is a new version of all that, and of no later date.
        """
        rows = [self._session.get_one(ItemRow, item_id) for item_id in items]
        touch(
            self._session, now, rows, sections=sections, sources=sources, tags=tags, silent=silent
        )

    def show_source_anew(self, source: Source, now: datetime) -> None:
        """Make a new edition of everything, since what a source's items may show, or the name under
        each of them, is another.
        """
        session = self._session
        index_items(
            session.connection(),
            list(session.scalars(select(ItemRow.id).where(ItemRow.source_id == source.id))),
        )
        touch(
            session,
            now,
            sections=session.scalars(select(SectionRow.id)),
            sources=[source.id],
            tags=session.scalars(select(TagRow.id)),
        )
        date_corrections(session)
        show_anew(session, f"source:{source.id}", ItemRow.source_id == source.id)

    def oldest_feed_of(self, item: Item) -> datetime:
        """When that feed changed last that has an item and did not change for the longest time."""
        session = self._session
        slugs = {tag_slug(title) for title in item.content.tags}
        feeds = [
            select(EditionRow.changed_at),
            select(SectionRow.changed_at).where(SectionRow.id == item.section.id),
            select(SourceRow.changed_at).where(SourceRow.id == item.source_id),
            select(TagRow.changed_at).where(TagRow.slug.in_(slugs)),
        ]
        return min(changed_at for feed in feeds for changed_at in session.scalars(feed))

    def refile(self, item: Item, section_id: int, source_id: int | None) -> None:
        """Count a public item into the archives of the section and the source that it has come to,
        from those that are named.
        """
        refile(self._session, self._session.get_one(ItemRow, item.id), section_id, source_id)


def touch(
    session: Session,
    now: datetime,
    items: Iterable[ItemRow] = (),
    *,
    sections: Iterable[int] = (),
    sources: Iterable[int | None] = (),
    tags: Iterable[int] = (),
    silent: bool = False,
) -> None:
    """Say that items changed visibly: a new edition, and the time of it on the site, the items'
    sections, sources and tags, and on others; for a `silent` change, no time but that of the
    version, which validators are made of.

    Items that are public for the first time are numbered, in the order given. Each change gets a
    second of its own, since Last-Modified counts seconds and two versions must not share one.
    """
    changed = list(items)
    told = [at for item in changed for at in (item.updated_at, item.withdrawn_at) if at]
    edition = _next_edition(session, now, told, silent=silent)
    if any(item.corrected is not None for item in changed):
        edition.corrected_at = edition.version_at
    fresh = _number(changed, edition)
    session.flush()
    index_items(session.connection(), [item.id for item in changed])
    tagged = _retag(session, changed, edition, {item.id for item in fresh})
    for item in fresh:
        for feed in ("all", f"section:{item.section_id}", f"source:{item.source_id}"):
            file_in_archive(session, feed, item, item.serial or 0, edition.version_at)
    times = {"version_at": edition.version_at}
    times |= {} if silent else {"changed_at": edition.changed_at}
    _date(session, times, SectionRow, {*sections, *(item.section_id for item in changed)})
    _date(session, times, SourceRow, {*sources, *(item.source_id for item in changed)})
    _date(session, times, TagRow, {*tags, *tagged})


def _next_edition(
    session: Session, now: datetime, told: Iterable[datetime], *, silent: bool
) -> EditionRow:
    """The next edition; it changed no earlier than what it tells of, which may be a second
    ahead.
    """
    edition = session.scalars(select(EditionRow)).one()
    edition.number += 1
    edition.changed_at = edition.changed_at if silent else max(now, edition.changed_at, *told)
    edition.version_at = max(now, edition.version_at.replace(microsecond=0) + timedelta(seconds=1))
    ring(session)
    return edition


def _number(changed: Sequence[ItemRow], edition: EditionRow) -> list[ItemRow]:
    """Give items the number of the edition, and a serial to those that are public for the first
    time; returns these.
    """
    for item in changed:
        item.edition, item.version_at = edition.number, edition.version_at
    fresh = [item for item in changed if item.status == "published" and item.serial is None]
    for item in fresh:
        edition.serial += 1
        item.serial = edition.serial
    return fresh


def _date(
    session: Session,
    times: Mapping[str, datetime],
    table: type[SectionRow | SourceRow | TagRow],
    ids: set[int | None],
) -> None:
    """Say of sections, sources or tags that they changed with an edition."""
    known = {key for key in ids if key is not None}
    if known:
        session.execute(update(table).where(table.id.in_(known)).values(dict(times)))


def refile(session: Session, item: ItemRow, section_id: int, source_id: int | None) -> None:
    """Count a public item into the archives of the section and the source that it has come to, from
    those that are named.
    """
    edition = session.scalars(select(EditionRow)).one()
    for feed, before in (
        (f"section:{item.section_id}", f"section:{section_id}"),
        (f"source:{item.source_id}", f"source:{source_id}"),
    ):
        if feed != before:
            file_in_archive(session, feed, item, edition.serial + 1, edition.version_at)
            _leave_archive(session, before, item.serial or 0, edition.version_at)


def show_anew(session: Session, feed: str, shown: ColumnElement[bool]) -> None:
    """Say of items that were public, and of the archive documents of a feed, that they are shown
    otherwise since this edition: the name of something they are in is another.
    """
    version = {"version_at": session.scalars(select(EditionRow.version_at)).one()}
    session.execute(update(ItemRow).where(shown, ItemRow.serial.is_not(None)).values(version))
    session.execute(update(ArchiveRow).where(ArchiveRow.feed == feed).values(version))


def date_corrections(session: Session) -> None:
    """Corrections are of all sections, and show their names."""
    edition = session.scalars(select(EditionRow)).one()
    edition.corrected_at = edition.corrected_at and edition.version_at


def _leave_archive(session: Session, feed: str, serial: int, version_at: datetime) -> None:
    """Say of the archive document of a feed that held an item that it changed."""
    holds = select(func.max(ArchiveRow.number)).where(
        ArchiveRow.feed == feed, ArchiveRow.first <= serial
    )
    session.execute(
        update(ArchiveRow)
        .where(ArchiveRow.feed == feed, ArchiveRow.number == holds.scalar_subquery())
        .values(version_at=version_at)
    )


def file_in_archive(
    session: Session, feed: str, item: ItemRow, following: int, version_at: datetime
) -> None:
    """Count an item into a feed's newest archive document; if that is full, the next one begins at
    the number `following`.

    An item that has just become public begins it itself. One that joins a feed late falls into a
    document by its number, and a full one is closed with it.
    """
    serial, size = item.serial or 0, _size(item)
    newest = session.scalars(
        select(ArchiveRow)
        .where(ArchiveRow.feed == feed)
        .order_by(ArchiveRow.number.desc())
        .limit(1)
    ).first()
    if newest is None:
        session.add(ArchiveRow(feed=feed, number=1, first=0, count=size))
    elif serial < newest.first:
        return
    elif newest.count + size <= ARCHIVE_SIZE:
        newest.count += size
    else:
        session.add(
            ArchiveRow(
                feed=feed,
                number=newest.number + 1,
                first=following,
                count=size if following == serial else 0,
            )
        )
        # The one that is full now is a document from here on, and the one before has a neighbour.
        full = (newest.number - 1, newest.number)
        session.execute(
            update(ArchiveRow)
            .where(ArchiveRow.feed == feed, ArchiveRow.number.in_(full))
            .values(version_at=version_at)
        )
    session.flush()


def _size(item: ItemRow) -> int:
    """How much of an archive document an item takes: as many parts of it as its bytes begin."""
    content = item.content
    return -(
        -(_FRAME + len((content.html or content.text).encode()) + len(content.summary.encode()))
        // _UNIT
    )


def _retag(
    session: Session, items: Sequence[ItemRow], edition: EditionRow, fresh: set[int]
) -> set[int]:
    """Bring the tags of changed items up to date; returns those that they have, had or lost."""
    ids = [item.id for item in items]
    before: dict[int, set[int]] = {}
    for item_id, tag_id in session.execute(
        select(TaggingRow.item_id, TaggingRow.tag_id).where(TaggingRow.item_id.in_(ids))
    ).all():
        before.setdefault(item_id, set()).add(tag_id)
    touched: set[int] = set()
    for item in items:
        had = before.get(item.id, set())
        has = (
            {_tag(session, title, edition.changed_at) for title in item.content.tags}
            if item.status == "published"
            else set()
        )
        if had:
            session.execute(delete(TaggingRow).where(TaggingRow.item_id == item.id))
        for tag_id in sorted(has):
            values = {
                "tag_id": tag_id,
                "item_id": item.id,
                "published_at": item.published_at,
                "serial": item.serial,
            }
            session.execute(insert(TaggingRow), values)
        for tag_id in sorted(has - had):
            file_in_archive(
                session,
                f"tag:{tag_id}",
                item,
                (item.serial or 0) if item.id in fresh else edition.serial + 1,
                edition.version_at,
            )
        for tag_id in sorted(had - has):
            _leave_archive(session, f"tag:{tag_id}", item.serial or 0, edition.version_at)
        touched |= had | has
    return touched


def _tag(session: Session, title: str, now: datetime) -> int:
    """The key of the tag with that title, made when it is new."""
    slug = tag_slug(title)
    row = session.scalars(select(TagRow).where(TagRow.slug == slug)).first()
    if row is None:
        row = TagRow(slug=slug, title=title, changed_at=now, version_at=now)
        session.add(row)
        session.flush()
    return row.id
