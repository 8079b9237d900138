"""What is shown of a match: its title and the part of its text that answers the query best, as
pieces of which some are matches.
"""

import re
from itertools import groupby
from typing import NamedTuple

from app.search.query import Query
from app.search.ranking import starts
from app.search.words import CJK, is_cjk, placed_words

Pieces = list[tuple[str, bool]]

_READ = 50_000
_SENTENCE_END = re.compile(r"[.!?][\"'”’)]*\s+|[。！？][\"'”’」』）]*\s*")
_WORD_PART = re.compile(rf"[^\W{CJK}]|['’.,:-](?=[^\W{CJK}])")


class _Span(NamedTuple):
    start: int
    end: int
    term: int


def marked(text: str, query: Query) -> Pieces:
    """A whole text, such as a title."""
    return _pieces(text, _spans(text, query), 0, len(text))


def snippet(text: str, query: Query, length: int = 200) -> Pieces:
    """About `length` characters of a text around its densest matches; its beginning when there are
    none.
    """
    line = " ".join(text[:_READ].split())
    spans = _spans(line, query)
    if len(line) <= length:
        return _pieces(line, spans, 0, len(line))
    begin = _begin(line, spans, length)
    end = _word_end(line, min(len(line), begin + length), begin)
    pieces = _pieces(line, spans, begin, end)
    return [
        *([("… ", False)] if begin else []),
        *pieces,
        *([(" …", False)] if end < len(line) else []),
    ]


def _spans(text: str, query: Query) -> list[_Span]:
    """Where the query's words stand, in order."""
    placed = placed_words(text)
    tokens = [word.token for word in placed]
    spans: list[_Span] = []
    for number, term in enumerate(query.wanted):
        for at in starts(tokens, term):
            last = at + len(term.words) - 1
            if not term.is_open and len(tokens[last]) == 2 and is_cjk(tokens[last]):
                last += 1  # the token of a character is of the next one too
            spans.append(_Span(placed[at].start, placed[last].end, number))
    return sorted(spans)


def _begin(line: str, spans: list[_Span], length: int) -> int:
    """Where the snippet begins: so that most different terms are in it, most matches, and the first
    of all such places.
    """
    if not spans:
        return 0
    best, first = (0, 0), 0
    for number, span in enumerate(spans):
        within = [
            other
            for other in spans[number : number + 50]
            if other.end <= span.start + length * 3 // 4
        ]
        merit = (len({other.term for other in within}), len(within))
        if merit > best:
            best, first = merit, span.start
    earliest = max(0, min(first - length // 6, len(line) - length))
    if earliest == 0:
        return 0
    sentences = [
        match.end()
        for match in _SENTENCE_END.finditer(line, max(0, earliest - length // 6), first)
        if match.end() <= first
    ]
    return sentences[0] if sentences else _word_begin(line, earliest, first)


def _word_begin(line: str, at: int, latest: int) -> int:
    """The beginning of the next word that is not cut; any CJK character is one."""
    begin = at
    while begin < latest and _WORD_PART.match(line, begin) and _WORD_PART.match(line, begin - 1):
        begin += 1
    while begin < latest and line[begin].isspace():
        begin += 1
    return begin


def _word_end(line: str, at: int, earliest: int) -> int:
    """The end of the last word that is not cut; a word without end is cut."""
    end = at
    while (
        earliest < end < len(line)
        and _WORD_PART.match(line, end)
        and _WORD_PART.match(line, end - 1)
    ):
        end -= 1
    return len(line[: end if end > earliest else at].rstrip())


def _pieces(line: str, spans: list[_Span], begin: int, end: int) -> Pieces:
    """A part of a line, taken apart where matches begin and end."""
    marks = bytearray(end - begin)
    for span in spans:
        first, last = max(span.start, begin), min(span.end, end)
        if first < last:
            marks[first - begin : last - begin] = b"\1" * (last - first)
    pieces: Pieces = []
    for mark, group in groupby(range(begin, end), key=lambda at: marks[at - begin]):
        places = list(group)
        pieces.append((line[places[0] : places[-1] + 1], bool(mark)))
    return pieces
