"""The network is away where no host answers any more, and not where one of them is down."""

from datetime import UTC, datetime, timedelta

import pytest

from app.news.outage import Outage, Reach, outage, wait

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def at(minutes: float) -> datetime:
    return NOON + timedelta(minutes=minutes)


def reach(number: int, answered: float | None, down: float | None = None, host: str = "") -> Reach:
    return Reach(
        number,
        f"https://{host or f'www{number}.example'}/list",
        None if answered is None else at(answered),
        None if down is None else at(down),
    )


def cut_off(*reaches: Reach, answered: float | None = None) -> list[int] | None:
    out = outage(reaches, None if answered is None else at(answered))
    return [each.source_id for each in out.cut_off] if out else None


@pytest.mark.parametrize(
    ("reaches", "sources"),
    [
        ([], None),
        ([reach(1, 0), reach(2, 5)], None),
        ([reach(1, 0, down=10), reach(2, 5)], None),
        ([reach(1, 0, down=10), reach(2, 5, down=12)], [1, 2]),
        ([reach(1, 0, down=10), reach(2, 5, down=12), reach(3, 8)], [1, 2]),
        ([reach(1, 0, down=10), reach(2, 5, down=12), reach(3, 11)], None),
        ([reach(1, 0, down=10)], [1]),
        ([reach(1, None, down=10), reach(2, None, down=10)], [1, 2]),
        ([reach(1, 0, down=10), reach(2, None)], None),
    ],
    ids=[
        "no source",
        "all answer",
        "one of two is down, the other was not asked since",
        "both are down",
        "two are down, the third was not asked since",
        "another has answered since",
        "the only one is down",
        "none ever answered",
        "the other was never asked",
    ],
)
def test_no_host_answers(reaches: list[Reach], sources: list[int] | None) -> None:
    assert cut_off(*reaches) == sources


def test_two_sources_of_one_host_are_one_host() -> None:
    both = (reach(1, 0, 10, "a.example"), reach(2, 0, 11, "a.example"))
    assert cut_off(*both, reach(3, 5)) is None
    assert cut_off(*both) == [1, 2]


def test_what_was_down_before_has_a_trouble_of_its_own() -> None:
    assert cut_off(reach(1, -900, down=-800), reach(2, 0, down=10), reach(3, 0, down=11)) == [2, 3]


def test_it_is_over_as_soon_as_a_host_has_answered() -> None:
    down = reach(1, 0, down=10), reach(2, 0, down=12)
    assert cut_off(*down, answered=9) == [1, 2]
    assert cut_off(*down, answered=13) is None


def test_the_longer_it_lasts_the_longer_are_the_pauses() -> None:
    out = Outage(NOON, ())
    pauses = [wait(out, at(minutes)) for minutes in (0, 8, 40, 80, 10_000)]
    assert [pause.total_seconds() / 60 for pause in pauses] == [1, 1, 5, 10, 10]
