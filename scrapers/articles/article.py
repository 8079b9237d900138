"""Read any article: the page's own data, its headings and its lines, each asked for what it tells
best.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape
from itertools import chain, dropwhile
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

# In Latin letters, as `_length` counts.
_SHORTEST = 140
# How many lines above the text its pictures may stand.
_ABOVE = 3
# What takes seconds to read is refused (benchmarks/bench_hostile.py).
_MOST_LINES = 6000
# Notices of Chinese offices have a table of their numbers above the title.
_MOST_OF_IT = 0.6
_CJK = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]")
_PICTURE_FILE = re.compile(r"(?i)\.(?:jpe?g|png|gif|webp|avif)(?:$|[?!@])")
# Error pages are no stories (decision 0009).
_ERROR = re.compile(
    r"^\W*(?:(?:error\s*)?[45]\d\d\b|error\b|page (?:not found|does not exist|unavailable)|not "
    r"found|"
    r"(?:access|permission) denied|forbidden|"
    r"(?:log|sign) ?in\b|(?:under|system) maintenance|service "
    r"unavailable|页面不存在|找不到|404|访问出错|登录)|(?:page )?not found\W*$",
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
    """Read an article from a page of an unknown site; ScrapeError when there is too little text to
    be one.
    """
    return read_article(read_document(page), page)


def read_article(document: Document, page: Page, told: Told | None = None) -> Article:
    """Read an article of whose fields some may be told already.

    ScrapeError when there is too little text and it was not told where.
    """
    told = told or Told()
    if len(document.lines) > _MOST_LINES:
        raise ScrapeError("article", page.url, "this has more lines than any story")
    linked = linked_article(document.root)
    title = _title(document, linked, page, told)
    units, paragraphs = _story(document, linked, title, page, told)
    blocks = _blocks(document, title, units) or _plain_blocks(paragraphs)
    text = "\n".join(paragraphs)
    return Article(
        url=canonical(page.url),
        title=title,
        text=text,
        html=structured_html(blocks, page.url),
        summary=_summary(document, paragraphs),
        published=told.published or dateline(document, linked, title, page),
        author=told.author or ", ".join(byline(document, linked, title, text)),
        byline_source=told.source or _byline_source(document, linked, title, page),
        section=told.section,
        language=_language(document, linked, text),
        pictures=_pictures(document, linked, blocks),
        canonical=credible_canonical(document, page.url),
    )


def read_head(page: Page) -> Article:
    """What a page says of itself (title, day, language, pictures) where it has hardly any text;
    ScrapeError when it is no HTML.
    """
    document = read_document(page)
    linked = linked_article(document.root)
    title = headline(document, linked)
    if not title or _ERROR.search(title):
        raise ScrapeError(
            "article", page.url, f"this is an error page, or none that says anything ({title})"
        )
    said = "\n".join(line.text for line in document.lines if not line.links)
    return Article(
        url=canonical(page.url),
        title=title,
        published=dateline(document, linked, title, page),
        author=", ".join(byline(document, linked, title, "")),
        language=_language(document, linked, said),
        pictures=_pictures(document, linked, []),
    )


def _title(document: Document, linked: LinkedArticle, page: Page, told: Told) -> str:
    """The title that was told, or that of the page; ScrapeError when it is that of an error
    page.
    """
    teased = page.teaser.title if page.teaser else ""
    title = told.title or headline(document, linked, teased)
    if _ERROR.search(title):
        raise ScrapeError("article", page.url, f"this is an error page ({title})")
    return title


def _story(
    document: Document,
    linked: LinkedArticle,
    title: str,
    page: Page,
    told: Told,
) -> tuple[list[Unit], list[str]]:
    """The units that are the story, and its paragraphs; ScrapeError when they are too few.

    Where the lines hold too little, the paragraphs come from the page's own data, without units.
    """
    units = _units(document, linked, title, page, told)
    paragraphs = [unit.text for unit in units]
    was_told = bool(told.body and units)
    if not was_told and _length(paragraphs) < _SHORTEST:
        units, paragraphs = [], linked.body.split("\n")
    too_short = not was_told and _length(paragraphs) < _SHORTEST
    if not title or too_short:
        missing = "no title with a text under it: this does not read like an article"
        raise ScrapeError("article", page.url, missing)
    return units, paragraphs


def _units(
    document: Document,
    linked: LinkedArticle,
    title: str,
    page: Page,
    told: Told,
) -> list[Unit]:
    """The units of the story's text, without its title, its date line and furniture."""
    if told.body:
        return _without_head(document, title, told, _units_in(document, told.body))
    found = _without_repeats(main_text(document, linked).chosen, page.repeats)
    return _without_head(document, title, told, found)


def _without_head(document: Document, title: str, told: Told, units: list[Unit]) -> list[Unit]:
    """The units below the title and the date line, without furniture."""
    heading = fold(title)
    kept = [unit for unit in units if unit.folded != heading and not told.is_furniture(unit.text)]
    return _under_title(document, heading, list(dropwhile(_is_date, kept)))


def _under_title(document: Document, heading: str, units: list[Unit]) -> list[Unit]:
    """The units that stand under the heading that is the title, when that is most of the text.

    Tables of a notice's numbers stand above it.
    """
    at = _heading_line(document, heading)
    under = [unit for unit in units if not unit.lines or unit.lines[0] > at]
    return under if _size(under) > _MOST_OF_IT * _size(units) else units


def _heading_line(document: Document, heading: str) -> int:
    """Where a heading stands; -1 when it is none of the page's."""
    headings = (at for at, line in enumerate(document.lines) if line.heading)
    return next((at for at in headings if fold(document.lines[at].text) == heading), -1)


def _size(units: list[Unit]) -> int:
    return sum(len(unit.text) for unit in units)


def _is_date(unit: Unit) -> bool:
    return has_year(unit.text) and is_only_date(unit.text)


def _without_repeats(units: list[Unit], repeats: frozenset[str]) -> list[Unit]:
    """The units that do not stand on other pages too; all when less than half would be left."""
    kept = [unit for unit in units if mark_of(unit.folded) not in repeats]
    return kept if 2 * _size(kept) >= _size(units) else units


def _units_in(document: Document, body: Sequence[html.HtmlElement]) -> list[Unit]:
    """The units of the page that stand in these elements."""
    within = set(body)
    return [unit for unit in units_of(document.lines) if _stands_in(unit.node, within)]


def _stands_in(node: html.HtmlElement, within: set[html.HtmlElement]) -> bool:
    return node in within or any(around in within for around in node.iterancestors())


def _length(paragraphs: list[str]) -> float:
    """The length of a text in Latin letters; a Chinese character says as much as two or three of
    them.
    """
    return sum(len(paragraph) + 1.5 * len(_CJK.findall(paragraph)) for paragraph in paragraphs)


def _summary(document: Document, paragraphs: list[str]) -> str:
    return shorten(document.meta.get("description") or paragraphs[0], 300)


def _byline_source(document: Document, linked: LinkedArticle, title: str, page: Page) -> str:
    """Who the story is from: as a label near the title says, else the site."""
    labelled = read_labels(document.lines, title, page.zone).source
    site = document.meta.get("og:site_name", "") or linked.publisher
    return labelled or clean_text(site)


def _language(document: Document, linked: LinkedArticle, text: str) -> str:
    locale = document.meta.get("og:locale", "")
    return language_of(text, document.language, linked.language, locale)


def _plain_blocks(paragraphs: list[str]) -> list[body.Block]:
    return [body.Block("p", escape(paragraph), paragraph) for paragraph in paragraphs]


def _blocks(document: Document, title: str, units: list[Unit]) -> list[body.Block]:
    """The chosen lines, with pictures among them or right above, and these pictures' captions."""
    chosen = set(chain.from_iterable(unit.lines for unit in units))
    if not chosen:
        return []
    kept: list[Line] = []
    under_picture = False
    for index in range(_first_line(document, title, min(chosen)), max(chosen) + 1):
        line = document.lines[index]
        captions = line.caption and under_picture
        if index in chosen or captions or _shows(line):
            kept.append(line)
        under_picture = line.picture is not None or captions
    return body.read_blocks(kept, lambda link: _leads_away(link, document.url))


def _first_line(document: Document, title: str, first: int) -> int:
    """Where pictures may begin: a few lines above the first of the text, but under the title."""
    heading = fold(title)
    headed = [at for at in range(first) if fold(document.lines[at].text) == heading]
    return max(0, first - _ABOVE, *(at + 1 for at in headed))


def _shows(line: Line) -> bool:
    """Whether a line is a picture or a film of the page's main part."""
    return (line.picture is not None or bool(line.video)) and not line.outside


def _leads_away(link: str, own: str) -> bool:
    """Whether a picture's link leads to another page, whose picture it then is."""
    return (
        bool(link) and not _PICTURE_FILE.search(link) and urlsplit(link).path != urlsplit(own).path
    )


def _pictures(
    document: Document, linked: LinkedArticle, blocks: list[body.Block]
) -> tuple[Picture, ...]:
    """The pictures of the text, the lead first; a lead that does not stand among them comes before
    them.
    """
    among = body.pictures(blocks)
    lead = lead_picture(document, linked, among)
    if lead is None:
        return among
    return (lead, *(picture for picture in among if picture.url != lead.url))
