"""Read any article: main text by trafilatura, day by htmldate."""

import json
import re
from datetime import date
from html import escape

import trafilatura
from htmldate import find_date
from lxml import etree

from scrapers.base import Article, Page, Picture, ScrapeError, Stamp
from scrapers.body import is_junk
from scrapers.document import Document, read_document
from scrapers.text import clean_html, clean_text, shorten
from scrapers.urls import absolute, canonical

_SHORTEST = 140
_ERROR = re.compile(
    r"^\W*(?:(?:error\s*)?[45]\d\d\b|error\b|page (?:not found|does not exist|unavailable)|not found|"
    r"(?:access|permission) denied|forbidden|"
    r"(?:log|sign) ?in\b|(?:under|system) maintenance|service unavailable|页面不存在|找不到|404|访问出错|登录)|(?:page )?not found\W*$",
    re.I,
)


def read_any_article(page: Page) -> Article:
    """Read an article from a page of an unknown site; ScrapeError when there is too little text to be one."""
    document = read_document(page)
    source = etree.tostring(document.root, encoding="unicode", method="html")
    found = trafilatura.extract(source, url=page.url, output_format="json", with_metadata=True, include_comments=False)
    fields: dict[str, str | None] = json.loads(found) if found else {}
    paragraphs = [text for raw in (fields.get("text") or "").split("\n") if (text := clean_text(raw))]
    title = clean_text(document.meta.get("og:title") or fields.get("title") or document.title)
    paragraphs = paragraphs[1:] if paragraphs[:1] == [title] else paragraphs
    if _ERROR.search(title):
        raise ScrapeError("article", page.url, f"this is an error page ({title})")
    if not title or sum(map(len, paragraphs)) < _SHORTEST:
        raise ScrapeError("article", page.url, "no title with a text under it: this does not read like an article")
    return Article(
        url=canonical(page.url),
        title=title,
        text="\n".join(paragraphs),
        html=clean_html("\n".join(f"<p>{escape(text)}</p>" for text in paragraphs), page.url),
        summary=shorten(document.meta.get("description") or paragraphs[0], 300),
        published=_day(source, page.url),
        author=clean_text(fields.get("author") or "").replace("; ", ", "),
        byline_source=clean_text(document.meta.get("og:site_name", "")),
        language=(document.language or fields.get("language") or "").split("-")[0].lower(),
        pictures=_lead_picture(document, paragraphs),
    )


def _day(source: str, url: str) -> Stamp | None:
    found = find_date(source, url=url, original_date=True, extensive_search=False)
    return Stamp(date.fromisoformat(found)) if found else None


def _lead_picture(document: Document, paragraphs: list[str]) -> tuple[Picture, ...]:
    """The picture that the page names as its own, else the first that stands among its paragraphs or right above them."""
    named = Picture(absolute(document.meta.get("og:image", ""), document.url), alt=document.meta.get("og:image:alt", ""))
    if document.meta.get("og:image") and named.url and not is_junk(named):
        return (named,)
    places = [place for place, line in enumerate(document.lines) if line.text in paragraphs]
    among = document.lines[max(0, places[0] - 2) : places[-1]] if places else []
    return tuple(line.picture for line in among if line.picture and not line.outside and not is_junk(line.picture))[:1]
