"""What the object of a story in data says of the story: when, by whom, from where, in short, with
which picture.

Names of keys differ and only hint; what stands in a list, in an object of somebody's own, or in
one with another title is of something else.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from scrapers.values import Page
from scrapers.words.addressed import is_file
from scrapers.words.dates import is_only_date
from scrapers.words.text import clean_text, fold

_KEY_WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")
_OF_DATE = re.compile(r"(?i)date|time|stamp|publ|creat|day|_at$|_on$|^ts$|^ct$|^rq$")
_OF_CAMEL = re.compile(r"[a-z](?:At|On)$")
_PUBLISHED = (
    "publ",
    "pub",
    "releas",
    "issu",
    "display",
    "post",
    "ptime",
    "first",
    "news",
    "online",
)
_CREATED = ("creat", "ctime", "add", "input", "insert", "written")
_CHANGED = ("updat", "modif", "edit", "revis", "last", "utime", "mtime")
# When something else was, is or will be.
_ELSE = (
    "expir", "start", "begin", "end", "fetch", "crawl", "delet", "sync", "cach", "build", "server",
    "request", "now", "current", "comment", "reply", "login", "regist", "birth", "event", "valid",
    "deadline", "schedul", "until", "open", "clos", "import", "index", "touch", "draft", "join",
    "view", "read", "duration", "video", "audio", "length",
)  # fmt: skip
_AUTHOR = re.compile(
    r"(?i)_?(?:article|news|story|post)?_?(?:authors?|by_?lines?|writers?|reporters?|journalists?)"
    r"(?:_?(?:names?|list|info))?$"
)
_SOURCE = re.compile(
    r"(?i)(?:article|news|content|media|copy)?_?(?:source|from|origin|media|publisher)(?:_?name)?$"
)
_SUMMARY = re.compile(
    r"(?i)(?:\w+_)?(?:summ\w*|desc\w*|intro\w*|digest|abstract|excerpt|brief|standfirst|teaser|dek|lead)$"
)
_PICTURE = re.compile(
    r"(?i)(?:\w+_?)?(?:cover|image|img|pic|picture|photo|thumb\w*|poster|hero)(?:_?(?:url|src|image|s))?$"
)
_NAME = re.compile(r"(?i)(?:full|display|author|media|real)?_?name$|title$")
_FIRST, _LAST = re.compile(r"(?i)(?:first|given)_?name$"), re.compile(r"(?i)(?:last|family)_?name$")
# What only things with a life of their own have: people, accounts, sections.
_THING = re.compile(
    r"(?i)_?(?:u|user_?|author_?)?id$|(?:user|nick|full|first)?_?name$|slug$|avatar$"
)
_CODE = re.compile(r"[/\\?=_]|^\W|\d\.\d")
_TITLE = re.compile(r"(?i)(?:title|headline)$")
_EPOCH = re.compile(r"1\d{9}(?:\d{3})?")
_COMPACT = re.compile(r"(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])")
_ISO = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d")
_TAG = re.compile(r"<[^<>]{1,200}>")
_LONGEST_DATE, _LONGEST_NAME, _LONGEST_SUMMARY = 40, 120, 1000
_MOST_AUTHORS, _MOST_FIELDS, _DEEPEST = 12, 200, 2
# What was served this short a while ago is when the page was made.
_JUST_NOW = timedelta(minutes=10)

Object = dict[str, Any]


@dataclass(frozen=True, slots=True)
class DataFields:
    """What data says of a story; dates are pairs of a key and the value as written."""

    published: tuple[tuple[str, str], ...] = ()
    changed: tuple[tuple[str, str], ...] = ()
    authors: tuple[str, ...] = ()
    source: str = ""
    summary: str = ""
    pictures: tuple[str, ...] = ()


def fields_in_data(holders: Sequence[Object], wanted: str, page: Page) -> DataFields:
    """What objects say of the story with this title (folded), the nearest to its title first."""
    own = [
        list(_scalars(each, wanted, 0 if further else _DEEPEST))
        for further, each in enumerate(holders)
    ]
    near = own[0] if own else []
    every = [told for level in own for told in level]
    dates = _Dates(page)
    published = dates.published(near, sure=False)
    for further in own[1:] if not published else ():
        published = published or dates.published(further, sure=True)
    return DataFields(
        published,
        tuple(each for told in near if (each := dates.dated(told)) and _is(told[0], _CHANGED)),
        _authors(holders),
        next(filter(None, (_source(key, value) for key, value in _named(holders))), ""),
        next((text for key, value in every if (text := _summary(key, value, wanted))), ""),
        tuple(dict.fromkeys(_pictures(holders)))[:1],
    )


def _scalars(node: Object, wanted: str, deepest: int) -> Iterator[tuple[str, Any]]:
    """The strings and numbers of an object, and of those in it, so deep, that only group what is
    its own.
    """
    ahead = [(node, deepest)]
    for _ in range(_MOST_FIELDS):
        if not ahead:
            return
        holder, depth = ahead.pop(0)
        for key, value in holder.items():
            if isinstance(value, dict) and depth and not _is_thing(value, wanted):
                ahead.append((value, depth - 1))
            elif isinstance(value, str | int | float) and not isinstance(value, bool):
                yield key, value


def _is_thing(value: Object, wanted: str) -> bool:
    """Whether an object is something else than a group of a story's fields."""
    titles = [told for key, told in value.items() if _TITLE.search(key) and isinstance(told, str)]
    other = any(fold(title) != wanted for title in titles)
    return other or (not titles and any(map(_THING.match, value)))


def _words(key: str) -> list[str]:
    return [word.lower() for word in _KEY_WORD.findall(key)]


def _is(key: str, beginnings: tuple[str, ...]) -> bool:
    return any(word.startswith(beginnings) for word in _words(key))


def _most(dated: Sequence[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    """Of some dates those of the day that most of them tell; none where no day has most."""
    days = [_day(text) for _, text in dated]
    most = max(days, key=days.count, default="")
    if 2 * days.count(most) <= len(days):
        return ()
    return tuple(each for each, day in zip(dated, days, strict=True) if day == most)


def _day(text: str) -> str:
    """The day that a date tells, in UTC where it counts seconds; else its first characters."""
    if _EPOCH.fullmatch(text):
        return datetime.fromtimestamp(int(text[:10]), UTC).date().isoformat()
    return f"{text[:4]}-{text[4:6]}-{text[6:]}" if text.isdigit() else text[:10]


class _Dates:
    """Reads the dates of objects as of when their page was fetched."""

    def __init__(self, page: Page) -> None:
        self._page = page

    def published(
        self, scalars: Sequence[tuple[str, Any]], *, sure: bool
    ) -> tuple[tuple[str, str], ...]:
        """The dates that may be of publication, of the best kind that there is: those called so,
        else (unless it has to be `sure`) all that are not of something else. Of several days that
        of most of them counts, and none where no day has most.
        """
        dated = [
            each
            for told in scalars
            if (each := self.dated(told)) and not _is(each[0], _CHANGED + _ELSE)
        ]
        called = [each for each in dated if _is(each[0], _PUBLISHED)]
        made = [each for each in dated if _is(each[0], _CREATED)]
        others = [] if sure else [each for each in dated if not self._is_of_now(each[1])]
        return _most(called or (made if sure else others))

    def dated(self, told: tuple[str, Any]) -> tuple[str, str] | None:
        """The key and the value of what is a date; None for anything else. A number is one only
        behind a key that is of a date: numbers of stories and telephones look like it too.
        """
        key, value = told
        text = str(value).strip()
        if not 4 < len(text) <= _LONGEST_DATE:
            return None
        if text.isdigit():
            if not (_OF_DATE.search(key) or _OF_CAMEL.search(key)):
                return None
            looks_so = _EPOCH.fullmatch(text) or _COMPACT.fullmatch(text)
            return (key, text) if looks_so else None
        is_date = _ISO.match(text) or is_only_date(text, self._page.zone, self._page.now)
        return (key, text) if isinstance(value, str) and is_date else None

    def _is_of_now(self, text: str) -> bool:
        """Whether a date is that of the page's own making."""
        if self._page.now is None:
            return False
        try:
            seconds = int(text[:10]) if text.isdigit() else 0
            at = datetime.fromtimestamp(seconds, UTC) if seconds else datetime.fromisoformat(text)
        except ValueError:
            return False
        return at.tzinfo is not None and abs(at - self._page.now) < _JUST_NOW


def _authors(holders: Sequence[Object]) -> tuple[str, ...]:
    """Who has written a story: as its object says, or one in it that groups what is its own; else
    as the object around it says.
    """
    groups = [
        value
        for value in (holders[0].values() if holders else ())
        if isinstance(value, dict) and not any(map(_THING.match, value))
    ]
    for node in (*holders[:1], *groups, *holders[1:]):
        for key, value in node.items():
            names = map(_name, _listed(value)) if _AUTHOR.match(key) else iter(())
            if told := tuple(filter(None, names)):
                return told[:_MOST_AUTHORS]
    return ()


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _name(value: Any) -> str:
    """The name that a value is, or that an object has."""
    if isinstance(value, dict):
        first = next((each for key, each in value.items() if _FIRST.match(key)), "")
        last = next((each for key, each in value.items() if _LAST.match(key)), "")
        if isinstance(first, str) and isinstance(last, str) and first and last:
            return clean_text(f"{first} {last}")
        value = next((each for key, each in value.items() if _NAME.match(key)), "")
    return (
        clean_text(_TAG.sub("", value))
        if isinstance(value, str) and len(value) <= _LONGEST_NAME
        else ""
    )


def _named(holders: Sequence[Object]) -> Iterator[tuple[str, Any]]:
    for holder in holders:
        yield from holder.items()


def _source(key: str, value: Any) -> str:
    """The publication that a value names; a lone small word is one of the program's own."""
    name = _name(value) if _SOURCE.match(key) else ""
    return "" if name.isascii() and (name == name.lower() or _CODE.search(name)) else name


def _summary(key: str, value: Any, wanted: str) -> str:
    if not isinstance(value, str) or len(value) > _LONGEST_SUMMARY or not _SUMMARY.match(key):
        return ""
    text = clean_text(_TAG.sub(" ", value))
    return "" if fold(text) == wanted else text


def _pictures(holders: Sequence[Object]) -> Iterator[str]:
    """The addresses of files behind keys of pictures, in objects and in what these keys hold."""
    for key, value in _named(holders[:1]):
        if _PICTURE.match(key):
            for each in _listed(value):
                inner = each.values() if isinstance(each, dict) else [each]
                yield from (told for told in inner if isinstance(told, str) and is_file(told))
