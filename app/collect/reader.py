"""What a story's page says, and how that is to be filed."""

from collections.abc import Callable
from dataclasses import replace

from app.collect.listing import read, scraper_for
from app.collect.reading import Reading
from app.collect.visit import Visit
from app.news.decide import content_of, home_source, led_away
from app.news.rejection import unannounced
from app.values.model import Content, Location, Source
from scrapers import ScrapeError, Teaser
from scrapers.articles.repeats import marks
from scrapers.words.urls import identity


def reading_of(
    location: Location,
    visit: Visit,
    source: Source,
    sources: Callable[[], list[Source]],
    repeats: frozenset[str] = frozenset(),
) -> Reading:
    """What a story's page says, and how it is to be filed. ScrapeError when it is no story, or not
    the one that was announced.

    `repeats` are the marks of lines that stand in several stories of the source. What is told of
    this story stands in others where they point to it, and is a part of this one.
    """
    if led_away(location.key, identity(visit.page.url)):
        raise ScrapeError(
            "article", location.url, f"its address leads to {visit.page.url} now, which is no story"
        )
    teaser = _teaser(location)
    furniture = repeats - marks(f"{teaser.title}\n{teaser.summary}")
    page = replace(visit.page, teaser=teaser if teaser.title else None, repeats=furniture)
    article = read(scraper_for(source, visit).article, page, "article")
    content = content_of(article, teaser)
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
        validators=visit.validators,
        capture=visit.capture,
        promos=article.promos,
        canonical=article.canonical,
        repeats=furniture,
        doubts=article.doubts,
    )


def told_by(content: Content) -> str:
    """What may stand on several pages of a source: a story's lines, and its summary."""
    return f"{content.text}\n{content.summary}"


def _teaser(location: Location) -> Teaser:
    return Teaser(
        location.url, location.teaser_title, location.teaser_summary, location.teaser_published
    )
