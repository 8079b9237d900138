"""RSS, Atom and RDF by feedparser."""

import re
from collections.abc import Iterator
from html import unescape
from typing import Any

import feedparser

from scrapers.feeds.entry import Entry, teasers_of
from scrapers.feeds.kind import text_of
from scrapers.feeds.nesting import check_depth
from scrapers.values import Listing, Page, ScrapeError
from scrapers.words.text import clean_text

_BLANK = re.compile(rb"[ \t\r\n]{50,}")  # feedparser takes seconds for a megabyte of it
_REFERENCE = re.compile(rb"(?i)&#(?:x([0-9a-f]++)|([0-9]++));?")
_LONGEST_REFERENCE, _LAST_CHARACTER = 7, 0x10FFFF
_ID = re.compile(r"<(?:\w{1,20}:)?(?:id|guid)(?:\s[^<>]*+)?>\s*+([^<\s]++)")
_PERIODS = {
    "hourly": 3600,
    "daily": 86400,
    "weekly": 7 * 86400,
    "monthly": 30 * 86400,
    "yearly": 365 * 86400,
}


def read_xml_feed(page: Page) -> Listing:
    """The entries of a feed in XML; ScrapeError when it is none."""
    markup = text_of(page).encode()
    check_depth(page.url, markup)
    # Where the feed stands is not told: feedparser would make addresses of ids that are none.
    parsed = feedparser.parse(
        _REFERENCE.sub(_character, _BLANK.sub(b" ", markup)),
        response_headers={"content-type": "application/xml; charset=utf-8"},
        # What is shown is cleaned by us; feedparser works with the square of what it cleans.
        sanitize_html=False,
        resolve_relative_uris=False,
    )
    if not parsed.get("version"):
        raise ScrapeError("listing", page.url, "this is no RSS or Atom feed")
    name = clean_text(parsed.feed.get("title", ""))
    ids = _ids(markup.decode())
    entries = [_entry(entry, page.url, ids) for entry in parsed.entries]
    return Listing(page.url, "feed", name, teasers_of(entries, page, name), ttl=_ttl(parsed.feed))


def _character(reference: re.Match[bytes]) -> bytes:
    """A reference to a character as it stands; the sign for an unknown one, as in HTML, where there
    is no such character: feedparser breaks down over it.
    """
    hexadecimal, decimal = reference.groups()
    digits = (hexadecimal or decimal).lstrip(b"0")
    number = (
        int(digits or b"0", 16 if hexadecimal else 10) if len(digits) <= _LONGEST_REFERENCE else -1
    )
    is_character = 0 < number <= _LAST_CHARACTER and not 0xD800 <= number <= 0xDFFF
    return reference[0] if is_character else "\ufffd".encode()


def _ids(text: str) -> frozenset[str] | None:
    """The ids of a feed as they stand there, where feedparser would join them with a base; else
    None.
    """
    if "xml:base" not in text:
        return None
    return frozenset(map(unescape, _ID.findall(text)))


def _entry(entry: Any, base: str, ids: frozenset[str] | None) -> Entry:
    link, id_ = entry.get("link", ""), entry.get("id", "")
    # What is told as an id alone is taken for a link by feedparser, whatever it looks like.
    is_id = entry.get("guidislink") and link == id_ and not link.startswith("/")
    contents = entry.get("content") or [{}]
    return Entry(
        links=() if is_id else (link,),
        ids=(id_,) if ids is None or id_ in ids else (),
        title=entry.get("title", ""),
        summary=entry.get("summary", ""),
        text=contents[0].get("value", ""),
        # Asked by its own get, feedparser tells one of these for the other.
        dates=tuple(dict.get(entry, name) or "" for name in ("published", "updated", "created")),
        base=base,
        authors=tuple(str(each.get("name") or "") for each in entry.get("authors") or ()),
        pictures=tuple(_pictures(entry)),
    )


def _pictures(entry: Any) -> Iterator[str]:
    """The addresses of an entry's pictures: by Media RSS, as enclosures, by iTunes."""
    for each in (*(entry.get("media_content") or ()), *(entry.get("enclosures") or ())):
        kind = f"{each.get('medium', '')} {each.get('type', '')}"
        if kind.strip().startswith("image"):
            yield str(each.get("url") or each.get("href") or "")
    yield from (str(each.get("url") or "") for each in entry.get("media_thumbnail") or ())
    yield str((entry.get("image") or {}).get("href") or "")


def _ttl(feed: Any) -> int | None:
    """RSS's ttl in minutes, or the syndication module's period over its frequency."""
    ttl, frequency = str(feed.get("ttl", "")), str(feed.get("sy_updatefrequency", "1"))
    if re.fullmatch(r"\d{1,6}", ttl):
        return int(ttl) * 60
    period = _PERIODS.get(str(feed.get("sy_updateperiod", "")).lower())
    if not period or not re.fullmatch(r"\d{1,6}", frequency):
        return None
    return period // max(1, int(frequency))
