"""Two editors on one item: what both changed, put together as far as that goes, for the second to
look at.
"""

from dataclasses import dataclass

from app.news.merging import merge, merge_line
from app.news.revisions import Piece, difference
from app.values.model import Item
from app.web.desk.base import current_service
from app.web.desk.fields import FIELDS, Typed, fields_of, fields_of_content

_LONG = ("body", "summary")


@dataclass(frozen=True, slots=True)
class Part:
    """A field that somebody changed: what each made of it, word by word against the common version,
    and the two put together.
    """

    name: str
    mine: tuple[Piece, ...]
    theirs: tuple[Piece, ...]
    mine_whole: str
    theirs_whole: str
    conflicts: int


@dataclass(frozen=True, slots=True)
class Merged:
    """A form that holds the work of both; `by` is who saved in between."""

    fields: Typed
    parts: list[Part]
    by: str

    @property
    def conflicts(self) -> int:
        """In how many places both changed the same words."""
        return sum(part.conflicts for part in self.parts)


def merged(item: Item, on: int, typed: Typed) -> Merged | None:
    """What an editor typed on an older version, put together with the present one; None when that
    version is not known.
    """
    versions = current_service().store.items.revisions(item.uid)
    base = next((version for version in versions if version.number == on), None)
    if base is None:
        return None
    before, theirs = fields_of_content(base.content), fields_of(item)
    fields, parts = dict(typed), []
    for name in FIELDS:
        # What stands beside the text is settled by now, and has no versions.
        old, mine, other = (
            _plain(known.get(name, ""))
            for known in (before if name in before else theirs, typed, theirs)
        )
        if name in _LONG:
            made = merge(old, mine, other)
            fields[name], conflicts = made.text, made.conflicts
        else:
            fields[name], both = merge_line(old, mine, other)
            conflicts = int(both)
        if mine != other and name in before:
            parts.append(
                Part(name, difference(old, mine), difference(old, other), mine, other, conflicts)
            )
    return Merged(fields, parts, versions[-1].by)


def _plain(text: str) -> str:
    return text.replace("\r\n", "\n").strip()
