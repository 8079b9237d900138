"""China Daily's pages on Harbin: "Updated: Apr 26, 2024 By NAMES in Harbin China Daily" under the
title, share words around it.
"""

import re
from collections.abc import Iterator
from dataclasses import replace

from scrapers.articles.article import KnownFields, read_article
from scrapers.articles.bylines import names_in_order
from scrapers.articles.headline import headline
from scrapers.articles.linked_data import linked_article
from scrapers.listings.generic import Generic
from scrapers.page.document import Document, read_document
from scrapers.values import Article, Page
from scrapers.words.dates import read_stamp
from scrapers.words.furniture import is_share
from scrapers.words.text import fold

ZONE = "Asia/Shanghai"
_UPDATED = re.compile(r"(?i)\b(?:last )?updated?\s*:?\s*(?P<date>[^|]{6,40})")
_BY = re.compile(
    r"(?:^|[\s|])By (?P<names>[^|]{2,120}?)(?: in (?P<place>[A-Z][\w'-]+(?:[ "
    r",]+[A-Z][\w'-]+){0,3}?))?"
    r"\s*(?:[|(]\s*)?(?P<source>China Daily(?: "
    r"Global)?|chinadaily\.com\.cn|Xinhua|my399\.com|e\.my399\.com)?\s*\)?\s*(?:[|]|Updated?\b|$)"
)
_FURNITURE = re.compile(
    r"(?i)^\W*(?:\[?photo by .{0,60}|contact us at .*|copyright \d{4}.*|related "
    r"(?:stories|news)|(?:most )?popular)\W*$"
)
_NEAR = 8


class ChinaDaily(Generic):
    """Reads the paper's own site and its pages on cities."""

    name = "chinadaily"
    hosts = frozenset(
        f"{part}.chinadaily.com.cn"
        for part in ("www", "global", "regional", "harbin", "heilongjiang", "en")
    )

    def article(self, page: Page) -> Article:
        """Read one story; ScrapeError when the page holds none."""
        page = replace(page, zone=ZONE)
        document = read_document(page)
        teased = page.teaser.title if page.teaser else ""
        title = headline(document, linked_article(document.root), teased)
        return read_article(document, page, _known_fields(document, page, title))


SCRAPER = ChinaDaily()


def _known_fields(document: Document, page: Page, title: str) -> KnownFields:
    """What the lines under the title tell."""
    head = " | ".join(_head(document, title))
    # A source of two parts is at times broken between them.
    whole = head.replace(" | China", " China").replace(" | Xinhua", " Xinhua")
    updated, by = _UPDATED.search(head), _BY.search(whole)
    return KnownFields(
        title=title,
        published=read_stamp(updated["date"], page.zone, page.now) if updated else None,
        authors=names_in_order(by["names"]) if by else (),
        source=(by["source"] or "") if by else "",
        is_furniture=_is_furniture,
    )


def _is_furniture(text: str) -> bool:
    return bool(_FURNITURE.match(text) or _UPDATED.match(text)) or is_share(text)


def _head(document: Document, title: str) -> Iterator[str]:
    """The short lines under the title, share words left out."""
    at = _title_line(document, title)
    if at is None:
        return
    for line in document.lines[at + 1 : at + 1 + _NEAR]:
        if 0 < len(line.text) < 200 and not is_share(line.text):
            yield line.text


def _title_line(document: Document, title: str) -> int | None:
    folded = fold(title)
    lines = enumerate(document.lines)
    return next((at for at, line in lines if fold(line.text) == folded and not line.links), None)
