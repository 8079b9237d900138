"""Two rows of words beside each other: which stretches they share, and what stands between
these.
"""

from collections.abc import Sequence
from typing import NamedTuple

from rapidfuzz.distance import LCSseq

_LONELY = 3


class Gap(NamedTuple):
    """What differs at one place: words [a0:a1] of the one text stand where [b0:b1] of the other do;
    either may be empty.
    """

    a0: int
    a1: int
    b0: int
    b1: int


class Alignment(NamedTuple):
    """How many words two texts share in order, where the first shared stretch begins in each, and
    the gaps.
    """

    shared: int
    starts: tuple[int, int]
    gaps: tuple[Gap, ...]


def align(a: Sequence[str], b: Sequence[str]) -> Alignment:
    """Lay two texts beside each other so that they share as much as can be; words shared by chance
    amid what differs do not count.
    """
    blocks = _without_lonely(_blocks(a, b), len(a), len(b))
    gaps, here, there = [], 0, 0
    for start, other, size in [*blocks, (len(a), len(b), 0)]:
        if start > here or other > there:
            gaps.append(Gap(here, start, there, other))
        here, there = start + size, other + size
    starts = next(
        ((start, other) for start, other, size in blocks if size >= 2 * _LONELY), (len(a), len(b))
    )
    return Alignment(sum(size for _, _, size in blocks), starts, tuple(gaps))


def _blocks(a: Sequence[str], b: Sequence[str]) -> list[tuple[int, int, int]]:
    """The shared stretches, in order; those that touch each other in both texts are one."""
    blocks: list[tuple[int, int, int]] = []
    for step in LCSseq.opcodes(a, b):
        if step.tag != "equal":
            continue
        if (
            blocks
            and blocks[-1][0] + blocks[-1][2] == step.src_start
            and blocks[-1][1] + blocks[-1][2] == step.dest_start
        ):
            start, other, size = blocks.pop()
            blocks.append((start, other, size + step.src_end - step.src_start))
        else:
            blocks.append((step.src_start, step.dest_start, step.src_end - step.src_start))
    return blocks


def _without_lonely(
    blocks: list[tuple[int, int, int]], end_a: int, end_b: int
) -> list[tuple[int, int, int]]:
    """Without the shared words that stand alone between large gaps: two texts on anything share "of
    the".
    """
    kept: list[tuple[int, int, int]] = []
    for index, (start, other, size) in enumerate(blocks):
        before = kept[-1] if kept else (0, 0, 0)
        after = blocks[index + 1] if index + 1 < len(blocks) else (end_a, end_b, 0)
        left = start - before[0] - before[2] + other - before[1] - before[2]
        right = after[0] - start - size + after[1] - other - size
        if size <= _LONELY and min(left, right) > 0 and left + right > 6 * size:
            continue
        kept.append((start, other, size))
    return kept
