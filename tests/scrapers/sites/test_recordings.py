"""Every site module reads its recorded pages as its recorded expectations say; a module without
recordings fails.
"""

import json
import re
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from scrapers import Article, Listing, Page, Scraper
from scrapers.choose import named
from scrapers.recipes.by_recipe import ByRecipe
from scrapers.recipes.recipe import read_recipe
from scrapers.sites import site_scrapers

RECORDINGS = Path(__file__).parents[2] / "recordings"
GUIDE = Path(__file__).parents[3] / "docs" / "add-a-source.md"
PAGES = sorted(RECORDINGS.glob("*/*.html"))


def said(value: Article | Listing, name: str) -> Any:
    """A field as recordings write it: dates in ISO 8601, teasers by address."""
    if name == "captions" and isinstance(value, Article):
        return [picture.full_caption for picture in value.pictures]
    if name == "teasers" and isinstance(value, Listing):
        return [
            [teaser.url, teaser.title, teaser.published.iso if teaser.published else None]
            for teaser in value.teasers
        ]
    if name == "promos":
        return [teaser.url for teaser in value.promos]
    field = getattr(value, name)
    return field.iso if name == "published" and field else field


def check(scraper: Scraper, page: bytes, recording: dict[str, Any]) -> None:
    read = scraper.article if recording["kind"] == "article" else scraper.listing
    value = read(
        Page(
            recording["url"],
            page,
            now=datetime.fromisoformat(recording["now"]) if "now" in recording else None,
        )
    )
    assert {name: said(value, name) for name in recording["expected"]} == recording["expected"]


@pytest.mark.parametrize("path", PAGES, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_a_recorded_page_reads_as_recorded(path: Path) -> None:
    check(
        named(path.parent.name),
        path.read_bytes(),
        json.loads(path.with_suffix(".json").read_text("utf-8")),
    )


@pytest.mark.parametrize("name", sorted(site_scrapers()))
def test_every_site_has_a_recorded_listing_and_article(name: str) -> None:
    kinds = {
        json.loads(path.read_text("utf-8"))["kind"] for path in (RECORDINGS / name).glob("*.json")
    }
    assert kinds == {"listing", "article"}


def test_the_examples_of_the_guide_work() -> None:
    guide = GUIDE.read_text("utf-8")
    recipe, code, page, recording = (
        re.findall(rf"```{kind}\n(.*?)```", guide, re.S)[0]
        for kind in ("toml", "python", "html", "json")
    )
    assert all(
        len([line for line in text.splitlines() if line.strip()]) <= 25 for text in (recipe, code)
    )
    module: dict[str, Any] = {}
    exec(code, module)
    for scraper in (module["SCRAPER"], ByRecipe(read_recipe(recipe))):
        check(scraper, page.encode(), json.loads(recording))
        assert (scraper.name, scraper.hosts) == ("rivertimes", frozenset({"river.example"}))
