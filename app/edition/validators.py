"""Whether a client has what it asks for already (RFC 9110, sections 8.8 and 13)."""

import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

_TAG = re.compile(r'(?:W/)?"([^"]*)"')
# What proxies append to a tag when they compress.
_CODING = re.compile(r"[-;](?:gzip|br|deflate|zstd)$")


def is_unchanged(
    if_none_match: str | None, if_modified_since: str | None, tag: str, version_at: datetime | None
) -> bool:
    """Whether a client has this version: by If-None-Match alone when it is sent, else by
    If-Modified-Since.

    `tag` is the opaque part of the entity tag, `version_at` the second of the last change, None
    where only the tag speaks.
    """
    if if_none_match is not None:
        return if_none_match.strip() == "*" or tag in {
            _CODING.sub("", candidate) for candidate in _TAG.findall(if_none_match)
        }
    if not if_modified_since or version_at is None:
        return False
    moment = http_date(if_modified_since)
    return moment is not None and version_at.replace(microsecond=0) <= moment


def http_date(text: str) -> datetime | None:
    """An instant from a header; None for what is none."""
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, OverflowError):
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
