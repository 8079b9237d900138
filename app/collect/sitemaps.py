"""An index of sitemaps as a source: the sitemaps of its newest stories are read as one listing."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from app.collect.listing import Listed, check_landing, listed, read, read_listing
from app.collect.visit import Visit, Visitor
from app.store import PageValidators
from app.values.address import address_of
from app.values.errors import FetchError
from app.values.model import Source
from scrapers import Listing, Page, ScrapeError
from scrapers.feeds.sitemap import is_dated, is_index, merged, of_stories
from scrapers.feeds.upstream import Feed

# Indexes list indexes where a site has one for each of its papers or years.
_DEEPEST, _MOST = 3, 9


def read_first(
    source: Source, visit: Visit, visitor: Visitor, others: Callable[[], list[Source]]
) -> Listed:
    """Read the first page of a listing, or the sitemaps of which it is the index. FetchError,
    ScrapeError.
    """
    if not is_index(visit.page):
        return read_listing(source, visit, others)
    check_landing(source, visit, others)
    below = Sitemaps(visit.page.url, lambda url: _page(url, visitor))
    below.read(of_stories(visit.page))
    for problem in below.problems:
        visitor.statistics.fail(problem)
    if below.problems and not below.listings:
        raise below.problems[-1]
    if below.problems or not is_dated(visit.page, below.asked):
        # It may stay as it is while they change, so it is read again the next time.
        visit = replace(visit, validators=PageValidators(visit.validators.address))
    return listed(visit, merged(visit.page.url, below.listings))


def _page(url: str, visitor: Visitor) -> Page | None:
    visit = visitor.visit(address_of(url), conditional=False)
    return visit.page if visit else None


class Sitemaps:
    """The sitemaps below the index at `index`: what they list, which were asked for by `page_at`
    (FetchError), and what was wrong with those that list nothing.
    """

    def __init__(self, index: str, page_at: Callable[[str], Page | None]) -> None:
        self._index = index
        self._page_at = page_at
        self.listings: list[Listing] = []
        self.asked: list[str] = []
        self.problems: list[FetchError | ScrapeError] = []

    def read(self, urls: Sequence[str], depth: int = 1) -> None:
        """Read sitemaps, and those that an index among them lists."""
        for url in urls:
            if url in (self._index, *self.asked) or len(self.asked) == _MOST:
                continue
            self.asked.append(url)
            try:
                self._read(url, depth)
            except (FetchError, ScrapeError) as error:
                self.problems.append(error)

    def _read(self, url: str, depth: int) -> None:
        page = self._page_at(url)
        if page is None:
            return
        if is_index(page) and depth < _DEEPEST:
            self.read(of_stories(page), depth + 1)
        else:
            self.listings.append(read(Feed().listing, page, "listing"))
