"""The learned polling schedule: its bounds, its budget, what it learns, and simulated weeks beside
two common schedules.
"""

import json
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.collect.cadence import Bounds, Rhythm, begin, from_json, learn, next_check, to_json
from benchmarks.bench_cadence import compare, office, pooled

HARBIN = ZoneInfo("Asia/Shanghai")
MONDAY = datetime(2024, 6, 3, tzinfo=HARBIN).astimezone(UTC)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
WEEK = 7 * DAY
BOUNDS = Bounds()

zones = st.sampled_from(
    [
        ZoneInfo(name)
        for name in (
            "Asia/Shanghai",
            "Europe/Berlin",
            "Asia/Kathmandu",
            "Australia/Lord_Howe",
            "UTC",
        )
    ]
)
instants = st.integers(0, 30_000_000).map(
    lambda minutes: (
        datetime(2001, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes, microseconds=minutes)
    )
)
counts = st.lists(
    st.sampled_from([0.0, 0.0, 0.01, 1.0, 30.0, 1e6]) | st.floats(0, 100),
    min_size=168,
    max_size=168,
).map(tuple)
rhythms = st.builds(Rhythm, instants, instants, counts)
bounds_ = st.builds(
    Bounds,
    st.integers(1, 60).map(lambda n: n * MINUTE),
    st.integers(60, 600).map(lambda n: n * MINUTE),
    st.integers(60, 900).map(lambda n: n * MINUTE),
    st.floats(0.5, 400),
)


def known(by_hour: dict[int, float], weeks: int = 30, at: datetime = MONDAY) -> Rhythm:
    """A rhythm long observed, with these counts at every weekday's local hours."""
    return Rhythm(at - weeks * WEEK, at, tuple(by_hour.get(hour % 24, 0.0) for hour in range(168)))


def checks_of(
    rhythm: Rhythm, bounds: Bounds, start: datetime, days: int, zone: ZoneInfo = HARBIN
) -> list[datetime]:
    checks = [start]
    while checks[-1] < start + days * DAY:
        checks.append(next_check(rhythm, checks[-1], bounds, zone))
    return checks


class TestBounds:
    @given(rhythms, instants, bounds_, zones, st.none() | st.timedeltas(timedelta(0), 2 * DAY))
    def test_always_between_floor_and_cap(
        self, rhythm: Rhythm, last: datetime, bounds: Bounds, zone: ZoneInfo, hint: timedelta | None
    ) -> None:
        wait = next_check(rhythm, last, bounds, zone, hint) - last
        floor = max(bounds.floor, min(hint or timedelta(0), bounds.ceiling))
        assert floor <= wait <= max(bounds.night, bounds.ceiling)

    def test_by_day_the_ceiling_holds_and_by_night_the_cap(self) -> None:
        rhythm = known(dict.fromkeys(range(8, 18), 20.0))
        few = Bounds(checks_per_day=1)
        waits = [
            (after - before, before)
            for before, after in pairwise(checks_of(rhythm, few, MONDAY, 14))
        ]
        by_day = [wait for wait, before in waits if 8 <= before.astimezone(HARBIN).hour < 18]
        by_night = [wait for wait, before in waits if before.astimezone(HARBIN).hour < 2]
        assert by_day
        assert max(by_day) <= few.ceiling
        assert max(by_night) == few.night
        before_closing = MONDAY + 17.6 * HOUR
        assert next_check(rhythm, before_closing, few, HARBIN) - before_closing == few.ceiling

    def test_as_often_as_the_floor_allows_when_the_budget_is_boundless(self) -> None:
        assert (
            next_check(begin(MONDAY), MONDAY, Bounds(checks_per_day=10_000), HARBIN) - MONDAY
            == BOUNDS.floor
        )

    @pytest.mark.parametrize(
        ("hint", "least"), [(40 * MINUTE, 40 * MINUTE), (MINUTE, 5 * MINUTE), (30 * DAY, 4 * HOUR)]
    )
    def test_a_hint_is_a_floor_up_to_the_ceiling(self, hint: timedelta, least: timedelta) -> None:
        rhythm = known({9: 300.0})
        nine = MONDAY + 9 * HOUR
        assert next_check(rhythm, nine, Bounds(checks_per_day=500), HARBIN, hint) - nine == least

    @pytest.mark.parametrize("last", [MONDAY - 400 * DAY, MONDAY + 40_000 * DAY])
    def test_a_clock_that_jumped(self, last: datetime) -> None:
        assert (
            timedelta(minutes=5)
            <= next_check(known({9: 5.0}), last, BOUNDS, HARBIN) - last
            <= 6 * HOUR
        )


class TestBudget:
    @pytest.mark.parametrize("budget", [8, 12, 24, 48, 96, 200])
    @pytest.mark.parametrize("hours", [range(8, 18), range(19, 23), range(24)])
    def test_is_kept(self, budget: int, hours: range) -> None:
        rhythm = known(dict.fromkeys(hours, 15.0))
        checks = checks_of(rhythm, Bounds(checks_per_day=budget), MONDAY, 28)
        assert (len(checks) - 1) / 28 == pytest.approx(budget, rel=0.04)

    def test_a_new_source_and_a_silent_one_are_checked_evenly(self) -> None:
        for start in (MONDAY, MONDAY + 20 * WEEK):
            checks = checks_of(begin(MONDAY), BOUNDS, start, 2)
            assert all(
                abs(after - before - 30 * MINUTE) < MINUTE for before, after in pairwise(checks)
            )

    def test_time_goes_by_without_a_write(self) -> None:
        """A rhythm that was not written for weeks makes the same schedule as one that was, with
        nothing found.
        """
        rhythm = known(dict.fromkeys(range(8, 18), 15.0))
        later = MONDAY + 3 * WEEK + 10 * HOUR
        written = learn(learn(rhythm, [], MONDAY + WEEK, HARBIN), [], later, HARBIN)
        one, two = (
            next_check(rhythm, later, BOUNDS, HARBIN),
            next_check(written, later, BOUNDS, HARBIN),
        )
        assert abs(one - two) < timedelta(seconds=2)


class TestRhythm:
    @given(counts, st.integers(0, 6), st.integers(0, 23), st.floats(1, 100))
    def test_more_stories_in_an_hour_never_make_it_later(
        self, cells: tuple[float, ...], day: int, hour: int, more: float
    ) -> None:
        """The hour's share of the budget grows with its count, measured from its beginning."""
        cell, last = day * 24 + hour, MONDAY + day * DAY + hour * HOUR
        busy = tuple(
            min(count, 100.0) + (more if at == cell else 0.0) for at, count in enumerate(cells)
        )
        calm = tuple(min(count, 100.0) for count in cells)
        bounds = Bounds(checks_per_day=48)
        after = next_check(Rhythm(last - 30 * WEEK, last, busy), last, bounds, HARBIN)
        before = next_check(Rhythm(last - 30 * WEEK, last, calm), last, bounds, HARBIN)
        assert after <= max(before, last + HOUR) + timedelta(seconds=2)

    def test_intervals_follow_the_square_root(self) -> None:
        """Four times the rate halves the interval (twelve hours each, so that neighbours and priors
        hardly matter).
        """
        rhythm = known({hour: 400.0 if hour < 12 else 100.0 for hour in range(24)})
        often, seldom = (
            next_check(rhythm, MONDAY + hour * HOUR, BOUNDS, HARBIN) - MONDAY - hour * HOUR
            for hour in (6, 18)
        )
        assert seldom / often == pytest.approx(2, rel=0.05)

    def test_hours_of_last_week_weigh_as_much_as_those_of_today(self) -> None:
        """The counts of a source that never changes are a saw: an hour a week ago has decayed by a
        fifth.
        """
        saw = tuple(500 * 2 ** -((23 - hour) % 168 / 504) for hour in range(168))
        last = MONDAY + 23 * HOUR + 59 * MINUTE
        rhythm = Rhythm(last - 60 * WEEK, last, saw)
        assert next_check(rhythm, last, BOUNDS, HARBIN) - last == pytest.approx(
            30 * MINUTE, abs=timedelta(seconds=30)
        )

    def test_a_check_is_not_put_off_past_a_busy_hour(self) -> None:
        rhythm = known(dict.fromkeys(range(8, 18), 20.0))
        before_work = MONDAY + 7.5 * HOUR
        assert (
            before_work + 30 * MINUTE
            < next_check(rhythm, before_work, Bounds(checks_per_day=24), HARBIN)
            < before_work + 75 * MINUTE
        )

    def test_weekends_are_learned(self) -> None:
        workdays = Rhythm(
            MONDAY - 30 * WEEK,
            MONDAY,
            tuple(10.0 * (hour < 120 and 8 <= hour % 24 < 18) for hour in range(168)),
        )
        tuesday, saturday = (
            next_check(workdays, MONDAY + at, BOUNDS, HARBIN) - MONDAY - at
            for at in (34 * HOUR, 5 * DAY + 10 * HOUR)
        )
        assert saturday > 3 * tuesday

    def test_hours_nobody_lived_through_are_average(self) -> None:
        """Stories all morning of the very first day must not make the afternoon look quiet."""
        rhythm = begin(MONDAY)
        for hour in range(12):
            rhythm = learn(
                rhythm,
                [(MONDAY + hour * HOUR, MONDAY + (hour + 0.5) * HOUR)] * 2,
                MONDAY + (hour + 0.5) * HOUR,
                HARBIN,
            )
        noon = MONDAY + 12 * HOUR
        assert next_check(rhythm, noon, BOUNDS, HARBIN) - noon < 45 * MINUTE

    def test_local_hours_keep_through_a_change_of_clocks(self) -> None:
        """Office hours begin at eight on either side of the night when Berlin's clocks go
        forward.
        """
        berlin = ZoneInfo("Europe/Berlin")
        rhythm = known(
            dict.fromkeys(range(8, 18), 50.0),
            at=datetime(2024, 3, 29, tzinfo=berlin).astimezone(UTC),
        )
        for day in (30, 31):
            start = datetime(2024, 3, day, 6, 55, tzinfo=berlin).astimezone(UTC)
            local = [
                check.astimezone(berlin) for check in checks_of(rhythm, BOUNDS, start, 1, berlin)
            ]
            local = [check for check in local if check.day == day]
            assert len([at for at in local if at.hour == 7]) <= 2
            assert len([at for at in local if at.hour == 8]) >= 3

    def test_a_walk_over_the_night_of_the_change(self) -> None:
        """In the night that lacks an hour a busy local three o'clock comes an hour sooner."""
        berlin = ZoneInfo("Europe/Berlin")
        rhythm = known({3: 500.0}, at=datetime(2024, 3, 25, tzinfo=UTC))
        start = datetime(2024, 3, 31, 0, 55, tzinfo=UTC)
        assert next_check(rhythm, start, Bounds(checks_per_day=12), berlin) < start + HOUR
        assert (
            next_check(rhythm, start - DAY, Bounds(checks_per_day=12), berlin) > start - DAY + HOUR
        )


class TestLearning:
    def test_a_story_counts_once_in_its_hour(self) -> None:
        rhythm = learn(
            begin(MONDAY), [(MONDAY + 9 * HOUR, MONDAY + 9.5 * HOUR)], MONDAY + 10 * HOUR, HARBIN
        )
        assert rhythm.counts[9] == pytest.approx(1)
        assert sum(rhythm.counts) == pytest.approx(1)

    def test_a_span_is_shared_out_over_its_hours(self) -> None:
        rhythm = learn(
            begin(MONDAY), [(MONDAY + 8.5 * HOUR, MONDAY + 10 * HOUR)], MONDAY + 10 * HOUR, HARBIN
        )
        assert rhythm.counts[8:11] == pytest.approx((1 / 3, 2 / 3, 0), abs=1e-3)

    def test_what_is_known_tells_where_in_its_span_a_story_likely_was(self) -> None:
        rhythm = learn(
            known({8: 20.0}), [(MONDAY + 4 * HOUR, MONDAY + 9 * HOUR)], MONDAY + 9 * HOUR, HARBIN
        )
        assert rhythm.counts[8] > 20.5

    def test_zones_with_odd_offsets(self) -> None:
        kathmandu = ZoneInfo("Asia/Kathmandu")
        at = datetime(2024, 6, 3, 3, 20, tzinfo=UTC)
        assert learn(begin(at), [(at - MINUTE, at)], at, kathmandu).counts[9] == pytest.approx(1)

    def test_half_is_forgotten_in_three_weeks(self) -> None:
        rhythm = known({9: 8.0})
        assert learn(rhythm, [], MONDAY + 3 * WEEK, HARBIN).counts[9] == pytest.approx(4)

    def test_a_backfill_is_no_habit(self) -> None:
        rhythm = known({9: 20.0})
        after = learn(
            rhythm, [(MONDAY + HOUR, MONDAY + 2 * HOUR)] * 5000, MONDAY + 2 * HOUR, HARBIN
        )
        assert sum(after.counts) < 1.15 * sum(rhythm.counts)

    def test_a_clock_that_went_back_forgets_nothing(self) -> None:
        rhythm = known({9: 8.0})
        back = learn(rhythm, [], MONDAY - 5 * WEEK, HARBIN)
        assert back.counts == rhythm.counts
        assert back.as_of == MONDAY - 5 * WEEK
        assert learn(begin(MONDAY), [], MONDAY - DAY, HARBIN).since == MONDAY - DAY

    @given(rhythms, st.lists(st.tuples(instants, instants), max_size=5), instants, zones)
    def test_counts_stay_counts(
        self, rhythm: Rhythm, spans: list[tuple[datetime, datetime]], now: datetime, zone: ZoneInfo
    ) -> None:
        after = learn(rhythm, spans, now, zone)
        assert len(after.counts) == 168
        assert all(count >= 0 for count in after.counts)
        assert sum(after.counts) <= sum(rhythm.counts) + len(spans) + 0.01


class TestJson:
    @given(rhythms)
    def test_round_trip(self, rhythm: Rhythm) -> None:
        assert from_json(json.loads(json.dumps(to_json(rhythm)))) == rhythm

    @pytest.mark.parametrize(
        "damage",
        [
            {"since": "yesterday"},
            {"as_of": 5},
            {"counts": [1.0] * 168},
            {"counts": {"168": 1.0}},
            {"counts": {"5": -1.0}},
            {"counts": {"5": float("nan")}},
            {"counts": {"5": 1e300}},
            {"counts": {"5": "x"}},
            {"counts": {5: 1.0}},
            {"counts": None},
        ],
    )
    def test_damage_is_none(self, damage: dict[str, Any]) -> None:
        assert from_json({**to_json(begin(MONDAY)), **damage}) is None

    @pytest.mark.parametrize("plain", [None, {}, [], "", 3])
    def test_absence_is_none(self, plain: object) -> None:
        assert from_json(plain) is None


@pytest.mark.parametrize("minutes", [True, False])
@pytest.mark.parametrize(
    ("per_day", "runs"),
    [
        pytest.param(3, 8, marks=pytest.mark.slow),
        pytest.param(8, 4, marks=pytest.mark.slow),
        pytest.param(25, 3, marks=pytest.mark.slow),
    ],
)
def test_half_the_wait_of_common_schedules_at_equal_requests(
    per_day: int, runs: int, minutes: bool
) -> None:
    results = [
        compare(office, per_day, BOUNDS, seed, minutes=minutes, warm=6, measured=8)
        for seed in range(1, 1 + runs)
    ]
    ours, *others = (pooled(column) for column in zip(*results, strict=True))
    assert ours.checks == pytest.approx(48 * 56 * runs, rel=0.02)
    for other in others:
        assert other.checks == pytest.approx(ours.checks, rel=0.02)
        assert ours.median <= other.median / 2
        assert ours.p95 <= other.p95
