"""Where a list may be by now that is no longer where it was: what its site says of it.

Decision 0119.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain, islice
from urllib.parse import urljoin

from app.collect.captures import Captures
from app.collect.visit import Visit, Visitor, recalled
from app.news.remedies import Remedy, Way
from app.news.standing import is_front
from app.store import Store
from app.values.address import address_of
from app.values.errors import FetchError
from app.values.model import Location, Source
from scrapers import Page, ScrapeError
from scrapers.feeds.discover import feed_links
from scrapers.page.document import Document, read_document
from scrapers.page.leads import Lead, called, leads_of, names_of
from scrapers.words.text import fold
from scrapers.words.urls import absolute, host_of, identity

# So many places are named in one look, so many of them only because some link leads there.
_MOST, _MOST_UNNAMED = 12, 6
_LONGEST_NAME = 40
_STORIES_KEPT, _STORIES_ASKED = 5, 2
_SITEMAPS = ("/news-sitemap.xml", "/sitemap.xml")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a list may be, and who says so; `is_named`: under the list's own name, or because it
    was there before.
    """

    way: Way
    url: str
    is_named: bool = False


@dataclass(slots=True)
class Whereabouts:
    """The places at which the list of a source may be by now, the likeliest first."""

    source: Source
    visitor: Visitor
    store: Store
    captures: Captures
    remedies: Iterable[Remedy]
    _seen: set[str] = field(default_factory=set)

    def places(self, answer: Visit | None) -> Iterator[Place]:
        """Places, each once; `answer` is the page at the list's address, if there is one. What is
        not asked for costs no request.
        """
        self._seen = {self.source.key}
        yield from islice(self._once(self._all(answer)), _MOST)

    def _once(self, places: Iterable[Place]) -> Iterator[Place]:
        for place in places:
            key = identity(place.url)
            # A front page shows what is new of all sections: it is none of their lists.
            if key not in self._seen and not is_front(key):
                self._seen.add(key)
                yield place

    def _all(self, answer: Visit | None) -> Iterator[Place]:
        for remedy in self.remedies:
            yield Place("former", remedy.before.url, is_named=True)
        if answer is not None:
            yield Place("redirect", answer.page.url)
            yield from (Place("canonical", url) for url in _claims(answer.page))
        stories = self.store.locations.last_read(self.source, _STORIES_KEPT)
        names = self._names(stories)
        pages: list[tuple[Way, Document]] = []
        for way, document in self._pages(stories):
            pages.append((way, document))
            yield from (Place(way, url, is_named=True) for url in called(document, names))
        for _, document in pages:
            yield from (Place("feed", url) for url in feed_links(document))
        near = names | self._headings() | {fold(self.source.title), fold(self.source.section.title)}
        yield from islice(_unnamed(pages, near, self.store.locations.by_keys), _MOST_UNNAMED)
        yield from (Place("sitemap", urljoin(self.source.url, path)) for path in _SITEMAPS)

    def _listing(self) -> Visit | None:
        """The list as it was last."""
        source = self.source
        return recalled(self.captures, source, source.address, source.listing_capture)

    def _headings(self) -> set[str]:
        """What stood over the list while it was at its address."""
        listing = self._listing()
        document = _document(listing.page) if listing is not None else None
        lines = document.lines if document is not None else ()
        over = (fold(line.text) for line in lines if line.heading and not line.links)
        return {name for name in over if 1 < len(name) <= _LONGEST_NAME}

    def _names(self, stories: Iterable[Location]) -> set[str]:
        """What the site called the list while it was at its address."""
        names: set[str] = set()
        kept = [self._listing()]
        kept += [
            recalled(self.captures, self.source, story.address, story.capture) for story in stories
        ]
        for visit in filter(None, kept):
            document = _document(visit.page)
            names |= names_of(document, self.source.key) if document is not None else set()
        return names

    def _pages(self, stories: Iterable[Location]) -> Iterator[tuple[Way, Document]]:
        """The front pages of the source's site, and a few known stories, as they are now."""
        hosts = {host_of(self.source.url): self.source.url}
        for story in stories:
            hosts.setdefault(host_of(story.url), story.url)
        for url in hosts.values():
            yield from (("front", page) for page in self._ask(urljoin(url, "/")))
        for story in islice(stories, _STORIES_ASKED):
            yield from (("story", page) for page in self._ask(story.url))

    def _ask(self, url: str) -> Iterator[Document]:
        try:
            visit = self.visitor.visit(address_of(url), conditional=False)
        except FetchError:
            return
        if visit is not None and (document := _document(visit.page)) is not None:
            yield document


def _unnamed(
    pages: Sequence[tuple[Way, Document]],
    near: set[str],
    known: Callable[[Sequence[str]], Mapping[str, Location]],
) -> Iterator[Place]:
    """Where the menus of a site lead: links whose words hold the list's name, or are held by it,
    then others, those that stand on most of its pages first; of those on one alone, only what its
    front page leads to, if nobody has told of it as a story.
    """
    found = [(way, leads) for way, document in pages if (leads := _own_leads(document))]
    ways, counts = _ways(found), Counter(chain.from_iterable(_urls(leads) for _, leads in found))
    near_ones = {lead.url for _, leads in found for lead in leads if _is_near(lead, near)}
    several = {url for url in ways if counts[url] >= min(2, len(found))}
    at_front = _not_in(known, [url for url, way in ways.items() if way == "front"])
    menu = [url for url in ways if url in near_ones | several | at_front]
    for url in sorted(menu, key=lambda url: (url not in near_ones, -counts[url])):
        yield Place(ways[url], url)


def _ways(found: Sequence[tuple[Way, list[Lead]]]) -> dict[str, Way]:
    """On which kind of page each link was met first."""
    ways: dict[str, Way] = {}
    for way, leads in found:
        for url in _urls(leads):
            ways.setdefault(url, way)
    return ways


def _urls(leads: Iterable[Lead]) -> list[str]:
    """The addresses to which links lead, each once, in their order."""
    return list(dict.fromkeys(lead.url for lead in leads))


def _own_leads(document: Document) -> list[Lead]:
    """The links of a page to its own site that are called as lists are."""
    own = host_of(document.url)
    return [lead for lead in leads_of(document) if host_of(lead.url) == own]


def _is_near(lead: Lead, names: set[str]) -> bool:
    return any(lead.words in name or name in lead.words for name in names if name)


def _not_in(
    known: Callable[[Sequence[str]], Mapping[str, Location]], urls: Sequence[str]
) -> set[str]:
    """Those of some addresses of which nobody has told."""
    keys = {url: identity(url) for url in urls}
    told_of = known(list(keys.values()))
    return {url for url, key in keys.items() if key not in told_of}


def _claims(page: Page) -> list[str]:
    """The address that a page gives as its own."""
    document = _document(page)
    if document is None:
        return []
    links = document.root.iter("link")
    claims = [link.get("href") or "" for link in links if link.get("rel") == "canonical"]
    return [url for claim in claims[:1] if claim and (url := absolute(claim, document.base))]


def _document(page: Page) -> Document | None:
    try:
        return read_document(page)
    except ScrapeError:
        return None
