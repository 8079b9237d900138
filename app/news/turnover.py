"""How fast a list shows other stories: for how long known ones tell that it is the same, and how
many new ones are no wonder.

Decision 0119.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

# Looks within the time in which a list still shows known stories.
_LOOKS = 10
_SHORTEST = timedelta(hours=3)
# What comes in hours alone comes in some of them at twice the rate.
_MORE, _SOME = 1.5, 1


@dataclass(frozen=True, slots=True)
class Turnover:
    """A list as it was seen `at` a time the last time, when it showed so many `entries`, of which
    one came `every` so long.
    """

    at: datetime
    entries: int
    every: timedelta

    @property
    def known_until(self) -> datetime:
        """When it shows no story any more that it showed then."""
        return self.at + self.entries * self.every

    @property
    def pace(self) -> timedelta:
        """How long to wait between two looks for it, so that it is seen while it shows some."""
        return max(self.entries * self.every / _LOOKS, _SHORTEST)

    def new_by(self, now: datetime) -> float:
        """How many new stories are no wonder by now."""
        return _MORE * ((now - self.at) / self.every) + _SOME


def turnover_of(at: datetime, came: Sequence[datetime]) -> Turnover | None:
    """The turnover of a list that was seen at a time and showed stories that had come then; None
    where all had come at once, when it was seen first.

    It is that of the younger half, if that came one after the other: a list may show for years what
    never moves on.
    """
    order = sorted(came)
    for part in (order[len(order) // 2 :], order):
        later = sum(each > part[0] for each in part)
        if later:
            return Turnover(at, len(came), (at - part[0]) / later)
    return None
