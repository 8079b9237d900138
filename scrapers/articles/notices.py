"""Stories of a sentence or two, and of pictures with a line under each: what stands under a
headline where it is too little to be told from the rest of a page by its length.
"""

from collections.abc import Collection, Sequence
from itertools import takewhile

from lxml import html

from scrapers.articles.maintext import heading_of
from scrapers.articles.overline import is_of_head
from scrapers.articles.scene import reads_like_prose
from scrapers.articles.votes import Unit
from scrapers.page.body import is_junk
from scrapers.page.lines import Line
from scrapers.words.furniture import is_footer

_MOST_LINKED = 0.5
_FEWEST_PICTURES = 2


def short_notice(units: Sequence[Unit], lines: Sequence[Line], title: str) -> list[Unit]:
    """The sentences, or the captions of several pictures, in the box of the headline."""
    at = heading_of(units, title)
    if at < 0 or not units[at].heading:
        return []
    own = _in_box(units[at].node, units[at + 1 :], lines)
    return [unit for unit in own if _is_told(unit, lines)]


def _in_box(heading: html.HtmlElement, below: Sequence[Unit], lines: Sequence[Line]) -> list[Unit]:
    """The units below a headline in the smallest element with something of a story."""
    for box in heading.iterancestors():
        inside = _within(box, below)
        if any(_is_told(unit, lines) for unit in inside):
            return inside
    return []


def _within(box: html.HtmlElement, below: Sequence[Unit]) -> list[Unit]:
    return list(takewhile(lambda unit: _stands_in(unit.node, box), below))


def _stands_in(node: html.HtmlElement, box: html.HtmlElement) -> bool:
    return node is box or any(around is box for around in node.iterancestors())


def _is_told(unit: Unit, lines: Sequence[Line]) -> bool:
    """Whether a unit is a sentence, or stands by a picture."""
    if unit.linked > _MOST_LINKED or unit.outside or is_of_head(unit.text) or is_footer(unit.text):
        return False
    by_picture = _is_by_picture(unit.lines, lines)
    return by_picture or (reads_like_prose(unit.text) and not unit.caption)


def _is_by_picture(places: Collection[int], lines: Sequence[Line]) -> bool:
    beside = (min(places) - 1, max(places) + 1)
    return any(0 <= at < len(lines) and shows(lines[at]) for at in beside)


def shows(line: Line) -> bool:
    """Whether a line is a picture that is no decoration and leads nowhere."""
    return line.picture is not None and not line.picture_link and not is_junk(line.picture)


def tells_in_pictures(units: Sequence[Unit], lines: Sequence[Line]) -> bool:
    """Whether units are the captions of several pictures."""
    return sum(_is_by_picture(unit.lines, lines) for unit in units) >= _FEWEST_PICTURES
