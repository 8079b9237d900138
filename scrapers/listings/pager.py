"""Where a listing goes on: the address of its next, older page."""

import re
from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from urllib.parse import urlsplit

from lxml import etree, html

from scrapers.listings.addresses import href_of, scripted_address
from scrapers.listings.pager_scripts import (
    calls_a_pager,
    page_number,
    told_by_choice,
    told_by_scripts,
)
from scrapers.page.document import Document
from scrapers.words.addressed import is_address
from scrapers.words.text import clean_text
from scrapers.words.urls import absolute, canonical, host_of, identity

_NEXT = re.compile(
    r"(?i)^\W*(?:next(?: page| \d+)?|older(?: posts| entries| stories| articles| news)?|previous "
    r"(?:posts|entries|stories)|下一?[页版]|后一?页|"
    r"下一頁|下頁|次へ|次のページ|다음(?: 페이지)?"
    r"|weiter|nächste(?: seite)?|ältere (?:beiträge|artikel)|(?:page "
    r")?suivante?|"
    r"siguiente|página siguiente|"
    r"successiv[ao]|próxim[ao](?: página)?|следующая|далее|вперёд|volgende)\W*$"
)
_ARROW = re.compile(r"^(?:>|>>|»|›|→|≫)$")
_MORE = re.compile(
    r"(?i)^\W*(?:older|earlier|(?:load |show |see |view )?more)(?: "
    r"(?:news|stories|articles|posts|results))?\W*$|^\W*(?:加载|查看|点击加载)?更多\W*$"
)
_PAGED = re.compile(
    r"(?i)(?:[?&](?:page|paged|p|pn|pg|start|offset|pageindex|curpage)=|/page/|"
    r"[/_-]p?(?:age)?[_-]?)(\d{1,4})(?:\.\w+)?/?(?=$|[&#?])"
)
_FIGURE = re.compile(r"\d")
# What only a pager says, not a menu.
_LOADS = re.compile(
    r"(?i)^\W*(?:(?:load|show|view) more\b.{0,20}|(?:点击)?(?:加载|查看)更多.{0,8}|"
    r"mehr (?:an)?laden)\W*$"
)
_NUMBER = re.compile(r"\d{1,4}")
_LAST_NUMBER = re.compile(r"(?<!\d)(\d+)(?=\D*$)")
_SHOWN_BY_SCRIPTS = ("button", "span", "div", "li", "p", "i", "input", "section", "ul", "nav")
_PRESSED = ("a", "button", "input")
# What is longer is no "next".
_LONGEST = 40


@dataclass(frozen=True, slots=True)
class _Step:
    """What may lead on: its words, those of its labels, its absolute address ("" when it has
    none).
    """

    text: str
    labels: tuple[str, ...]
    url: str


def next_page(document: Document) -> str:
    """The canonical address of the page after this one, "" when the page does not lead to one of
    its own site.
    """
    own = identity(document.url)
    homes = {host_of(document.url), host_of(document.base)}
    for url in _leading_on(document):
        address = canonical(url)
        if address and identity(address) != own and host_of(address) in homes:
            return address
    return ""


def unfollowed(document: Document, entries: Container[str]) -> str:
    """The words of what looks like a pager behind the last of the entries (canonical addresses),
    and leads nowhere that can be told; "" when there is none.
    """
    found = ""
    for node in document.root.iter("a", "script", *_SHOWN_BY_SCRIPTS):
        if href := href_of(node) if node.tag == "a" else "":
            found = "" if canonical(href, document.base) in entries else found
        elif not found and not _is_off(node):
            found = calls_a_pager(node) if node.tag == "script" else _dead_end(node)
    return found


def _dead_end(node: html.HtmlElement) -> str:
    """The words of an element that would lead on, if it led anywhere."""
    if node.tag not in _PRESSED and node.get("onclick") is None and node.get("role") != "button":
        return ""
    text = _text(node)
    words = (text, *_labels(node, text))
    said = next((each for each in words if _NEXT.match(each) or _LOADS.match(each)), "")
    return said or (text if _NUMBER.fullmatch(text) and _follows_number(node, int(text)) else "")


def _follows_number(node: html.HtmlElement, number: int) -> bool:
    """Whether an element stands in a row of numbers, behind the one before its own."""
    before = node.getprevious()
    if before is None and (parent := node.getparent()) is not None:
        before = parent.getprevious()
    return before is not None and _text(before) == str(number - 1)


def _is_off(node: html.HtmlElement) -> bool:
    """Whether an element says that it can do nothing now, as "next" does on a last page."""
    around = [node] if (parent := node.getparent()) is None else [node, parent]
    return any(
        each.get("disabled") is not None
        or each.get("aria-disabled") == "true"
        or "disabled" in (each.get("class") or "")
        for each in around
    )


def _leading_on(document: Document) -> Iterator[str]:
    """The addresses that may be that of the next page, the surest first."""
    yield from _linked_as_next(document)
    steps = list(_steps(document))
    yield from (step.url for step in steps if _says(_NEXT, step))
    yield from (step.url for step in steps if _leads_on(step, document))
    yield from told_by_choice(document)
    yield from _numbered(steps, document.url)
    yield from _kept_for_scripts(document)
    yield from told_by_scripts(document)
    yield from _counted_on(steps, document.url)


def _linked_as_next(document: Document) -> Iterator[str]:
    """What rel=next says."""
    for element in document.root.iter("link", "a"):
        if "next" in (element.get("rel") or "").lower().split():
            yield absolute(element.get("href", ""), document.base)


def _steps(document: Document) -> Iterator[_Step]:
    """The links of a page, and whatever else leads somewhere by a script."""
    for node in document.root.iter("a", *_SHOWN_BY_SCRIPTS):
        url = href_of(node) if node.tag == "a" else ""
        if url or (url := scripted_address(node)):
            text = _text(node)
            yield _Step(text, _labels(node, text), absolute(url, document.base))


def _text(node: html.HtmlElement) -> str:
    """The first words of an element, as many as a pager's link can have."""
    text = node.get("value") or ""
    for piece in node.itertext():
        text += piece
        if len(text) > 4 * _LONGEST:
            break
    return clean_text(text)


def _labels(node: html.HtmlElement, text: str) -> tuple[str, ...]:
    """What an element says to those who do not see its icon, or point at it."""
    if len(text) > _LONGEST or _NUMBER.fullmatch(text):
        return ()
    told = [node.get("aria-label"), node.get("title")]
    told += [picture.get("alt") for picture in islice(node.iter("img"), 2)]
    return tuple(clean_text(label) for label in told if label)


def _says(pattern: re.Pattern[str], step: _Step) -> bool:
    words = (step.text, *step.labels)
    return any(len(each) < _LONGEST and pattern.match(each) for each in words)


def _leads_on(step: _Step, document: Document) -> bool:
    """Whether something is an arrow or "more" whose address has a page's number in it."""
    if not (_says(_ARROW, step) or _says(_MORE, step)):
        return False
    return bool(_PAGED.search(step.url)) or _differs_by_figures(step.url, document.url)


def _differs_by_figures(url: str, own: str) -> bool:
    """Whether the query of an address, and nothing else, tells it from another, with figures."""
    one, other = urlsplit(url), urlsplit(own)
    return one.path == other.path and one.query != other.query and bool(_FIGURE.search(one.query))


def _kept_for_scripts(document: Document) -> Iterator[str]:
    """What an attribute named for what comes next holds for a script."""
    for node in document.root.iter(etree.Element):
        for name, value in node.items():
            if "next" in name and is_address(value.strip()):
                yield absolute(value, document.base)


def _counted_on(steps: Iterable[_Step], own: str) -> Iterator[str]:
    """The addresses that differ from this page's by the next number alone."""
    rest, present = page_number(own)
    wanted = rest, (present or 1) + 1
    yield from (step.url for step in steps if page_number(step.url) == wanted)


def _numbered(steps: Iterable[_Step], own: str) -> Iterator[str]:
    """The number after the present one, in a row of numbers that stand in their addresses.

    They are counted from one or from nought.
    """
    numbers: dict[int, str] = {}
    for step in steps:
        if _NUMBER.fullmatch(step.text) and _counts(step):
            numbers.setdefault(int(step.text), step.url)
    following = _present(numbers, own) + 1
    if following in numbers and not _is_calendar(numbers):
        yield numbers[following]


def _present(numbers: dict[int, str], url: str) -> int:
    """The number of the page itself; where it is no link, the first that is missing."""
    own = identity(url)
    here = next((number for number, there in numbers.items() if identity(there) == own), None)
    if here is not None:
        return here
    return next(number for number in range(1, len(numbers) + 2) if number not in numbers)


def _counts(step: _Step) -> bool:
    parts = urlsplit(step.url)
    number = _LAST_NUMBER.search((parts.path + "?" + parts.query)[-100:])
    if number is None:
        return step.text == "1"
    return int(step.text) - int(number[1][-6:]) in (0, 1)


def _is_calendar(numbers: dict[int, str]) -> bool:
    """Whether the numbers are days: many, each in an address with a year and a month."""
    days = [
        url
        for url in numbers.values()
        if re.search(r"/20\d\d/?-?[01]\d/?-?[0-3]?\d/?(?:\D|$)", url)
    ]
    return len(days) > 2
