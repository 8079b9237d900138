"""Which language a visitor reads (RFC 9110, section 12.5.4; RFC 4647, lookup by the first subtag)."""

import re
from functools import lru_cache

_LONGEST = 1000
_WEIGHT = re.compile(r"[01](?:\.[0-9]{0,3})?")


@lru_cache(512)
def language(header: str, available: tuple[str, ...]) -> str:
    """The available language that an Accept-Language header wants most; the first one where it wants none of them."""
    best, most = available[0], 0.0
    for part in header[:_LONGEST].split(","):
        tag, _, parameters = part.partition(";")
        name = tag.strip().lower().split("-")[0]
        wanted = available[0] if name == "*" else name
        weight = _weight(parameters)
        if wanted in available and weight > most:
            best, most = wanted, weight
    return best


def _weight(parameters: str) -> float:
    name, _, value = parameters.partition("=")
    if name.strip().lower() != "q":
        return 1
    return float(value) if _WEIGHT.fullmatch(value.strip()) else 0
