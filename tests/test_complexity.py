"""No function is more complex than the bound, and none is excused for nothing."""

from pathlib import Path

import pytest

from tests import complexity
from tests.complexity import BETTER_WHOLE, BOUND, Measured, measure, unexcused


@pytest.fixture(scope="module")
def measured() -> list[Measured]:
    return measure()


def test_no_function_is_above_the_bound_without_an_excuse(measured: list[Measured]) -> None:
    assert BOUND == 15
    assert unexcused(measured) == []


def test_an_excused_function_exists_and_is_above_the_bound(measured: list[Measured]) -> None:
    above = {each.name for each in measured if each.complexity > BOUND}
    assert set(BETTER_WHOLE) <= above
    assert all(BETTER_WHOLE.values())


def test_boolean_operators_and_comprehensions_are_counted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "app").mkdir()
    source = "def f(a, b, c):\n    return a and b or [x for x in c if x]\n\n\nclass C:\n    def m(self):\n        def n(): return 1\n"
    (tmp_path / "app" / "one.py").write_text(source)
    monkeypatch.setattr(complexity, "HOUSE", tmp_path)
    assert [each[:2] for each in measure()] == [
        (5, "app.one.f"),
        (1, "app.one.C.m.n"),
        (1, "app.one.C.m"),
    ]
