"""How fast a list moves on is told by the stories that it shows."""

from datetime import UTC, datetime, timedelta

import pytest

from app.news.turnover import turnover_of

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
DAY = timedelta(days=1)


def days(*ago: float) -> list[datetime]:
    return [NOW - each * DAY for each in ago]


@pytest.mark.parametrize(
    ("ago", "every"),
    [
        (range(1, 15), 7 / 6),
        ([*range(1, 15), 400, 400, 400], 9 / 8),
        ([*range(1, 15), *range(300, 309)], 12 / 11),
        ([0.5, 1.5, 2.5, *[3.5] * 11], 3.5 / 3),
        ([*[2] * 8, 3, 4, 5, 6], 6 / 11),
    ],
    ids=[
        "one a day",
        "beside three that stand there for ever",
        "beside a third that hardly moves",
        "three since it was seen first",
        "most came at once, after a break",
    ],
)
def test_one_comes_every_so_long(ago: list[float], every: float) -> None:
    turnover = turnover_of(NOW, days(*ago))
    assert turnover is not None
    assert turnover.every / DAY == pytest.approx(every)
    assert turnover.entries == len(ago)


@pytest.mark.parametrize("ago", [[], [3], [3, 3, 3]])
def test_what_came_at_once_tells_nothing(ago: list[float]) -> None:
    assert turnover_of(NOW, days(*ago)) is None
