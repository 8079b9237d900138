"""Which lines of a page are the text of its story.

Three extractors vote on each line (`scrapers.articles.votes`), JSON-LD has a say, and a logistic
model with few features decides: how far those agree, what else of its kind (the same element, class
and depth) they took, where it stands, what its element is named like (decision 0040). The weights
stand in `maintext.json`, which `benchmarks/fit_maintext.py` writes.
"""

import re
from collections import defaultdict
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import accumulate, compress
from math import log1p

from lxml import html

from scrapers.articles.linked_data import LinkedArticle
from scrapers.articles.votes import (
    Unit,
    by_readability,
    by_trafilatura,
    count_tokens,
    densest,
    says,
)
from scrapers.logistic import Model, load_model
from scrapers.page.document import Document
from scrapers.page.lines import Line
from scrapers.words.text import fold

FEATURES = (
    "links", "caption", "length", "told above", "before", "far behind", "named beside",
    "around named beside", "named text", "again", "small print", "heading of told",
    "short amid told", "vote of the agreed", "kind told", "kind's share", "path's share",
    "Chinese: readability", "Chinese: densest", "last", "last and short", "no paragraph",
)  # fmt: skip
# Raised when a feature is worked out in another way.
VERSION = 1

_BESIDE = re.compile(
    r"(?i)comment|related|recommend|promo|share|social|sidebar|footer|foot\b|nav|menu|newsletter|"
    r"subscri|advert|\bads?\b|-ad-|sponsor|widget|"
    r"popular|most-|trending|tags?\b|breadcrumb|copyright|disclaim|bio\b|login|sign-?up|paywall|"
    r"cookie|modal|popup|banner|more-|teaser|card|"
    r"carousel|gallery|slider|outbrain|taboola|editor|qrcode|hot|rank"
)
_TEXT = re.compile(
    r"(?i)article|story|content|body|post|entry|text|main|detail|TRS_Editor|zoom|artical|paragraph"
)
_SMALL_PRINT = re.compile(
    r"(?i)©|copyright|all rights reserved|责编|责任编辑|编辑[:：]|来源[:：]|"
    r"扫码|扫一扫|二维码|客户端|未经授权|转载|免责声明|getty "
    r"images|"
    r"subscribe|newsletter|follow us|sign up|read more|click "
    r"here|loading|advertisement|related|share this|comments?\b.{0,20}$|log in|"
    r"register|photo:|image:|credit:|picture:|watch:|read:|more:|also read|e-?mail|cookie|privacy"
)
_CJK = re.compile(r"[\u4e00-\u9fff]")
# The weights were fitted with these numbers, and with those in `row` and in `votes`: another
# number makes another feature.
_NEAR, _AROUND, _FAR = 1, 6, 999
_LONGEST_PATH = 400
_SHORTEST_BODY, _SHORTEST_AGREED = 300, 80
_PARAGRAPH = 20
_LONGEST_CELL, _LONGEST_ROW = 80, 280


@dataclass(frozen=True, slots=True)
class MainText:
    """The units of a page in order, and how likely each belongs to the story, from 0 to 1."""

    units: list[Unit]
    likely: list[float]

    @property
    def chosen(self) -> list[Unit]:
        """The units that are the story's text; a paragraph that is told twice counts once."""
        likely = [unit for unit, sure in zip(self.units, self.likely, strict=True) if sure > 0.5]
        found: list[Unit] = []
        told: set[str] = set()
        for unit in likely:
            folded = unit.folded if unit.tokens >= _PARAGRAPH else ""
            if not folded or folded not in told:
                found.append(unit)
                told.add(folded)
        return found


def main_text(document: Document, linked: LinkedArticle) -> MainText:
    """Tell the story's lines from the rest of the page."""
    units = units_of(document.lines)
    return MainText(units, _model().likelihoods(features(document, linked, units)))


@cache
def _model() -> Model:
    return load_model("scrapers.articles", "maintext.json", FEATURES, VERSION)


def units_of(lines: Sequence[Line]) -> list[Unit]:
    """The lines with text.

    Short cells of one row of a table are one unit, since a cell alone says nothing.
    """
    units: list[Unit] = []
    row: html.HtmlElement | None = None
    for index, line in enumerate(lines):
        if not line.text:
            continue
        here = _row_of(line)
        if here is not None and here is row and len(units[-1].text) < _LONGEST_ROW:
            units[-1] = _with_cell(units[-1], line, index)
        else:
            units.append(_unit(line, index))
        row = here
    return units


def _row_of(line: Line) -> html.HtmlElement | None:
    """The row of a table that a short line stands in."""
    if len(line.text) >= _LONGEST_CELL:
        return None
    return next(line.node.iterancestors("tr"), None)


def _unit(line: Line, index: int) -> Unit:
    tokens = count_tokens(line.text)
    share = min(1.0, _linked_tokens(line) / max(1, tokens))
    return Unit(
        line.text,
        line.node,
        tokens,
        share,
        line.heading,
        line.outside,
        line.caption,
        (index,),
    )


def _with_cell(last: Unit, line: Line, index: int) -> Unit:
    """A unit with the next cell of its row."""
    tokens = last.tokens + count_tokens(line.text)
    share = (last.linked * last.tokens + _linked_tokens(line)) / max(1, tokens)
    return Unit(
        f"{last.text} | {line.text}",
        last.node,
        tokens,
        share,
        0,
        last.outside,
        last.caption,
        (*last.lines, index),
    )


def _linked_tokens(line: Line) -> int:
    return sum(count_tokens(link.text) for link in line.links)


def features(
    document: Document, linked: LinkedArticle, units: Sequence[Unit]
) -> list[tuple[float, ...]]:
    """What is known of each unit, in the order of FEATURES."""
    view = _View(document, linked, units)
    return [view.row(index) for index in range(len(units))]


class _View:
    """All units of a page, and what is worked out over all of them at once."""

    def __init__(self, document: Document, linked: LinkedArticle, units: Sequence[Unit]) -> None:
        self.units = units
        self.folded = [unit.folded for unit in units]
        trafilatura = by_trafilatura(document.root, document.url)
        readability = by_readability(document.root)
        self.told = says(trafilatura, self.folded)
        self.readable = says(readability, self.folded)
        self.dense = densest(units)
        self.linked = self._in_linked(linked.body)
        self.agreed = self._overlap(self.told, self.readable)
        self.votes = self._votes()
        voted = (unit.tokens * vote for unit, vote in zip(units, self.votes, strict=True))
        self.total = sum(voted) or 1.0
        self.chinese = self._is_chinese()
        names = _Names()
        self.names = [names.of(unit.node) for unit in units]
        self.kinds = self._shares([_kind(*each) for each in zip(units, self.names, strict=True)])
        self.paths = self._shares([name.path for name in self.names])
        self.first, self.end = self._core()
        self.after = self._after()
        self.again = self._again()
        weights = [min(unit.tokens, 60) for unit in units]
        self._weight = [0.0, *accumulate(weights)]
        self._voted = _running(self.votes, weights)
        self._told = _running(self.told, weights)

    def row(self, index: int) -> tuple[float, ...]:
        """The features of one unit."""
        unit, vote, name = self.units[index], self.votes[index], self.names[index]
        small = unit.tokens < 40 and bool(_SMALL_PRINT.search(unit.text[:160]))
        last = self.after[index] < 0.02
        kind, kind_share = self.kinds[index]
        return (
            unit.linked,
            float(unit.caption),
            log1p(unit.tokens),
            self._around(self._told, index, -4, -1),
            float(index < self.first),
            min(1.0, max(0, index - self.end) / 10),
            float(name.beside <= _NEAR),
            float(name.beside <= _AROUND),
            float(name.text <= _NEAR),
            float(self.again[index]),
            float(small),
            (unit.heading > 0) * self._around(self._voted, index, 1, 2),
            (unit.tokens < 12) * self._around(self._voted, index, -2, 2),
            vote * self.agreed,
            kind,
            kind_share,
            self.paths[index][1],
            self.chinese * self.readable[index],
            self.chinese * self.dense[index],
            float(last),
            float(last and unit.tokens < 25),
            float(unit.node.tag in ("div", "section", "span")),
        )

    def _in_linked(self, body: str) -> list[bool]:
        """Which units the page's own articleBody holds; none when it is short or speaks of other
        things.
        """
        whole = fold(body)
        if len(whole) < _SHORTEST_BODY:
            return [False] * len(self.units)
        found = [len(folded) >= 8 and folded in whole for folded in self.folded]
        agreed = sum(compress((unit.tokens for unit in self.units), found))
        return found if agreed > _SHORTEST_AGREED else [False] * len(self.units)

    def _overlap(self, one: Sequence[bool], other: Sequence[bool]) -> float:
        """How far two choices agree, by tokens: 1 when they are the same."""
        either = both = 0
        for unit, first, second in zip(self.units, one, other, strict=True):
            size = min(unit.tokens, 100)
            either += size * (first or second)
            both += size * (first and second)
        return both / either if either else 0.0

    def _core(self) -> tuple[int, int]:
        """The first and the last unit of some length that most votes are for."""
        sure = [vote > 0.6 or linked for vote, linked in zip(self.votes, self.linked, strict=True)]
        core = [index for index, unit in enumerate(self.units) if unit.tokens >= 10 and sure[index]]
        return (core[0], core[-1]) if core else (0, len(self.units))

    def _votes(self) -> list[float]:
        """Three votes for each unit; each extractor counts for as much as it agrees with the two
        others.
        """
        told_dense = self._overlap(self.told, self.dense)
        readable_dense = self._overlap(self.readable, self.dense)
        trusts = (
            self.agreed + told_dense,
            self.agreed + readable_dense,
            told_dense + readable_dense,
        )
        whole = sum(trusts) or 1.0
        ballots = zip(self.told, self.readable, self.dense, strict=True)
        return [
            sum(trust * vote for trust, vote in zip(trusts, ballot, strict=True)) / whole
            for ballot in ballots
        ]

    def _is_chinese(self) -> float:
        text = "".join(unit.text for unit in self.units)
        return float(len(_CJK.findall(text)) > 0.3 * len(text))

    def _shares(self, groups: Sequence[Hashable]) -> list[tuple[float, float]]:
        """For the group of each unit: the share of it that was told, and its share of all that was
        told.
        """
        sizes: dict[Hashable, int] = defaultdict(int)
        told: dict[Hashable, float] = defaultdict(float)
        for group, unit, vote, linked in zip(
            groups, self.units, self.votes, self.linked, strict=True
        ):
            sizes[group] += unit.tokens
            told[group] += unit.tokens * max(vote, linked)
        return [
            (told[group] / max(1, sizes[group]), min(1.5, told[group] / self.total))
            for group in groups
        ]

    def _after(self) -> list[float]:
        """The share of all that was told that comes after each unit."""
        told = [unit.tokens * vote for unit, vote in zip(self.units, self.votes, strict=True)]
        behind = [0.0, *accumulate(reversed(told))]
        return [share / self.total for share in behind[:-1][::-1]]

    def _again(self) -> list[bool]:
        """Which units say what another has said before."""
        first: dict[str, int] = {}
        return [
            first.setdefault(folded, index) != index for index, folded in enumerate(self.folded)
        ]

    def _around(self, sums: Sequence[float], index: int, start: int, end: int) -> float:
        """The weighted mean over the neighbours from `start` to `end`, without the unit itself,
        from its running sums.
        """
        low, high = max(0, index + start), min(len(self.units), index + end + 1)
        if low >= high:
            return 0.0
        own = low <= index < high
        weight = (
            self._weight[high]
            - self._weight[low]
            - own * (self._weight[index + 1] - self._weight[index])
        )
        value = sums[high] - sums[low] - own * (sums[index + 1] - sums[index])
        return value / weight if weight > 0 else 0.0


def _kind(unit: Unit, name: "_Name") -> Hashable:
    """What units have in common that are made alike: their element, its class and depth."""
    return unit.node.tag, name.own, name.depth


def _running(values: Iterable[float], weights: Sequence[int]) -> list[float]:
    """The running sums of weighted values, from nought on."""
    weighted = (value * weight for value, weight in zip(values, weights, strict=True))
    return [0.0, *accumulate(weighted)]


@dataclass(frozen=True, slots=True)
class _Name:
    """An element's class without its digits, the tags down to it, how deep it lies, and how far up
    a telling name is.
    """

    own: str = ""
    path: str = ""
    depth: int = 0
    beside: int = _FAR
    text: int = _FAR


class _Names:
    """What elements are called, each looked at once."""

    def __init__(self) -> None:
        self._known: dict[html.HtmlElement, _Name] = {}

    def of(self, node: html.HtmlElement) -> _Name:
        """What an element and those around it are called."""
        chain: list[html.HtmlElement] = []
        above: html.HtmlElement | None = node
        while above is not None and above not in self._known:
            chain.append(above)
            above = above.getparent()
        told = self._known[above] if above is not None else _Name()
        for element in reversed(chain):
            told = self._known[element] = _named(element, told)
        return told


def _named(element: html.HtmlElement, around: _Name) -> _Name:
    kind, mark = element.get("class", ""), element.get("id", "")
    name = f"{kind} {mark}" if kind or mark else ""
    telling = name and element.tag not in ("html", "body")
    return _Name(
        re.sub(r"\d+", "", kind)[:60],
        f"{around.path}/{element.tag}"[-_LONGEST_PATH:],
        around.depth + 1,
        0 if telling and _BESIDE.search(name) else around.beside + 1,
        0 if telling and _TEXT.search(name) else around.text + 1,
    )
