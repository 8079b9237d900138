"""Other stories that a page of e.my399.com shows within the text of its own: in boxes between its
paragraphs, with a summary or announced in words.
"""

from collections.abc import Callable, Iterator, Sequence

from lxml import html

from scrapers.page.lines import Line
from scrapers.words.furniture import announces, is_footer, is_share, is_stray

Test = Callable[[Line], bool]


def inset_lines(lines: Sequence[Line], start: int, opens: Test) -> frozenset[int]:
    """The lines from `start` on that tell of other stories in a box after which the text goes on.

    `opens` says whether a line begins with a link to another story.
    """
    feet = (at for at in range(start, len(lines)) if is_footer(lines[at].text))
    within = range(start, next(feet, len(lines)))
    found: set[int] = set()
    for at in within:
        if at not in found and _opens(lines[at], opens):
            found.update(_box(lines, at, within, opens))
    return frozenset(at for at in found if _goes_on(lines, at, within, found))


def _opens(line: Line, opens: Test) -> bool:
    return opens(line) or is_announced_link(line)


def is_announced_link(line: Line) -> bool:
    """Whether a line is one link behind words that announce it: "Read also: ..."."""
    if len(line.links) != 1 or not line.text.endswith(line.links[0].text):
        return False
    return announces(line.text[: -len(line.links[0].text)])


def _box(lines: Sequence[Line], at: int, within: range, opens: Test) -> list[int]:
    """The lines of the largest element around a link that tells of other stories alone; none when
    that is the link itself, without a word that announces it.
    """
    largest: list[int] = []
    for node in (lines[at].node, *lines[at].node.iterancestors()):
        inside = [place for place in within if _stands_in(lines[place].node, node)]
        if len(inside) == len(within) or not _tells_of_others(lines, inside, opens):
            break
        largest = inside
    alone = len(largest) == 1 and not is_announced_link(lines[at])
    return [] if alone else largest


def _tells_of_others(lines: Sequence[Line], inside: Sequence[int], opens: Test) -> bool:
    """Whether lines begin with a link or what announces it, and have a paragraph a link at most."""
    told = True
    for place in inside:
        line = lines[place]
        if _opens(line, opens) or announces(line.text):
            told = False
        elif line.text:
            if told:
                return False
            told = True
    return True


def _goes_on(lines: Sequence[Line], at: int, within: range, found: set[int]) -> bool:
    """Whether text that is made like some above stands below a line; what stands above all text
    has any below.
    """
    above = {_shape(lines[place]) for place in within if place < at and place not in found}
    below = (lines[place] for place in within if place > at and place not in found)
    rest = (line for line in below if not (is_share(line.text) or is_stray(line.text)))
    return any(_shape(line) in above or not above for line in rest)


def _shape(line: Line) -> tuple[str, ...]:
    return tuple(node.tag for node in _around(line.node))


def _around(node: html.HtmlElement) -> Iterator[html.HtmlElement]:
    yield node
    yield from node.iterancestors()


def _stands_in(node: html.HtmlElement, box: html.HtmlElement) -> bool:
    return any(around is box for around in _around(node))
