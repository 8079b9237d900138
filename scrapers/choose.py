"""Which scraper reads a page: the one that is named, else the site module that claims the host, else what the page is."""

from scrapers.base import Page, Scraper
from scrapers.generic import Generic
from scrapers.sites import claiming, site_scrapers
from scrapers.upstream import Feed, is_feed


def scraper_names() -> list[str]:
    """All names that `named` knows."""
    return sorted([*site_scrapers(), Feed.name, Generic.name])


def named(name: str) -> Scraper:
    """The scraper of that name; KeyError when there is none."""
    return {**site_scrapers(), Feed.name: Feed(), Generic.name: Generic()}[name]


def choose(page: Page) -> Scraper:
    """The scraper for a page nobody named one for."""
    return Feed() if is_feed(page) else claiming(page.url) or Generic()
