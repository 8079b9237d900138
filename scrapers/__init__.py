"""Reading news pages: bytes and a URL in, frozen dataclasses out; no network, no database, no
clock.

`reader_for` says who reads a page, `clean_html` is the one sanitiser. Both are loaded on first use:
a value needs no extractor.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from scrapers.values import Article, Listing, Page, Picture, ScrapeError, Scraper, Stamp, Teaser

if TYPE_CHECKING:
    from scrapers.choose import reader_for
    from scrapers.words.text import clean_html

__all__ = [
    "Article",
    "Listing",
    "Page",
    "Picture",
    "ScrapeError",
    "Scraper",
    "Stamp",
    "Teaser",
    "clean_html",
    "reader_for",
]

_ON_FIRST_USE = {"reader_for": "scrapers.choose", "clean_html": "scrapers.words.text"}


def __getattr__(name: str) -> Any:
    """A public name that is loaded when it is first asked for (PEP 562)."""
    if name not in _ON_FIRST_USE:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_ON_FIRST_USE[name]), name)
