"""A page as its fields are read from it: where the headline and the story stand, and what every
other line is in relation to them.
"""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

from lxml import html

from scrapers.articles.datastory import DataStory
from scrapers.articles.linked_data import LinkedArticle
from scrapers.page.document import Document
from scrapers.page.lines import Line
from scrapers.values import Page
from scrapers.words.text import clean_text, fold
from scrapers.words.urls import host_of

Region = Literal["head", "story", "foot", "elsewhere"]
# A byline and a date line stand within these many lines of the headline or of the story's end.
_ABOVE, _BELOW, _UNDER = 6, 14, 5
# How far inside its ends a story may still hold its byline and its date, in lines.
_WITHIN = 3
_SENTENCE_END = re.compile(r"[.!?…。！？][\"'”’)）」』]*$")
_SENTENCE_WITHIN = re.compile(r"[，,；;].{6,}[。！？]|[。！？].*[。！？]|[a-z]{3}[.!?] +[A-Z]")
_WORD = re.compile(r"[^\W\d_]{2,}")
_CJK = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")
_SEPARATOR = re.compile(r"\s+[-–—|·•»«:/~]+\s+|\s*[|_»丨｜]+\s*|(?<=[^\x00-\x7f])[-–—]+")
# From these many words (characters in Chinese) on, what ends like a sentence is prose.
_WORDS_OF_PROSE, _CHARACTERS_OF_PROSE = 7, 5
_LONG_LINE = 160
_LABEL, _MANY_LABELS = re.compile(r"[^\s:：，。]{1,12}[:：](?!\d\d)"), 2

# "© 2019-2024 Owner. All rights reserved." stands within the last lines of a page.
_COPYRIGHT = re.compile(
    r"(?i)(?:©|\(c\)|\bcopyright\b)(?:[\s\d,–—-]|©|\(c\)|copyright|by\b)*"
    r"(?P<owner>[^\W\d_][^.,;|•·©\n]{1,40}?)"
    r"(?=$|[.,;|•·]|\s+[-–—]\s|\s+(?:all rights|inc\b|ltd\b|\d{4}))"
)
_LAST, _LONGEST_NOTICE = 40, 300


@dataclass(frozen=True)
class Scene:
    """A page, its title, which of its lines are the story's (their indexes), and the story as the
    data of its scripts tells it.
    """

    page: Page
    document: Document
    linked: LinkedArticle
    title: str = ""
    body: Collection[int] = field(default_factory=frozenset)
    told: DataStory = field(default_factory=DataStory)

    @property
    def lines(self) -> list[Line]:
        """The lines of the page."""
        return self.document.lines

    @cached_property
    def heading(self) -> int | None:
        """Where the title stands: as a heading, else as a line without links; None nowhere."""
        wanted = fold(self.title)
        if not wanted:
            return None
        same = [at for at, line in enumerate(self.lines) if line.text and fold(line.text) == wanted]
        headings = [at for at in same if self.lines[at].heading and not self.lines[at].outside]
        plain = [at for at in same if not self.lines[at].links]
        return next(iter([*headings, *plain, *same]), None)

    @cached_property
    def prose(self) -> list[int]:
        """The lines of the story that read like prose."""
        return [at for at in sorted(self.body) if reads_like_prose(self.lines[at].text)]

    @cached_property
    def head(self) -> range:
        """The lines around the headline, down to the story's first sentence."""
        start = self.heading
        first = next((at for at in self.prose if start is None or at > start), None)
        if start is None:
            return range(max(0, first - _ABOVE), first) if first is not None else range(0)
        end = min(start + _BELOW, len(self.lines))
        return range(max(0, start - _ABOVE), min(end, first) if first is not None else end)

    @cached_property
    def foot(self) -> range:
        """The last lines of the story and those under it."""
        if not self.prose:
            return range(0)
        last = self.prose[-1]
        return range(last + 1, min(last + 1 + _UNDER, len(self.lines)))

    def region(self, at: int) -> Region:
        """What a line is to the story."""
        if at in self.head:
            return "head"
        if at in self.foot:
            return "foot"
        return "story" if at in self.body else "elsewhere"

    def around(self, at: int) -> Region:
        """What a line that is no prose is to the story: right under its first sentence, or above
        its last, it may still be of the head or of the foot.
        """
        region = self.region(at)
        if region == "story" and self.prose:
            if at - self.prose[0] in range(1, _WITHIN):
                return "head"
            if self.prose[-1] - at in range(1, _WITHIN):
                return "foot"
        return region

    @cached_property
    def publications(self) -> tuple[str, ...]:
        """What the publication calls itself: in its data, and as its domain."""
        meta = self.document.meta
        names = [
            self.linked.publisher,
            *(meta.get(name, "") for name in ("og:site_name", "application-name", "sitename")),
            *domain_names(self.page.url),
        ]
        return tuple(dict.fromkeys(name for name in map(clean_text, names) if name))

    @cached_property
    def owners(self) -> frozenset[str]:
        """Who holds the copyright of the page, as its last lines say; folded."""
        last = (line.text for line in self.lines[-_LAST:] if len(line.text) <= _LONGEST_NOTICE)
        notices = map(_COPYRIGHT.search, last)
        return frozenset(fold(match["owner"]) for match in notices if match)

    @cached_property
    def behind_title(self) -> tuple[str, ...]:
        """The parts of the title element beside the story's title."""
        wanted = fold(self.title)
        whole = self.document.title
        if not wanted or (not fold(whole).startswith(wanted) and not fold(whole).endswith(wanted)):
            return ()
        parts = _SEPARATOR.split(whole)
        return tuple(part for part in parts if fold(part) and fold(part) not in wanted)

    @cached_property
    def _places(self) -> dict[html.HtmlElement, int]:
        """Where the first line of each block, and of each element around one, stands."""
        places: dict[html.HtmlElement, int] = {}
        for at, line in enumerate(self.lines):
            node: html.HtmlElement | None = line.node
            while node is not None and node not in places:
                places[node] = at
                node = node.getparent()
        return places

    def place_of(self, node: html.HtmlElement) -> int | None:
        """The first line of an element, or of the block that it stands in."""
        around: html.HtmlElement | None = node
        while around is not None:
            if around in self._places:
                return self._places[around]
            around = around.getparent()
        return None

    def short_lines(self, longest: int = _LONG_LINE) -> Iterator[tuple[int, Line]]:
        """The lines with some text that is no longer than a byline may be."""
        for at, line in enumerate(self.lines):
            if 0 < len(line.text) <= longest:
                yield at, line


def reads_like_prose(text: str) -> bool:
    """Whether a line is a sentence, and not a label, a name or a date."""
    if not _SENTENCE_END.search(text):
        return _long_enough(text, 4) and len(_LABEL.findall(text)) < _MANY_LABELS
    return _long_enough(text, 1) or _SENTENCE_WITHIN.search(text[-_LONG_LINE:]) is not None


def _long_enough(text: str, times: int) -> bool:
    characters = len(_CJK.findall(text))
    if characters:
        return characters >= times * _CHARACTERS_OF_PROSE + 3 * (times > 1)
    return len(_WORD.findall(text)) >= times * _WORDS_OF_PROSE


def domain_names(url: str) -> tuple[str, ...]:
    """The host of an address and its first part, as a publication may sign."""
    host = host_of(url).removeprefix("www.")
    return (host, host.split(".")[0]) if host else ()
