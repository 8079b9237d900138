"""What a page offers to go on to: its links, and whatever else leads somewhere by a script, with
their words.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice

from lxml import html

from scrapers.page.addresses import href_of, scripted_address
from scrapers.page.document import Document
from scrapers.words.text import clean_text
from scrapers.words.urls import absolute

NEXT = re.compile(
    r"(?i)^\W*(?:next(?: page| \d+)?|older(?: posts| entries| stories| articles| news)?|previous "
    r"(?:posts|entries|stories)|下一?[页版]|后一?页|"
    r"下一頁|下頁|次へ|次のページ|다음(?: 페이지)?"
    r"|weiter|nächste(?: seite)?|ältere (?:beiträge|artikel)|(?:page "
    r")?suivante?|"
    r"siguiente|página siguiente|"
    r"successiv[ao]|próxim[ao](?: página)?|следующая|далее|вперёд|volgende)\W*$"
)
ARROW = re.compile(r"^(?:>|>>|»|›|→|≫)$")
NUMBER = re.compile(r"\d{1,4}")
SHOWN_BY_SCRIPTS = ("button", "span", "div", "li", "p", "i", "input", "section", "ul", "nav")
# What is longer is no "next".
_LONGEST = 40


@dataclass(frozen=True, slots=True)
class Step:
    """What may lead on: its words, those of its labels, its absolute address ("" when it has none),
    and its element.
    """

    text: str
    labels: tuple[str, ...]
    url: str
    node: html.HtmlElement

    def says(self, pattern: re.Pattern[str]) -> bool:
        """Whether its words or labels are what a pattern wants at their beginning."""
        words = (self.text, *self.labels)
        return any(len(each) < _LONGEST and pattern.match(each) for each in words)

    def says_within(self, pattern: re.Pattern[str]) -> bool:
        """Whether its words or labels hold what a pattern wants."""
        return any(
            len(each) < _LONGEST and pattern.search(each) for each in (self.text, *self.labels)
        )


def steps_of(
    document: Document, is_wanted: Callable[[html.HtmlElement, str], bool] = lambda *_: True
) -> Iterator[Step]:
    """The links of a page, and whatever else leads somewhere by a script, as far as they are
    wanted: asked with an element and the absolute address of its link, if it is one.
    """
    for node in document.root.iter("a", *SHOWN_BY_SCRIPTS):
        href = href_of(node) if node.tag == "a" else ""
        url = absolute(href, document.base) if href else ""
        if not is_wanted(node, url):
            continue
        if href or (href := scripted_address(node)):
            text = words_of(node)
            yield Step(text, labels_of(node, text), url or absolute(href, document.base), node)


def linked_as(document: Document, relation: str) -> Iterator[str]:
    """The absolute addresses that links of a relation (`next`, `prev`) give."""
    for element in document.root.iter("link", "a"):
        if relation in (element.get("rel") or "").lower().split():
            yield absolute(element.get("href", ""), document.base)


def words_of(node: html.HtmlElement) -> str:
    """The first words of an element, as many as a pager's link can have."""
    text = node.get("value") or ""
    for piece in node.itertext():
        text += piece
        if len(text) > 4 * _LONGEST:
            break
    return clean_text(text)


def labels_of(node: html.HtmlElement, text: str) -> tuple[str, ...]:
    """What an element says to those who do not see its icon, or point at it."""
    if len(text) > _LONGEST or NUMBER.fullmatch(text):
        return ()
    told = [node.get("aria-label"), node.get("title")]
    told += [picture.get("alt") for picture in islice(node.iter("img"), 2)]
    return tuple(clean_text(label) for label in told if label)
