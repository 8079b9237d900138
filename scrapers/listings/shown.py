"""A listing's page as it is shown: style sheets set links, dates and hidden words apart where the markup alone runs them together."""

import re

from lxml import html

from scrapers.page.document import Document, document_of, parse
from scrapers.values import Page
from scrapers.words.text import clean_chars, clean_text

_INLINE = frozenset("a b cite em font i label small span strong sub sup time u".split())
_RUN_TOGETHER = re.compile(r"(?:\d[A-Za-z\d\u4e00-\u9fff]|[A-Za-z\u4e00-\u9fff]\d)")
_UNSEEN = "//*[contains(@class, 'hidden') or contains(@class, 'sr-only') or contains(@class, 'screen-reader')]"
_FEWEST, _SHORTEST = 3, 8


def read_shown(page: Page) -> Document:
    """Parse a listing into lines as a reader sees them; ScrapeError when it is no HTML."""
    root = parse(page)
    _say_labels(root)
    _drop_unseen(root)
    _set_apart(root)
    return document_of(root, page)


def _say_labels(root: html.HtmlElement) -> None:
    """A link over a whole card, without words of its own, says its label."""
    for link in root.iter("a"):
        label = link.get("aria-label")
        if label and not len(link) and not (link.text or "").strip():
            link.text = clean_text(label)


def _drop_unseen(root: html.HtmlElement) -> None:
    """Take out what is said to screen readers beside what everybody sees; a link or heading that has no other words keeps them."""
    told: dict[html.HtmlElement, str] = {}
    for node in root.xpath(_UNSEEN):
        if node.tag not in _INLINE or node.tag == "a" or node.get("aria-hidden") == "true":
            continue
        holder = next(node.iterancestors("a", "h1", "h2", "h3", "h4", "h5", "h6"), None)
        if holder is not None and holder not in told:
            told[holder] = clean_text(holder.text_content())
        if holder is None or told[holder] != clean_text(node.text_content()):
            node.drop_tree()


def _set_apart(root: html.HtmlElement) -> None:
    """Put a space where a figure would run into the words of the next element, and a break between links that are all their parent has."""
    for node in root.iter(*_INLINE):
        text, before = node.text or "", _before(node)
        if text and before and _RUN_TOGETHER.fullmatch(before[-1] + text[0]):
            node.text = " " + clean_chars(text)
    for parent in {link.getparent() for link in root.iter("a")}:
        if parent is not None and len(parent) >= _FEWEST and _only_links(parent):
            for link in parent:
                link.tail = None
                link.addnext(html.Element("br"))


def _before(node: html.HtmlElement) -> str:
    """The text right before an element, in its parent or in its neighbour."""
    neighbour, parent = node.getprevious(), node.getparent()
    if neighbour is not None:
        return (neighbour.tail or "") if neighbour.tail else (neighbour.text_content() if neighbour.tag in _INLINE else "")
    return (parent.text or "") if parent is not None else ""


def _only_links(parent: html.HtmlElement) -> bool:
    said = not (parent.text or "").strip() and not any((child.tail or "").strip() for child in parent)
    return said and all(child.tag == "a" for child in parent) and all(len(child.text_content().strip()) >= _SHORTEST for child in parent)
