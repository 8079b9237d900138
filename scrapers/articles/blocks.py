"""The blocks of a story: the lines that are its text, with the pictures among them or right above
and their captions.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from html import escape
from urllib.parse import urlsplit

from lxml import html

from scrapers.articles.repeats import picture_mark
from scrapers.page import body
from scrapers.page.document import Document
from scrapers.page.lines import Line
from scrapers.words.text import fold

# How many lines above the text its pictures may stand.
_ABOVE = 3
# Codes to scan and faces of authors are narrower than any picture of a story.
_NARROW = 200
_PICTURE_FILE = re.compile(r"(?i)\.(?:jpe?g|png|gif|webp|avif)(?:$|[?!@])")


def plain_blocks(paragraphs: list[str]) -> list[body.Block]:
    """Paragraphs that stand in no lines of the page."""
    return [body.Block("p", escape(paragraph), paragraph) for paragraph in paragraphs]


def blocks_of(document: Document, title: str, chosen: frozenset[int]) -> list[body.Block]:
    """The chosen lines, with pictures among them or right above, and these pictures' captions."""
    if not chosen:
        return []
    lines = document.lines
    around = range(*_reach(document, title, chosen))
    # A story that stands where other pages have their margin has its pictures there too.
    in_margin = all(lines[at].outside for at in chosen)
    visible = {at for at in around if _shows(lines[at]) and lines[at].outside == in_margin}
    frames = {lines[at].frame for at in visible} - {None}
    kept = [
        lines[at] for at in around if at in chosen or at in visible or lines[at].frame in frames
    ]
    return body.read_blocks(kept, lambda link: _leads_away(link, document.url))


def own_blocks(blocks: Sequence[body.Block], repeats: frozenset[str]) -> list[body.Block]:
    """The blocks without pictures that stand in many stories of the source."""
    return [
        block
        for block in blocks
        if block.picture is None or picture_mark(block.picture) not in repeats
    ]


def told_in_captions(blocks: Sequence[body.Block]) -> list[str]:
    """The text of a story whose body is pictures alone; none of any other."""
    return [] if any(block.text for block in blocks) else body.paragraphs(blocks)


def _reach(document: Document, title: str, chosen: frozenset[int]) -> tuple[int, int]:
    """From where to where lines of the story stand, its pictures above and under the text counted
    in.
    """
    lines = document.lines
    first, last = min(chosen), max(chosen)
    top = max((at + 1 for at in _headings(document, title) if at < first), default=0)
    box = _box([lines[at].node for at in (*chosen, *(range(top - 1, top) if top else ()))])
    above = (at for at in range(top, first) if _belongs(lines[at], box, document.url))
    start = min(next(above, first), max(top, first - _ABOVE))
    end = last
    for at in range(last + 1, len(lines)):
        if _belongs(lines[at], box, document.url):
            end = at
        elif not (lines[at].caption and lines[at].frame is not None):
            break
        elif lines[end].frame is lines[at].frame:
            end = at
    return start, end + 1


def _headings(document: Document, title: str) -> Iterator[int]:
    heading = fold(title)
    return (
        at for at, line in enumerate(document.lines) if line.text and fold(line.text) == heading
    )


def _box(nodes: Sequence[html.HtmlElement]) -> html.HtmlElement | None:
    """The smallest element around some nodes."""
    held = Counter(node for each in nodes for node in each.iterancestors())
    return next((node for node in nodes[0].iterancestors() if held[node] == len(nodes)), None)


def _belongs(line: Line, box: html.HtmlElement | None, url: str) -> bool:
    """Whether a picture that stands apart from the text is the story's: large enough, in its box,
    and no link to another page.
    """
    if line.picture is None or line.outside or _leads_away(line.picture_link, url):
        return False
    width = line.picture.width
    small = body.is_junk(line.picture) or (width is not None and width < _NARROW)
    return not small and any(around is box for around in line.node.iterancestors())


def _shows(line: Line) -> bool:
    """Whether a line is a picture or a film."""
    return line.picture is not None or bool(line.video)


def _leads_away(link: str, own: str) -> bool:
    """Whether a picture's link leads to another page, whose picture it then is."""
    return (
        bool(link) and not _PICTURE_FILE.search(link) and urlsplit(link).path != urlsplit(own).path
    )
