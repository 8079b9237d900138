"""The reader as the scoring script of the labelled pages calls it."""

from scrapers import Page, ScrapeError
from scrapers.batch import fields_of, read_page


def extract(html: bytes, url: str | None) -> dict[str, str | None]:
    """Title, text, date, author, lead image and language of a page; nothing of a page that reads
    like no article.
    """
    try:
        return fields_of(read_page(Page(url or "", html)))
    except ScrapeError:
        return {}
