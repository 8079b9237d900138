"""What one person may keep and spend, as pure functions."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.values import quotas
from app.values.errors import TooMany
from app.values.quotas import Point, Spent, ration, spend, superfluous

NOW = datetime(2026, 11, 30, 12, tzinfo=UTC)
MOST, BYTES, WINDOWS, OF_ONE = 12, 1000, 5, 2
POINTS = st.lists(
    st.tuples(st.sampled_from("abcdef"), st.sampled_from("xyz"), st.integers(0, 400)), max_size=40
).map(
    lambda drawn: [
        Point(len(drawn) - at, document, tab, size)
        for at, (document, tab, size) in enumerate(drawn)
    ]
)


@pytest.fixture(autouse=True, scope="module")
def _small() -> object:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(quotas, "MOST_POINTS", MOST)
        patch.setattr(quotas, "MOST_TYPED_BYTES", BYTES)
        patch.setattr(quotas, "MOST_WINDOWS", WINDOWS)
        patch.setattr(quotas, "MOST_WINDOWS_OF_ONE", OF_ONE)
        yield


@given(POINTS)
def test_what_is_typed_now_stays_and_all_else_fits(points: list[Point]) -> None:
    here = points[0].window if points else ("a", "x")
    gone = superfluous(points, here)
    stays = [point for point in points if point.id not in gone]
    assert len(gone) == len(set(gone))
    assert points[:1] == stays[:1]
    assert len(stays) <= MOST
    assert sum(point.size for point in stays[1:]) <= BYTES
    windows = {point.window for point in stays}
    assert len(windows) <= WINDOWS
    for document in "abcdef":
        assert len([window for window in windows if window[0] == document]) <= OF_ONE


@given(POINTS)
def test_older_points_go_before_the_last_of_any_window(points: list[Point]) -> None:
    here = points[0].window if points else ("a", "x")
    gone = set(superfluous(points, here))
    newest = {point.window: point.id for point in reversed(points)}
    windows = quotas._windows([here, *dict.fromkeys(point.window for point in points)])
    if any(newest[window] in gone for window in windows & set(newest)):
        assert all(
            point.id in gone or point.id == newest[point.window]
            for point in points
            if point.window in windows
        )


def test_nothing_goes_that_fits() -> None:
    points = [Point(3, "a", "x", 10), Point(2, "b", "x", 10), Point(1, "a", "x", 10)]
    assert superfluous(points, ("a", "x")) == []


def test_a_day_begins_with_the_first_and_ends_by_itself() -> None:
    given = ration(1, "texts", 0.001)
    spent = spend(given, Spent(), 600, NOW)
    with pytest.raises(TooMany, match="save it in 23 hours") as refused:
        spend(given, spent, 600, NOW + timedelta(hours=1, minutes=30))
    assert refused.value.wait == 22.5 * 3600 + 1
    assert spend(given, spent, 600, NOW + timedelta(days=1)) == Spent(
        NOW + timedelta(days=1), 1, 600
    )
    assert spend(given, spent, 600, NOW - timedelta(hours=1)).size == 600
