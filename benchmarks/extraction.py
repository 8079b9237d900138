"""The reader as the scoring script of the labelled pages calls it."""

from datetime import datetime
from typing import Any

from scrapers import Page, ScrapeError
from scrapers.batch import fields_of, read_page


def extract(html: bytes, url: str | None, now: datetime | None = None) -> dict[str, Any]:
    """Title, text, date, authors, lead image and language of a page, read as the service reads it
    at `now`; nothing of a page that reads like no article.
    """
    try:
        return fields_of(read_page(Page(url or "", html, now=now)))
    except ScrapeError:
        return {}
