"""Full-text search as far as it is pure: texts and queries as tokens, what of an item may be found,
ranks, snippets.
"""

from app.search.document import Document, document, shown_text
from app.search.matching import matches
from app.search.query import Query, Term, parse
from app.search.ranking import score
from app.search.snippets import Pieces, marked, snippet

__all__ = [
    "Document",
    "Pieces",
    "Query",
    "Term",
    "document",
    "marked",
    "matches",
    "parse",
    "score",
    "shown_text",
    "snippet",
]
