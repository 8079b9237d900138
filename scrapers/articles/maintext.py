"""Which lines of a page are the text of its story.

Three extractors vote on each line (`scrapers.articles.votes`), JSON-LD has a say, and a logistic
model with few features decides: how far those agree, what else of its kind (the same element, class
and depth) they took, where it stands, what its element is named like (decision 0040). The weights
stand in `maintext.json`, which `benchmarks/fit_maintext.py` writes.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import accumulate, compress, groupby
from math import log1p

from lxml import html

from scrapers.articles.linked_data import LinkedArticle
from scrapers.articles.votes import (
    Unit,
    by_readability,
    by_trafilatura,
    count_tokens,
    densest,
    ends_sentence,
    says,
)
from scrapers.logistic import Model, load_model
from scrapers.page.document import Document
from scrapers.page.lines import Line
from scrapers.words.text import fold

FEATURES = (
    "links", "caption", "length", "told above", "before", "far behind", "named beside", "again",
    "small print", "heading of told", "vote of the agreed", "kind told", "kind's share", "densest",
    "last", "last and short", "no paragraph", "above the headline", "under the headline",
    "headline's box", "box's share", "main box", "another box behind", "sentence",
)  # fmt: skip
# Raised when a feature is worked out in another way.
VERSION = 2

_BESIDE = re.compile(
    r"(?i)comment|related|recommend|promo|share|social|sidebar|footer|foot\b|nav|menu|newsletter|"
    r"subscri|advert|\bads?\b|-ad-|sponsor|widget|"
    r"popular|most-|trending|tags?\b|breadcrumb|copyright|disclaim|bio\b|login|sign-?up|paywall|"
    r"cookie|modal|popup|banner|more-|teaser|card|"
    r"carousel|gallery|slider|outbrain|taboola|editor|qrcode|hot|rank"
)
_SMALL_PRINT = re.compile(
    r"(?i)©|copyright|all rights reserved|责编|责任编辑|编辑[:：]|来源[:：]|"
    r"扫码|扫一扫|二维码|客户端|未经授权|转载|免责声明|getty "
    r"images|"
    r"subscribe|newsletter|follow us|sign up|read more|click "
    r"here|loading|advertisement|related|share this|comments?\b.{0,20}$|log in|"
    r"register|photo:|image:|credit:|picture:|watch:|read:|more:|also read|e-?mail|cookie|privacy"
)
# The weights were fitted with these numbers, and with those in `row` and in `votes`: another
# number makes another feature.
_NEAR, _FAR = 1, 999
_SHORTEST_BODY, _SHORTEST_AGREED = 300, 80
_PARAGRAPH = 20
# Where next to nothing is likely, what stands out from the rest of the page is the story.
_SURE, _LIKELIER_THAN_ANY, _FEWEST_OF_STORY = 0.5, 0.25, 30
_FEWEST_TOKENS, _FEWEST_PROSE = 12, 3
_LONGEST_CELL, _LONGEST_ROW = 80, 280


@dataclass(frozen=True, slots=True)
class MainText:
    """The units of a page in order, and how likely each belongs to the story, from 0 to 1."""

    units: list[Unit]
    likely: list[float]

    @property
    def chosen(self) -> list[Unit]:
        """The units that are the story's text; a paragraph that is told twice counts once."""
        chosen = self._above(_SURE)
        if sum(compress((unit.tokens for unit in self.units), chosen)) < _FEWEST_OF_STORY:
            chosen = self._above(_LIKELIER_THAN_ANY)
        likely = list(compress(self.units, _with_whole_tables(self.units, chosen)))
        text: list[Unit] = []
        known: set[str] = set()
        for unit in likely:
            folded = unit.folded if unit.tokens >= _PARAGRAPH else ""
            if not folded or folded not in known:
                text.append(unit)
                known.add(folded)
        return text

    def _above(self, least: float) -> list[bool]:
        return [sure > least for sure in self.likely]


def _with_whole_tables(units: Sequence[Unit], chosen: Sequence[bool]) -> list[bool]:
    """What was chosen, and the rows of data of which some, or what is around them, was chosen."""
    whole = list(chosen)
    tables = groupby(range(len(units)), key=lambda at: _table_of(units[at]))
    for table, group in tables:
        rows = list(group)
        if table is None:
            continue
        before, behind = rows[0] - 1, rows[-1] + 1
        amid = before >= 0 and behind < len(units) and chosen[before] and chosen[behind]
        if amid or sum(chosen[at] for at in rows) * 2 > len(rows):
            for at in rows:
                whole[at] = True
    return whole


def _table_of(unit: Unit) -> html.HtmlElement | None:
    """The table of data that a unit is a row of."""
    return next(unit.node.iterancestors("table"), None) if len(unit.lines) > 1 else None


def main_text(document: Document, linked: LinkedArticle, title: str = "") -> MainText:
    """Tell the story's lines from the rest of the page; `title` is what its headline says."""
    units = units_of(document.lines)
    return MainText(units, _model().likelihoods(features(document, linked, units, title)))


@cache
def _model() -> Model:
    return load_model("scrapers.articles", "maintext.json", FEATURES, VERSION)


def units_of(lines: Sequence[Line]) -> list[Unit]:
    """The lines with text.

    The cells of a row of data are one unit, since a cell alone says nothing. What a table lays out
    are lines like any others.
    """
    rows = _data_rows(lines)
    units: list[Unit] = []
    row: html.HtmlElement | None = None
    for index, line in enumerate(lines):
        if not line.text:
            continue
        here = _row_of(line, rows)
        if here is not None and here is row and len(units[-1].text) < _LONGEST_ROW:
            units[-1] = _with_cell(units[-1], line, index)
        else:
            units.append(_unit(line, index))
        row = here
    return units


def _data_rows(lines: Sequence[Line]) -> set[html.HtmlElement]:
    """The rows of tables whose cells hold one short line each."""
    cells: dict[html.HtmlElement, html.HtmlElement | None] = {}
    for line in lines:
        cell = next(_cells_around(line.node), None) if line.text else None
        if cell is not None:
            fits = cell not in cells and len(line.text) < _LONGEST_CELL
            cells[cell] = next(cell.iterancestors("tr"), None) if fits else None
    broken = {next(cell.iterancestors("tr"), None) for cell, row in cells.items() if row is None}
    return {row for row in cells.values() if row is not None and row not in broken}


def _cells_around(node: html.HtmlElement) -> Iterator[html.HtmlElement]:
    if node.tag in ("td", "th"):
        yield node
    yield from node.iterancestors("td", "th")


def _row_of(line: Line, rows: Collection[html.HtmlElement]) -> html.HtmlElement | None:
    """The row of data that a line stands in."""
    row = next(line.node.iterancestors("tr"), None)
    return row if row is not None and row in rows else None


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
    document: Document, linked: LinkedArticle, units: Sequence[Unit], title: str = ""
) -> list[tuple[float, ...]]:
    """What is known of each unit, in the order of FEATURES."""
    view = _View(document, linked, units, title)
    return [view.row(index) for index in range(len(units))]


class _View:
    """All units of a page, and what is worked out over all of them at once."""

    def __init__(
        self, document: Document, linked: LinkedArticle, units: Sequence[Unit], title: str
    ) -> None:
        self.units = units
        self.folded = [unit.folded for unit in units]
        trafilatura = by_trafilatura(document.root, document.url)
        readability = by_readability(document.root)
        self.by_trafilatura = says(trafilatura, self.folded)
        self.readable = says(readability, self.folded)
        self.dense = densest(units)
        self.linked = self._in_linked(linked.body)
        self.agreed = max(
            self._overlap(self.by_trafilatura, self.readable),
            self._overlap(self.by_trafilatura, self.dense),
            self._overlap(self.readable, self.dense),
        )
        self.heading = heading_of(units, title)
        self.headed = self._under_heading()
        self.votes = self._votes()
        voted = (unit.tokens * vote for unit, vote in zip(units, self.votes, strict=True))
        self.total = sum(voted) or 1.0
        self.held = Counter(node for unit in units for node in unit.node.iterancestors())
        self.boxes, self.main = self._box_shares()
        self.last_of_main = self._last_of_main()
        names = _Names()
        self.names = [names.of(unit.node) for unit in units]
        self.kinds = self._shares([_kind(*each) for each in zip(units, self.names, strict=True)])
        self.first, self.end = self._core()
        self.after = self._after()
        self.again = self._again()
        weights = [min(unit.tokens, 60) for unit in units]
        self._weight = [0.0, *accumulate(weights)]
        self._voted = _running(self.votes, weights)
        self._running_votes = _running(self.by_trafilatura, weights)

    def row(self, index: int) -> tuple[float, ...]:
        """The features of one unit."""
        unit, vote, name = self.units[index], self.votes[index], self.names[index]
        small = unit.tokens < 40 and bool(_SMALL_PRINT.search(unit.text[:160]))
        last = self.after[index] < 0.02
        kind, kind_share = self.kinds[index]
        return (
            0.0 if self._is_linked_sentence(index) else unit.linked,
            float(unit.caption),
            log1p(unit.tokens),
            self._around(self._running_votes, index, -4, -1),
            float(index < self.first),
            min(1.0, max(0, index - self.end) / 10),
            float(name.beside <= _NEAR),
            float(self.again[index]),
            float(small),
            (unit.heading > 0) * self._around(self._voted, index, 1, 2),
            vote * self.agreed,
            kind,
            kind_share,
            float(self.dense[index]),
            float(last),
            float(last and unit.tokens < 25),
            float(unit.node.tag in ("div", "section", "span")),
            float(0 <= index <= self.heading),
            float(index > self.heading >= 0),
            float(self.headed[index]),
            self.boxes[index],
            float(self.main[index]),
            float(not self.main[index] and index > self.last_of_main),
            float(ends_sentence(unit.text)),
        )

    def _is_linked_sentence(self, index: int) -> bool:
        """Whether a unit is a sentence that happens to be a link: headlines of others end without a
        stop, and come in numbers.
        """
        unit = self.units[index]
        if unit.linked < 0.5 or unit.tokens < 10 or not ends_sentence(unit.text):
            return False
        beside = self.units[max(0, index - 1) : index + 2]
        return sum(other.linked >= 0.5 for other in beside) == 1

    def _under_heading(self) -> list[bool]:
        """Which units stand under the headline, in the smallest element that holds it with some
        prose.
        """
        if self.heading < 0:
            return [False] * len(self.units)
        prose = [
            unit.node
            for unit in self.units[self.heading + 1 :]
            if not unit.outside and unit.tokens >= _FEWEST_TOKENS and unit.linked < 0.5
        ]
        inside = Counter(node for each in prose for node in _chain(each))
        above = self.units[self.heading].node.iterancestors()
        box = next((node for node in above if inside[node] >= min(_FEWEST_PROSE, len(prose))), None)
        return [
            at > self.heading and box in _chain(unit.node) for at, unit in enumerate(self.units)
        ]

    def _box_shares(self) -> tuple[list[float], list[bool]]:
        """For each unit: the share of what was voted for that stands in the same box, next to it;
        and whether that is the box with most of it.
        """
        votes: dict[html.HtmlElement, float] = defaultdict(float)
        boxes = []
        for unit, vote in zip(self.units, self.votes, strict=True):
            box = self._box(unit.node)
            boxes.append(box)
            votes[box] += unit.tokens * vote
        most = max(votes, key=votes.__getitem__, default=None)
        shares = [min(1.0, votes[box] / self.total) for box in boxes]
        return shares, [box is most for box in boxes]

    def _last_of_main(self) -> int:
        """The last paragraph that stands in the main box."""
        inside = (at for at in reversed(range(len(self.units))) if self.main[at])
        return next(
            (at for at in inside if self.votes[at] > 0.3 and self.units[at].tokens >= 10),
            len(self.units),
        )

    def _box(self, node: html.HtmlElement) -> html.HtmlElement:
        """The smallest element that holds more than one unit around one."""
        for around in node.iterancestors():
            if self.held[around] > 1:
                return around
        return node

    def _in_linked(self, body: str) -> list[bool]:
        """Which units the page's own articleBody holds; none when it is short or speaks of other
        things.
        """
        whole = fold(body)
        if len(whole) < _SHORTEST_BODY:
            return [False] * len(self.units)
        heard = [len(folded) >= 8 and folded in whole for folded in self.folded]
        agreed = sum(compress((unit.tokens for unit in self.units), heard))
        return heard if agreed > _SHORTEST_AGREED else [False] * len(self.units)

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
        agreement = self._overlap(self.by_trafilatura, self.dense)
        readable_dense = self._overlap(self.readable, self.dense)
        trusts = (
            self.agreed + agreement,
            self.agreed + readable_dense,
            agreement + readable_dense,
        )
        whole = sum(trusts) or 1.0
        ballots = zip(self.by_trafilatura, self.readable, self.dense, strict=True)
        return [
            sum(trust * vote for trust, vote in zip(trusts, ballot, strict=True)) / whole
            for ballot in ballots
        ]

    def _shares(self, groups: Sequence[Hashable]) -> list[tuple[float, float]]:
        """For the group of each unit: the share of it that was told, and its share of all that was
        told.
        """
        sizes: dict[Hashable, int] = defaultdict(int)
        votes: dict[Hashable, float] = defaultdict(float)
        for group, unit, vote, linked in zip(
            groups, self.units, self.votes, self.linked, strict=True
        ):
            sizes[group] += unit.tokens
            votes[group] += unit.tokens * max(vote, linked)
        return [
            (votes[group] / max(1, sizes[group]), min(1.5, votes[group] / self.total))
            for group in groups
        ]

    def _after(self) -> list[float]:
        """The share of all that was voted for that comes after each unit."""
        votes = [unit.tokens * vote for unit, vote in zip(self.units, self.votes, strict=True)]
        behind = [0.0, *accumulate(reversed(votes))]
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


def heading_of(units: Sequence[Unit], title: str) -> int:
    """Which unit is the headline that the title is; -1 when none is."""
    wanted = fold(title)
    if not wanted:
        return -1
    same = [at for at, unit in enumerate(units) if unit.folded == wanted and not unit.outside]
    return next((at for at in same if units[at].heading), next(iter(same), -1))


def _chain(node: html.HtmlElement) -> Iterator[html.HtmlElement]:
    yield node
    yield from node.iterancestors()


def _kind(unit: Unit, name: "_Name") -> Hashable:
    """What units have in common that are made alike: their element, its class and depth."""
    return unit.node.tag, name.own, name.depth


def _running(values: Iterable[float], weights: Sequence[int]) -> list[float]:
    """The running sums of weighted values, from nought on."""
    weighted = (value * weight for value, weight in zip(values, weights, strict=True))
    return [0.0, *accumulate(weighted)]


@dataclass(frozen=True, slots=True)
class _Name:
    """An element's class without its digits, how deep it lies, and how far up a name is that tells
    of something beside a story.
    """

    own: str = ""
    depth: int = 0
    beside: int = _FAR


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
        name = self._known[above] if above is not None else _Name()
        for element in reversed(chain):
            name = self._known[element] = _named(element, name)
        return name


def _named(element: html.HtmlElement, around: _Name) -> _Name:
    kind, mark = element.get("class", ""), element.get("id", "")
    name = f"{kind} {mark}" if kind or mark else ""
    telling = name and element.tag not in ("html", "body")
    return _Name(
        re.sub(r"\d+", "", kind)[:60],
        around.depth + 1,
        0 if telling and _BESIDE.search(name) else around.beside + 1,
    )
