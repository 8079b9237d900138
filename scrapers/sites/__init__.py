"""One file for each peculiar site, a module or a recipe; found by scanning this folder, so there is
no list to edit.
"""

import pkgutil
from collections.abc import Iterator
from functools import cache
from importlib import import_module
from importlib.resources import files

from scrapers.recipes.by_recipe import ByRecipe
from scrapers.recipes.recipe import read_recipe
from scrapers.values import Scraper
from scrapers.words.urls import host_of


@cache
def site_scrapers() -> dict[str, Scraper]:
    """All site scrapers by name: each module's `SCRAPER`, and each recipe (a file in TOML)."""
    return {scraper.name: scraper for scraper in (*_of_modules(), *_of_recipes())}


def _of_modules() -> Iterator[Scraper]:
    for info in pkgutil.iter_modules(__path__):
        if not info.name.startswith("_"):
            module = import_module(f"{__name__}.{info.name}")
            if hasattr(module, "SCRAPER"):
                yield module.SCRAPER


def _of_recipes() -> Iterator[Scraper]:
    recipes = [file for file in files(__name__).iterdir() if file.name.endswith(".toml")]
    for file in sorted(recipes, key=lambda file: file.name):
        yield ByRecipe(read_recipe(file.read_text("utf-8")))


def claiming(url: str) -> Scraper | None:
    """The site scraper that claims the URL's host, or None."""
    host = host_of(url)
    return next((scraper for scraper in site_scrapers().values() if host in scraper.hosts), None)
