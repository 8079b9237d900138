"""Feeds that tell only what is new to a reader (RFC 3229 with the instance manipulation `feed`)."""

import re
from hashlib import sha256

from flask import Request
from werkzeug.http import parse_accept_header

_MARKED = re.compile(r"[0-9a-f]+\.([0-9a-z]+)\.([0-9a-f]{6})")
_TAG = re.compile(r'(?:W/)?"([^"]*)"')
_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"


def mark(url: str, edition: int) -> str:
    """What an entity tag ends with so that it tells the edition in which anything in this document
    changed last.
    """
    digits = _base36(edition)
    return f".{digits}.{_check(url, digits)}"


def known_edition(request: Request, url: str) -> int | None:
    """The edition that a reader has of this very document, if it asks for what is new since; None
    for tags that are not ours.
    """
    wished = parse_accept_header(request.headers.get("A-IM", "").lower())
    if not wished["feed"]:  # its quality: what is not named, or named with q=0, is not wished
        return None
    for tag in _TAG.findall(request.headers.get("If-None-Match", "")):
        match = _MARKED.match(tag)
        if match and match[2] == _check(url, match[1]):
            return int(match[1], 36)
    return None


def _check(url: str, digits: str) -> str:
    return sha256(f"{url} {digits}".encode()).hexdigest()[:6]


def _base36(number: int) -> str:
    digits = ""
    while True:
        number, rest = divmod(number, 36)
        digits = _DIGITS[rest] + digits
        if not number:
            return digits
