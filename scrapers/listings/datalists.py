"""The stories that a page lists in the data of its scripts, or that an address gives as JSON:
objects of one list, told by their shape.

Each has a title, an address of its own, perhaps a date; names of keys differ.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from statistics import fmean
from typing import Any

from scrapers.listings.numbered import address_of, patterns_of
from scrapers.listings.teaser_dates import Dates
from scrapers.values import Page, Stamp, Teaser
from scrapers.words.addressed import is_address, is_file
from scrapers.words.dates import read_stamp, why_impossible
from scrapers.words.text import clean_text
from scrapers.words.urls import canonical, identity
from scrapers.words.zones import zone_of

_MOST_NODES, _MOST_RECORDS, _DEEPEST, _MOST_FIELDS = 60_000, 400, 3, 80
_FEWEST, _FEWEST_UNDATED = 3, 5
# What is true of nearly all the entries of a list.
_NEARLY_ALL = 0.8
_LONGEST_TITLE, _LONGEST_ADDRESS, _LONGEST_DATE = 250, 1000, 60
# Letters of a mean title; names of sections and of people are shorter.
_SHORTEST_MEAN = 12.0
_WIDE = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_LETTER = re.compile(r"[^\W\d_]")
_TAG = re.compile(r"<[^<>]{1,200}>")
_TITLE = re.compile(r"(?i)(?:title|headline|subject|topic)(?:\.\w+)*$")
_OF_PICTURE = re.compile(r"(?i)img|image|pic|thumb|cover|photo|icon|logo|avatar|video|src\b|file")
_PUBLISHED = re.compile(r"(?i)publ|release|issue|display|post|p_?time|first")
_CHANGED = re.compile(r"(?i)updat|modif|edit|expire|start|end|fetch|crawl")
_DATE = re.compile(r"(?i)date|time|_at\b|At\b|publ|ctime|day")
_SUMMARY = re.compile(r"(?i)summ|desc|intro|digest|abstract|excerpt|brief|standfirst|teaser")
_NEXT = re.compile(r"(?i)next(?:_?(?:page|url|link|page_?url|href))?$")
_ADDRESS_TOLD = "address told by number"
_NO_STORIES = ("BreadcrumbList", "SiteNavigationElement", "Organization", "Person")

_Column = dict[int, Any]


@dataclass(frozen=True, slots=True)
class _Columns:
    """What the objects of a list hold, by the path of keys; of each path the values by object."""

    count: int
    told: Mapping[str, _Column]

    def best(
        self,
        fits: Callable[[Any], bool],
        worth: Callable[[str, Sequence[Any]], float],
        share: float,
    ) -> _Column:
        """The column of most worth whose values fit in so large a share of the objects; empty when
        there is none.
        """
        found: list[tuple[float, int, _Column]] = []
        for place, (path, column) in enumerate(self.told.items()):
            fitting = {at: value for at, value in column.items() if fits(value)}
            if len(fitting) >= share * self.count and len(fitting) >= _FEWEST:
                found.append((worth(path, list(fitting.values())), -place, fitting))
        return max(found, key=lambda each: each[:2])[2] if found else {}


def stories_in_data(
    values: Iterable[Any], page: Page, base: str, links: Mapping[str, str] | None = None
) -> tuple[Teaser, ...]:
    """The teasers of the list of stories in some data, in its order: of several lists the one with
    most of them; none when there is none. `links` are the addresses that the page shows, by folded
    titles: they tell how addresses are made of numbers.
    """
    every = list(values)
    patterns = patterns_of(_objects(every), links or {}, base)
    lists = [_stories(_addressed(each, patterns), page, base) for each in _lists(every)]
    return max(lists, key=_weight, default=())


def _addressed(
    objects: list[dict[str, Any]], patterns: Mapping[str, tuple[str, str]]
) -> list[dict[str, Any]]:
    """Objects with the addresses that their numbers tell, where none has one of its own."""
    if not patterns or any(_may_be_address(value) for each in objects for value in each.values()):
        return objects
    return [{**each, _ADDRESS_TOLD: address_of(each, patterns)} for each in objects]


def _objects(values: Iterable[Any]) -> Iterator[dict[str, Any]]:
    """All objects in some data."""
    ahead = list(values)
    for at in range(_MOST_NODES):
        if at >= len(ahead):
            return
        node = ahead[at]
        if isinstance(node, dict):
            yield node
        inner = node.values() if isinstance(node, dict) else node if isinstance(node, list) else ()
        ahead += [each for each in inner if isinstance(each, dict | list)]


def next_in_data(value: Any, base: str) -> str:
    """The canonical address of the next page that an answer in JSON tells, "" for none."""
    ahead = [value]
    for _ in range(_MOST_FIELDS):
        node = ahead.pop(0) if ahead else None
        for key, told in node.items() if isinstance(node, dict) else ():
            if isinstance(told, str) and _NEXT.search(key) and is_address(told):
                return canonical(told, base)
            ahead += [told] if isinstance(told, dict) else []
    return ""


def _weight(teasers: tuple[Teaser, ...]) -> int:
    """How many stories there are; those with a date count twice."""
    return len(teasers) + sum(teaser.published is not None for teaser in teasers)


def _lists(values: Iterable[Any]) -> Iterator[list[dict[str, Any]]]:
    """The lists of objects in some data, outer ones first."""
    ahead = list(values)
    for at in range(_MOST_NODES):
        if at >= len(ahead):
            return
        node = ahead[at]
        inner = node.values() if isinstance(node, dict) else node if isinstance(node, list) else ()
        ahead += [each for each in inner if isinstance(each, dict | list)]
        if isinstance(node, list):
            objects = [each for each in node if isinstance(each, dict)][:_MOST_RECORDS]
            if len(objects) >= _FEWEST and objects[0].get("@type") not in _NO_STORIES:
                yield objects


def _stories(objects: list[dict[str, Any]], page: Page, base: str) -> tuple[Teaser, ...]:
    columns = _columns(objects)
    urls = columns.best(_may_be_address, _worth_as_address, _NEARLY_ALL)
    titles = columns.best(_may_be_title, _worth_as_title, _NEARLY_ALL)
    if not _tell_apart(urls) or not _tell_apart(titles):
        return ()
    if fmean(map(_letters, titles.values())) < _SHORTEST_MEAN:
        return ()
    dates = _Dates(page)
    days = columns.best(lambda value: dates.read(value) is not None, _worth_as_date, 0.5)
    if not days and len(objects) < _FEWEST_UNDATED:
        return ()
    pictures = columns.best(_may_be_picture, lambda path, _: len(path), 0.3)
    summaries = columns.best(_may_be_title, _worth_as_summary, 0.3)
    own = identity(page.url)
    told = {
        url: Teaser(
            url,
            _plain(titles[at]),
            _summary(summaries.get(at), titles[at]),
            dates.read(days.get(at)),
            canonical(pictures[at], base) if at in pictures else "",
        )
        for at in urls
        if at in titles and (url := canonical(urls[at], base)) and identity(url) != own
    }
    return tuple(told.values()) if len(told) >= _FEWEST else ()


def _columns(objects: list[dict[str, Any]]) -> _Columns:
    told: dict[str, _Column] = defaultdict(dict)
    for at, each in enumerate(objects):
        for path, value in _scalars(each):
            told[path].setdefault(at, value)
    return _Columns(len(objects), told)


def _scalars(node: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """The strings and numbers of an object and of those that it holds, by the path of keys."""
    ahead: list[tuple[str, Mapping[str, Any], int]] = [("", node, 0)]
    count = 0
    while ahead and count < _MOST_FIELDS:
        path, holder, depth = ahead.pop(0)
        for key, value in holder.items():
            if isinstance(value, dict) and depth < _DEEPEST:
                ahead.append((f"{path}{key}.", value, depth + 1))
            elif isinstance(value, str | int | float) and not isinstance(value, bool):
                count += 1
                yield f"{path}{key}", value


def _tell_apart(column: _Column) -> bool:
    """Whether nearly all values of a column are its own."""
    return bool(column) and len(set(column.values())) >= _NEARLY_ALL * len(column)


def _may_be_address(value: Any) -> bool:
    return isinstance(value, str) and len(value) <= _LONGEST_ADDRESS and is_address(value.strip())


def _worth_as_address(path: str, values: Sequence[Any]) -> float:
    """Addresses that differ, of pages rather than of pictures, near the top of an object."""
    return len(set(values)) / len(values) - bool(_OF_PICTURE.search(path)) - path.count(".") / 10


def _may_be_title(value: Any) -> bool:
    if not isinstance(value, str) or not _LETTER.search(value[:_LONGEST_TITLE]):
        return False
    return not is_address(value.strip()) and not value.lstrip().startswith(("{", "http"))


def _worth_as_title(path: str, values: Sequence[Any]) -> float:
    """Words that differ, as many as a title has; what is called a title counts most."""
    apart = len(set(values)) / len(values)
    length = fmean(map(_letters, values))
    fitting = _SHORTEST_MEAN <= length <= _LONGEST_TITLE
    named = bool(_TITLE.search(path))
    spaced = any(" " in value.strip() or _WIDE.search(value) for value in values[:10])
    return apart + fitting + 2 * named * fitting + spaced - path.count(".") / 10 - length / 1000


def _worth_as_summary(path: str, values: Sequence[Any]) -> float:
    return bool(_SUMMARY.search(path)) - path.count(".") / 10 if values else 0.0


def _worth_as_date(path: str, values: Sequence[Any]) -> float:
    """The day of publication, before that of changes."""
    called = bool(_DATE.search(path)) + bool(_PUBLISHED.search(path)) - bool(_CHANGED.search(path))
    return called + bool(values) - path.count(".") / 10


def _may_be_picture(value: Any) -> bool:
    return isinstance(value, str) and len(value) <= _LONGEST_ADDRESS and is_file(value)


def _letters(value: str) -> int:
    return len(value) + len(_WIDE.findall(value[:_LONGEST_TITLE]))


def _plain(value: str) -> str:
    return clean_text(_TAG.sub(" ", value))


def _summary(value: Any, title: str) -> str:
    """A summary, unless it says what the title does."""
    return _plain(value) if isinstance(value, str) and value != title else ""


class _Dates:
    """Reads dates as data tells them: as text, in seconds or in milliseconds since 1970."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self._dates = Dates((), page.zone, page.now)

    def read(self, value: Any) -> Stamp | None:
        """The date that a value tells and that can be one of publication, None when it is none."""
        if isinstance(value, str) and not value.isdigit():
            text = value.strip()
            if not 4 < len(text) <= _LONGEST_DATE or not self._dates.only(text):
                return self._iso(text)
            return self._dates.read(text)
        return self._epoch(value)

    def _iso(self, text: str) -> Stamp | None:
        """A date as programs write it, which is nothing else."""
        if not re.match(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}", text[:_LONGEST_DATE]):
            return None
        stamp = read_stamp(text, self._page.zone, self._page.now)
        return stamp if stamp and self._is_possible(stamp) else None

    def _epoch(self, value: Any) -> Stamp | None:
        number = (
            float(value) if isinstance(value, int | float | str) and str(value).isdigit() else 0
        )
        seconds = number / 1000 if number > 1e11 else number
        if not 6e8 < seconds < 4e9:
            return None
        at = datetime.fromtimestamp(seconds, UTC).astimezone(zone_of(self._page.zone))
        stamp = Stamp(at.date(), at)
        return stamp if self._is_possible(stamp) else None

    def _is_possible(self, stamp: Stamp) -> bool:
        now = self._page.now
        return now is None or not why_impossible(stamp, now, self._page.zone)
