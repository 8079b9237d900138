"""Sitemaps (sitemaps.org, with Google's news extension) read as listings: the newest entries
first.
"""

import re
from datetime import UTC, datetime
from urllib.parse import unquote, urlsplit

from lxml import etree

from scrapers.feeds.nesting import check_depth, check_size
from scrapers.values import Listing, Page, ScrapeError, Stamp, Teaser
from scrapers.words.dates import read_stamp
from scrapers.words.text import clean_text
from scrapers.words.urls import canonical

_MOST = 500
_OLDEST = datetime.min.replace(tzinfo=UTC)
_START = re.compile(rb"<(?:\w+:)?(?:urlset|sitemapindex)\b")
_CODE = re.compile(r"\d+|[0-9a-f]{8,}")


def is_sitemap(page: Page) -> bool:
    """Whether a page is a sitemap or an index of sitemaps, by its first bytes."""
    return bool(_START.search(page.body[:2000]))


def read_sitemap(page: Page) -> Listing:
    """The newest 500 stories of a sitemap; titles that it does not tell are the words of the
    address. ScrapeError for anything else.
    """
    root = _parse(page)
    entries = [entry for entry in root.iterchildren("{*}url") if isinstance(entry.tag, str)]
    teasers = [teaser for entry in entries if (teaser := _teaser(entry, page)) is not None]
    if not teasers:
        raise ScrapeError("listing", page.url, "this sitemap lists no pages")
    newest = sorted(teasers, key=_moment, reverse=True)[:_MOST]
    return Listing(page.url, "feed", "", tuple(newest))


def sitemaps_in(page: Page) -> list[str]:
    """The sitemaps that an index lists, those of news first, then the latest changed; none when it
    is no index.
    """
    entries = [
        (_text(entry, "loc"), _text(entry, "lastmod"))
        for entry in _parse(page).iterchildren("{*}sitemap")
    ]
    newest_first = sorted(entries, key=lambda entry: entry[1], reverse=True)
    return [
        url
        for url, _ in sorted(newest_first, key=lambda entry: "news" not in entry[0].lower())
        if url
    ]


def _parse(page: Page) -> etree._Element:
    check_size(page)
    check_depth(page)
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        huge_tree=False,
        recover=True,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(page.body.lstrip(b"\xef\xbb\xbf \r\n\t"), parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise ScrapeError("listing", page.url, "this is no sitemap") from error
    if root is None:
        raise ScrapeError("listing", page.url, "this is no sitemap")
    return root


def _teaser(entry: etree._Element, page: Page) -> Teaser | None:
    url = canonical(_text(entry, "loc"), page.url)
    title = _text(entry, "title") or _words(url)
    if not url or not title:
        return None
    date = _text(entry, "publication_date") or _text(entry, "lastmod")
    stamp = read_stamp(date, page.zone, page.now)
    return Teaser(url, title, published=stamp, picture=_picture(entry, page))


def _picture(entry: etree._Element, page: Page) -> str:
    """The first picture of an entry that has an address."""
    for image in entry.iterchildren("{*}image"):
        for place in image.iterchildren("{*}loc"):
            if address := canonical(place.text or "", page.url):
                return address
    return ""


def _text(entry: etree._Element, name: str) -> str:
    """The text of the first element of that name, whatever its namespace."""
    return next((clean_text(node.text or "") for node in entry.iterdescendants(f"{{*}}{name}")), "")


def _words(url: str) -> str:
    """The words of an address's last part; "" when there are fewer than three."""
    leaf = unquote(urlsplit(url).path.rstrip("/").rpartition("/")[2]).partition(".")[0]
    words = [word for word in re.split(r"[-_]+", leaf) if word and not _CODE.fullmatch(word)]
    return clean_text(" ".join(words)).capitalize() if len(words) > 2 else ""


def _moment(teaser: Teaser) -> datetime:
    stamp: Stamp | None = teaser.published
    if stamp is None:
        return _OLDEST
    if stamp.at and stamp.at.tzinfo:
        return stamp.at.astimezone(UTC)
    return datetime(stamp.day.year, stamp.day.month, stamp.day.day, tzinfo=UTC)
