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
from scrapers.listings.datalists import next_in_data, stories_in_data
from scrapers.listings.groups import date_groups
from scrapers.listings.pager import next_page, unfollowed
from scrapers.listings.shown import read_shown
from scrapers.listings.teaser_dates import Dates
from scrapers.listings.teasers import find_entries
from scrapers.logistic import Model, load_model
from scrapers.page.charset import decode
from scrapers.page.document import Document
from scrapers.page.scriptdata import json_value, values_in_scripts
from scrapers.values import Listing, Page, ScrapeError, Teaser
from scrapers.words.text import clean_text, fold
from scrapers.words.urls import canonical

_FEWEST = 3
_DEEP = re.compile(r"(?i)(?:[/_=-]|page)(?:[2-9]|[1-9]\d{1,4})(?:\.\w+)?/?$")
_FILE = re.compile(r"(?i)\s*[\[(（]\s*(?:pdf|docx?)\b[^)\]）]{0,40}[)\]）]\s*$")
_SHORTEST = 3
# An answer that is data: it begins as JSON does, or calls a function with it.
_DATA = re.compile(rb"(?:[\w$.]{1,80}\s?\(\s?)?[{\[]\s{0,99}[\"{\[]")
_LARGEST = 10_000_000
_SURE_OF_DATA = 0.8
# What is chosen by majority takes its likes along (decision 0060).
_NEARLY_ALL = 0.7
_CUT = re.compile(r"\s*(?:…|\.\.\.?)+\s*$")


def read_any_listing(page: Page) -> Listing:
    """Read the entries of a page of an unknown site, or of an answer in JSON; ScrapeError when it
    has no repeated links with the words of titles.
    """
    if _is_json(page):
        return _read_json(page)
    document = read_shown(page)
    dates = Dates(document.lines, page.zone, page.now)
    candidates = read_candidates(document, page, dates)
    likely = model().likelihoods(features(candidates, page))
    listed = [canonical(url, document.base) for url in linked_list(document.root)]
    urls = chosen(candidates, likely, listed)
    teasers = read_entries(document, page, urls, dates) if len(urls) >= _fewest(page.url) else ()
    links = {fold(each.title): each.entry.url for each in candidates}
    in_data = stories_in_data(values_in_scripts(document.root), page, document.base, links)
    kept = _with_data(teasers, in_data, {each.entry.url for each in candidates})
    if not kept:
        raise _no_list(page)
    following = next_page(document)
    return Listing(
        url=page.url,
        kind="generic",
        title=document.title,
        teasers=kept,
        next_url=following,
        unfollowed="" if following else unfollowed(document, {each.url for each in kept}),
        confidence=_SURE_OF_DATA if kept is in_data else _confidence(candidates, likely, urls),
    )


def _is_json(page: Page) -> bool:
    """Whether an answer is data and no page."""
    start = page.body[:200].lstrip(b"\xef\xbb\xbf \t\r\n")
    return _DATA.match(start) is not None and b"<html" not in page.body[:2000].lower()


def _read_json(page: Page) -> Listing:
    if len(page.body) > _LARGEST:
        raise ScrapeError("parse", page.url, "this is larger than a page of news can be")
    value = json_value(decode(page.body, page.content_type, page.charset))
    teasers = stories_in_data([value], page, page.url)
    if not teasers:
        raise _no_list(page)
    following = next_in_data(value, page.url)
    return Listing(page.url, "generic", "", teasers, next_url=following, confidence=_SURE_OF_DATA)


def _no_list(page: Page) -> ScrapeError:
    missing = "no repeated links with titles: this does not read like a list of articles"
    return ScrapeError("listing", page.url, missing)


def _with_data(
    shown: tuple[Teaser, ...], in_data: tuple[Teaser, ...], linked: set[str]
) -> tuple[Teaser, ...]:
    """The stories that a page shows, with what its data tells of them; those of its data where the
    page shows none, or none of these, and no date, so that a script must show them.
    """
    if not shown:
        return in_data
    unshown = linked.isdisjoint(teaser.url for teaser in in_data)
    if unshown and len(in_data) >= len(shown) and _dated(in_data) > 0 == _dated(shown):
        return in_data
    told = {teaser.url: teaser for teaser in in_data}
    return tuple(_merged(each, told[each.url]) if each.url in told else each for each in shown)


def _dated(teasers: Iterable[Teaser]) -> int:
    return sum(teaser.published is not None for teaser in teasers)


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
    return entries - _named_beside(candidates, entries)


def _named_beside(candidates: Sequence[Candidate], entries: set[str]) -> set[str]:
    """The addresses of links that stand in the lines of entries behind their titles: authors,
    sources, sections.

    Nearly all that are like them stand there.
    """
    longest: dict[int, int] = defaultdict(int)
    behind: dict[tuple[str, ...], list[bool]] = defaultdict(list)
    for each in candidates:
        start, length = each.entry.start, len(each.title)
        behind[each.kind].append(length < longest[start])
        if each.entry.url in entries:
            longest[start] = max(longest[start], length)
    seconds = {kind for kind, told in behind.items() if len(told) >= _FEWEST and _nearly_all(told)}
    firsts = {each.entry.url for each in candidates if each.kind not in seconds}
    return {each.entry.url for each in candidates if each.kind in seconds} - firsts


def _nearly_all(told: Sequence[bool]) -> bool:
    return sum(told) >= _NEARLY_ALL * len(told)


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


def read_entries(
    document: Document, page: Page, urls: set[str], dates: Dates
) -> tuple[Teaser, ...]:
    """The teasers of these canonical addresses in page order, each once.

    A title that is cut short is told whole where the page has it.
    """

    def address(url: str) -> str:
        target = canonical(url)
        return target if target in urls else ""

    best: dict[str, Teaser] = {}
    entries = find_entries(document, address, page.zone, now=page.now, dates=dates)
    date_groups(document.lines, entries, dates)
    for entry in entries:
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
