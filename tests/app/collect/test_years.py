"""Months of three newspapers, to whose sites three things at a time happen: every story once, its fields right,
no word told twice, and the newsroom told of what it has to know and of nothing else.
"""

from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

import hypothesis
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from tests.conftest import FakeClock
from tests.eras.kinds import BY_HAND, DRAWN, KINDS, go_together
from tests.eras.stories import Language
from tests.eras.years import AT_ONCE, SLUGS, Turn, drawn, years

# What the machines that run it have time for; `benchmarks/soak_doctor.py` runs for years.
DAYS, EXAMPLES = 100, 5
TWO_YEARS = 730
RIGHT = 0.98


def live(language: Language, seed: int, days: int) -> None:
    """Let years go by; AssertionError with the faults at the end of the first era that has some."""
    turns = drawn(Random(seed), days)
    with (
        TemporaryDirectory() as folder,
        years(Path(folder), FakeClock(), language, turns, days, seed=seed) as lived,
    ):
        lived.begin()
        started = lived.clock()
        for before, turn in zip([Turn(0, ()), *turns], [*turns, Turn(days, ())], strict=True):
            since = lived.clock() if before.day else started
            lived.days(turn.day - before.day - (0.5 if turn.day == days else 0))
            found = lived.findings(since)
            assert found.faults() == {}, (found.faults(), lived.clock(), before, found.wrong)
        found = lived.findings()
        assert (found.faults(), found.right >= RIGHT) == ({}, True), (found.right, found.wrong)


@pytest.mark.slow
@pytest.mark.parametrize("example", range(EXAMPLES))
def test_years_cost_no_story_and_alarm_nobody_in_vain(example: int) -> None:
    @hypothesis.seed(example)
    @settings(max_examples=1, phases=[Phase.generate], database=None)
    @given(language=st.sampled_from(("en", "zh")), seed=st.integers(1, 2**32))
    def lived(language: Language, seed: int) -> None:
        live(language, seed, DAYS)

    lived()


@pytest.mark.parametrize("seed", range(20))
def test_three_kinds_at_a_time_are_drawn_for_each_paper(seed: int) -> None:
    turns = drawn(Random(seed), TWO_YEARS)
    assert 8 <= len(turns) <= 18
    for turn in turns:
        assert len(turn.kinds) == len(SLUGS)
        for names in turn.kinds:
            assert len(names) == AT_ONCE
            assert set(names) <= set(DRAWN)
            assert go_together(names)


def test_what_is_left_out_of_the_draw_is_known() -> None:
    assert set(DRAWN) == set(KINDS) - set(BY_HAND)
