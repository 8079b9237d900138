"""An index of sitemaps as a source: the sitemaps of its newest stories are read as one listing."""

from collections.abc import Callable
from dataclasses import replace

from app.collect.listing import Listed, check_landing, listed, read, read_listing
from app.collect.visit import Visit, Visitor
from app.store import PageValidators
from app.values.address import address_of
from app.values.errors import FetchError
from app.values.model import Source
from scrapers import Listing, ScrapeError
from scrapers.feeds.sitemap import is_dated, is_index, merged, of_stories
from scrapers.feeds.upstream import Feed


def read_first(
    source: Source, visit: Visit, visitor: Visitor, others: Callable[[], list[Source]]
) -> Listed:
    """Read the first page of a listing, or the sitemaps of which it is the index. FetchError,
    ScrapeError.
    """
    if not is_index(visit.page):
        return read_listing(source, visit, others)
    check_landing(source, visit, others)
    urls = of_stories(visit.page)
    listings, problem = _sitemaps(urls, visitor)
    if problem is not None and not listings:
        raise problem
    if problem is not None or not is_dated(visit.page, urls):
        # It may stay as it is while they change, so it is read again the next time.
        visit = replace(visit, validators=PageValidators(visit.validators.address))
    return listed(visit, merged(visit.page.url, listings))


def _sitemaps(
    urls: list[str], visitor: Visitor
) -> tuple[list[Listing], FetchError | ScrapeError | None]:
    """What sitemaps list, and what was wrong with the last of those that list nothing."""
    listings: list[Listing] = []
    problem: FetchError | ScrapeError | None = None
    for url in urls:
        try:
            visit = visitor.visit(address_of(url), conditional=False)
            if visit is not None:
                listings.append(read(Feed().listing, visit.page, "listing"))
        except (FetchError, ScrapeError) as error:
            problem = error
            visitor.statistics.fail(error)
    return listings, problem
