"""Read any article: the page's own data, its headings and its lines, each asked for what it tells
best.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import chain, dropwhile

from lxml import html

from scrapers.articles.authors import authors
from scrapers.articles.blocks import blocks_of, own_blocks, plain_blocks, told_in_captions
from scrapers.articles.canonical_link import credible_canonical
from scrapers.articles.choice import Choice, Option, by_site_rules
from scrapers.articles.dataplace import show_story
from scrapers.articles.datastory import DataStory, story_in_data, title_in_data
from scrapers.articles.datatext import words_of
from scrapers.articles.days import published
from scrapers.articles.headline import in_doubt, title_options, titles, titles_of_page
from scrapers.articles.intruders import is_list_of_others, without_intruders
from scrapers.articles.leadpicture import given_lead, lead_picture
from scrapers.articles.linked_data import LinkedArticle, linked_article
from scrapers.articles.maintext import main_text, units_of
from scrapers.articles.notices import short_notice, tells_in_pictures
from scrapers.articles.overline import is_of_head
from scrapers.articles.parts import further
from scrapers.articles.provenance import section, source
from scrapers.articles.refusals import is_error, is_error_title, is_list
from scrapers.articles.repeats import line_mark
from scrapers.articles.scene import Scene, reads_like_prose
from scrapers.articles.structure import structured_html
from scrapers.articles.summaries import summary
from scrapers.articles.votes import Unit, ends_sentence
from scrapers.page import body
from scrapers.page.document import Document, read_document
from scrapers.page.picture_files import file_of
from scrapers.values import Article, Page, Picture, ScrapeError, Stamp
from scrapers.words.furniture import is_stray
from scrapers.words.language import language_of
from scrapers.words.text import fold
from scrapers.words.urls import canonical

# In Latin letters, as `_length` counts.
_SHORTEST = 140
_SHORTEST_NOTICE = 40
_SHORTEST_PART = 30
_MOST_WORDS, _MOST_CHARACTERS = 3, 6
# What takes seconds to read is refused (benchmarks/bench_hostile.py).
_MOST_LINES = 6000
# Notices of Chinese offices have a table of their numbers above the title.
_MOST_OF_IT, _HALF = 0.6, 0.5
_CJK = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]")


@dataclass(frozen=True, slots=True)
class KnownFields:
    """What somebody who knows the site has told of an article; what is empty is to be found out.

    `body` are the elements of its text; `is_furniture` says which lines in it are none of it.
    """

    title: str = ""
    published: Stamp | None = None
    authors: tuple[str, ...] = ()
    source: str = ""
    section: str = ""
    body: tuple[html.HtmlElement, ...] = ()
    is_furniture: Callable[[str], bool] = lambda text: False


def read_any_article(page: Page) -> Article:
    """Read an article from a page of an unknown site; ScrapeError when there is too little text to
    be one.
    """
    return read_article(read_document(page), page)


@dataclass(frozen=True, slots=True)
class Evidence:
    """What each field of an article was decided from."""

    title: Choice[str]
    published: Choice[Stamp]
    authors: Choice[tuple[str, ...]]
    byline_source: Choice[str]
    summary: Choice[str]
    section: Choice[str]
    lead: Choice[Picture]


def read_article(document: Document, page: Page, known: KnownFields | None = None) -> Article:
    """Read an article of whose fields some may be told already.

    ScrapeError when there is too little text and it was not told where.
    """
    return read_with_evidence(document, page, known)[0]


def read_with_evidence(
    document: Document, page: Page, known: KnownFields | None = None
) -> tuple[Article, Evidence]:
    """Read an article, and tell what each of its fields was decided from."""
    known = known or KnownFields()
    if len(document.lines) > _MOST_LINES:
        raise ScrapeError("article", page.url, "this has more lines than any story")
    linked = _linked(document, page)
    heads = _titles(document, linked, page, known)
    title = heads.options[0].value if heads.options else ""
    told = story_in_data(document.root, title, page)
    units, paragraphs = _story(document, linked, told, title, page, known)
    scene = Scene(page, document, linked, title, _places(units), _if_whole(told, paragraphs))
    units, paragraphs = _under_head(units, paragraphs, known)
    shown = own_blocks(blocks_of(document, title, _places(units)), page.repeats)
    blocks = shown or plain_blocks(paragraphs)
    among = body.pictures(blocks)
    paragraphs = told_in_captions(blocks) or paragraphs
    evidence = _decide(scene, paragraphs, among, heads, known)
    if is_error_title(title) and not (evidence.published.value or evidence.authors.value):
        raise ScrapeError("article", page.url, f"this is an error page ({title})")
    text = "\n".join(paragraphs)
    article = Article(
        url=canonical(page.url),
        title=title,
        text=text,
        html=structured_html(blocks, page.url),
        summary=evidence.summary.value or "",
        published=evidence.published.value,
        authors=evidence.authors.value or (),
        byline_source=evidence.byline_source.value or "",
        section=evidence.section.value or "",
        language=_language(document, linked, text),
        pictures=_pictures(given_lead(evidence.lead), among),
        canonical=credible_canonical(document, page.url),
        doubts=("title",) if in_doubt(evidence.title) else (),
        further=further(scene, paragraphs),
    )
    return article, evidence


def scene_of(page: Page) -> tuple[Scene, tuple[Picture, ...]]:
    """What the fields of a page are decided from: its scene, and the pictures of its text. A page
    with hardly any text has a scene without a body.
    """
    document = read_document(page)
    linked = _linked(document, page)
    heads = _titles(document, linked, page, KnownFields())
    title = heads.options[0].value if heads.options else ""
    told = story_in_data(document.root, title, page)
    try:
        units, paragraphs = _story(document, linked, told, title, page, KnownFields())
    except ScrapeError:
        units, paragraphs = [], []
    scene = Scene(page, document, linked, title, _places(units), _if_whole(told, paragraphs))
    return scene, body.pictures(blocks_of(document, title, _places(units)))


def title_options_of(page: Page) -> list[Option[str]]:
    """The options for a page's title."""
    document = read_document(page)
    linked = _linked(document, page)
    return title_options(document, linked, page.teaser.title if page.teaser else "")


def _linked(document: Document, page: Page) -> LinkedArticle:
    """What a page says of itself; where it has one name alone, which may be its site's, the
    headline is that of the one story in its data which is at its address.
    """
    names = titles_of_page(document)
    linked = linked_article(document.root, page.url, names)
    if linked.title or len(set(map(fold, names))) > 1:
        return linked
    title = title_in_data(document.root, page.url)
    is_part = fold(title) in fold(document.title)
    return linked if is_part else replace(linked, title=title)


def _if_whole(told: DataStory, paragraphs: Sequence[str]) -> DataStory:
    """The story in data, if it is that of the page and not a teaser for it, with a summary."""
    whole = _length([words_of(told.markup)]) >= max(_SHORTEST, _HALF * _length(paragraphs))
    return told if whole else DataStory()


def _decide(
    scene: Scene,
    paragraphs: Sequence[str],
    among: Sequence[Picture],
    heads: Choice[str],
    known: KnownFields,
) -> Evidence:
    """Decide each field that nobody has told."""
    when = (
        by_site_rules(known.published, known.published.iso) if known.published else published(scene)
    )
    who = (
        by_site_rules(known.authors, ", ".join(known.authors)) if known.authors else authors(scene)
    )
    return Evidence(
        title=heads,
        published=when,
        authors=who,
        byline_source=by_site_rules(known.source, known.source) if known.source else source(scene),
        summary=summary(scene, paragraphs),
        section=by_site_rules(known.section, known.section) if known.section else section(scene),
        lead=lead_picture(scene, among),
    )


def read_head(page: Page) -> Article:
    """What a page says of itself (title, day, language, pictures) where it has hardly any text;
    ScrapeError when it is no HTML.
    """
    document = read_document(page)
    linked = linked_article(document.root, page.url, titles_of_page(document))
    heads = titles(document, linked, page.teaser.title if page.teaser else "")
    title = heads.value or ""
    if not title or is_error_title(title):
        raise ScrapeError(
            "article", page.url, f"this is an error page, or none that says anything ({title})"
        )
    scene = Scene(page, document, linked, title)
    own_text = "\n".join(line.text for line in document.lines if not line.links)
    return Article(
        url=canonical(page.url),
        title=title,
        published=published(scene).value,
        authors=authors(scene).value or (),
        language=_language(document, linked, own_text),
        pictures=_pictures(given_lead(lead_picture(scene, ())), ()),
    )


def _titles(
    document: Document, linked: LinkedArticle, page: Page, known: KnownFields
) -> Choice[str]:
    """The title that was told, or those of the page."""
    if known.title:
        return by_site_rules(known.title, known.title)
    return titles(document, linked, page.teaser.title if page.teaser else "")


def _under_head(
    units: list[Unit], paragraphs: list[str], known: KnownFields
) -> tuple[list[Unit], list[str]]:
    """The story without what stands over it: byline, date, labels, words for sharing."""
    if not units or known.body:
        return units, paragraphs
    kept = list(dropwhile(_stands_over_text, units)) or units
    return kept, [unit.text for unit in kept]


def _stands_over_text(unit: Unit) -> bool:
    """Whether a unit at the beginning is none of the text: it is of the head, or a word or two
    without a stop.
    """
    is_chinese = _CJK.search(unit.text) is not None
    is_short = len(unit.text) <= _MOST_CHARACTERS if is_chinese else unit.tokens <= _MOST_WORDS
    label = is_short and not unit.heading and not ends_sentence(unit.text)
    return label or is_of_head(unit.text)


def _story(
    document: Document,
    linked: LinkedArticle,
    told: DataStory,
    title: str,
    page: Page,
    known: KnownFields,
) -> tuple[list[Unit], list[str]]:
    """The units that are the story, and its paragraphs; ScrapeError when they are too few.

    Where the lines hold too little, the story in the page's data is shown among them.
    """
    units = _units(document, linked, told, title, page, known)
    paragraphs = [unit.text for unit in units]
    if known.body and units and title:
        return units, paragraphs
    if _length(paragraphs) < (_SHORTEST_PART if page.continues else _SHORTEST):
        units, paragraphs = _story_elsewhere(document, linked, told, title, page)
    if not title or not paragraphs:
        missing = "no title with a text under it: this does not read like an article"
        raise ScrapeError("article", page.url, missing)
    scene = Scene(page, document, linked, title, _places(units), told)
    _refuse_what_is_none(scene, units, paragraphs)
    return units, paragraphs


def _story_elsewhere(
    document: Document, linked: LinkedArticle, told: DataStory, title: str, page: Page
) -> tuple[list[Unit], list[str]]:
    """The story where the lines hold too little of one: in the page's data, or a dated notice of a
    sentence or two.
    """
    if _length([words_of(told.markup)]) >= max(_SHORTEST, _MOST_OF_IT * _length([linked.body])):
        story = show_story(document, title, told.markup)
        own = [unit for unit in _units_in(document, [story]) if not unit.caption]
        units = _without_head(document, title, KnownFields(), own)
        return units, [unit.text for unit in units]
    if _length(linked.body.split("\n")) >= _SHORTEST:
        return [], linked.body.split("\n")
    everything = units_of(document.lines)
    notice = short_notice(everything, document.lines, title)
    units = without_intruders(notice, everything, document.lines, page.url)
    is_story = _is_notice(units) or tells_in_pictures(units, document.lines)
    if is_story and _is_dated(Scene(page, document, linked, title, _places(units), told)):
        return units, [unit.text for unit in units]
    return [], []


def _is_notice(units: Sequence[Unit]) -> bool:
    prose = [unit.text for unit in units if reads_like_prose(unit.text)]
    return _length(prose) >= _SHORTEST_NOTICE


def _is_dated(scene: Scene) -> bool:
    return published(scene).value is not None


def _places(units: Sequence[Unit]) -> frozenset[int]:
    """The lines of units."""
    return frozenset(chain.from_iterable(unit.lines for unit in units))


def _refuse_what_is_none(scene: Scene, units: Sequence[Unit], paragraphs: Sequence[str]) -> None:
    """ScrapeError when the page as a whole is an error's, a wall's or a list's."""
    url, root = scene.page.url, scene.document.root
    if is_error(scene.title, paragraphs, root, is_dated=lambda: _is_dated(scene)):
        raise ScrapeError("article", url, f"this is an error page ({scene.title})")
    if is_list(units):
        raise ScrapeError("article", url, "this is a list of other stories")


def _units(
    document: Document,
    linked: LinkedArticle,
    told: DataStory,
    title: str,
    page: Page,
    known: KnownFields,
) -> list[Unit]:
    """The units of the story's text, without its title, its date line and furniture."""
    if known.body:
        return _without_head(document, title, known, _units_in(document, known.body))
    main = main_text(document, linked, title)
    if is_list_of_others(main.chosen, main.units, document.lines, page.url):
        if told.markup:
            return []
        raise ScrapeError("article", page.url, "this is a list of other stories")
    own = without_intruders(main.chosen, main.units, document.lines, page.url)
    rest = _without_repeats(own, page.repeats)
    return _without_head(document, title, known, rest)


def _without_head(
    document: Document, title: str, known: KnownFields, units: list[Unit]
) -> list[Unit]:
    """The units below the title and the date line, without furniture."""
    heading = fold(title)
    kept = [
        unit
        for unit in units
        if unit.folded != heading and not (is_stray(unit.text) or known.is_furniture(unit.text))
    ]
    return _under_title(document, heading, kept)


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


def _without_repeats(units: list[Unit], repeats: frozenset[str]) -> list[Unit]:
    """The units that do not stand on other pages too; all when less than half would be left."""
    kept = [unit for unit in units if line_mark(unit.folded) not in repeats]
    return kept if 2 * _size(kept) >= _size(units) else units


def _units_in(document: Document, body: Sequence[html.HtmlElement]) -> list[Unit]:
    """The units of the page that stand in these elements."""
    within = set(body)
    return [unit for unit in units_of(document.lines) if _stands_in(unit.node, within)]


def _stands_in(node: html.HtmlElement, within: set[html.HtmlElement]) -> bool:
    return node in within or any(around in within for around in node.iterancestors())


def _length(paragraphs: Sequence[str]) -> float:
    """The length of a text in Latin letters; a Chinese character says as much as two or three of
    them.
    """
    return sum(len(paragraph) + 1.5 * len(_CJK.findall(paragraph)) for paragraph in paragraphs)


def _language(document: Document, linked: LinkedArticle, text: str) -> str:
    locale = document.meta.get("og:locale", "")
    return language_of(text, document.language, linked.language, locale)


def _pictures(lead: Picture | None, among: Sequence[Picture]) -> tuple[Picture, ...]:
    """The pictures of the text, the lead first; a lead that does not stand among them comes before
    them.
    """
    if lead is None:
        return tuple(among)
    file = file_of(lead.url)
    return (lead, *(picture for picture in among if file_of(picture.url) != file))
