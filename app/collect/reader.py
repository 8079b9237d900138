"""What a story's page says, and how that is to be filed."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from app.collect.listing import read, scraper_for
from app.collect.parts import Assembled, Kept, Pages, assembled
from app.collect.reading import Reading
from app.collect.visit import Visit
from app.news.decide import content_of, home_source
from app.news.rejection import cut_short, is_named, unannounced
from app.news.standing import led_above, led_away
from app.store import Store
from app.values.model import Content, Location, Source
from scrapers import Article, Page, ScrapeError, Teaser
from scrapers.articles.affixes import affix_marks, without_affixes
from scrapers.articles.repeats import marks, picture_marks
from scrapers.feeds.told_page import told_page
from scrapers.listings.generic import Generic
from scrapers.values import Further
from scrapers.words.urls import identity

_ALONE = Kept()


def reading_of(
    location: Location,
    visit: Visit,
    source: Source,
    sources: Callable[[], list[Source]],
    repeats: frozenset[str] = frozenset(),
    whole: str = "",
    pages: Pages = _ALONE,
) -> Reading:
    """What a story's page says, and how it is to be filed. ScrapeError when it is no story, or not
    the one that was announced, or when it holds little of the `whole` text that a feed told.

    Where the story stands on several pages, the others come from `pages`.

    `repeats` are the marks of lines that stand in several stories of the source. What is told of
    this story stands in others where they point to it, and is a part of this one.
    """
    landing = identity(visit.page.url)
    no_story = f"its address leads to {visit.page.url} now, which is not this story"
    if led_away(location.key, landing):
        raise ScrapeError("article", location.url, no_story)
    furniture = repeats - marks(f"{location.teaser_title}\n{location.teaser_summary}")
    story = _story(location, visit, source, furniture, pages)
    reading = _filed(location, story.article, source, sources)
    reading = _without_site(reading, location.teaser_title, repeats)
    if led_above(location.key, landing) and not is_named(location.teaser_title, reading.content):
        raise ScrapeError("article", location.url, no_story)
    if whole and (reason := story.missing or cut_short(whole, reading.content)):
        raise ScrapeError("article", location.url, reason)
    stored = location.capture.split(" ")
    fresh = [each.validators for each in story.visits if each.capture not in stored]
    return replace(
        reading,
        validators=visit.validators if visit.capture not in stored else None,
        others=tuple(each for each in fresh if each != visit.validators),
        capture=story.capture,
        repeats=furniture,
        missing=story.missing,
    )


def _story(
    location: Location, visit: Visit, source: Source, furniture: frozenset[str], pages: Pages
) -> Assembled:
    """The story that a page tells, or begins to tell."""
    reader, teaser = scraper_for(source, visit).article, _teaser(location)

    def read_part(page: Page) -> Article:
        return read(reader, replace(page, repeats=furniture, continues=True), "article")

    page = replace(visit.page, teaser=teaser if teaser.title else None, repeats=furniture)
    article = read(reader, page, "article")
    if article.further.first and location.item_id is not None and not location.joined:
        article = replace(article, further=Further())  # it is an item by itself already
    return assembled(visit, article, read_part, pages)


def told_reading(
    location: Location,
    told: Teaser,
    source: Source,
    sources: Callable[[], list[Source]],
    now: datetime,
    repeats: frozenset[str] = frozenset(),
) -> Reading:
    """What a feed holds of a story whose page cannot be read: the text of `told` makes an item, and
    the page is still waited for. ScrapeError when it is no story, or not the one announced.
    """
    feed = Page(source.url, b"", zone=source.zone, now=now, repeats=repeats)
    article = read(Generic().article, told_page(replace(told, url=location.url), feed), "article")
    return replace(_filed(location, article, source, sources), partial=True, repeats=repeats)


def told_before(store: Store, location: Location) -> str:
    """The text of a story that was taken from its feed and whose page was never read; "" of any
    other.
    """
    if location.state != "pending" or location.item_id is None:
        return ""
    item = store.items.by_location(location)
    return (item.upstream or item.content).text


def _filed(
    location: Location, article: Article, source: Source, sources: Callable[[], list[Source]]
) -> Reading:
    """A story as read, with how it is to be filed; ScrapeError when it is not the one that was
    announced.
    """
    content = content_of(article, _teaser(location))
    if reason := unannounced(location.teaser_title, content):
        raise ScrapeError("article", location.url, reason)
    # A story that a promo brought, and that stands under no listing we poll, files under the
    # section that its own page names.
    home = home_source(location.key, sources()) if location.via == "promo" else source
    owner = home or source
    return Reading(
        content=content,
        section=home.section.title if home else article.section or source.section.title,
        by=f"source:{owner.slug}",
        location=location,
        source=owner,
        review=owner.review,
        promos=article.promos,
        canonical=article.canonical,
        doubts=article.doubts,
    )


def _without_site(reading: Reading, listed: str, repeats: frozenset[str]) -> Reading:
    """A reading without what its site puts around all titles. Where a page shows the listed title
    with such words around, it is in no doubt: each of the two confirms the other.
    """
    title = reading.content.title
    is_confirmed = bool(affix_marks(listed, title))
    return replace(
        reading,
        content=replace(reading.content, title=without_affixes(title, repeats)),
        doubts=tuple(each for each in reading.doubts if not (is_confirmed and each == "title")),
    )


def marks_of(content: Content, listed_title: str = "") -> frozenset[str]:
    """The marks of what may stand on several pages of a source: a story's lines, its summary, its
    pictures, and what stands around its title as it was listed.
    """
    around = affix_marks(listed_title, content.title)
    return marks(f"{content.text}\n{content.summary}") | picture_marks(content.pictures) | around


def _teaser(location: Location) -> Teaser:
    return Teaser(
        location.url, location.teaser_title, location.teaser_summary, location.teaser_published
    )
