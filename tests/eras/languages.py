"""Each kind of change is tried in both languages: in one quickly, in the other slowly."""

from collections.abc import Mapping
from typing import Any

import pytest


def quick_in_one_language(kinds: Mapping[str, object]) -> list[Any]:
    """Each kind in both languages, one of them in the slow tests, in turns."""
    return [
        pytest.param(kind, language, marks=[] if quick else pytest.mark.slow)
        for number, kind in enumerate(kinds)
        for language, quick in (("en", number % 2 == 0), ("zh", number % 2 == 1))
    ]
