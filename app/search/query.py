"""What a reader asks for: words that must all occur, "rows of words", and -what must not occur."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from app.search.words import is_cjk, words
from scrapers.words.text import clean_text

_MOST_TERMS = 32
_MOST_WORDS = 96
_LONGEST = 1000
_OPENING, _CLOSING = '"“„‟«「『＂', '"”“‟»」』＂'
_MINUS = "-－−"
# A quoted row of words, or a plain word; Chinese punctuation ends a word as a space does, but for
# the wide colon and comma within a number.
_PART = re.compile(
    rf"(?P<minus>(?<![^\s，；、。！？：])[{_MINUS}])?"
    rf"(?:[{_OPENING}](?P<quoted>[^{_OPENING}{_CLOSING}]*)[{_CLOSING}]|"
    rf"(?P<word>(?:[^\s{_OPENING}{_CLOSING}，；、。！？：]|(?<=[0-9０-９])[，：](?=[0-9０-９]))+))"
)


@dataclass(frozen=True, slots=True)
class Term:
    """Adjacent tokens. `is_open`: the last is a single CJK character, and any token that begins
    with it will do.
    """

    words: tuple[str, ...]
    is_open: bool = False


@dataclass(frozen=True, slots=True)
class Query:
    """What is looked for: all of `terms` and `phrases`, none of `exclusions`.

    `text` is the question in one spelling, for addresses; `is_shortened` says that it was too long
    and its end was left out.
    """

    text: str
    terms: tuple[Term, ...] = ()
    phrases: tuple[Term, ...] = ()
    exclusions: tuple[Term, ...] = ()
    is_shortened: bool = False

    @property
    def wanted(self) -> tuple[Term, ...]:
        """All that must occur."""
        return self.terms + self.phrases

    @property
    def is_empty(self) -> bool:
        """Whether it names nothing that could be looked for."""
        return not self.wanted


def parse(text: str) -> Query:
    """The query that somebody typed; whatever is no word, quote or minus is plain text, and nothing
    is an error.
    """
    cleaned = clean_text(text[: _LONGEST * 2])
    asked = cleaned[:_LONGEST].rstrip()
    is_shortened = len(text) > _LONGEST * 2 or len(cleaned) > _LONGEST
    by_kind: dict[str, list[Term]] = {"terms": [], "phrases": [], "exclusions": []}
    terms = room = 0
    for kind, term in _terms(asked):
        if term in by_kind[kind]:
            continue
        terms, room = terms + 1, room + len(term.words)
        if terms > _MOST_TERMS or room > _MOST_WORDS:
            is_shortened = True
            break
        by_kind[kind].append(term)
    return Query(
        asked,
        tuple(by_kind["terms"]),
        tuple(by_kind["phrases"]),
        tuple(by_kind["exclusions"]),
        is_shortened,
    )


def _terms(asked: str) -> Iterator[tuple[str, Term]]:
    for part in _PART.finditer(asked):
        quoted = part["quoted"]
        if term := _term(part["word"] if quoted is None else quoted):
            yield "exclusions" if part["minus"] else "terms" if quoted is None else "phrases", term


def _term(text: str) -> Term | None:
    """The tokens to look for: as in a text, but a run of CJK characters may go on beyond its
    end.
    """
    tokens = words(text)
    if not tokens:
        return None
    last = tokens[-1]
    if len(last) > 1 or not is_cjk(last):
        return Term(tuple(tokens))
    if len(tokens) > 1 and len(tokens[-2]) == 2 and is_cjk(tokens[-2]):
        return Term(tuple(tokens[:-1]))
    return Term(tuple(tokens), is_open=True)
