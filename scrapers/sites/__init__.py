"""One file for each peculiar site, a module or a recipe; found by scanning this folder, so there is no list to edit."""

import pkgutil
from functools import cache
from importlib import import_module
from importlib.resources import files

from scrapers.recipes.by_recipe import ByRecipe
from scrapers.recipes.recipe import read_recipe
from scrapers.values import Scraper
from scrapers.words.urls import host_of


@cache
def site_scrapers() -> dict[str, Scraper]:
    """All site scrapers by name: each module's `SCRAPER`, and each recipe (a file that ends in .toml)."""
    modules = [import_module(f"{__name__}.{info.name}") for info in pkgutil.iter_modules(__path__) if not info.name.startswith("_")]
    recipes = [file for file in files(__name__).iterdir() if file.name.endswith(".toml")]
    found: list[Scraper] = [module.SCRAPER for module in modules if hasattr(module, "SCRAPER")]
    found += [ByRecipe(read_recipe(file.read_text("utf-8"))) for file in sorted(recipes, key=lambda file: file.name)]
    return {scraper.name: scraper for scraper in found}


def claiming(url: str) -> Scraper | None:
    """The site scraper that claims the URL's host, or None."""
    host = host_of(url)
    return next((scraper for scraper in site_scrapers().values() if host in scraper.hosts), None)
