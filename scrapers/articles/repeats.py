"""What repeats over the pages of a source.

Lines that stand in several stories that follow each other, or in many of all, belong to none of
them; so do pictures that stand in many (decisions 0063, 0114, 0123).
"""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Self

from scrapers.page.picture_files import file_of
from scrapers.values import Picture
from scrapers.words.text import fold

# So many stories with a line make it no story's if they follow each other closely, or if they are
# this share of the latest: "the police are investigating" ends a story now and then.
_FEWEST_PAGES = 3
_CLOSE_PAGES = 8
_SHARE, _OF_LATEST = 0.05, 200
# A paper shows the same mayor now and then, its own sign in every story without a picture. Of few
# stories that is no more than a guess.
_PICTURES_SHARE, _PAGES_FOR_PICTURES = 0.1, 30
_SHORTEST = 8
_MOST_KEPT = 1500
# The mark of a short line begins so; it is known by two stories that gained the line at once.
_LINE = "line "
# The mark of a picture begins so, and no line's does.
_PICTURE = "picture "


@dataclass(frozen=True, slots=True)
class Tally:
    """How many stories of a source were counted, on which of them each mark stood (the first is 1),
    and which marks are known to be no story's; of both the latest come last.
    """

    pages: int = 0
    seen: Mapping[str, Sequence[int]] = field(default_factory=dict)
    known: Sequence[str] = ()

    @property
    def facts(self) -> dict[str, Any]:
        """As plain values."""
        seen = {mark: [*numbers] for mark, numbers in self.seen.items()}
        return {"pages": self.pages, "seen": seen, "known": [*self.known]}

    @classmethod
    def of(cls, facts: Mapping[str, Any]) -> Self:
        """A tally from its plain values; an empty one from none."""
        return cls(facts["pages"], facts["seen"], facts["known"]) if facts else cls()


def marks(text: str) -> frozenset[str]:
    """The marks of a story's lines, those too short to tell anything left out: twelve hexadecimal
    digits each.
    """
    return frozenset(mark for line in text.split("\n") if (mark := mark_of(fold(line))))


def mark_of(folded: str) -> str:
    """The mark of a line in letters and digits alone; "" for one that is too short."""
    if len(folded) < _SHORTEST:
        return ""
    return hashlib.blake2b(folded.encode("utf-8", "replace"), digest_size=6).hexdigest()


def short_marks(text: str) -> frozenset[str]:
    """The marks of a text's lines that are too short to tell anything by counting."""
    folded = (fold(line) for line in text.split("\n"))
    return frozenset(_LINE + line for line in folded if 0 < len(line) < _SHORTEST)


def line_mark(folded: str) -> str:
    """The mark of a line in letters and digits alone, also of a short one."""
    return mark_of(folded) or _LINE + folded


def picture_marks(pictures: Iterable[Picture]) -> frozenset[str]:
    """The marks of pictures, whatever sizes of them are shown."""
    return frozenset(picture_mark(picture) for picture in pictures)


def picture_mark(picture: Picture) -> str:
    """The mark of a picture, whatever size of it is shown."""
    file = file_of(picture.url).encode("utf-8", "replace")
    return _PICTURE + hashlib.blake2b(file, digest_size=6).hexdigest()


def counted(tally: Tally, pages: Iterable[frozenset[str]]) -> Tally:
    """A tally with further stories.

    Of the marks that are known and of those that are not, the latest 1,500 each are kept.
    """
    number, seen, known = tally.pages, dict(tally.seen), dict.fromkeys(tally.known)
    for page in pages:
        number += 1
        for mark in sorted(page):
            if mark in known:
                continue
            numbers = _latest((*seen.pop(mark, ()), number), number)
            if _is_certain(mark, numbers, number):
                known[mark] = None
            else:
                seen[mark] = numbers
    kept = {mark: seen[mark] for mark in [*seen][-_MOST_KEPT:]}
    return Tally(number, kept, [*known][-_MOST_KEPT:])


def certain(tally: Tally, marks: Iterable[str]) -> Tally:
    """A tally with some marks that are known from elsewhere to be no story's."""
    known = dict.fromkeys((*tally.known, *sorted(marks)))
    seen = {mark: numbers for mark, numbers in tally.seen.items() if mark not in known}
    return Tally(tally.pages, seen, [*known][-_MOST_KEPT:])


def repeated(tally: Tally) -> frozenset[str]:
    """The marks of lines and pictures that are no story's."""
    guessed = (
        mark
        for mark, numbers in tally.seen.items()
        if mark.startswith(_PICTURE)
        and _are_many(_latest(numbers, tally.pages), tally.pages, _PICTURES_SHARE)
    )
    return frozenset((*tally.known, *guessed))


def _latest(numbers: Sequence[int], pages: int) -> Sequence[int]:
    return [number for number in numbers if number > pages - _OF_LATEST]


def _is_certain(mark: str, numbers: Sequence[int], pages: int) -> bool:
    """Whether a mark that stood on some of so many pages, the last of them too, is no story's."""
    if mark.startswith(_PICTURE):
        return pages >= _PAGES_FOR_PICTURES and _are_many(numbers, pages, _PICTURES_SHARE)
    are_close = numbers[-_FEWEST_PAGES:][0] > pages - _CLOSE_PAGES
    return len(numbers) >= _FEWEST_PAGES and (are_close or _are_many(numbers, pages, _SHARE))


def _are_many(numbers: Sequence[int], pages: int, share: float) -> bool:
    return len(numbers) >= max(_FEWEST_PAGES, share * min(pages, _OF_LATEST))
