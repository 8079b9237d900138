"""What a program that reads otherwise gains and loses, field by field."""

from collections.abc import Iterable
from html import unescape
from typing import Literal

from app.news.likewords import same_picture, settled, squashed, untagged
from app.news.names import names_in
from app.values.model import Content
from scrapers import Picture

Verdict = Literal["same", "gained", "lost", "changed"]
VERDICTS: tuple[Verdict, ...] = ("same", "gained", "lost", "changed")
# What is read of a page; the rest is an editor's or a rule's.
COMPARED = (
    "title",
    "summary",
    "text",
    "html",
    "authors",
    "byline_source",
    "language",
    "pictures",
    "published",
)


def compared(stored: Content, read: Content) -> dict[str, Verdict]:
    """How each field of a reading stands to what is stored; words in other markup are the same."""
    after = settled(stored, read)
    return {name: _verdict(getattr(stored, name), getattr(after, name)) for name in COMPARED}


def _verdict(before: object, after: object) -> Verdict:
    if before == after:
        return "same"
    if not before or not after:
        return "lost" if before else "gained"
    old, new = _parts(before), _parts(after)
    if old == new:
        return "same"
    if _is_within(new, old):
        return "lost"
    return "gained" if _is_within(old, new) else "changed"


def _parts(value: object) -> list[str]:
    """What of a value can come and go: the lines of a text, names, pictures with their captions."""
    if isinstance(value, tuple):
        return [part for one in value for part in _parts_of(one)]
    lines = [untagged(line) for line in str(value).replace("</p>", "\n").split("\n")]
    return [squashed(unescape(line)) for line in lines if line.strip()]


def _parts_of(one: Picture | str) -> list[str]:
    if isinstance(one, Picture):
        return [one.url, squashed(one.full_caption)]
    return [squashed(name) for name in names_in(one)]


def _is_within(parts: Iterable[str], others: Iterable[str]) -> bool:
    """Whether all of these stand among others, in their order."""
    rest = iter(others)
    return all(any(_is_same(part, other) for other in rest) for part in parts)


def _is_same(part: str, other: str) -> bool:
    return part == other or ("://" in part and same_picture(part, other))
