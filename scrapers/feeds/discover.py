"""Feeds that a page points to, and whether one tells what the page lists (decision 0062)."""

import re
from collections.abc import Iterator

from lxml import html

from scrapers.page.document import Document
from scrapers.values import Listing
from scrapers.words.urls import absolute, host_of, identity

_TYPES = re.compile(
    r"(?i)^\s*application/(?:rss|atom|rdf)\+xml|^\s*application/feed\+json|^\s*application/json\s*$|^\s*text/xml\s*$"
)
_OF_OTHERS = re.compile(r"(?i)comment|kommentar|podcast|trackback|oembed|wp-json|评论|webmention")
_MOST = 5
# Half of the entries, and not mostly something else (decision 0062).
_SHARED, _FEWEST = 0.5, 3


def feed_links(document: Document) -> list[str]:
    """The addresses of the feeds that a page says it has, those of comments left out, the likeliest
    to be the page's own first.
    """
    links = dict.fromkeys(_links(document))
    own = identity(document.url).rstrip("/")
    return sorted(links, key=lambda url: not identity(url).startswith(own))[:_MOST]


def tells(feed: Listing, page: Listing | None, url: str) -> bool:
    """Whether a feed tells what the page at `url` lists.

    It has half of its entries, or, where the page has hardly any, stories of its site.
    """
    if page is None or len(page.teasers) < _FEWEST:
        near = sum(host_of(teaser.url) == host_of(url) for teaser in feed.teasers)
        return near >= _FEWEST and near * 2 > len(feed.teasers)
    here, there = _identities(page), _identities(feed)
    shared = len(here & there)
    enough = max(_FEWEST, _SHARED * min(len(here), len(there)))
    return shared >= enough and _is_one_section(feed, page)


def _identities(listing: Listing) -> set[str]:
    return {identity(teaser.url) for teaser in listing.teasers}


def _is_one_section(feed: Listing, page: Listing) -> bool:
    """Whether the feed is not mostly about what the page does not list: a feed of the whole site is
    none of one section.
    """
    here = _identities(page)
    newest = [identity(teaser.url) in here for teaser in feed.teasers[: len(here)]]
    return sum(newest) >= _SHARED * len(newest)


def _links(document: Document) -> Iterator[str]:
    for link in document.root.iter("link", "a"):
        if _is_feed(link) and (url := absolute(link.get("href") or "", document.base)):
            yield url


def _is_feed(link: html.HtmlElement) -> bool:
    """Whether a link is to a feed, and not to one of comments or films."""
    if "alternate" not in (link.get("rel") or "").lower().split():
        return False
    label = f"{link.get('title') or ''} {link.get('href') or ''}"
    return bool(_TYPES.match(link.get("type") or "")) and not _OF_OTHERS.search(label)
