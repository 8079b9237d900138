"""Look at a listing before adding it, and add it."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from app.collect import check_page, page_of
from app.decide import slug_of
from app.errors import FetchError, InputError
from app.fetch import Fetcher, NotModified
from app.model import Source, SourceSpec
from app.settings import Settings
from app.store import Store
from scrapers import Article, Listing, Page, ScrapeError, Scraper
from scrapers.choose import choose, named, scraper_names
from scrapers.urls import canonical, host_of


@dataclass(frozen=True, slots=True)
class Preview:
    """What a listing shows, and its first story as we would read it (None with the reason in `problem`)."""

    listing: Listing
    sample: Article | None
    problem: str = ""


def preview(url: str, scraper: str, fetcher: Fetcher, zone: str) -> Preview:
    """Read a listing and its first story; stores nothing. FetchError, InputError."""
    page = _fetch(canonical(url) or url, fetcher, zone)
    reader = _reader(scraper, page)
    try:
        listing = reader.listing(page)
    except ScrapeError as error:
        raise InputError(f"{url} does not read like a list of articles: {error.missing}", field="url") from error
    if not listing.teasers:
        raise InputError(f"{url} shows no articles; give the address of a list of articles", field="url")
    try:
        first = _fetch(listing.teasers[0].url, fetcher, zone)
        return Preview(listing, _reader(scraper, first).article(first))
    except (FetchError, ScrapeError) as error:
        return Preview(listing, None, str(error))


def add_source(spec: SourceSpec, seen: Preview, store: Store, settings: Settings, now: datetime) -> Source:
    """Store a source, what was left open filled in from its listing; due at once. Conflict when its slug is taken."""
    listing = seen.listing
    title = spec.title or f"{host_of(spec.url)}: {listing.title}".rstrip(": ")
    filled = replace(
        spec,
        url=canonical(spec.url),
        title=title,
        section=spec.section or listing.title or title,
        slug=spec.slug or slug_of(listing.title) or slug_of(host_of(spec.url)),
        scraper=spec.scraper or listing.kind,
        zone=spec.zone or settings.zone.key,
    )
    return store.sources.add(filled, now)


def seed_sources(store: Store, settings: Settings, now: Callable[[], datetime]) -> list[Source]:
    """Add the city file's sources to a database that never had one."""
    specs = tuple(replace(spec, zone=spec.zone or settings.zone.key, slug=spec.slug or slug_of(spec.title)) for spec in settings.sources)
    return store.sources.seed(specs, now())


def _fetch(url: str, fetcher: Fetcher, zone: str) -> Page:
    answer = fetcher.fetch(url)
    assert not isinstance(answer, NotModified)
    check_page(url, answer)
    return page_of(answer, zone)


def _reader(scraper: str, page: Page) -> Scraper:
    if not scraper:
        return choose(page)
    try:
        return named(scraper)
    except KeyError as error:
        raise InputError(f"there is no scraper {scraper!r}; known are {', '.join(scraper_names())}", field="scraper") from error
