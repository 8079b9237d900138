"""Read any listing: its entries are told by their likes, their words and their surroundings.

A logistic model judges each link (decision 0060). Its weights stand in `listing.json`, which
`benchmarks/fit_listing.py` writes.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import cache
from urllib.parse import urlsplit

from scrapers.articles.linked_data import linked_list
from scrapers.listings.candidates import FEATURES, VERSION, Candidate, features, read_candidates
from scrapers.listings.pager import next_page
from scrapers.listings.shown import read_shown
from scrapers.listings.teasers import find_entries
from scrapers.logistic import Model, load_model
from scrapers.page.document import Document
from scrapers.values import Listing, Page, ScrapeError, Teaser
from scrapers.words.text import clean_text
from scrapers.words.urls import canonical

_FEWEST = 3
_DEEP = re.compile(r"(?i)(?:[/_=-]|page)(?:[2-9]|[1-9]\d{1,4})(?:\.\w+)?/?$")
_FILE = re.compile(r"(?i)\s*[\[(（]\s*(?:pdf|docx?)\b[^)\]）]{0,40}[)\]）]\s*$")
_SHORTEST = 3
# What is chosen by majority takes its likes along (decision 0060).
_NEARLY_ALL = 0.7
_CUT = re.compile(r"\s*(?:…|\.\.\.?)+\s*$")


def read_any_listing(page: Page) -> Listing:
    """Read the entries of a page of an unknown site; ScrapeError when it has no repeated links with
    the words of titles.
    """
    document = read_shown(page)
    candidates = read_candidates(document, page)
    likely = model().likelihoods(features(candidates, page))
    listed = [canonical(url, document.base) for url in linked_list(document.root)]
    urls = chosen(candidates, likely, listed)
    if len(urls) < _fewest(page.url):
        missing = "no repeated links with titles: this does not read like a list of articles"
        raise ScrapeError("listing", page.url, missing)
    return Listing(
        url=page.url,
        kind="generic",
        title=document.title,
        teasers=read_entries(document, page, urls),
        next_url=next_page(document),
        confidence=_confidence(candidates, likely, urls),
    )


def _fewest(url: str) -> int:
    """How many entries a listing must have: the last of several pages may have one."""
    parts = urlsplit(url)
    return 1 if _DEEP.search(parts.path + parts.query) else _FEWEST


@cache
def model() -> Model:
    """What tells entries from other links, by the features of `scrapers.listings.candidates`."""
    return load_model("scrapers.listings", "listing.json", FEATURES, VERSION)


def chosen(
    candidates: Sequence[Candidate],
    likely: Sequence[float],
    listed: Sequence[str],
) -> set[str]:
    """The addresses of the entries.

    These are what is likely, what the page's own data lists, and what is just like most of those.
    """
    judged = zip(candidates, likely, strict=True)
    entries = {each.entry.url for each, likelihood in judged if likelihood > 0.5}
    listed_here = {each.entry.url for each in candidates}.intersection(listed)
    if len(listed_here) >= _FEWEST:
        entries |= listed_here
    for parts, most in ((2, 0.5), (1, _NEARLY_ALL)):
        _take_along(entries, _alike(candidates, parts), most)
    return entries


def _take_along(entries: set[str], groups: Iterable[set[str]], most: float) -> None:
    """Add the groups of which more than the share `most` was found."""
    for urls in groups:
        if len(urls) >= _FEWEST and len(urls & entries) > most * len(urls):
            entries.update(urls)


def _alike(candidates: Sequence[Candidate], parts: int) -> Iterable[set[str]]:
    """The addresses of candidates of one kind, by the first parts of what makes their kind."""
    kinds: dict[tuple[str, ...], set[str]] = defaultdict(set)
    for each in candidates:
        kinds[each.kind[:parts]].add(each.entry.url)
    return kinds.values()


def read_entries(document: Document, page: Page, urls: set[str]) -> tuple[Teaser, ...]:
    """The teasers of these canonical addresses in page order, each once.

    A title that is cut short is told whole where the page has it.
    """

    def address(url: str) -> str:
        target = canonical(url)
        return target if target in urls else ""

    best: dict[str, Teaser] = {}
    for entry in find_entries(document, address, page.zone, now=page.now):
        teaser = entry.teaser
        if teaser is not None:
            before = best.get(teaser.url)
            best[teaser.url] = _merged(before, teaser) if before else teaser
    whole = _whole_titles(document)
    titles = {url: _uncut(teaser.title, whole.get(url, "")) for url, teaser in best.items()}
    return tuple(replace(teaser, title=titles[url]) for url, teaser in best.items())


def _whole_titles(document: Document) -> dict[str, str]:
    """What the title attributes of links say, by canonical address."""
    titles: dict[str, str] = {}
    for link in document.root.iter("a"):
        if title := link.get("title"):
            titles[canonical(link.get("href", ""), document.base)] = clean_text(title)
    return titles


def _merged(one: Teaser, other: Teaser) -> Teaser:
    """A story that stands twice on a page: the second place tells what the first does not say."""
    return replace(
        one,
        summary=one.summary or other.summary,
        published=one.published or other.published,
        picture=one.picture or other.picture,
    )


def _uncut(title: str, whole: str) -> str:
    """A title without the mark of a file, told whole where it is cut short."""
    title = _FILE.sub("", title)
    start = _CUT.sub("", title)
    if len(start) <= _SHORTEST or not whole.startswith(start):
        return title
    rest = whole.removeprefix(start).lstrip()
    goes_on = start != title or rest[:1].isalnum()
    return whole if goes_on else title


def _confidence(
    candidates: Sequence[Candidate],
    likely: Sequence[float],
    urls: set[str],
) -> float:
    """How far the choice is from a toss-up.

    It is the mean certainty over what was chosen and what nearly was.
    """
    judged = zip(candidates, likely, strict=True)
    counted = [value for each, value in judged if each.entry.url in urls or value > 0.1]
    sure = [abs(2 * value - 1) for value in counted]
    return round(sum(sure) / len(sure), 2) if sure else 0.0
