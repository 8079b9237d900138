"""A parsed page: its title, its meta elements, its lines."""

import re
from dataclasses import dataclass, field

from lxml import etree, html

from scrapers.base import Page, ScrapeError
from scrapers.charset import decode
from scrapers.images import show_noscript
from scrapers.lines import Line, read_lines
from scrapers.text import clean_chars, clean_text
from scrapers.urls import absolute

_LONG_TAG = re.compile(r"""<([a-zA-Z][\w:-]*)\s(?>[^<>=]|=\s*+"[^"<]*+"|=\s*+'[^'<]*+'|=){4000,}+""")
_MOST_ATTRIBUTES = 2000
# lxml.html asks a Python function for the class of each element; to us all are alike.
_ONE_CLASS = etree.ElementDefaultClassLookup(element=html.HtmlElement)


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
    show_noscript(root, base)
    title = next(root.iter("title"), None)
    meta = {
        str(m.get("property") or m.get("name")).lower(): clean_text(m.get("content", ""))
        for m in root.iter("meta")
        if (m.get("property") or m.get("name"))
    }
    said = clean_text(title.text_content()) if title is not None else ""
    return Document(page.url, said, root, read_lines(root, base), root.get("lang", ""), meta)


def parse(page: Page) -> html.HtmlElement:
    """The element tree of a page; ScrapeError when it is empty or no HTML."""
    text = clean_chars(decode(page.body, page.content_type))
    if "<" not in text:
        raise ScrapeError("parse", page.url, "this is no HTML page")
    text = _LONG_TAG.sub(_shorten, text)
    parser = etree.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
    parser.set_element_class_lookup(_ONE_CLASS)
    try:
        root = html.document_fromstring(text.encode(), parser=parser, ensure_head_body=True)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as error:
        raise ScrapeError("parse", page.url, "this is no HTML page") from error
    return root


def _shorten(tag: re.Match[str]) -> str:
    """A long tag without its attributes when they are thousands: libxml2 compares each with all the others, which takes seconds."""
    return f"<{tag[1]} " if len(tag[0].split()) > _MOST_ATTRIBUTES else tag[0]


def _base(root: html.HtmlElement, url: str) -> str:
    for base in root.iter("base"):
        return absolute(base.get("href", ""), url) or url
    return url
