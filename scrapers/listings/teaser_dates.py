"""The dates that stand by the entries of a listing: alone, in a line with names, in two lines, with
the day before the month or after.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from functools import cached_property
from itertools import islice, pairwise

from scrapers.page.lines import Line
from scrapers.values import Stamp
from scrapers.words.dates import has_year, is_only_date, read_stamp, why_impossible
from scrapers.words.furniture import is_more
from scrapers.words.text import clean_text
from scrapers.words.zones import zone_of

_LABEL = re.compile(
    r"(?i)\b(?:last\s+)?(?:updated?|date|time|published|posted|on|at)(?:\b|(?=\d))|发布时间|日期|时间|"
    r"\b(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\b,?|(?:星期|周)[一二三四五六日天]"
)
# A stop behind a word; that behind a figure may be part of a date, that behind a letter of a name.
_SENTENCE = re.compile(r"(?<=[^\W\d][^\W\d])[.!?…](?:\s|$)|[。！？]")
_WEEKDAY = re.compile(
    r"(?i)\b(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\b,?|"
    r"[(（]?(?:星期|周)[一二三四五六日天][)）]?"
)
# The year of the Republic before month and day: no other year has three figures.
_OF_REPUBLIC = re.compile(r"(?<![\d./-])(1[0-4]\d)([./年-])(\d{1,2})[./月-](\d{1,2})(?![\d/-])")
_REPUBLIC = 1911
_THREE_NUMBERS = re.compile(r"(\d{1,2}) (\d{1,2}) (20\d\d)")
_CLOCK = re.compile(r"(?<!\d)[0-2]?\d:[0-5]\d(?!\d)")
# A date has so many words, with its time.
_MOST_WORDS = 7
# So many lines of a page that begin so are its manner, of so many that are looked at.
_SEVERAL, _MOST_LOOKED_AT = 3, 200
_WITH_CLOCK = r"(?:,? [0-2]?\d:[0-5]\d(?::[0-5]\d)?)?"
_WITH_HYPHENS = rf"\d{{4}}-\d{{1,2}}-\d{{1,2}}{_WITH_CLOCK}"
_WITH_SLASHES = rf"\d{{1,2}}/\d{{1,2}}/(?:20)?\d\d{_WITH_CLOCK}"
# A stop before a date at the end is the sentence's.
_PARTED = r"(?:[^\w.!?…。！？]{1,10}|(?<=[.!?…。！？]))"
_HEAD, _HEAD_WITH_SLASHES = (
    re.compile(rf"\W{{0,10}}({date})\W{{1,10}}") for date in (_WITH_HYPHENS, _WITH_SLASHES)
)
_TAIL, _TAIL_WITH_SLASHES = (
    re.compile(rf"{_PARTED}({date})\W{{0,10}}$") for date in (_WITH_HYPHENS, _WITH_SLASHES)
)
_EDGE = 40
_DAY_ALONE = re.compile(r"(?P<d>[0-3]?\d)日?")
_MONTH_ALONE = re.compile(r"(?P<y>20\d\d)\s?[-./年]\s?(?P<m>[01]?\d)月?")
_YEAR_ALONE = re.compile(r"20\d\d")
_MONTH_AND_DAY = re.compile(r"(?P<m>[01]?\d)\s?[-./月]\s?(?P<d>[0-3]?\d)日?")
_MONTH_NAME = re.compile(r"(?i)[a-zäéûàž]{3,9}\.?(?:,? 20\d\d)?|\d{1,2}\s?月")
_NAMED_MONTH = re.compile(r"[^\W\d_]{3,10}\.?,? 20\d\d")
_DAY_OF_MONTH = re.compile(r"\W*(?P<d>[0-3]?\d)(?:日|st|nd|rd|th|\.)?\W*")
_DAY_THEN_MONTH = re.compile(r"^(?P<d>[0-3]?\d) (?P<m>[01]?\d)月(?!\d)")
_DAY_THEN_YEAR = re.compile(r"^(?P<d>[0-3]?\d) (?P<y>20\d\d)\s?[-./年]\s?(?P<m>[01]?\d)月?$")
_SLASHED = re.compile(r"(?<![\d/])(\d{1,2})/(\d{1,2})/(?:20)?(\d\d)(?![\d/])")
_APART = re.compile(r"\s[|/·•–—-]\s|\s?[|·•]\s?")
_FIGURE = re.compile(r"\d")
_MONTHS = 12
_LONGEST_PART = 12
_LONGEST_DATE = 120
_LONGEST_BYLINE = 80


class Dates:
    """Reads the dates of one page; the same words are looked at once.

    Of 04/05/2026 only the page's other dates can tell which is the month: those whose day is over
    twelve.
    """

    def __init__(self, lines: Sequence[Line], zone: str, now: datetime | None) -> None:
        self._zone = zone
        self._now = now
        self._only: dict[str, bool] = {}
        self._read: dict[str, Stamp | None] = {}
        self._slashed = _rewritten(_slashed_pairs(lines))
        self._lines = lines

    def read(self, text: str) -> Stamp | None:
        """The first date of a text that can be one of publication."""
        if text not in self._read:
            stamp = read_stamp(self._usual_spelling(text), self._zone, self._now)
            ahead = stamp and self._now and why_impossible(stamp, self._now, self._zone)
            self._read[text] = None if ahead else stamp
        return self._read[text]

    def only(self, text: str) -> bool:
        """Whether a line says nothing but a date."""
        if len(text) > _LONGEST_DATE or not text:
            return False
        if text not in self._only:
            usual = self._usual_spelling(_LABEL.sub(" ", text))
            self._only[text] = (self._now is not None or has_year(text)) and is_only_date(
                usual, self._zone, self._now
            )
        return self._only[text]

    def beside_names(self, text: str) -> Stamp | None:
        """The date of a short line that is no sentence: one that names the author, the section, the
        comments.
        """
        if len(text) > _LONGEST_BYLINE:
            return None
        whole = None if _SENTENCE.search(text) else self.read(_LABEL.sub(" ", text))
        return whole or self._at_an_edge(text)

    def at_an_edge(self, text: str) -> tuple[str, str] | None:
        """The date with which a line of prose begins or ends, and the line without it; one with
        slashes only where the page's other dates tell its month, any other one only where several
        of the page's lines of prose begin with one: "3 days ago" may begin a sentence.
        """
        if iso := edge_date(text):
            return iso
        if self._slashed and (slashed := _cut(text, _HEAD_WITH_SLASHES, _TAIL_WITH_SLASHES)):
            return slashed
        return self._begun(text) if self._lines_begin_so else None

    @cached_property
    def _lines_begin_so(self) -> bool:
        texts = (line.text for line in self._lines)
        prose = (text for text in texts if len(text) > _LONGEST_BYLINE or _SENTENCE.search(text))
        begun = filter(self._begun, islice(prose, _MOST_LOOKED_AT))
        return len([*islice(begun, _SEVERAL)]) == _SEVERAL

    def _begun(self, text: str) -> tuple[str, str] | None:
        """The date with which a line begins, and the rest of it."""
        words = text[:_LONGEST_DATE].split(maxsplit=_MOST_WORDS)[:_MOST_WORDS]
        if not any(map(_FIGURE.search, words[:2])):
            return None
        for count in range(len(words), 0, -1):
            date = " ".join(words[:count])
            if _FIGURE.search(date) and self.only(date):
                rest = text.split(maxsplit=count)[count:]
                return (date, rest[0]) if rest else None
        return None

    def over_a_group(self, text: str) -> Stamp | None:
        """The day of a line that says nothing but that, and perhaps the weekday."""
        plain = clean_text(_WEEKDAY.sub(" ", text)) if len(text) <= _LONGEST_PART * 4 else ""
        return self.read(plain) if plain and self.only(plain) else None

    def month_over_a_group(self, text: str) -> Stamp | None:
        """The first day of the month of a line that says nothing but a month and its year."""
        if len(text) > _LONGEST_PART * 2:
            return None
        if month := _MONTH_ALONE.fullmatch(text):
            return self.read(f"{month['y']}-{month['m']}-1")
        return self.read(f"1 {text}") if _NAMED_MONTH.fullmatch(text) else None

    def is_ahead(self, text: str) -> bool:
        """Whether a text tells a date that lies ahead, and so is none of publication."""
        stamp = read_stamp(self._usual_spelling(text), self._zone, self._now)
        return stamp is not None and self._now is not None and stamp.day > self._now.date()

    def is_past(self, stamp: Stamp) -> bool:
        """Whether a day is over, as far as it is known when the page was read."""
        return (
            self._now is not None and stamp.day < self._now.astimezone(zone_of(self._zone)).date()
        )

    def at(self, day: Stamp, texts: Sequence[str]) -> Stamp:
        """A day with the time that one of the texts tells, if any does."""
        clocks = (_CLOCK.search(text) for text in texts if len(text) <= _LONGEST_PART)
        clock = next((found[0] for found in clocks if found), "")
        return (self.read(f"{day.day.isoformat()} {clock}") if clock else None) or day

    def _at_an_edge(self, text: str) -> Stamp | None:
        """The date that is a part of a line, or that it begins or ends with where the rest is no
        sentence.
        """
        parts = _APART.split(text) if _FIGURE.search(text) else []
        if len(parts) > 1 and (date := next(filter(self.only, parts), "")):
            return self.read(date)
        words = text.split() if parts else []
        for count in range(min(_MOST_WORDS, len(words) - 1), 0, -1):
            for date, rest in ((words[-count:], words[:-count]), (words[:count], words[count:])):
                told = " ".join(date)
                if _FIGURE.search(told) and self.only(told):
                    return None if _SENTENCE.search(" ".join(rest)) else self.read(told)
        return None

    def _usual_spelling(self, text: str) -> str:
        if (three := _THREE_NUMBERS.fullmatch(text)) is not None:
            text = "/".join(three.groups())
        text = _OF_REPUBLIC.sub(_in_common_years, text)
        if self._slashed and "/" in text:
            text = _SLASHED.sub(self._slashed, text)
        text = _DAY_THEN_YEAR.sub(r"\g<y>-\g<m>-\g<d>", text)
        return _DAY_THEN_MONTH.sub(r"\g<m>月\g<d>日", text, count=1)


def day_of_month(text: str) -> int | None:
    """The day that a text says, with its weekday at most; None when it says anything else."""
    plain = _WEEKDAY.sub(" ", text) if len(text) <= _LONGEST_PART * 2 else ""
    told = _DAY_OF_MONTH.fullmatch(plain)
    return int(told["d"]) if told else None


def _in_common_years(date: re.Match[str]) -> str:
    return f"{int(date[1]) + _REPUBLIC}-{date[3]}-{date[4]}"


def _slashed_pairs(lines: Sequence[Line]) -> list[tuple[int, int]]:
    """The first two figures of each date with slashes."""
    pairs: list[tuple[int, int]] = []
    for line in lines:
        found = _SLASHED.findall(line.text) if "/" in line.text else ()
        pairs += [(int(one), int(other)) for one, other, _ in found]
        if len(line.text) <= _LONGEST_PART and (three := _THREE_NUMBERS.fullmatch(line.text)):
            pairs.append((int(three[1]), int(three[2])))
    return pairs


def _rewritten(pairs: list[tuple[int, int]]) -> str:
    """How a date with slashes is written as year, month and day; "" when that cannot be told."""
    day_first = any(one > _MONTHS for one, _ in pairs)
    month_first = any(other > _MONTHS for _, other in pairs)
    if day_first == month_first:
        return ""
    return r"20\3-\2-\1" if day_first else r"20\3-\1-\2"


def edge_date(text: str) -> tuple[str, str] | None:
    """The ISO date at the beginning or end of a line, and the line without it; None when there is
    none.
    """
    return _cut(text, _HEAD, _TAIL)


def _cut(text: str, head: re.Pattern[str], tail: re.Pattern[str]) -> tuple[str, str] | None:
    if match := head.match(text):
        return match[1], text[match.end() :]
    start = max(0, len(text) - _EDGE)
    match = tail.search(text[start:])
    return (match[1], text[: start + match.start()]) if match else None


def dated(texts: list[str], dates: Dates) -> tuple[Stamp | None, list[str]]:
    """The date that stands by itself, or at an edge of a line, and the prose without it."""
    stamp: Stamp | None = None
    prose: list[str] = []
    for text in texts:
        if dates.only(text):
            stamp = stamp or dates.read(text)
            continue
        if stamp is None and (edge := dates.at_an_edge(text)):
            stamp, text = dates.read(edge[0]), edge[1]
        if _is_prose(text):
            prose.append(clean_text(text))
    if stamp is None:
        stamp, prose = _beside_names(prose, dates)
    return stamp, prose


def _is_prose(text: str) -> bool:
    return re.search(r"\w", text) is not None and not is_more(text)


def _beside_names(prose: list[str], dates: Dates) -> tuple[Stamp | None, list[str]]:
    for text in prose:
        if stamp := dates.beside_names(text):
            return stamp, [other for other in prose if other is not text]
    return None, prose


def with_whole_dates(lines: Sequence[Line]) -> list[Line]:
    """The lines, a date whose day stands in a line of its own, in large figures, put together."""
    whole = list(lines)
    for at, (one, other) in enumerate(pairwise(lines)):
        if date := _whole_date(one, other):
            whole[at], whole[at + 1] = replace(one, text=""), replace(other, text=date)
    return whole


def _whole_date(one: Line, other: Line) -> str:
    """The date of which two lines hold a part each; "" when they are none, or both are links."""
    if not _is_part(one) or not _is_part(other) or (one.links and other.links):
        return ""
    return _joined(one.text, other.text) or _joined(other.text, one.text)


def _is_part(line: Line) -> bool:
    return 0 < len(line.text) <= _LONGEST_PART


def _joined(first: str, second: str) -> str:
    """A date of which one line has the day, or the day and the month, and another the rest; "" when
    they are none.
    """
    day = _DAY_ALONE.fullmatch(first)
    if day and (month := _MONTH_ALONE.fullmatch(second)):
        return f"{month['y']}-{month['m']}-{day['d']}"
    if _YEAR_ALONE.fullmatch(second) and (both := _MONTH_AND_DAY.fullmatch(first)):
        return f"{second}-{both['m']}-{both['d']}"
    return f"{first} {second}" if day and _MONTH_NAME.fullmatch(second) else ""
