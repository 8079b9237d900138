"""What of many cases of one kind is left to the slow tests."""

from collections.abc import Mapping, Sequence
from typing import Any

import pytest


def quick_in_one_language(kinds: Mapping[str, object]) -> list[Any]:
    """Each kind in both languages, one of them in the slow tests, in turns."""
    return [
        pytest.param(kind, language, marks=[] if quick else pytest.mark.slow)
        for number, kind in enumerate(kinds)
        for language, quick in (("en", number % 2 == 0), ("zh", number % 2 == 1))
    ]


def half_slow(cases: Sequence[Sequence[object]]) -> list[Any]:
    """Cases, every second of them in the slow tests."""
    return [
        pytest.param(*case, marks=pytest.mark.slow if number % 2 else [])
        for number, case in enumerate(cases)
    ]
