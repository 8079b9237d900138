"""A parsed page: its title, its meta elements, its lines."""

import re
from dataclasses import dataclass, field
from itertools import islice
from urllib.parse import quote

from lxml import etree, html

from scrapers.page.charset import decoded
from scrapers.page.frames import frame
from scrapers.page.images import drop_placeholders, show_noscript
from scrapers.page.initials import join_initials
from scrapers.page.lines import Line, is_hidden, read_lines
from scrapers.values import Page, ScrapeError
from scrapers.words.bounds import for_libxml
from scrapers.words.text import clean_chars, clean_text
from scrapers.words.urls import absolute

# What says nothing, and takes extractors seconds for a megabyte.
_BLANK = re.compile(r"[ \t\r\n]{500,}")
_HALF_BLANK = 250
# Where a page says that it ends, and how far before it the last box is closed.
_LAST = 200
_END = re.compile(r"</(?:body|html|BODY|HTML)\s*>")
_CLOSED = re.compile(r"(?i)</div\s*>\s*\Z")
_ENDS = re.compile(r"(?i)</(?:body|html)\s*>")
_BOX_BEGINS, _BOX_ENDS = re.compile(r"(?i)<div[\s>]"), re.compile(r"(?i)</div\s*>")
_BLOCK = re.compile(r"(?i)<(?:p|div|table|h[1-6]|ul|article|section)[\s>]")
# What a page may leave out, and what stands before it. Comments hold it hardly more than once.
_MOST_BODIES = 5
_BODY = re.compile(r"(?i)<(?:body|frameset)\b")
_OF_HEAD = re.compile(
    r"(?is)\s+|<!--.*?-->|<[!?][^>]*>|</?(?:html|head|meta|link|base)\b[^>]*>"
    r"|<(title|script|style|noscript|template)\b.*?</\1\s*>"
)
_REFERENCE = re.compile(r"&#(x[0-9a-f]{1,8}|[0-9]{1,9});?", re.I)
_WIDE = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]")
_LAST_CHARACTER = 0x10FFFF
# What takes seconds to read is refused (benchmarks/bench_hostile.py).
_LARGEST, _MOST_TAGS, _MOST_TEXT = 10_000_000, 24_000, 1_000_000
_PARAGRAPH, _FEWEST_PARAGRAPHS = 80, 3
# lxml.html asks a Python function for the class of each element; to us all are alike.
_ONE_CLASS = etree.ElementDefaultClassLookup(element=html.HtmlElement)


@dataclass(slots=True)
class Document:
    """A parsed page: its title element, its root, its lines, and what its meta elements say, the
    first of each name.

    `base` is what its addresses are relative to.
    """

    url: str
    title: str
    root: html.HtmlElement
    lines: list[Line]
    language: str = ""
    meta: dict[str, str] = field(default_factory=dict)
    base: str = ""


def read_document(page: Page) -> Document:
    """Parse a page into lines; ScrapeError when it is no HTML."""
    return document_of(parse(page), page)


def document_of(root: html.HtmlElement, page: Page) -> Document:
    """A page whose tree is there already, read into lines.

    ScrapeError when it holds more text than a page of news can.
    """
    base = _base(root, page.url)
    lines = _lines(root, base, page.url)
    return Document(page.url, _title(root), root, lines, root.get("lang", ""), _meta(root), base)


def read_lines_again(document: Document) -> None:
    """Read a page into lines whose tree was changed; ScrapeError as when it is read first."""
    document.lines = _lines(document.root, document.base, document.url)


def _lines(root: html.HtmlElement, base: str, url: str) -> list[Line]:
    drop_placeholders(root)
    show_noscript(root, base)
    _show_late_text(root)
    join_initials(root)
    lines = read_lines(root, base)
    frame(lines)
    if sum(len(line.text) for line in lines) > _MOST_TEXT:
        raise ScrapeError("parse", url, "this is larger than a page of news can be")
    return lines


def _title(root: html.HtmlElement) -> str:
    title = next(root.iter("title"), None)
    return clean_text(title.text_content()) if title is not None else ""


def _meta(root: html.HtmlElement) -> dict[str, str]:
    """What the meta elements say, the first of each name."""
    meta: dict[str, str] = {}
    for element in root.iter("meta"):
        if name := element.get("property") or element.get("name"):
            meta.setdefault(name.lower(), clean_text(element.get("content", "")))
    return meta


def parse(page: Page) -> html.HtmlElement:
    """The element tree of a page; ScrapeError when it is empty, no HTML, or larger than a page of
    news can be.
    """
    if len(page.body) > _LARGEST or page.body.count(b"<") > _MOST_TAGS:
        raise ScrapeError("parse", page.url, "this is larger than a page of news can be")
    text, encoding = decoded(page.body, page.content_type, page.charset)
    text = clean_chars(text)
    if "<" not in text:
        raise ScrapeError("parse", page.url, "this is no HTML page")
    text = _REFERENCE.sub(_allowed, _with_body(_without_early_end(_without_blank(text))))
    try:
        root = html.document_fromstring(
            for_libxml(text).encode(), parser=_parser(), ensure_head_body=True
        )
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as error:
        raise ScrapeError("parse", page.url, "this is no HTML page") from error
    _encode_queries(root, encoding)
    return root


def parse_fragment(markup: str) -> html.HtmlElement:
    """A piece of markup as the content of one box; what cannot be read is left out."""
    text = for_libxml(f"<div>{_REFERENCE.sub(_allowed, clean_chars(markup))}")
    root = html.document_fromstring(text.encode(), parser=_parser(), ensure_head_body=True)
    body = root.find("body")
    box = root.makeelement("div")
    box.extend(list(body) if body is not None else [])
    return box


def _parser() -> etree.HTMLParser:
    parser = etree.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
    parser.set_element_class_lookup(_ONE_CLASS)
    return parser


def _encode_queries(root: html.HtmlElement, encoding: str) -> None:
    """Write the queries of links as browsers send them: in the encoding of the page, unless that
    is one of Unicode.
    """
    if encoding.startswith("utf-"):
        return
    for link in root.iter("a", "area", "link"):
        href = link.get("href") or ""
        path, mark, query = href.partition("?")
        if query.isascii():
            continue
        query, hash_, place = query.partition("#")
        told = "".join(char if char.isascii() else _sent(char, encoding) for char in query)
        link.set("href", f"{path}{mark}{told}{hash_}{place}")


def _sent(char: str, encoding: str) -> str:
    """A character as it stands in a query that is sent; as a reference where the encoding has
    none.
    """
    try:
        return quote(char.encode(encoding), safe="")
    except UnicodeEncodeError:
        return f"%26%23{ord(char)}%3B"


def _with_body(text: str) -> str:
    """A text with the tag that may be left out where the body begins: the parser, which knows no
    sections and articles, takes them for a part of the head else.
    """
    tags = islice(_BODY.finditer(text), _MOST_BODIES)
    if any(not _is_in_comment(text, tag.start()) for tag in tags):
        return text
    end = 0
    while (part := _OF_HEAD.match(text, end)) is not None:
        end = part.end()
    return f"{text[:end]}<body>{text[end:]}"


def _is_in_comment(text: str, at: int) -> bool:
    """Whether a place in a text stands in a comment."""
    return text.rfind("<!--", 0, at) > text.rfind("-->", 0, at)


def _without_blank(text: str) -> str:
    """A text without its long stretches of white space; each of them fills one of the pieces that
    are looked at first.
    """
    pieces = (text[at : at + _HALF_BLANK] for at in range(0, len(text), _HALF_BLANK))
    return _BLANK.sub("\n", text) if any(map(str.isspace, pieces)) else text


def _show_late_text(root: html.HtmlElement) -> None:
    """Bring out a story that a script would show later (decision 0043).

    It stands in blocks that are hidden although they hold paragraphs.
    """
    for node in root.xpath("//*[@hidden or contains(@style, 'none')]"):
        if is_hidden(node) and _holds_story(node):
            node.attrib.pop("hidden", None)
            node.attrib.pop("style", None)


def _holds_story(node: html.HtmlElement) -> bool:
    long = sum(_size(paragraph.text_content()) >= _PARAGRAPH for paragraph in node.iter("p"))
    return long >= _FEWEST_PARAGRAPHS


def _size(text: str) -> int:
    """The length of a text in letters; a character that is a word, or half of one, says as much as
    three.
    """
    return len(text) + 2 * len(_WIDE.findall(text))


def _without_early_end(text: str) -> str:
    """A page whose end is told too early, as browsers show it: what follows goes on where the last
    element was.

    Of the boxes closed right before it, as many stay open as are closed once more than opened
    behind it.
    """
    end = _END.search(text)
    if end is None or not _BLOCK.search(text, end.end()):
        return text
    rest = _ENDS.sub("", text[end.end() :])
    late = len(_BOX_ENDS.findall(rest)) - len(_BOX_BEGINS.findall(rest))
    at = end.start()
    while late > 0 and (closed := _CLOSED.search(text, max(0, at - _LAST), at)):
        at, late = closed.start(), late - 1
    return text[:at] + rest


def _allowed(reference: re.Match[str]) -> str:
    """A numeric reference to a character, "" for one to what no XML may hold: lxml lets it in and
    then refuses to move it.
    """
    figure = reference[1]
    code = int(figure[1:], 16) if figure[0] in "xX" else int(figure)
    return reference[0] if code <= _LAST_CHARACTER and clean_chars(chr(code)) else ""


def _base(root: html.HtmlElement, url: str) -> str:
    """What addresses are relative to: the first base element that gives an address."""
    told = (base.get("href") or "" for base in root.iter("base"))
    return next((there for href in told if href and (there := absolute(href, url))), url)
