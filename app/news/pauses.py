"""How long a source pauses between its news, and how long a pause has to be before it says that
something is wrong.

Pauses are no matter of chance alone: there are nights, weekends and holidays. So no model of them
is asked but they themselves: one as long as the longest is expected once in as long as we have
watched. From there to what is expected once in a year, they are continued by a power law, whose
tail is heavy: of pauses twice as long there are a quarter as many.

Decision 0117.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from math import ceil, log2, sqrt
from typing import Any

_ENOUGH = 10
# Classes are powers of the fourth root of 2: a pause is counted as at most a fifth longer.
_CLASSES = 4
_SHORTEST = 0.1
_HOURS_A_YEAR = 365 * 24
_REMEMBERED, _FORGOTTEN = 400 * 24, 0.2
_BEYOND = 1.25
# Everybody rests for a day.
_LEAST_HOURS, _MOST_HOURS = 24.0, 366 * 24.0


@dataclass(frozen=True, slots=True)
class Pauses:
    """How many pauses of each length there were: classes are powers of the fourth root of 2 hours;
    `hours` is how long that took in all. After a year, half of it is forgotten.
    """

    counts: Mapping[int, float] = field(default_factory=dict)
    hours: float = 0.0

    @property
    def number(self) -> float:
        """How many there were."""
        return sum(self.counts.values())

    def plus(self, pause: timedelta) -> "Pauses":
        """With one more."""
        hours = max(pause.total_seconds() / 3600, _SHORTEST)
        kept = 0.5 if self.hours + hours > _REMEMBERED else 1.0
        halved = {length: count * kept for length, count in self.counts.items()}
        counts = {length: count for length, count in halved.items() if count > _FORGOTTEN}
        length = ceil(log2(hours) * _CLASSES)
        counts[length] = counts.get(length, 0.0) + 1
        return Pauses(counts, self.hours * kept + hours)

    def longest(self) -> timedelta | None:
        """How long a pause may be: of longer ones, at most one is expected in a year. None while
        too few are known.
        """
        if self.number < _ENOUGH:
            return None
        known = max(_hours(max(self.counts)) * _BEYOND, _LEAST_HOURS)
        hours = known * sqrt(max(_HOURS_A_YEAR / self.hours, 1.0))
        return timedelta(hours=min(hours, _MOST_HOURS))

    def to_json(self) -> dict[str, Any]:
        """As it is stored."""
        return {
            "counts": {str(length): count for length, count in sorted(self.counts.items())},
            "hours": round(self.hours, 2),
        }

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> "Pauses":
        """As it was stored."""
        counts = {int(length): float(count) for length, count in stored["counts"].items()}
        return cls(counts, float(stored["hours"]))


def _hours(length: int) -> float:
    return float(2 ** (length / _CLASSES))
