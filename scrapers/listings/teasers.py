"""The teasers of a page: links to stories with the date and summary that stand by them."""

import re
from bisect import bisect_left
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import islice, pairwise

from lxml import html

from scrapers.listings.teaser_dates import Dates, dated, edge_date, with_whole_dates
from scrapers.page.document import Document
from scrapers.page.lines import Line, is_label
from scrapers.values import Stamp, Teaser
from scrapers.words.furniture import (
    announces,
    is_footer,
    is_more,
    is_pager,
    is_share,
    leads_elsewhere,
)
from scrapers.words.text import clean_text

_MORE_TAIL = re.compile(r"\s*[\[(<]?\s*(?:read more|more|details?|full story)\s*[\])>»]*\s*$", re.I)
_PUBLISHED = re.compile(r"发布|發布|公布|公告日|上网|上版|刊登|publi|posted|release", re.I)
_LETTER = re.compile(r"[^\W\d_]")
_MOST_TIMES = 8
_UPDATED = re.compile(r"(?i)updat|modif")
# A label over an entry (its section, its place) is a few words; by hand. On the index pages of
# benchmarks/listings 40 to 200 find the same days, 20 one in a hundred fewer.
_LONGEST_LABEL = 80
# How many lines below its link an entry may have: date, section, source and summary make four; by
# hand. On those pages more find nothing more, three miss one day in fifty.
_REACH = 4
# "Read the full story" stands in the last characters of a summary; a pattern that begins with white
# space must not be tried all along a long text.
_LONGEST_TAIL = 40
# The heading of a table's column, of which no more is looked at.
_LONGEST_HEADING = 40


@dataclass(slots=True)
class Entry:
    """One teaser's place on the page: its canonical address, the lines with its links, their words,
    and all its lines.

    `teaser` is what they say; None when no title can be told.
    """

    url: str
    core: list[int]
    words: list[str]
    lines: list[Line] = field(default_factory=list)
    teaser: Teaser | None = None

    @property
    def start(self) -> int:
        """Index of the first line that links to the story."""
        return self.core[0]

    @property
    def is_dated(self) -> bool:
        """Whether a date stands by the entry."""
        return self.teaser is not None and self.teaser.published is not None


def find_entries(
    document: Document,
    address: Callable[[str], str],
    zone: str,
    start: int = 0,
    now: datetime | None = None,
    dates: Dates | None = None,
) -> list[Entry]:
    """The entries from line `start` on, in page order, their dates read in the IANA zone `zone`,
    those without a year by `now`.

    `address` gives a link's canonical story address, or "" for other links; `dates` is what was
    read of the page's dates before.
    """
    lines, dates = with_whole_dates(document.lines), dates or Dates(document.lines, zone, now)
    entries = _cores(lines, address, start)
    _gather(lines, entries, start, dates)
    times: _Times | None = {} if next(document.root.iter("time"), None) is not None else None
    for entry in entries:
        entry.teaser = _read(entry, dates, times)
    _date_under_headings(lines, entries, dates)
    return entries


def _date_under_headings(lines: list[Line], entries: list[Entry], dates: Dates) -> None:
    """Give entries without a date that of their heading, where a page is divided by days."""
    days = _headed_days(lines, dates)
    places = list(days)
    for entry in entries if days else []:
        above, teaser = bisect_left(places, entry.core[-1]), entry.teaser
        if above and teaser is not None and teaser.published is None:
            entry.teaser = replace(teaser, published=days[places[above - 1]])


def _headed_days(lines: list[Line], dates: Dates) -> dict[int, Stamp]:
    """The headings that say a day and nothing else, by their places."""
    days: dict[int, Stamp] = {}
    for at, line in enumerate(lines):
        if line.heading and dates.only(line.text) and (stamp := dates.read(line.text)):
            days[at] = stamp
    return days


def _read(entry: Entry, dates: Dates, times: "_Times | None") -> Teaser | None:
    title_line, title = _title(entry, dates)
    if not title:
        return None
    above, below = _around(entry.lines, title_line)
    beside = _beside_link(title_line, title)
    stamp, prose = dated([beside, *_texts(_published_first(below, dates))], dates)
    if stamp is None:
        stamp, _ = dated(_texts(above), dates)
    if stamp is None and (edge := edge_date(title)):
        stamp, title = dates.read(edge[0]), clean_text(edge[1])
    told = _time_element(entry, times) if times is not None else ""
    if told:
        stamp = dates.read(told) or (None if dates.is_ahead(told) else stamp)
    return Teaser(entry.url, title, _without_more(" ".join(prose)), stamp, _picture(entry.lines))


def _around(lines: list[Line], title_line: Line) -> tuple[list[Line], list[Line]]:
    """The lines above that of the title, and those below it."""
    at = next((at for at, line in enumerate(lines) if line is title_line), 0)
    return lines[:at], lines[at + 1 :]


def _texts(lines: list[Line]) -> list[str]:
    return [line.text for line in lines if line.text]


def _picture(lines: list[Line]) -> str:
    return next((line.picture.url for line in lines if line.picture), "")


def _published_first(lines: list[Line], dates: Dates) -> list[Line]:
    """The lines, the one first whose column in a table is headed as the day of publication."""
    first = _publication_cell(lines, dates)
    if first is None:
        return lines
    return [first, *(line for line in lines if line is not first)]


def _publication_cell(lines: list[Line], dates: Dates) -> Line | None:
    """Of several dates in the cells of a table, the one under a heading that tells publication."""
    days = [line for line in lines if line.node.tag == "td" and dates.only(line.text)]
    if len(days) < 2:
        return None
    return next((line for line in days if _PUBLISHED.search(_heading_of(line.node))), None)


def _heading_of(cell: html.HtmlElement) -> str:
    """What stands over a cell's column in the first row of its table, "" when that has other
    cells.
    """
    row, table = cell.getparent(), next(cell.iterancestors("table"), None)
    head = next(table.iter("tr"), None) if table is not None else None
    if row is None or head is None or len(head) != len(row):
        return ""
    return clean_text(head[row.index(cell)].text_content())[:_LONGEST_HEADING]


_Times = dict[html.HtmlElement, frozenset[str]]


def _time_element(entry: Entry, times: _Times) -> str:
    """What the entry's time element says, if its lines stand by one at all, and by one alone.

    What it says to programs comes first. `times` are what those in an element say: many entries
    may stand in one.
    """
    nodes = {line.node for line in entry.lines}
    for node in nodes.difference(times):
        times[node] = _values_of_times(node)
    values = frozenset[str]().union(*(times[node] for node in nodes))
    return next(iter(values)) if len(values) == 1 else ""


def _values_of_times(node: html.HtmlElement) -> frozenset[str]:
    times = list(islice(node.iter("time"), _MOST_TIMES))
    first = [each for each in times if not _UPDATED.search(_named(each))]
    values = dict.fromkeys(each.get("datetime") or each.text_content() for each in first or times)
    return frozenset(list(values)[:2])  # two are as good as many: neither is this entry's


def _named(node: html.HtmlElement) -> str:
    return f"{node.get('class') or ''} {node.get('itemprop') or ''}"


def _without_more(summary: str) -> str:
    """A summary without the "Read more" at its end."""
    end = max(0, len(summary) - _LONGEST_TAIL)
    return summary[:end] + _MORE_TAIL.sub("", summary[end:])


def _cores(lines: list[Line], address: Callable[[str], str], start: int) -> list[Entry]:
    """One entry for each run of links to the same story; a story that is linked twice on a page has
    two.
    """
    entries: list[Entry] = []
    for index in range(start, len(lines)):
        for words, url in _story_links(lines[index], address):
            if not entries or entries[-1].url != url:
                entries.append(Entry(url, [], []))
            entries[-1].core.append(index)
            entries[-1].words.append(words)
    return entries


def _story_links(line: Line, address: Callable[[str], str]) -> list[tuple[str, str]]:
    if line.picture:
        url = address(line.picture_link) if line.picture_link else ""
        return [("", url)] if url else []
    if leads_elsewhere(line.text):
        return []
    return [(link.lead or link.text, url) for link in line.links if (url := address(link.url))]


def _gather(lines: list[Line], entries: list[Entry], start: int, dates: Dates) -> None:
    """Give each entry the lines between its links, and of the gaps around it what is its own."""
    gap_start = start
    before: Entry | None = None
    for entry in entries:
        gap = list(range(gap_start, entry.start))
        leading = _leading(lines, gap, entry, before, dates)
        if before is not None:
            rest = [index for index in gap if index not in leading]
            before.lines += _trailing(lines, rest, before, dates)
        gap_start = entry.core[-1] + 1
        entry.lines += [lines[index] for index in leading] + lines[entry.start : gap_start]
        before = entry
    if before is not None:
        before.lines += _trailing(lines, list(range(gap_start, len(lines))), before, dates)


def _leading(
    lines: list[Line],
    gap: list[int],
    entry: Entry,
    before: Entry | None,
    dates: Dates,
) -> list[int]:
    """What at the end of a gap stands nearer to the entry than to what is before them.

    These are pictures, dates and labels.
    """
    places: list[int] = []
    for index in reversed(gap):
        line = lines[index]
        if _is_blank(line):
            continue
        nearer = _nearness(lines, index, entry, dates)
        labels = before is not None and nearer > 0 and _may_label(line)
        if not _may_lead(line, dates, labels=labels):
            break
        if nearer < 0 or (nearer == 0 and not _date_led(lines, gap, before, dates)):
            break
        places.insert(0, index)
    return places


def _is_blank(line: Line) -> bool:
    return not line.picture and not line.text


def _nearness(lines: list[Line], index: int, entry: Entry, dates: Dates) -> int:
    """How many levels of markup nearer a line is to the entry below than to what is above."""
    line, above = lines[index], _above(lines, index, dates)
    to_entry = shared_depth(line, lines[entry.start])
    return to_entry - (shared_depth(line, above) if above is not None else 0)


def _may_label(line: Line) -> bool:
    return not line.heading and len(line.text) <= _LONGEST_LABEL


def _may_lead(line: Line, dates: Dates, *, labels: bool) -> bool:
    leads = line.picture is not None or dates.only(line.text) or labels
    return leads and not announces(line.text)


def _above(lines: list[Line], index: int, dates: Dates) -> Line | None:
    """The nearest line above that is a picture, or says more than a date."""
    for place in range(index - 1, -1, -1):
        line = lines[place]
        if line.picture or (line.text and not dates.only(line.text)):
            return line
    return None


def _date_led(lines: list[Line], gap: list[int], before: Entry | None, dates: Dates) -> bool:
    """In flat markup: whether a date at the end of a gap heads the next entry, since the one before
    has its own.
    """
    own = [line.text for line in before.lines] if before else [""]
    rest = [lines[i].text for i in gap[:-1]]
    return before is None or any(dates.only(text) for text in [*own, *rest])


def _trailing(lines: list[Line], gap: list[int], entry: Entry, dates: Dates) -> list[Line]:
    """The lines of a gap that belong to the entry before it.

    Once its summary has begun, none does that stands farther off than that.
    """
    below: list[Line] = []
    start, end = entry.core[0], entry.core[-1]
    least = _depth_of_prose(lines[start : end + 1], dates)
    for line in (lines[index] for index in gap[:_REACH]):
        if _ends(line, lines[start], dates):
            break
        depth = shared_depth(line, lines[end])
        if depth < least and not _tells_date(line, dates):
            break
        least = depth if _is_prose(line, dates) else least
        below.append(line)
    return below


def _depth_of_prose(lines: list[Line], dates: Dates) -> int:
    """How deep what holds the first line of prose and any other lies; 0 when there is one alone."""
    prose = [line for line in lines if line.text and _is_prose(line, dates)]
    return min((shared_depth(line, prose[0]) for line in prose[1:]), default=0)


def _tells_date(line: Line, dates: Dates) -> bool:
    return dates.only(line.text) or dates.beside_names(line.text) is not None


def _is_outside(line: Line, start: Line) -> bool:
    """Whether a line stands in another part of the page than an entry; the foot of the entry's own
    article element does not.
    """
    if line.outside == start.outside:
        return False
    article = next(line.node.iterancestors("article"), None)
    return article is None or article not in (start.node, *start.node.iterancestors())


def _is_prose(line: Line, dates: Dates) -> bool:
    return not dates.only(line.text) and not is_more(line.text)


def _ends(line: Line, start: Line, dates: Dates) -> bool:
    """Whether an entry that begins at `start` is over at a line."""
    if line.heading or line.picture or _is_outside(line, start):
        return True
    return _is_furniture(line.text) or (is_pager(line.text) and not dates.only(line.text))


def _is_furniture(text: str) -> bool:
    return is_footer(text) or announces(text) or leads_elsewhere(text) or is_share(text)


def shared_depth(one: Line, other: Line) -> int:
    """How deep the nearest common ancestor of two lines lies."""
    ancestors = {one.node, *one.node.iterancestors()}
    chain = [other.node, *other.node.iterancestors()]
    return next((len(chain) - n for n, node in enumerate(chain) if node in ancestors), 0)


def _title(entry: Entry, dates: Dates) -> tuple[Line, str]:
    """The title and its line: a heading, else the words of a link, else the first plain line."""
    headings = [line for line in entry.lines if line.heading and _tells_more_than_date(line, dates)]
    if headings:
        line = _without_kickers(headings)[0]
        return line, line.text
    for line in _without_labels(entry):
        if words := _linked_words(entry, line):
            return line, words
    for line in entry.lines:
        if _tells_more_than_date(line, dates) and not is_more(line.text):
            return line, line.text
    return entry.lines[0], ""


def _without_kickers(headings: list[Line]) -> list[Line]:
    """The headings, without those that are a label before a longer one, and lead nowhere."""
    kept = [
        one
        for one, other in pairwise(headings)
        if one.links or not other.links or not is_label(one.text, other.text)
    ]
    return [*kept, headings[-1]]


def _tells_more_than_date(line: Line, dates: Dates) -> bool:
    return bool(line.text) and not dates.only(line.text)


def _without_labels(entry: Entry) -> list[Line]:
    """The lines with words of the entry's links, without those that are a label before the next."""
    told = [(line, words) for line in entry.lines if (words := _linked_words(entry, line))]
    kept = [one[0] for one, other in pairwise(told) if not is_label(one[1], other[1])]
    return [*kept, *(line for line, _ in told[-1:])]


def _linked_words(entry: Entry, line: Line) -> str:
    """The first words of the entry's links that stand in a line and may be a title."""
    if not line.links or is_more(line.text):
        return ""
    return next((words for words in entry.words if words in line.text and _may_be_title(words)), "")


def _may_be_title(words: str) -> bool:
    return _LETTER.search(words) is not None and not is_more(words)


def _beside_link(line: Line, title: str) -> str:
    return clean_text(line.text.replace(title, " ", 1))
