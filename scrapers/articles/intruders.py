"""What stands among a story's lines and is none of it: other stories with their summaries, its own
beginning cut off, links at its end.
"""

import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from lxml import html

from scrapers.articles.scene import reads_like_prose
from scrapers.articles.votes import Unit, ends_sentence
from scrapers.page.lines import Line
from scrapers.words.furniture import announces, leads_elsewhere
from scrapers.words.text import fold
from scrapers.words.urls import host_of

_ELLIPSIS = re.compile(r"(?:\.{2,}|…+|\[(?:\.{2,}|…+)\])\W*$")
_LABEL = re.compile(r"^\W*[^\s:：]{1,12}\s?[^\s:：]{0,12}[:：]\s*")
# What shapes a story's own text, whatever box it stands in.
_SHAPES = ("ul", "ol", "dl", "table", "tbody", "tr", "blockquote", "figure", "pre")
_FEWEST_BESIDE, _LARGEST_BESIDE, _MANY_LABELS = 3, 0.4, 0.35
_HEADED, _FEWEST_HEADED, _MOSTLY, _FEWEST_WORDS = 3, 3, 0.6, 3
_DIGITS = re.compile(r"\d+")
_SHORTEST_INTRO = 8
_FEWEST_TOKENS, _MOST_TOKENS = 5, 90
_LINKED, _PARTLY, _UNLINKED = 0.8, 0.5, 0.3


@dataclass(frozen=True, slots=True)
class _Promo:
    """A headline that is a link, and the summary under it: where they stand among all units."""

    title: int
    summary: int


def without_intruders(
    chosen: Sequence[Unit], units: Sequence[Unit], lines: Sequence[Line], url: str
) -> list[Unit]:
    """The chosen units of a page without what belongs to other stories or is own again."""
    others = _of_promos(chosen, units, lines, url)
    own = [unit for unit in chosen if unit.lines not in others]
    kept = [unit for unit in own if not _is_announced(unit, lines)] or own
    own = _without_boxes_behind(kept, units)
    return _without_links_at_end(_without_cut_beginnings(own))


def is_list_of_others(
    chosen: Sequence[Unit], units: Sequence[Unit], lines: Sequence[Line], url: str
) -> bool:
    """Whether most of the chosen paragraphs stand under headlines that lead to other pages, each
    under one of its own.
    """
    wanted = {unit.lines for unit in chosen}
    longer = (at for at, unit in enumerate(units) if unit.lines in wanted and unit.tokens >= 8)
    first = next(longer, 0)
    if not _is_headed(units, max(0, first - _HEADED), first, lines, url):
        return False  # a story's own words come before those of others
    paragraphs = headed = 0
    before = -1
    for at, unit in enumerate(units):
        if not reads_like_prose(unit.text) or unit.linked >= _LINKED:
            continue
        start = max(before + 1, at - _HEADED)
        before = at
        if unit.lines not in wanted:
            continue
        paragraphs += 1
        headed += _is_headed(units, start, at, lines, url)
    return headed >= _FEWEST_HEADED and headed > _MOSTLY * paragraphs


def _is_headed(units: Sequence[Unit], start: int, at: int, lines: Sequence[Line], url: str) -> bool:
    """Whether a paragraph stands under a link to another page, and under no heading of its own
    page: a breadcrumb heads no story.
    """
    for unit in reversed(units[start:at]):
        if _heads(unit, lines, url):
            return True
        if unit.heading and unit.linked < _PARTLY:
            return False
    return False


def _heads(unit: Unit, lines: Sequence[Line], url: str) -> bool:
    """Whether a unit is a link to another page of the same publication; several make a menu."""
    links = {link.url for at in unit.lines for link in lines[at].links}
    own = unit.linked >= _LINKED and unit.tokens >= _FEWEST_WORDS and not ends_sentence(unit.text)
    return own and len(links) == 1 and all(_is_another(link, url) for link in links)


def _of_promos(
    chosen: Sequence[Unit], units: Sequence[Unit], lines: Sequence[Line], url: str
) -> set[tuple[int, ...]]:
    """The units that announce other stories: several in a row under the text, or in boxes."""
    held = Counter(node for unit in units for node in _chain(unit.node))
    promos = _promos(units, lines, url, held)
    last = _last_of_its_own(chosen, units, promos)
    of_others: set[tuple[int, ...]] = set()
    for run in _runs(promos):
        under = len(run) > 1 and run[0].title > last
        others = [promo for promo in run if under or _is_boxed(units, promo, held)]
        of_others |= {
            units[at].lines for promo in others for at in range(promo.title, promo.summary + 1)
        }
    return of_others


def _promos(
    units: Sequence[Unit],
    lines: Sequence[Line],
    url: str,
    held: Mapping[html.HtmlElement, int],
) -> list[_Promo]:
    promos: list[_Promo] = []
    at = 0
    while at < len(units):
        summary = _beside(units, at, held) if _heads(units[at], lines, url) else None
        if summary is None and _is_headline_of_another(units[at], lines, url):
            summary = _summary_of(units, at)
        if summary is not None:
            promos.append(_Promo(at, summary))
        at = summary + 1 if summary is not None else at + 1
    return promos


def _is_headline_of_another(unit: Unit, lines: Sequence[Line], url: str) -> bool:
    """Whether a unit is a link to another page of the same publication, without a stop."""
    if unit.linked < _LINKED or unit.tokens < _FEWEST_TOKENS or ends_sentence(unit.text):
        return False
    if _is_announced(unit, lines):
        return False
    links = [link.url for at in unit.lines for link in lines[at].links]
    return bool(links) and all(_is_another(link, url) for link in links)


def _is_another(link: str, url: str) -> bool:
    here, there = urlsplit(url), urlsplit(link)
    same_site = host_of(link).split(".")[-2:] == host_of(url).split(".")[-2:]
    return same_site and (there.path, there.query) != (here.path, here.query)


def _is_announced(unit: Unit, lines: Sequence[Line]) -> bool:
    """Whether a unit is a link behind words that announce it, as in "Read also: ..."."""
    links = [link for at in unit.lines for link in lines[at].links]
    if len(links) != 1 or not unit.text.endswith(links[0].text):
        return False
    return announces(unit.text[: -len(links[0].text)])


def _beside(units: Sequence[Unit], at: int, held: Mapping[html.HtmlElement, int]) -> int | None:
    """Where the line under a headline stands that shares a box with it alone, prose or not."""
    if at + 1 >= len(units) or units[at + 1].linked > _UNLINKED or units[at + 1].heading:
        return None
    box = _shared(units[at], units[at + 1])
    return at + 1 if box is not None and held[box] == 2 else None


def _shared(one: Unit, other: Unit) -> html.HtmlElement | None:
    """The smallest element that holds two units."""
    around = set(_chain(other.node))
    return next((node for node in _chain(one.node) if node in around), None)


def _summary_of(units: Sequence[Unit], at: int) -> int | None:
    """Where the only paragraph under a headline stands; a date may stand between."""
    for place in (at + 1, at + 2):
        if place >= len(units) or units[place].linked > _UNLINKED or units[place].heading:
            return None
        if reads_like_prose(units[place].text):
            return place if units[place].tokens <= _MOST_TOKENS else None
    return None


def _runs(promos: Sequence[_Promo]) -> list[list[_Promo]]:
    runs: list[list[_Promo]] = []
    for promo in promos:
        if runs and promo.title - runs[-1][-1].summary <= 2:
            runs[-1].append(promo)
        else:
            runs.append([promo])
    return runs


def _last_of_its_own(
    chosen: Sequence[Unit], units: Sequence[Unit], promos: Sequence[_Promo]
) -> int:
    """Where the last paragraph of the story stands that is under no headline of another."""
    in_promos = {at for promo in promos for at in range(promo.title, promo.summary + 1)}
    wanted = {unit.lines for unit in chosen}
    own = (
        at
        for at in reversed(range(len(units)))
        if at not in in_promos and units[at].lines in wanted and reads_like_prose(units[at].text)
    )
    return next(own, -1)


def _is_boxed(units: Sequence[Unit], promo: _Promo, held: Mapping[html.HtmlElement, int]) -> bool:
    """Whether headline and summary stand in a box that holds nothing else."""
    size = promo.summary - promo.title + 1
    shared = _shared(units[promo.title], units[promo.summary])
    return shared is not None and shared.tag != "body" and held[shared] <= size + 1


def _without_boxes_behind(chosen: Sequence[Unit], units: Sequence[Unit]) -> list[Unit]:
    """The units without those in boxes behind the last paragraph, where the paragraphs stand side
    by side and these boxes apart among them: comments, authors, notices.
    """
    held = Counter(node for unit in units for node in _chain(unit.node))
    boxes = [_box(unit.node, held) for unit in chosen]
    prose = _prose_in(boxes, chosen)
    main = max(prose, key=prose.__getitem__, default=None)
    if main is None or sum(box is main for box in boxes) < _FEWEST_BESIDE:
        return list(chosen)
    last = max(at for at, box in enumerate(boxes) if box is main)
    behind = {box for box in boxes[last + 1 :] if _is_apart(box, main)}
    if not _are_beside(units, behind, sum(prose[box] for box in behind) / max(1, prose[main])):
        return list(chosen)
    rest = zip(chosen[last + 1 :], boxes[last + 1 :], strict=True)
    return [*chosen[: last + 1], *(unit for unit, box in rest if box not in behind)]


def _prose_in(
    boxes: Sequence[html.HtmlElement], chosen: Sequence[Unit]
) -> Counter[html.HtmlElement]:
    """How much prose each box holds."""
    prose: Counter[html.HtmlElement] = Counter()
    for unit, box in zip(chosen, boxes, strict=True):
        prose[box] += unit.tokens if reads_like_prose(unit.text) else 0
    return prose


def _are_beside(units: Sequence[Unit], boxes: Collection[html.HtmlElement], share: float) -> bool:
    """Whether boxes are too small for a part of the story, ask for something, or are of many
    hands.
    """
    return share <= _LARGEST_BESIDE or _ask(boxes) or _are_of_many_hands(units, boxes)


def _is_apart(box: html.HtmlElement, main: html.HtmlElement) -> bool:
    """Whether a box stands among the paragraphs of the main one, or is made otherwise: a story in
    parts has boxes that are made alike.
    """
    if box.tag in _SHAPES:
        return False
    if main in _chain(box):
        return True
    return box not in _chain(main) and _make(box) != _make(main)


def _make(node: html.HtmlElement) -> tuple[str, str]:
    return node.tag, _DIGITS.sub("", node.get("class", ""))


def _ask(boxes: Collection[html.HtmlElement]) -> bool:
    """Whether each of these boxes has something to press or to fill in."""
    return all(next(box.iter("button", "input", "textarea"), None) is not None for box in boxes)


def _are_of_many_hands(units: Sequence[Unit], boxes: Collection[html.HtmlElement]) -> bool:
    """Whether boxes hold names or dates by what they tell, as comments do: labels in number."""
    inside = [unit for unit in units if any(node in boxes for node in _chain(unit.node))]
    labels = sum(not reads_like_prose(unit.text) for unit in inside)
    return labels >= _MANY_LABELS * len(inside)


def _box(node: html.HtmlElement, held: Mapping[html.HtmlElement, int]) -> html.HtmlElement:
    """The smallest element around a unit that holds another one."""
    return next((around for around in node.iterancestors() if held[around] > 1), node)


def _chain(node: html.HtmlElement) -> Iterator[html.HtmlElement]:
    yield node
    yield from node.iterancestors()


def _without_cut_beginnings(units: Sequence[Unit]) -> list[Unit]:
    """The units without those that are the cut-off beginning of another."""
    folded = [unit.folded for unit in units]
    return [unit for unit in units if not _begins_another(unit, folded)]


def _begins_another(unit: Unit, folded: Collection[str]) -> bool:
    cut = _ELLIPSIS.search(unit.text)
    if cut is None:
        return False
    text = unit.text[: cut.start()]
    beginnings = {fold(text), fold(_LABEL.sub("", text))}
    own = unit.folded
    return any(
        len(beginning) >= _SHORTEST_INTRO
        and any(other != own and other.startswith(beginning) for other in folded)
        for beginning in beginnings
    )


def _without_links_at_end(units: Sequence[Unit]) -> list[Unit]:
    """The units without those at the end that lead to other pages and are no sentence."""
    end = len(units)
    while end > 1 and _leads_on(units[end - 1]):
        end -= 1
    return list(units[:end])


def _leads_on(unit: Unit) -> bool:
    if leads_elsewhere(unit.text) and unit.linked > 0:
        return True
    least = _PARTLY if _LABEL.match(unit.text) else _LINKED
    return unit.linked >= least and not ends_sentence(unit.text) and len(unit.lines) == 1
