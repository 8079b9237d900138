"""One module for each peculiar site; found by scanning this folder, so there is no list to edit."""

import pkgutil
from functools import cache
from importlib import import_module

from scrapers.base import Scraper
from scrapers.urls import host_of


@cache
def site_scrapers() -> dict[str, Scraper]:
    """All site scrapers by name: each module's `SCRAPER`."""
    modules = [import_module(f"{__name__}.{info.name}") for info in pkgutil.iter_modules(__path__) if not info.name.startswith("_")]
    return {module.SCRAPER.name: module.SCRAPER for module in modules}


def claiming(url: str) -> Scraper | None:
    """The site scraper that claims the URL's host, or None."""
    host = host_of(url)
    return next((scraper for scraper in site_scrapers().values() if host in scraper.hosts), None)
