"""Sitemaps (sitemaps.org, with Google's news extension) read as listings: what tells its date of
publication first, the newest before the others. The rest stays in its order, since a story is no
news for having been changed.
"""

import re
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from urllib.parse import unquote, urlsplit

from lxml import etree

from scrapers.feeds.kind import is_list, is_sitemap, text_of
from scrapers.feeds.nesting import check_depth, check_size
from scrapers.feeds.told_dates import told_stamp
from scrapers.values import Listing, Page, ScrapeError, Stamp, Teaser
from scrapers.words.text import clean_text
from scrapers.words.urls import canonical, identity

_MOST, _FOLLOWED = 500, 3
# What a sitemap may hold (sitemaps.org).
_MOST_LINES = 50_000
_OLDEST = datetime.min.replace(tzinfo=UTC)
_CODE = re.compile(r"\d+|[0-9a-f]{8,}")
# How sitemaps of stories are called, and those of anything else.
_STORIES = re.compile(r"(?i)news|post|article|stor(?:y|ies)|xinwen|content")
_NO_STORIES = re.compile(
    r"(?i)tag|categor|author|user|image|video|product|(?<![a-z])pages?(?![a-z])"
)


def read_sitemap(page: Page) -> Listing:
    """The latest 500 stories of a sitemap; titles that it does not tell are the words of the
    address, if it has any. ScrapeError for anything else.
    """
    told = _lines(page) if is_list(page) else _entries(page)
    own = identity(page.url)
    teasers = [teaser for teaser in told if teaser.url and identity(teaser.url) != own]
    if not teasers:
        raise ScrapeError("listing", page.url, "this sitemap lists no pages")
    return Listing(page.url, "feed", "", _latest(teasers))


def merged(url: str, listings: Sequence[Listing]) -> Listing:
    """The latest 500 stories of the sitemaps that the index at `url` lists."""
    teasers = [teaser for listing in listings for teaser in listing.teasers]
    return Listing(url, "feed", "", _latest(teasers))


def is_index(page: Page) -> bool:
    """Whether a page is an index of sitemaps."""
    return is_sitemap(page) and bool(_indexed(page))


def sitemaps_in(page: Page) -> list[str]:
    """The sitemaps that an index lists, those of news first, then those of stories, then the latest
    changed, and last those of anything else; none when it is no index.
    """
    newest_first = sorted(_indexed(page), key=lambda entry: entry[1], reverse=True)
    return sorted((url for url, _ in newest_first), key=_rank)


def of_stories(page: Page) -> list[str]:
    """The three sitemaps of an index that are the likeliest to list its newest stories; none of
    what holds no stories where there are others.
    """
    ranked = sitemaps_in(page)
    likely = [url for url in ranked if not _is_of_else(url)]
    return (likely or ranked)[:_FOLLOWED]


def is_dated(page: Page, urls: Iterable[str]) -> bool:
    """Whether an index says of these sitemaps when they changed, so that it changes with them."""
    dated = {url for url, changed in _indexed(page) if changed}
    return dated.issuperset(urls)


def _rank(url: str) -> tuple[bool, bool, bool]:
    is_news = "news" in _leaf(url).lower()
    return not is_news, _is_of_else(url), _STORIES.search(_leaf(url)) is None


def _is_of_else(url: str) -> bool:
    """Whether a sitemap is called after anything but stories."""
    return bool(_NO_STORIES.search(_leaf(url))) and not _STORIES.search(_leaf(url))


def _leaf(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.path.rpartition('/')[2]}?{parts.query}"


def _indexed(page: Page) -> list[tuple[str, str]]:
    """The sitemaps of an index and when each changed."""
    if is_list(page):
        return []
    entries = _parse(page).iterchildren("{*}sitemap")
    told = [(_text(entry, "loc"), _text(entry, "lastmod")) for entry in entries]
    return [(url, changed) for loc, changed in told if loc and (url := canonical(loc, page.url))]


def _latest(teasers: Sequence[Teaser]) -> tuple[Teaser, ...]:
    """The latest 500, in the order that they have."""
    if len(teasers) <= _MOST:
        return tuple(teasers)
    latest = sorted(range(len(teasers)), key=lambda at: _moment(teasers[at]), reverse=True)[:_MOST]
    return tuple(teasers[at] for at in sorted(latest))


def _lines(page: Page) -> list[Teaser]:
    """The pages of a sitemap in plain text."""
    lines = [line.strip() for line in text_of(page).split("\n", _MOST_LINES)[:_MOST_LINES]]
    urls = [canonical(line) for line in lines if line]
    return [Teaser(url, _words(url)) for url in dict.fromkeys(urls) if url]


def _entries(page: Page) -> list[Teaser]:
    """The pages of a sitemap, those that tell when they were published first."""
    dated: list[Teaser] = []
    others: list[Teaser] = []
    for entry in _parse(page).iterchildren("{*}url"):
        if not (loc := _text(entry, "loc")):
            continue
        published = _text(entry, "publication_date")
        teaser = _teaser(entry, loc, published or _text(entry, "lastmod"), page)
        (dated if published else others).append(teaser)
    return [*sorted(dated, key=_moment, reverse=True), *others]


def _parse(page: Page) -> etree._Element:
    check_size(page)
    markup = text_of(page).encode()
    check_depth(page.url, markup)
    parser = etree.XMLParser(
        encoding="utf-8",
        resolve_entities=False,
        no_network=True,
        huge_tree=False,
        recover=True,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(markup, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise ScrapeError("listing", page.url, "this is no sitemap") from error
    if root is None:
        raise ScrapeError("listing", page.url, "this is no sitemap")
    return root


def _teaser(entry: etree._Element, loc: str, date: str, page: Page) -> Teaser:
    url = canonical(loc, page.url)
    stamp = told_stamp(date, page.zone, page.now)
    return Teaser(
        url, _text(entry, "title") or _words(url), published=stamp, picture=_picture(entry, page)
    )


def _picture(entry: etree._Element, page: Page) -> str:
    """The first picture of an entry that has an address."""
    for image in entry.iterchildren("{*}image"):
        for place in image.iterchildren("{*}loc"):
            if (told := clean_text(place.text or "")) and (address := canonical(told, page.url)):
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
