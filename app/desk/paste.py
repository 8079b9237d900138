"""Paste a link: fetch the page through the one fetcher, read it, fill in the fields."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from app.collect import check_page, page_of
from app.collect.captures import Captures
from app.fetch import Fetcher, NotModified
from app.news.decide import content_of, home_source
from app.store import Store
from app.values.errors import FetchError, InputError
from app.values.model import Content
from scrapers import Article, Page, ScrapeError
from scrapers.articles.article import Evidence, read_with_evidence
from scrapers.articles.choice import Choice
from scrapers.certainty import Certainty, certainty
from scrapers.choose import choose, reader_for
from scrapers.explain import choices
from scrapers.listings.generic import Generic
from scrapers.page.charset import decode
from scrapers.page.document import read_document
from scrapers.values import Scraper
from scrapers.words.text import clean_html
from scrapers.words.urls import identity

_LONGEST_ORIGINAL = 1_000_000


@dataclass(frozen=True, slots=True)
class PastedPage:
    """What a link gave: the story's canonical address, its content, the section it names, and how
    sure each field is.

    `original` is the page as it was fetched, sanitised, to look at beside the form; `evidence` is
    what each field was decided from, by its name in an article; empty where rules for the site have
    read it.
    """

    url: str
    content: Content
    section: str
    certainty: Mapping[str, Certainty]
    original: str
    evidence: Mapping[str, Choice[Any]]


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
    home = home_source(identity(url), store.sources.all())
    page = page_of(answer, home.zone, now, home.charset) if home else page_of(answer, zone, now)
    scraper = reader_for(page, home.scraper, home.recipe) if home else choose(page)
    try:
        article, evidence = _read(page, scraper)
    except ScrapeError as error:
        raise InputError(
            "this page does not read like an article (%(why)s); fill in the fields by hand",
            field="url",
            why=error.missing,
        ) from error
    original = clean_html(
        decode(page.body, page.content_type, page.charset)[:_LONGEST_ORIGINAL], page.url
    )
    sure = certainty(article, evidence)
    decided = choices(evidence) if evidence is not None else {}
    return PastedPage(
        article.url or url, content_of(article), article.section, sure, original, decided
    )


def _read(page: Page, scraper: Scraper) -> tuple[Article, Evidence | None]:
    """The article, and what it was decided from unless rules for its site have read it."""
    if isinstance(scraper, Generic):
        return read_with_evidence(read_document(page), page)
    return scraper.article(page), None
