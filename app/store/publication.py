"""What every visible change brings about: a new edition, the numbers of items that become public, their tags, and feeds' archives."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from app.decide import tag_slug
from app.store.schema import ArchiveRow, EditionRow, ItemRow, SectionRow, SourceRow, TaggingRow, TagRow
from app.store.search_index import index_items

ARCHIVE_SIZE = 40


def touch(
    session: Session,
    now: datetime,
    items: Iterable[ItemRow] = (),
    *,
    sections: Iterable[int] = (),
    sources: Iterable[int | None] = (),
    tags: Iterable[int] = (),
) -> None:
    """Say that items changed visibly: a new edition, and the time of it on the site, the items' sections, sources and tags, and on others.

    Items that are public for the first time are numbered, in the order given. Each change gets a second of its own, since Last-Modified
    counts seconds and two versions must not share one.
    """
    changed = list(items)
    edition = session.scalars(select(EditionRow)).one()
    edition.number += 1
    edition.changed_at = max(now, edition.changed_at)
    edition.version_at = max(now, edition.version_at.replace(microsecond=0) + timedelta(seconds=1))
    if any(item.corrected is not None for item in changed):
        edition.corrected_at = edition.version_at
    fresh = [item for item in changed if item.status == "published" and item.serial is None]
    for item in changed:
        item.edition = edition.number
    for item in fresh:
        edition.serial += 1
        item.serial = edition.serial
    session.flush()
    index_items(session.connection(), [item.id for item in changed])
    tagged = _retag(session, changed, edition.changed_at)
    for item in fresh:
        for feed in ("all", f"section:{item.section_id}", f"source:{item.source_id}"):
            file_in_archive(session, feed, item.serial or 0)
    times = {"changed_at": edition.changed_at, "version_at": edition.version_at}
    for table, ids in (
        (SectionRow, {*sections, *(item.section_id for item in changed)}),
        (SourceRow, {*sources, *(item.source_id for item in changed)} - {None}),
        (TagRow, {*tags, *tagged}),
    ):
        if ids:
            session.execute(update(table).where(table.id.in_(ids)).values(times))


def file_in_archive(session: Session, feed: str, serial: int) -> None:
    """Count an item into a feed's newest archive document, or begin the next one with it.

    An item that joins a feed late, with a number below the newest document's first, falls into an older one by its number.
    """
    newest = session.scalars(select(ArchiveRow).where(ArchiveRow.feed == feed).order_by(ArchiveRow.number.desc()).limit(1)).first()
    if newest is not None and (newest.count < ARCHIVE_SIZE or serial <= newest.first):
        newest.count += 1
        return
    number = newest.number + 1 if newest else 1
    session.add(ArchiveRow(feed=feed, number=number, first=serial if newest else 0, count=1))
    session.flush()


def _retag(session: Session, items: Sequence[ItemRow], now: datetime) -> set[int]:
    """Bring the tags of changed items up to date; returns those that they have, had or lost."""
    ids = [item.id for item in items]
    before: dict[int, set[int]] = {}
    for item_id, tag_id in session.execute(select(TaggingRow.item_id, TaggingRow.tag_id).where(TaggingRow.item_id.in_(ids))).all():
        before.setdefault(item_id, set()).add(tag_id)
    touched: set[int] = set()
    for item in items:
        had = before.get(item.id, set())
        has = {_tag(session, title, now) for title in item.content.tags} if item.status == "published" else set()
        if had:
            session.execute(delete(TaggingRow).where(TaggingRow.item_id == item.id))
        for tag_id in sorted(has):
            values = {"tag_id": tag_id, "item_id": item.id, "published_at": item.published_at, "serial": item.serial}
            session.execute(insert(TaggingRow), values)
        for tag_id in sorted(has - had):
            file_in_archive(session, f"tag:{tag_id}", item.serial or 0)
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
