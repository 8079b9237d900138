"""Answers that can be kept: validators from the bytes, and 304 when nothing changed (RFC 9110, sections 8.8 and 13)."""

import hashlib
import re
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime

from flask import Request, Response

_TAG = re.compile(r'(?:W/)?"([^"]*)"')
_CODING = re.compile(r"[-;](?:gzip|br|deflate|zstd)$")


def kept(
    request: Request,
    body: bytes,
    content_type: str,
    version_at: datetime | None,
    now: datetime,
    *,
    max_age: int,
    cors: bool = False,
    mark: str = "",
) -> Response:
    """A public answer with ETag and Last-Modified, or 304.

    `version_at` is the second of the last visible change (None for what changes with the program: then only the ETag speaks),
    `max_age` is in seconds, `mark` ends the entity tag.
    """
    tag = hashlib.sha256(body).hexdigest()[:32] + mark
    fresh = _unchanged(request, tag, version_at)
    response = Response(b"" if fresh else body, 304 if fresh else 200, content_type=content_type)
    if fresh:
        del response.headers["Content-Type"]
        response.headers.pop("Content-Length", None)
    response.headers["ETag"] = f'W/"{tag}"'
    if version_at is not None:
        response.headers["Last-Modified"] = format_datetime(min(version_at, now).astimezone(UTC).replace(microsecond=0), usegmt=True)
    response.headers["Cache-Control"] = f"public, max-age={max_age}, stale-while-revalidate={max_age}, stale-if-error=86400"
    response.headers["Vary"] = "Accept-Encoding"
    if cors:
        response.headers["Access-Control-Allow-Origin"] = "*"
    return response


def _unchanged(request: Request, tag: str, version_at: datetime | None) -> bool:
    """Whether the client has this version: by If-None-Match alone when it is sent, else by If-Modified-Since."""
    asked = request.headers.get("If-None-Match")
    if asked is not None:
        tags = {_CODING.sub("", found) for found in _TAG.findall(asked)}
        return asked.strip() == "*" or tag in tags
    since = request.headers.get("If-Modified-Since")
    if not since or version_at is None:
        return False
    try:
        moment = parsedate_to_datetime(since)
    except ValueError:
        return False
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return version_at.replace(microsecond=0) <= moment
