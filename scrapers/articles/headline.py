"""The title of a story: what its headings, its metadata, the title element and the listing agree
on.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from scrapers.articles.choice import ENOUGH, Choice, Option, Witness, weigh
from scrapers.articles.linked_data import LinkedArticle
from scrapers.logistic import Model, load_model
from scrapers.page.document import Document
from scrapers.page.lines import Line
from scrapers.words.text import clean_text, fold, shorten
from scrapers.words.urls import host_of

FEATURES = (
    "heading of the first level", "another heading", "named like a headline", "two headings",
    "linked data", "OpenGraph", "Twitter", "title element, whole", "title element, a part",
    "portal's meta", "listing", "stands on the page", "part of another", "holds another",
    "first heading of its level", "short", "votes", "most votes", "lead over the next", "places",
    "stands and in the title element", "strength",
)  # fmt: skip
VERSION = 1

_SEPARATOR = re.compile(
    r"\s+[-–—|·•»«›:/~]+\s+|\s*[|_»丨｜]+\s*|\s*::\s*|(?<=[^\x00-\x7f])[-–—]+|[-–—]+(?=[^\x00-\x7f])"
)
_COLON = re.compile(r":\s+|：")
_SHORTEST, _LONGEST, _LONGEST_GIVEN = 2, 400, 300
_NEAR = 12
# Likelier than all others together.
_LIKELIER = 0.5
# A title that stands on the page as a line of its own is one that readers see.
_STANDS = 0.8
_LIKE_HEADING = re.compile(
    r"(?i)(?:^|[\s_-])(?:title|headline|tit|bt|h1|heading)(?:$|[\s_-])|"
    r"(?:article|news|post|entry|main|content|art)[\w-]{0,8}(?:title|headline)"
)
_PORTAL = ("articletitle", "dc.title", "dcterms.title", "parsely-title", "sailthru.title", "title")
# How much each place counts in the votes; the votes are one of the features that are weighed.
_WEIGHTS = {
    "linked": 1.0, "og": 1.0, "twitter": 0.5, "element": 0.7, "heading": 1.2, "portal": 0.7,
    "teaser": 1.0,
}  # fmt: skip
_PLACES = {
    "linked": "JSON-LD headline", "og": "meta og:title", "twitter": "meta twitter:title",
    "element": "title element", "heading": "heading", "portal": "meta of the portal",
    "teaser": "the listing",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Reading:
    """One way to read a title out of what a place says, and how sure that way is."""

    text: str
    folded: str
    sure: float
    whole: bool = True


_Readings = Mapping[str, list[_Reading]]


def headline(document: Document, linked: LinkedArticle, teased: str = "") -> str:
    """The likeliest title of the story on a page, without the site's name; empty when nothing is
    one. `teased` is how a listing called it.
    """
    options = titles(document, linked, teased).options
    return options[0].value if options and not options[0].absurd else ""


def titles(document: Document, linked: LinkedArticle, teased: str = "") -> Choice[str]:
    """The titles that a story may have, the likeliest first."""
    return weigh(title_options(document, linked, teased), _model(), FEATURES)


def in_doubt(choice: Choice[str]) -> bool:
    """Whether the likeliest title may be another story's, or none at all; with or without the
    site's name behind it, it is the same story's.
    """
    if not choice.options:
        return True
    first = fold(choice.options[0].value)
    alike = (option for option in choice.options if _holds(fold(option.value), first))
    return choice.chance < _LIKELIER or sum(option.chance for option in alike) < ENOUGH


def _holds(one: str, other: str) -> bool:
    return bool(one and other) and (one in other or other in one)


@cache
def _model() -> Model:
    return load_model("scrapers.articles", "title.json", FEATURES, VERSION)


def titles_of_page(document: Document) -> tuple[str, ...]:
    """What a page is called by its title element, its metadata and its first headings."""
    headings = [line.text for line in document.lines if line.heading == 1 and line.text][:3]
    places = (document.title, document.meta.get("og:title", ""), *headings)
    return tuple(filter(None, places))


@dataclass(frozen=True, slots=True)
class _Room:
    """What the titles of a page are weighed in: who says what, the headings with their kinds, what
    stands on the page, and the votes for each title.
    """

    readings: "_Readings"
    headings: list[tuple[str, str]]
    standing: set[str]
    votes: dict[str, float]
    wording: dict[str, str]


def title_options(document: Document, linked: LinkedArticle, teased: str) -> list[Option[str]]:
    """Each title that any place gives, with its evidence."""
    headings = _headings(document)
    readings = _readings_of(document, linked, teased, headings)
    room = _Room(readings, headings, _standing(document, headings), {}, {})
    # What only the listing says is none of the page: a wall has no headline of the story behind it.
    for name in ("heading", "linked", "og", "element", "portal", "twitter"):
        for reading in readings[name]:
            if reading.folded and _SHORTEST <= len(reading.text) <= _LONGEST:
                _vote(reading, room)
    return [_option(key, room, document) for key in room.votes]


def _vote(reading: _Reading, room: _Room) -> None:
    key = reading.folded
    agreed = sum(_agreement(key, room.readings[name]) * weight for name, weight in _WEIGHTS.items())
    count = reading.sure * 0.1 + agreed + _STANDS * (key in room.standing)
    room.votes[key] = max(count, room.votes.get(key, 0.0))
    room.wording.setdefault(key, reading.text)


def _option(key: str, room: _Room, document: Document) -> Option[str]:
    text = room.wording[key]
    evidence = _of_places(key, room) | _among(key, room.votes)
    witnesses = tuple(
        Witness(_PLACES[name], reading.text)
        for name, readings in room.readings.items()
        for reading in readings
        if reading.folded == key
    )
    absurd = "this is the publication itself" if _is_publication(key, document) else ""
    weighty = {name: float(value) for name, value in evidence.items() if value}
    return Option(shorten(text, _LONGEST_GIVEN), text, witnesses, weighty, absurd)


def _of_places(key: str, room: _Room) -> dict[str, float]:
    """Which places say a title."""
    readings, standing = room.readings, room.standing
    kinds = [kind for kind, heading in room.headings if fold(heading) == key]
    firsts = {kind: fold(heading) for kind, heading in reversed(room.headings)}
    element = [reading for reading in readings["element"] if reading.folded == key]
    return dict.fromkeys(kinds, 1.0) | {
        "linked data": _agreement(key, readings["linked"]),
        "OpenGraph": _agreement(key, readings["og"]),
        "Twitter": _agreement(key, readings["twitter"]),
        "portal's meta": _agreement(key, readings["portal"]),
        "listing": _agreement(key, readings["teaser"]),
        "title element, whole": any(reading.whole for reading in element),
        "title element, a part": any(not reading.whole for reading in element),
        "stands on the page": key in standing,
        "first heading of its level": any(firsts.get(kind) == key for kind in kinds),
        "places": _places(key, readings, standing) / 4,
        "stands and in the title element": key in standing and bool(element),
    }


def _among(key: str, votes: Mapping[str, float]) -> dict[str, float]:
    """How a title stands to the other titles."""
    ranking = sorted(votes.values(), reverse=True)
    own, most, following = votes[key], ranking[0], [*ranking, 0.0][1]
    others = [other for other in votes if other != key]
    return {
        "part of another": any(key in other for other in others),
        "holds another": any(len(other) > 5 and other in key for other in others),
        "short": len(key) < (12 if key.isascii() else 5),
        "votes": own / most,
        "most votes": own == most,
        "strength": min(4.0, own) / 4,
        "lead over the next": (own - following) / most if own == most else 0.0,
    }


def _places(key: str, readings: _Readings, standing: set[str]) -> int:
    """How many places that do not copy each other give a title, four at most."""
    data = any(_agreement(key, readings[name]) for name in ("og", "linked", "twitter", "portal"))
    named = [key in standing, bool(_agreement(key, readings["element"])), data]
    return sum(named) + bool(_agreement(key, readings["teaser"]))


def _is_publication(key: str, document: Document) -> bool:
    meta = document.meta
    names = {fold(meta.get(name, "")) for name in ("og:site_name", "application-name", "sitename")}
    return key in names or key == fold(host_of(document.url).removeprefix("www."))


def _standing(document: Document, headings: list[tuple[str, str]]) -> set[str]:
    """What stands on the page as a line of its own, or as two headings, folded."""
    lines = (line.text for line in document.lines if not line.links)
    standing = {fold(text) for text in lines if text and len(text) <= _LONGEST}
    return standing | {fold(text) for kind, text in headings if kind == "two headings"}


def _readings_of(
    document: Document, linked: LinkedArticle, teased: str, headings: list[tuple[str, str]]
) -> _Readings:
    """Who says what: for each place its readings."""
    meta = document.meta
    portal = next((meta[name] for name in _PORTAL if meta.get(name)), "")
    return {
        "linked": _readings(linked.title),
        "og": _readings(meta.get("og:title", "")),
        "twitter": _readings(meta.get("twitter:title", "")),
        "element": _readings(document.title),
        "portal": _readings(portal),
        "heading": _of_headings(headings),
        "teaser": [_Reading(teased, fold(teased), 1.0)] if teased else [],
    }


_SURE_OF_HEADING = {
    "heading of the first level": 1.0, "another heading": 0.5, "named like a headline": 0.6,
    "two headings": 0.9,
}  # fmt: skip


def _of_headings(headings: list[tuple[str, str]]) -> list[_Reading]:
    """The headings as they stand; and one of the first level without the site's name in it."""
    readings = []
    for kind, text in headings:
        sure = _SURE_OF_HEADING[kind]
        readings.append(_Reading(text, fold(text), sure))
        if kind == "heading of the first level":
            cut = _readings(text)[1:]
            readings += [
                _Reading(each.text, each.folded, 0.4 * each.sure, whole=False) for each in cut
            ]
    return readings


def _agreement(key: str, readings: Iterable[_Reading]) -> float:
    """How sure a place is of a title: as sure as its best reading that is this title."""
    return max((reading.sure for reading in readings if reading.folded == key), default=0.0)


def _readings(text: str) -> list[_Reading]:
    """A title as it stands, and without one or more of its last parts, or its first, which may name
    the site.
    """
    text = clean_text(text)
    if not text:
        return []
    readings = [(text, 0.8, True)]
    cuts = list(_SEPARATOR.finditer(text))
    for count, cut in enumerate(reversed(cuts[-4:])):
        readings.append((text[: cut.start()].strip(), 1.0 if count == 0 else 0.9, False))
    if cuts:
        readings.append((text[cuts[0].end() :].strip(), 0.6, False))
    elif colon := _COLON.search(text):
        readings.append((text[colon.end() :].strip(), 0.4, False))
    return [_Reading(part, fold(part), sure, whole) for part, sure, whole in readings if part]


def _headings(document: Document) -> list[tuple[str, str]]:
    """The kind and text of the page's headings, and of those that stand on two lines, without the
    one that names the site.
    """
    single, title = _single_headings(document), fold(document.title)
    standing = {fold(text) for _, text in single}
    pairs = [("two headings", text) for text in _pairs(single)]
    return [
        (kind, text)
        for kind, text in [*single, *pairs]
        if not _names_site(fold(text), title, standing)
    ]


def _single_headings(document: Document) -> list[tuple[str, str]]:
    """The first headings of the page, and what kind each is."""
    headings: list[tuple[str, str]] = []
    for line in document.lines:
        if not line.text or len(line.text) > _LONGEST or _leads_home(line, document.url):
            continue
        if kind := _kind(line):
            headings.append((kind, line.text))
        if len(headings) >= _NEAR:
            break
    return headings


def _leads_home(line: Line, url: str) -> bool:
    """Whether a line is a link to the front page: the site's name or logo."""
    return line.is_link and all(
        link.url.rstrip("/").count("/") == 2 and host_of(link.url) == host_of(url)
        for link in line.links
    )


def _kind(line: Line) -> str:
    """What kind of heading a line is; "" for one that is none."""
    if line.heading == 1:
        return "another heading" if line.outside else "heading of the first level"
    if line.heading in (2, 3):
        return "another heading"
    names = f"{line.node.get('class', '')} {line.node.get('id', '')}"
    return "named like a headline" if _LIKE_HEADING.search(names) else ""


def _pairs(headings: list[tuple[str, str]]) -> list[str]:
    """Titles that stand on two lines, each a heading of the first level."""
    first = "heading of the first level"
    return [
        f"{one} {two}" for (kind, one), (other, two) in pairwise(headings) if kind == other == first
    ]


def _names_site(heading: str, title: str, standing: set[str]) -> bool:
    """Whether a heading is what the title element begins or ends with beside a longer title: then
    it is the site's name, if that longer title is a heading of the page too.
    """
    if not heading or len(heading) >= len(title):
        return False
    if title.endswith(heading):
        rest = title[: -len(heading)]
    elif title.startswith(heading):
        rest = title[len(heading) :]
    else:
        return False
    return len(heading) * 2 < len(title) or rest in standing
