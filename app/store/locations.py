"""Locations: the addresses at which stories stand, and the validators of pages whose content is stored."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import and_, func, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from app.model import Location, Source, Via
from app.store.engine import Database
from app.store.rows import location_of, touch
from app.store.schema import ItemRow, LocationRow, SourceRow, ValidatorRow
from scrapers import Teaser
from scrapers.urls import identity

_PATIENT = 3
_SLOW = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Seal:
    """What says that a stored page has not changed: its validators, and the digest of its bytes."""

    url: str
    etag: str | None = None
    last_modified: str | None = None
    digest: str = ""


class Locations:
    """Where stories stand."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def note(
        self, source: Source, teasers: Sequence[Teaser], via: Via, now: datetime, *, seal: Seal | None = None, front: bool = False
    ) -> int:
        """Remember what a listing shows, in its order, with the listing's seal; return how many addresses were unknown.

        `front` marks the listing's first page: what stands on it is read again from run to run.
        """
        with self._database.write() as session:
            new = note_teasers(session, self._database, teasers, Noting(source.id, via, now, front))
            if front:
                row = session.get_one(SourceRow, source.id)
                row.listed_before, row.listed_at = row.listed_at or now, now
            if seal:
                save_seal(session, seal)
            return new

    def place(self, teaser: Teaser, via: Via, source: Source | None, now: datetime) -> Location:
        """The location of a teaser's address, made when it is new."""
        with self._database.write() as session:
            note_teasers(session, self._database, [teaser], Noting(source.id if source else None, via, now))
            return location_of(session.scalars(select(LocationRow).where(LocationRow.key == identity(teaser.url))).one())

    def pending(self, source: Source, now: datetime, limit: int) -> list[Location]:
        """Addresses of a source that were not read yet, oldest first; after a few failures each is tried once a day."""
        due = or_(LocationRow.tries < _PATIENT, LocationRow.checked_at < now - _SLOW)
        wanted = select(LocationRow).where(LocationRow.source_id == source.id, LocationRow.state == "pending", due)
        with self._database.read() as session:
            return [location_of(row) for row in session.scalars(wanted.order_by(LocationRow.position).limit(limit))]

    def to_check(self, source: Source) -> list[Location]:
        """Read addresses that stand on the listing's first page, or stood there one listing ago: they may have changed or gone."""
        with self._database.read() as session:
            row = session.get_one(SourceRow, source.id)
            since = row.listed_before or row.listed_at
            if since is None:
                return []
            read = and_(LocationRow.source_id == source.id, LocationRow.state.in_(("read", "gone")), LocationRow.listed_at >= since)
            return [location_of(found) for found in session.scalars(select(LocationRow).where(read).order_by(LocationRow.position))]

    def knows(self, source: Source, urls: Sequence[str]) -> bool:
        """Whether the source has listed any of these addresses before."""
        listed = and_(LocationRow.source_id == source.id, LocationRow.via == "listing")
        wanted = select(LocationRow.id).where(LocationRow.key.in_([identity(url) for url in urls]), listed).limit(1)
        with self._database.read() as session:
            return session.scalars(wanted).first() is not None

    def gone(self, limit: int = 50) -> list[Location]:
        """Addresses whose page was taken away, the latest first."""
        wanted = select(LocationRow).where(LocationRow.state == "gone", LocationRow.item_id.is_not(None))
        with self._database.read() as session:
            return [location_of(row) for row in session.scalars(wanted.order_by(LocationRow.gone_at.desc()).limit(limit))]

    def seal(self, url: str) -> Seal:
        """The seal of a stored page; an empty one when there is none."""
        with self._database.read() as session:
            row = session.get(ValidatorRow, identity(url))
            return Seal(url, row.etag, row.last_modified, row.digest) if row else Seal(url)

    def save_seal(self, seal: Seal) -> None:
        """Remember a page's seal by itself: its bytes changed, its content did not."""
        with self._database.write() as session:
            save_seal(session, seal)

    def checked(self, location: Location, now: datetime, seal: Seal | None = None) -> None:
        """Say that a page was asked for and is as it was; a page that had gone is back."""
        with self._database.write() as session:
            row = session.get_one(LocationRow, location.id)
            row.checked_at, row.tries, row.error = now, 0, ""
            if row.state == "gone":
                row.state, row.gone_at = "read", None
            if seal:
                save_seal(session, seal)

    def failed(self, location: Location, error: str, now: datetime) -> None:
        """Say that a page could not be fetched or read; it stays where it was and is tried again."""
        with self._database.write() as session:
            row = session.get_one(LocationRow, location.id)
            row.checked_at, row.tries, row.error = now, row.tries + 1, error

    def went(self, location: Location, error: str, now: datetime) -> bool:
        """Say that a page was taken away upstream; True when that is news. What we stored stays."""
        with self._database.write() as session:
            row = session.get_one(LocationRow, location.id)
            was = row.state
            row.checked_at, row.error = now, error
            if was != "gone":
                row.state, row.gone_at = "gone", now
                session.execute(update(ValidatorRow).where(ValidatorRow.key == row.key).values(etag=None, last_modified=None, digest=""))
            return was == "read"


@dataclass(frozen=True, slots=True)
class Noting:
    """Who shows a teaser, how and when; `listed` marks a listing's first page."""

    source_id: int | None
    via: Via
    now: datetime
    listed: bool = False


def note_teasers(session: Session, database: Database, teasers: Sequence[Teaser], how: Noting) -> int:
    """Insert unknown addresses and refresh known ones, from the last teaser to the first, so that positions grow towards the newest."""
    known = _known(session, teasers)
    new = 0
    highest = session.scalar(select(func.max(LocationRow.position))) or 0
    for position, teaser in enumerate(reversed(teasers), highest + 1):
        key = identity(teaser.url)
        if key in known:
            _refresh(session, known[key], teaser, position, how)
        elif key:
            new += _insert(session, database, teaser, position, how)
    return new


def save_seal(session: Session, seal: Seal) -> None:
    """Store or replace a page's seal."""
    session.merge(ValidatorRow(key=identity(seal.url), etag=seal.etag, last_modified=seal.last_modified, digest=seal.digest))


def _known(session: Session, teasers: Sequence[Teaser]) -> dict[str, LocationRow]:
    keys = [identity(teaser.url) for teaser in teasers]
    return {row.key: row for row in session.scalars(select(LocationRow).where(LocationRow.key.in_(keys)))}


def _refresh(session: Session, row: LocationRow, teaser: Teaser, position: int, how: Noting) -> None:
    if how.via == "promo":
        return
    row.teaser_title, row.teaser_summary = teaser.title, teaser.summary
    row.teaser_published = teaser.published.iso if teaser.published else None
    row.listed_at = how.now if how.listed else row.listed_at
    if how.via == "listing" and how.source_id is not None and (row.via != "listing" or not _is_polled(session, row.source_id)):
        row.position = position
        _adopt(session, row, how.source_id, how.now)


def _is_polled(session: Session, source_id: int | None) -> bool:
    """Whether the source that has a story still looks after it."""
    source = session.get(SourceRow, source_id) if source_id is not None else None
    return source is not None and not source.paused and source.removed_at is None


def _adopt(session: Session, row: LocationRow, source_id: int, now: datetime) -> None:
    """A story that a promo or a person brought is listed after all: it belongs to the source that lists it."""
    row.via, row.source_id = "listing", source_id
    item = session.get(ItemRow, row.item_id) if row.item_id else None
    if item is None or item.kind != "collected" or item.source_id == source_id:
        return
    source = session.get_one(SourceRow, source_id)
    before = (item.section_id, item.source_id)
    item.source_id = source_id
    item.section_id = item.section_id if "section" in item.edited else source.section_id
    if item.status == "published":
        item.changed_at = now
        touch(session, now, [before[0], item.section_id], [before[1], source_id])


def _insert(session: Session, database: Database, teaser: Teaser, position: int, how: Noting) -> int:
    insert = sqlite.insert if database.is_sqlite else postgresql.insert
    statement = insert(LocationRow).values(
        url=teaser.url,
        key=identity(teaser.url),
        state="pending",
        position=position,
        via=how.via,
        source_id=how.source_id,
        teaser_title=teaser.title,
        teaser_summary=teaser.summary,
        teaser_published=teaser.published.iso if teaser.published else None,
        first_seen_at=how.now,
        listed_at=how.now if how.listed else None,
        tries=0,
        error="",
    )
    return len(session.scalars(statement.on_conflict_do_nothing(index_elements=["key"]).returning(LocationRow.id)).all())
