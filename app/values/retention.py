"""Which of many backups to keep: one for each of the last days, weeks and months."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

_PART = re.compile(r"(\d{1,4})([dwmy])")
_MOST = 5_000


@dataclass(frozen=True, slots=True)
class Retention:
    """How many days, weeks, months and years a backup is kept for; `kept` is the last of each."""

    days: int = 0
    weeks: int = 0
    months: int = 0
    years: int = 0

    def kept(self, moments: Iterable[datetime]) -> set[datetime]:
        """Which of some moments are kept: of each of the last days (weeks, months, years) in which
        there are any, the last. The very last is kept in any case.
        """
        last_first = sorted(moments, reverse=True)
        kept = set(last_first[:1])
        for number, of in (
            (self.days, _day),
            (self.weeks, _week),
            (self.months, _month),
            (self.years, _year),
        ):
            kept |= _last_of_each(last_first, of, number)
        return kept


def retention_of(typed: str) -> Retention:
    """What `7d,4w,12m` says; ValueError."""
    numbers = dict.fromkeys("dwmy", 0)
    for part in (each.strip() for each in typed.split(",") if each.strip()):
        found = _PART.fullmatch(part)
        if found is None or int(found[1]) > _MOST:
            raise ValueError(
                f"must say how many days, weeks, months or years, such as 7d,4w,12m, not {typed!r}"
            )
        numbers[found[2]] = int(found[1])
    return Retention(numbers["d"], numbers["w"], numbers["m"], numbers["y"])


def _last_of_each(
    last_first: list[datetime], of: Callable[[datetime], tuple[int, ...]], number: int
) -> set[datetime]:
    found: dict[tuple[int, ...], datetime] = {}
    for moment in last_first:
        if len(found) == number and of(moment) not in found:
            break
        found.setdefault(of(moment), moment)
    return set(found.values()) if number else set()


def _day(moment: datetime) -> tuple[int, ...]:
    return moment.year, moment.month, moment.day


def _week(moment: datetime) -> tuple[int, ...]:
    year, week, _ = moment.isocalendar()
    return year, week


def _month(moment: datetime) -> tuple[int, ...]:
    return moment.year, moment.month


def _year(moment: datetime) -> tuple[int, ...]:
    return (moment.year,)
