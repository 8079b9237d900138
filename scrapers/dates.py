"""Human dates to stamps, with the precision that the text has."""

import re
from datetime import date, datetime
from zoneinfo import ZoneInfo

from scrapers.base import Stamp

_MONTHS = {m: i for i, m in enumerate("jan feb mar apr may jun jul aug sep oct nov dec".split(), 1)}
_TIME = r"(?:[\sT]{1,3}(?P<h>[01]?\d|2[0-3])[::](?P<mi>[0-5]\d)(?:[::][0-5]\d)?)?"
_FORMS = (
    re.compile(r"(?<!\d)(?P<y>(?:19|20)\d\d)\s?[-/.年]\s?(?P<m>\d{1,2})\s?[-/.月]\s?(?P<d>\d{1,2})(?!\d)日?" + _TIME),
    re.compile(
        r"(?i)\b(?P<mon>jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?\s+(?P<d>\d{1,2}),?\s+(?P<y>(?:19|20)\d\d)" + _TIME
    ),
    re.compile(
        r"(?i)\b(?P<d>\d{1,2})\s+(?P<mon>jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?,?\s+(?P<y>(?:19|20)\d\d)" + _TIME
    ),
)


def find_stamp(text: str, zone: str) -> Stamp | None:
    """The first date in `text`, its wall-clock time read in the IANA zone `zone`; None when there is none."""
    found = [m for form in _FORMS for m in [form.search(text)] if m]
    for match in sorted(found, key=lambda m: m.start()):
        stamp = _stamp(match, zone)
        if stamp:
            return stamp
    return None


def has_year(text: str) -> bool:
    """Whether a line may hold a date at all; most do not, and the patterns are dear."""
    return "19" in text or "20" in text


def is_only_date(text: str) -> bool:
    """Whether a line says a date and nothing else but punctuation."""
    if not has_year(text):
        return False
    rest = text
    for form in _FORMS:
        rest = form.sub("", rest)
    return rest != text and not re.search(r"\w", rest)


def _stamp(match: re.Match[str], zone: str) -> Stamp | None:
    parts = match.groupdict()
    month = int(parts["m"]) if parts.get("m") else _MONTHS[parts["mon"][:3].lower()]
    try:
        day = date(int(parts["y"]), month, int(parts["d"]))
    except ValueError:
        return None
    if parts["h"] is None:
        return Stamp(day)
    at = datetime(day.year, day.month, day.day, int(parts["h"]), int(parts["mi"]), tzinfo=ZoneInfo(zone))
    return Stamp(day, at)
