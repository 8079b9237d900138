"""What goes into the intake and what comes out of it: readings, what is known where they stand,
and plans.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

from app.news.decide import AlsoAt, New, Rejection, Same
from app.news.features import Features
from app.news.losses import Loss, LossState
from app.news.rules import Verdict
from app.store import PageValidators
from app.values.model import Content, Item, Location, LossKind, Rights, Source
from scrapers import Teaser

Outcome = Literal["new", "changed", "unchanged", "doubtful"]


class IntakeResult(NamedTuple):
    """What came of a reading, and the id of the item it went to; of a doubtful reading, why it was
    not taken in.
    """

    outcome: Outcome
    uid: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """A story as read at an address (`location` is None when it has none), and how it is to be
    filed.

    `partial` says that only what a listing told is known, the teaser or a text in a feed: it makes
    an item, and a text changes that item while its page was never read.
    `canonical` is the address that the page names as its own. `again` is what the capture of the
    reading before reads like today, where that is known: what it says too is no news of the site.
    `repeats` are the marks of lines that were left out of it, `doubts` the fields in doubt.
    `others` are the validators of the other pages that it was read from, `missing` says why that is
    not the whole story.
    """

    content: Content
    section: str
    by: str
    location: Location | None = None
    source: Source | None = None
    rights: Rights | None = None
    review: bool = False
    validators: PageValidators | None = None
    capture: str = ""
    promos: tuple[Teaser, ...] = ()
    partial: bool = False
    canonical: str = ""
    again: Content | None = None
    repeats: frozenset[str] = frozenset()
    doubts: tuple[str, ...] = ()
    others: tuple[PageValidators, ...] = ()
    missing: str = ""

    @property
    def source_id(self) -> int | None:
        """The key of its source, if it has one."""
        return self.source.id if self.source else None


@dataclass(frozen=True, slots=True)
class Known:
    """What a decision is made on: the address, the item that stands there with what was last taken
    away from it upstream, and, where none does, the last change of any item, since what is there
    already may be any.
    """

    place: Location | None
    own: Item | None
    last_change: tuple[int, int, int] = (0, 0, 0)
    loss: Loss | None = None


@dataclass(frozen=True, slots=True)
class Making:
    """What a new item is made with: what rules say of it, its sketch, its features, and the key of
    a report of the same event.
    """

    new: New
    verdict: Verdict
    bands: Sequence[int]
    features: Features | None = None
    event: int | None = None


@dataclass(frozen=True, slots=True)
class Revising:
    """What an item is to be after a revision, with the sketches of what upstream said before and
    says now; `loss` is the kind of loss that a second reading confirmed.
    """

    after: Item
    significant: bool
    bands_before: Sequence[int]
    bands_after: Sequence[int]
    silent: bool = False
    loss: LossKind | None = None


@dataclass(frozen=True, slots=True)
class Withholding:
    """A reading that only takes away, kept beside the item; `silent` as in `Revise`."""

    kind: LossKind
    state: LossState
    silent: bool


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be done with a reading, and on what that was decided; `claim` is the key of the
    address that the page names.
    """

    known: Known
    deed: Making | AlsoAt | Revising | Withholding | Same | Rejection
    claim: str
