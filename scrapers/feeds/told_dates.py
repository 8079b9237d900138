"""The dates of feeds and sitemaps: read as those of pages are, in the forms that are theirs too."""

import re
from datetime import datetime

from scrapers.values import Stamp
from scrapers.words.dates import dates_in
from scrapers.words.zones import zone_of

_FIRST_YEAR = 1990
# RFC 822's years of two figures are of the two thousands up to 49 (RFC 2822, 4.3).
_SHORT_YEAR = re.compile(r"(?<![0-9])([0-3]?[0-9] [^\W\d_]{3,9}\.? )([0-9]{2})(?= [0-2]?[0-9]:)")
_LAST_OF_2000 = 49
# ISO 8601 without its hyphens and colons.
_BASIC = re.compile(
    r"(?<!\w)([0-9]{4})([0-9]{2})([0-9]{2})T([0-9]{2})([0-9]{2})([0-9]{2})?(?![0-9:])"
)
# C's asctime, and the date of Unix: the year comes last.
_YEAR_LAST = re.compile(
    r"([^\W\d_]{3}) +([0-3]?[0-9]) +([0-9:]{5,8})"
    r"((?: +[A-Z]{1,5}| *[+-][0-9:]{4,6})?) +([0-9]{4})(?![0-9:])"
)
# RFC 822 with the month in Chinese or Korean: 21 六月 2024.
_HAN_MONTH = re.compile(
    r"(?<![0-9])([0-3]?[0-9])[ -]([0-9]{1,2}|[一二三四五六七八九十]{1,2})[月월],?[ -]([0-9]{4})"
)
# Java names the zone once more.
_ONCE_MORE = re.compile(r"\[[\w/+-]{1,40}\]\s*$")
_ZONE = re.compile(r"[^\w+-]{0,2}(?:[A-Z]{1,5}(?![a-z])|[A-Z][a-z]+/[A-Z]|[+-][0-9])")
_ZONED = re.compile(r"(?:[+-][0-9]{1,2}:?(?:[0-9]{2})?|[A-Z]{1,4})\)?\s*$")
_MIDNIGHT = re.compile(r"(?<![0-9:])00:00:00(?:\.0{1,9})?(?![0-9:.])")
_LONGEST = 200


def told_stamp(text: str, zone: str, now: datetime | None) -> Stamp | None:
    """When an entry says it was published, `zone` (IANA) being that of times which name none; None
    for what can be read in two ways.

    Of a time in a zone that nobody knows, the day alone.
    """
    text = _usual(text[:_LONGEST])
    dates = dates_in(text, zone, now)
    stamp = dates[0].stamp if dates else None
    if stamp is None or stamp.day.year < _FIRST_YEAR:
        return None
    if stamp.at is None:
        return stamp
    # Midnight to the second is how programs write a day.
    if _MIDNIGHT.search(text):
        return Stamp(stamp.day)
    if _is_elsewhere(" ".join(text.split()), dates[0].after):
        return Stamp(stamp.day)
    at = stamp.at.astimezone(zone_of(zone))
    return Stamp(at.date(), at)


def _is_elsewhere(text: str, after: str) -> bool:
    """Whether a zone stands behind a time that was read without any."""
    return _ZONE.match(after) is not None and not _ZONED.search(text.removesuffix(after))


def _usual(text: str) -> str:
    """A date in the forms that pages have too."""
    text = _SHORT_YEAR.sub(lambda found: f"{found[1]}{_century(found[2])}{found[2]}", text)
    text = _HAN_MONTH.sub(r"\3年\2月\1日", text)
    text = _YEAR_LAST.sub(r"\2 \1 \5 \3\4", _ONCE_MORE.sub("", text))
    return _BASIC.sub(r"\1-\2-\3T\4:\5", text)


def _century(year: str) -> str:
    return "20" if int(year) <= _LAST_OF_2000 else "19"
