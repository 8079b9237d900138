"""How well a report answers a query: where and how often its words stand, how close together, and
how fresh it is.

Decision 0058.
"""

from collections.abc import Sequence
from datetime import timedelta

from app.search.document import shown_text
from app.search.query import Query, Term
from app.search.words import words
from app.values.model import Content, Rights

_READ = 1000  # news say first what they are about
_OPENING = 60
_HALF_LIFE = timedelta(days=21)
_TIMELESS = 0.4


def score(content: Content, rights: Rights, query: Query, age: timedelta) -> int:
    """The rank of a match among others of the same query, in millionths; the higher the better."""
    title, body = words(content.title), words(shown_text(content, rights)[:_READ])
    title_places = [starts(title, term) for term in query.wanted]
    body_places = [starts(body, term) for term in query.wanted]
    relevance = sum(
        _weight(*places) for places in zip(title_places, body_places, strict=True)
    ) / len(query.wanted)
    if len(query.wanted) > 1:
        relevance += 3 * _closeness(title_places, query.wanted) + 1.5 * _closeness(
            body_places, query.wanted
        )
    freshness: float = _TIMELESS + (1 - _TIMELESS) * 0.5 ** (age / _HALF_LIFE)
    return round(relevance * freshness * 1_000_000)


def starts(tokens: Sequence[str], term: Term) -> list[int]:
    """Where in a row of tokens a term begins."""
    last = len(term.words) - 1
    if term.is_open and last == 0:
        return [at for at, token in enumerate(tokens) if token.startswith(term.words[0])]
    firsts = [at for at, token in enumerate(tokens) if token == term.words[0]]
    if last == 0:
        return firsts
    fixed = list(term.words[:last] if term.is_open else term.words)
    places = [at for at in firsts if list(tokens[at : at + len(fixed)]) == fixed]
    if term.is_open:
        return [
            at
            for at in places
            if at + last < len(tokens) and tokens[at + last].startswith(term.words[last])
        ]
    return places


def _weight(title_places: list[int], body_places: list[int]) -> float:
    often = len(body_places)
    return (
        (4 if title_places else 0)
        + 2 * often / (often + 2)
        + (1 if body_places and body_places[0] < _OPENING else 0)
    )


def _closeness(places: Sequence[list[int]], terms: Sequence[Term]) -> float:
    """1 when all terms stand side by side somewhere, less the farther they are apart, 0 when one is
    missing.
    """
    row = sorted((at, number) for number, positions in enumerate(places) for at in positions)
    latest: dict[int, int] = {}
    shortest = 0
    for at, number in row:
        latest[number] = at
        if len(latest) == len(terms):
            width = at + len(terms[number].words) - min(latest.values())
            shortest = min(shortest or width, width)
    return min(1.0, sum(len(term.words) for term in terms) / shortest) if shortest else 0.0
