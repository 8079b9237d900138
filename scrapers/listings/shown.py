"""A listing's page as it is shown: style sheets set links, dates and hidden words apart where the
markup alone runs them together.
"""

import re

from lxml import html

from scrapers.page.document import Document, document_of, parse
from scrapers.values import Page
from scrapers.words.text import clean_chars, clean_text

_INLINE = frozenset("a b cite em font i label small span strong sub sup time u".split())
_RUN_TOGETHER = re.compile(r"(?:\d[A-Za-z\d\u4e00-\u9fff]|[A-Za-z\u4e00-\u9fff]\d)")
_UNSEEN = (
    "//*[contains(@class, 'hidden') or contains(@class, 'sr-only') or contains(@class, "
    "'screen-reader')]"
)
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
    """Take out what is said to screen readers beside what everybody sees.

    A link or heading that has no other words keeps them.
    """
    texts: dict[html.HtmlElement, str] = {}
    for node in filter(_is_unseen, root.xpath(_UNSEEN)):
        holder = next(node.iterancestors("a", "h1", "h2", "h3", "h4", "h5", "h6"), None)
        if holder is not None and holder not in texts:
            texts[holder] = clean_text(holder.text_content())
        if holder is None or texts[holder] != clean_text(node.text_content()):
            node.drop_tree()


def _is_unseen(node: html.HtmlElement) -> bool:
    return node.tag in _INLINE and node.tag != "a" and node.get("aria-hidden") != "true"


def _set_apart(root: html.HtmlElement) -> None:
    """Set words apart that style sheets set apart."""
    _space_figures(root)
    for parent in {link.getparent() for link in root.iter("a")}:
        if parent is not None and len(parent) >= _FEWEST and _only_links(parent):
            _break_links(parent)


def _space_figures(root: html.HtmlElement) -> None:
    """Put a space where a figure would run into the words of the next element."""
    for node in root.iter(*_INLINE):
        text, before = node.text or "", _before(node)
        if text and before and _RUN_TOGETHER.fullmatch(before[-1] + text[0]):
            node.text = " " + clean_chars(text)


def _break_links(parent: html.HtmlElement) -> None:
    """Put a break between links that are all their parent has."""
    for link in parent:
        link.tail = None
        link.addnext(html.Element("br"))


def _before(node: html.HtmlElement) -> str:
    """The text right before an element, in its parent or in its neighbour."""
    neighbour, parent = node.getprevious(), node.getparent()
    if neighbour is None:
        return (parent.text or "") if parent is not None else ""
    tail: str = neighbour.tail or ""
    if tail:
        return tail
    return str(neighbour.text_content()) if neighbour.tag in _INLINE else ""


def _only_links(parent: html.HtmlElement) -> bool:
    """Whether an element holds links of some length and no other words."""
    texts = [parent.text, *(child.tail for child in parent)]
    if any((text or "").strip() for text in texts):
        return False
    return all(child.tag == "a" and _is_long(child) for child in parent)


def _is_long(link: html.HtmlElement) -> bool:
    return len(link.text_content().strip()) >= _SHORTEST
