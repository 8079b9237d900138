"""Human dates to stamps, with the precision that the text has; never guessed (decision 0042).

Nothing here reads a clock: who wants "yesterday" read gives `now`.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo

from scrapers.values import Stamp
from scrapers.words.months import ENGLISH, MONTHS
from scrapers.words.numerals import number_in
from scrapers.words.relative_words import AGO_AFTER, AGO_BEFORE, DAY_WORDS, HINT, WORDS, seconds_ago
from scrapers.words.zones import (
    BEIJING,
    CHINESE_ZONES,
    ZONE_PATTERN,
    named_zone,
    offset_of,
    zone_of,
)

_HALF_WIDTH = {0xFF01 + at: 0x21 + at for at in range(94)} | dict.fromkeys(map(ord, "−‐‑–—"), "-")
# What patterns that are blind to case take for an i or an s.
_HALF_WIDTH |= {0x130: "I", 0x131: "i", 0x17F: "s"}
# The figures of Arabic, Persian and Thai.
_HALF_WIDTH |= {zero + at: 0x30 + at for zero in (0x660, 0x6F0, 0xE50) for at in range(10)}
# One word for a day and a part of it, as two.
_DAY_PARTS = (
    ("昨晚", "昨天晚上"), ("昨夜", "昨天晚上"), ("今晚", "今天晚上"), ("今早", "今天早上"),
    ("今晨", "今天清晨"),
)  # fmt: skip
_UNITS = {
    "s": 1,
    "m": 60,
    "h": 3600,
    "d": 86400,
    "秒": 1,
    "分": 60,
    "小": 3600,
    "钟": 3600,
    "鐘": 3600,
    "天": 86400,
}
_DAY_WORDS = {
    "today": 0,
    "今天": 0,
    "今日": 0,
    "yesterday": 1,
    "昨天": 1,
    "昨日": 1,
    "前天": 2,
    "前日": 2,
    "大前天": 3,
} | DAY_WORDS
_MORNING = ("凌晨", "清晨", "早上", "早晨", "上午", "午前", "오전")
_AFTERNOON = ("下午", "午後", "午后", "오후")
_EVENING = ("傍晚", "晚上", "晚间")
_LATE = (*_AFTERNOON, *_EVENING)
_HINT = re.compile(rf"[0-9年月前昨今刚剛周週星礼]|yesterday|today|just now|ago|{HINT}", re.I)


def _names(months: dict[str, int]) -> str:
    return "|".join(sorted(months, key=len, reverse=True))


_YEAR = r"(?P<y>(?:19|20)[0-9]{2})(?![0-9])"
_MDAY = r"(?P<d>[0-3]?[0-9])"
_NO_PART = r"(?<![0-9])(?<![0-9][.:/-])"
_NO_VERSION = r"(?<![0-9])(?<![0-9][.-])"
_HAN_MONTH = "(?P<m>[0-9]{1,2}|[一二三四五六七八九十]{1,2}) ?[月월] ?"
_HAN_DAY = "(?P<d>[0-9]{1,2}|[一二三四五六七八九十]{1,3})(?![0-9一二三四五六七八九十])"
_MONTH_DAY = r"(?<![^\W_])(?P<mon>" + _names(ENGLISH) + r")(?:\.? |\.)" + _MDAY + "(?:st|nd|rd|th)?"
_DAY_MONTH = (
    _NO_PART
    + _MDAY
    + r"(?:\.|st|nd|rd|th|er|[º°ª])?[ -]?(?:de |of |den )?(?P<mon>"
    + _names(MONTHS)
    + r")(?![^\W\d_])\.?"
)
_AMOUNT = "[0-9]{1,3}|[一二两兩三四五六七八九十]{1,3}|半(?! ?天)"
_WEEKDAY = (
    r"(?:(?:星期|礼拜|周|週)[一二三四五六日天]|(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|"
    r"sun)(?:day)?\b\.?)"
)
_HAN_WEEKDAYS, _WEEKDAYS = "一二三四五六日天", ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_GAP = r"[ ,|·•(\[-]{0,4}"
_CLOCK = (
    r"(?P<beijing>北京时间|北京時間|beijing time)? ?"
    r"(?P<part>凌晨|清晨|早上|早晨|上午|午前|中午|下午|午後|午后|傍晚|晚上|晚间|오전|오후)? ?"
    r"(?:(?P<h>[01]?[0-9]|2[0-3])(?P<sep>[:.h时時点點시]) "
    r"?(?P<mi>[0-5][0-9])(?![0-9])(?P<s>:[0-5][0-9](?:[.,][0-9]{1,9})?)?[分분]?"
    r"|(?P<hour>[01]?[0-9]|2[0-3])(?:[时時点點](?!间)(?P<thirty>半)?|(?= ?[ap]\.?m\b)))"
    r"(?: ?(?P<half>[ap])\.?m\b\.?)?(?P<uhr> ?uhr\b)?" + ZONE_PATTERN
)
_TIME = re.compile(
    r"(?:"
    + _GAP
    + _WEEKDAY
    + r"?[\])]?"
    + _GAP
    + r"(?:\b(?:at|um|à|às|alle(?: ore)?|a las|om|в|klo)\b)? ?|(?P<t>t))"
    + _CLOCK,
    re.I,
)
_TIME_BEFORE = re.compile(
    r"(?<![0-9.:/-])" + _CLOCK + r"\)?(?: on)?" + _GAP + r"(?:" + _WEEKDAY + _GAP + r")?$", re.I
)
_BEFORE = 48
_MOST_DATES = 4
_OTHER_YEAR = re.compile(r"民[國国]|令和|平成|昭和|25[0-9]{2}|[٠-٩۰-۹๐-๙]{2}")
# The year before the first of an era (Cabinet Office of Japan; Republic of China calendar).
_ERAS = {"令和": 2018, "平成": 1988, "昭和": 1925, "民國": 1911, "民国": 1911}
_BUDDHIST = 543
_FIRST_YEAR = 1990
_LONGEST_LINE = 200
_LONGEST_TEXT = 20_000
_LABEL = (
    r"(?:(?:first |last )?(?:published|posted|updated?|modified|created|released)(?: on| at| "
    r"time| date)?|(?:publi(?:cation|sh) |release )?"
    r"(?:date|time)(?: of publication)?|"
    r"(?:发布|发表|更新|编辑|出版|上传|刊登|發布|發表)?(?:时间|日期|時間)"
    r"|(?:发布|发表|更新|刊登|發布|發表)[于於]?)"
)
_LABELLED = re.compile(_LABEL + r" ?: ?[\[(]?$", re.I)
_APART = re.compile(
    r"(?>[\s\[\](){}【】〔〕「」<>《》|:,，.。;·•*_/-]|\b(?:on|at)\b|晚上|早上|清晨|"
    + _LABEL
    + "|"
    + _WEEKDAY
    + ")*+",
    re.I,
)
_LONGEST_LABEL = 60
_BEIJING = re.compile("(?:北京时间|北京時間|beijing time) ?[:,]? ?$", re.I)
_VERSION = re.compile(r"(?:\bv|\bver\.?|\bversion|\bbuild|版本号?) ?:?$", re.I)


@dataclass(frozen=True, slots=True)
class _Place:
    """Where and when a text is read: the source's zone, and `now` in it."""

    name: str
    zone: tzinfo
    now: datetime | None


@dataclass(frozen=True, slots=True)
class _Reading:
    stamp: Stamp
    start: int
    end: int


def find_stamp(text: str, zone: str) -> Stamp | None:
    """The first date in `text` that gives its year, its wall-clock time read in the IANA zone
    `zone`; None when there is none.
    """
    return read_stamp(text, zone)


def has_year(text: str) -> bool:
    """Whether a line may hold a date at all; most do not, and the patterns are dear."""
    return "19" in text or "20" in text or _OTHER_YEAR.search(text) is not None


def is_only_date(text: str, zone: str = "UTC", now: datetime | None = None) -> bool:
    """Whether a line says a date and nothing else but punctuation; given `now`, also one without
    its year, or "yesterday".
    """
    rest, place = _even(text), _place(zone, now)
    reading = (
        _first(rest, place) if (now or has_year(rest)) and len(rest) <= _LONGEST_LINE else None
    )
    any_date = reading is not None
    while reading and not re.search(r"\w", rest[: reading.start]):
        rest = rest[reading.end :]
        reading = _first(rest, place)
    return any_date and not re.search(r"\w", rest)


def read_stamp(text: str, zone: str, now: datetime | None = None) -> Stamp | None:
    """The first date in a piece of text, with its time when it gives one; `zone` (IANA) is that of
    times which name none.

    Years that the text leaves out, and "3 hours ago", are read from `now` and are no dates without
    it. Whatever may be read in two ways, such as 03/04/2024, is no date either. Of a very long text
    only the beginning is read.
    """
    reading = _first(_even(text), _place(zone, now))
    return reading.stamp if reading else None


@dataclass(frozen=True, slots=True)
class Dated:
    """A date in a line: the words between it and the one before, and those up to the next."""

    stamp: Stamp
    before: str
    after: str


def dates_in(text: str, zone: str, now: datetime | None = None) -> list[Dated]:
    """The dates of a line in their order, at most four; a line holds when a story was published,
    and when it was changed.
    """
    rest, place = _even(text), _place(zone, now)
    places: list[_Reading] = []
    whole, at = rest, 0
    while len(places) < _MOST_DATES and (reading := _first(whole[at:], place)):
        places.append(_Reading(reading.stamp, at + reading.start, at + reading.end))
        at += reading.end
    starts = [*(each.start for each in places[1:]), len(whole)]
    ends = [0, *(each.end for each in places)]
    return [
        Dated(each.stamp, whole[end : each.start], whole[each.end : start])
        for each, end, start in zip(places, ends, starts, strict=False)
    ]


def why_impossible(stamp: Stamp, now: datetime, zone: str) -> str:
    """Why a date cannot be one of publication, in words for an editor; "" when it can."""
    if stamp.day.year < _FIRST_YEAR:
        return f"{stamp.day} is before {_FIRST_YEAR}, when there were no sites"
    there = _local(now, zone_of(zone))
    if stamp.at and stamp.at.tzinfo:
        ahead = stamp.at.timestamp() - there.timestamp() > 86400
    else:
        ahead = stamp.day - there.date() > timedelta(days=1)
    return f"{stamp.iso} is more than a day in the future" if ahead else ""


def _even(text: str) -> str:
    """A text in ASCII digits and punctuation where it has full-width ones, its white space single
    spaces.
    """
    even = " ".join(text[:_LONGEST_TEXT].translate(_HALF_WIDTH).split())
    for word, words in _DAY_PARTS:
        even = even.replace(word, words) if word in even else even
    return even


def _local(now: datetime, zone: tzinfo) -> datetime:
    """An instant in a zone; a wall-clock time without any is taken for one of that zone."""
    try:
        return now.astimezone(zone) if now.tzinfo else now.replace(tzinfo=zone)
    except (OverflowError, ValueError):
        return now


def _place(zone: str, now: datetime | None) -> _Place:
    """Where and when a text is read. A clock that is centuries off says nothing, and the arithmetic
    of dates fails at its ends.
    """
    there = zone_of(zone)
    return _Place(
        zone, there, _local(now, there) if now and _FIRST_YEAR <= now.year < 2200 else None
    )


def _first(text: str, place: _Place) -> _Reading | None:
    """The earliest date; of two that begin at one character, the one whose form is tried first."""
    hint = _HINT.search(text)
    if not hint:
        return None
    best, since, until = None, max(0, hint.start() - _BEFORE), len(text)
    for form, read in _FORMS if place.now is None else _ALL_FORMS:
        for match in form.finditer(text, since, until):
            reading = read(match, place)
            if reading and (best is None or reading.start < best.start):
                best, until = reading, reading.start
            if reading:
                break
    return best


def _read_full(match: re.Match[str], place: _Place) -> _Reading | None:
    parts = match.groupdict()
    if _VERSION.search(match.string, max(0, match.start() - 12), match.start()):
        return None
    return _dated(number_in(parts["y"]), _month(parts), number_in(parts["d"]), match, place)


def _month(parts: dict[str, str]) -> int:
    """The month of a date, by its name or its number."""
    return MONTHS.get(parts["mon"].lower(), 0) if parts.get("mon") else number_in(parts["m"])


def _read_of_era(match: re.Match[str], place: _Place) -> _Reading | None:
    """民國113年6月21日, 令和6年6月21日: the first year of an era may be 元年."""
    count = 1 if match["n"] == "元" else number_in(match["n"])
    year = _ERAS[match["era"]] + count
    return _dated(year, number_in(match["m"]), number_in(match["d"]), match, place)


def _read_buddhist(match: re.Match[str], place: _Place) -> _Reading | None:
    """21 มิถุนายน 2567: years since the death of the Buddha, 543 before ours."""
    return _dated(
        int(match["y"]) - _BUDDHIST, _month(match.groupdict()), int(match["d"]), match, place
    )


def _read_last_year(match: re.Match[str], place: _Place) -> _Reading | None:
    assert place.now is not None
    year = place.now.year - {"今": 0, "去": 1, "前": 2}[match["rel"]]
    reading = _dated(year, number_in(match["m"]), number_in(match["d"]), match, place)
    return reading if reading and _is_meant(reading, match.string) else None


def _read_weekday(match: re.Match[str], place: _Place) -> _Reading | None:
    """A weekday with a time: the latest such day; what has no time, or stands in a sentence, dates
    nothing.
    """
    assert place.now is not None
    name = match["weekday"].lower()
    number = (
        min(6, _HAN_WEEKDAYS.find(name[-1])) if not name.isascii() else _WEEKDAYS.index(name[:3])
    )
    day = place.now.date() - timedelta(days=(place.now.weekday() - number) % 7)
    reading = _dated(day.year, day.month, day.day, match, place)
    if reading is None or reading.stamp.at is None:
        return None
    return reading if _stands_apart(match.string, reading.start, reading.end) else None


def _read_year_last(match: re.Match[str], place: _Place) -> _Reading | None:
    """A date in figures is read when there is one way to: 21/06/2024 and 06/21/2024, not
    03/04/2024; 03.04.2024 has the day first.
    """
    first, second = int(match["a"]), int(match["b"])
    dotted = match["sep"] == "." and len(match["a"]) == len(match["b"]) == 2
    order = (second, first) if dotted else _order(first, second)
    return _dated(int(match["y"]), *order, match, place) if order else None


def _read_compact(match: re.Match[str], place: _Place) -> _Reading | None:
    day = _date(int(match["y"]), int(match["m"]), int(match["d"]))
    if not day or not _stands_apart(match.string, match.start(), match.end()):
        return None
    if match["h"] is None:
        return _Reading(Stamp(day), match.start(), match.end())
    at = datetime(
        day.year, day.month, day.day, int(match["h"]), int(match["mi"]), tzinfo=place.zone
    )
    return _Reading(Stamp(day, at), match.start(), match.end())


def _read_without_year(match: re.Match[str], place: _Place) -> _Reading | None:
    parts = match.groupdict()
    reading = _of_late(_month(parts), number_in(parts["d"]), match, place)
    return reading if reading and (parts.get("m") or _is_meant(reading, match.string)) else None


def _read_figures(match: re.Match[str], place: _Place) -> _Reading | None:
    """06-21: the month first where that is the custom, elsewhere only when the other way is
    impossible.
    """
    first, second = int(match["a"]), int(match["b"])
    order = (first, second) if place.name in CHINESE_ZONES else _order(first, second)
    reading = _of_late(*order, match, place) if order else None
    return reading if reading and _is_meant(reading, match.string) else None


def _read_ago(match: re.Match[str], place: _Place) -> _Reading | None:
    assert place.now is not None
    unit = match["unit"][0].lower()
    amount = 0.5 if match["n"] == "半" else number_in(match["n"].lower())
    passed = timedelta(seconds=_UNITS[unit] * amount)
    if unit in "d天":
        return _Reading(Stamp(place.now.date() - passed), match.start(), match.end())
    return _at(place.now.astimezone(UTC) - passed, match, place)


def _read_ago_elsewhere(match: re.Match[str], place: _Place) -> _Reading | None:
    assert place.now is not None
    passed = timedelta(seconds=seconds_ago(match["n"], match["unit"]))
    if passed >= timedelta(days=1):
        return _Reading(Stamp(place.now.date() - passed), match.start(), match.end())
    return _at(place.now.astimezone(UTC) - passed, match, place)


def _read_now(match: re.Match[str], place: _Place) -> _Reading | None:
    assert place.now is not None
    if not _stands_apart(match.string, match.start(), match.end()):
        return None
    return _at(place.now, match, place)


def _read_day_word(match: re.Match[str], place: _Place) -> _Reading | None:
    """A word like "yesterday" with a time or by itself; within prose, or a newspaper's name, it
    dates nothing.
    """
    assert place.now is not None
    day = place.now.date() - timedelta(days=_DAY_WORDS[match[0].lower()])
    reading = _dated(day.year, day.month, day.day, match, place)
    return reading if reading and _is_meant(reading, match.string) else None


def _at(moment: datetime, match: re.Match[str], place: _Place) -> _Reading:
    at = moment.astimezone(place.zone).replace(second=0, microsecond=0)
    return _Reading(Stamp(at.date(), at), match.start(), match.end())


def _of_late(month: int, day: int, match: re.Match[str], place: _Place) -> _Reading | None:
    """The nearest such day that is not later than tomorrow; a leap day may be eight years ago."""
    assert place.now is not None
    latest = place.now.date().toordinal() + 1
    for year in range(place.now.year + 1, place.now.year - 9, -1):
        there = _date(year, month, day)
        if there and there.toordinal() <= latest:
            return _dated(year, month, day, match, place)
    return None


def _dated(year: int, month: int, day: int, match: re.Match[str], place: _Place) -> _Reading | None:
    """A day with the time that stands after it or, failing that, before it."""
    there = _date(year, month, day)
    if not there:
        return None
    text, start, end = match.string, match.start(), match.end()
    if after := _TIME.match(text, end):
        at = _instant(after, there, place, text[max(0, start - _BEFORE) : start])
        if at:
            return _Reading(Stamp(there, at), start, after.end())
    if before := _TIME_BEFORE.search(text[max(0, start - _BEFORE) : start]):
        at = _instant(before, there, place, "")
        if at:
            return _Reading(Stamp(there, at), start - len(before[0]), end)
    return _Reading(Stamp(there), start, end)


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _instant(clock: re.Match[str], day: date, place: _Place, before: str) -> datetime | None:
    """The instant of a time on a day, in the source's zone."""
    hour = _hour(clock)
    if hour is None:
        return None
    minute = 30 if clock["thirty"] else int(clock["mi"] or 0)
    own_zone = _zone_named(clock, place, before)
    at = datetime(day.year, day.month, day.day, hour, minute, tzinfo=own_zone or place.zone)
    return at.astimezone(place.zone) if own_zone else at


def _hour(clock: re.Match[str]) -> int | None:
    """The hour of 24; None for what is no time after all."""
    hour = int(clock["h"] or clock["hour"])
    half, part = (clock["half"] or "").lower(), clock["part"] or ""
    if _may_be_price(clock) or (hour == 12 and part in _EVENING):
        return None
    return _of_24(hour, half, part)


def _may_be_price(clock: re.Match[str]) -> bool:
    """Whether nothing tells a time such as 8.30 from a price."""
    return clock["sep"] == "." and not (clock["half"] or clock["uhr"])


def _of_24(hour: int, half: str, part: str) -> int:
    """An hour of twelve with "a" or "p", or with the part of the day before it."""
    if half == "a" or part in _MORNING:
        return 0 if hour == 12 else hour
    after_noon = part == "中午" and hour < 10
    late = half == "p" or part in _LATE or after_noon
    return hour + 12 if late and hour < 12 else hour


def _zone_named(clock: re.Match[str], place: _Place, before: str) -> tzinfo | None:
    """The zone that stands by a time."""
    if clock["beijing"] or _BEIJING.search(before):
        return BEIJING
    zone_name = (clock["zone"] or "").strip(" (")
    if not zone_name:
        return None
    if zone_name[0] in "+-":
        return offset_of(zone_name) if _is_offset(clock, zone_name) else None
    return named_zone(zone_name, place.name)


def _is_offset(clock: re.Match[str], zone_name: str) -> bool:
    """Whether it is an offset, and not the end of a span of time as in 08:30-09:30."""
    exact = bool(clock["s"]) or clock.groupdict().get("t") is not None
    return exact or (len(zone_name) > 3 and (zone_name[0] == "+" or ":" not in zone_name))


def _order(first: int, second: int) -> tuple[int, int] | None:
    """Month and day of two figures whose order is not known; None when both may be the month."""
    if first > 12 or first == second:
        return second, first
    return (first, second) if second > 12 else None


def _is_meant(reading: _Reading, text: str) -> bool:
    return reading.stamp.at is not None or _stands_apart(text, reading.start, reading.end)


def _stands_apart(text: str, start: int, end: int) -> bool:
    """Whether a piece is all that a text says but for labels, or has a label before it."""
    head = text[max(0, start - _LONGEST_LABEL) : start]
    if _LABELLED.search(head):
        return True
    short = start <= _LONGEST_LABEL and len(text) - end <= _LONGEST_LABEL
    return short and bool(_APART.fullmatch(head) and _APART.fullmatch(text, end))


_Form = tuple[re.Pattern[str], Callable[[re.Match[str], _Place], _Reading | None]]
_FORMS: tuple[_Form, ...] = (
    (
        re.compile(
            _NO_VERSION
            + r"(?P<y>(?:19|20)[0-9]{2}) ?(?P<sep>[-/.]) ?(?P<m>[0-9]{1,2}) ?(?P=sep) ?"
            + r"(?P<d>[0-9]{1,2})(?![0-9]|\.[0-9])"
        ),
        _read_full,
    ),
    (
        re.compile(
            "(?<![0-9])(?P<y>(?:19|20)[0-9]{2}|[一二][〇零○一二三四五六七八九]{3}) ?[年년] ?"
            + _HAN_MONTH
            + _HAN_DAY
            + " ?[日号號일]?"
        ),
        _read_full,
    ),
    (
        re.compile(
            "(?P<era>民國|民国|令和|平成|昭和) ?"
            "(?P<n>元|[0-9]{1,3}|[一二三四五六七八九十]{1,3}) ?年 ?"
            + _HAN_MONTH
            + _HAN_DAY
            + " ?日"
        ),
        _read_of_era,
    ),
    (
        re.compile(
            _NO_PART
            + _MDAY
            + " ?(?P<mon>"
            + _names(MONTHS)
            + r") ?(?:พ\.?ศ\.? ?)?(?P<y>25[0-9]{2})(?![0-9])"
        ),
        _read_buddhist,
    ),
    (
        re.compile(
            _NO_PART
            + _YEAR
            + r"\.? (?P<mon>"
            + _names(MONTHS)
            + r")\.? "
            + _MDAY
            + r"(?![0-9])\.?",
            re.I,
        ),
        _read_full,
    ),
    (re.compile(_MONTH_DAY + "(?: ?, ?| )" + _YEAR, re.I), _read_full),
    (re.compile(_DAY_MONTH + "(?: ?-| del?| of|,)? ?" + _YEAR, re.I), _read_full),
    (
        re.compile(
            _NO_PART
            + r"(?P<a>[0-9]{1,2}) ?(?P<sep>[-/.]) ?(?P<b>[0-9]{1,2}) ?(?P=sep) ?"
            + _YEAR
            + r"(?![-/.][0-9])"
        ),
        _read_year_last,
    ),
    (
        re.compile(
            r"(?<![\w.$¥€£#])(?P<y>(?:19|20)[0-9]{2})(?P<m>[0-9]{2})(?P<d>[0-9]{2})"
            r"(?:(?P<h>[01][0-9]|2[0-3])(?P<mi>[0-5][0-9])(?:[0-5][0-9])?)?(?!\w)"
        ),
        _read_compact,
    ),
)
# Those that leave something to be known of the present.
_ALL_FORMS: tuple[_Form, ...] = (
    *_FORMS,
    (
        re.compile("(?P<rel>[今去前])年 ?" + _HAN_MONTH + _HAN_DAY + " ?[日号號]"),
        _read_last_year,
    ),
    (re.compile(rf"(?<!\w)(?P<weekday>{_WEEKDAY})(?!\w)", re.I), _read_weekday),
    (
        re.compile(
            "(?<![0-9年년一二三四五六七八九十])(?<![年년] )"
            + _HAN_MONTH
            + _HAN_DAY
            + " ?[日号號일](?![之以]?前)"
        ),
        _read_without_year,
    ),
    (re.compile(_MONTH_DAY + r"(?![0-9])", re.I), _read_without_year),
    (re.compile(_DAY_MONTH, re.I), _read_without_year),
    (
        re.compile(
            r"(?<![0-9])(?<![0-9]{4} )(?<![.:/-])(?P<a>[0-9]{1,2})[-/](?P<b>[0-9]{1,2})(?![0-9./-])"
            "(?:(?<=[0-9]{2}[-/][0-9]{2})|(?= [0-2]?[0-9]:[0-5][0-9]))"
        ),
        _read_figures,
    ),
    (
        re.compile(
            f"(?<![0-9.时時天一二三四五六七八九十])(?P<n>{_AMOUNT}) ?[个個]?"
            "(?P<unit>秒|分|小[时時]|[钟鐘]头|天)(?:(?<=[秒分])[钟鐘]|(?<!分))[之以]?前(?![往来方面进后景言])"
        ),
        _read_ago,
    ),
    (
        re.compile(
            r"(?<![\w.])(?<!hours )(?<!hour )(?<!days )(?<!day )(?<!and )(?<![0-9]h )(?<![0-9]d )"
            r"(?P<n>[0-9]{1,3}|an?|one|two|three|four|five|six|seven|eight|nine|ten) ?"
            r"(?P<unit>s|secs?|seconds?|m|mins?|minutes?|h|hrs?|hours?|d|days?) ago\b",
            re.I,
        ),
        _read_ago,
    ),
    (re.compile(r"\bjust now\b|刚刚|剛剛", re.I), _read_now),
    (AGO_BEFORE, _read_ago_elsewhere),
    (AGO_AFTER, _read_ago_elsewhere),
    (
        re.compile(
            rf"\byesterday\b|\btoday\b|(?<!大)[昨前今](?:天|日)|大前天|(?<!\w)(?:{WORDS})(?!\w)",
            re.I,
        ),
        _read_day_word,
    ),
)
