"""The search index: an FTS5 table on SQLite, a table of tsvectors on PostgreSQL, both of the same
tokens.

The FTS5 table keeps no texts (that would double the database), so SQLite 3.40 takes a row out of it
only by the very tokens that it was made of. `search_entries` says which revision with which rights
these were, and revisions are never lost. Whoever changes how texts become tokens has to rebuild the
index in a migration. Rows are numbered by time of publication, so the newest matches come first by
themselves.

Decisions 0056, 0057.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    and_,
    bindparam,
    case,
    delete,
    func,
    insert,
    select,
    text,
    tuple_,
)

from app.search import Document, Query, document
from app.store.schema import ItemRow, LocationRow, RevisionRow, SearchEntryRow, SourceRow, table_of
from app.store.search_blocks import find_in_blocks
from app.store.search_syntax import (
    blocks_of,
    fts5_columns,
    fts5_query,
    marks_of,
    pairs_of,
    tsvectors,
)
from app.store.types import UTCDateTime
from app.values.model import DEFAULT_RIGHTS, Content

_BATCH, _PART = 200, 1_000
_KEYS_A_SECOND = 16
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

_ITEMS, _LOCATIONS, _SOURCES, _ENTRIES, _REVISIONS = (
    table_of(row) for row in (ItemRow, LocationRow, SourceRow, SearchEntryRow, RevisionRow)
)
# A story of which a part is missing shows its summary, unless editors said otherwise (`rows`).
_CUT = (
    select(_LOCATIONS.c.id)
    .where(
        _LOCATIONS.c.item_id == _ITEMS.c.id, _LOCATIONS.c.missing != "", _LOCATIONS.c.joined == ""
    )
    .exists()
)
_FROM_SOURCE = case((and_(_SOURCES.c.rights == "full", _CUT), "summary"), else_=_SOURCES.c.rights)


def _to_be_found(from_source: ColumnElement[Any]) -> Select[Any]:
    """What is to be found of items; `from_source` is how much their sources let readers see."""
    return (
        select(
            _ITEMS.c.id,
            _ITEMS.c.revision,
            func.coalesce(_ITEMS.c.rights, from_source, DEFAULT_RIGHTS).label("rights"),
            _ITEMS.c.section_id,
            _ITEMS.c.source_id,
            _ITEMS.c.published_at,
        )
        .outerjoin(_SOURCES, _SOURCES.c.id == _ITEMS.c.source_id)
        .where(_ITEMS.c.status == "published")
    )


# Built once: building a statement costs as much as running it, and these run for every story.
_THESE = _ITEMS.c.id.in_(bindparam("ids", expanding=True))
_DUE = _to_be_found(_FROM_SOURCE).where(_THESE)
# The same before locations said what is missing (migration 0019).
DUE_BEFORE_PARTS = _to_be_found(_SOURCES.c.rights).where(_THESE)
# All of it, a part at a time, in the order of publication.
_PUBLIC = (
    _to_be_found(_FROM_SOURCE)
    .add_columns(_REVISIONS.c.content)
    .join(
        _REVISIONS,
        and_(_REVISIONS.c.item_id == _ITEMS.c.id, _REVISIONS.c.number == _ITEMS.c.revision),
    )
    .where(
        tuple_(_ITEMS.c.published_at, _ITEMS.c.id)
        > tuple_(bindparam("at", type_=UTCDateTime), bindparam("id"))
    )
    .order_by(_ITEMS.c.published_at, _ITEMS.c.id)
    .limit(_PART)
)
_KNOWN = select(_ENTRIES).where(_ENTRIES.c.item_id.in_(bindparam("ids", expanding=True)))
_CONTENT = select(_REVISIONS.c.content).where(
    _REVISIONS.c.item_id == bindparam("id"), _REVISIONS.c.number == bindparam("revision")
)
_TAKEN = select(_ENTRIES.c.key).where(_ENTRIES.c.key == bindparam("key"))
_NEXT = _ENTRIES.alias()
_FREE = (
    select(_ENTRIES.c.key + 1)
    .where(
        _ENTRIES.c.key >= bindparam("key"),
        ~select(_NEXT.c.key).where(_NEXT.c.key == _ENTRIES.c.key + 1).exists(),
    )
    .order_by(_ENTRIES.c.key)
    .limit(1)
)
_NEW_ENTRY = insert(_ENTRIES)
_NO_ENTRY = delete(_ENTRIES).where(_ENTRIES.c.key == bindparam("b_key"))

_SQLITE = (
    (
        "CREATE VIRTUAL TABLE search_index USING fts5(marks, title, body, content='', "
        "columnsize=0, tokenize='ascii')"
    ),
    # More segments before they are merged: each story is a transaction, hence a segment, and `tidy`
    # merges at leisure.
    "INSERT INTO search_index (search_index, rank) VALUES ('automerge', 8)",
    "INSERT INTO search_index (search_index, rank) VALUES ('crisismerge', 64)",
)
# Long tokens and pairs lie aside, so that many keys are on a page. The planner has no choice for
# which it would need to know them.
_POSTGRESQL = (
    (
        "CREATE TABLE search_index (key BIGINT PRIMARY KEY, words TSVECTOR NOT NULL, titles "
        "TSVECTOR NOT NULL, pairs INTEGER[] NOT NULL) WITH (toast_tuple_target = 128)"
    ),
    (
        "ALTER TABLE search_index ALTER words SET STATISTICS 0, ALTER titles SET STATISTICS 0, "
        "ALTER pairs SET STATISTICS 0, ALTER pairs SET STORAGE EXTERNAL"
    ),
)
# Titles once more: to look for them among the words, PostgreSQL would read every text that has the
# words. No list of rows to be filed later: every question would read through it.
_INVERTED = (
    # A small heap of what is to be filed is gone through sooner than a large one.
    "SET LOCAL maintenance_work_mem = '16MB'",
    (
        "CREATE INDEX ix_search_index ON search_index USING gin (words, titles, pairs) WITH "
        "(fastupdate = off)"
    ),
)
_PUT_FTS5 = text(
    "INSERT INTO search_index (rowid, marks, title, body) VALUES (:key, :marks, :title, :body)"
)
_TAKE_FTS5 = text(
    "INSERT INTO search_index (search_index, rowid, marks, title, body) VALUES ('delete', :key, "
    ":marks, :title, :body)"
)
_PUT_TSVECTOR = text(
    "INSERT INTO search_index (key, words, titles, pairs) VALUES (:key, CAST(:words AS tsvector), "
    "CAST(:titles AS tsvector), CAST(:pairs AS integer[]))"
)
_TAKE_TSVECTOR = text("DELETE FROM search_index WHERE key = :key")
_FIND_FTS5 = text(
    "SELECT rowid FROM search_index WHERE search_index MATCH :query AND rowid >= :floor AND rowid "
    "< :ceiling "
    "ORDER BY rowid DESC LIMIT :limit"
)
_MERGE = text("INSERT INTO search_index (search_index, rank) VALUES ('merge', :pages)")


def create_index(connection: Connection) -> None:
    """Make the empty index beside the table of its entries."""
    with filling_index(connection):
        pass


@contextmanager
def filling_index(connection: Connection) -> Iterator[None]:
    """Make the empty index, into which much is to be put until the block ends: only then are words
    to be found in it on PostgreSQL, which sorts many of them sooner than it files each.
    """
    for statement in _SQLITE if _is_sqlite(connection) else _POSTGRESQL:
        connection.exec_driver_sql(statement)
    yield
    for statement in () if _is_sqlite(connection) else _INVERTED:
        connection.exec_driver_sql(statement)


def index_items(connection: Connection, ids: Sequence[int], wanted: Select[Any] = _DUE) -> None:
    """Let the index say of these items what readers may find now: nothing of those that are not
    public. `wanted` asks for that; only a migration has its own.

    To be called in the transaction of every change of an item's status, content, section, source,
    rights or time.
    """
    for begin in range(0, len(ids), _BATCH):
        some = {"ids": list(ids[begin : begin + _BATCH])}
        known = {row.item_id: row for row in connection.execute(_KNOWN, some)}
        due = {row.id: row for row in connection.execute(wanted, some)}
        for item_id in sorted(known.keys() | due.keys()):
            _keep_current(connection, known.get(item_id), due.get(item_id))


def index_everything(connection: Connection, say: Callable[[int], None]) -> None:
    """Fill the empty index with all that is public, and the table of its entries; `say` is told how
    much of it is filed.
    """
    file_all(connection, _public(connection), say)


def file_all(
    connection: Connection, parts: Iterable[Sequence[Any]], say: Callable[[int], None]
) -> None:
    """Fill the empty index with rows of what is public, in the order of publication."""
    put = _put_fts5 if _is_sqlite(connection) else _put_tsvectors
    key = done = 0
    with filling_index(connection):
        for rows in parts:
            keyed = []
            for row in rows:
                # The first that is free: nothing that was published later is filed yet.
                key = max(first_key(row.published_at), key + 1)
                keyed.append((key, document(row.content, row.rights), row))
            connection.execute(_NEW_ENTRY, [_entry(number, row) for number, _, row in keyed])
            put(connection, keyed)
            done += len(rows)
            say(done)


def _public(connection: Connection) -> Iterator[Sequence[Any]]:
    last = (_EPOCH, 0)
    while rows := connection.execute(_PUBLIC, {"at": last[0], "id": last[1]}).all():
        yield rows
        last = (rows[-1].published_at, rows[-1].id)


def _put_fts5(connection: Connection, keyed: Sequence[tuple[int, Document, Any]]) -> None:
    connection.execute(_PUT_FTS5, [_fts5(*each) for each in keyed])


def _put_tsvectors(connection: Connection, keyed: Sequence[tuple[int, Document, Any]]) -> None:
    driver: Any = connection.connection.driver_connection
    with driver.cursor().copy("COPY search_index (key, words, titles, pairs) FROM STDIN") as copy:
        for each in keyed:
            copy.write_row(tuple(_tsvectors(*each).values()))


def find_keys(
    connection: Connection,
    query: Query,
    limit: int,
    marks: Iterable[str],
    floor: int,
    ceiling: int,
    *,
    titled: bool = False,
) -> list[int]:
    """The keys of the newest matches, from `floor` on and below `ceiling`; `titled` asks for those
    with all the words in the title.
    """
    if not _is_sqlite(connection):
        return find_in_blocks(connection, query, limit, marks, floor, ceiling, titled=titled)
    asked = fts5_query(query, marks, titled=titled)
    told = {"query": asked, "limit": limit, "floor": floor, "ceiling": ceiling}
    return list(connection.execute(_FIND_FTS5, told).scalars())


def merge_step(connection: Connection, pages: int) -> None:
    """Merge the pieces of the index a bit; PostgreSQL does so by itself."""
    if _is_sqlite(connection):
        connection.execute(_MERGE, {"pages": pages})


def first_key(moment: datetime) -> int:
    """The least key that an item published at that moment can have."""
    return (moment - _EPOCH) // timedelta(seconds=1) * _KEYS_A_SECOND


def moment_of(key: int) -> datetime:
    """The second that a key stands for."""
    return _EPOCH + timedelta(seconds=key // _KEYS_A_SECOND)


def _keep_current(connection: Connection, known: Any, due: Any) -> None:
    if known is not None and due is not None and _indexed_values(known) == _indexed_values(due):
        return
    if known is not None:
        _take_out(connection, known)
    if due is not None:
        moved = known is None or known.published_at != due.published_at
        _put_in(connection, _free_key(connection, due.published_at) if moved else known.key, due)


def _indexed_values(row: Any) -> tuple[Any, ...]:
    return row.revision, row.rights, row.section_id, row.source_id, row.published_at


def _put_in(connection: Connection, key: int, row: Any) -> None:
    connection.execute(_NEW_ENTRY, _entry(key, row))
    words = document(_content(connection, row.id, row.revision), row.rights)
    if _is_sqlite(connection):
        connection.execute(_PUT_FTS5, _fts5(key, words, row))
    else:
        connection.execute(_PUT_TSVECTOR, _tsvectors(key, words, row))


def _entry(key: int, row: Any) -> dict[str, Any]:
    return {
        "key": key,
        "item_id": row.id,
        "revision": row.revision,
        "rights": row.rights,
        "section_id": row.section_id,
        "source_id": row.source_id,
        "published_at": row.published_at,
    }


def _fts5(key: int, words: Document, row: Any) -> dict[str, Any]:
    return {"key": key} | fts5_columns(words, marks_of(words, row.section_id, row.source_id))


def _tsvectors(key: int, words: Document, row: Any) -> dict[str, Any]:
    marks = [*marks_of(words, row.section_id, row.source_id), *blocks_of(key)]
    return {"key": key, **tsvectors(words, marks), "pairs": pairs_of(words)}


def _take_out(connection: Connection, entry: Any) -> None:
    if _is_sqlite(connection):
        # The same tokens as when it was filed, whenever they are asked for.
        words = document(_content(connection, entry.item_id, entry.revision), entry.rights)
        connection.execute(_TAKE_FTS5, _fts5(entry.key, words, entry))
    else:
        connection.execute(_TAKE_TSVECTOR, {"key": entry.key})
    connection.execute(_NO_ENTRY, {"b_key": entry.key})


def _content(connection: Connection, item_id: int, revision: int) -> Content:
    """What a revision says."""
    content: Content = connection.execute(
        _CONTENT, {"id": item_id, "revision": revision}
    ).scalar_one()
    return content


def _free_key(connection: Connection, moment: datetime) -> int:
    """The first key that is free from a moment on; those of the same second stand in the order in
    which they came.
    """
    key = first_key(moment)
    if connection.execute(_TAKEN, {"key": key}).first() is None:
        return key
    return int(connection.execute(_FREE, {"key": key}).scalar_one())


def _is_sqlite(connection: Connection) -> bool:
    return connection.dialect.name == "sqlite"
