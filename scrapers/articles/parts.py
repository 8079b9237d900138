"""Where a story goes on: its further parts, the whole of it on one page, the story behind a teaser.

A pager of the story is told by its addresses, which are the story's own but for a number, and by
its place, in or right under the text (decision 0112).
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice

from lxml import html

from scrapers.articles.scene import Scene, reads_like_prose
from scrapers.articles.variants import is_variant, may_be_part, part_of, siblings
from scrapers.page.pager_scripts import (
    first_by_choice,
    first_by_scripts,
    told_by_choice,
    told_by_scripts,
)
from scrapers.page.steps import ARROW, NEXT, Step, linked_as, steps_of
from scrapers.values import Further
from scrapers.words.furniture import is_more
from scrapers.words.urls import canonical, identity

# How far above and below its text the pager of a story stands, in lines.
_ABOVE, _UNDER = 8, 15
# A teaser leads on right under its last line.
_RIGHT_UNDER = 4
_MOST_STEPS = 400
_MOST_WHOLE = 2
_SECOND = 2
_NUMBERED = re.compile(r"\W*[^\W\d]{0,6}\W{0,2}(\d{1,3})\W{0,2}[^\W\d]{0,3}\W*")
_WHOLE_STORY = re.compile(
    r"(?i)\b(?:full|whole|entire|complete)\s(?:story|article|text|report)\b|全文"
)
_ONE_PAGE = re.compile(
    r"(?i)\b(?:single|one|all)[ -]pages?\b|\bview all\b|\bprint\b|单页|單頁|一页|打印"
)
_WHOLE_ADDRESS = re.compile(
    r"(?i)(?:^|[/_.,?&=-])(?:all|full|whole|single|onepage|print|quanwen)(?=$|[/_.,&=-])"
)
_BREAKS_OFF = re.compile(r"(?:…|\.\.\.|。。。|\[…\])[\s\])】）>»›→]*$")
# A page that only announces a story says no more of it, in Latin letters.
_TEASER = 600
_CJK = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]")


def further(scene: Scene, paragraphs: Sequence[str]) -> Further:
    """Where the story of a page goes on."""
    offer = _Offer(scene)
    parts, first = offer.parts, offer.first
    if parts or first:
        return Further(parts, first, tuple(_wholes(offer))[:_MOST_WHOLE])
    breaks_off = _breaks_off(offer, paragraphs)
    whole = _leads_on(offer, paragraphs, breaks_off=breaks_off)
    return Further(whole=(whole,), cut=breaks_off) if whole else Further()


@dataclass(frozen=True, slots=True)
class _Place:
    """A page that is offered: its address, the number that is shown for it, if any, and whether it
    is said to be the next one.
    """

    url: str
    shown: int | None = None
    following: bool = False


@dataclass(frozen=True)
class _Offer:
    """What a page offers to go on to in or around its story."""

    scene: Scene

    @cached_property
    def own(self) -> str:
        """The page's canonical address."""
        return canonical(self.scene.page.url)

    @cached_property
    def steps(self) -> list[Step]:
        """The links that stand where a story's pager may, a page's own address left out."""
        if not self.scene.body:
            return []
        return list(islice(steps_of(self.scene.document, self._is_near), _MOST_STEPS))

    @cached_property
    def _linked(self) -> dict[str, list[int]]:
        """In which lines links stand, by their addresses."""
        linked: dict[str, list[int]] = {}
        for at, line in enumerate(self.scene.lines):
            for link in line.links:
                linked.setdefault(link.url, []).append(at)
        return linked

    def _lines_of(self, node: html.HtmlElement, url: str) -> list[int]:
        """The lines in which an element that leads to an address may stand."""
        if url in self._linked:
            return self._linked[url]
        at = self.scene.place_of(node)
        return [at] if at is not None else []

    def _is_near(self, node: html.HtmlElement, url: str) -> bool:
        return any(at in self._near for at in self._lines_of(node, url))

    @cached_property
    def _near(self) -> range:
        """The lines of the story, right above it, and under it as far as no prose follows that is
        not the story's.
        """
        lines, start, heading = self.scene.lines, min(self.scene.body), self.scene.heading
        top = min(start, heading) if heading is not None else start
        under = range(self.end + 1, min(self.end + 1 + _UNDER, len(lines)))
        prose = (at for at in under if reads_like_prose(lines[at].text) and not lines[at].links)
        return range(max(0, top - _ABOVE), next(prose, under.stop))

    def is_at_end(self, step: Step) -> bool:
        """Whether a step stands in the last line of the story or right under it."""
        return any(
            self.end <= at <= self.end + _RIGHT_UNDER for at in self._lines_of(step.node, step.url)
        )

    @cached_property
    def end(self) -> int:
        """The last line of the story, the beginning of the next one counted in where the page
        breaks off within it.
        """
        lines, end = self.scene.lines, max(self.scene.body, default=-1)
        following = lines[end + 1] if -1 < end < len(lines) - 1 else None
        if following is not None and not following.links and _BREAKS_OFF.search(following.text):
            return end + 1
        return end

    @cached_property
    def places(self) -> list[_Place]:
        """The pages that may be parts, what is surest first."""
        document = self.scene.document
        told = [*linked_as(document, "next"), *told_by_scripts(document), *told_by_choice(document)]
        places = [_Place(canonical(url), following=True) for url in told if url]
        for step in self.steps:
            number = _NUMBERED.fullmatch(step.text)
            url = canonical(step.url)
            if url:
                following = step.says(NEXT) or step.says(ARROW)
                places.append(_Place(url, int(number[1]) if number else None, following))
        return places

    @cached_property
    def _behind(self) -> list[tuple[_Place, int]]:
        """What may be the parts of a story whose first part this is, each with its number."""
        numbers = ((place, part_of(self.own, place.url)) for place in self.places)
        return [(place, number) for place, number in numbers if number is not None]

    @cached_property
    def _beside(self) -> list[tuple[_Place, int, int]]:
        """What may be other parts, this page being one with a number; that one comes first."""
        pairs = ((place, siblings(self.own, place.url)) for place in self.places)
        return [(place, *pair) for place, pair in pairs if pair is not None]

    @cached_property
    def parts(self) -> tuple[str, ...]:
        """The addresses of the parts after this page, without a gap."""
        return self._after_first() or self._after_this()

    def _after_first(self) -> tuple[str, ...]:
        shift = _shift(self._behind)
        ordinals = {number + shift: place.url for place, number in reversed(self._behind)}
        return tuple(_run(ordinals, 2))

    def _after_this(self) -> tuple[str, ...]:
        if not self._beside:
            return ()
        own = self._beside[0][1]
        shown = [(place, number) for place, _, number in self._beside if place.shown is not None]
        shift = _shift(shown)
        if own + shift > 1 and not (self._before or self.scene.page.continues):
            return ()  # what is numbered may be a story among many
        if not shown:
            following = (
                place.url
                for place, _, number in self._beside
                if place.following and number == own + 1
            )
            return tuple(islice(following, 1))
        told = {number + shift: place.url for place, _, number in reversed(self._beside)}
        return tuple(_run(told, own + shift + 1))

    @cached_property
    def _before(self) -> str:
        """The address of the first part where this page is a later one: it is shown as the first,
        or as the one before the second, and this page has a number more.
        """
        if not may_be_part(self.own):
            return ""
        document = self.scene.document
        told = [
            canonical(url) for by in (first_by_scripts, first_by_choice) for url in by(document)
        ]
        previous = [canonical(url) for url in linked_as(document, "prev")]
        for place in [*self.places, *map(_Place, (*told, *previous))]:
            number = self._number_behind(place)
            if not number:
                continue
            is_first = place.url in told or (place.shown == 1 and self._counts_on(number))
            if is_first or (place.url in previous and number <= _SECOND):
                return place.url
        return ""

    def _number_behind(self, place: _Place) -> int | None:
        """The number of this page if the other one is the first part, with a number or without."""
        number = part_of(place.url, self.own)
        if number is not None:
            return number
        pair = siblings(place.url, self.own)
        return pair[1] if pair is not None and pair[0] <= 1 and pair[0] < pair[1] else None

    def _counts_on(self, own: int) -> bool:
        """Whether the page stands in a row of numbers in its own place: its number is not shown for
        another page, and the one before it is.
        """
        others = {place.shown: place.url for place in self.places if place.shown is not None}
        here = {own, own + 1} - {
            shown for shown, url in others.items() if identity(url) != identity(self.own)
        }
        return any(number - 1 in others for number in here if number > 1)

    @cached_property
    def first(self) -> str:
        """The address of the first part where this page is a later one; else ""."""
        return self._before if identity(self._before) != identity(self.own) else ""


def _shift(numbered: Sequence[tuple[_Place, int]]) -> int:
    """What has to be added to the numbers in addresses: some count their parts from nought."""
    shifts = Counter(place.shown - number for place, number in numbered if place.shown is not None)
    if shifts:
        shift = shifts.most_common(1)[0][0]
        return shift if shift in (0, 1) else 0
    following = [number for place, number in numbered if place.following]
    return 1 if following and min(following) == 1 else 0


def _run(told: dict[int, str], start: int) -> Iterator[str]:
    """Addresses by their numbers, from one number on, up to the first gap."""
    while start in told:
        yield told[start]
        start += 1


def _wholes(offer: _Offer) -> Iterator[str]:
    """The addresses at which all parts may stand on one page."""
    seen = {identity(offer.own)}
    bases = [offer.own, *([offer.first] if offer.first else [])]
    for step in offer.steps:
        url = canonical(step.url)
        says = any(map(step.says_within, (_WHOLE_STORY, _ONE_PAGE)))
        says = says or bool(_WHOLE_ADDRESS.search(_tail(url)))
        if says and identity(url) not in seen and any(is_variant(base, url) for base in bases):
            seen.add(identity(url))
            yield url


def _tail(url: str) -> str:
    """An address without its scheme and host."""
    return "/" + url.partition("//")[2].partition("/")[2]


def _breaks_off(offer: _Offer, paragraphs: Sequence[str]) -> bool:
    """Whether the text ends in the midst of a sentence, with dots."""
    last = offer.scene.lines[offer.end].text if offer.end >= 0 else "".join(paragraphs[-1:])
    return _BREAKS_OFF.search(_without_more(last)) is not None


def _leads_on(offer: _Offer, paragraphs: Sequence[str], *, breaks_off: bool) -> str:
    """The address of the story that the page only begins; "" when the page is all of it."""
    short = sum(len(each) + 2 * len(_CJK.findall(each)) for each in paragraphs) <= _TEASER
    for step in offer.steps:
        url = canonical(step.url)
        if not url or identity(url) == identity(offer.own) or not offer.is_at_end(step):
            continue
        says = step.says_within(_WHOLE_STORY)
        if (says and (breaks_off or short)) or (breaks_off and is_more(step.text)):
            return url
    return ""


def _without_more(text: str) -> str:
    """A line without the words at its end that lead on."""
    at = max(text.rfind("…"), text.rfind("..."), text.rfind("。。。"))
    return text[: at + 3] if at >= 0 and is_more(text[at:].lstrip("….。 ")) else text
