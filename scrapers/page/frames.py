"""Which lines are captions of which picture, told by the boxes that they share: a figure, a box of
one picture with a line or two, or a row of pictures with a line each.
"""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from lxml import html

from scrapers.page.body import split_credit
from scrapers.page.images import is_junk_name
from scrapers.page.lines import Line

_LONGEST, _LONGEST_WIDE = 240, 90
_MOST_LINES, _FEWEST_PICTURES = 2, 2
_NEAR = 40
_FIGURES = ("figure",)


def frame(lines: Sequence[Line]) -> None:
    """Tell each picture and its captions the box that they share."""
    _frame_figures(lines)
    for at, line in enumerate(lines):
        if line.picture is not None and line.frame is None and not is_junk_name(line.picture.url):
            _frame_box(lines, at)
    _frame_rows(lines)


def _frame_figures(lines: Sequence[Line]) -> None:
    for line in lines:
        if line.caption or line.picture is not None:
            line.frame = next(line.node.iterancestors(*_FIGURES), None)
            if line.node.tag in _FIGURES:
                line.frame = line.node


def _frame_box(lines: Sequence[Line], at: int) -> None:
    """Frame a picture with the short lines beside it, where the smallest box that holds it with any
    text holds nothing else.
    """
    near = range(max(0, at - _MOST_LINES), min(len(lines), at + _MOST_LINES + 1))
    box = next((node for node in _around(lines[at].node) if _others(lines, near, at, node)), None)
    if box is None or box.tag in ("body", "html", "p"):
        return
    others = _others(lines, near, at, box)
    ends = (near.start - 1, near.stop)
    spills = any(0 <= end < len(lines) and _stands_in(lines[end].node, box) for end in ends)
    if spills or not _are_captions(lines, at, others):
        return
    lines[at].frame = box
    for place in others:
        lines[place].frame, lines[place].caption = box, True


def _are_captions(lines: Sequence[Line], at: int, others: Sequence[int]) -> bool:
    """Whether the lines of a picture's box are its captions: a line or two on one side of it, and
    not most of what the page says; a credited line right behind them would be the caption.
    """
    if len(others) > _MOST_LINES or len({place < at for place in others}) > 1:
        return False
    if not all(may_be_caption(lines[place]) for place in others):
        return False
    behind = max(at, *others) + 1
    if behind < len(lines) and all(split_credit(lines[behind].text)):
        return False
    length = sum(len(lines[place].text) for place in others)
    around = lines[max(0, at - _NEAR) : at + _NEAR]
    whole = sum(len(line.text) for line in around if not line.links and not line.heading)
    return 2 * length < whole


def _others(lines: Sequence[Line], near: range, at: int, box: html.HtmlElement) -> list[int]:
    return [n for n in near if n != at and _stands_in(lines[n].node, box)]


def _around(node: html.HtmlElement) -> Iterator[html.HtmlElement]:
    yield node
    yield from node.iterancestors()


def _stands_in(node: html.HtmlElement, box: html.HtmlElement) -> bool:
    return any(around is box for around in _around(node))


def may_be_caption(line: Line) -> bool:
    """Whether a line is short text without a link, and no heading."""
    if line.picture is not None or line.video or line.heading or line.links or not line.text:
        return False
    return len(line.text) <= (_LONGEST if line.text.isascii() else _LONGEST_WIDE)


def _frame_rows(lines: Sequence[Line]) -> None:
    """Frame pictures that alternate with lines of their own kind, one each, in one box."""
    for start, row in _rows(lines):
        if len(row) >= _FEWEST_PICTURES and _is_own_kind(lines, start, row):
            for picture, caption in row:
                lines[picture].frame = lines[caption].frame = lines[picture].node
                lines[caption].caption = True


def _rows(lines: Sequence[Line]) -> Iterator[tuple[int, list[tuple[int, int]]]]:
    """The runs of pictures with a line behind each: where each begins, and its pairs."""
    at = 0
    while at < len(lines):
        row: list[tuple[int, int]] = []
        start = at
        while at + 1 < len(lines) and _is_pair(lines[at], lines[at + 1]):
            row.append((at, at + 1))
            at += 2
        if row:
            yield start, row
        at = max(at, start + 1)


def _is_pair(above: Line, below: Line) -> bool:
    bare = above.picture is not None and above.frame is None and not above.picture_link
    return bare and below.frame is None and may_be_caption(below)


def _is_own_kind(lines: Sequence[Line], start: int, row: Sequence[tuple[int, int]]) -> bool:
    """Whether the lines under pictures are made alike, and otherwise than the text that follows."""
    kinds = [_kind(lines[caption]) for _, caption in row]
    behind = row[-1][1] + 1
    following = _kind(lines[behind]) if behind < len(lines) else None
    same = all(one == other for one, other in pairwise(kinds))
    return same and following != kinds[0]


def _kind(line: Line) -> tuple[html.HtmlElement | None, str, str]:
    return line.node.getparent(), line.node.tag, line.node.get("class", "")
