"""A listing's page as it is shown: style sheets set links, dates and hidden words apart where the
markup alone runs them together.
"""

import re
from collections import defaultdict

from lxml import etree, html

from scrapers.listings.built import build_addresses
from scrapers.listings.styled import show_styled
from scrapers.listings.wordless import give_words
from scrapers.listings.written import show_written
from scrapers.page.addresses import href_of, scripted_address, scripted_addresses
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
    show_written(root)
    show_styled(root)
    build_addresses(root)
    _lead_by_scripts(root)
    _drop_unseen(root)
    give_words(root)
    _say_labels(root)
    _set_apart(root)
    return document_of(root, page)


def _lead_by_scripts(root: html.HtmlElement) -> None:
    """Make links of what leads to a page by a script alone: of links without an address, and of
    several boxes alike that each lead somewhere else.
    """
    boxes: dict[tuple[str, str], dict[html.HtmlElement, str]] = defaultdict(dict)
    for node in root.iter(etree.Element):
        if node.tag == "a":
            if not href_of(node) and (address := scripted_address(node)):
                node.set("href", address)
        elif len(node.attrib):
            for name, address in scripted_addresses(node):
                boxes[str(node.tag), name][node] = address
    for alike in boxes.values():
        if len(set(alike.values())) >= _FEWEST:
            _link_boxes(alike)


def _link_boxes(boxes: dict[html.HtmlElement, str]) -> None:
    """Make a link of what each box shows; what holds another box, or stands in a link, stays."""
    holders: set[html.HtmlElement] = set()
    for box in boxes:
        for above in box.iterancestors():
            if above in holders:
                break
            holders.add(above)
    for box, address in boxes.items():
        if box not in holders and next(box.iterancestors("a"), None) is None:
            link = box.makeelement("a", {"href": address})
            link.text, box.text = box.text, None
            link.extend(list(box))
            box.append(link)


def _say_labels(root: html.HtmlElement) -> None:
    """A link over a whole card, without words of its own, says its label, unless another link to
    its address has words.
    """
    labelled: dict[str, list[html.HtmlElement]] = defaultdict(list)
    told: set[str] = set()
    for link in root.iter("a"):
        if len(link) or (link.text or "").strip():
            told.add(link.get("href", ""))
        elif link.get("aria-label"):
            labelled[link.get("href", "")].append(link)
    for href in labelled.keys() - told:
        for link in labelled[href]:
            link.text = clean_text(link.get("aria-label", ""))


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
