"""JSON Feed (jsonfeed.org) by the standard library."""

from html import escape
from typing import Any

from scrapers.feeds.entry import Entry, teasers_of
from scrapers.feeds.kind import json_of
from scrapers.values import Listing, Page, ScrapeError
from scrapers.words.text import clean_text


def read_json_feed(page: Page) -> Listing:
    """The entries of a JSON Feed; ScrapeError when it is none."""
    feed = json_of(page)
    items = feed.get("items")
    if not isinstance(items, list):
        raise ScrapeError("listing", page.url, "this is no JSON Feed")
    name = clean_text(_text(feed, "title"))
    entries = [_entry(item, page.url) for item in items if isinstance(item, dict)]
    return Listing(page.url, "feed", name, teasers_of(entries, page, name))


def _entry(item: dict[str, Any], base: str) -> Entry:
    return Entry(
        links=(_text(item, "url"), _text(item, "external_url")),
        ids=(_text(item, "id"),),
        title=escape(_text(item, "title"), quote=False),
        summary=_text(item, "summary"),
        text=_text(item, "content_html") or _paragraphs(_text(item, "content_text")),
        dates=(_text(item, "date_published"), _text(item, "date_modified")),
        base=base,
        authors=tuple(_authors(item)),
        pictures=(_text(item, "image"), _text(item, "banner_image")),
    )


def _authors(item: dict[str, Any]) -> list[str]:
    """The names of an entry's authors, in version 1.1 or 1.0."""
    told = item.get("authors")
    authors = told if isinstance(told, list) else [item.get("author")]
    return [_text(each, "name") for each in authors if isinstance(each, dict)]


def _text(values: dict[str, Any], name: str) -> str:
    """A value in words; ids may be numbers, and what has parts says nothing."""
    value = values.get(name)
    return str(value) if isinstance(value, str | int | float) else ""


def _paragraphs(text: str) -> str:
    """Plain text as HTML."""
    return "".join(
        f"<p>{escape(line, quote=False)}</p>" for line in text.splitlines() if line.strip()
    )
