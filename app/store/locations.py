"""Locations: the addresses at which stories stand, and the validators of pages whose content is stored."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, bindparam, func, literal_column, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from app.news.decide import MOST_TRIES, reread_at, try_again_at
from app.store.clusters import rank_reports
from app.store.engine import Database
from app.store.publication import refile, touch
from app.store.rows import location_of
from app.store.schema import ItemRow, LocationRow, SourceRow, ValidatorRow, table_of
from app.values.model import Location, Source, Via
from scrapers import Stamp, Teaser
from scrapers.words.text import clean_text
from scrapers.words.urls import identity

_RECENT = timedelta(days=4)


@dataclass(frozen=True, slots=True)
class Seal:
    """What says that a stored page has not changed: its validators, and the digest of its bytes."""

    url: str
    etag: str | None = None
    last_modified: str | None = None
    digest: str = ""


_VALIDATORS, _LOCATION_KEY = table_of(ValidatorRow), table_of(LocationRow).c.key
_KEYS = select(_LOCATION_KEY).where(_LOCATION_KEY.in_(bindparam("keys", expanding=True)))
_FEW = 4  # as many as most promos have; a list of fixed length need not be spelled out anew each time
_FEW_KEYS = select(_LOCATION_KEY).where(_LOCATION_KEY.in_([bindparam(f"key{n}") for n in range(_FEW)]))


def _insert_unknown(insert: Any) -> Any:
    told = insert(table_of(LocationRow))
    return told.on_conflict_do_nothing(index_elements=["key"]).returning(_LOCATION_KEY)


def _upsert_seal(insert: Any) -> Any:
    told = insert(_VALIDATORS)
    new = {name: told.excluded[name] for name in ("etag", "last_modified", "digest")}
    return told.on_conflict_do_update(index_elements=["key"], set_=new)


# Built once: building a statement costs as much as running it.
_INSERT = {"sqlite": _insert_unknown(sqlite.insert), "postgresql": _insert_unknown(postgresql.insert)}
_SAVE_SEAL = {"sqlite": _upsert_seal(sqlite.insert), "postgresql": _upsert_seal(postgresql.insert)}


class Locations:
    """Where stories stand."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def note(
        self,
        source: Source,
        teasers: Sequence[Teaser],
        via: Via,
        now: datetime,
        *,
        seal: Seal | None = None,
        front: bool = False,
        below: bool = False,
    ) -> list[Teaser]:
        """Remember what a listing shows, in its order, with the listing's seal; return the teasers whose addresses were unknown.

        `front` marks the listing's first page: what stood on it the last time and does not now is looked at once more.
        `below` marks a page that is older than what is known of the listing.
        """
        with self._database.write() as session:
            if front:
                row = session.get_one(SourceRow, source.id)
                _look_at_what_left(session, row, teasers, now)
                row.listed_at = now
            new = note_teasers(session, teasers, Noting(source.id, via, now, front, below))
            if seal:
                save_seal(session.connection(), seal)
            return new

    def note_walked(self, source: Source, listed: Sequence[Teaser], promos: Sequence[Teaser], now: datetime, on: tuple[str, int]) -> int:
        """Remember what a page deep in a listing shows, below all that is known, and where the walk goes on.

        Returns how many addresses were unknown.
        """
        with self._database.write() as session:
            note_teasers(session, promos, Noting(source.id, "promo", now))
            new = note_teasers(session, listed, Noting(source.id, "listing", now, below=True))
            row = session.get_one(SourceRow, source.id)
            row.backfill_next, row.backfill_left = on
            return len(new)

    def place(self, teaser: Teaser, via: Via, source: Source | None, now: datetime) -> Location:
        """The location of a teaser's address, made when it is new."""
        with self._database.write() as session:
            note_teasers(session, [teaser], Noting(source.id if source else None, via, now))
            return location_of(session.scalars(select(LocationRow).where(LocationRow.key == identity(teaser.url))).one())

    def pending(self, source: Source, now: datetime | None, limit: int) -> list[Location]:
        """Addresses of a source that are to be read for the first time, oldest first, and those to be tried again after a failure.

        Without `now`, those too whose time to be tried again has not come yet; those that were given up never.
        """
        due = LocationRow.recheck_at <= now if now else LocationRow.recheck_at.is_not(None)
        wanted = select(LocationRow).where(LocationRow.source_id == source.id, LocationRow.state == "pending", due)
        with self._database.read() as session:
            return [location_of(row) for row in session.scalars(wanted.order_by(LocationRow.tries, LocationRow.position).limit(limit))]

    def to_check(self, source: Source, now: datetime) -> list[Location]:
        """Addresses that were read and are due to be read again: they may have changed or gone."""
        read = LocationRow.state.in_(("read", "gone"))
        wanted = select(LocationRow).where(LocationRow.source_id == source.id, read, LocationRow.recheck_at <= now)
        with self._database.read() as session:
            return [location_of(found) for found in session.scalars(wanted.order_by(LocationRow.position))]

    def read_of(self, source: Source | None, newest: int | None = None) -> list[Location]:
        """Addresses with an item and a capture, of one source or of all, oldest first: what can be read again from disk.

        With `newest`, so many of those that were found last.
        """
        wanted = select(LocationRow).where(LocationRow.capture != "", LocationRow.item_id.is_not(None))
        wanted = wanted.where(LocationRow.source_id == source.id) if source else wanted
        with self._database.read() as session:
            rows = session.scalars(wanted.order_by(LocationRow.id.desc()).limit(newest) if newest else wanted.order_by(LocationRow.id))
            return sorted((location_of(found) for found in rows), key=lambda location: location.id)

    def knows(self, source: Source, urls: Sequence[str]) -> bool:
        """Whether the source has listed any of these addresses before."""
        listed = and_(LocationRow.source_id == source.id, LocationRow.via == "listing")
        wanted = select(LocationRow.id).where(LocationRow.key.in_([identity(url) for url in urls]), listed).limit(1)
        with self._database.read() as session:
            return session.scalars(wanted).first() is not None

    def gone(self, limit: int = 50, source: Source | None = None) -> list[Location]:
        """Addresses whose page was taken away, the latest first."""
        wanted = select(LocationRow).where(LocationRow.state == "gone", LocationRow.item_id.is_not(None), *_troubled(source))
        with self._database.read() as session:
            return [location_of(row) for row in session.scalars(wanted.order_by(LocationRow.gone_at.desc()).limit(limit))]

    def doubted(self, limit: int = 50, source: Source | None = None) -> list[Location]:
        """Addresses of stored stories whose page could not be what it should be the last time, the latest first."""
        wanted = select(LocationRow).where(LocationRow.state == "read", *_troubled(source))
        with self._database.read() as session:
            return [location_of(row) for row in session.scalars(wanted.order_by(LocationRow.checked_at.desc()).limit(limit))]

    def given_up(self, limit: int = 50, source: Source | None = None) -> list[Location]:
        """Addresses that could not be fetched or read in all their tries, the latest first."""
        wanted = select(LocationRow).where(LocationRow.state == "pending", LocationRow.recheck_at.is_(None), *_troubled(source))
        with self._database.read() as session:
            return [location_of(row) for row in session.scalars(wanted.order_by(LocationRow.checked_at.desc()).limit(limit))]

    def seal(self, url: str) -> Seal:
        """The seal of a stored page; an empty one when there is none."""
        return self.seals([url])[url]

    def seals(self, urls: Sequence[str]) -> dict[str, Seal]:
        """The seals of pages by their address; empty ones where there is none."""
        keys = {url: identity(url) for url in urls}
        with self._database.read() as session:
            wanted = select(ValidatorRow.key, ValidatorRow.etag, ValidatorRow.last_modified, ValidatorRow.digest)
            found = {row.key: row for row in session.execute(wanted.where(ValidatorRow.key.in_(set(keys.values()))))}
        return {
            url: Seal(url, row.etag, row.last_modified, row.digest) if (row := found.get(key)) else Seal(url) for url, key in keys.items()
        }

    def save_seal(self, seal: Seal) -> None:
        """Remember a page's seal by itself: its bytes changed, its content did not."""
        with self._database.write() as session:
            save_seal(session.connection(), seal)

    def checked(self, location: Location, now: datetime, seal: Seal | None = None) -> None:
        """Say that a page was asked for and is as it was; a page that had gone is back."""
        with self._database.write() as session:
            row = session.get_one(LocationRow, location.id)
            for name, value in was_read(row, now).items():
                setattr(row, name, value)
            if seal:
                save_seal(session.connection(), seal)

    def failed(self, location: Location, error: str, now: datetime, not_before: datetime | None = None) -> None:
        """Say that a page could not be fetched or read; it stays where it was and is tried again, five times, less and less often."""
        with self._database.write() as session:
            row = session.get_one(LocationRow, location.id)
            row.checked_at, row.tries, row.error = now, row.tries + 1, error
            if row.state == "pending":
                again = try_again_at(row.tries, now)
            else:
                row.rereads += 1
                again = reread_at(row.first_seen_at, now)
            row.recheck_at = max(again, not_before) if again and not_before else again

    def put_off(self, locations: Sequence[Location], until: datetime) -> None:
        """Leave pages alone until a certain time, because their host asked for it; that is no failure of theirs."""
        with self._database.write() as session:
            for location in locations:
                session.get_one(LocationRow, location.id).recheck_at = until

    def went(self, location: Location, error: str, now: datetime, *, for_good: bool) -> bool:
        """Say that a page was taken away upstream; True when that is news. What we stored stays. One gone for good is asked for no more."""
        with self._database.write() as session:
            row = session.get_one(LocationRow, location.id)
            was = row.state
            row.checked_at, row.error, row.rereads = now, error, row.rereads + 1
            row.recheck_at = None if for_good else reread_at(row.first_seen_at, now)
            if was != "gone":
                row.state, row.gone_at = "gone", now
                session.execute(update(ValidatorRow).where(ValidatorRow.key == row.key).values(etag=None, last_modified=None, digest=""))
            return was == "read"


def _troubled(source: Source | None) -> list[ColumnElement[bool]]:
    """Addresses, of one source or of all, of which there is something to say; said literally, so that SQLite finds their index."""
    return [LocationRow.error != literal_column("''"), *([LocationRow.source_id == source.id] if source else [])]


def was_read(row: Any, now: datetime, published: Stamp | None = None) -> dict[str, Any]:
    """How a location's row is to be after its page was read, and when that is to be read again.

    What stood on a front page, or is dated of late, may be corrected.
    """
    recent = row.listed_at is not None or published is None or published.day >= (now - _RECENT).date()
    return {
        "rereads": row.rereads + (row.state != "pending"),
        "state": "read",
        "checked_at": now,
        "tries": 0,
        "error": "",
        "gone_at": None,
        "recheck_at": reread_at(row.first_seen_at, now) if recent else None,
    }


@dataclass(frozen=True, slots=True)
class Noting:
    """Who shows a teaser, how and when; `listed` marks a listing's first page, `below` a page deep in it, older than all that is known."""

    source_id: int | None
    via: Via
    now: datetime
    listed: bool = False
    below: bool = False


def note_teasers(session: Session, teasers: Sequence[Teaser], how: Noting) -> list[Teaser]:
    """Insert unknown addresses and refresh known ones, from the last teaser to the first, so that positions grow towards the newest.

    Returns the teasers whose addresses were unknown.
    """
    known = _known(session, teasers)
    edge = func.min(LocationRow.position) if how.below else func.max(LocationRow.position)
    start = (session.scalar(select(edge)) or 0) + (-len(teasers) if how.below else 1)
    unknown: dict[str, tuple[Teaser, int]] = {}
    for position, teaser in enumerate(reversed(teasers), start):
        key = identity(teaser.url)
        if key in known:
            _refresh(session, known[key], teaser, position, how)
        elif key:
            unknown.setdefault(key, (teaser, position))
    return _insert(session.connection(), unknown, how)


def save_seal(connection: Connection, seal: Seal) -> None:
    """Store or replace a page's seal."""
    values = {"key": identity(seal.url), "etag": seal.etag, "last_modified": seal.last_modified, "digest": seal.digest}
    connection.execute(_SAVE_SEAL[connection.dialect.name], values)


def all_known(connection: Connection, teasers: Sequence[Teaser]) -> bool:
    """Whether somebody has told of every address before."""
    keys = {identity(teaser.url) for teaser in teasers if teaser.url}
    if not keys:
        return True
    told = list(keys)
    if len(told) > _FEW:
        return keys == set(connection.execute(_KEYS, {"keys": told}).scalars())
    return keys == set(connection.execute(_FEW_KEYS, {f"key{n}": told[n % len(told)] for n in range(_FEW)}).scalars())


def _known(session: Session, teasers: Sequence[Teaser]) -> dict[str, LocationRow]:
    keys = [identity(teaser.url) for teaser in teasers]
    return {row.key: row for row in session.scalars(select(LocationRow).where(LocationRow.key.in_(keys)))}


def _refresh(session: Session, row: LocationRow, teaser: Teaser, position: int, how: Noting) -> None:
    if how.via == "promo":
        return
    if row.via == "desk" and not row.capture:
        row.recheck_at = how.now  # an editor gave the address; what stands there was never read
    told = (clean_text(row.teaser_title), clean_text(row.teaser_summary)) if row.via == "listing" else None
    if told and told != (clean_text(teaser.title), clean_text(teaser.summary)) and row.tries < MOST_TRIES:
        row.recheck_at = how.now
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
    """A story that a promo or a person brought is listed after all: it belongs to the source that lists its own address."""
    row.via, row.source_id = "listing", source_id
    item = session.get(ItemRow, row.item_id) if row.item_id else None
    if item is None or item.kind != "collected" or item.source_id == source_id or row.joined:
        return
    source = session.get_one(SourceRow, source_id)
    before = (item.section_id, item.source_id)
    item.source_id = source_id
    item.section_id = item.section_id if "section" in item.edited else source.section_id
    session.flush()
    rank_reports(session, [item.cluster_id])
    if item.status == "published":
        item.changed_at = now
        touch(session, now, [item], sections=[before[0]], sources=[before[1]])
        refile(session, item, *before)


def _look_at_what_left(session: Session, row: SourceRow, teasers: Sequence[Teaser], now: datetime) -> None:
    """Stories that stood on the front page and have left it may have been withdrawn."""
    if row.listed_at is not None:
        stood = and_(LocationRow.source_id == row.id, LocationRow.state == "read", LocationRow.listed_at == row.listed_at)
        stays = LocationRow.key.in_([identity(teaser.url) for teaser in teasers])
        session.execute(update(LocationRow).where(stood, ~stays).values(recheck_at=now))


def _insert(connection: Connection, unknown: Mapping[str, tuple[Teaser, int]], how: Noting) -> list[Teaser]:
    """Insert addresses by their keys, each with its teaser and position; returns the teasers of those that nobody else put in meanwhile."""
    rows = [
        {
            "url": teaser.url,
            "key": key,
            "state": "pending",
            "position": position,
            "via": how.via,
            "source_id": how.source_id,
            "teaser_title": teaser.title,
            "teaser_summary": teaser.summary,
            "teaser_published": teaser.published.iso if teaser.published else None,
            "first_seen_at": how.now,
            "listed_at": how.now if how.listed else None,
            "recheck_at": how.now,
        }
        for key, (teaser, position) in unknown.items()
    ]
    made = set(connection.execute(_INSERT[connection.dialect.name], rows).scalars()) if rows else set()
    return [teaser for key, (teaser, _) in unknown.items() if key in made]
