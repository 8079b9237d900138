"""Read any article: the page's own data, its headings and its lines, each asked for what it tells best."""

import re
from html import escape
from urllib.parse import urlsplit

from scrapers import body
from scrapers.base import Article, Page, Picture, ScrapeError
from scrapers.byline import byline
from scrapers.canonical_link import credible_canonical
from scrapers.dateline import dateline
from scrapers.document import Document, read_document
from scrapers.headline import headline
from scrapers.language import language_of
from scrapers.leadpicture import lead_picture
from scrapers.lines import Line
from scrapers.linked_data import LinkedArticle, linked_article
from scrapers.maintext import main_text
from scrapers.structure import structured_html
from scrapers.text import clean_text, fold, shorten
from scrapers.urls import canonical
from scrapers.votes import Unit

_SHORTEST = 140
_ABOVE = 3
_CJK = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]")
_PICTURE_FILE = re.compile(r"(?i)\.(?:jpe?g|png|gif|webp|avif)(?:$|[?!@])")
_ERROR = re.compile(
    r"^\W*(?:(?:error\s*)?[45]\d\d\b|error\b|page (?:not found|does not exist|unavailable)|not found|"
    r"(?:access|permission) denied|forbidden|"
    r"(?:log|sign) ?in\b|(?:under|system) maintenance|service unavailable|页面不存在|找不到|404|访问出错|登录)|(?:page )?not found\W*$",
    re.I,
)


def read_any_article(page: Page) -> Article:
    """Read an article from a page of an unknown site; ScrapeError when there is too little text to be one."""
    document = read_document(page)
    linked = linked_article(document.root)
    title = headline(document, linked)
    if _ERROR.search(title):
        raise ScrapeError("article", page.url, f"this is an error page ({title})")
    units = [unit for unit in main_text(document, linked).chosen if unit.folded != fold(title)]
    paragraphs = [unit.text for unit in units]
    if _length(paragraphs) < _SHORTEST:
        paragraphs, units = linked.body.split("\n"), []
    if not title or _length(paragraphs) < _SHORTEST:
        raise ScrapeError("article", page.url, "no title with a text under it: this does not read like an article")
    text = "\n".join(paragraphs)
    blocks = _blocks(document, title, units) or [body.Block("p", escape(paragraph), paragraph) for paragraph in paragraphs]
    return Article(
        url=canonical(page.url),
        title=title,
        text=text,
        html=structured_html(blocks, page.url),
        summary=shorten(document.meta.get("description") or paragraphs[0], 300),
        published=dateline(document, linked, title, page.zone, page.now),
        author=", ".join(byline(document, linked, title, text)),
        byline_source=clean_text(document.meta.get("og:site_name", "") or linked.publisher),
        language=language_of(text, document.language, linked.language, document.meta.get("og:locale", "")),
        pictures=_pictures(document, linked, blocks),
        canonical=credible_canonical(document, page.url),
    )


def _length(paragraphs: list[str]) -> float:
    """The length of a text in Latin letters; a Chinese character says as much as two or three of them."""
    return sum(len(paragraph) + 1.5 * len(_CJK.findall(paragraph)) for paragraph in paragraphs)


def _blocks(document: Document, title: str, units: list[Unit]) -> list[body.Block]:
    """The chosen lines, with the pictures that stand among them or right above, and these pictures' captions; nothing above the title."""
    chosen = {index for unit in units for index in unit.lines}
    if not chosen:
        return []
    kept: list[Line] = []
    shown: Line | None = None
    headed = [index for index in range(min(chosen)) if fold(document.lines[index].text) == fold(title)]
    for index in range(max(0, min(chosen) - _ABOVE, *(place + 1 for place in headed)), max(chosen) + 1):
        line = document.lines[index]
        own = (line.picture is not None and not line.outside) or (line.caption and shown is not None)
        if index in chosen or own:
            kept.append(line)
        shown = line if line.picture or (line.caption and shown is not None) else None
    return body.read_blocks(kept, lambda link: _leads_away(link, document.url))


def _leads_away(link: str, own: str) -> bool:
    """Whether a picture's link leads to another page, whose picture it then is."""
    return bool(link) and not _PICTURE_FILE.search(link) and urlsplit(link).path != urlsplit(own).path


def _pictures(document: Document, linked: LinkedArticle, blocks: list[body.Block]) -> tuple[Picture, ...]:
    """The pictures of the text, the lead first; a lead that does not stand among them comes before them."""
    among = body.pictures(blocks)
    lead = lead_picture(document, linked, among)
    if lead is None:
        return among
    return (lead, *(picture for picture in among if picture.url != lead.url))
