"""Sitemaps by the sitemaps.org protocol 0.9 and Google's rules for news sitemaps."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from html import escape
from zoneinfo import ZoneInfo

from app.feeds import item_url, spoken_language
from app.values.model import Item
from scrapers.words.text import clean_text

SIZE = 1000
NEWS_HOURS, NEWS_MOST = 48, 1000
_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
_SPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"
_NEWS = "http://www.google.com/schemas/sitemap-news/0.9"


def index(parts: Iterable[tuple[str, datetime | None]]) -> bytes:
    """The index of all sitemaps: their addresses, and when they last changed."""
    entries = [f"<sitemap><loc>{escape(url)}</loc>{_last(at)}</sitemap>" for url, at in parts]
    return f'{_HEAD}<sitemapindex xmlns="{_SPACE}">\n{_lines(entries)}</sitemapindex>\n'.encode()


def urls(pages: Iterable[tuple[str, datetime | None]], base_url: str) -> bytes:
    """A sitemap of pages: their addresses, and when they last changed."""
    entries = [f"<url><loc>{escape(url)}</loc>{_last(at)}</url>" for url, at in pages]
    entries = entries or _front_page(base_url)
    return f'{_HEAD}<urlset xmlns="{_SPACE}">\n{_lines(entries)}</urlset>\n'.encode()


def news(items: Sequence[Item], base_url: str, name: str, language: str, zone: ZoneInfo) -> bytes:
    """The news sitemap: items of the last two days."""
    entries = [_news(item, base_url, name, language, zone) for item in items]
    entries = entries or _front_page(base_url)
    root = f'<urlset xmlns="{_SPACE}" xmlns:news="{_NEWS}">'
    return f"{_HEAD}{root}\n{_lines(entries)}</urlset>\n".encode()


def _front_page(base_url: str) -> list[str]:
    """What stands in a sitemap without pages, since the protocol knows no empty one."""
    return [f"<url><loc>{escape(base_url)}/</loc></url>"]


def _news(item: Item, base_url: str, name: str, language: str, zone: ZoneInfo) -> str:
    content = item.content
    spoken = _language(spoken_language(content) or language)
    publication = f"<news:name>{_text(name)}</news:name><news:language>{spoken}</news:language>"
    published = item.published_at.astimezone(zone).isoformat(timespec="seconds")
    return (
        f"<url><loc>{escape(item_url(base_url, item))}</loc>"
        f"<news:news><news:publication>{publication}</news:publication>"
        f"<news:publication_date>{published}</news:publication_date><news:title>{_text(content.title)}</news:title></news:news></url>"
    )


def _language(tag: str) -> str:
    """Google knows languages by two or three letters, and Chinese by zh-cn and zh-tw."""
    first, _, rest = tag.lower().partition("-")
    return (
        ("zh-tw" if any(word in rest for word in ("tw", "hk", "hant")) else "zh-cn")
        if first == "zh"
        else first
    )


def _text(text: str) -> str:
    return escape(clean_text(text), quote=False)


def _last(at: datetime | None) -> str:
    return f"<lastmod>{at.replace(microsecond=0).isoformat()}</lastmod>" if at else ""


def _lines(entries: Sequence[str]) -> str:
    return "".join(f"{entry}\n" for entry in entries)
