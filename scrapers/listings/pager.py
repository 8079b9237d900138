"""Where a listing goes on: the address of its next, older page."""

import re
from collections.abc import Iterator
from itertools import chain
from urllib.parse import urlsplit

from scrapers.page.document import Document
from scrapers.page.lines import Line, Link
from scrapers.words.urls import absolute, canonical, host_of, identity

_NEXT = re.compile(
    r"(?i)^\W*(?:next(?: page| \d+)?|older(?: posts| entries| stories| articles| news)?|previous "
    r"(?:posts|entries|stories)|下一?页|后一?页|"
    r"下一頁|下頁|次へ|次のページ|다음(?: 페이지)?"
    r"|weiter|nächste(?: seite)?|ältere (?:beiträge|artikel)|(?:page "
    r")?suivante?|"
    r"siguiente|página siguiente|"
    r"successiv[ao]|próxim[ao](?: página)?|следующая|далее|вперёд|volgende)\W*$"
)
_ARROW = re.compile(r"^(?:>|>>|»|›|→|≫)$")
_MORE = re.compile(
    r"(?i)^\W*(?:load |show |see |view )?more(?: "
    r"(?:news|stories|articles|posts|results))?\W*$|^\W*(?:加载|查看|点击加载)?更多\W*$"
)
_PAGED = re.compile(
    r"(?i)(?:[?&](?:page|paged|p|pn|pg|start|offset|pageindex|curpage)=|/page/|"
    r"[/_-]p?(?:age)?[_-]?)(\d{1,4})(?:\.\w+)?/?(?=$|[&#?])"
)
_NUMBER = re.compile(r"\d{1,4}")
_LAST_NUMBER = re.compile(r"(?<!\d)(\d+)(?=\D*$)")


def next_page(document: Document) -> str:
    """The canonical address of the page after this one, "" when the page does not lead to one of
    its own site.
    """
    own = identity(document.url)
    for url in (*_linked_as_next(document), *_worded(document.lines), *_numbered(document)):
        address = canonical(url)
        if address and identity(address) != own and host_of(address) == host_of(document.url):
            return address
    return ""


def _linked_as_next(document: Document) -> Iterator[str]:
    """What rel=next says."""
    for element in document.root.iter("link", "a"):
        if "next" in (element.get("rel") or "").lower().split():
            yield absolute(element.get("href", ""), document.base)


def _worded(lines: list[Line]) -> Iterator[str]:
    """What the words for it lead to."""
    links = [link for link in _links(lines) if len(link.text) < 40]
    yield from (link.url for link in links if _NEXT.match(link.text))
    yield from (link.url for link in links if _leads_on(link))


def _links(lines: list[Line]) -> Iterator[Link]:
    return chain.from_iterable(line.links for line in lines)


def _leads_on(link: Link) -> bool:
    """Whether a link is an arrow or "more" whose address has a page's number in it."""
    says_more = _ARROW.match(link.text) or _MORE.match(link.text)
    return bool(says_more and _PAGED.search(link.url))


def _numbered(document: Document) -> Iterator[str]:
    """The number after the present one, in a row of numbers that stand in their addresses.

    They are counted from one or from nought.
    """
    numbers: dict[int, str] = {}
    for link in _links(document.lines):
        if _NUMBER.fullmatch(link.text) and _counts(link):
            numbers.setdefault(int(link.text), link.url)
    following = _present(numbers, document.url) + 1
    if following in numbers and not _is_calendar(numbers):
        yield numbers[following]


def _present(numbers: dict[int, str], url: str) -> int:
    """The number of the page itself; where it is no link, the first that is missing."""
    own = identity(url)
    here = next((number for number, there in numbers.items() if identity(there) == own), None)
    if here is not None:
        return here
    return next(number for number in range(1, len(numbers) + 2) if number not in numbers)


def _counts(link: Link) -> bool:
    parts = urlsplit(link.url)
    number = _LAST_NUMBER.search((parts.path + "?" + parts.query)[-100:])
    if number is None:
        return link.text == "1"
    return int(link.text) - int(number[1][-6:]) in (0, 1)


def _is_calendar(numbers: dict[int, str]) -> bool:
    """Whether the numbers are days: many, each in an address with a year and a month."""
    days = [
        url
        for url in numbers.values()
        if re.search(r"/20\d\d/?-?[01]\d/?-?[0-3]?\d/?(?:\D|$)", url)
    ]
    return len(days) > 2
