"""Read any article: the page's own data, its headings and its lines, each asked for what it tells best."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape
from itertools import dropwhile
from urllib.parse import urlsplit

from lxml import html

from scrapers.articles.byline import byline
from scrapers.articles.canonical_link import credible_canonical
from scrapers.articles.dateline import dateline
from scrapers.articles.headline import headline
from scrapers.articles.leadpicture import lead_picture
from scrapers.articles.linked_data import LinkedArticle, linked_article
from scrapers.articles.maintext import main_text, units_of
from scrapers.articles.repeats import mark_of
from scrapers.articles.structure import structured_html
from scrapers.articles.votes import Unit
from scrapers.page import body
from scrapers.page.document import Document, read_document
from scrapers.page.labels import read_labels
from scrapers.page.lines import Line
from scrapers.values import Article, Page, Picture, ScrapeError, Stamp
from scrapers.words.dates import has_year, is_only_date
from scrapers.words.language import language_of
from scrapers.words.text import clean_text, fold, shorten
from scrapers.words.urls import canonical

_SHORTEST = 140
_ABOVE = 3
_MOST_LINES = 6000
_MOST_OF_IT = 0.6
_CJK = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]")
_PICTURE_FILE = re.compile(r"(?i)\.(?:jpe?g|png|gif|webp|avif)(?:$|[?!@])")
_ERROR = re.compile(
    r"^\W*(?:(?:error\s*)?[45]\d\d\b|error\b|page (?:not found|does not exist|unavailable)|not found|"
    r"(?:access|permission) denied|forbidden|"
    r"(?:log|sign) ?in\b|(?:under|system) maintenance|service unavailable|页面不存在|找不到|404|访问出错|登录)|(?:page )?not found\W*$",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Told:
    """What somebody who knows the site has told of an article; what is empty is to be found out.

    `body` are the elements of its text; `is_furniture` says which lines in it are none of it.
    """

    title: str = ""
    published: Stamp | None = None
    author: str = ""
    source: str = ""
    section: str = ""
    body: tuple[html.HtmlElement, ...] = ()
    is_furniture: Callable[[str], bool] = lambda text: False


def read_any_article(page: Page) -> Article:
    """Read an article from a page of an unknown site; ScrapeError when there is too little text to be one."""
    return read_article(read_document(page), page)


def read_article(document: Document, page: Page, told: Told | None = None) -> Article:
    """Read an article of whose fields some may be told already; ScrapeError when there is too little text and it was not told where."""
    told = told or Told()
    if len(document.lines) > _MOST_LINES:
        raise ScrapeError("article", page.url, "this has more lines than any story")
    linked = linked_article(document.root)
    title = told.title or headline(document, linked, page.teaser.title if page.teaser else "")
    if _ERROR.search(title):
        raise ScrapeError("article", page.url, f"this is an error page ({title})")
    found = _units_in(document, told.body) if told.body else _without_repeats(main_text(document, linked).chosen, page.repeats)
    units = list(dropwhile(_is_date, (unit for unit in found if unit.folded != fold(title) and not told.is_furniture(unit.text))))
    units = _under_title(document, title, units)
    paragraphs = [unit.text for unit in units]
    if _length(paragraphs) < _SHORTEST and not (told.body and units):
        paragraphs, units = linked.body.split("\n"), []
    if not title or (_length(paragraphs) < _SHORTEST and not (told.body and units)):
        raise ScrapeError("article", page.url, "no title with a text under it: this does not read like an article")
    blocks = _blocks(document, title, units) or [body.Block("p", escape(paragraph), paragraph) for paragraph in paragraphs]
    text = "\n".join(paragraphs)
    return Article(
        url=canonical(page.url),
        title=title,
        text=text,
        html=structured_html(blocks, page.url),
        summary=shorten(document.meta.get("description") or paragraphs[0], 300),
        published=told.published or dateline(document, linked, title, page),
        author=told.author or ", ".join(byline(document, linked, title, text)),
        byline_source=told.source
        or read_labels(document.lines, title, page.zone).source
        or clean_text(document.meta.get("og:site_name", "") or linked.publisher),
        section=told.section,
        language=language_of(text, document.language, linked.language, document.meta.get("og:locale", "")),
        pictures=_pictures(document, linked, blocks),
        canonical=credible_canonical(document, page.url),
    )


def read_head(page: Page) -> Article:
    """What a page says of itself (title, day, language, pictures) where it has hardly any text; ScrapeError when it is no HTML."""
    document = read_document(page)
    linked = linked_article(document.root)
    title = headline(document, linked)
    if not title or _ERROR.search(title):
        raise ScrapeError("article", page.url, f"this is an error page, or none that says anything ({title})")
    said = "\n".join(line.text for line in document.lines if not line.links)
    return Article(
        url=canonical(page.url),
        title=title,
        published=dateline(document, linked, title, page),
        author=", ".join(byline(document, linked, title, "")),
        language=language_of(said, document.language, linked.language, document.meta.get("og:locale", "")),
        pictures=_pictures(document, linked, []),
    )


def _under_title(document: Document, title: str, units: list[Unit]) -> list[Unit]:
    """The units that stand under the heading that is the title, when that is most of the text: tables of a notice's numbers stand above."""
    at = next((place for place, line in enumerate(document.lines) if line.heading and fold(line.text) == fold(title)), -1)
    under = [unit for unit in units if not unit.lines or unit.lines[0] > at]
    return under if sum(len(unit.text) for unit in under) > _MOST_OF_IT * sum(len(unit.text) for unit in units) else units


def _is_date(unit: Unit) -> bool:
    return has_year(unit.text) and is_only_date(unit.text)


def _without_repeats(units: list[Unit], repeats: frozenset[str]) -> list[Unit]:
    """The units that do not stand on other pages too; all of them when that would leave less than half of the text."""
    kept = [unit for unit in units if mark_of(unit.folded) not in repeats]
    return kept if 2 * sum(len(unit.text) for unit in kept) >= sum(len(unit.text) for unit in units) else units


def _units_in(document: Document, body: Sequence[html.HtmlElement]) -> list[Unit]:
    """The units of the page that stand in these elements."""
    within = set(body)
    return [unit for unit in units_of(document.lines) if unit.node in within or any(node in within for node in unit.node.iterancestors())]


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
        own = ((line.picture is not None or line.video) and not line.outside) or (line.caption and shown is not None)
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
