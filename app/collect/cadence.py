"""When to look at a source again, learned from when its stories appeared: pure functions of what
was learned, bounds and an instant.

Stories are taken for a Poisson process whose rate depends on the hour of the week. Checks at
intervals i(t) delay a story that appears at t by i(t)/2 on average, so for a given number of checks
the expected delay is least when i(t) is proportional to 1/sqrt(rate(t)) (the square-root rule; Sia,
Cho & Cho, "Efficient Monitoring Algorithm for Fast News Alerts", IEEE TKDE 19(7), 2007). Where
floor and ceiling cut that off, the other hours share what is left of the budget.

The half-life of what was learned is three weeks: in the long run that is worth about five weeks of
stories (1 / (1 - 2^(-1/3)) = 4.85), enough to know the hours of a source with three stories a day,
while a source that moves to other hours is followed within a month. A longer memory gains little
once the hours are pooled over the weekdays; a shorter one takes one holiday for a habit.

Decision 0031.
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import accumulate
from math import sqrt
from operator import mul
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

_WEEK = 168
_HOUR = timedelta(hours=1)
_HALF_LIFE = 3 * _WEEK
_KEPT_A_WEEK = 2 ** (-_WEEK / _HALF_LIFE)
# What undoes the decay within a week, oldest hour first, twice over so that a slice begins at any
# hour.
_UNFADE = tuple(2 ** (age / _HALF_LIFE) for age in reversed(range(_WEEK))) * 2
# Stories that a prior is worth; found by simulation, flat around these values.
_UNSURE_HOUR, _UNSURE_DAY, _UNSURE_CELL = 0.15, 0.5, 8.0
# Of the mean rate: below it an hour is night.
_QUIET = 0.05
_MOST_AT_ONCE, _MOST_SHARE, _MOST_COUNT = 10, 0.1, 1e9
_HOURS = {str(hour): hour for hour in range(168)}


@dataclass(frozen=True, slots=True)
class Bounds:
    """The operator's settings: the shortest and the longest interval, the longest where nothing
    appears, and checks a day.
    """

    floor: timedelta = timedelta(minutes=5)
    ceiling: timedelta = timedelta(hours=4)
    night: timedelta = timedelta(hours=6)
    checks_per_day: float = 48


@dataclass(frozen=True, slots=True)
class Rhythm:
    """What was learned of a source.

    `counts` are stories by hour of the week in the source's zone, Monday 00:00 first, decayed to
    `as_of`; observing began at `since`. A check that finds nothing changes none of this: how long
    we have looked follows from `since`.
    """

    since: datetime
    as_of: datetime
    counts: tuple[float, ...]


class _Paces(NamedTuple):
    """Checks an hour: what the clamps allow, and the scale that turns weights into paces within
    them.
    """

    night: float
    slow: float
    fast: float
    quiet: float
    scale: float = 0.0

    def of(self, weight: float) -> float:
        """The pace of an hour with this weight."""
        least = self.night if weight < self.quiet else self.slow
        return min(max(weight * self.scale, least), self.fast)


def begin(now: datetime) -> Rhythm:
    """What is known of a source on the day it is added: nothing, so it is checked evenly."""
    return Rhythm(now, now, (0.0,) * _WEEK)


def learn(
    rhythm: Rhythm, arrivals: Sequence[tuple[datetime, datetime]], now: datetime, zone: ZoneInfo
) -> Rhythm:
    """The rhythm after a check at `now` that found stories, each known to have appeared within a
    half-open span (after, until].

    A story is shared out over the hours of its span as the rhythm known so far makes them likely
    (one step of expectation maximisation for interval-censored counts; Dempster, Laird & Rubin
    1977). The stories of one check weigh at most as ten, or as a tenth of all that was learned if
    that is more, so a backfill is not taken for a habit. A clock that went backwards decays
    nothing.
    """
    kept = _kept(rhythm.as_of, now)
    counts = [count * kept for count in rhythm.counts]
    most = max(_MOST_AT_ONCE, _MOST_SHARE * sum(counts))
    each = min(1.0, most / max(1, len(arrivals)))
    rates = _rates(rhythm, now, zone)
    for (after, until), stories in Counter(arrivals).items():
        hours = _hours(after, until, zone)
        whole = sum(rates[hour] * part for hour, part in hours)
        for hour, part in hours:
            counts[hour] += stories * each * rates[hour] * part / whole
    return Rhythm(min(rhythm.since, now), now, tuple(round(count, 4) for count in counts))


def next_check(
    rhythm: Rhythm, last: datetime, bounds: Bounds, zone: ZoneInfo, hint: timedelta | None = None
) -> datetime:
    """The instant of the check after one at `last`: when the paces of the hours from then on add up
    to one check.

    Never sooner than the floor, nor than the publisher's `hint` (ttl, max-age, Expires) as far as
    the ceiling allows; never later than the ceiling, or the night's cap if `last` is in an hour in
    which practically nothing ever appears.
    """
    floor = bounds.floor if hint is None else max(bounds.floor, min(hint, bounds.ceiling))
    ceiling = max(bounds.ceiling, floor)
    night = max(bounds.night, ceiling)
    rates = _rates(rhythm, last, zone)
    weights = list(map(sqrt, rates))
    quiet = sqrt(_QUIET * sum(rates) / _WEEK)
    paces = _fit(
        weights,
        _Paces(_HOUR / night, _HOUR / ceiling, _HOUR / floor, quiet),
        bounds.checks_per_day * 7,
    )
    first = last.astimezone(zone)
    cap = night if weights[first.weekday() * 24 + first.hour] < quiet else ceiling
    return min(max(_walk(last, weights, paces, zone), last + floor), last + cap)


def to_json(rhythm: Rhythm) -> dict[str, Any]:
    """The rhythm as a JSON object: two instants in ISO 8601, and the counts that are not 0 by their
    hour of the week.
    """
    counts = {str(hour): count for hour, count in enumerate(rhythm.counts) if count}
    return {"since": rhythm.since.isoformat(), "as_of": rhythm.as_of.isoformat(), "counts": counts}


def from_json(plain: object) -> Rhythm | None:
    """The rhythm of a JSON object; None when it is absent or damaged, and then the caller begins
    anew: nothing but a schedule is lost.
    """
    if not isinstance(plain, Mapping):
        return None
    try:
        since, as_of = (
            datetime.fromisoformat(plain[name]).astimezone(UTC) for name in ("since", "as_of")
        )
        counts = [0.0] * _WEEK
        for hour, count in plain["counts"].items():
            if not 0 <= count <= _MOST_COUNT:
                return None
            counts[_HOURS[hour]] = float(count)
    except (AttributeError, KeyError, TypeError, ValueError, OverflowError):
        return None
    return Rhythm(since, as_of, tuple(counts))


def _kept(as_of: datetime, now: datetime) -> float:
    """What is left at `now` of a count of `as_of`."""
    return float(2 ** -min(max((now - as_of) / _HOUR / _HALF_LIFE, 0.0), 60.0))


def _rates(rhythm: Rhythm, at: datetime, zone: ZoneInfo) -> list[float]:
    """Stories by hour of the week, smoothed, relative to their mean.

    A cell starts from (its hour of the day, with both neighbours) times (its weekday) and moves to
    its own count as far as that is evidence. Each step is the posterior mean of a Poisson rate
    under a gamma prior with mean 1 (Gelman et al., "Bayesian Data Analysis", 2.6), so an hour
    nobody has lived through yet is an average hour, and a source that never published has even
    hours.
    """
    local = at.astimezone(zone)
    turn = _WEEK - 1 - (local.weekday() * 24 + local.hour)
    counts = list(map(mul, rhythm.counts, _UNFADE[turn : turn + _WEEK]))
    expected = _expected(
        sum(counts), (at - rhythm.since) / _HOUR, turn, (local.minute * 60 + local.second) / 3600
    )
    # Decaying 168 counts to `at` comes to the same as growing the three priors, and that costs
    # nothing.
    grown = 1 / _kept(rhythm.as_of, at)
    unsure_hour, unsure_day, unsure_cell = (
        _UNSURE_HOUR * grown,
        _UNSURE_DAY * grown,
        _UNSURE_CELL * grown,
    )
    days, mean_days = _days(counts), _days(expected)
    # Their reciprocals, since prior * (count + unsure) / (mean * prior + unsure) is (count +
    # unsure) / (mean + unsure / prior).
    by_hour = [
        (mean + unsure_hour) / (count + unsure_hour)
        for count, mean in zip(_by_hour(days), _by_hour(mean_days), strict=True)
    ]
    rates = []
    for day, mean_day in zip(days, mean_days, strict=True):
        by_day = unsure_cell * (sum(mean_day) + unsure_day) / (sum(day) + unsure_day)
        rates += [
            (count + unsure_cell) / (mean + by_day * hour)
            for count, mean, hour in zip(day, mean_day, by_hour, strict=True)
        ]
    return rates


def _expected(stories: float, hours: float, turn: int, fraction: float) -> list[float]:
    """The stories of each hour of the week if all were alike: by how long each was observed,
    decayed by whole weeks.

    Of the hour that is running only the part that has passed counts.
    """
    weeks, rest = divmod(max(hours - fraction, 0.0), _WEEK)
    fewer, more = ((1 - _KEPT_A_WEEK**times) / (1 - _KEPT_A_WEEK) for times in (weeks, weeks + 1))
    lately = int(rest)
    running = more - 1 + fraction if hours > fraction else 0.0
    mean = stories / (fewer * (_WEEK - 1 - lately) + more * lately + running or 1.0)
    oldest_first = ([fewer * mean] * (_WEEK - 1 - lately) + [more * mean] * (lately + 1)) * 2
    expected = oldest_first[turn : turn + _WEEK]
    expected[_WEEK - 1 - turn] = running * mean
    return expected


def _days(cells: list[float]) -> list[list[float]]:
    return [cells[start : start + 24] for start in range(0, _WEEK, 24)]


def _by_hour(days: list[list[float]]) -> list[float]:
    """Sums over the week by hour of the day, the neighbouring hours counted half."""
    sums = list(map(sum, zip(*days, strict=True)))
    round_it = [sums[-1], *sums, sums[0]]
    return [
        (before + after) / 2 + here
        for before, here, after in zip(round_it, sums, round_it[2:], strict=False)
    ]


def _fit(weights: list[float], paces: _Paces, budget: float) -> _Paces:
    """The paces whose sum over the week is the budget, or as near as the clamps allow
    (water-filling by Newton's method in brackets).
    """
    night, slow, fast, quiet, _ = paces
    ordered = sorted(weights)
    sums = [0.0, *accumulate(ordered)]
    nights = bisect_left(ordered, quiet)
    low, high = night / ordered[-1], fast / ordered[0]
    if budget <= night * nights + slow * (_WEEK - nights):
        return _Paces(night, slow, fast, quiet, low)
    if budget >= fast * _WEEK:
        return _Paces(night, slow, fast, quiet, high)
    scale, near = budget / sums[-1], 1e-3 * budget
    for _ in range(16):
        top = bisect_left(ordered, fast / scale)
        asleep = min(nights, top)
        dozing = bisect_left(ordered, night / scale, 0, asleep)
        slowed = bisect_left(ordered, slow / scale, nights, max(nights, top))
        fixed = night * dozing + slow * (slowed - nights) + fast * (_WEEK - top)
        free = sums[asleep] - sums[dozing] + sums[max(slowed, top)] - sums[slowed]
        excess = fixed + free * scale - budget
        if abs(excess) < near:
            break
        low, high = (scale, high) if excess < 0 else (low, scale)
        guess = (budget - fixed) / free if free else 0.0
        scale = guess if low < guess < high else sqrt(low * high)
    return _Paces(night, slow, fast, quiet, scale)


def _walk(last: datetime, weights: list[float], paces: _Paces, zone: ZoneInfo) -> datetime:
    """Where the paces from `last` on add up to one check; each hour's local time is asked for anew,
    so a change of clocks is followed.
    """
    at, due = last, 1.0
    while True:
        local = at.astimezone(zone)
        left = 1 - (local.minute * 60 + local.second + local.microsecond / 1e6) / 3600
        pace = paces.of(weights[local.weekday() * 24 + local.hour])
        if pace * left >= due:
            return at + due / pace * _HOUR
        due -= pace * left
        at += left * _HOUR


def _hours(after: datetime, until: datetime, zone: ZoneInfo) -> list[tuple[int, float]]:
    """The hours of the week that a span touches, with the part of each; of more than a week the
    last one, of an empty span its end.
    """
    at = max(after, until - _WEEK * _HOUR)
    hours = []
    while at < until:
        local = at.astimezone(zone)
        left = min(
            _HOUR
            - timedelta(minutes=local.minute, seconds=local.second, microseconds=local.microsecond),
            until - at,
        )
        hours.append((local.weekday() * 24 + local.hour, left / _HOUR))
        at += left
    local = until.astimezone(zone)
    return hours or [(local.weekday() * 24 + local.hour, 1.0)]
