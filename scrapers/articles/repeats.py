"""What repeats over the pages of a source.

Lines that stand in several of its stories belong to none of them, and so do pictures that stand in
many (decisions 0063, 0114).
"""

import hashlib
from collections.abc import Iterable, Mapping

from scrapers.page.picture_files import file_of
from scrapers.values import Picture
from scrapers.words.text import fold

# From three stories on a line is no story's (decision 0063).
_FEWEST_PAGES = 3
_SHORTEST = 8
_MOST_ONCE = 1500
# The mark of a short line begins so; it is known by two stories that gained the line at once.
_LINE = "line "
# The mark of a picture begins so, and no line's does.
_PICTURE = "picture "
# A paper shows the same mayor now and then, its own sign in every story without a picture.
_PICTURES_SHARE = 0.1
# How many pages were counted stands beside the marks.
_PAGES = "pages"


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


def counted(known: Mapping[str, int], pages: Iterable[frozenset[str]]) -> dict[str, int]:
    """On how many pages each mark stood, further pages counted in.

    Of those that repeat and of those that do not, the latest 1,500 each are kept.
    """
    counts = dict(known)
    for page in pages:
        for mark in (*sorted(page), _PAGES):
            counts[mark] = counts.pop(mark, 0) + 1
    often = [mark for mark, count in counts.items() if count >= _FEWEST_PAGES]
    once = [mark for mark, count in counts.items() if count < _FEWEST_PAGES]
    for mark in (*_oldest(often), *_oldest(once)):
        del counts[mark]
    return counts


def certain(known: Mapping[str, int], marks: Iterable[str]) -> dict[str, int]:
    """The counts with some marks that are known to repeat from elsewhere."""
    return {**known, **{mark: max(known.get(mark, 0), _FEWEST_PAGES) for mark in marks}}


def pages_counted(counts: Mapping[str, int]) -> int:
    """Of how many pages these are the marks."""
    return counts.get(_PAGES, 0)


def _oldest(marks: list[str]) -> list[str]:
    """The marks that are too many, the latest being last."""
    return marks[: max(0, len(marks) - _MOST_ONCE)]


def repeated(counts: Mapping[str, int]) -> frozenset[str]:
    """The marks of lines that stood on three pages or more, and of pictures that stood on a tenth
    of all besides.
    """
    fewest_pictures = pages_counted(counts) * _PICTURES_SHARE
    return frozenset(
        mark
        for mark, count in counts.items()
        if count >= _FEWEST_PAGES
        and mark != _PAGES
        and (count >= fewest_pictures or not mark.startswith(_PICTURE))
    )
