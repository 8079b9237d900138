"""Whether a document answers a query, without an index: for the few that the index does not hold
any more.
"""

from collections.abc import Sequence

from app.search.document import Document
from app.search.query import Query, Term


def matches(document: Document, query: Query) -> bool:
    """Whether a document has all that is wanted and nothing that is excluded, as the index finds
    it.
    """
    return all(_has(document, term) for term in query.wanted) and not any(
        _has(document, term) for term in query.exclusions
    )


def _has(document: Document, term: Term) -> bool:
    if term.is_open and len(term.words) == 1:
        return term.words[0] in document.characters
    return any(_has_row(words, term) for words in (document.title, document.body))


def _has_row(words: Sequence[str], term: Term) -> bool:
    *first, last = term.words
    length = len(term.words)
    for at in range(len(words) - length + 1):
        if list(words[at : at + length - 1]) != first:
            continue
        end = words[at + length - 1]
        if end == last or (term.is_open and end.startswith(last)):
            return True
    return False
