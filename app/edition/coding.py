"""Compression of answers, as the client accepts it (RFC 9110, section 12.5.3)."""

import gzip
from functools import lru_cache
from typing import Literal

import brotli

from app.values.negotiation import LONGEST, weights

Coding = Literal["", "gzip", "br"]

_GZIP_LEVEL, _BROTLI_QUALITY = 6, 6
_SMALL = 256
_TEXTS = (
    "text/",
    "application/rss",
    "application/atom",
    "application/feed",
    "application/json",
    "application/xml",
    "image/svg",
)


def accepted(header: str) -> Coding:
    """The best coding that a client accepts: br before gzip where both are as welcome, none where
    none is welcome.
    """
    return _accepted(header[:LONGEST])


@lru_cache(512)
def _accepted(header: str) -> Coding:
    wanted = weights(header)
    candidates: tuple[Coding, ...] = ("br", "gzip")
    best = max(candidates, key=wanted.quality)
    is_welcome = 0 < wanted.quality(best) >= wanted.quality("identity")
    return best if is_welcome else ""


def is_worth(body: bytes, content_type: str) -> bool:
    """Whether compression makes an answer smaller."""
    return len(body) >= _SMALL and content_type.startswith(_TEXTS)


def compress(body: bytes, coding: Coding) -> bytes:
    """The body in a coding; the same bytes for the same body."""
    if coding == "br":
        compressed: bytes = brotli.compress(body, quality=_BROTLI_QUALITY)
        return compressed
    return gzip.compress(body, _GZIP_LEVEL, mtime=0)
