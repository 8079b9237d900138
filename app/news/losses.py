"""Readings that only take away: a paragraph, pictures, captions, and nothing added or corrected.

One such reading may be a page that was delivered by half, three alike a site that is rebuilt, or
a reader that got worse; so none of them is believed at once. Decision 0097.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from app.news.likewords import same_picture, squashed
from app.news.names import names_in
from app.values.model import Content, LossKind
from scrapers import Picture
from scrapers.articles.repeats import marks, picture_mark

# Seen: waits for a second reading. Held: waits for people. Taken: a second reading agreed.
# Accepted, kept: people decided.
LossState = Literal["seen", "held", "taken", "accepted", "kept"]
SECOND_READING, SAME_LOSS = timedelta(hours=1), timedelta(days=1)
_MANY = 3


@dataclass(frozen=True, slots=True)
class Loss:
    """What the last reading of an item that only took away said, when that was first read, and
    what became of it; `silent` as in `Revise`.
    """

    item_id: int
    location_id: int
    kind: LossKind
    state: LossState
    seen_at: datetime
    content: Content
    capture: str
    silent: bool


def loss_of(stored: Content, read: Content, furniture: frozenset[str]) -> LossKind | None:
    """What a reading takes away, if it does nothing else; None otherwise.

    `furniture` are the marks of lines and pictures that are no story's: without them nothing is
    lost.
    """
    if _says_more(stored, read):
        return None
    before, after = _lines(stored, furniture), _lines(read, furniture)
    had = without_furniture(stored.pictures, furniture)
    if not _are_within(after, before) or not _are_among(read.pictures, had):
        return None
    if "".join(before) != "".join(after):
        return "text"
    if len(read.pictures) < len(had):
        return "pictures"
    return "captions" if _captions(read.pictures) != _captions(had) else None


def without_furniture(
    pictures: Sequence[Picture], furniture: frozenset[str]
) -> tuple[Picture, ...]:
    """The pictures that are this story's, those that stand in many others left out."""
    return tuple(picture for picture in pictures if picture_mark(picture) not in furniture)


def agrees(before: Loss | None, kind: LossKind, content: Content) -> bool:
    """Whether a reading takes away just what the one before it did; what a listing says meanwhile
    is another matter.
    """
    return (
        before is not None
        and before.kind == kind
        and (before.content.text, before.content.pictures) == (content.text, content.pictures)
    )


def weigh(
    kind: LossKind, content: Content, before: Loss | None, others: int, now: datetime
) -> LossState:
    """What becomes of a reading that only takes away: `before` is the item's last one, `others` how
    many stories of its source lost the same of late.
    """
    same = agrees(before, kind, content)
    if before is not None and same and before.state in ("held", "kept"):
        return before.state
    if others + 1 >= _MANY:
        return "held"
    if before is not None and same and now - before.seen_at >= SECOND_READING:
        return "taken"
    return "seen"


def taken_away(stored: Content, read: Content) -> list[str]:
    """What a reading leaves out of a stored story: its lines, and its pictures by their captions or
    else their addresses.
    """
    said = {squashed(line) for line in read.text.split("\n")}
    lines = [line for line in _beside_captions(stored) if squashed(line) not in said]
    shown = [(picture.url, squashed(picture.full_caption)) for picture in read.pictures]
    return lines + [
        picture.full_caption or picture.url
        for picture in stored.pictures
        if not any(
            same_picture(picture.url, url) and caption == squashed(picture.full_caption)
            for url, caption in shown
        )
    ]


def _says_more(stored: Content, read: Content) -> bool:
    """Whether a reading says something else than the stored story, text and pictures aside."""
    if squashed(read.title) != squashed(stored.title):
        return True
    if read.authors and names_in(read.author) != names_in(stored.author):
        return True
    for name in ("byline_source", "published"):
        said = getattr(read, name)
        if (
            said
            and said != getattr(stored, name)
            and not (name == "published" and stored.published)
        ):
            return True
    summary = squashed(read.summary).rstrip("….")
    return summary not in squashed(stored.summary) and summary not in squashed(stored.text)


def _names(stored: Content, read: Content) -> tuple[tuple[str, str], ...]:
    return (read.author, stored.author), (read.byline_source, stored.byline_source)


def _lines(content: Content, furniture: frozenset[str]) -> list[str]:
    return [
        squashed(line)
        for line in _beside_captions(content)
        if line.strip() and not marks(line) & furniture
    ]


def _beside_captions(content: Content) -> list[str]:
    """The lines of a text that are none of its pictures' captions: a story in pictures has none."""
    captions = {squashed(picture.caption) for picture in content.pictures}
    return [line for line in content.text.split("\n") if squashed(line) not in captions]


def _are_within(lines: Sequence[str], others: Sequence[str]) -> bool:
    """Whether lines are some of the others, in their order, whole or cut at an end."""
    rest = iter(others)
    return all(any(_is_cut_from(line, other) for other in rest) for line in lines)


def _is_cut_from(line: str, other: str) -> bool:
    return other.startswith(line) or other.endswith(line)


def _are_among(pictures: Sequence[Picture], others: Sequence[Picture]) -> bool:
    """Whether pictures are some of the others, in their order, each with its words or fewer."""
    rest = iter(others)
    return all(any(_is_less_of(picture, other) for other in rest) for picture in pictures)


def _is_less_of(picture: Picture, other: Picture) -> bool:
    words = ((picture.caption, other.caption), (picture.credit, other.credit))
    return same_picture(picture.url, other.url) and all(
        _is_cut_from(squashed(less), squashed(more)) for less, more in words
    )


def _captions(pictures: Sequence[Picture]) -> list[str]:
    return [squashed(picture.full_caption) for picture in pictures]
