"""Finding items by their words."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, NamedTuple, cast

from sqlalchemy import Connection, bindparam, select
from sqlalchemy.orm import Session

from app.search import Query, score
from app.store.access import Access, repeated
from app.store.rows import items_of, select_items
from app.store.schema import ItemRow, SearchEntryRow, table_of
from app.store.search_index import find_keys, first_key, merge_step, moment_of
from app.store.search_syntax import section_mark, source_mark
from app.values.model import Item, Rights, Section, Source

Order = Literal["relevance", "newest"]

# What is ranked: the newest matches, and the newest with all the words in their titles, be they as
# old as they may. Ranking all matches of a frequent word would cost seconds.
_RANKED, _RANKED_TITLES = 240, 60
_LOWEST, _HIGHEST = -(2**63), 2**63 - 1
_MERGED_PAGES = 500

_ITEMS, _ENTRIES = table_of(ItemRow).c, table_of(SearchEntryRow).c
_IDS = select(_ENTRIES.key, _ENTRIES.item_id).where(
    _ENTRIES.key.in_(bindparam("keys", expanding=True))
)
_CANDIDATES = (
    select(_ENTRIES.key, _ENTRIES.rights, _ENTRIES.published_at, _ITEMS.content)
    .join_from(table_of(SearchEntryRow), table_of(ItemRow), _ITEMS.id == _ENTRIES.item_id)
    .where(_ENTRIES.key.in_(bindparam("keys", expanding=True)))
)


class Cursor(NamedTuple):
    """The match that was seen last; in the order of relevance with its score and the newest match
    that was ranked (`top`).
    """

    key: int
    score: int = 0
    top: int | None = None


@dataclass(frozen=True, slots=True)
class SearchPage:
    """A page of matches, and the cursor of the next page if there is one.

    `total_at_least` counts the matches, up to a few hundred; `is_exact` says that there are no more
    than that.
    """

    items: tuple[Item, ...]
    more: Cursor | None
    total_at_least: int
    is_exact: bool


class _Span(NamedTuple):
    """Where to look: marks that must be there, and the range of keys."""

    marks: Sequence[str]
    floor: int
    ceiling: int


class Search:
    """Full-text search over what is public."""

    def __init__(self, access: Access) -> None:
        self._access = access

    def find(
        self,
        query: Query,
        limit: int,
        *,
        section: Section | None = None,
        source: Source | None = None,
        days: tuple[datetime, datetime] | None = None,
        after: Cursor | None = None,
        order: Order = "relevance",
    ) -> SearchPage:
        """Published items that answer a query; `days` is a half-open range of instants.

        The order `newest` goes through all matches, page by page. `relevance` ranks the newest few
        hundred and those with all the words in their titles, as they are when the first page is
        asked for, and ends with them.
        """
        if query.is_empty:
            return SearchPage((), None, 0, is_exact=True)
        marks = [section_mark(section.id)] if section else []
        marks += [source_mark(source.id)] if source else []
        floor, ceiling = (first_key(days[0]), first_key(days[1])) if days else (_LOWEST, _HIGHEST)
        span = _Span(marks, floor, ceiling)
        with self._access.read() as session:
            if order == "newest":
                return _newest(session, query, limit, span, after)
            return _best(session, query, limit, span, after)

    @repeated
    def tidy(self) -> None:
        """Merge the pieces that many small changes left of the index, a bounded step at a time."""
        with self._access.write() as session:
            merge_step(session.connection(), _MERGED_PAGES)


def _newest(
    session: Session, query: Query, limit: int, span: _Span, after: Cursor | None
) -> SearchPage:
    connection = session.connection()
    top = _keys(connection, query, max(limit, _RANKED) + 1, span)
    keys = top
    if after is not None:
        keys = _keys(
            connection, query, limit + 1, span._replace(ceiling=min(span.ceiling, after.key))
        )
    more = Cursor(keys[limit - 1]) if len(keys) > limit else None
    return SearchPage(
        _items(session, keys[:limit]), more, min(len(top), _RANKED), is_exact=len(top) <= _RANKED
    )


def _best(
    session: Session, query: Query, limit: int, span: _Span, after: Cursor | None
) -> SearchPage:
    connection = session.connection()
    if after is not None and after.top is not None:
        span = span._replace(ceiling=min(span.ceiling, after.top + 1))
    newest = _keys(connection, query, _RANKED + 1, span)
    if not newest:
        return SearchPage((), None, 0, is_exact=True)
    is_exact = len(newest) <= _RANKED
    keys = set(newest[:_RANKED])
    if not is_exact:
        keys |= set(_keys(connection, query, _RANKED_TITLES, span, titled=True))
    ranked = _ranked(connection, query, keys, newest[0])
    left = [entry for entry in ranked if after is None or entry > (-after.score, -after.key)]
    page = [Cursor(-key, -merit, newest[0]) for merit, key in left[:limit]]
    more = page[-1] if len(left) > limit else None
    return SearchPage(_items(session, [cursor.key for cursor in page]), more, len(keys), is_exact)


def _ranked(
    connection: Connection, query: Query, keys: Iterable[int], top: int
) -> list[tuple[int, int]]:
    """Scores and keys, both negative so that they sort from the best and newest on.

    Ages are counted from the newest match, not from now, so that the order is the same on every
    page.
    """
    now = moment_of(top)
    return sorted(
        (-score(row.content, cast(Rights, row.rights), query, now - moment_of(row.key)), -row.key)
        for row in connection.execute(_CANDIDATES, {"keys": list(keys)})
    )


def _keys(
    connection: Connection, query: Query, limit: int, span: _Span, *, titled: bool = False
) -> list[int]:
    return find_keys(connection, query, limit, span.marks, span.floor, span.ceiling, titled=titled)


def _items(session: Session, keys: Sequence[int]) -> tuple[Item, ...]:
    """The items behind keys, in the order of the keys; those that have just vanished are left
    out.
    """
    if not keys:
        return ()
    ids = {row.key: row.item_id for row in session.connection().execute(_IDS, {"keys": keys})}
    wanted = select_items().where(ItemRow.id.in_(ids.values()))
    rows = {
        row[0].id: (row[0], row[1], row[2])
        for row in session.execute(wanted)
        if row[0].status == "published"
    }
    return tuple(items_of(session, [rows[ids[key]] for key in keys if ids.get(key) in rows]))
