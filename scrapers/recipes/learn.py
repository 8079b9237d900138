"""Learning a recipe: which selectors find again the entries that were found without any.

What does not read the same from the page is no recipe (decision 0061).
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from functools import partial
from itertools import islice

from lxml import html

from scrapers.listings.shown import read_shown
from scrapers.page.document import Document
from scrapers.recipes.by_recipe import ByRecipe
from scrapers.recipes.recipe import Field, Recipe, RecipeError, recipe_of, to_values
from scrapers.values import Listing, Page, ScrapeError, Teaser
from scrapers.words.dates import is_only_date, read_stamp
from scrapers.words.text import clean_text, fold
from scrapers.words.urls import canonical

_STATE = re.compile(
    r"(?i)^(?:active|current|first|last|odd|even|on|cur|selected|open|visible|loaded|lazy\w*|alt|sticky|has-\w+|no-\w+)$"
)
_MADE = re.compile(
    r"\d{3,}|[A-Za-z]\d+[A-Za-z]|\d[A-Za-z]\d|__[\w-]*[A-Z0-9]{5}|^(?:css|sc|jsx|styled?)-|--?[a-z]*\d[a-z0-9]{3,}$|^\d"
)
_PLAIN = re.compile(r"-?[A-Za-z_][\w-]*", re.A)
_TAG = re.compile(r"[a-z][a-z0-9]*")
# All by hand, on the 115 index pages of benchmarks/listings that are read as listings, where 69
# recipes are learned, 67 with a title, 35 with a date and 26 with a summary.
#
# Which share of the entries a recipe must read again. A promo among them or an entry made otherwise
# must not cost the recipe (1.0: 66 recipes); each that is lost is never read again (0.8: 76, of
# which seven lose more than one entry in twenty).
_ENOUGH = 0.95
# How many selectors together: most pages need one, the others a first entry apart and two columns
# (1: 61 recipes, 2: 68, 8: no more than 4).
_MOST_PARTS = 4
# In which share of the entries a field's selector must say what was read: a title may be cut short
# here and there (1.0: three fields of summaries and one of titles fewer, 0.8: one of each more).
_AGREES = 0.9
# How far up a name is looked for, how many of an element's classes are looked at and used, and how
# many selectors are tried, the most promising first: these bound the time on odd pages. On those
# pages two levels, one class and fifty tries learn the same.
_FARTHEST = 5
_LONGEST_NAME, _MOST_NAMES, _FEW_NAMES, _MOST_TRIED = 60, 20, 3, 400


def learn_recipe(page: Page, listing: Listing, name: str) -> Recipe | None:
    """A recipe that reads the same entries from the page as `listing` has; None when no selectors
    do.
    """
    try:
        document = read_shown(page)
    except ScrapeError:
        return None  # an answer in JSON has no elements to select
    items = items_of(document, listing.teasers)
    entries = _entries(document, items)
    if not entries:
        return None
    places = placed(Field(entries).nodes(document.root), items)
    parts = {key: field for key, field in fields_of(places, page) if field}
    recipe = Recipe(name, listing={"entries": Field(entries)} | parts)
    try:
        recipe_of(to_values(recipe))
    except RecipeError:
        return None  # a page with odd names teaches nothing
    return recipe if _same(ByRecipe(recipe).listing(page), listing, name) else None


def _same(read: Listing, listing: Listing, name: str) -> bool:
    """Whether nearly all entries were read again, with their titles and days, and hardly anything
    else.
    """
    here, there = _with_days(read), _with_days(listing)
    return read.kind == name and len(here & there) >= _ENOUGH * max(len(here), len(there))


def _with_days(listing: Listing) -> set[tuple[str, str, date | None]]:
    """The address, title and day of each entry."""
    days = [each.published.day if each.published else None for each in listing.teasers]
    pairs = zip(listing.teasers, days, strict=True)
    return {(each.url, each.title, day) for each, day in pairs}


Items = dict[html.HtmlElement, Teaser]


def items_of(document: Document, teasers: Sequence[Teaser]) -> Items:
    """The largest element around each entry that holds no other."""
    wanted = {teaser.url: teaser for teaser in teasers}
    held: dict[html.HtmlElement, set[str]] = {}
    links: dict[str, list[html.HtmlElement]] = {}
    for link in document.root.iter("a"):
        url = canonical(link.get("href") or "", document.base)
        if url in wanted:
            links.setdefault(url, []).append(link)
            for node in (link, *link.iterancestors()):
                held.setdefault(node, set()).add(url)
    items: Items = {}
    for url, nodes in links.items():
        longest = max(nodes, key=lambda link: len(link.text_content()))
        items[_largest_around(longest, held)] = wanted[url]
    return items


def _largest_around(
    node: html.HtmlElement,
    held: dict[html.HtmlElement, set[str]],
) -> html.HtmlElement:
    """The outermost element around a link that holds no other entry."""
    above = node.getparent()
    while above is not None and len(held[above]) == 1 and above.tag != "body":
        node, above = above, above.getparent()
    return node


def _inside(node: html.HtmlElement, items: Items) -> Teaser | None:
    """The entry whose element this is, or holds, or stands in, so long as it is one alone."""
    if node in items:
        return items[node]
    teasers = _among(node.iter(), items) or _among(node.iterancestors(), items)
    return teasers[0] if len(teasers) == 1 else None


def _among(nodes: Iterable[html.HtmlElement], items: Items) -> list[Teaser]:
    return [items[node] for node in nodes if node in items]


def placed(nodes: list[html.HtmlElement], items: Items) -> list[tuple[html.HtmlElement, Teaser]]:
    """The elements in which an entry stands, each with the entry."""
    teasers = [_inside(node, items) for node in nodes]
    return [(node, teaser) for node, teaser in zip(nodes, teasers, strict=True) if teaser]


def _entries(document: Document, items: Items) -> str:
    """Selectors that together find the entries and nothing else, the one that finds most first; ""
    when they find too few.
    """
    left = {teaser.url for teaser in items.values()}
    enough, parts = len(left) * (1 - _ENOUGH), list[str]()
    while len(left) > enough and len(parts) < _MOST_PARTS:
        selector, covered = _best(document, items, left)
        if not selector:
            break
        parts.append(selector)
        left -= covered
    return ", ".join(parts) if len(left) <= enough else ""


def _best(document: Document, items: Items, left: set[str]) -> tuple[str, set[str]]:
    """The selector that finds most of what is left without anything that is no entry."""
    best, most = "", set[str]()
    tried = ways_to_any(items, left)
    for selector, count in sorted(tried.items(), key=promise)[:_MOST_TRIED]:
        if count < len(most):
            break
        covered = _covered(document, items, selector) & left
        telling = len(covered) > 1 or _is_named(selector)
        if telling and len(covered) > len(most):
            best, most = selector, covered
    return best, most


def ways_to_any(items: Items, left: set[str]) -> Counter[str]:
    """The selectors of the elements of what is left, and how many each of them finds."""
    ways: Counter[str] = Counter()
    for node, teaser in items.items():
        if teaser.url in left:
            ways.update(set(ways_to(node)))
    return ways


def promise(tried: tuple[str, int]) -> tuple[int, bool, int]:
    """What finds most comes first; of equals, one with a name, then the shortest."""
    selector, count = tried
    return -count, not _is_named(selector), len(selector)


def _covered(document: Document, items: Items, selector: str) -> set[str]:
    """The entries that a selector finds; none when it finds other links too."""
    nodes = Field(selector).nodes(document.root)
    teasers = [_inside(node, items) for node in nodes]
    if any(teaser is None and _leads(node) for node, teaser in zip(nodes, teasers, strict=True)):
        return set()
    return {teaser.url for teaser in teasers if teaser}


def _is_named(selector: str) -> bool:
    """Whether a selector holds a class or an id: on another page of the site, bare tags find
    anything.
    """
    return "." in selector or "#" in selector


def _leads(node: html.HtmlElement) -> bool:
    return any(link.get("href") and clean_text(link.text_content()) for link in node.iter("a"))


def ways_to(node: html.HtmlElement) -> Iterator[str]:
    """Selectors of an element.

    They are its own name, or that under one of the elements around it that has a class or an id.
    """
    own = _names(node)
    yield from own
    between = ""
    for above in islice(node.iterancestors(), _FARTHEST):
        if above.tag in ("body", "html") or not _TAG.fullmatch(str(above.tag)):
            return
        yield from (f"{name} > {between}{last}" for name in _names(above) for last in own)
        between = f"{above.tag} > {between}"


def _names(node: html.HtmlElement) -> list[str]:
    """What an element may be called: its tag with an id or a class that looks as if it were meant
    to stay, and its tag.
    """
    if not _TAG.fullmatch(str(node.tag)):
        return []
    own_id, classes = node.get("id") or "", (node.get("class") or "").split()
    ids = [f"{node.tag}#{own_id}"] if _lasts(own_id) else []
    lasting = list(filter(_lasts, classes[:_MOST_NAMES]))[:_FEW_NAMES]
    return [*ids, *(f"{node.tag}.{name}" for name in lasting), str(node.tag)]


def _lasts(name: str) -> bool:
    """Whether a class or an id looks as if it were meant to stay."""
    if len(name) > _LONGEST_NAME or not _PLAIN.fullmatch(name):
        return False
    return not _STATE.match(name) and not _MADE.search(name)


def fields_of(
    places: Sequence[tuple[html.HtmlElement, Teaser]],
    page: Page,
) -> Iterator[tuple[str, Field | None]]:
    """Where the title, date and summary stand inside an entry's element.

    One selector tells nearly all of them, or it is none.
    """
    yield "title", _field(places, lambda teaser: fold(teaser.title), fold)
    yield "summary", _field(places, lambda teaser: fold(teaser.summary), fold)
    yield "date", _field(places, _day_of, partial(_day, page=page))


def _day_of(teaser: Teaser) -> str:
    return teaser.published.day.isoformat() if teaser.published else ""


def _day(text: str, page: Page) -> str:
    """The day that a text says and says alone."""
    stamp = (
        read_stamp(text, page.zone, page.now) if is_only_date(text, page.zone, page.now) else None
    )
    return stamp.day.isoformat() if stamp else ""


def _field(
    places: Sequence[tuple[html.HtmlElement, Teaser]],
    wanted: Callable[[Teaser], str],
    read: Callable[[str], str],
) -> Field | None:
    """The selector whose text is nearly always the wanted one, so far as entries have it."""
    pairs = [(node, wanted(teaser)) for node, teaser in places]
    having = [(node, value) for node, value in pairs if value]
    ways: Counter[str] = Counter()
    for node, value in having:
        ways.update(_ways_inside(node, value, read))
    enough = _AGREES * len(having)
    for way, count in sorted(ways.items(), key=_promise_of_field):
        if count < enough:
            return None
        if sum(read(Field(way).value(node)) == value for node, value in having) >= enough:
            return Field(way)
    return None


def _promise_of_field(tried: tuple[str, int]) -> tuple[int, bool, int]:
    """What finds most comes first; of equals, one with a class, then the shortest."""
    way, count = tried
    return -count, "." not in way, len(way)


def _ways_inside(
    item: html.HtmlElement,
    value: str,
    read: Callable[[str], str],
) -> set[str]:
    """Selectors of what tells a value in an entry's element."""
    ways: set[str] = set()
    for each in item.iterdescendants():
        if isinstance(each.tag, str) and read(clean_text(each.text_content())) == value:
            ways.update(_names(each), _beneath(each, item))
    return ways


def _beneath(node: html.HtmlElement, item: html.HtmlElement) -> list[str]:
    above = node.getparent()
    return (
        [f"{name} > {node.tag}" for name in _names(above)]
        if above is not None and above is not item
        else []
    )
