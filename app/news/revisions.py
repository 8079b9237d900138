"""What changed from one version of an item to the next, word by word."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from rapidfuzz.distance import LCSseq

from app.values.model import Content, Revision, Rights
from scrapers.words.text import clean_text

Mark = Literal["same", "gone", "new"]
Piece = tuple[Mark, str]
_WORD = re.compile(
    r"(?:[\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff]|[^\W\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff]+|[^\w\s])\s*|\s+"
)
# Who has made a version that only our better reading is the cause of, before the source's name.
READER = "reader:"
_LONGEST = 20_000
_AROUND = 8


@dataclass(frozen=True, slots=True)
class Version:
    """One version of an item as readers see it: what differs from the one before, by field; nothing
    for the first. `read_better` says that the source said the same before, and we did not read it.
    """

    number: int
    at: datetime
    by_editor: bool
    read_better: bool
    differences: tuple[tuple[str, tuple[Piece, ...]], ...]


def changes(revisions: Sequence[Revision], rights: Rights, public_since: datetime) -> list[Version]:
    """The versions of an item that differ in what may be shown, the newest first; the first that
    was public is always there.

    What was written and changed before is nobody's business.
    """
    versions = []
    before: Content | None = None
    drafts = [revision for revision in revisions if revision.at <= public_since]
    for revision in revisions[max(0, len(drafts) - 1) :]:
        seen = [] if before is None else _differences(before, revision.content, rights)
        if before is None or seen:
            versions.append(
                Version(
                    revision.number,
                    revision.at,
                    not revision.by.startswith(("import:", "source:", READER)),
                    revision.by.startswith(READER),
                    tuple(seen),
                )
            )
        before = revision.content
    return versions[::-1]


def _differences(
    before: Content, after: Content, rights: Rights
) -> list[tuple[str, tuple[Piece, ...]]]:
    fields = (
        ["title"]
        + (["summary"] if rights != "headline" else [])
        + (["text"] if rights == "full" else [])
    )
    differences = [
        (name, difference(getattr(before, name), getattr(after, name))) for name in fields
    ]
    return [
        (name, pieces) for name, pieces in differences if any(mark != "same" for mark, _ in pieces)
    ]


def difference(before: str, after: str) -> tuple[Piece, ...]:
    """Two texts as pieces that stayed, went and came; long stretches that stayed are shortened to
    their ends.
    """
    old, new = (words_in(clean_text(text)[:_LONGEST]) for text in (before, after))
    pieces: list[Piece] = []
    for step in LCSseq.opcodes(old, new):
        if step.tag == "equal":
            pieces.append(("same", _shortened(old[step.src_start : step.src_end])))
            continue
        went, came = (
            "".join(old[step.src_start : step.src_end]),
            "".join(new[step.dest_start : step.dest_end]),
        )
        pieces += [("gone", went)] if went else []
        pieces += [("new", came)] if came else []
    return tuple(_gone_first(pieces))


def _gone_first(pieces: list[Piece]) -> list[Piece]:
    """What went stands before what came in its place."""
    for at in range(len(pieces) - 1):
        if (pieces[at][0], pieces[at + 1][0]) == ("new", "gone"):
            pieces[at], pieces[at + 1] = pieces[at + 1], pieces[at]
    return pieces


def words_in(text: str) -> list[str]:
    """A text as words with the space after them, all of it; every Chinese character is a word."""
    return _WORD.findall(text)


def _shortened(words: list[str]) -> str:
    if len(words) <= 5 * _AROUND:
        return "".join(words)
    return "".join(words[: 2 * _AROUND]) + " … " + "".join(words[-2 * _AROUND :])
