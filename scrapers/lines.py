"""A page as a reader sees it: its lines of text and its pictures in order, whatever the markup.

Sites change their class names and containers; what a line says changes far less. Site modules read these lines.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import escape
from itertools import groupby
from operator import itemgetter

from lxml import etree, html

from scrapers.base import Page, Picture, ScrapeError
from scrapers.charset import decode
from scrapers.text import clean_chars, clean_text
from scrapers.urls import absolute

_INLINE = frozenset(
    "a abbr acronym b bdi bdo big cite code data del dfn em font i ins kbd label mark nobr q ruby rt rp s samp small "
    "span strike strong sub sup time tt u var wbr picture source".split()
)
_SKIPPED = frozenset("script style noscript template head iframe object embed svg math select textarea button input".split())
_OUTSIDE = frozenset(("nav", "aside", "footer"))
_HEADINGS = {f"h{n}": n for n in range(1, 7)}
_LAZY = ("data-src", "data-original", "data-lazy-src", "data-actualsrc", "data-lazy", "data-echo", "real_src", "data-url")
_CANDIDATE = re.compile(r"([^\s,]\S*)(?:\s+(\d{1,5}(?:\.\d{1,3})?)([wx])(?=[\s,]|$))?")
_WIDEST = 2048
_PHOTOGRAPH = re.compile(r"(?i)\.(?:jpe?g|png|webp|avif)(?:$|[?!@])")
_NO_ADDRESS = re.compile(r"(?i)^[^./]*$|\.s?html?(?:$|[?#])|^(?:data|about|javascript):")
_JUNK_NAME = re.compile(
    r"(?:^|[/_.-])(?:logo|icons?|spacer|blank|pixel|share|weixin|wechat|qr-?code|loading|placeholder|btn|button|arrow)(?:[/_.-]|\d|$)|"
    r"^(?:lazy(?:-?load)?|transparent|gr[ae]y|white|empty|clear|none|no-?(?:pic|image)|1x1|pix|dot)\.(?:gif|png|jpe?g|svg|webp)$",
    re.I,
)
SMALLEST = 60
_CENTRED = re.compile(r"text-align\s*:\s*center", re.I)
_NUMBERED = re.compile(r"^\W*\d{1,2}\s*[.、)）]\s*(?=\S)")
_DEEPEST = 200
_Run = tuple[str, str, html.HtmlElement]


@dataclass(frozen=True, slots=True)
class Link:
    """A link inside a line: its words, its absolute address, and the words set apart at its beginning, if any.

    A whole teaser is often one link, its title set apart by an element of its own: that is `lead`.
    """

    text: str
    url: str
    lead: str = ""


@dataclass(slots=True)
class Line:
    """One line of a page, or one picture (then `text` is empty).

    `node` is the block it stands in; `outside` tells nav, aside and footer; `heading` is 1 to 6, else 0.
    """

    node: html.HtmlElement
    text: str = ""
    links: tuple[Link, ...] = ()
    runs: tuple[tuple[str, str], ...] = ()
    picture: Picture | None = None
    picture_link: str = ""
    heading: int = 0
    outside: bool = False
    caption: bool = False
    centred: bool = False

    @property
    def is_link(self) -> bool:
        """Whether the whole line is one link, but for punctuation, arrows and a number before it."""
        linked = "".join(link.text for link in self.links)
        said = self.text if linked[:1] == self.text[:1] else _NUMBERED.sub("", self.text)
        return bool(linked) and len(re.sub(r"\W", "", said)) == len(re.sub(r"\W", "", linked))

    @property
    def inner_html(self) -> str:
        """The line as escaped HTML, its links kept."""
        return "".join(f'<a href="{escape(url)}">{escape(t)}</a>' if url else escape(t) for t, url in self.runs).strip()


@dataclass(slots=True)
class Document:
    """A parsed page: its title element, its root and its lines."""

    url: str
    title: str
    root: html.HtmlElement
    lines: list[Line]
    language: str = ""
    meta: dict[str, str] = field(default_factory=dict)


def read_document(page: Page) -> Document:
    """Parse a page into lines; ScrapeError when it is no HTML."""
    root = parse(page)
    base = _base(root, page.url)
    _show_noscript(root, base)
    titles = root.xpath("//title")
    meta = {
        str(m.get("property") or m.get("name")).lower(): clean_text(m.get("content", ""))
        for m in root.iter("meta")
        if (m.get("property") or m.get("name"))
    }
    title = clean_text(titles[0].text_content()) if titles else ""
    return Document(page.url, title, root, list(_Reader(base).lines(root)), root.get("lang", ""), meta)


def parse(page: Page) -> html.HtmlElement:
    """The element tree of a page; ScrapeError when it is empty or no HTML."""
    text = clean_chars(decode(page.body, page.content_type))
    if "<" not in text:
        raise ScrapeError("parse", page.url, "this is no HTML page")
    parser = html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
    try:
        root = html.document_fromstring(text.encode(), parser=parser, ensure_head_body=True)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as error:
        raise ScrapeError("parse", page.url, "this is no HTML page") from error
    return root


def _base(root: html.HtmlElement, url: str) -> str:
    for base in root.iter("base"):
        return absolute(base.get("href", ""), url) or url
    return url


class _Reader:
    """Walks the tree once and breaks it into lines."""

    def __init__(self, base: str) -> None:
        self.base = base
        self.runs: list[_Run] = []
        self.first: html.HtmlElement | None = None
        self._links: dict[html.HtmlElement, str] = {}

    def lines(self, root: html.HtmlElement) -> Iterator[Line]:
        for event, node, depth in _walk(root):
            tag = node.tag
            if event == "text":
                self._say(node, node.text)
            elif event == "tail":
                self._say(node.getparent(), node.tail)
            elif tag == "img":
                if event == "start":
                    yield from self._flush(node)
                    yield from self._picture(node)
            elif tag == "br" and _heading(node):
                self._say(node.getparent(), " ")
            elif tag not in _INLINE or depth > _DEEPEST:
                yield from self._flush(node)
        yield from self._flush(root)

    def _say(self, node: html.HtmlElement, text: str | None) -> None:
        if text:
            if text.isspace():
                if not self.runs:
                    return  # white space at the beginning of a line says nothing
            elif self.first is None:
                self.first = node
            self.runs.append((text, self._link_of(node), node))

    def _link_of(self, node: html.HtmlElement | None) -> str:
        """Where the link that an element stands in leads; each ancestor is looked at once in all."""
        climbed: list[html.HtmlElement] = []
        url = ""
        while node is not None:
            if (known := self._links.get(node)) is not None:
                url = known
                break
            climbed.append(node)
            if node.tag == "a":
                url = absolute(node.get("href", ""), self.base)
                break
            node = node.getparent()
        self._links.update(dict.fromkeys(climbed, url))
        return url

    def _flush(self, node: html.HtmlElement) -> Iterator[Line]:
        if not self.runs:
            return
        raw, first = self.runs, self.first
        self.runs, self.first = [], None
        if first is None:
            return
        runs = _fold(raw)
        text = "".join(t for t, _ in runs).strip()
        if text:
            block = _block(first)
            yield _placed(Line(block, text, _links(raw), runs), first)

    def _picture(self, node: html.HtmlElement) -> Iterator[Line]:
        if url := picture_address(node, self.base):
            picture = Picture(url, alt=clean_text(node.get("alt", "")), width=_pixels(node, "width"), height=_pixels(node, "height"))
            yield _placed(Line(_block(node), picture=picture, picture_link=self._link_of(node)), node)


def picture_address(node: html.HtmlElement, base: str) -> str:
    """The absolute address of the picture an img shows in the end, however its loading is put off; "" when it has none."""
    frame = next((a for a in _up(node) if a.tag == "picture"), node)
    sets = [source for source in (node, *frame.iter("source")) if "max-" not in source.get("media", "")]
    told = [_largest([source.get(name, "") for source in sets for name in ("data-srcset", "data-lazy-srcset", "srcset")])]
    told += [value for name in _LAZY if not _NO_ADDRESS.search(value := node.get(name, "").strip())]
    urls = [url for value in (*told, node.get("src", "")) if value and (url := absolute(value, base))]
    return next((url for url in urls if not is_junk_name(url)), urls[0] if urls else "")


def is_junk_name(url: str) -> bool:
    """Whether an address is named like decoration or like what stands in for a picture that is still to come."""
    path = re.sub(r"^https?://[^/]+", "", url)
    return bool(_JUNK_NAME.search((path.rpartition("?")[0] or path).rpartition("/")[2]))


def _largest(sets: list[str]) -> str:
    """The widest address of some srcsets that is not wider than a page needs; a density counts as thousands of pixels."""
    found = [match.groups() for value in sets for match in _CANDIDATE.finditer(value) if not _NO_ADDRESS.search(match[1])]
    sized = [(float(number or 1) * (1 if unit == "w" else 1000), url.rstrip(",")) for url, number, unit in found]
    sensible = [pair for pair in sized if pair[0] <= _WIDEST]
    if sensible:
        return max(sensible, key=itemgetter(0))[1]
    return min(sized, key=itemgetter(0))[1] if sized else ""


def _show_noscript(root: html.HtmlElement, base: str) -> None:
    """Bring out the pictures meant for readers without scripts, where the page shows nothing or a placeholder beside them.

    A counter's picture stands alone as well, so a lone one must be named as photographs are.
    """
    for noscript in list(root.iter("noscript")):
        shown = [image for image in noscript.iter("img") if _is_shown(image, base)]
        beside = [node for node in (noscript.getprevious(), noscript.getnext()) if node is not None and node.tag == "img"]
        told = beside or all(_PHOTOGRAPH.search(picture_address(image, base)) for image in shown)
        if not shown or not told or any(_is_shown(image, base) for image in beside):
            continue
        for placeholder in beside:
            placeholder.drop_tree()
        for child in list(noscript):
            noscript.remove(child)
        noscript.tag, noscript.text = "span", None
        for image in shown:
            image.tail = None
            noscript.append(image)


def _is_shown(image: html.HtmlElement, base: str) -> bool:
    url = picture_address(image, base)
    small = any(side is not None and side <= SMALLEST for side in (_pixels(image, "width"), _pixels(image, "height")))
    return bool(url) and not is_junk_name(url) and not small


def _walk(root: html.HtmlElement) -> Iterator[tuple[str, html.HtmlElement, int]]:
    """Elements (start, end) and their texts in document order, skipping what is never shown."""
    stack: list[tuple[str, html.HtmlElement, int]] = [("start", root, 0)]
    while stack:
        event, node, depth = stack.pop()
        if event == "start":
            if not isinstance(node.tag, str) or node.tag in _SKIPPED or _hidden(node):
                continue
            yield "start", node, depth
            if node.text:
                yield "text", node, depth
            stack.append(("end", node, depth))
            for child in reversed(node):
                if child.tail:
                    stack.append(("tail", child, depth))
                stack.append(("start", child, depth + 1))
        else:
            yield event, node, depth


def _hidden(node: html.HtmlElement) -> bool:
    style = node.get("style", "").replace(" ", "").lower()
    return node.get("hidden") is not None or "display:none" in style


def _fold(runs: list[_Run]) -> tuple[tuple[str, str], ...]:
    """Fold white space across runs and join neighbours with the same link."""
    folded: list[tuple[str, str]] = []
    for text, url, _ in runs:
        text = _spaced(clean_chars(text))  # again: references such as &#xFFFE; have become characters
        if (not folded or folded[-1][0].endswith(" ")) and text.startswith(" "):
            text = text[1:]
        if not text:
            continue
        if folded and folded[-1][1] == url:
            folded[-1] = (folded[-1][0] + text, url)
        else:
            folded.append((text, url))
    return tuple(folded)


def _spaced(text: str) -> str:
    """Each stretch of white space as one space, those at the ends too."""
    words = " ".join(text.split())
    if not words:
        return " " if text else ""
    return f"{' ' if text[0].isspace() else ''}{words}{' ' if text[-1].isspace() else ''}"


def _links(runs: list[_Run]) -> tuple[Link, ...]:
    links = []
    for url, group in groupby(runs, key=lambda run: run[1]):
        pieces = [(text, node) for text, _, node in group]
        parts = [(clean_text(text), node) for text, node in pieces if text.strip()]
        if url and parts:
            links.append(Link(clean_text("".join(text for text, _ in pieces)), url, _lead(parts)))
    return tuple(links)


def _lead(parts: list[tuple[str, html.HtmlElement]]) -> str:
    """The first words of a link, when an element sets them apart from the rest; a bracketed label is none."""
    (text, node), rest = parts[0], parts[1:]
    set_apart = node.tag != "a" and any(other is not node for _, other in rest)
    return text if set_apart and not text.startswith(("[", "【")) else ""


def _up(node: html.HtmlElement | None) -> Iterator[html.HtmlElement]:
    while node is not None:
        yield node
        node = node.getparent()


def _heading(node: html.HtmlElement) -> int:
    return next((_HEADINGS[a.tag] for a in _up(node) if a.tag in _HEADINGS), 0)


def _block(node: html.HtmlElement) -> html.HtmlElement:
    return next((a for a in _up(node) if a.tag not in _INLINE and a.tag != "img"), node)


def _placed(line: Line, node: html.HtmlElement) -> Line:
    """Say where a line stands: heading level, outside the article, in a figcaption, centred."""
    chain = list(_up(node))
    tags = [ancestor.tag for ancestor in chain]
    line.heading = next((_HEADINGS[tag] for tag in tags if tag in _HEADINGS), 0)
    line.outside = any(tag in _OUTSIDE for tag in tags)
    line.caption = "figcaption" in tags or "caption" in tags
    line.centred = _is_centred(next((ancestor for ancestor in chain[:4] if _aligns(ancestor)), node))
    return line


def _aligns(node: html.HtmlElement) -> bool:
    """Whether an element says how its text is aligned, or is a cell, which does not take it from the page around its table."""
    return node.tag in ("td", "th", "center") or bool(node.get("align")) or "text-align" in node.get("style", "")


def _is_centred(node: html.HtmlElement) -> bool:
    return node.tag == "center" or node.get("align", "").lower() == "center" or bool(_CENTRED.search(node.get("style", "")))


def _pixels(node: html.HtmlElement, name: str) -> int | None:
    value = node.get(name, "").strip().removesuffix("px")
    return int(value) if value.isascii() and value.isdigit() and len(value) <= 5 else None
