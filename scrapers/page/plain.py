"""Plain text as copied from a page: its lines, and the titles with summaries of other stories at
its end.
"""

import re

from lxml import html

from scrapers.page.charset import decode
from scrapers.page.document import Document
from scrapers.page.lines import Line
from scrapers.values import Page, Teaser
from scrapers.words.text import clean_chars, clean_text

_MARKUP = re.compile(r"<(?:!doctype|html|head|body|div|p|table|span|a|h[1-6]|article|br)\b", re.I)
_SENTENCE = re.compile(r"[.!?。！？…][\"'”’)）]*$")
_LONGEST_TITLE = 150


def is_plain(page: Page) -> bool:
    """Whether the page is text without markup."""
    return not _MARKUP.search(decode(page.body, page.content_type, page.charset))


def read_plain(page: Page) -> Document:
    """The lines of a text; those of one paragraph (no blank line between them) share a block."""
    lines: list[Line] = []
    block = html.Element("p")
    for raw in clean_chars(decode(page.body, page.content_type, page.charset)).splitlines():
        text = clean_text(raw)
        if not text:
            block = html.Element("p")
            continue
        lines.append(Line(block, text, runs=((text, ""),)))
    return Document(page.url, "", html.Element("body"), lines)


def tail_teasers(lines: list[Line], start: int) -> tuple[int, tuple[Teaser, ...]]:
    """Where a run of title-and-summary pairs at the end begins, and the teasers it holds (without
    links).
    """
    teasers: list[Teaser] = []
    end = len(lines)
    while end - 2 > start and _is_pair(lines, end - 2):
        teasers.insert(0, Teaser("", lines[end - 2].text, lines[end - 1].text))
        end -= 2
    return end, tuple(teasers)


def _is_pair(lines: list[Line], index: int) -> bool:
    """A title standing alone between blank lines, and one paragraph of prose after it."""
    title, summary = lines[index], lines[index + 1]
    if title.node is summary.node or title.node is lines[index - 1].node:
        return False
    return _is_title(title.text) and _is_prose(summary.text)


def _is_title(text: str) -> bool:
    return len(text) <= _LONGEST_TITLE and not _SENTENCE.search(text)


def _is_prose(text: str) -> bool:
    """Whether a line is a sentence; sites cut long summaries off in mid-word."""
    return bool(_SENTENCE.search(text)) or len(text) > _LONGEST_TITLE
