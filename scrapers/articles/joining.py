"""Several pages of one story made one article: in order, and nothing twice (decision 0112)."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TypeVar

from lxml import html

from scrapers.articles.headline import titles_of_page
from scrapers.articles.variants import siblings
from scrapers.page.document import parse_fragment, read_document
from scrapers.page.images import without_size
from scrapers.values import Article, Further, Page, Picture, ScrapeError
from scrapers.words.text import fold, plain_text
from scrapers.words.urls import canonical

# What repeats amid a part is a caption or a box when it is as long as this, in letters; at the ends
# of a part whatever repeats is of the page.
_LONG = 12
# A part brings something when so much of its text is new.
_LEAST_NEW, _SHARE_NEW = 20, 0.2
# A page is the whole story when it holds so much of what was read of it.
_HELD = 0.8
_FIGURES = re.compile(r"\d+")

T = TypeVar("T")


def joined(parts: Sequence[Article]) -> Article:
    """Several parts of a story as one article: what it is called, when and by whom it was written
    are the first one's, or else the first that is told.
    """
    first, *others = parts
    texts, bodies = [first.text], [first.html]
    seen = _Seen(first)
    for part in others:
        text, body = seen.added(part)
        texts.append(text)
        bodies.append(body)
    return replace(
        first,
        text="\n".join(filter(None, texts)),
        html="\n".join(filter(None, bodies)),
        published=_first_told(part.published for part in parts),
        authors=first.authors or _first_told(part.authors for part in reversed(others)) or (),
        byline_source=_first_told(part.byline_source for part in parts) or "",
        pictures=_pictures(parts),
        promos=tuple({teaser.url: teaser for part in parts for teaser in part.promos}.values()),
        doubts=_doubts(first, others),
        further=Further(),
    )


def _first_told(told: Iterable[T]) -> T | None:
    """The first of some values that says something."""
    return next(filter(None, told), None)


def _doubts(first: Article, others: Iterable[Article]) -> tuple[str, ...]:
    """What is in doubt in any part; of titles only the first one's counts."""
    rest = (doubt for part in others for doubt in part.doubts if doubt != "title")
    return tuple(dict.fromkeys((*first.doubts, *rest)))


def adds(before: Sequence[Article], part: Article) -> bool:
    """Whether a part brings something that the parts before it have not: a site that does not know
    it shows the first one again.
    """
    seen = _Seen(before[0])
    for each in before[1:]:
        seen.added(each)
    own = sum(map(len, _folded(part.text)))
    shown = {without_size(picture.url) for each in before for picture in each.pictures}
    new_picture = any(without_size(picture.url) not in shown for picture in part.pictures)
    new = sum(map(len, _folded(seen.added(part)[0])))
    return new >= max(1 if new_picture else _LEAST_NEW, _SHARE_NEW * own)


def holds(whole: Article, part: Article) -> bool:
    """Whether a page holds what another one shows of a story, and more."""
    text, lines = fold(whole.text), _folded(part.text)
    begun = [_without_open_end(line) for line in lines]
    held = sum(map(len, (line for line in begun if line in text)))
    return held >= _HELD * sum(map(len, begun)) and len(text) > sum(map(len, lines))


def is_same_story(first: Article, page: Page, part: Article) -> bool:
    """Whether a page at the address of a story's part is headed as the story is; where a part has a
    heading of its own, its title element has to name the story.
    """
    if _agree(first.title, part.title):
        return True
    if siblings(canonical(first.url), part.url) is not None:
        return False
    try:
        named = titles_of_page(read_document(page))
    except ScrapeError:
        return False
    return any(_agree(first.title, title) for title in named)


def _agree(title: str, other: str) -> bool:
    """Whether one title holds the other, page numbers aside."""
    one, two = (fold(_FIGURES.sub(" ", each)) for each in (title, other))
    return bool(one and two) and (one in two or (two in one and 2 * len(two) > len(one)))


def _folded(text: str) -> list[str]:
    return [folded for line in text.split("\n") if (folded := fold(line))]


def _without_open_end(folded: str) -> str:
    """A line without its last letters: a teaser breaks off within a word, and leads on."""
    return folded[: max(_LONG, len(folded) * 3 // 4)]


def _pictures(parts: Iterable[Article]) -> tuple[Picture, ...]:
    """The pictures of all parts in order, each once, in the words of the first that has any."""
    pictures: dict[str, Picture] = {}
    for picture in (picture for part in parts for picture in part.pictures):
        known = pictures.setdefault(without_size(picture.url), picture)
        if not known.caption and picture.caption:
            pictures[without_size(picture.url)] = replace(
                known, caption=picture.caption, credit=picture.credit or known.credit
            )
    return tuple(pictures.values())


class _Seen:
    """What the parts so far have said and shown."""

    def __init__(self, first: Article) -> None:
        heads = (first.title, first.summary, first.author, first.byline_source)
        self._lines = {fold(head) for head in heads} | set(_folded(first.text))
        self._lines |= {fold(picture.caption) for picture in first.pictures} - {""}
        self._pictures = {without_size(picture.url) for picture in first.pictures}
        self._in_words = bool(plain_text(first.html)) or not first.pictures

    def added(self, part: Article) -> tuple[str, str]:
        """The lines and the HTML that a part adds, which have been seen from now on."""
        repeated = self._repeated(part)
        kept = [line for line in part.text.split("\n") if fold(line) not in repeated]
        if self._in_words and not plain_text(part.html) and part.html:
            kept = []  # the words of a part in pictures alone are its captions
        body = self._without(repeated, part.html)
        self._lines |= set(_folded(part.text))
        self._lines |= {fold(picture.caption) for picture in part.pictures} - {""}
        self._pictures |= {without_size(picture.url) for picture in part.pictures}
        return "\n".join(filter(None, kept)), body

    def _repeated(self, part: Article) -> set[str]:
        """The lines of a part that stand on an earlier one too, and are none of its text."""
        lines = _folded(part.text)
        known = [line in self._lines for line in lines]
        begin = next((at for at, is_known in enumerate(known) if not is_known), len(lines))
        end = next((at for at in range(len(lines), begin, -1) if not known[at - 1]), begin)
        return {
            line
            for at, line in enumerate(lines)
            if known[at] and (at < begin or at >= end or len(line) >= _LONG)
        }

    def _without(self, repeated: set[str], body: str) -> str:
        """The HTML of a part without the lines that are repeated and the pictures that were
        shown.
        """
        kept = []
        for node in parse_fragment(body)[0] if body else ():
            node.tail = None
            piece = html.tostring(node, encoding="unicode")
            lines = _folded(plain_text(piece))
            pictures = {without_size(picture.get("src", "")) for picture in node.iter("img")}
            shown = bool(pictures) and pictures <= self._pictures
            if shown if pictures else (lines and set(lines) <= repeated):
                continue
            kept.append(piece)
        return "\n".join(map(str.strip, kept))
