"""What a form was loaded with, sent back with it: so a save takes back nothing that others changed
since.

Decision 0072.
"""

import json
from collections.abc import Mapping
from typing import Any


def read_loaded(text: str) -> Mapping[str, Any]:
    """What the field `loaded` says; nothing when it was tampered with."""
    try:
        values = json.loads(text)
    except ValueError:
        return {}
    return values if isinstance(values, dict) else {}


def settle(
    typed: Mapping[str, str], now: Mapping[str, str], loaded: Mapping[str, Any]
) -> dict[str, str]:
    """What was typed; fields that were not touched are as they are now."""
    untouched = {
        name: value
        for name, value in now.items()
        if name in loaded and typed.get(name, "") == loaded[name]
    }
    return {**typed, **untouched}
