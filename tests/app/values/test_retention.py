"""Which of many backups are kept."""

from datetime import UTC, datetime, timedelta

import pytest

from app.values.retention import Retention, retention_of

BEGUN = datetime(2024, 1, 1, 3, tzinfo=UTC)


def test_one_is_kept_for_each_of_the_last_days_weeks_and_months() -> None:
    every = [BEGUN + timedelta(hours=12 * number) for number in range(2 * 400)]
    kept = sorted(Retention(days=7, weeks=4, months=12).kept(every), reverse=True)
    last = every[-1]
    assert kept[:7] == [last - timedelta(days=days) for days in range(7)]
    sundays = [last - timedelta(days=last.isoweekday() % 7 + 7 * weeks) for weeks in range(3)]
    assert {*sundays} <= {*kept}
    months = {(day.year, day.month) for day in kept}
    assert len(months) == 12
    assert all(day.hour == 15 for day in kept)


def test_what_was_kept_once_is_kept_until_its_time_is_over() -> None:
    rule = Retention(days=3, weeks=2, months=2)
    there: set[datetime] = set()
    for day in range(200):
        there.add(BEGUN + timedelta(days=day))
        there = rule.kept(there)
        assert len(there) <= 7
    oldest = min(there)
    assert max(there) - oldest > timedelta(days=14)


def test_the_last_is_kept_in_any_case() -> None:
    assert Retention().kept([BEGUN, BEGUN + timedelta(days=1)]) == {BEGUN + timedelta(days=1)}
    assert Retention(days=7).kept([]) == set()


def test_a_rule_is_read() -> None:
    assert retention_of("7d, 4w,12m") == Retention(7, 4, 12)
    assert retention_of("2y") == Retention(years=2)
    for wrong in ("7", "d7", "7 days", "-1d", "99999d"):
        with pytest.raises(ValueError, match="7d,4w,12m"):
            retention_of(wrong)
