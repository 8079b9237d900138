"""Look at a listing before adding it, and add it; change how it is read."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from urllib.parse import urljoin

from app.browser.client import Browser
from app.collect import Sitemaps
from app.desk import tending
from app.desk.looking import Pages
from app.desk.naming import Naming, naming_of
from app.fetch import Fetcher
from app.store import Store
from app.values.errors import FetchError, InputError
from app.values.keys import slug_of
from app.values.model import LONGEST_EVERY, Source, SourceSpec
from app.values.settings import Settings
from scrapers import Article, Listing, Page, ScrapeError, Teaser
from scrapers.choose import choose, reader_for, scraper_names
from scrapers.feeds.discover import feed_links, tells
from scrapers.feeds.kind import is_feed, is_sitemap
from scrapers.feeds.sitemap import is_index, merged, of_stories, sitemaps_in
from scrapers.feeds.told_page import told_page
from scrapers.feeds.upstream import Feed
from scrapers.listings.generic import Generic
from scrapers.page.document import read_document
from scrapers.recipes.learn import learn_recipe
from scrapers.recipes.recipe import RecipeError, read_recipe, to_values
from scrapers.words.urls import canonical, host_of

_MOST_SAMPLES = 3
# So many of the samples say how most stories are read.
_MOST_OF_THEM = 2
_UNREAD = 0.5
_DURATION = re.compile(r"(\d{1,7})\s*(s|m|h|d)?", re.ASCII)
_SECONDS = {None: 1, "s": 1, "m": 60, "h": 3600, "d": 86400}


@dataclass(frozen=True, slots=True)
class Look:
    """What a person says of an address before anything is read: who reads it, by which recipe, in
    which charset and zone.

    A recipe is learned where nobody says who reads it, or where `learn` asks for one. `browser`:
    the pages are read as their scripts draw them.
    """

    url: str
    zone: str
    scraper: str = ""
    recipe: Mapping[str, Any] | None = None
    charset: str = ""
    learn: bool = False
    browser: bool = False


@dataclass(frozen=True, slots=True)
class Preview:
    """What a listing shows, and its first story as we would read it (None with the reason in
    `problem`).

    `url` is the address to poll: the one looked at, or the feed that tells the same. `recipe` is
    what was learned or given. Of `tried` stories, `unread` could not be read. `browser`: it was
    read as its scripts draw it, since nobody finds stories in it as it comes or somebody asked.
    """

    url: str
    listing: Listing
    sample: Article | None
    problem: str = ""
    recipe: Mapping[str, Any] | None = None
    tried: int = 0
    unread: int = 0
    browser: bool = False

    @property
    def is_unread(self) -> bool:
        """Whether most of its stories cannot be read."""
        return self.unread * 2 > self.tried

    @property
    def confidence(self) -> float:
        """From 0 to 1: how sure the entries are, halved when none of the first stories can be
        read.
        """
        return round(self.listing.confidence * (1 if self.sample else _UNREAD), 2)


def preview(look: Look, fetcher: Fetcher, now: datetime, browser: Browser | None = None) -> Preview:
    """Read a listing, or the feed that tells the same, and its first story; stores nothing.

    Where it shows no stories as it comes, `browser` draws it. FetchError, InputError.
    """
    if look.scraper and look.scraper not in scraper_names():
        raise InputError(
            f"there is no scraper {look.scraper!r}; known are {', '.join(scraper_names())}",
            field="scraper",
        )
    pages = Pages(fetcher, now, browser)
    page = _fetch(canonical(look.url) or look.url, look, pages)
    listing, problem = _listing(page, look, pages)
    feed = _feed_instead(page, listing, look, pages)
    if feed is not None:
        page, listing = feed
    if listing is None or not listing.teasers:
        refusal = InputError(
            "%(url)s does not read like a list of articles: %(why)s",
            field="url",
            url=look.url,
            why=problem,
        )
        return _drawn(look, pages, refusal)
    recipe = look.recipe
    if feed is None and _is_unknown(page, look) and (look.learn or not look.scraper):
        recipe = _learned(page, listing)
    url = page.url if listing.kind == Feed.name else canonical(look.url)
    samples = _samples(listing, replace(look, recipe=recipe), pages)
    return _preview(url, listing, recipe, samples, is_drawn=look.browser)


def _is_unknown(page: Page, look: Look) -> bool:
    """Whether nobody says how a page is read, and no site module knows it."""
    return look.recipe is None and not is_feed(page) and isinstance(choose(page), Generic)


def _feed_instead(
    page: Page, listing: Listing | None, look: Look, pages: Pages
) -> tuple[Page, Listing] | None:
    """The feed that tells the same as a page, as fetched and as read; a page that is drawn has
    none.
    """
    if look.scraper or look.browser or not _is_unknown(page, look):
        return None
    return _feed_of(page, listing, look, pages)


def _drawn(look: Look, pages: Pages, refusal: InputError) -> Preview:
    """What a listing that shows no stories as it comes shows when it is drawn; the refusal when
    that is nothing either.
    """
    if pages.browser is None or look.browser:
        raise refusal
    try:
        return preview(replace(look, browser=True), pages.fetcher, pages.now, pages.browser)
    except (FetchError, InputError):
        raise refusal from None


def _preview(
    url: str,
    listing: Listing,
    recipe: Mapping[str, Any] | None,
    samples: Sequence[Article | str],
    *,
    is_drawn: bool,
) -> Preview:
    read = [sample for sample in samples if isinstance(sample, Article)]
    problems = [sample for sample in samples if isinstance(sample, str)]
    return Preview(
        url,
        listing,
        next(iter(read), None),
        next(iter(problems), ""),
        recipe,
        len(samples),
        len(problems),
        is_drawn,
    )


def _learned(page: Page, listing: Listing | None) -> dict[str, Any] | None:
    """The recipe by which the page can be read, if one can be learned from it."""
    if listing is None:
        return None
    name = slug_of(host_of(page.url).replace(".", " ")) or "site"
    learned = learn_recipe(page, listing, name)
    return to_values(learned) if learned else None


def add_source(
    spec: SourceSpec,
    seen: Preview,
    store: Store,
    settings: Settings,
    by: str,
    now: datetime,
    *,
    anyway: bool = False,
) -> Source:
    """Store a source, what was left open filled in from its listing; due at once. Conflict when its
    slug is taken, InputError when most of its stories cannot be read, unless it is wished `anyway`.
    """
    if seen.is_unread and not anyway:
        raise InputError(
            "%(unread)s of the first %(tried)s stories cannot be read (%(why)s)",
            field="anyway",
            unread=seen.unread,
            tried=seen.tried,
            why=seen.problem,
        )
    listing = seen.listing
    naming = proposed(seen, store)
    known = listing.kind in scraper_names()
    filled = replace(
        spec,
        url=seen.url,
        title=spec.title or naming.title,
        section=spec.section or naming.section,
        slug=spec.slug or naming.slug,
        scraper=spec.scraper or (listing.kind if known else Generic.name),
        zone=spec.zone or settings.zone.key,
        recipe=seen.recipe,
        browser=spec.browser or seen.browser,
    )
    return tending.add_source(store, filled, by, now)


def proposed(seen: Preview, store: Store) -> Naming:
    """What a source is called where nobody says it."""
    titles = frozenset(source.title for source in store.sources.all())
    return naming_of(seen.listing.title, seen.url, titles)


def read_duration(text: str) -> int:
    """90, 90s, 15m, 2h or 1d as seconds; InputError for anything else."""
    match = _DURATION.fullmatch(text.strip())
    if not match or int(match[1]) == 0:
        raise InputError(
            "%(text)s is no duration; write 90s, 15m or 2h", field="every", text=repr(text)
        )
    seconds = int(match[1]) * _SECONDS[match[2]]
    if seconds > LONGEST_EVERY:
        raise InputError(
            "%(text)s is too long; a source is checked at least once in 30 days",
            field="every",
            text=repr(text),
        )
    return seconds


def recipe_from(text: str) -> dict[str, Any]:
    """A recipe as an editor wrote it, checked; InputError says what is wrong with it."""
    try:
        return to_values(read_recipe(text))
    except RecipeError as error:
        raise InputError("the recipe cannot be used: %(why)s", field="recipe", why=error) from error


def try_recipe(
    source: Source,
    recipe: Mapping[str, Any] | None,
    fetcher: Fetcher,
    now: datetime,
    browser: Browser | None = None,
) -> Preview:
    """What a source's listing says when it is read by a recipe, or, with None, by one that is
    learned anew. FetchError, InputError.
    """
    look = Look(
        source.url,
        source.zone,
        "" if recipe is not None else source.scraper,
        recipe,
        source.charset,
        learn=recipe is None,
        browser=source.browser,
    )
    seen = preview(look, fetcher, now, browser)
    if recipe is not None and "listing" in recipe and seen.listing.kind != recipe["name"]:
        raise InputError(
            "the recipe finds no entries at %(url)s; nothing was changed",
            field="recipe",
            url=source.url,
        )
    return seen


def seed_sources(store: Store, settings: Settings, now: Callable[[], datetime]) -> list[Source]:
    """Add the city file's sources to a database that never had one."""
    specs = tuple(
        replace(spec, zone=spec.zone or settings.zone.key, slug=spec.slug or slug_of(spec.title))
        for spec in settings.sources
    )
    return tending.seed(store, specs, now())


def _listing(page: Page, look: Look, pages: Pages) -> tuple[Listing | None, str]:
    """What a page lists, or the sitemaps of which it is the index; None and why it cannot be
    told.
    """
    try:
        if is_index(page):
            return _indexed(page, look, pages)
        return reader_for(page, look.scraper, look.recipe).listing(
            page
        ), "it shows no articles; give the address of a list of articles"
    except ScrapeError as error:
        return None, error.missing


def _indexed(page: Page, look: Look, pages: Pages) -> tuple[Listing | None, str]:
    """What the sitemaps of an index list."""
    below = Sitemaps(page.url, lambda url: _fetch(url, look, pages))
    below.read(of_stories(page))
    problem = below.problems[-1] if below.problems else ""
    why = problem.missing if isinstance(problem, ScrapeError) else str(problem)
    return (merged(page.url, below.listings) if below.listings else None), why


def _feed_of(
    page: Page, listing: Listing | None, look: Look, pages: Pages
) -> tuple[Page, Listing] | None:
    """The feed that tells what the page lists, as fetched and as read; a sitemap only where the
    page itself tells nothing.
    """
    for url in _feeds(page, listing, look, pages):
        try:
            candidate = _fetch(url, look, pages)
            feed = Feed().listing(candidate)
        except (FetchError, ScrapeError):
            continue  # a feed that is not there is no reason not to read the page
        if tells(feed, listing, page.url):
            return candidate, feed
    return None


def _feeds(page: Page, listing: Listing | None, look: Look, pages: Pages) -> Iterator[str]:
    try:
        yield from feed_links(read_document(page))
    except ScrapeError:
        return
    if listing is None:
        for name in ("/news-sitemap.xml", "/sitemap.xml"):
            try:
                candidate = _fetch(urljoin(page.url, name), look, pages)
                yield from sitemaps_in(candidate)[:2] if is_sitemap(candidate) else ()
                yield candidate.url
            except (FetchError, ScrapeError):
                continue


def _samples(listing: Listing, look: Look, pages: Pages) -> list[Article | str]:
    """The first stories as read, or why they cannot be, until it is clear what most are like."""
    samples: list[Article | str] = []
    for teaser in listing.teasers[:_MOST_SAMPLES]:
        try:
            page = _fetch(teaser.url, look, pages)
            samples.append(reader_for(page, look.scraper, look.recipe).article(page))
        except (FetchError, ScrapeError) as error:
            samples.append(_told(teaser, look, pages.now) or str(error))
        unread = sum(isinstance(sample, str) for sample in samples)
        if max(unread, len(samples) - unread) == _MOST_OF_THEM:
            break
    return samples


def _told(teaser: Teaser, look: Look, now: datetime) -> Article | None:
    """A story as its feed holds it; None where it holds none."""
    if not teaser.text:
        return None
    try:
        return Generic().article(told_page(teaser, Page(look.url, b"", zone=look.zone, now=now)))
    except ScrapeError:
        return None


def _fetch(url: str, look: Look, pages: Pages) -> Page:
    return pages.at(url, look.zone, look.charset, drawn=look.browser)
