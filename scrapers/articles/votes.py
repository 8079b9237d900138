"""What two extractors of others and the densest part of the page take for the text of a story.

Each has a vote on every line (decision 0040).
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from html import unescape
from typing import Any

import readability
import trafilatura
from lxml import etree, html
from readability.readability import Unparseable

from scrapers.words.text import fold

_STOP = re.compile(r"[.!?。！？…][\"'”’)）」』]*$")
_SENTENCE_END = re.compile(r"[.!?。！？…»”\"'’)）】:：;；]\s*$")
_BLOCK = re.compile(
    r"(?i)</?(?:p|div|li|[ou]l|h[1-6]|br|t[dhr]|table|tbody|section|article|blockquote|pre|d[dlt]|"
    r"figure|figcaption|body|html|header|main|center)\b[^>]*>"
)
_TAG = re.compile(r"<[^>]*>")
# In scripts without spaces each character is a token.
_TOKEN = re.compile(
    r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\u2fdf\u3005-\u3007\u3040-\u30ff\u3400-\u4dbf"
    r"\u4e00-\u9fff\uf900-\ufaff]|"
    r"[^\W_]+"
)
# The weights of `maintext` were fitted with these numbers.
_SURE = 25
_FEWEST_TOKENS, _MOST_TOKENS = 12, 120
_UNREAD = (
    "script",
    "style",
    "noscript",
    "link",
    "meta",
    "iframe",
    "object",
    "embed",
    "svg",
    "button",
    "input",
    "select",
    "textarea",
)
_SHARES = (1.0, 1 / 1.6, 1 / 3, 1 / 5)
# What an extractor has been seen to raise over hostile pages.
_FAULTS = (
    ArithmeticError, AssertionError, AttributeError, LookupError, RuntimeError, TypeError,
    ValueError, etree.Error, Unparseable
)  # fmt: skip

PARAGRAPHS = frozenset(
    ("p", "li", "blockquote", "h1", "h2", "h3", "h4", "figcaption", "td", "dd", "pre")
)


@dataclass(slots=True)
class Unit:
    """A line of text, or the short cells of one row of a table as one: its block, its tokens and
    the share of them that are links.
    """

    text: str
    node: html.HtmlElement
    tokens: int
    linked: float
    heading: int = 0
    outside: bool = False
    caption: bool = False
    lines: tuple[int, ...] = ()
    _folded: str | None = None

    @property
    def folded(self) -> str:
        """The unit's letters and digits alone, in one case and width."""
        if self._folded is None:
            self._folded = fold(self.text)
        return self._folded


def ends_sentence(text: str) -> bool:
    """Whether a text ends as a sentence does."""
    return _STOP.search(text) is not None


def count_tokens(text: str) -> int:
    """Words; in scripts without spaces, characters."""
    return len(_TOKEN.findall(text))


def by_trafilatura(root: html.HtmlElement, url: str) -> str:
    """The main text that trafilatura finds; empty when it finds none or breaks down."""
    try:
        extraction: Any = trafilatura.bare_extraction(
            deepcopy(root), url=url or None, include_comments=False, with_metadata=False
        )
    except _FAULTS:
        return ""
    return (extraction.text or "") if extraction is not None else ""


def by_readability(root: html.HtmlElement) -> str:
    """The main text that readability-lxml finds; empty when it finds none or breaks down."""
    try:
        summary = _Readable(root).summary(html_partial=True)
        return unescape(_TAG.sub("", _BLOCK.sub("\n", summary)))
    except _FAULTS:
        return ""


class _Readable(readability.Document):  # type: ignore[misc]
    """Reads a tree that was parsed already; a second try begins with a fresh copy of it."""

    def _parse(self, input: html.HtmlElement) -> html.HtmlElement:
        copy = deepcopy(input)
        etree.strip_elements(copy, *_UNREAD, with_tail=False)
        return copy


def says(text: str, folded: Sequence[str], shortest: int = _SURE) -> list[bool]:
    """Which units a text contains: as a paragraph of its own, or anywhere if they are long enough
    to be no accident.
    """
    whole = fold(text)
    paragraphs = {fold(paragraph) for paragraph in text.split("\n")} - {""}
    return [unit in paragraphs or (len(unit) >= shortest and unit in whole) for unit in folded]


def densest(units: Sequence[Unit]) -> list[bool]:
    """Which units stand in the element with most prose.

    A paragraph counts for its parent, and less for those above (as in Readability); a box of a
    single paragraph is taken for the paragraph itself.
    """
    held = Counter(node for unit in units for node in (unit.node, *unit.node.iterancestors()))
    scores: dict[html.HtmlElement, float] = defaultdict(float)
    for unit in units:
        if _is_prose(unit):
            weight = _weight(unit)
            for node, share in zip(_holders(unit.node, held), _SHARES, strict=False):
                scores[node] += weight * share
    best = max(scores, key=scores.__getitem__, default=None)
    if best is None:
        return [False] * len(units)
    return [_stands_in(unit.node, best) for unit in units]


def _is_prose(unit: Unit) -> bool:
    return not unit.heading and not unit.outside and unit.tokens >= _FEWEST_TOKENS


def _weight(unit: Unit) -> float:
    """What a unit counts: its words that are no links, half of it when it is no sentence."""
    whole = 1.0 if _SENTENCE_END.search(unit.text) else 0.5
    return min(unit.tokens, _MOST_TOKENS) * (1 - unit.linked) * whole


def _stands_in(node: html.HtmlElement, holder: html.HtmlElement) -> bool:
    return node is holder or any(around is holder for around in node.iterancestors())


def _holders(
    node: html.HtmlElement, held: Mapping[html.HtmlElement, int]
) -> Iterable[html.HtmlElement]:
    """What holds a paragraph, innermost first; text that stands in a block without paragraphs is
    held by that block.
    """
    if node.tag not in PARAGRAPHS and held[node] > 1:
        yield node
    for holder in node.iterancestors():
        if holder.tag not in ("html", "body") and held[holder] > 1:
            yield holder
