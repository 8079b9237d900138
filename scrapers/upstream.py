"""Sites that do offer a feed: RSS and Atom by feedparser, JSON Feed by the standard library, read as listings."""

import calendar
import json
from datetime import UTC, datetime
from typing import Any

import feedparser

from scrapers.base import Article, Listing, Page, ScrapeError, Stamp, Teaser
from scrapers.charset import decode
from scrapers.generic import Generic
from scrapers.text import clean_html, clean_text, plain_text, shorten
from scrapers.urls import canonical

_FIRST_YEAR = 1970


class Feed(Generic):
    """Reads a feed as a listing; its articles are read as any site's."""

    name = "feed"

    def listing(self, page: Page) -> Listing:
        """Read a feed's entries; ScrapeError when it is no feed."""
        title, teasers = _json_feed(page) if page.body.lstrip()[:1] == b"{" else _xml_feed(page)
        return Listing(page.url, self.name, title, tuple(teaser for teaser in teasers if teaser.url and teaser.title))

    def article(self, page: Page) -> Article:
        """Read one article; ScrapeError when the page holds none."""
        return super().article(page)


def is_feed(page: Page) -> bool:
    """Whether a page is a feed, by its first bytes."""
    start = page.body.lstrip(b"\xef\xbb\xbf \r\n\t")[:600]
    return any(mark in start for mark in (b"<rss", b"<feed", b"<rdf:RDF", b"https://jsonfeed.org/version/"))


def _xml_feed(page: Page) -> tuple[str, list[Teaser]]:
    parsed = feedparser.parse(page.body, response_headers={"content-type": page.content_type, "content-location": page.url})
    if not parsed.get("version"):
        raise ScrapeError("listing", page.url, "this is no RSS or Atom feed")
    return clean_text(parsed.feed.get("title", "")), [_xml_teaser(entry, page.url) for entry in parsed.entries]


def _xml_teaser(entry: Any, base: str) -> Teaser:
    moment = entry.get("published_parsed") or entry.get("updated_parsed")
    at = datetime.fromtimestamp(calendar.timegm(moment), UTC) if moment and moment[0] >= _FIRST_YEAR else None
    return Teaser(
        url=canonical(entry.get("link", ""), base),
        title=_plain(entry.get("title", ""), base),
        summary=shorten(_plain(entry.get("summary", ""), base), 300),
        published=Stamp(at.date(), at) if at else None,
    )


def _json_feed(page: Page) -> tuple[str, list[Teaser]]:
    try:
        feed = json.loads(decode(page.body, page.content_type))
        items = [item for item in feed["items"] if isinstance(item, dict)]
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise ScrapeError("listing", page.url, "this is no JSON Feed") from error
    return clean_text(str(feed.get("title", ""))), [_json_teaser(item, page.url) for item in items]


def _json_teaser(item: dict[str, Any], base: str) -> Teaser:
    try:
        at = datetime.fromisoformat(str(item.get("date_published", "")))
    except ValueError:
        at = None
    return Teaser(
        url=canonical(str(item.get("url") or item.get("external_url") or ""), base),
        title=clean_text(str(item.get("title") or "")),
        summary=shorten(str(item.get("summary") or ""), 300),
        published=Stamp(at.date(), at) if at and at.tzinfo and at.year >= _FIRST_YEAR else None,
    )


def _plain(html: str, base: str) -> str:
    return clean_text(plain_text(clean_html(html, base)))
