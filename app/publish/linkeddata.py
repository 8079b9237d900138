"""An item as schema.org describes news (NewsArticle), for search engines.

Decision 0054.
"""

from typing import Any

from app.feeds import item_url, shown_summary, source_name, spoken_language
from app.values.model import Item
from app.values.settings import Settings
from scrapers.words.text import clean_text

_HEADLINE = 110


def news_article(item: Item, settings: Settings, picture: tuple[str, int, int]) -> dict[str, Any]:
    """The JSON-LD of an item's page; `picture` is an address with width and height in pixels."""
    content, base = item.content, settings.base_url
    publisher: dict[str, Any] = {
        "@type": "NewsMediaOrganization",
        "name": settings.publisher or settings.title,
        "url": f"{base}/",
    }
    publisher |= {
        "logo": {"@type": "ImageObject", "url": f"{base}/icon-512.png", "width": 512, "height": 512}
    }
    publisher |= {
        "correctionsPolicy": f"{base}/corrections/",
        "publishingPrinciples": f"{base}/about/",
    }
    values: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "mainEntityOfPage": item_url(base, item),
        "url": item_url(base, item),
        "headline": clean_text(content.title)[:_HEADLINE],
        "description": shown_summary(item),
        "datePublished": _published(item, settings),
        "dateModified": item.updated_at.astimezone(settings.zone).isoformat(timespec="seconds"),
        "inLanguage": spoken_language(content),
        "articleSection": item.section.title,
        "keywords": list(content.tags),
        "image": [
            {"@type": "ImageObject", "url": picture[0], "width": picture[1], "height": picture[2]}
        ],
        "author": _authors(item, settings),
        "publisher": publisher,
        "isAccessibleForFree": True,
        "isBasedOn": item.original_url,
        "correction": [f"{clean_text(correction.note)}" for correction in item.corrections],
    }
    return {name: value for name, value in values.items() if value not in ("", [], None)}


def _published(item: Item, settings: Settings) -> str:
    stamp = item.content.published
    if stamp is not None and stamp.at is None:
        return stamp.day.isoformat()
    return item.published_at.astimezone(settings.zone).isoformat(timespec="seconds")


def _authors(item: Item, settings: Settings) -> list[dict[str, str]]:
    if item.content.authors:
        return [{"@type": "Person", "name": clean_text(name)} for name in item.content.authors]
    name = (
        clean_text(item.content.byline_source)
        or source_name(item)
        or settings.publisher
        or settings.title
    )
    return [{"@type": "Organization", "name": name}]
