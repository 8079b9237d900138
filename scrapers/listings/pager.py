"""Where a listing goes on: the address of its next, older page."""

import re
from collections.abc import Container, Iterable, Iterator
from urllib.parse import urlsplit

from lxml import etree, html

from scrapers.page.addresses import href_of
from scrapers.page.document import Document
from scrapers.page.pager_scripts import (
    calls_a_pager,
    page_number,
    told_by_choice,
    told_by_scripts,
)
from scrapers.page.steps import (
    ARROW,
    NEXT,
    NUMBER,
    SHOWN_BY_SCRIPTS,
    Step,
    labels_of,
    linked_as,
    steps_of,
    words_of,
)
from scrapers.words.addressed import is_address
from scrapers.words.urls import absolute, canonical, host_of, identity

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
_LAST_NUMBER = re.compile(r"(?<!\d)(\d+)(?=\D*$)")
_PRESSED = ("a", "button", "input")


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
    for node in document.root.iter("a", "script", *SHOWN_BY_SCRIPTS):
        if href := href_of(node) if node.tag == "a" else "":
            found = "" if canonical(href, document.base) in entries else found
        elif not found and not _is_off(node):
            found = calls_a_pager(node) if node.tag == "script" else _dead_end(node)
    return found


def _dead_end(node: html.HtmlElement) -> str:
    """The words of an element that would lead on, if it led anywhere."""
    if node.tag not in _PRESSED and node.get("onclick") is None and node.get("role") != "button":
        return ""
    text = words_of(node)
    words = (text, *labels_of(node, text))
    said = next((each for each in words if NEXT.match(each) or _LOADS.match(each)), "")
    return said or (text if NUMBER.fullmatch(text) and _follows_number(node, int(text)) else "")


def _follows_number(node: html.HtmlElement, number: int) -> bool:
    """Whether an element stands in a row of numbers, behind the one before its own."""
    before = node.getprevious()
    if before is None and (parent := node.getparent()) is not None:
        before = parent.getprevious()
    return before is not None and words_of(before) == str(number - 1)


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
    yield from linked_as(document, "next")
    steps = list(steps_of(document))
    yield from (step.url for step in steps if step.says(NEXT))
    yield from (step.url for step in steps if _leads_on(step, document))
    yield from told_by_choice(document)
    yield from _numbered(steps, document.url)
    yield from _kept_for_scripts(document)
    yield from told_by_scripts(document)
    yield from _counted_on(steps, document.url)


def _leads_on(step: Step, document: Document) -> bool:
    """Whether something is an arrow or "more" whose address has a page's number in it."""
    if not (step.says(ARROW) or step.says(_MORE)):
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


def _counted_on(steps: Iterable[Step], own: str) -> Iterator[str]:
    """The addresses that differ from this page's by the next number alone."""
    rest, present = page_number(own)
    wanted = rest, (present or 1) + 1
    yield from (step.url for step in steps if page_number(step.url) == wanted)


def _numbered(steps: Iterable[Step], own: str) -> Iterator[str]:
    """The number after the present one, in a row of numbers that stand in their addresses.

    They are counted from one or from nought.
    """
    numbers: dict[int, str] = {}
    for step in steps:
        if NUMBER.fullmatch(step.text) and _counts(step):
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


def _counts(step: Step) -> bool:
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
