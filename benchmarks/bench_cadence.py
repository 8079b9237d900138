"""How long stories wait to be found: the learned schedule beside two common ones, in simulated
weeks, at equal requests.

Every source is simulated with holidays, weekends with a trickle, a lunch dip and bursts. Our
schedule starts from nothing and learns only from what its own checks saw; the other two are told
every story's exact time once they have seen it, and are scaled by a constant until they spend as
many requests as ours did. Delays are in minutes; warm-up weeks are not counted.
"""

import random
import statistics
from bisect import bisect_left
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from time import process_time
from zoneinfo import ZoneInfo

from app.collect.cadence import Bounds, Rhythm, begin, learn, next_check

ZONE = ZoneInfo("Asia/Shanghai")
START = datetime(2024, 2, 28, 9, 13, tzinfo=UTC)
HOUR, DAY, WEEK = 3600.0, 86400.0, 604800.0
WARM, MEASURED = 8, 12
# The shape of a day, by local hour; a tenth of a workday's stories appear before eight and after
# six.
OFFICE = [0.02] * 6 + [
    0.1,
    0.4,
    1.0,
    1.3,
    1.3,
    1.1,
    0.3,
    0.6,
    1.1,
    1.3,
    1.2,
    0.8,
    0.2,
    0.1,
    0.08,
    0.05,
    0.03,
    0.02,
]
EVENING = [0.02] * 16 + [0.1, 0.5, 1.2, 1.3, 1.3, 1.0, 0.4, 0.05]
ROUND = [1.0] * 24
Shape = Callable[[int, datetime], float]
Schedule = Callable[[Sequence[float], float, float], float]


@dataclass(frozen=True)
class Outcome:
    """What a schedule did in the measured weeks: minutes waited, by story, and the checks it
    spent.
    """

    delays: list[float]
    checks: int

    @property
    def median(self) -> float:
        return statistics.median(self.delays) if self.delays else 0.0

    @property
    def p95(self) -> float:
        return sorted(self.delays)[int(len(self.delays) * 0.95)] if self.delays else 0.0


def seeds(per_day: float) -> range:
    """The fewer stories, the more runs, so that medians stand still."""
    return range(1, 1 + max(4, round(36 / per_day)))


def office(day: int, local: datetime) -> float:
    """Office-hours news: a trickle at weekends and on holidays."""
    return OFFICE[local.hour] * (0.06 if local.weekday() > 4 else 1.0)


def evenings_from(moved: int) -> Shape:
    """Office-hours news that moves to the evenings on a day."""
    return lambda day, local: (
        office(day, local)
        if day < moved
        else EVENING[local.hour] * (0.06 if local.weekday() > 4 else 1.0)
    )


def round_the_clock(day: int, local: datetime) -> float:
    """News at any hour of any day."""
    return ROUND[local.hour]


def stories(shape: Shape, per_day: float, weeks: int, seed: int) -> list[float]:
    """Publication times in seconds from the start: a Poisson process; a tenth of the stories begin
    a burst, a day in forty is a holiday.

    `per_day` is the mean of a workday.
    """
    rng = random.Random(seed)
    holidays = {day for day in range(weeks * 7) if rng.random() < 1 / 40}
    peak, mean = 1.3, (sum(OFFICE) if shape is not round_the_clock else sum(ROUND)) / 24
    rate = per_day / DAY / mean / 1.2
    times: list[float] = []
    at = 0.0
    while (at := at + rng.expovariate(rate * peak)) < weeks * WEEK:
        local = (START + timedelta(seconds=at)).astimezone(ZONE)
        day = int(at / DAY)
        likely = shape(day, local) * (
            0.06 if shape is not round_the_clock and day in holidays else 1.0
        )
        if rng.random() * peak < likely:
            times.append(at)
            if rng.random() < 0.1:
                times += [at + rng.uniform(0, 600) for _ in range(rng.randint(1, 3))]
    return sorted(one for one in times if one < weeks * WEEK)


def outcome(times: Sequence[float], checks: Sequence[float], start: float, end: float) -> Outcome:
    """Delays of the stories of a stretch of time, and the checks in it."""
    delays = [
        (checks[bisect_left(checks, at)] - at) / 60
        for at in times
        if start <= at < end and at <= checks[-1]
    ]
    return Outcome(delays, bisect_left(checks, end) - bisect_left(checks, start))


def ours(times: Sequence[float], weeks: int, bounds: Bounds, *, minutes: bool) -> list[float]:
    """The checks of the learned schedule; `minutes` says whether the page tells a story's minute or
    its day only.
    """
    rhythm, last, seen = begin(START), START, 0
    checks = [0.0]
    while checks[-1] < weeks * WEEK + 8 * HOUR:
        due = next_check(rhythm, last, bounds, ZONE)
        checks.append((due - START).total_seconds())
        found = bisect_left(times, checks[-1] + 1e-6, seen)
        if found > seen:
            rhythm = learn(
                rhythm,
                [span(at, last, due, minutes=minutes) for at in times[seen:found]],
                due,
                ZONE,
            )
        last, seen = due, found
    return checks


def span(at: float, last: datetime, due: datetime, *, minutes: bool) -> tuple[datetime, datetime]:
    """When a story found at `due` may have appeared."""
    if not minutes:
        return last, due
    minute = (START + timedelta(seconds=at)).replace(second=0, microsecond=0)
    return max(last, minute), min(due, minute + timedelta(minutes=1))


def weekly_rate(times: Sequence[float], now: float, scale: float) -> float:
    """A week over the stories of the last week, as entry-frequency schedulers do it."""
    return scale * WEEK / max(1, bisect_left(times, now) - bisect_left(times, now - WEEK))


def mean_gap(times: Sequence[float], now: float, scale: float) -> float:
    """Half the mean gap of the last twenty stories."""
    recent = times[max(0, bisect_left(times, now) - 20) : bisect_left(times, now)]
    return scale * ((recent[-1] - recent[0]) / (len(recent) - 1) / 2 if len(recent) > 1 else DAY)


def theirs(
    schedule: Schedule, times: Sequence[float], weeks: int, bounds: Bounds, scale: float
) -> list[float]:
    """The checks of another schedule between the same floor and ceiling."""
    checks = [0.0]
    floor, ceiling = bounds.floor.total_seconds(), bounds.ceiling.total_seconds()
    while checks[-1] < weeks * WEEK + 8 * HOUR:
        checks.append(checks[-1] + min(max(schedule(times, checks[-1], scale), floor), ceiling))
    return checks


def scaled(
    schedule: Schedule, times: Sequence[float], warm: int, weeks: int, bounds: Bounds, checks: int
) -> Outcome:
    """The outcome of another schedule, scaled until it spends as many checks."""
    low, high = 1e-4, 1e4
    for _ in range(40):
        scale = (low * high) ** 0.5
        result = outcome(
            times, theirs(schedule, times, weeks, bounds, scale), warm * WEEK, weeks * WEEK
        )
        if abs(result.checks - checks) <= 0.002 * checks:
            break
        low, high = (scale, high) if result.checks > checks else (low, scale)
    return result


def compare(
    shape: Shape,
    per_day: float,
    bounds: Bounds,
    seed: int,
    *,
    minutes: bool = True,
    warm: int = WARM,
    measured: int = MEASURED,
) -> list[Outcome]:
    """Ours, weekly rate and mean gap on the same stories."""
    weeks = warm + measured
    times = stories(shape, per_day, weeks, seed)
    mine = outcome(times, ours(times, weeks, bounds, minutes=minutes), warm * WEEK, weeks * WEEK)
    return [
        mine,
        *(
            scaled(schedule, times, warm, weeks, bounds, mine.checks)
            for schedule in (weekly_rate, mean_gap)
        ),
    ]


def pooled(outcomes: Sequence[Outcome]) -> Outcome:
    """Several seeds as one."""
    return Outcome(
        [delay for one in outcomes for delay in one.delays], sum(one.checks for one in outcomes)
    )


def row(name: str, shape: Shape, per_day: float, budget: float, *, minutes: bool = True) -> None:
    """Print one line: the requests of each schedule, its median and 95th percentile, and by how
    much ours is better.
    """
    runs = [
        compare(shape, per_day, Bounds(checks_per_day=budget), seed, minutes=minutes)
        for seed in seeds(per_day)
    ]
    mine, *others = (pooled(column) for column in zip(*runs, strict=True))
    cells = "".join(f" |{one.checks:7}{one.median:7.1f}{one.p95:7.1f}" for one in (mine, *others))
    gains = "".join(f"{other.median / mine.median:6.2f}" for other in others)
    print(
        f"{name:26}{budget:4.0f}{len(mine.delays):6}{cells} |{gains}{max(mine.delays):7.0f}",
        flush=True,
    )


def move(per_day: float, moved: int = 10, after: int = 12) -> None:
    """Print the medians, week by week, of a source that moves to the evenings, and from which day
    it is found again.
    """
    shape, bounds = evenings_from(moved * 7), Bounds()
    simulated = []
    for seed in seeds(per_day):
        times = stories(shape, per_day, moved + after, seed)
        simulated.append((times, ours(times, moved + after, bounds, minutes=True)))

    def median(start: float, days: int) -> float:
        return pooled(
            [outcome(times, checks, start, start + days * DAY) for times, checks in simulated]
        ).median

    turn = moved * WEEK
    before, settled = median(turn - 4 * WEEK, 28), median(turn + (after - 4) * WEEK, 28)
    weekly = " ".join(f"{median(turn + week * WEEK, 7):.1f}" for week in range(after - 4))
    back = next(
        (day for day in range((after - 1) * 7) if median(turn + day * DAY, 7) <= 1.25 * settled),
        None,
    )
    print(
        f"{per_day:3} a day: {before:.1f} before; by week {weekly}; {settled:.1f} settled; within "
        f"a quarter of that from day {back}"
    )


def silent() -> None:
    """Print how a source that never publishes is checked."""
    for budget in (48, 12):
        checks = ours([], 8, Bounds(checks_per_day=budget), minutes=True)
        gaps = [(after - before) / 60 for before, after in pairwise(checks)]
        print(
            f"{budget:3} a day: {len(gaps) * DAY / checks[-1]:.1f} checks a day, {min(gaps):.0f} "
            f"to {max(gaps):.0f} minutes apart"
        )


def cost() -> None:
    """Print the CPU time of one decision, the best and the median of many rounds."""
    rng = random.Random(1)
    rhythm = Rhythm(
        START,
        START + timedelta(days=60),
        tuple(4 * rng.random() * OFFICE[hour % 24] for hour in range(168)),
    )
    instants = [rhythm.as_of + timedelta(minutes=47 * n) for n in range(200)]
    rounds = []
    for _ in range(50):
        begun = process_time()
        for instant in instants:
            next_check(rhythm, instant, Bounds(), ZONE)
        rounds.append((process_time() - begun) / len(instants) * 1e6)
    print(
        f"{min(rounds):.0f} (best) and {statistics.median(rounds):.0f} (median) microseconds of "
        f"CPU, nothing cached"
    )


def main() -> None:
    """Print the tables."""
    print(f"minutes until a story is found; {WARM} weeks to learn, {MEASURED} measured")
    print(
        f"{'source':25}checks stories |{'learned schedule':>20} |{'week / stories':>20} "
        f"|{'mean gap / 2':>20} | times better, longest"
    )
    print(f"{'':26}/day      {' |    req.   med.    p95' * 3} |   (a)   (b)  (ours)")
    for budget in (48, 24, 12):
        for per_day in (3, 8, 25):
            row(f"office hours, {per_day} a day", office, per_day, budget)
    for per_day in (3, 8, 25):
        row(f"{per_day} a day, dated by day", office, per_day, 48, minutes=False)
    row("round the clock, 25", round_the_clock, 25, 48)
    print("a source that moves to the evenings, 48 checks a day: median minutes")
    for per_day in (3, 8, 25):
        move(per_day)
    print("a silent source")
    silent()
    print("one decision")
    cost()


if __name__ == "__main__":
    main()
