"""What people do to a source that is there: what they change of it, what becomes of its new items, and what it has brought of late."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, get_args

from sqlalchemy import case, delete, func, literal_column, select
from sqlalchemy.orm import Session

from app.store.audit import record
from app.store.engine import Database
from app.store.publication import touch
from app.store.rows import items_of, select_items, source_of
from app.store.schema import ItemRow, SectionRow, SourceRow, TagRow, ValidatorRow
from app.store.search_index import index_items
from app.store.sections import date_corrections, find_or_make
from app.values.errors import Conflict, NotFound
from app.values.model import Item, Rights, Source, Status
from scrapers.words.urls import identity


@dataclass(frozen=True, slots=True)
class Terms:
    """What people say of a source, as in `Source`; `section` is its title or slug, made when it is new."""

    title: str
    section: str
    rights: Rights
    every: int
    zone: str
    charset: str
    url: str


class Tending:
    """Looking after sources."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def change(self, slug: str, terms: Terms, now: datetime, by: str) -> Source:
        """Say otherwise what a source is called, where it files, how much may be republished, and how it is asked. NotFound.

        Conflict when another source polls the address. A source that moved is read anew there, at once.
        """
        with self._database.write() as session:
            row = _row(session, slug)
            before = _terms(session, row)
            section = find_or_make(session, terms.section, now)
            if identity(terms.url) != identity(row.url):
                _move(session, row, terms.url, now)
            row.title, row.section_id, row.rights, row.every = terms.title, section.id, terms.rights, terms.every
            row.zone, row.charset = terms.zone, terms.charset
            session.flush()
            after = _terms(session, row)
            changed = {name for name in after if after[name] != before[name]}
            if changed:
                said = [{name: told[name] for name in sorted(changed)} for told in (before, after)]
                record(session, by, "change source", f"source {slug}", now, before=said[0], after=said[1])
                _show(session, row, changed, now)
            return source_of(row, section)

    def rule(self, slug: str, rules: Sequence[Mapping[str, Any]], now: datetime, by: str, *, review: bool) -> None:
        """Say what becomes of new items: rules if there are any, else review of all or of none. NotFound."""
        with self._database.write() as session:
            row = _row(session, slug)
            before = {"review": row.review, "rules": row.rules}
            row.review, row.rules = review or bool(rules), [dict(rule) for rule in rules]
            after = {"review": row.review, "rules": row.rules}
            if after != before:
                record(session, by, "change policy", f"source {slug}", now, before=before, after=after)

    def fresh(self, since: datetime) -> dict[int, int]:
        """How many items are new since a time, by the source's number."""
        counted = select(ItemRow.source_id, func.count()).where(ItemRow.source_id.is_not(None), ItemRow.first_seen_at >= since)
        with self._database.read() as session:
            return {source_id: number for source_id, number in session.execute(counted.group_by(ItemRow.source_id)) if source_id}

    def trend(self, source: Source, starts: Sequence[datetime]) -> list[int]:
        """How many items of a source are new in each of some days, which begin at these instants."""
        day = case(*((ItemRow.first_seen_at >= start, number) for number, start in reversed(list(enumerate(starts)))), else_=-1)
        seen = select(ItemRow.first_seen_at, day.label("day")).where(ItemRow.source_id == source.id, ItemRow.first_seen_at >= starts[0])
        counted = seen.subquery()
        wanted = select(counted.c.day, func.count()).group_by(counted.c.day)
        with self._database.read() as session:
            found = {int(number): int(count) for number, count in session.execute(wanted)}
        return [found.get(number, 0) for number in range(len(starts))]

    def latest(self, source: Source, limit: int) -> list[Item]:
        """The newest items of a source, in whatever state."""
        newest = (ItemRow.published_at.desc(), ItemRow.id.desc())
        with self._database.read() as session:
            ids: list[int] = []
            for status in get_args(Status):  # each by its index, however many items the source has
                of_one = select(ItemRow.id).where(ItemRow.source_id == source.id, ItemRow.status == status)
                ids += session.scalars(of_one.order_by(*newest).limit(limit))
            found = session.execute(select_items().where(ItemRow.id.in_(ids)).order_by(*newest).limit(limit))
            return items_of(session, [(a, b, c) for a, b, c in found])

    def differing(self, source: Source, limit: int) -> list[Item]:
        """Items of a source that editors changed and of which upstream says otherwise, the latest first."""
        wanted = select_items().where(ItemRow.source_id == source.id, literal_column("items.upstream IS NOT NULL"))
        with self._database.read() as session:
            found = session.execute(wanted.order_by(ItemRow.changed_at.desc()).limit(limit))
            return items_of(session, [(a, b, c) for a, b, c in found])


def _row(session: Session, slug: str) -> SourceRow:
    row = session.scalars(select(SourceRow).where(SourceRow.slug == slug, SourceRow.removed_at.is_(None))).one_or_none()
    if row is None:
        raise NotFound(f"there is no source {slug!r}; `sources list` shows them")
    return row


def _terms(session: Session, row: SourceRow) -> dict[str, Any]:
    plain = {name: getattr(row, name) for name in ("title", "rights", "every", "zone", "charset", "url")}
    return plain | {"section": session.get_one(SectionRow, row.section_id).title}


def _move(session: Session, row: SourceRow, url: str, now: datetime) -> None:
    others = session.execute(select(SourceRow.slug, SourceRow.url).where(SourceRow.removed_at.is_(None), SourceRow.id != row.id))
    for slug, other in others:
        if identity(other) == identity(url):
            raise Conflict("%(url)s is polled already, as %(slug)s", url=url, slug=repr(slug))
    session.execute(delete(ValidatorRow).where(ValidatorRow.key == identity(url)))  # nothing was seen there yet
    row.url, row.moved_to, row.moved_times, row.next_run_at = url, "", 0, now
    row.backfill_next, row.backfill_left, row.backfilled_at = "", 0, None


def _show(session: Session, row: SourceRow, changed: set[str], now: datetime) -> None:
    """Bring pages and feeds up to date: what an item may show of itself, and the name that stands under each of the source's items."""
    if changed & {"title", "rights"}:
        index_items(session.connection(), list(session.scalars(select(ItemRow.id).where(ItemRow.source_id == row.id))))
        touch(session, now, sections=session.scalars(select(SectionRow.id)), sources=[row.id], tags=session.scalars(select(TagRow.id)))
        date_corrections(session)
    elif changed & {"section", "url"}:
        touch(session, now, sections=[row.section_id], sources=[row.id])
