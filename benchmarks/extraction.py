"""The generic reader as the scoring script of the labelled pages calls it."""

from typing import Any

from scrapers import Page, ScrapeError
from scrapers.generic import Generic


def extract(html: bytes, url: str | None) -> dict[str, Any]:
    """Title, text, date, author, lead image and language of a page; nothing of a page that reads like no article."""
    try:
        article = Generic().article(Page(url or "", html))
    except ScrapeError:
        return {}
    return {
        "title": article.title,
        "text": article.text,
        "date": article.published.day.isoformat() if article.published else None,
        "author": article.author,
        "image": article.pictures[0].url if article.pictures else None,
        "lang": article.language,
    }
