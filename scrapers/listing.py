"""Read any listing: the links that look alike and say most are its entries."""

import re
from collections import defaultdict
from urllib.parse import urlsplit

from scrapers.base import Listing, Page, ScrapeError
from scrapers.document import Document, read_document
from scrapers.teasers import find_entries
from scrapers.urls import canonical, host_of

_FEWEST = 3
_TITLE = 12
_DEEP = re.compile(r"(?i)(?:[/_=-]|page)(?:[2-9]|[1-9]\d{1,4})(?:\.\w+)?/?$")
_NUMBERED = re.compile(r"/9(?:\.\w+)?$")
_NEXT = re.compile(r"(?i)^\W*(?:next(?: page)?|older|下一页|下页|后页)\W*$")


def read_any_listing(page: Page) -> Listing:
    """Read the entries of a page of an unknown site; ScrapeError when no group of alike links has the words of titles."""
    document = read_document(page)
    shape, weight, total = _strongest_shape(document, 1 if _DEEP.search(urlsplit(page.url).path + urlsplit(page.url).query) else _FEWEST)
    if not shape:
        raise ScrapeError("listing", page.url, "no repeated links with titles: this does not read like a list of articles")
    entries = find_entries(document, lambda url: canonical(url) if _shape(url, page.url) == shape else "", page.zone)
    found = [entry.teaser for entry in entries if entry.teaser]
    teasers = {teaser.url: teaser for teaser in reversed(found)}
    return Listing(
        url=page.url,
        kind="generic",
        title=document.title,
        teasers=tuple(teasers.values())[::-1],
        next_url=_next(document),
        confidence=round(weight / total, 2) if total else 0.0,
    )


def _strongest_shape(document: Document, fewest: int) -> tuple[str, int, int]:
    """The path shape whose links have most words, those words, and the words of all links (characters).

    `fewest` links make a listing: three, but the last page of one may show a single story, whose address then has a number in it.
    """
    words: dict[str, dict[str, str]] = defaultdict(dict)
    for line in document.lines:
        for link in line.links:
            if len(link.text) >= _TITLE and not line.outside:
                words[_shape(link.url, document.url)].setdefault(canonical(link.url), link.text)
    weights = {
        shape: sum(map(len, links.values()))
        for shape, links in words.items()
        if shape and len(links) >= (fewest if _NUMBERED.search(shape) else _FEWEST)
    }
    best = max(weights, key=lambda shape: weights[shape], default="")
    return best, weights.get(best, 0), sum(weights.values())


def _shape(url: str, own: str) -> str:
    """A URL's path with digits and the last part blotted out; empty for other hosts and the page itself."""
    if host_of(url) != host_of(own) or canonical(url) == canonical(own):
        return ""
    folder, _, leaf = urlsplit(url).path.rstrip("/").rpartition("/")
    ending = re.sub(r".*?(\.\w+)?$", r"\1", leaf)
    kind = "9" if re.search(r"\d", leaf) else "a"
    return re.sub(r"\d+", "9", folder) + "/" + kind + ending if leaf else ""


def _next(document: Document) -> str:
    for line in document.lines:
        for link in line.links:
            if _NEXT.match(link.text):
                return canonical(link.url)
    return ""
