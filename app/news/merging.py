"""Three-way merge: what two people made of one text, put together where they do not touch the same
part (diff3, Khanna et al. 2007).

Decisions 0083, 0094.
"""

from collections import Counter
from dataclasses import dataclass
from difflib import SequenceMatcher

from app.news.revisions import words_in

# Of a comparison, and of all comparisons that a merge makes.
_MOST_PARTS, _MOST_PAIRS, _MOST_PARTS_IN_ALL = 2000, 100_000, 20_000
YOURS, THEIRS, END = "⟦yours⟧", "⟦theirs⟧", "⟦end⟧"


@dataclass(frozen=True, slots=True)
class Merged:
    """A text put together; `conflicts` is in how many places both changed the same part
    differently: there it holds both.
    """

    text: str
    conflicts: int


def merge(base: str, mine: str, theirs: str) -> Merged:
    """Put two versions of a text together: by its paragraphs, and, within a paragraph that both
    changed, by its words.
    """
    if mine == theirs or theirs == base:
        return Merged(mine, 0)
    if mine == base:
        return Merged(theirs, 0)
    room = _Room(_MOST_PARTS_IN_ALL)
    chunks = _diff3(base.split("\n"), mine.split("\n"), theirs.split("\n"), room)
    lines: list[str] = []
    conflicts = 0
    for old, ours, other in chunks:
        if ours == other or other == old:
            lines += ours
        elif ours == old:
            lines += other
        else:
            within = _by_words("\n".join(old), "\n".join(ours), "\n".join(other), room)
            lines += [within] if within is not None else [YOURS, *ours, THEIRS, *other, END]
            conflicts += within is None
    return Merged("\n".join(lines), conflicts)


def merge_line(base: str, mine: str, theirs: str) -> tuple[str, bool]:
    """Put two versions of a short field together; where both changed it, mine stands, and the
    second value says so.
    """
    if mine == theirs or theirs == base:
        return mine, False
    return (theirs, False) if mine == base else (mine, True)


def is_open(text: str) -> bool:
    """Whether a text still holds both versions of some part."""
    return any(mark in text for mark in (YOURS, THEIRS, END))


@dataclass(slots=True)
class _Room:
    """How many parts a merge may still compare."""

    left: int

    def has(self, parts: int) -> bool:
        """Whether there is room for so many, which are taken then."""
        fits = parts <= min(_MOST_PARTS, self.left)
        self.left -= parts if fits else 0
        return fits


def _by_words(base: str, mine: str, theirs: str, room: _Room) -> str | None:
    """Two versions of a paragraph put together, or None when both changed the same words."""
    pieces: list[str] = []
    for old, ours, other in _diff3(words_in(base), words_in(mine), words_in(theirs), room):
        if ours != other and old not in (ours, other):
            return None
        pieces += ours if other == old else other
    return "".join(pieces)


def _diff3(
    base: list[str], mine: list[str], theirs: list[str], room: _Room
) -> list[tuple[list[str], list[str], list[str]]]:
    """The three texts cut into chunks: stretches that all three share, and between them what each
    has there.
    """
    to_mine, to_theirs = _matches(base, mine, room), _matches(base, theirs, room)
    chunks: list[tuple[list[str], list[str], list[str]]] = []
    at = ours = other = 0
    for place in range(len(base) + 1):
        if place < len(base) and (place not in to_mine or place not in to_theirs):
            continue
        end_ours = to_mine[place] if place < len(base) else len(mine)
        end_other = to_theirs[place] if place < len(base) else len(theirs)
        if (place, end_ours, end_other) != (at, ours, other):
            chunks.append((base[at:place], mine[ours:end_ours], theirs[other:end_other]))
        if place < len(base):
            chunks.append(([base[place]], [mine[end_ours]], [theirs[end_other]]))
        at, ours, other = place + 1, end_ours + 1, end_other + 1
    return chunks


def _matches(base: list[str], other: list[str], room: _Room) -> dict[int, int]:
    """Where the parts of the first text stand in the second.

    What both begin and end with is matched at once. Between, texts whose comparison would take long
    (very many parts, or very many that are the same) are taken to differ: that makes a larger
    conflict, never a wrong text.
    """
    shortest = min(len(base), len(other))
    head = next((place for place in range(shortest) if base[place] != other[place]), shortest)
    tail = next(
        (back for back in range(shortest - head) if base[-1 - back] != other[-1 - back]),
        shortest - head,
    )
    matched = {place: place for place in range(head)}
    matched |= {len(base) - 1 - back: len(other) - 1 - back for back in range(tail)}
    inner, outer = base[head : len(base) - tail], other[head : len(other) - tail]
    counts = Counter(outer)
    pairs = sum(counts[part] for part in inner)
    if pairs > _MOST_PAIRS or not room.has(max(len(inner), len(outer))):
        return matched
    for block in SequenceMatcher(None, inner, outer, autojunk=False).get_matching_blocks():
        matched |= {
            head + block.a + offset: head + block.b + offset for offset in range(block.size)
        }
    return matched
