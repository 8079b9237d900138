"""Answers that can be kept: validators from the bytes, and 304 when nothing changed (RFC 9110,
sections 8.8 and 13).

Decisions 0016, 0050.
"""

import hashlib
from datetime import UTC, datetime
from email.utils import format_datetime

from flask import Request, Response

from app.edition import UNSETTLED, is_unchanged


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
    by_language: bool = False,
) -> Response:
    """A public answer with ETag and Last-Modified, or 304.

    `version_at` is the second of the last visible change (None for what changes with the program:
    then only the ETag speaks), `max_age` is in seconds, `mark` ends the entity tag, `by_language`
    says that another visitor may get it in another language.
    """
    tag = hashlib.sha256(body).hexdigest()[:32] + mark
    fresh = is_unchanged(
        request.headers.get("If-None-Match"),
        request.headers.get("If-Modified-Since"),
        tag,
        version_at,
    )
    response = Response(b"" if fresh else body, 304 if fresh else 200, content_type=content_type)
    if fresh:
        del response.headers["Content-Type"]
        response.headers.pop("Content-Length", None)
    response.headers["ETag"] = f'W/"{tag}"'
    if version_at is not None:
        if version_at > now:
            request.environ.get(UNSETTLED, []).append(version_at)
        response.headers["Last-Modified"] = format_datetime(
            min(version_at, now).astimezone(UTC).replace(microsecond=0), usegmt=True
        )
    response.headers["Cache-Control"] = (
        f"public, max-age={max_age}, stale-while-revalidate={max_age}, stale-if-error=86400"
    )
    response.headers["Vary"] = (
        "Accept-Encoding, Accept-Language" if by_language else "Accept-Encoding"
    )
    if cors:
        response.headers["Access-Control-Allow-Origin"] = "*"
        response.headers["Access-Control-Expose-Headers"] = "ETag, Link, IM"
    return response
