"""Paste a link: fetch the page through the one fetcher, read it, fill in the fields."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from app.collect import check_page, page_of
from app.collect.captures import Captures
from app.fetch import Fetcher, NotModified
from app.news.decide import content_of, home_source
from app.store import Store
from app.values.errors import FetchError, InputError
from app.values.model import Content
from scrapers import ScrapeError
from scrapers.choose import choose, reader_for
from scrapers.listings.certainty import Certainty, certainty
from scrapers.listings.generic import Generic
from scrapers.page.charset import decode
from scrapers.words.text import clean_html

_LONGEST_ORIGINAL = 1_000_000


@dataclass(frozen=True, slots=True)
class PastedPage:
    """What a link gave: the story's canonical address, its content, the section it names, and how
    sure each field is.

    `original` is the page as it was fetched, sanitised, to look at beside the form.
    """

    url: str
    content: Content
    section: str
    certainty: Mapping[str, Certainty]
    original: str


def paste(
    url: str, fetcher: Fetcher, captures: Captures, store: Store, zone: str, now: datetime
) -> PastedPage:
    """Read the story at an address, as its source does if we poll one there.

    FetchError when it cannot be fetched, InputError when it is no article.
    """
    answer = fetcher.fetch(url.strip())
    assert not isinstance(answer, NotModified)
    try:
        check_page(url, answer)
    except FetchError as error:
        raise InputError(
            "this is not a page to read (%(why)s); fill in the fields by hand",
            field="url",
            why=error.message,
        ) from error
    captures.keep(url, answer, now)
    home = home_source(url, store.sources.all())
    page = page_of(answer, home.zone, now, home.charset) if home else page_of(answer, zone, now)
    scraper = reader_for(page, home.scraper, home.recipe) if home else choose(page)
    try:
        article = scraper.article(page)
    except ScrapeError as error:
        raise InputError(
            "this page does not read like an article (%(why)s); fill in the fields by hand",
            field="url",
            why=error.missing,
        ) from error
    own = (home is not None and home.recipe is not None) or not isinstance(scraper, Generic)
    original = clean_html(
        decode(page.body, page.content_type, page.charset)[:_LONGEST_ORIGINAL], page.url
    )
    sure = certainty(page, article, own_reader=own)
    return PastedPage(article.url or url, content_of(article), article.section, sure, original)
