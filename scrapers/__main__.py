"""`python -m scrapers article|listing FILE --url URL`: what a saved page says, as JSON, without
database or network.

`python -m scrapers batch` reads JSON lines {"id", "path", "url"} and writes JSON lines with what
each page says. `python -m scrapers explain FILE --url URL` shows what each field was decided from.
"""

import argparse
import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

from scrapers.batch import moment, read_batch
from scrapers.choose import reader_for, scraper_names
from scrapers.explain import explain
from scrapers.recipes.learn import learn_recipe
from scrapers.recipes.recipe import Recipe, RecipeError, read_recipe, to_values
from scrapers.values import Page, ScrapeError


def to_json(value: dict[str, Any]) -> str:
    """Values as indented JSON, dates in ISO 8601."""
    return json.dumps(value, ensure_ascii=False, indent=2, default=_plain)


def main(arguments: list[str] | None = None) -> int:
    """Run the command; 0 done, 1 the page cannot be read, 2 wrong usage."""
    options = _parser().parse_args(arguments)
    if options.what == "batch":
        for line in read_batch(sys.stdin, options.zone):
            sys.stdout.write(line + "\n")
            sys.stdout.flush()
        return 0
    try:
        reading = _read(options)
    except (OSError, UnicodeDecodeError, RecipeError, ScrapeError) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    sys.stdout.write(to_json(reading) + "\n")
    return 0


def _read(options: argparse.Namespace) -> dict[str, Any]:
    """What a saved page says, with the recipe learned from it where one is asked for."""
    page = Page(
        options.url,
        Path(options.file).read_bytes(),
        zone=options.zone,
        charset=options.charset,
        now=options.now,
    )
    if options.what == "explain":
        return explain(page)
    recipe = to_values(_recipe(options.recipe)) if options.recipe else None
    scraper = reader_for(page, options.scraper or "", recipe)
    if options.what == "article":
        article = scraper.article(page)
        return asdict(article) | {"author": article.author}
    listing = scraper.listing(page)
    if not options.learn:
        return asdict(listing)
    learned = learn_recipe(page, listing, options.learn)
    return {"listing": asdict(listing), "recipe": to_values(learned) if learned else None}


def _recipe(path: str) -> Recipe:
    return read_recipe(Path(path).read_text("utf-8"))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m scrapers", description=__doc__)
    ways = parser.add_subparsers(dest="what", required=True)
    helps = {
        "article": "read one article",
        "listing": "read one listing",
        "explain": "show what each field of an article was decided from",
    }
    for what, words in helps.items():
        way = ways.add_parser(what, help=words)
        way.add_argument("file", help="a saved page")
        way.add_argument("--url", required=True, help="the address it was saved from")
        way.add_argument(
            "--scraper", choices=scraper_names(), help="who reads it; without it, the host decides"
        )
        way.add_argument("--recipe", help="a recipe (TOML or JSON) that says how to read it")
        way.add_argument("--charset", default="", help="what the page is in; found out without it")
        way.add_argument("--zone", default="UTC", help="IANA time zone of the page's dates")
        way.add_argument(
            "--now",
            type=moment,
            metavar="TIME",
            help='when it was fetched (ISO 8601); without it nothing like "yesterday" is read',
        )
        if what == "listing":
            way.add_argument(
                "--learn",
                nargs="?",
                const="learned",
                metavar="NAME",
                help="also print a recipe of that name that reads the same",
            )
    batch = ways.add_parser(
        "batch",
        help='read many articles: JSON lines {"id", "path", "url"[, "now", "zone"]} in and out',
    )
    batch.add_argument("--zone", default="UTC", help="IANA time zone of the pages' dates")
    return parser


def _plain(value: Any) -> str:
    return str(value.isoformat())


if __name__ == "__main__":
    sys.exit(main())
