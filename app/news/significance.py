"""What readers are told of as a change: another word of title or text, another picture. Spacing,
punctuation, capitals, credits, tags and sections are none (FEEDS.md, L3).
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import replace
from typing import Literal

from app.values.model import Content

# How a change counts for readers: by what it changes, or as an editor says.
Counts = Literal["", "yes", "no"]

_DASH = re.compile("[\u2010-\u2015\u2212]")
_GROUPED = re.compile(r"(?<=\d)[ ,'’](?=\d{3}(?!\d))")
# A figure by itself, so that 1.5 is not 15; a minus or a per cent sign is a part of what it says.
_PIECE = re.compile(r"(?:(?<!\w)-)?\d+(?:\s*[%‰])?|.", re.DOTALL)


def is_significant(before: Content, after: Content) -> bool:
    """Whether one who has read the version before has something to learn from the one after."""
    return (
        _words(before.title) != _words(after.title)
        or _words(before.text) != _words(after.text)
        or _pictures(before) != _pictures(after)
    )


def is_significant_beside_pictures(before: Content, after: Content) -> bool:
    """Whether it is so by the words alone."""
    return is_significant(before, replace(after, pictures=before.pictures))


def _pictures(content: Content) -> frozenset[str]:
    return frozenset(picture.url for picture in content.pictures)


def _words(text: str) -> str:
    """A text without what stands between its letters, signs and figures."""
    folded = _DASH.sub("-", unicodedata.normalize("NFKC", text)).casefold()
    return "".join(_kept(_GROUPED.sub("", folded)))


def _kept(text: str) -> Iterator[str]:
    for match in _PIECE.finditer(text):
        piece = match[0]
        if piece.strip("-%‰ ").isdecimal():
            yield f" {''.join(piece.split())} "
        elif unicodedata.category(piece[0])[0] in "LMNS":
            yield piece
