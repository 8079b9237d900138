"""Stories that may be the same: their sketches, and how the ones that resemble a reading are found
among a million.

Decision 0023.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import Connection, bindparam, delete, literal, select, union_all

from app.news.decide import Known
from app.store.access import Access, repeated
from app.store.schema import BandRow, ItemRow, LocationRow, table_of

_BANDS, _ITEMS, _LOCATIONS = table_of(BandRow).c, table_of(ItemRow).c, table_of(LocationRow).c
# A sketch, and when what it sketches was published.
Sketched = tuple[Sequence[int], datetime]
_MOST_CANDIDATES = 8
_MOST_REPEATS = 20
_WEEKS = (-1, 0, 1)
_DAYS_A_WEEK = 7

# For the many numbers of a sketch, spelling them out costs a third of what binding each as a
# parameter does; nothing but numbers goes in.
_ALIKE = (
    "SELECT item_id FROM bands WHERE band IN ({}) GROUP BY item_id ORDER BY count(*) DESC, item_id "
    "LIMIT {:d}"
)
_INSERT = "INSERT INTO bands (band, item_id) VALUES {}"
# Built once: building a statement costs as much as running it, and these run for every new story.
_FORGET = delete(table_of(BandRow)).where(
    _BANDS.item_id == bindparam("b_item"), _BANDS.band.in_(bindparam("b_bands", expanding=True))
)
_SAME_WORDS = (
    select(_ITEMS.id, literal(0).label("claimed"))
    .where(_ITEMS.fingerprint == bindparam("fingerprint"))
    .order_by(_ITEMS.id.desc())
    .limit(_MOST_REPEATS)
)
_NAMING = (
    select(_LOCATIONS.item_id, literal(1))
    .where(
        _LOCATIONS.claim == bindparam("key"),
        _LOCATIONS.claim != "",
        _LOCATIONS.item_id.is_not(None),
    )
    .order_by(_LOCATIONS.id)
    .limit(_MOST_CANDIDATES)
)
_NAMED = select(_LOCATIONS.item_id, literal(1)).where(
    _LOCATIONS.key == bindparam("claim"), _LOCATIONS.item_id.is_not(None)
)
_POINTED_OUT = union_all(select(_SAME_WORDS.subquery()), select(_NAMING.subquery()), _NAMED)
_STORIES = select(_ITEMS.id, _ITEMS.content, _ITEMS.upstream, _ITEMS.fingerprint).where(
    _ITEMS.id.in_(bindparam("ids", expanding=True))
)
_SURVIVOR = select(_ITEMS.merged_into_id).where(_ITEMS.id == bindparam("id"))


class Duplicates:
    """By what stories are found again that stand at another address."""

    def __init__(self, access: Access) -> None:
        self._access = access

    def pointed_out(self, fingerprint: str, key: str, claim: str) -> list[Known]:
        """Stored stories with the very same words, then those whose page names this address, or
        that this page names.

        `key` is the address of this page, `claim` the one that it names; either may be empty.
        """
        parameters = {"fingerprint": fingerprint, "key": key, "claim": claim}
        with self._access.read() as session:
            connection = session.connection()
            matches = sorted(
                (claimed, item_id)
                for item_id, claimed in connection.execute(_POINTED_OUT, parameters)
            )
            return _known(connection, matches)

    def alike(self, bands: Sequence[int], published_at: datetime) -> list[Known]:
        """Stored stories whose sketches share most bands with these, of the weeks around a
        publication.
        """
        if not bands:
            return []
        with self._access.read() as session:
            connection = session.connection()
            return _known(
                connection, [(0, item_id) for item_id in _alike(connection, bands, published_at)]
            )

    def survivor(self, item_id: int) -> int:
        """The item that one lives on in: itself, unless editors have merged it."""
        with self._access.read() as session:
            while (
                into := session.connection().execute(_SURVIVOR, {"id": item_id}).scalar()
            ) is not None:
                item_id = into
            return item_id

    @repeated
    def keep(self, item_id: int, bands: Iterable[int], published_at: datetime) -> None:
        """Remember an item's sketch, under the week of its publication."""
        with self._access.write() as session:
            keep_bands(session.connection(), item_id, bands, published_at)

    @repeated
    def change(self, item_id: int, before: Sketched, after: Sketched) -> None:
        """Put the sketch of what an item says now in the place of that of what it said before; each
        with when it was published.
        """
        old, new = (
            [_in_week(band, _week(published_at)) for band in bands]
            for bands, published_at in (before, after)
        )
        if old == new:
            return
        with self._access.write() as session:
            connection = session.connection()
            # The new ones too: an item from before there were sketches, or of which a part was
            # kept, must not trip over itself.
            connection.execute(_FORGET, {"b_item": item_id, "b_bands": [*old, *new]})
            _insert(connection, item_id, new)


def keep_bands(
    connection: Connection, item_id: int, bands: Iterable[int], published_at: datetime
) -> None:
    """Remember an item's sketch, under the week of its publication."""
    _insert(connection, item_id, [_in_week(band, _week(published_at)) for band in bands])


def _alike(connection: Connection, bands: Sequence[int], published_at: datetime) -> Sequence[int]:
    """The items whose sketches share most bands, of the weeks around a publication."""
    wanted = ", ".join(
        f"{_in_week(band, _week(published_at) + offset):d}" for band in bands for offset in _WEEKS
    )
    return connection.exec_driver_sql(_ALIKE.format(wanted, _MOST_CANDIDATES)).scalars().all()


def _insert(connection: Connection, item_id: int, keys: Sequence[int]) -> None:
    if keys:
        connection.exec_driver_sql(
            _INSERT.format(", ".join(f"({key:d}, {item_id:d})" for key in keys))
        )


def _known(connection: Connection, wanted: Sequence[tuple[int, int]]) -> list[Known]:
    """Stored stories as they were read, by (whether an address is claimed, key), in that order."""
    if not wanted:
        return []
    rows = {
        row.id: row
        for row in connection.execute(_STORIES, {"ids": [item_id for _, item_id in wanted]})
    }
    return [
        Known(i, rows[i].upstream or rows[i].content, rows[i].fingerprint, bool(claimed))
        for claimed, i in wanted
    ]


def _week(published_at: datetime) -> int:
    return published_at.toordinal() // _DAYS_A_WEEK


def _in_week(band: int, week: int) -> int:
    """The key of a band: the week above, the band's 32 bits below."""
    return (week << 32) | (band & 0xFFFFFFFF)
