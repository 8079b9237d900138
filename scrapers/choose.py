"""Which scraper reads a page: the one that is named, else the site module that claims the host,
else what the page is.
"""

from collections.abc import Mapping
from typing import Any

from scrapers.feeds.kind import is_feed
from scrapers.feeds.upstream import Feed
from scrapers.listings.generic import Generic
from scrapers.recipes.by_recipe import ByRecipe
from scrapers.recipes.recipe import recipe_of
from scrapers.sites import claiming, site_scrapers
from scrapers.values import Page, Scraper


def scraper_names() -> list[str]:
    """All names that `named` knows."""
    return sorted([*site_scrapers(), Feed.name, Generic.name])


def named(name: str) -> Scraper:
    """The scraper of that name; KeyError when there is none."""
    return {**site_scrapers(), Feed.name: Feed(), Generic.name: Generic()}[name]


def reader_for(page: Page, name: str = "", recipe: Mapping[str, Any] | None = None) -> Scraper:
    """The scraper for a page of a source: that of its own recipe, else the one named, else the one
    that fits the page; a feed is read as one, whoever is named.

    KeyError for an unknown name, RecipeError for a recipe that cannot be read.
    """
    if is_feed(page):
        return Feed()
    if recipe is not None:
        return ByRecipe(recipe_of(recipe))
    return named(name) if name else choose(page)


def choose(page: Page) -> Scraper:
    """The scraper for a page nobody named one for."""
    return Feed() if is_feed(page) else claiming(page.url) or Generic()
