"""The title of a story: what its headings, its metadata and the title element agree on."""

import re
from collections.abc import Iterable
from itertools import pairwise

from scrapers.articles.linked_data import LinkedArticle
from scrapers.page.document import Document
from scrapers.page.lines import Line
from scrapers.words.text import clean_text, fold

_SEPARATOR = re.compile(
    r"\s+[-–—|·•»«›:/~]+\s+|\s*[|_»丨｜]+\s*|\s*::\s*|(?<=[^\x00-\x7f])[-–—]+|[-–—]+(?=[^\x00-\x7f])"
)
_SHORTEST, _LONGEST = 2, 300
_NEAR = 12
# A title that stands on the page as a line of its own is one that readers see.
_STANDS = 0.8
_LIKE_HEADING = re.compile(
    r"(?i)(?:^|[\s_-])(?:title|headline|tit|bt|h1|heading)(?:$|[\s_-])|"
    r"(?:article|news|post|entry|main|content|art)[\w-]{0,8}(?:title|headline)"
)


def headline(document: Document, linked: LinkedArticle, teased: str = "") -> str:
    """The title of the story on a page, without the site's name; empty when nothing is one.

    `teased` is how a listing called it.
    """
    told = _told(document, linked)
    told["teaser"] = ([(teased, fold(teased), 1.0)] if teased else [], 1.0)
    standing = _standing(document)
    best, most = "", 0.0
    for candidate, own in _candidates(told):
        key = fold(candidate)
        if not key or not _SHORTEST <= len(candidate) <= _LONGEST:
            continue
        agreed = sum(_agreement(key, keys) * weight for keys, weight in told.values())
        votes = own + agreed + _STANDS * (key in standing)
        if votes > most:
            best, most = candidate, votes
    return best


def _standing(document: Document) -> set[str]:
    """What stands on the page as a line of its own, or as two headings, folded."""
    lines = (line.text for line in document.lines if not line.links)
    standing = {fold(text) for text in lines if text and len(text) <= _LONGEST}
    return standing | {fold(pair) for pair, _ in _pairs(_single_headings(document))}


_Told = dict[str, tuple[list[tuple[str, str, float]], float]]


def _told(document: Document, linked: LinkedArticle) -> _Told:
    """Who says what: for each source its readings (text, folded text, how sure), and its weight."""
    meta = document.meta
    sources: dict[str, tuple[Iterable[tuple[str, float]], float]] = {
        "linked": (_readings(linked.title), 1.0),
        "og": (_readings(meta.get("og:title", "")), 1.0),
        "twitter": (_readings(meta.get("twitter:title", "")), 0.5),
        "element": (_readings(document.title), 0.7),
        "heading": (_headings(document), 1.2),
    }
    return {name: (_folded(readings), weight) for name, (readings, weight) in sources.items()}


def _folded(readings: Iterable[tuple[str, float]]) -> list[tuple[str, str, float]]:
    """Readings that are not empty, with their folded text."""
    return [(text, fold(text), sure) for text, sure in readings if text]


def _candidates(told: _Told) -> Iterable[tuple[str, float]]:
    """Every reading of every source; the page's own heading first, since it is written for
    readers.
    """
    for name in ("heading", "linked", "og", "element", "twitter"):
        readings, _ = told[name]
        for text, _, sure in readings:
            yield text, 0.1 * sure


def _agreement(key: str, readings: list[tuple[str, str, float]]) -> float:
    """How far a source agrees with a title: wholly, or in one of its readings without the site's
    name.
    """
    return max((sure for _, folded, sure in readings if folded == key), default=0.0)


def _readings(text: str) -> list[tuple[str, float]]:
    """A title as it stands, and without one or more of its last parts, or its first, which may name
    the site.
    """
    text = clean_text(text)
    readings = [(text, 0.8)]
    cuts = list(_SEPARATOR.finditer(text))
    for count, cut in enumerate(reversed(cuts[-4:])):
        readings.append((text[: cut.start()].strip(), 1.0 if count == 0 else 0.9))
    if cuts:
        readings.append((text[cuts[0].end() :].strip(), 0.6))
    return readings


def _headings(document: Document) -> list[tuple[str, float]]:
    """The headings of the page, and those that stand on two lines, without the one that names the
    site.
    """
    single, site = _single_headings(document), fold(document.title)
    readings = [*single, *_pairs(single)]
    return [(text, sure) for text, sure in readings if not _names_site(fold(text), site)]


def _single_headings(document: Document) -> list[tuple[str, float]]:
    """The first headings of the page, and how sure each is its title."""
    found: list[tuple[str, float]] = []
    for line in document.lines:
        if not line.text or len(line.text) > _LONGEST:
            continue
        if sure := _sureness(line):
            found.append((line.text, sure))
        if len(found) >= _NEAR:
            break
    return found


def _sureness(line: Line) -> float:
    """How sure a line is the title: a heading of the first level most of all, then one named so."""
    if line.heading == 1:
        return 0.6 if line.outside else 1.0
    if line.heading in (2, 3):
        return 0.5
    names = f"{line.node.get('class', '')} {line.node.get('id', '')}"
    return 0.6 if _LIKE_HEADING.search(names) else 0.0


def _pairs(headings: list[tuple[str, float]]) -> list[tuple[str, float]]:
    """Titles that stand on two lines, each a heading of the first level."""
    pairs = pairwise(headings)
    return [(f"{one} {two}", 0.9) for (one, sure), (two, other) in pairs if sure == other == 1.0]


def _names_site(heading: str, title: str) -> bool:
    """Whether a heading is what the title element ends with after a longer title: then it is the
    site's name.
    """
    return title.endswith(heading) and len(heading) * 2 < len(title)
