"""Any site at all: the reading that is tried when nobody knows the site."""

from scrapers.articles.article import read_any_article
from scrapers.listings.listing import read_any_listing
from scrapers.values import Article, Listing, Page


class Generic:
    """Finds the repeated story links of a listing and the main text of an article, whatever the
    site.
    """

    name = "generic"
    hosts: frozenset[str] = frozenset()

    def listing(self, page: Page) -> Listing:
        """Read a page of links; ScrapeError when it has no repeated entries."""
        return read_any_listing(page)

    def article(self, page: Page) -> Article:
        """Read one article; ScrapeError when the page holds no article."""
        return read_any_article(page)
