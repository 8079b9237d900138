"""Locations: the addresses at which stories stand or may stand."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    Update,
    and_,
    bindparam,
    func,
    literal_column,
    or_,
    select,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm.util import identity_key

from app.news.turnover import Turnover, turnover_of
from app.store.access import Access, repeated
from app.store.page_validators import (
    PageValidators,
    clear_validators,
    save_validators,
    validators_of,
)
from app.store.rows import location_of
from app.store.schema import LocationRow, ValidatorRow, table_of
from app.values.address import Address
from app.values.errors import Conflict
from app.values.model import Content, Foreign, Joined, Location, Source, Via
from scrapers import Teaser

_LOCATION_KEY = table_of(LocationRow).c.key
_KEYS = select(_LOCATION_KEY).where(_LOCATION_KEY.in_(bindparam("keys", expanding=True)))
# as many as most promos have; a list of fixed length need not be spelled out anew each time
_FEW = 4
# as many as are read at a time where there may be very many
_SOME = 200
_ONE = select(*(column for column in table_of(LocationRow).c if column.name != "content")).where(
    table_of(LocationRow).c.id == bindparam("id")
)
_FEW_KEYS = select(_LOCATION_KEY).where(
    _LOCATION_KEY.in_([bindparam(f"key{n}") for n in range(_FEW)])
)


def _insert_unknown(insert: Any) -> Any:
    statement = insert(table_of(LocationRow))
    return statement.on_conflict_do_nothing(index_elements=["key"]).returning(_LOCATION_KEY)


# Built once: building a statement costs as much as running it.
_INSERT = {
    "sqlite": _insert_unknown(sqlite.insert),
    "postgresql": _insert_unknown(postgresql.insert),
}


@dataclass(frozen=True, slots=True)
class Join:
    """Why an address counts to an item, as in `Location`; `content` is what was last read there,
    kept for a further address only.
    """

    joined: Joined
    share: float | None
    joined_by: str
    content: Content | None


@dataclass(frozen=True, slots=True)
class NewLocation:
    """An address that nobody told of before, as in `Location`, and what was told of it."""

    key: str
    teaser: Teaser
    via: Via
    source_id: int | None
    position: int
    first_seen_at: datetime
    listed_at: datetime | None = None
    foreign: Foreign = ""


# What of a location's value is a column of the same name and may change.
_SAVED = (
    "state",
    "via",
    "source_id",
    "item_id",
    "teaser_title",
    "teaser_summary",
    "tries",
    "error",
    "gone_at",
    "recheck_at",
    "rereads",
    "capture",
    "claim",
    "position",
    "listed_at",
    "checked_at",
    "missing",
)


class Locations:
    """Where stories stand."""

    def __init__(self, access: Access) -> None:
        self._access = access

    def get(self, location_id: int) -> Location:
        """The location with that key."""
        with self._access.read() as session:
            return location_of(session.connection().execute(_ONE, {"id": location_id}).one())

    def by_keys(self, keys: Sequence[str]) -> dict[str, Location]:
        """The locations at these addresses, by the addresses' keys."""
        wanted = select(LocationRow).where(LocationRow.key.in_(keys))
        with self._access.read() as session:
            return {row.key: location_of(row) for row in session.scalars(wanted)} if keys else {}

    def are_known(self, keys: Sequence[str]) -> bool:
        """Whether somebody has told of every address before."""
        wanted = list(dict.fromkeys(keys))
        if not wanted:
            return True
        with self._access.read() as session:
            if len(wanted) > _FEW:
                matches = session.connection().execute(_KEYS, {"keys": wanted})
            else:
                matches = session.connection().execute(
                    _FEW_KEYS, {f"key{n}": wanted[n % len(wanted)] for n in range(_FEW)}
                )
            return set(wanted) == set(matches.scalars())

    def edge(self, *, below: bool) -> int:
        """The highest position that there is, or the lowest."""
        position = func.min(LocationRow.position) if below else func.max(LocationRow.position)
        with self._access.read() as session:
            return session.scalar(select(position)) or 0

    @repeated
    def add(self, new: Sequence[NewLocation]) -> set[str]:
        """Store unknown addresses, to be read; returns the keys of those that nobody else put in
        meanwhile.
        """
        rows = [_new_row(location) for location in new]
        with self._access.write() as session:
            connection = session.connection()
            return (
                set(connection.execute(_INSERT[connection.dialect.name], rows).scalars())
                if rows
                else set()
            )

    @repeated
    def save(self, before: Location, after: Location) -> None:
        """Store what was decided about an address: the fields in which the two differ."""
        changed = {
            name: getattr(after, name)
            for name in _SAVED
            if getattr(after, name) != getattr(before, name)
        }
        if after.teaser_published != before.teaser_published:
            changed["teaser_published"] = (
                after.teaser_published.iso if after.teaser_published else None
            )
        if not changed:
            return
        with self._access.write() as session:
            session.connection().execute(_change(frozenset(changed)), {"b_id": before.id} | changed)
            known = session.identity_map.get(identity_key(LocationRow, before.id))
            if known is not None:
                session.expire(known)

    @repeated
    def recheck_left(self, source: Source, stays: Sequence[str], now: datetime) -> None:
        """Let the stories be read again that stood on a source's front page the last time and do
        not any more.
        """
        stood = and_(
            LocationRow.source_id == source.id,
            LocationRow.state == "read",
            LocationRow.listed_at == source.listed_at,
        )
        left = (
            update(LocationRow).where(stood, LocationRow.key.not_in(stays)).values(recheck_at=now)
        )
        with self._access.write() as session:
            session.execute(left)

    @repeated
    def forget_validators(self, location: Location) -> None:
        """Forget what said that the page at an address has not changed."""
        with self._access.write() as session:
            clear_validators(session.connection(), location.key)

    @repeated
    def settle(self, address: Address, item_id: int, now: datetime) -> None:
        """Say that an item is what stands at an address, so that a collection finds it there and
        makes no second one. Conflict.
        """
        with self._access.write() as session:
            place = session.scalars(
                select(LocationRow).where(LocationRow.key == address.key)
            ).one_or_none()
            if place is None:
                place = LocationRow(
                    url=address.url,
                    key=address.key,
                    via="desk",
                    first_seen_at=now,
                    position=0,
                )
                session.add(place)
            if place.item_id is not None:
                raise Conflict("there is already an item for this address")
            place.item_id, place.state, place.recheck_at = item_id, "read", None

    def text_at(self, location: Location) -> Content | None:
        """What was last read at a further address of an item, if that was kept."""
        with self._access.read() as session:
            return session.get_one(LocationRow, location.id).content

    @repeated
    def join(self, location: Location, item_id: int, how: Join) -> None:
        """Count an address to an item."""
        with self._access.write() as session:
            row = session.get_one(LocationRow, location.id)
            row.item_id, row.joined, row.share, row.joined_by, row.content = (
                item_id,
                how.joined,
                how.share,
                how.joined_by,
                how.content,
            )

    def pending(
        self, source: Source, now: datetime, limit: int, *, by_hand: bool = False
    ) -> list[Location]:
        """Addresses of a source that are to be read for the first time, oldest first, and those to
        be tried again after a failure.

        By hand, those too whose time to be tried again has not come yet, if that costs little;
        those that were given up never.
        """
        due = LocationRow.recheck_at <= now
        due = or_(due, retried_by_hand()) if by_hand else due
        wanted = select(LocationRow).where(
            LocationRow.source_id == source.id, LocationRow.state == "pending", due
        )
        with self._access.read() as session:
            return [
                location_of(row)
                for row in session.scalars(
                    wanted.order_by(LocationRow.tries, LocationRow.position).limit(limit)
                )
            ]

    def to_check(self, source: Source, now: datetime) -> list[Location]:
        """Addresses that were read and are due to be read again: they may have changed or gone."""
        read = LocationRow.state.in_(("read", "gone"))
        wanted = select(LocationRow).where(
            LocationRow.source_id == source.id, read, LocationRow.recheck_at <= now
        )
        with self._access.read() as session:
            return [
                location_of(row) for row in session.scalars(wanted.order_by(LocationRow.position))
            ]

    def read_of(self, source: Source | None, newest: int | None = None) -> Iterator[Location]:
        """Addresses with a capture, of one source or of all, oldest first: what can be read again
        from disk, whether it could be read before or not. They come some at a time.

        With `newest`, so many of those that were found last.
        """
        wanted = select(LocationRow).where(
            LocationRow.capture != "",
            or_(LocationRow.item_id.is_not(None), LocationRow.state == "pending"),
        )
        wanted = wanted.where(LocationRow.source_id == source.id) if source else wanted
        last = self._before_newest(wanted, newest) if newest else 0
        while True:
            some = wanted.where(LocationRow.id > last).order_by(LocationRow.id).limit(_SOME)
            with self._access.read() as session:
                locations = [location_of(row) for row in session.scalars(some)]
            yield from locations
            if len(locations) < _SOME:
                return
            last = locations[-1].id

    def _before_newest(self, wanted: Select[LocationRow], newest: int) -> int:
        """The key before those of the addresses that were found last."""
        oldest = wanted.with_only_columns(LocationRow.id).order_by(LocationRow.id.desc())
        with self._access.read() as session:
            return (session.scalars(oldest.offset(newest - 1).limit(1)).first() or 1) - 1

    def knows(self, source: Source, keys: Sequence[str]) -> bool:
        """Whether the source has listed any of the addresses with these keys before."""
        listed = and_(LocationRow.source_id == source.id, LocationRow.via == "listing")
        wanted = select(LocationRow.id).where(LocationRow.key.in_(keys), listed).limit(1)
        with self._access.read() as session:
            return session.scalars(wanted).first() is not None

    def last_titles(self, source: Source, limit: int) -> set[str]:
        """The titles under which the source has listed stories that were read, of the latest."""
        wanted = select(LocationRow.teaser_title).where(
            LocationRow.source_id == source.id,
            LocationRow.via == "listing",
            LocationRow.item_id.is_not(None),
        )
        with self._access.read() as session:
            return set(session.scalars(wanted.order_by(LocationRow.id.desc()).limit(limit)))

    def listed_by(
        self, source: Source, keys: Collection[str], titles: Collection[str]
    ) -> list[Location]:
        """The stories that a source has listed at addresses with these keys, or under these titles,
        and that were read.
        """
        listed = and_(
            LocationRow.source_id == source.id,
            LocationRow.via == "listing",
            LocationRow.item_id.is_not(None),
        )
        wanted = select(LocationRow).where(
            listed, or_(LocationRow.key.in_(keys), LocationRow.teaser_title.in_(titles))
        )
        with self._access.read() as session:
            return [location_of(row) for row in session.scalars(wanted.order_by(LocationRow.id))]

    def came_to_nothing(self, source: Source, keys: Collection[str]) -> set[str]:
        """Which of some keys are of addresses that a source has listed, and that were given up
        since no story could be read there.
        """
        wanted = select(LocationRow.key).where(
            LocationRow.source_id == source.id,
            LocationRow.key.in_(keys),
            LocationRow.state == "pending",
            LocationRow.item_id.is_(None),
            LocationRow.recheck_at.is_(None),
            LocationRow.tries > 0,
        )
        with self._access.read() as session:
            return set(session.scalars(wanted)) if keys else set()

    def turnover(self, source: Source) -> Turnover | None:
        """How fast a source's list shows other stories, by those on its first page when that was
        read last; None where too little is known.
        """
        if source.listed_at is None:
            return None
        shown = and_(LocationRow.source_id == source.id, LocationRow.listed_at == source.listed_at)
        with self._access.read() as session:
            came = session.scalars(select(LocationRow.first_seen_at).where(shown))
            return turnover_of(source.listed_at, [at for at in came if at])

    def last_read(self, source: Source, limit: int) -> list[Location]:
        """The stories of a source that were listed and read, the latest first, at the addresses
        that are their own.
        """
        wanted = select(LocationRow).where(
            LocationRow.source_id == source.id,
            LocationRow.via == "listing",
            LocationRow.state == "read",
            LocationRow.capture != "",
            LocationRow.joined == "",
        )
        wanted = wanted.order_by(LocationRow.position.desc(), LocationRow.id.desc()).limit(limit)
        with self._access.read() as session:
            return [location_of(row) for row in session.scalars(wanted)]

    def gone(self, limit: int = 50, source: Source | None = None) -> list[Location]:
        """Addresses whose page was taken away, the latest first."""
        wanted = select(LocationRow).where(
            _is("gone"), LocationRow.item_id.is_not(None), *_troubled(source)
        )
        with self._access.read() as session:
            return [
                location_of(row)
                for row in session.scalars(wanted.order_by(LocationRow.gone_at.desc()).limit(limit))
            ]

    def doubted(self, limit: int = 50, source: Source | None = None) -> list[Location]:
        """Addresses of stored stories whose page could not be what it should be the last time, the
        latest first.
        """
        wanted = select(LocationRow).where(_is("read"), *_troubled(source))
        with self._access.read() as session:
            return [
                location_of(row)
                for row in session.scalars(
                    wanted.order_by(LocationRow.checked_at.desc()).limit(limit)
                )
            ]

    def given_up(self, limit: int = 50, source: Source | None = None) -> list[Location]:
        """Addresses that could not be fetched or read in all their tries, the latest first."""
        wanted = select(LocationRow).where(
            _is("pending"), LocationRow.recheck_at.is_(None), *_troubled(source)
        )
        with self._access.read() as session:
            return [
                location_of(row)
                for row in session.scalars(
                    wanted.order_by(LocationRow.checked_at.desc()).limit(limit)
                )
            ]

    @repeated
    def try_given_up(self, source: Source, since: datetime, now: datetime) -> None:
        """Let addresses of a source that were given up be tried once more now, if they were first
        seen since then.
        """
        given_up = and_(
            LocationRow.state == "pending",
            LocationRow.recheck_at.is_(None),
            LocationRow.first_seen_at >= since,
            *_troubled(source),
        )
        with self._access.write() as session:
            session.execute(update(LocationRow).where(given_up).values(recheck_at=now))

    def validators(self, address: Address) -> PageValidators:
        """The validators of a stored page; empty ones when there are none."""
        return self.all_validators([address])[address]

    def all_validators(self, addresses: Sequence[Address]) -> dict[Address, PageValidators]:
        """The validators of pages by their address; empty ones where there are none."""
        with self._access.read() as session:
            return validators_of(session.connection(), addresses)

    @repeated
    def save_validators(self, validators: PageValidators) -> None:
        """Remember a page's validators by themselves: its bytes changed, its content did not."""
        with self._access.write() as session:
            save_validators(session.connection(), validators)


def retried_by_hand() -> ColumnElement[bool]:
    """Addresses that wait to be tried again and may be asked at once, because that costs little:
    their page could not be had, or says itself whether it has changed since it could not be read.
    """
    says = or_(ValidatorRow.etag.is_not(None), ValidatorRow.last_modified.is_not(None))
    asked = select(ValidatorRow.key).where(ValidatorRow.key == LocationRow.key, says).exists()
    return and_(
        LocationRow.state == "pending",
        LocationRow.recheck_at.is_not(None),
        or_(LocationRow.capture == "", asked),
    )


def _is(state: str) -> ColumnElement[bool]:
    """Addresses in a state, which is said literally, so that SQLite finds their index."""
    return LocationRow.state == literal_column(f"'{state}'")


def _troubled(source: Source | None) -> list[ColumnElement[bool]]:
    """Addresses, of one source or of all, of which there is something to say; said literally, so
    that SQLite finds their index.
    """
    return [
        LocationRow.error != literal_column("''"),
        *([LocationRow.source_id == source.id] if source else []),
    ]


@lru_cache(64)
def _change(names: frozenset[str]) -> Update:
    """The statement that gives these columns of a location other values: building it costs as much
    as running it.
    """
    table = table_of(LocationRow)
    values = {name: bindparam(name, type_=table.c[name].type) for name in sorted(names)}
    return table.update().where(table.c.id == bindparam("b_id")).values(values)


def _new_row(location: NewLocation) -> dict[str, Any]:
    return {
        "url": location.teaser.url,
        "key": location.key,
        "state": "pending",
        "position": location.position,
        "via": location.via,
        "source_id": location.source_id,
        "teaser_title": location.teaser.title,
        "teaser_summary": location.teaser.summary,
        "teaser_published": location.teaser.published.iso if location.teaser.published else None,
        "first_seen_at": location.first_seen_at,
        "listed_at": location.listed_at,
        "recheck_at": location.first_seen_at,
        "foreign": location.foreign,
    }
