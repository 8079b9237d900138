"""Documents and queries as the two databases write them. Tokens hold neither quotes nor spaces, so
nothing that is typed is syntax.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple
from zlib import crc32

from app.search import Document, Query, Term
from app.search.words import is_cjk

# Tokens that no text has, since private-use characters are no words: for filters, and for single
# CJK characters. As a prefix of the tokens of two characters these would cost seconds among a
# million items, when they are frequent; so they cost a fifth of the index.
_CHARACTER, _SECTION, _SOURCE = "\ue000", "\ue001", "\ue002"
# Of each size of block a token that says in which one a key lies. A row of keys is looked at in
# some of the largest blocks of which there are at least so many in it.
_BLOCK = "\ue003"
_BLOCK_BITS = range(9, 37, 3)
_MOST_BLOCKS = 32
# Between title and body, so that no phrase goes over from one to the other.
_GAP = 100
_MOST_POSITIONS = 255  # PostgreSQL keeps no more of a lexeme
_PAIR_BITS = 16


def section_mark(section_id: int) -> str:
    """The token of all items in a section."""
    return f"{_SECTION}{section_id}"


def source_mark(source_id: int) -> str:
    """The token of all items of a source."""
    return f"{_SOURCE}{source_id}"


def marks_of(document: Document, section_id: int, source_id: int | None) -> list[str]:
    """The tokens of an item that are no words of it."""
    source = [source_mark(source_id)] if source_id is not None else []
    return [
        section_mark(section_id),
        *source,
        *(_CHARACTER + character for character in document.characters),
    ]


def fts5_columns(document: Document, marks: Iterable[str]) -> dict[str, str]:
    """An item as the columns of the FTS5 table."""
    return {
        "marks": " ".join(marks),
        "title": " ".join(document.title),
        "body": " ".join(document.body),
    }


def tsvectors(document: Document, marks: Iterable[str]) -> dict[str, str]:
    """An item as the tsvectors of its row: one of all, and one of its title. Marks have no
    positions.
    """
    title = list(enumerate(document.title, 1))
    body = enumerate(document.body, len(document.title) + _GAP)
    return {"words": _tsvector([*title, *body], marks), "titles": _tsvector(title, ())}


def _tsvector(words: Iterable[tuple[int, str]], marks: Iterable[str]) -> str:
    places: dict[str, list[str]] = {mark: [] for mark in marks}
    for at, word in words:
        places.setdefault(word, []).append(str(at))
    return " ".join(
        f"'{word}'" + (":" + ",".join(at[:_MOST_POSITIONS]) if at else "")
        for word, at in places.items()
    )


def fts5_query(query: Query, marks: Iterable[str], *, titled: bool = False) -> str:
    """A query for the FTS5 table; `titled` wants all words in the title."""
    wanted = [_fts5_term(term, "title : " if titled else "") for term in query.wanted]
    both = " AND ".join([*wanted, *(f'"{mark}"' for mark in marks)])
    excluded = " OR ".join(_fts5_term(term) for term in query.exclusions)
    return f"({both}) NOT ({excluded})" if excluded else both


class Asked(NamedTuple):
    """A query for the inverted index of PostgreSQL, in parts of tsqueries: tokens that are needed,
    those of them that titles have, and tokens that must not be there; rows of tokens that are
    needed, or must not be there, for which the tokens have to be looked at; and the pairs in the
    needed rows.
    """

    tokens: list[str]
    title_tokens: list[str]
    unwanted: list[str]
    rows: list[str]
    unwanted_rows: list[str]
    pairs: list[int]


def asked_of(query: Query) -> Asked:
    """A query for tsvectors and pairs."""
    tokens = list({f"'{token}'": None for term in query.wanted for token in _tokens_of(term)})
    rows = [term for term in query.wanted if _is_row(term)]
    return Asked(
        tokens,
        [token for token in tokens if _CHARACTER not in token],
        [f"!'{_tokens_of(term)[0]}'" for term in query.exclusions if not _is_row(term)],
        [_tsquery_row(term) for term in rows],
        ["!" + _tsquery_row(term) for term in query.exclusions if _is_row(term)],
        sorted({pair for term in rows for pair in _pairs_of(term)}),
    )


def blocks_of(key: int) -> list[str]:
    """The tokens of the blocks in which a key lies."""
    return [_block(bits, key >> bits) for bits in _BLOCK_BITS]


def blocks_over(floor: int, ceiling: int) -> tuple[int, str]:
    """The blocks in which the keys from `floor` on and below `ceiling` lie, as a tsquery, and the
    first key of the first one.
    """
    for bits in _BLOCK_BITS:
        first, last = floor >> bits, (ceiling - 1) >> bits
        if last - first < _MOST_BLOCKS:
            break
    blocks = (f"'{_block(bits, number)}'" for number in range(first, last + 1))
    return first << bits, f"({' | '.join(blocks)})"


def pairs_of(document: Document) -> list[int]:
    """Which tokens stand side by side, each pair as a number that a few others may share."""
    return sorted({pair for row in (document.title, document.body) for pair in _pairs_in(row)})


def _pairs_in(row: Sequence[str]) -> Iterator[int]:
    for first, second in pairwise(row):
        yield _pair(first, second)
        if len(second) > 1 and is_cjk(second) and not _goes_on(first, second):
            yield _pair(first, second[0])  # for a phrase that is open at its end


def _goes_on(first: str, second: str) -> bool:
    """Whether two tokens are of one run of CJK characters."""
    return len(first) > 1 and first[1] == second[0] and is_cjk(first)


def _pairs_of(term: Term) -> Iterator[int]:
    return (_pair(first, second) for first, second in pairwise(term.words))


def _pair(first: str, second: str) -> int:
    return crc32(f"{first} {second}".encode()) >> (32 - _PAIR_BITS)


def _block(bits: int, number: int) -> str:
    return f"{_BLOCK}{bits}·{number:x}"


def _tokens_of(term: Term) -> list[str]:
    """The tokens that a text with a term has."""
    *first, last = term.words
    return [*first, _CHARACTER + last if term.is_open else last]


def _is_row(term: Term) -> bool:
    return len(term.words) > 1


def _tsquery_row(term: Term) -> str:
    return "(" + " <-> ".join(f"'{word}'" for word in term.words) + (":*)" if term.is_open else ")")


def _fts5_term(term: Term, column: str = "") -> str:
    if _is_character(term):
        return f'"{_CHARACTER}{term.words[0]}"'
    return f'{column}"{" ".join(term.words)}"' + (" *" if term.is_open else "")


def _is_character(term: Term) -> bool:
    return term.is_open and len(term.words) == 1
