"""What a visitor accepts: weights in headers, and which language they read (RFC 9110, sections 12.4.2 and 12.5.4; RFC 4647, lookup)."""

import re
from functools import lru_cache

_LONGEST = 1000
_WEIGHT = re.compile(r"[01](?:\.[0-9]{0,3})?")


def weights(header: str) -> dict[str, float]:
    """What a header such as Accept-Encoding names, in lower case, with its weight; 0 where that is no number."""
    found = {}
    for part in header[:_LONGEST].split(","):
        name, *parameters = part.split(";")
        found[name.strip().lower()] = _weight(parameters)
    return found


def _weight(parameters: list[str]) -> float:
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name.strip().lower() == "q":
            return float(value) if _WEIGHT.fullmatch(value.strip()) else 0
    return 1


@lru_cache(512)
def language(header: str, available: tuple[str, ...]) -> str:
    """The available language that an Accept-Language header wants most; the first one where it wants none of them."""
    best, most = available[0], 0.0
    for tag, weight in weights(header).items():
        wanted = available[0] if tag == "*" else tag.split("-")[0]
        if wanted in available and weight > most:
            best, most = wanted, weight
    return best
