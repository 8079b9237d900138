"""Sites that do offer a feed: RSS and Atom by feedparser, JSON Feed by the standard library,
sitemaps; read as listings.
"""

import calendar
import json
import re
from datetime import UTC, datetime
from typing import Any

import feedparser

from scrapers.feeds.nesting import check_depth, check_size
from scrapers.feeds.sitemap import is_sitemap, read_sitemap
from scrapers.listings.generic import Generic
from scrapers.page.charset import decode
from scrapers.values import Article, Listing, Page, ScrapeError, Stamp, Teaser
from scrapers.words.text import clean_html, clean_text, plain_text, shorten
from scrapers.words.urls import canonical

_FIRST_YEAR, _LAST_YEAR = 1970, 2200
_MARKS = (b"<rss", b"<feed", b"<rdf:RDF", b"https://jsonfeed.org/version/")
_BLANK = re.compile(rb"[ \t\r\n]{50,}")  # feedparser takes seconds for a megabyte of it
_PERIODS = {
    "hourly": 3600,
    "daily": 86400,
    "weekly": 7 * 86400,
    "monthly": 30 * 86400,
    "yearly": 365 * 86400,
}


class Feed(Generic):
    """Reads a feed as a listing; its articles are read as any site's."""

    name = "feed"

    def listing(self, page: Page) -> Listing:
        """Read the entries of a feed or a sitemap; ScrapeError when it is neither."""
        check_size(page)
        if not is_feed(page):
            raise ScrapeError(
                "listing", page.url, "this is no RSS, Atom or JSON feed and no sitemap"
            )
        if is_sitemap(page):
            return read_sitemap(page)
        is_json = page.body.lstrip()[:1] == b"{"
        title, teasers, ttl = _json_feed(page) if is_json else _xml_feed(page)
        usable = tuple(teaser for teaser in teasers if teaser.url and teaser.title)
        return Listing(page.url, self.name, title, usable, ttl=ttl)

    def article(self, page: Page) -> Article:
        """Read one article; ScrapeError when the page holds none."""
        return super().article(page)


def is_feed(page: Page) -> bool:
    """Whether a page is a feed or a sitemap, by its first bytes."""
    start = page.body[:4000]
    return any(mark in start for mark in _MARKS) or is_sitemap(page)


def _xml_feed(page: Page) -> tuple[str, list[Teaser], int | None]:
    check_depth(page)
    parsed = feedparser.parse(
        _BLANK.sub(b" ", page.body),
        response_headers={"content-type": page.content_type, "content-location": page.url},
        # What is shown is cleaned by us; feedparser works with the square of what it cleans.
        sanitize_html=False,
        resolve_relative_uris=False,
    )
    if not parsed.get("version"):
        raise ScrapeError("listing", page.url, "this is no RSS or Atom feed")
    return (
        clean_text(parsed.feed.get("title", "")),
        [_xml_teaser(entry, page.url) for entry in parsed.entries],
        _ttl(parsed.feed),
    )


def _ttl(feed: Any) -> int | None:
    """RSS's ttl in minutes, or the syndication module's period over its frequency."""
    ttl, frequency = str(feed.get("ttl", "")), str(feed.get("sy_updatefrequency", "1"))
    if re.fullmatch(r"\d{1,6}", ttl):
        return int(ttl) * 60
    period = _PERIODS.get(str(feed.get("sy_updateperiod", "")).lower())
    if not period or not re.fullmatch(r"\d{1,6}", frequency):
        return None
    return period // max(1, int(frequency))


def _xml_teaser(entry: Any, base: str) -> Teaser:
    return Teaser(
        url=canonical(entry.get("link", ""), base),
        title=_plain(entry.get("title", ""), base),
        summary=shorten(_plain(entry.get("summary", ""), base), 300),
        published=_xml_stamp(entry),
    )


def _xml_stamp(entry: Any) -> Stamp | None:
    moment = entry.get("published_parsed") or entry.get("updated_parsed")
    if not moment or not _FIRST_YEAR <= moment[0] <= _LAST_YEAR:
        return None
    at = datetime.fromtimestamp(calendar.timegm(moment), UTC)
    return Stamp(at.date(), at)


def _json_feed(page: Page) -> tuple[str, list[Teaser], None]:
    try:
        feed = json.loads(decode(page.body, page.content_type, page.charset))
        items = [item for item in feed["items"] if isinstance(item, dict)]
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise ScrapeError("listing", page.url, "this is no JSON Feed") from error
    return (
        clean_text(str(feed.get("title", ""))),
        [_json_teaser(item, page.url) for item in items],
        None,
    )


def _json_teaser(item: dict[str, Any], base: str) -> Teaser:
    return Teaser(
        url=canonical(str(item.get("url") or item.get("external_url") or ""), base),
        title=clean_text(str(item.get("title") or "")),
        summary=shorten(str(item.get("summary") or ""), 300),
        published=_json_stamp(item),
    )


def _json_stamp(item: dict[str, Any]) -> Stamp | None:
    """When an entry was published; None for a time without its offset, or of no age of feeds."""
    try:
        at = datetime.fromisoformat(str(item.get("date_published", "")))
    except ValueError:
        return None
    if at.tzinfo is None or not _FIRST_YEAR <= at.year <= _LAST_YEAR:
        return None
    return Stamp(at.date(), at)


def _plain(html: str, base: str) -> str:
    return clean_text(plain_text(clean_html(html, base)))
