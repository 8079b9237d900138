"""Learning a recipe from stories that are known: where a page shows what is stored of them.

Decision 0119.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import islice

from lxml import html

from scrapers.articles.bylines import names_in_order
from scrapers.listings.shown import read_shown
from scrapers.page.document import parse
from scrapers.recipes.learn import fields_of, items_of, placed, promise, ways_to, ways_to_any
from scrapers.recipes.recipe import Field, Recipe, RecipeError, recipe_of, to_values
from scrapers.values import Page, ScrapeError, Teaser
from scrapers.words.dates import read_stamp
from scrapers.words.text import clean_text, fold
from scrapers.words.urls import canonical

_MOST_LINKS, _MOST_RECIPES, _MOST_TRIED = 2000, 8, 40
_LONGEST_LINE = 300
# By so many lines of a long story, evenly taken, the element that holds it is found.
_MOST_SOUGHT = 60
# In which share of the stories a selector must tell what is stored; how much of a text it must
# hold.
_AGREES, _HELD = 0.8, 0.9


@dataclass(frozen=True, slots=True)
class Told:
    """What is stored of a story."""

    title: str
    text: str
    authors: tuple[str, ...] = ()
    day: date | None = None


def links_of(page: Page) -> dict[str, str]:
    """The links of a page, by their canonical addresses, with their longest words; none of what is
    no page.
    """
    try:
        document = read_shown(page)
    except ScrapeError:
        return {}
    links: dict[str, str] = {}
    for link in islice(document.root.iter("a"), _MOST_LINKS):
        url = canonical(link.get("href") or "", document.base)
        words = clean_text(link.text_content())
        if url and len(words) >= len(links.get(url, "")):
            links[url] = words
    return links


def recipes_from(page: Page, known: Sequence[Teaser], name: str) -> Iterator[Recipe]:
    """Recipes by which a list can be read that shows these known stories among others, the most
    promising first.
    """
    try:
        document = read_shown(page)
    except ScrapeError:
        return
    items = items_of(document, known)
    ways = ways_to_any(items, {teaser.url for teaser in items.values()})
    for selector, _ in sorted(ways.items(), key=promise)[:_MOST_RECIPES]:
        nodes = placed(Field(selector).nodes(document.root), items)
        parts = {key: field for key, field in fields_of(nodes, page) if field}
        yield from _usable(Recipe(name, listing={"entries": Field(selector)} | parts))


def learn_article(samples: Sequence[tuple[Page, Told]], base: Recipe) -> Recipe | None:
    """`base` with selectors for what can be found in the pages of these stories as it is stored of
    them; None where that is neither their text nor their title.
    """
    roots = [(_root(page), page, told) for page, told in samples]
    stories = [_Sample(root, page, told) for root, page, told in roots if root is not None]
    fields: dict[str, Field] = {}
    for key, tells in _TELLING.items():
        if (field := _field(stories, tells)) is not None:
            fields[key] = field
    if (field := _text(stories)) is not None:
        fields["text"] = field
    if not {"title", "text"} & set(fields):
        return None
    return next(_usable(replace(base, article=fields)), None)


@dataclass(frozen=True, slots=True)
class _Sample:
    root: html.HtmlElement
    page: Page
    told: Told


def _tells_title(text: str, sample: _Sample) -> bool:
    return fold(text) == fold(sample.told.title)


def _tells_authors(text: str, sample: _Sample) -> bool:
    return bool(sample.told.authors) and names_in_order(text) == sample.told.authors


def _tells_day(text: str, sample: _Sample) -> bool:
    day = sample.told.day
    if day is None or not any(letter.isdigit() for letter in text):
        return False
    stamp = read_stamp(text, sample.page.zone, sample.page.now)
    return stamp is not None and stamp.day == day


_TELLING: Mapping[str, Callable[[str, _Sample], bool]] = {
    "title": _tells_title,
    "author": _tells_authors,
    "date": _tells_day,
}


def _field(samples: Sequence[_Sample], tells: Callable[[str, _Sample], bool]) -> Field | None:
    """The selector whose first text tells a field of nearly all stories."""
    ways: Counter[str] = Counter()
    for sample in samples:
        ways.update(set(_ways_to_value(sample, tells)))
    for way, _ in sorted(ways.items(), key=promise)[:_MOST_TRIED]:
        field = Field(way)
        agreeing = sum(tells(field.value(sample.root), sample) for sample in samples)
        if agreeing >= _AGREES * len(samples):
            return field
    return None


def _ways_to_value(sample: _Sample, tells: Callable[[str, _Sample], bool]) -> Iterator[str]:
    body = sample.root.find("body")
    for node in (body if body is not None else sample.root).iter():
        if not isinstance(node.tag, str):
            continue
        text = clean_text(node.text_content())
        if text and len(text) <= _LONGEST_LINE and tells(text, sample):
            yield from ways_to(node)


def _text(samples: Sequence[_Sample]) -> Field | None:
    """The selector of the one element that holds the text of nearly all stories."""
    held = [_holding(sample) for sample in samples]
    ways: Counter[str] = Counter()
    for node in held:
        ways.update(set(ways_to(node)) if node is not None else ())
    for way, count in sorted(ways.items(), key=promise)[:_MOST_TRIED]:
        if count < _AGREES * len(samples):
            return None
        found = [Field(way).nodes(sample.root) for sample in samples]
        right = sum(nodes == [node] for nodes, node in zip(found, held, strict=True))
        if right >= _AGREES * len(samples):
            return Field(way)
    return None


def _holding(sample: _Sample) -> html.HtmlElement | None:
    """The smallest element that holds nearly all of a story's lines."""
    lines = [_squashed(line) for line in sample.told.text.split("\n") if line.strip()]
    if not lines:
        return None
    lines = lines[:: -(-len(lines) // _MOST_SOUGHT)]
    enough = _HELD * sum(map(len, lines))

    def holds(node: html.HtmlElement) -> bool:
        text = _squashed(node.text_content())
        return sum(len(line) for line in lines if line in text) >= enough

    node: html.HtmlElement | None = sample.root if holds(sample.root) else None
    below = node
    while below is not None:
        node = below
        below = next((each for each in node if _is_element(each) and holds(each)), None)
    return node


def _is_element(node: html.HtmlElement) -> bool:
    return isinstance(node.tag, str) and node.tag not in ("script", "style", "head", "p")


def _squashed(text: str) -> str:
    return "".join(text.split())


def _root(page: Page) -> html.HtmlElement | None:
    try:
        return parse(page)
    except ScrapeError:
        return None


def _usable(recipe: Recipe) -> Iterator[Recipe]:
    try:
        yield recipe_of(to_values(recipe))
    except RecipeError:
        return  # a page with odd names teaches nothing
