"""Days, months and years that stand once over a group of entries."""

import re
from bisect import bisect_left
from calendar import monthrange
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from scrapers.listings.teaser_dates import Dates, day_of_month
from scrapers.listings.teasers import Entry
from scrapers.page.lines import Line
from scrapers.values import Stamp

_YEAR = re.compile(r"((?:19|20)\d\d) ?年?度?")
_FEWEST, _NEAR, _HARDLY_ANY = 3, 4, 8
_FOUR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")


def date_groups(lines: Sequence[Line], entries: Sequence[Entry], dates: Dates) -> None:
    """Give the entries of a listing the day, the month or the year that stands over them."""
    _date_by_days(lines, entries, dates)
    _date_by_one_day(lines, entries, dates)
    _date_by_months(lines, entries, dates)
    _date_by_years(lines, entries)


def _date_by_days(lines: Sequence[Line], entries: Sequence[Entry], dates: Dates) -> None:
    """Give entries without a date that of the line which says one over several of them."""
    days = _days(lines, entries, dates)
    places = list(days)
    heads = {id(lines[at]) for at in places}
    for entry in entries if days else ():
        above, teaser = bisect_left(places, entry.core[-1]), entry.teaser
        if not above or teaser is None:
            continue
        if teaser.published is None or any(id(line) in heads for line in entry.lines):
            day = days[places[above - 1]]
            told = [line.text.replace(teaser.title, " ", 1).strip() for line in entry.lines]
            entry.teaser = replace(teaser, published=dates.at(day, told))


def _date_by_one_day(lines: Sequence[Line], entries: Sequence[Entry], dates: Dates) -> None:
    """Give entries of which hardly any has a date the one that stands right over them, and take it
    from the first alone; that of today may be the day on which the page was made.
    """
    dated = sum(entry.is_dated for entry in entries[1:])
    if len(entries) < _FEWEST or dated * _HARDLY_ANY > len(entries):
        return
    first = entries[0]
    for line in reversed(lines[max(0, first.start - _NEAR) : first.start]):
        if line.links or (day := dates.over_a_group(line.text)) is None:
            continue
        if dates.is_past(day):
            for entry in entries:
                _date(entry, day)
        elif line in first.lines and first.teaser is not None:
            first.teaser = replace(first.teaser, published=None)
        return


def _date(entry: Entry, day: Stamp) -> None:
    teaser = entry.teaser
    if teaser is not None and teaser.published is None:
        entry.teaser = replace(teaser, published=day)


def _days(lines: Sequence[Line], entries: Sequence[Entry], dates: Dates) -> dict[int, Stamp]:
    """The lines that say nothing but a day over several entries, by their places.

    There are several alike: one alone may be the day on which the page was made.
    """
    days: dict[int, Stamp] = {}
    kinds: dict[tuple[str, str], dict[int, Stamp]] = defaultdict(dict)
    for at, line in enumerate(lines):
        if not line.links and (stamp := dates.over_a_group(line.text)):
            kinds[str(line.node.tag), line.node.get("class") or ""][at] = stamp
    for alike in kinds.values():
        if len({stamp.day for stamp in alike.values()}) > 1:
            heads = {id(lines[at]) for at in alike}
            if _head_several(list(alike), [each for each in entries if _is_open(each, heads)]):
                days |= alike
    return dict(sorted(days.items()))


def _is_open(entry: Entry, heads: set[int]) -> bool:
    """Whether an entry has no date of its own, but for one of these lines."""
    return not entry.is_dated or any(id(line) in heads for line in entry.lines)


def _head_several(places: list[int], entries: list[Entry]) -> bool:
    """Whether several of the entries follow most of these places."""
    starts = sorted({entry.url: entry.core[-1] for entry in reversed(entries)}.values())
    first = [bisect_left(starts, at) for at in places]
    counts = [there - here for here, there in pairwise([*first, len(starts)])]
    return sum(count > 1 for count in counts) * 2 > len(counts)


def _date_by_months(lines: Sequence[Line], entries: Sequence[Entry], dates: Dates) -> None:
    """Put entries that tell the day alone into the month of their heading: all that stand under
    it, in the order of their days.
    """
    told = (
        (at, dates.month_over_a_group(line.text)) for at, line in enumerate(lines) if not line.links
    )
    months = {at: month for at, month in told if month}
    places = list(months)
    groups: dict[int, list[Entry]] = defaultdict(list)
    for entry in entries if months else ():
        if above := bisect_left(places, entry.core[0]):
            groups[places[above - 1]].append(entry)
    for at, group in groups.items():
        days = [_in_month(entry, lines, months[at]) for entry in group]
        if all(days) and _are_days(days):
            for entry, day in zip(group, days, strict=True):
                _date(entry, Stamp(months[at].day.replace(day=day)))


def _in_month(entry: Entry, lines: Sequence[Line], month: Stamp) -> int:
    """The day that an entry tells in a month; 0 where it tells none, or that of another month."""
    if entry.teaser is None:
        return 0
    if entry.teaser.published is not None:
        there = entry.teaser.published.day
        return there.day if there.replace(day=1) == month.day else 0
    own = (line.text.replace(entry.teaser.title, " ", 1) for line in entry.lines)
    beside = lines[max(0, entry.start - 1) : entry.start]
    texts = (*own, *(line.text for line in beside if not line.links))
    day = next(filter(None, map(day_of_month, texts)), 0)
    return day if day <= monthrange(month.day.year, month.day.month)[1] else 0


def _are_days(days: Sequence[int]) -> bool:
    """Whether numbers are days in their order, and no ranks counted from one."""
    steps = [there - here for here, there in pairwise(days)]
    if not steps or (1 in (days[0], days[-1]) and set(map(abs, steps)) == {1}):
        return len(days) == 1 and days[0] > 1
    return all(step <= 0 for step in steps) or all(step >= 0 for step in steps)


def _date_by_years(lines: Sequence[Line], entries: Sequence[Entry]) -> None:
    """Put entries that tell month and day alone into the year of their heading."""
    headings = [(at, _YEAR.fullmatch(line.text)) for at, line in enumerate(lines) if line.heading]
    years = {at: int(told[1]) for at, told in headings if told}
    places = list(years)
    for entry in entries if years else ():
        above, teaser = bisect_left(places, entry.core[0]), entry.teaser
        if not above or teaser is None or teaser.published is None:
            continue
        year, stamp = years[places[above - 1]], teaser.published
        if stamp.day.year != year and not any(_FOUR.search(line.text) for line in entry.lines):
            entry.teaser = replace(teaser, published=_in_year(stamp, year))


def _in_year(stamp: Stamp, year: int) -> Stamp | None:
    """The same day of another year; None when that has no such day."""
    try:
        return Stamp(stamp.day.replace(year=year))
    except ValueError:
        return None
