"""The zones that stand by a time: offsets, and the abbreviations that mean one of them where a
source is.
"""

from datetime import UTC, timedelta, timezone, tzinfo
from functools import lru_cache
from zoneinfo import ZoneInfo

# Abbreviations that stand for one offset. CST is Central in America and China's own, so it depends
# on the source.
_OFFSETS = {
    "Z": 0, "UT": 0, "UTC": 0, "GMT": 0, "WET": 0, "BST": 1, "WEST": 1, "CET": 1, "CEST": 2,
    "EET": 2, "EEST": 3, "MSK": 3, "HKT": 8, "SGT": 8, "JST": 9, "KST": 9, "EST": -5, "EDT": -4,
    "CDT": -5, "MST": -7, "MDT": -6, "PST": -8, "PDT": -7, "AKST": -9, "AKDT": -8, "AEST": 10,
    "AEDT": 11, "北京时间": 8, "北京時間": 8, "beijing time": 8,
}  # fmt: skip
_SEASONAL = {
    "ET": "America/New_York",
    "CT": "America/Chicago",
    "MT": "America/Denver",
    "PT": "America/Los_Angeles",
}
_ABBREVIATIONS = "|".join(
    [name for name in _OFFSETS if name.isupper() and name.isascii()] + [*_SEASONAL, "CST"]
)
_AMERICAN = ("America/", "US/", "Canada/")
CHINESE_ZONES = frozenset(
    (
        "Asia/Shanghai Asia/Chongqing Asia/Harbin Asia/Urumqi Asia/Taipei Asia/Hong_Kong "
        "Asia/Macau PRC ROC Hongkong"
    ).split()
)
ZONE_PATTERN = (
    r"(?P<zone> ?\(?(?:(?-i:(?:UTC|GMT) ?[+-][0-9]{1,2}(?::?[0-9]{2})?(?![0-9])|(?:"
    + _ABBREVIATIONS
    + r")\b)"
    r"|北京时间|北京時間|beijing time|[+-][0-9]{2}(?::?[0-9]{2})?(?![0-9:])))?"
)
BEIJING = timezone(timedelta(hours=8))


@lru_cache(maxsize=512)
def zone_of(name: str) -> tzinfo:
    """The IANA zone of a name; UTC for a name that none has."""
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return UTC


def named_zone(zone_name: str, home: str) -> tzinfo | None:
    """The zone of a name as a source in the IANA zone `home` writes it; None for an abbreviation
    that means several, and none of them there.
    """
    in_words = zone_name[0] in "bB北" and len(zone_name) > 3
    name = zone_name.lower() if in_words else zone_name
    offset = name[3:].strip()
    if offset and name[:3] in ("UTC", "GMT"):
        return offset_of(offset)
    if name in _SEASONAL:
        return zone_of(_SEASONAL[name])
    return _cst(home) if name == "CST" else _fixed(_OFFSETS[name])


def _cst(home: str) -> tzinfo | None:
    if home in CHINESE_ZONES:
        return _fixed(8)
    return _fixed(-6) if home.startswith(_AMERICAN) else None


def offset_of(zone_name: str) -> tzinfo | None:
    """The zone of "+08:00" or "-5"; None for none that there is."""
    digits = zone_name[1:].replace(":", "")
    hours, minutes = (int(digits[:-2]), int(digits[-2:])) if len(digits) > 2 else (int(digits), 0)
    if hours > 14 or minutes > 59:
        return None
    return timezone((1 if zone_name[0] == "+" else -1) * timedelta(hours=hours, minutes=minutes))


def _fixed(hours: int) -> tzinfo:
    return timezone(timedelta(hours=hours))
