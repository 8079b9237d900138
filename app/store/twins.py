"""Stories that may be the same: their sketches, and how the ones that resemble a reading are found among a million."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import Connection, bindparam, delete, literal, select, union_all

from app.news.decide import AlsoAt, Known, fingerprint, twin_among
from app.news.sameness import sketch
from app.store.schema import BandRow, ItemRow, LocationRow, table_of
from app.values.model import Content

_BANDS, _ITEMS, _LOCATIONS = table_of(BandRow).c, table_of(ItemRow).c, table_of(LocationRow).c
_MOST_CANDIDATES = 8
_MOST_REPEATS = 20
_WEEKS = (-1, 0, 1)
_DAYS_A_WEEK = 7

# For the many numbers of a sketch, spelling them out costs a third of what binding each as a parameter does; nothing but numbers goes in.
_ALIKE = "SELECT item_id FROM bands WHERE band IN ({}) GROUP BY item_id ORDER BY count(*) DESC, item_id LIMIT {:d}"
_INSERT = "INSERT INTO bands (band, item_id) VALUES {}"
# Built once: building a statement costs as much as running it, and these run for every new story.
_FORGET = delete(table_of(BandRow)).where(_BANDS.item_id == bindparam("b_item"), _BANDS.band.in_(bindparam("b_bands", expanding=True)))
_SAME_WORDS = (
    select(_ITEMS.id, literal(0).label("claimed"))
    .where(_ITEMS.fingerprint == bindparam("fingerprint"))
    .order_by(_ITEMS.id.desc())
    .limit(_MOST_REPEATS)
)
_NAMING = (
    select(_LOCATIONS.item_id, literal(1))
    .where(_LOCATIONS.claim == bindparam("key"), _LOCATIONS.claim != "", _LOCATIONS.item_id.is_not(None))
    .order_by(_LOCATIONS.id)
    .limit(_MOST_CANDIDATES)
)
_NAMED = select(_LOCATIONS.item_id, literal(1)).where(_LOCATIONS.key == bindparam("claim"), _LOCATIONS.item_id.is_not(None))
_POINTED_OUT = union_all(select(_SAME_WORDS.subquery()), select(_NAMING.subquery()), _NAMED)
_STORIES = select(_ITEMS.id, _ITEMS.content, _ITEMS.upstream, _ITEMS.fingerprint).where(_ITEMS.id.in_(bindparam("ids", expanding=True)))
_SURVIVOR = select(_ITEMS.merged_into_id).where(_ITEMS.id == bindparam("id"))


def find_twin(
    connection: Connection, content: Content, bands: Sequence[int], published_at: datetime, key: str, claim: str
) -> AlsoAt | None:
    """Where the story that was read stands already.

    `key` is the address it was read at, `claim` the one that its page names; either may be empty. First come those with the very same
    words, then those that are named or name this one, then those that are alike: most stories have none of them.
    """
    told = {"fingerprint": fingerprint(content), "key": key, "claim": claim}
    pointed_out = sorted((claimed, item_id) for item_id, claimed in connection.execute(_POINTED_OUT, told))
    found = twin_among(content, _known(connection, pointed_out)) if pointed_out else None
    if found is None and bands and (alike := _alike(connection, bands, published_at)):
        found = twin_among(content, _known(connection, [(0, item_id) for item_id in alike]))
    if found is None:
        return None
    item_id = survivor(connection, found.item_id)
    # Words that equal those of an item which editors merged into another are not the other's words.
    joined = "likeness" if found.joined == "words" and item_id != found.item_id else found.joined
    return AlsoAt(item_id, joined, found.share)


def keep_bands(connection: Connection, item_id: int, bands: Iterable[int], published_at: datetime) -> None:
    """Remember an item's sketch, under the week of its publication."""
    _insert(connection, item_id, [_in_week(band, _week(published_at)) for band in bands])


def change_bands(connection: Connection, item_id: int, before: tuple[Content, datetime], after: tuple[Content, datetime]) -> None:
    """Put the sketch of what an item says now in the place of that of what it said before."""
    old = [_in_week(band, _week(before[1])) for band in sketch(before[0])]
    new = [_in_week(band, _week(after[1])) for band in sketch(after[0])]
    if old == new:
        return
    # The new ones too: an item from before there were sketches, or of which a part was kept, must not trip over itself.
    connection.execute(_FORGET, {"b_item": item_id, "b_bands": [*old, *new]})
    _insert(connection, item_id, new)


def survivor(connection: Connection, item_id: int) -> int:
    """The item that one lives on in: itself, unless editors have merged it."""
    while (into := connection.execute(_SURVIVOR, {"id": item_id}).scalar()) is not None:
        item_id = into
    return item_id


def _alike(connection: Connection, bands: Sequence[int], published_at: datetime) -> Sequence[int]:
    """The items whose sketches share most bands, of the weeks around a publication."""
    wanted = ", ".join(f"{_in_week(band, _week(published_at) + offset):d}" for band in bands for offset in _WEEKS)
    return connection.exec_driver_sql(_ALIKE.format(wanted, _MOST_CANDIDATES)).scalars().all()


def _insert(connection: Connection, item_id: int, keys: Sequence[int]) -> None:
    if keys:
        connection.exec_driver_sql(_INSERT.format(", ".join(f"({key:d}, {item_id:d})" for key in keys)))


def _known(connection: Connection, wanted: Sequence[tuple[int, int]]) -> list[Known]:
    """Stored stories as they were read, by (whether an address is claimed, key), in that order."""
    rows = {row.id: row for row in connection.execute(_STORIES, {"ids": [item_id for _, item_id in wanted]})}
    return [Known(i, rows[i].upstream or rows[i].content, rows[i].fingerprint, bool(claimed)) for claimed, i in wanted]


def _week(published_at: datetime) -> int:
    return published_at.toordinal() // _DAYS_A_WEEK


def _in_week(band: int, week: int) -> int:
    """The key of a band: the week above, the band's 32 bits below."""
    return (week << 32) | (band & 0xFFFFFFFF)
