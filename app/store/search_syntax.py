"""Documents and queries as the two databases write them. Tokens hold neither quotes nor spaces, so
nothing that is typed is syntax.
"""

from collections.abc import Iterable

from app.search import Document, Query, Term

# Tokens that no text has, since private-use characters are no words: for filters, and for single
# CJK characters. As a prefix of the tokens of two characters these would cost seconds among a
# million items, when they are frequent; so they cost a fifth of the index.
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


def title_of(document: Document) -> Document:
    """What a document has in its title."""
    return Document(
        document.title,
        [],
        [char for char in document.characters if any(char in word for word in document.title)],
    )


def tsvector(document: Document, marks: Iterable[str]) -> str:
    """An item as a tsvector; marks have no positions."""
    places: dict[str, list[str]] = {mark: [] for mark in marks}
    for at, word in [
        *enumerate(document.title, 1),
        *enumerate(document.body, len(document.title) + _GAP),
    ]:
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


def tsquery(query: Query, marks: Iterable[str]) -> str:
    """What a query wants, for tsvectors."""
    return " & ".join(
        [*(_tsquery_term(term) for term in query.wanted), *(f"'{mark}'" for mark in marks)]
    )


def tsquery_without(query: Query) -> str:
    """What a query does not want, for tsvectors; empty when it takes anything."""
    return " & ".join(f"!{_tsquery_term(term)}" for term in query.exclusions)


def _fts5_term(term: Term, column: str = "") -> str:
    if _is_character(term):
        return f'"{_CHARACTER}{term.words[0]}"'
    return f'{column}"{" ".join(term.words)}"' + (" *" if term.is_open else "")


def _tsquery_term(term: Term) -> str:
    if _is_character(term):
        return f"'{_CHARACTER}{term.words[0]}'"
    return "(" + " <-> ".join(f"'{word}'" for word in term.words) + (":*)" if term.is_open else ")")


def _is_character(term: Term) -> bool:
    return term.is_open and len(term.words) == 1
