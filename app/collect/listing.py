"""Following a listing from its first page to known territory."""

from collections.abc import Iterator
from dataclasses import dataclass

from app.collect.visit import Visit, Visitor
from app.model import Source
from app.store import Store
from scrapers import Listing, ScrapeError, Scraper
from scrapers.choose import choose, named
from scrapers.urls import identity

CATCH_UP_PAGES = 3
MOST_PAGES = 5000


@dataclass(frozen=True, slots=True)
class Listed:
    """A listing page as visited and as read."""

    visit: Visit
    listing: Listing


def scraper_for(source: Source, visit: Visit) -> Scraper:
    """The scraper that the source names, else the one that fits the page."""
    return named(source.scraper) if source.scraper else choose(visit.page)


def first_page(source: Source, visitor: Visitor, *, conditional: bool) -> Listed | None:
    """The listing's first page, or None when it has not changed. ScrapeError when it shows no entries: that is never "no news"."""
    visit = visitor.visit(source.url, source.zone, conditional=conditional)
    return _read(source, visit) if visit else None


def further_pages(source: Source, first: Listed, visitor: Visitor, store: Store, pages: int | None) -> Iterator[Listed]:
    """The pages after the first: `pages` in all (0: to the end), or as far as everything is unknown, at most three."""
    here, seen = first, {identity(source.url)}
    most = CATCH_UP_PAGES if pages is None else pages or MOST_PAGES
    while len(seen) < most and here.listing.next_url and identity(here.listing.next_url) not in seen:
        if pages is None and store.locations.knows(source, [teaser.url for teaser in here.listing.teasers]):
            return
        seen.add(identity(here.listing.next_url))
        visit = visitor.visit(here.listing.next_url, source.zone, conditional=False)
        if visit is None:
            return
        here = _read(source, visit)
        yield here


def _read(source: Source, visit: Visit) -> Listed:
    listing = scraper_for(source, visit).listing(visit.page)
    if not listing.teasers:
        raise ScrapeError(
            "listing", visit.page.url, "no entries where there should be some; the site may have changed or be down for repair"
        )
    return Listed(visit, listing)
