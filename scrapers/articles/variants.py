"""Addresses of one story: that of the story, those of its parts, and that of the whole on one page.

They have everything in common but a number, or a word in the number's place.
"""

import re
from collections.abc import Iterator
from urllib.parse import SplitResult, urlsplit

from scrapers.words.urls import host_of

# What is put behind an address to make it that of a part: "_2", "-p2", "/page/2", "(2)".
_NUMBER = r"[/_.,(-](?:[a-z]{1,6}[/_-]?)?(?P<number>0|[1-9]\d{0,2})\)?"
_PART = re.compile(_NUMBER, re.I)
_LAST_PART = re.compile(rf"{_NUMBER}$", re.I)
_WORD = re.compile(r"[/_.,-][a-z]{1,12}(?:[_-][a-z]{1,8}){0,2}", re.I)
_ENDING = re.compile(r"\.[a-z]{2,5}$", re.I)
_FIGURES = re.compile(r"0|[1-9]\d{0,2}")
_LETTERS = re.compile(r"[a-z][a-z_-]{0,15}|1|", re.I)
_LAST_FIGURES = re.compile(r"(?<!\d)(?:0|[1-9]\d{0,2})\)?$")
# What stands before the number in the addresses of all parts.
_MARKED = re.compile(r".*[^/](?:[/_.,(-])(?:[a-z]{1,6}[/_-]?)?", re.I)


def part_of(story: str, other: str) -> int | None:
    """The number by which an address is told from a story's, as the address of a part of it; None
    when it is none. Both are canonical.
    """
    one, two = _parts(story, other)
    if one is None or two is None:
        return None
    if one.path == two.path:
        value = _added(one.query, two.query)
        return int(value) if value is not None and _FIGURES.fullmatch(value) else None
    if one.query != two.query:
        return None
    matches = (_PART.fullmatch(rest) for rest in _behind(one.path, two.path))
    return next((int(match["number"]) for match in matches if match), None)


def siblings(one: str, other: str) -> tuple[int, int] | None:
    """The numbers of two addresses which nothing else tells apart; None when that is not so."""
    first, second = _parts(one, other)
    if first is None or second is None:
        return None
    if first.path == second.path:
        return _numbers_in(first.query, second.query)
    (base, number), (other_base, other_number) = _numbered(first.path), _numbered(second.path)
    if not number or not other_number or base != other_base or first.query != second.query:
        return None
    return int(number), int(other_number)


def may_be_part(address: str) -> bool:
    """Whether an address has a number where that of a part would have it."""
    parts = urlsplit(address)
    return _LAST_PART.search(_ENDING.sub("", parts.path.rstrip("/"))) is not None or any(
        _FIGURES.fullmatch(value) for _, value in _pairs(parts.query)
    )


def is_variant(story: str, other: str) -> bool:
    """Whether an address is a story's but for a word put in: its print version, all of it on one
    page. Of a part, that word may stand in the place of its number.
    """
    one, two = _parts(story, other)
    if one is None or two is None or (one.path, one.query) == (two.path, two.query):
        return False
    if one.path == two.path:
        return _is_worded(one.query, two.query)
    if one.query != two.query:
        return False
    return any(
        _WORD.fullmatch(rest) for path in _bases(one.path) for rest in _behind(path, two.path)
    ) or _has_one_more(one.path, two.path)


def _parts(one: str, other: str) -> tuple[SplitResult | None, SplitResult | None]:
    """Two addresses of one host, split; None for each when they are of two, or of a front page."""
    if not host_of(one) or host_of(one) != host_of(other):
        return None, None
    first, second = urlsplit(one), urlsplit(other)
    bare = not first.path.strip("/") and not first.query
    return (None, None) if bare or first.netloc != second.netloc else (first, second)


def _behind(path: str, other: str) -> Iterator[str]:
    """What the other path has more than this one at its end, the ending of files aside."""
    whole, ending = path.rstrip("/"), _ENDING.search(path)
    stem = whole[: ending.start()] if ending else whole
    tails = {other.rstrip("/")} | ({_ENDING.sub("", other)} if _ENDING.search(other) else set())
    for base in (stem, whole):
        yield from (tail[len(base) :] for tail in tails if base and tail.startswith(base))


def _bases(path: str) -> Iterator[str]:
    """A path, and the same without the number of a part at its end."""
    yield path
    stem = _ENDING.sub("", path.rstrip("/"))
    if (number := _LAST_PART.search(stem)) and stem[: number.start()].strip("/"):
        yield stem[: number.start()]


def _numbered(path: str) -> tuple[str, str]:
    """A path without its last number, and that number; "" when it does not end in one."""
    ending = _ENDING.search(path)
    stem = path[: ending.start()] if ending else path.rstrip("/")
    figures = _LAST_FIGURES.search(stem)
    if figures is None or not _MARKED.fullmatch(stem[: figures.start()]):
        return path, ""
    return stem[: figures.start()] + (ending[0] if ending else ""), figures[0].rstrip(")")


def _pairs(query: str) -> list[tuple[str, str]]:
    split = (pair.partition("=") for pair in query.split("&") if pair)
    return sorted((name, value) for name, _, value in split)


def _added(query: str, other: str) -> str | None:
    """The value of the one pair that the other query has more; None when that is not all."""
    before, after = _pairs(query), _pairs(other)
    more = [pair for pair in after if pair not in before]
    return more[0][1] if len(more) == 1 and len(after) == len(before) + 1 else None


def _numbers_in(query: str, other: str) -> tuple[int, int] | None:
    before, after = _pairs(query), _pairs(other)
    if [name for name, _ in before] != [name for name, _ in after]:
        return None
    values = [(one[1], two[1]) for one, two in zip(before, after, strict=True) if one[1] != two[1]]
    if len(values) != 1 or not all(map(_FIGURES.fullmatch, values[0])):
        return None
    return int(values[0][0]), int(values[0][1])


def _is_worded(query: str, other: str) -> bool:
    """Whether the other query has a word more, or one in the place of a number."""
    before, after = _pairs(query), _pairs(other)
    more = [pair for pair in after if pair not in before]
    less = [pair for pair in before if pair not in after]
    if len(more) != 1 or len(less) > 1 or not _LETTERS.fullmatch(more[0][1]):
        return False
    return not less or (less[0][0] == more[0][0] and bool(_FIGURES.fullmatch(less[0][1])))


def _has_one_more(path: str, other: str) -> bool:
    """Whether the other path has one more folder, a word, before or amid those of this one."""
    here, there = path.strip("/").split("/"), other.strip("/").split("/")
    if len(there) != len(here) + 1:
        return False
    at = next((n for n, name in enumerate(here) if name != there[n]), len(here))
    return here[at:] == there[at + 1 :] and bool(_LETTERS.fullmatch(there[at])) and there[at] != ""
