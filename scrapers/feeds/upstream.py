"""Sites that do offer a feed or a sitemap, read as listings."""

from scrapers.feeds.json_feed import read_json_feed
from scrapers.feeds.kind import is_feed, is_json_feed, is_sitemap
from scrapers.feeds.nesting import check_size
from scrapers.feeds.sitemap import read_sitemap
from scrapers.feeds.xml_feed import read_xml_feed
from scrapers.listings.generic import Generic
from scrapers.values import Article, Listing, Page, ScrapeError


class Feed(Generic):
    """Reads a feed as a listing; its articles are read as any site's."""

    name = "feed"

    def listing(self, page: Page) -> Listing:
        """Read the entries of a feed or a sitemap; ScrapeError when it is neither."""
        check_size(page)
        if not is_feed(page):
            raise ScrapeError(
                "listing", page.url, "this is no RSS, Atom or JSON feed and no sitemap"
            )
        if is_sitemap(page):
            return read_sitemap(page)
        return read_json_feed(page) if is_json_feed(page) else read_xml_feed(page)

    def article(self, page: Page) -> Article:
        """Read one article; ScrapeError when the page holds none, or is a feed itself."""
        if is_feed(page):
            raise ScrapeError("article", page.url, "this is a list of stories, and no story")
        return super().article(page)
