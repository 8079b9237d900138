"""Compression of answers, as the client accepts it (RFC 9110, section 12.5.3)."""

import gzip
import re
from functools import lru_cache
from typing import Literal

import brotli

Coding = Literal["", "gzip", "br"]

_GZIP_LEVEL, _BROTLI_QUALITY = 6, 6
_SMALL = 256
_TEXTS = ("text/", "application/rss", "application/atom", "application/feed", "application/json", "application/xml", "image/svg")
_LONGEST = 1000
_WEIGHT = re.compile(r"[01](?:\.[0-9]{0,3})?")


@lru_cache(512)
def accepted(header: str) -> Coding:
    """The best coding that a client accepts: br before gzip where both are as welcome, none where none is welcome."""
    weights: dict[str, float] = {}
    for part in header[:_LONGEST].split(","):
        name, *parameters = part.split(";")
        weights[name.strip().lower()] = _weight(parameters)
    candidates: tuple[Coding, ...] = ("br", "gzip")
    best = max(candidates, key=lambda coding: weights.get(coding, weights.get("*", 0)))
    weight = weights.get(best, weights.get("*", 0))
    return best if weight > 0 and weight >= weights.get("identity", 0) else ""


def _weight(parameters: list[str]) -> float:
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name.strip().lower() == "q":
            return float(value) if _WEIGHT.fullmatch(value.strip()) else 0
    return 1


def is_worth(body: bytes, content_type: str) -> bool:
    """Whether compression makes an answer smaller."""
    return len(body) >= _SMALL and content_type.startswith(_TEXTS)


def compress(body: bytes, coding: Coding) -> bytes:
    """The body in a coding; the same bytes for the same body."""
    if coding == "br":
        compressed: bytes = brotli.compress(body, quality=_BROTLI_QUALITY)
        return compressed
    return gzip.compress(body, _GZIP_LEVEL, mtime=0)
