"""Many saved pages at once: a JSON line for each goes in, and one with what it says comes out."""

import gzip
import json
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from scrapers.articles.article import read_head
from scrapers.choose import choose
from scrapers.values import Article, Page, ScrapeError

FIELDS = ("title", "text", "date", "author", "authors", "image", "lang")


def read_batch(lines: Iterable[str], zone: str = "UTC") -> Iterator[str]:
    """For each line {"id", "path", "url"} one with "id" and FIELDS; a page or line that cannot be
    read gives nulls, never an error.

    `path` is raw HTML, or a .gz of it. A line may have `now` (ISO 8601), when its page was fetched,
    and `zone` (IANA) for its dates, `zone` here being that of the lines without one.
    """
    for line in lines:
        if line.strip():
            yield json.dumps(_read(line, zone), ensure_ascii=False)


def _read(line: str, zone: str) -> dict[str, Any]:
    answer: dict[str, Any] = dict.fromkeys(("id", *FIELDS))
    try:
        asked = json.loads(line)
        answer["id"] = asked["id"]
        return answer | fields_of(read_page(_page(asked, zone)))
    except Exception:  # noqa: BLE001 - one odd page must not end the batch, whatever it makes parsers do
        return answer


def _page(asked: dict[str, Any], zone: str) -> Page:
    page = Page(asked.get("url") or "", _bytes(Path(asked["path"])), zone=asked.get("zone") or zone)
    return replace(page, now=moment(asked["now"])) if asked.get("now") else page


def moment(text: str) -> datetime:
    """An instant in ISO 8601, in UTC where it names no offset; ValueError when it is none."""
    at = datetime.fromisoformat(text)
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def read_page(page: Page) -> Article:
    """The article on a page; of one with hardly any text, what it says of itself. ScrapeError when
    it says nothing.
    """
    try:
        return choose(page).article(page)
    except ScrapeError as error:
        if error.stage != "article":
            raise
        return read_head(page)


def fields_of(article: Article) -> dict[str, Any]:
    """What an article says, field by field; None where it says nothing, or what it says is in
    doubt. The date is the day alone.
    """
    return {
        "title": article.title if article.title and "title" not in article.doubts else None,
        "text": article.text or None,
        "date": article.published.day.isoformat() if article.published else None,
        "author": article.author or None,
        "authors": list(article.authors) or None,
        "image": article.pictures[0].url if article.pictures else None,
        "lang": article.language or None,
    }


def _bytes(path: Path) -> bytes:
    return gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
