"""How sure each field of a read article is (decision 0084).

What several independent places of a page say (its data, its headings, its address, its lines) is
hardly ever wrong; what one alone says is right most of the time; what no other place confirms is
for a person to check.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Literal

from scrapers.articles.dateline import day_in_address
from scrapers.articles.linked_data import LinkedArticle, linked_article
from scrapers.page.document import Document, read_document
from scrapers.values import Article, Page, ScrapeError
from scrapers.words.dates import read_stamp
from scrapers.words.text import fold

Certainty = Literal["sure", "likely", "check", "missing"]
FIELDS = ("title", "summary", "published", "author", "byline_source", "text", "pictures", "section")
_LONG, _SHORT = 1200, 400
_META_DATES = (
    "article:published_time",
    "og:published_time",
    "pubdate",
    "publishdate",
    "date",
    "dc.date",
    "parsely-pub-date",
)
_META_TITLES = ("og:title", "twitter:title", "dc.title")
_META_AUTHORS = ("author", "article:author", "dc.creator", "byl")


def certainty(page: Page, article: Article, *, own_reader: bool) -> Mapping[str, Certainty]:
    """For each field of an article how sure it is.

    `own_reader` says that rules made for this very site have read it.
    """
    found: dict[str, Certainty] = dict.fromkeys(FIELDS, "missing")
    present = [name for name in FIELDS if getattr(article, name)]
    if own_reader:
        return found | dict.fromkeys(present, "sure")
    found |= dict.fromkeys(present, "likely")
    try:
        document = read_document(page)
    except ScrapeError:
        return found
    judges = _judges(document, page, article)
    return found | {name: judges[name]() for name in present if name in judges}


def _judges(
    document: Document,
    page: Page,
    article: Article,
) -> Mapping[str, Callable[[], Certainty]]:
    linked = linked_article(document.root)
    return {
        "title": lambda: _by_witnesses(_titles(document, linked, fold(article.title))),
        "published": lambda: _by_witnesses(_dates(document, linked, article, page)),
        "author": lambda: _by_witnesses(_authors(document, linked, article)),
        "text": lambda: _text(article, linked),
        "summary": lambda: "sure" if document.meta.get("description") else "likely",
        "pictures": lambda: _of_pictures(article),
    }


def _of_pictures(article: Article) -> Certainty:
    told = all(picture.caption or picture.alt for picture in article.pictures)
    return "sure" if told else "likely"


def _by_witnesses(agree: Iterable[bool]) -> Certainty:
    """Sure with two places that agree, likely with one."""
    count = sum(agree)
    if count > 1:
        return "sure"
    return "likely" if count else "check"


def _titles(document: Document, linked: LinkedArticle, title: str) -> Iterable[bool]:
    yield title in fold(document.title)
    yield title == fold(linked.title)
    yield any(title == fold(document.meta.get(name, "")) for name in _META_TITLES)
    yield any(line.heading and fold(line.text) == title for line in document.lines)


def _dates(
    document: Document, linked: LinkedArticle, article: Article, page: Page
) -> Iterable[bool]:
    assert article.published is not None
    day = article.published.day

    def says(text: str) -> bool:
        stamp = read_stamp(text, page.zone, page.now) if text else None
        return stamp is not None and stamp.day == day

    yield says(linked.published)
    yield any(says(document.meta.get(name, "")) for name in _META_DATES)
    yield day_in_address(page.url) == day.isoformat()
    yield any(says(line.text) for line in document.lines if len(line.text) < 120)


def _authors(document: Document, linked: LinkedArticle, article: Article) -> Iterable[bool]:
    first = fold(article.author.split(",")[0])
    yield any(first in fold(name) for name in linked.authors)
    yield any(first in fold(document.meta.get(name, "")) for name in _META_AUTHORS)
    yield any(first in fold(line.text) for line in document.lines if len(line.text) < 120)


def _text(article: Article, linked: LinkedArticle) -> Certainty:
    """A text is sure when the page's data holds the same; a long one is hardly wrong, a short one
    may be a part.
    """
    in_data = linked.body and fold(article.text[:200]) in fold(linked.body)
    if in_data or len(article.text) > _LONG:
        return "sure"
    return "likely" if len(article.text) > _SHORT else "check"
