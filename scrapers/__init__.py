"""Reading news pages: bytes and a URL in, frozen dataclasses out; no network, no database, no clock."""

from scrapers.values import Article, Listing, Page, Picture, ScrapeError, Scraper, Stamp, Teaser

__all__ = ["Article", "Listing", "Page", "Picture", "ScrapeError", "Scraper", "Stamp", "Teaser"]
