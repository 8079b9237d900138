"""Import saved pages: a story, and the other stories that its page names."""

from dataclasses import dataclass
from datetime import datetime

from app.collect.intake import IntakeResult, Reading, take_in
from app.collect.noting import place_of
from app.news.decide import content_of, content_of_teaser
from app.store import Store
from app.values.errors import InputError
from app.values.model import Rights, Source
from scrapers import Article, Page, ScrapeError, Scraper, Teaser
from scrapers.choose import named
from scrapers.listings.generic import Generic
from scrapers.sites import claiming, site_scrapers
from scrapers.words.urls import canonical

_SECTION = "News"


@dataclass(frozen=True, slots=True)
class ImportedStory:
    """One story of an imported page and what became of it."""

    title: str
    taken: IntakeResult


def import_page(
    store: Store,
    name: str,
    body: bytes,
    now: datetime,
    *,
    url: str,
    source: Source | None,
    rights: Rights,
    zone: str,
) -> list[ImportedStory]:
    """Take in the story of a saved page and those of its promo, all to be released at once.

    `name` is what errors call the page; InputError when it is no news page, or `url` no address.
    """
    if url and not canonical(url):
        raise InputError(
            f"--url must be an address such as https://example.org/story.html, not {url!r}",
            field="url",
        )
    article = _read(name, Page(url, body, zone=zone), source)
    by = f"import:{name}"
    section = source.section.title if source else article.section or _SECTION
    place = (
        place_of(store, Teaser(canonical(url), article.title), "import", source, now)
        if url
        else None
    )
    story = Reading(
        content_of(article), section, by, place, source, rights, canonical=article.canonical
    )
    done = [ImportedStory(article.title, take_in(store, story, now))]
    for teaser in article.promos:
        place = place_of(store, teaser, "promo", source, now) if teaser.url else None
        content = content_of_teaser(teaser, article.language)
        reading = Reading(content, section, by, place, source, rights, partial=True)
        done.append(ImportedStory(content.title, take_in(store, reading, now)))
    return done


def _read(name: str, page: Page, source: Source | None) -> Article:
    problems = []
    for scraper in _candidates(page, source):
        try:
            return scraper.article(page)
        except ScrapeError as error:
            problems.append(error.missing)
    raise InputError(f"{name} is no news page: {problems[-1]}")


def _candidates(page: Page, source: Source | None) -> list[Scraper]:
    """Who may read a page: the source's scraper or the site's; else whoever can, the unspecific one
    last.
    """
    chosen = named(source.scraper) if source and source.scraper else claiming(page.url)
    return [chosen] if chosen else [*site_scrapers().values(), Generic()]
