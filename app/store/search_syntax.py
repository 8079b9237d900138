"""Documents and queries as the two databases write them. Tokens hold neither quotes nor spaces, so nothing that is typed is syntax."""

from collections.abc import Iterable

from app.search import Document, Query, Term

# Tokens that no text has, since private-use characters are no words: for filters, and for single CJK characters. As a prefix of the
# tokens of two characters these would cost seconds among a million items, when they are frequent; so they cost a fifth of the index.
_CHARACTER, _SECTION, _SOURCE = "\ue000", "\ue001", "\ue002"
# Between title and body, so that no phrase goes over from one to the other.
_GAP = 100
_MOST_POSITIONS = 255  # PostgreSQL keeps no more of a lexeme


def section_mark(section_id: int) -> str:
    """The token of all items in a section."""
    return f"{_SECTION}{section_id}"


def source_mark(source_id: int) -> str:
    """The token of all items of a source."""
    return f"{_SOURCE}{source_id}"


def marks_of(document: Document, section_id: int, source_id: int | None) -> list[str]:
    """The tokens of an item that are no words of it."""
    source = [source_mark(source_id)] if source_id is not None else []
    return [section_mark(section_id), *source, *(_CHARACTER + character for character in document.characters)]


def fts5_columns(document: Document, marks: Iterable[str]) -> dict[str, str]:
    """An item as the columns of the FTS5 table."""
    return {"marks": " ".join(marks), "title": " ".join(document.title), "body": " ".join(document.body)}


def tsvector(document: Document, marks: Iterable[str]) -> str:
    """An item as a tsvector: marks without positions, the title's tokens with weight A."""
    places: dict[str, list[str]] = {mark: [] for mark in marks}
    for at, word in enumerate(document.title, 1):
        places.setdefault(word, []).append(f"{at}A")
    for at, word in enumerate(document.body, len(document.title) + _GAP):
        places.setdefault(word, []).append(str(at))
    return " ".join(f"'{word}'" + _flags(",".join(at[:_MOST_POSITIONS])) for word, at in places.items())


def fts5_query(query: Query, marks: Iterable[str], *, titled: bool = False) -> str:
    """A query for the FTS5 table; `titled` wants all words in the title."""
    wanted = [_fts5_term(term, "title : " if titled else "") for term in query.wanted]
    both = " AND ".join([*wanted, *(f'"{mark}"' for mark in marks)])
    excluded = " OR ".join(_fts5_term(term) for term in query.exclusions)
    return f"({both}) NOT ({excluded})" if excluded else both


def tsquery(query: Query, marks: Iterable[str], *, titled: bool = False) -> str:
    """A query for tsvectors; `titled` wants all words in the title."""
    wanted = [_tsquery_term(term, "A" if titled else "") for term in query.wanted]
    excluded = [f"!{_tsquery_term(term)}" for term in query.exclusions]
    return " & ".join([*wanted, *(f"'{mark}'" for mark in marks), *excluded])


def _fts5_term(term: Term, column: str = "") -> str:
    if _is_character(term):
        return f'"{_CHARACTER}{term.words[0]}"'
    return f'{column}"{" ".join(term.words)}"' + (" *" if term.is_open else "")


def _tsquery_term(term: Term, weight: str = "") -> str:
    if _is_character(term):
        return f"'{_CHARACTER}{term.words[0]}'"
    *before, last = (f"'{word}'" for word in term.words)
    lexemes = [*(word + _flags(weight) for word in before), last + _flags(weight + ("*" if term.is_open else ""))]
    return f"({' <-> '.join(lexemes)})"


def _is_character(term: Term) -> bool:
    return term.is_open and len(term.words) == 1


def _flags(flags: str) -> str:
    return f":{flags}" if flags else ""
