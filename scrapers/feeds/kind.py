"""Whether a page is a feed or a sitemap, told by its first element or its first lines; the text of
one, whatever it is encoded in.
"""

import codecs
import json
import re
from typing import Any

from scrapers.page.charset import decode
from scrapers.values import Page, ScrapeError
from scrapers.words.text import clean_chars

# What may stand before the first element, and how much of it is looked at.
_REACH = 64_000
_ASIDE = re.compile(r"<!--[^-]*+(?:-(?!->)[^-]*+)*+(?:-->)?|<\?[^>]*+>?")
_FIRST = re.compile(
    r"<(?:[a-z][\w.-]{0,20}:)?(?P<feed>rss|feed|rdf)\b|<(?:[a-z][\w.-]{0,20}:)?(?P<map>urlset|"
    r"sitemapindex)\b|<(?P<page>!doctype +html|html|head|body)\b",
    re.I,
)
_DECLARATION = re.compile(r"^<\?xml\b[^>]{0,200}\?>")
_VERSION = "jsonfeed.org/version/"
_JSON_TYPE = re.compile(r"(?i)\s*application/feed\+json")
_ADDRESS = re.compile(r"https?://[^\s<>\"]{3,2000}")
_LARGEST = 5_000_000


def is_feed(page: Page) -> bool:
    """Whether a page is a feed or a sitemap."""
    kind = _first_element(_start(page))
    return kind in ("feed", "map") or (kind == "" and is_list(page)) or is_json_feed(page)


def is_sitemap(page: Page) -> bool:
    """Whether a page is a sitemap, an index of sitemaps, or one in plain text."""
    kind = _first_element(_start(page))
    return kind == "map" or (kind == "" and is_list(page))


def is_list(page: Page) -> bool:
    """Whether a page is a sitemap in plain text: addresses, each in a line of its own, and nothing
    else.
    """
    lines = [line.strip() for line in _start(page).split("\n")]
    if len(page.body) > _REACH:
        del lines[-1]  # it may be cut off
    told = [line for line in lines if line]
    return bool(told) and all(map(_ADDRESS.fullmatch, told))


def is_json_feed(page: Page) -> bool:
    """Whether a page is a JSON Feed, by the version that it names or by its media type."""
    if len(page.body) > _LARGEST or not _start(page).startswith("{"):
        return False
    try:
        feed = json_of(page)
    except ScrapeError:
        return False
    told = isinstance(feed.get("version"), str) and _VERSION in feed["version"]
    return isinstance(feed.get("items"), list) and (
        told or _JSON_TYPE.match(page.content_type) is not None
    )


def json_of(page: Page) -> dict[str, Any]:
    """The object that a page begins with; ScrapeError when it does not begin with one."""
    text = text_of(page).lstrip()
    try:
        found, _ = json.JSONDecoder().raw_decode(text)
    except (ValueError, RecursionError) as error:
        raise ScrapeError("listing", page.url, "this is no JSON Feed") from error
    if not isinstance(found, dict):
        raise ScrapeError("listing", page.url, "this is no JSON Feed")
    return found


def text_of(page: Page) -> str:
    """The text of a feed without the declaration of an encoding that it is in no longer."""
    text = clean_chars(decode(page.body, page.content_type, page.charset)).lstrip()
    return _DECLARATION.sub("", text, count=1)


def _first_element(start: str) -> str:
    """What the first element of some meaning is of: "feed", "map", "page" or, where there is none,
    "". JSON has none, whatever its strings hold.
    """
    if start.startswith("{"):
        return "json"
    found = _FIRST.search(_ASIDE.sub("", start))
    return found.lastgroup or "" if found else ""


def _start(page: Page) -> str:
    """The beginning of a page; its markup is ASCII in whatever it is encoded."""
    start = page.body[:_REACH]
    if b"\0" in start[:200]:
        return decode(start, page.content_type).removeprefix("\ufeff").lstrip()
    return start.removeprefix(codecs.BOM_UTF8).decode("latin-1").lstrip()
