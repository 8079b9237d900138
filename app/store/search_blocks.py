"""Finding the newest matches on PostgreSQL.

Its inverted index gives rows in no order, so of a frequent word all would have to be fetched and
sorted. Each row has tokens that say in which blocks of keys it lies, small ones and large ones.
Matches are asked for block by block from the newest on, until there are enough; how many blocks are
asked for next is told by how many matches the last ones had. No frequency is known before, so no
statistics can be stale.

Decision 0132.
"""

from collections.abc import Iterable
from functools import cache
from typing import Any

from sqlalchemy import Connection, TextClause, text

from app.search import Query
from app.store.search_syntax import asked_of, blocks_over

# So many rows for each match that is wanted are looked at first.
_ROWS_A_MATCH = 8
_LEAST_ROWS = 256
# How much more than all before is looked at next.
_LEAST_GROWTH, _MOST_GROWTH = 0.5, 64.0
_SPARE = 1.5

# The keys in question: the least, the greatest, and the one so many before the greatest. The plans
# of what follows are always the same; what costs much to plan is told to stay away.
_BOUNDS = text(
    "SELECT set_config('enable_seqscan', 'off', true), set_config('jit', 'off', true), "
    "set_config('max_parallel_workers_per_gather', '0', true), "
    "(SELECT min(key) FROM search_index WHERE key >= :floor AND key < :ceiling) AS oldest, "
    "(SELECT max(key) FROM search_index WHERE key >= :floor AND key < :ceiling) AS newest, "
    "(SELECT key FROM search_index WHERE key >= :floor AND key < :ceiling ORDER BY key DESC "
    "OFFSET :rows LIMIT 1) AS begin"
)


def find_in_blocks(
    connection: Connection,
    query: Query,
    limit: int,
    marks: Iterable[str],
    floor: int,
    ceiling: int,
    *,
    titled: bool,
) -> list[int]:
    """The keys of the newest matches, as `search_index.find_keys` gives them."""
    rows = max(_LEAST_ROWS, limit * _ROWS_A_MATCH)
    bounds = connection.execute(_BOUNDS, {"floor": floor, "ceiling": ceiling, "rows": rows}).one()
    if bounds.newest is None:
        return []
    asked = asked_of(query)
    tokens = [*asked.tokens, *(f"'{mark}'" for mark in marks), *asked.unwanted]
    told: dict[str, Any] = {"pairs": asked.pairs, "titles": " & ".join(asked.title_tokens)}
    told["rows"] = " & ".join(asked.unwanted_rows if titled else asked.rows + asked.unwanted_rows)
    told["title_rows"] = " & ".join(asked.rows)
    statement = _statement(
        titles=titled and bool(asked.title_tokens),
        pairs=bool(asked.pairs),
        rows=bool(told["rows"]),
        title_rows=titled and bool(asked.rows),
    )
    top = high = bounds.newest + 1
    low = bounds.oldest if bounds.begin is None else bounds.begin
    found: list[int] = []
    while True:
        low, blocks = blocks_over(low, high)
        told |= {"words": " & ".join([*tokens, blocks]), "low": max(low, floor), "high": high}
        found += connection.execute(statement, told | {"limit": limit - len(found)}).scalars()
        if len(found) >= limit or low <= bounds.oldest:
            return found
        high, low = low, max(bounds.oldest, low - _further(top - low, limit, len(found)))


def _further(seen: int, limit: int, found: int) -> int:
    """How many keys to look at next, for so many were seen and had so many matches."""
    growth = _SPARE * (limit - found) / found if found else _MOST_GROWTH
    return round(seen * min(max(growth, _LEAST_GROWTH), _MOST_GROWTH))


@cache
def _statement(*, titles: bool, pairs: bool, rows: bool, title_rows: bool) -> TextClause:
    """The question for the matches in some blocks.

    The key is part of a sum so that its own index is no way to find rows. What has to be looked at
    token by token is, row after row from the newest on, and no more than is wanted.
    """
    narrow = ["words @@ CAST(:words AS tsquery)", "key + 0 >= :low", "key + 0 < :high"]
    narrow += ["titles @@ CAST(:titles AS tsquery)"] if titles else []
    narrow += ["pairs @> CAST(:pairs AS integer[])"] if pairs else []
    exact = ["ts_match_vq(words, CAST(:rows AS tsquery))"] if rows else []
    exact += ["ts_match_vq(titles, CAST(:title_rows AS tsquery))"] if title_rows else []
    return text(
        "SELECT key FROM (SELECT key, words, titles FROM search_index WHERE "  # noqa: S608
        f"{' AND '.join(narrow)} ORDER BY key + 0 DESC OFFSET 0) AS newest "
        f"WHERE {' AND '.join(exact) or 'true'} LIMIT :limit"
    )
