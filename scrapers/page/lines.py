"""A page as a reader sees it: its lines of text and its pictures in order, whatever the markup.

Sites change their class names and containers; what a line says changes far less. Site modules read
these lines (decision 0003).
"""

import re
from dataclasses import dataclass
from html import escape
from itertools import groupby, pairwise
from typing import NamedTuple

from lxml import html

from scrapers.page.images import picture_address, pixels
from scrapers.page.video import TAGS as VIDEOS
from scrapers.page.video import video_address, video_title
from scrapers.values import Picture
from scrapers.words.text import clean_chars, clean_text
from scrapers.words.urls import absolute

_INLINE = frozenset(
    "a abbr acronym b bdi bdo big cite code data del dfn em font i ins kbd label mark nobr q ruby "
    "rt rp s samp small "
    "span strike strong sub sup time tt u var wbr picture source".split()
)
_SKIPPED = frozenset(
    (
        "script style noscript template head iframe object embed svg math "
        "select textarea button input"
    ).split()
)
_OUTSIDE = frozenset(("nav", "aside", "footer"))
_CAPTIONS = frozenset(("figcaption", "caption"))
# What says how its text is aligned without an attribute: cells are not centred by what is around.
_ALIGNED = frozenset(("td", "th", "center"))
_HEADINGS = {f"h{n}": n for n in range(1, 7)}
_CENTRED = re.compile(r"text-align\s*:\s*center", re.I)
_NUMBERED = re.compile(r"^\W*\d{1,2}\s*[.、)）]\s*(?=\S)")
# What two elements never say as one word: two numbers, and a name that begins after another word.
_RUN_TOGETHER = re.compile(r"[0-9][0-9]|[a-zß-ÿ][A-Z]")
_LABEL = re.compile(
    r"[\W\d年月日]+|\W*\d[\d.,]*\W*[^\W\d]{1,3}\W*|\W*(?:置顶|热|新|荐|图|视频|图文|专题|new|hot|top|video|live)\W*",
    re.I,
)
# What parts the paragraphs of preformatted text: an empty line, or one set in as in print.
_PARAGRAPHS = re.compile(r"\n[ \t]*+\n\s*+|\n(?=\u3000)")
# A stop between figures is part of a number.
_PUNCTUATED = re.compile(r"(?:[!?:。！？：]|\.(?!\d))")
_LONGEST_LABEL, _MOST_WORDS = 20, 3
_DEEPEST = 200
_FAR = 4


@dataclass(frozen=True, slots=True)
class Link:
    """A link inside a line: its words, its absolute address, and the words set apart at its
    beginning, if any.

    A whole teaser is often one link, its title set apart by an element of its own: that is `lead`.
    """

    text: str
    url: str
    lead: str = ""


@dataclass(slots=True)
class Line:
    """One line of a page, one picture, or one film (then `text` is empty).

    `node` is the block it stands in; `outside` tells nav, aside and footer; `heading` is 1 to 6,
    else 0; `frame` is what a picture and its captions share (`scrapers.page.frames`).
    """

    node: html.HtmlElement
    text: str = ""
    links: tuple[Link, ...] = ()
    runs: tuple[tuple[str, str], ...] = ()
    picture: Picture | None = None
    picture_link: str = ""
    video: str = ""
    heading: int = 0
    outside: bool = False
    caption: bool = False
    centred: bool = False
    frame: html.HtmlElement | None = None

    @property
    def is_link(self) -> bool:
        """Whether the whole line is one link, but for punctuation, arrows and a number before
        it.
        """
        if not self.links:
            return False
        linked = "".join(link.text for link in self.links)
        own = self.text if linked[:1] == self.text[:1] else _NUMBERED.sub("", self.text)
        return bool(linked) and len(re.sub(r"\W", "", own)) == len(re.sub(r"\W", "", linked))

    @property
    def inner_html(self) -> str:
        """The line as escaped HTML, its links kept."""
        return "".join(_run_html(text, url) for text, url in self.runs).strip()


def _run_html(text: str, url: str) -> str:
    return f'<a href="{escape(url)}">{escape(text)}</a>' if url else escape(text)


class _Place(NamedTuple):
    """What the elements around a text say of it, found out once for each element on the way down.

    `aligned` is how deep the nearest element lies that says how its text is aligned.
    """

    block: html.HtmlElement
    link: str = ""
    heading: int = 0
    outside: bool = False
    caption: bool = False
    centred: bool = False
    aligned: int = -_FAR


class _Run(NamedTuple):
    """A piece of text, and the element that it stands in directly."""

    text: str
    place: _Place
    node: html.HtmlElement
    depth: int


def read_lines(root: html.HtmlElement, base: str) -> list[Line]:
    """The lines of a page in document order, addresses made absolute by `base`; what is never shown
    is left out.
    """
    reader = _Reader(base)
    reader.read(root)
    return reader.lines


class _Reader:
    """Walks the tree once and breaks it into lines."""

    def __init__(self, base: str) -> None:
        self.lines: list[Line] = []
        self._base = base
        self._runs: list[_Run] = []

    def read(self, root: html.HtmlElement) -> None:
        """Read a tree; an element with children is met twice, where it begins and where it ends."""
        ahead: list[tuple[html.HtmlElement, _Place, int, bool]] = [(root, _Place(root), 0, True)]
        while ahead:
            node, around, depth, begins = ahead.pop()
            if begins:
                place = self._enter(node, around, depth)
                if place is not None and len(node):
                    ahead.append((node, around, depth, False))
                    ahead += [(child, place, depth + 1, True) for child in reversed(node)]
                    continue
                is_visible = place is not None
            else:
                is_visible = True
            if is_visible:
                self._break(node, around, depth)
            tail = node.tail
            if tail and depth:
                self._say(tail, around, node.getparent(), depth - 1)
        self._flush()

    def _enter(self, node: html.HtmlElement, around: _Place, depth: int) -> _Place | None:
        """Begin an element and say its first text; None when it is not shown."""
        if node.tag in VIDEOS and not is_hidden(node):
            self._video(node, around, depth)
            return None
        place = _inside(node, around, depth, self._base)
        if place is None:
            return None
        self._break(node, around, depth)
        if node.tag == "img":
            self._picture(node, place, depth)
        text = node.text
        if text:
            self._say(text, place, node, depth)
        return place

    def _break(self, node: html.HtmlElement, around: _Place, depth: int) -> None:
        """End the line where an element does; a line break in a heading is white space."""
        tag = node.tag
        if tag == "br" and around.heading:
            self._say(" ", around, node.getparent(), depth - 1)
        elif self._runs and (tag not in _INLINE or depth > _DEEPEST):
            self._flush()

    def _say(self, text: str, place: _Place, node: html.HtmlElement, depth: int) -> None:
        if place.block.tag == "pre" and "\n" in text:
            for at, paragraph in enumerate(_PARAGRAPHS.split(text)):
                if at:
                    self._flush()
                self._run(paragraph, place, node, depth)
        else:
            self._run(text, place, node, depth)

    def _run(self, text: str, place: _Place, node: html.HtmlElement, depth: int) -> None:
        if self._runs or not text.isspace():  # white space at the beginning of a line says nothing
            self._runs.append(_Run(text, place, node, depth))

    def _flush(self) -> None:
        runs, self._runs = self._runs, []
        if len(runs) == 1:
            run, link = runs[0], runs[0].place.link
            if text := clean_text(run.text):
                links = (Link(text, link),) if link else ()
                self._add(Line(run.place.block, text, links, ((text, link),)), run.place, run.depth)
        elif runs:
            folded = _fold(runs)
            if text := "".join(words for words, _ in folded).strip():
                place = runs[0].place
                self._add(Line(place.block, text, _links(runs), folded), place, runs[0].depth)

    def _picture(self, node: html.HtmlElement, place: _Place, depth: int) -> None:
        if url := picture_address(node, self._base):
            alt = clean_text(node.get("alt", ""))
            picture = Picture(
                url, alt=alt, width=pixels(node, "width"), height=pixels(node, "height")
            )
            self._add(Line(place.block, picture=picture, picture_link=place.link), place, depth)

    def _video(self, node: html.HtmlElement, place: _Place, depth: int) -> None:
        if url := video_address(node, self._base):
            self._break(node, place, depth)
            title = video_title(node, url)
            self._add(Line(place.block, video=url, runs=((title, url),)), place, depth)

    def _add(self, line: Line, place: _Place, depth: int) -> None:
        line.heading, line.outside, line.caption = place.heading, place.outside, place.caption
        line.centred = place.centred and depth - place.aligned < _FAR
        self.lines.append(line)


def is_hidden(node: html.HtmlElement) -> bool:
    """Whether an element says itself that it is not shown."""
    style = node.get("style")
    if node.get("hidden") is not None:
        return True
    return style is not None and "display:none" in style.replace(" ", "").lower()


def _inside(node: html.HtmlElement, around: _Place, depth: int, base: str) -> _Place | None:
    """The place inside an element, as it differs from the one around it.

    None when the element is not shown.
    """
    tag = node.tag
    if not isinstance(tag, str) or tag in _SKIPPED or is_hidden(node):
        return None
    inline = tag in _INLINE or tag == "img"
    alignment = _alignment(node, tag)
    if inline and tag != "a" and alignment is None:
        return around
    centred, aligned = (around.centred, around.aligned) if alignment is None else (alignment, depth)
    return _Place(
        around.block if inline else node,
        absolute(node.get("href", ""), base) if tag == "a" else around.link,
        _HEADINGS.get(tag, around.heading),
        around.outside or tag in _OUTSIDE,
        around.caption or tag in _CAPTIONS,
        centred,
        aligned,
    )


def _alignment(node: html.HtmlElement, tag: str) -> bool | None:
    """Whether an element centres its text; None when it says nothing about it."""
    names = node.keys()
    align = node.get("align", "") if "align" in names else ""
    style = node.get("style", "") if "style" in names else ""
    if not align and tag not in _ALIGNED and "text-align" not in style:
        return None
    return tag == "center" or align.lower() == "center" or _CENTRED.search(style) is not None


def _fold(runs: list[_Run]) -> tuple[tuple[str, str], ...]:
    """Fold white space across runs and join neighbours with the same link."""
    folded: list[tuple[str, str]] = []
    before: html.HtmlElement | None = None
    for raw, place, node, _ in runs:
        text = _spaced(
            clean_chars(raw)
        )  # again: references such as &#xFFFE; have become characters
        last = folded[-1][0] if folded else " "
        if node is not before and text and _RUN_TOGETHER.fullmatch(last[-1] + text[0]):
            text = " " + text
        before = node
        if last.endswith(" "):
            text = text.removeprefix(" ")
        if text:
            _append(folded, text, place.link)
    return tuple(folded)


def _append(folded: list[tuple[str, str]], text: str, link: str) -> None:
    """Add a text, to the last one where both have the same link."""
    if folded and folded[-1][1] == link:
        folded[-1] = (folded[-1][0] + text, link)
    else:
        folded.append((text, link))


def _spaced(text: str) -> str:
    """Each stretch of white space as one space, those at the ends too."""
    words = " ".join(text.split())
    if not words:
        return " " if text else ""
    return f"{' ' if text[0].isspace() else ''}{words}{' ' if text[-1].isspace() else ''}"


def _links(runs: list[_Run]) -> tuple[Link, ...]:
    links = []
    for url, group in groupby(runs, key=lambda run: run.place.link):
        if not url:
            continue
        pieces = list(group)
        parts = [
            (clean_text(piece.text), piece.node) for piece in pieces if not piece.text.isspace()
        ]
        if parts:
            links.append(
                Link(clean_text("".join(piece.text for piece in pieces)), url, _lead(parts))
            )
    return tuple(links)


def is_label(text: str, after: str) -> bool:
    """Whether the first part of a link is a date, or the name of a section."""
    if _LABEL.fullmatch(text):
        return True
    return _has_few_words(text) and len(after) >= 2 * len(text) and not _PUNCTUATED.search(text)


def _has_few_words(text: str) -> bool:
    longest = _LONGEST_LABEL if text.isascii() else _LONGEST_LABEL * 2 // 5
    return len(text) <= longest and text.count(" ") < _MOST_WORDS


def _lead(parts: list[tuple[str, html.HtmlElement]]) -> str:
    """The first words of a link, when an element sets them apart from the rest.

    A date or a short label before them is passed over.
    """
    passed = _labels_before(parts)
    (text, node), rest = parts[passed], parts[passed + 1 :]
    set_apart = passed > 0 or (node.tag != "a" and any(other is not node for _, other in rest))
    return text if set_apart and not text.startswith(("[", "【")) else ""


def _labels_before(parts: list[tuple[str, html.HtmlElement]]) -> int:
    """How many of the first parts of a link are labels of what follows."""
    for place, ((text, _), (after, _)) in enumerate(pairwise(parts)):
        if not is_label(text, after):
            return place
    return len(parts) - 1
