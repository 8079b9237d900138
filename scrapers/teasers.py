"""The teasers of a page: links to stories with the date and summary that stand by them."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from scrapers.base import Stamp, Teaser
from scrapers.dates import find_stamp, has_year, is_only_date
from scrapers.document import Document
from scrapers.furniture import announces, is_footer, is_more, is_pager, is_share, leads_elsewhere
from scrapers.lines import Line
from scrapers.text import clean_text

_LABEL = re.compile(r"(?i)\b(?:last\s+)?(?:updated?|date|time|published|posted|on|at)\b|发布时间|日期|时间")
_ISO_EDGE = re.compile(r"^\W*(\d{4}-\d{1,2}-\d{1,2})\W+|\W+(\d{4}-\d{1,2}-\d{1,2})\W*$")
_MORE_TAIL = re.compile(r"\s*[\[(<]?\s*(?:read more|more|details?|full story)\s*[\])>»]*\s*$", re.I)
_REACH = 4
_LONGEST_DATE = 120
_LONGEST_TAIL = 40


@dataclass(slots=True)
class Entry:
    """One teaser's place on the page: its canonical address, the lines with its links, their words, and all its lines.

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


def find_entries(document: Document, address: Callable[[str], str], zone: str, start: int = 0) -> list[Entry]:
    """The entries from line `start` on, in page order, their dates read in the IANA zone `zone`.

    `address` gives a link's canonical story address, or "" for other links.
    """
    entries = _cores(document.lines, address, start)
    _gather(document.lines, entries, start)
    for entry in entries:
        entry.teaser = _read(entry, zone)
    return entries


def _read(entry: Entry, zone: str) -> Teaser | None:
    title_line, title = _title(entry)
    if not title:
        return None
    texts = [_beside_link(title_line, title)] + [line.text for line in entry.lines if line.text and line is not title_line]
    stamp, prose = _dated(texts, zone)
    match = _ISO_EDGE.search(title)
    if match and stamp is None:
        stamp, title = find_stamp(match[0], zone), clean_text(_ISO_EDGE.sub("", title))
    picture = next((line.picture.url for line in entry.lines if line.picture), "")
    return Teaser(entry.url, title, _without_more(" ".join(prose)), stamp, picture)


def _without_more(summary: str) -> str:
    """A summary without the "Read more" at its end."""
    end = max(0, len(summary) - _LONGEST_TAIL)
    return summary[:end] + _MORE_TAIL.sub("", summary[end:])


def _cores(lines: list[Line], address: Callable[[str], str], start: int) -> list[Entry]:
    """One entry for each run of links to the same story; a story that is linked twice on a page has two."""
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


def _gather(lines: list[Line], entries: list[Entry], start: int) -> None:
    """Give each entry the lines between its links, and of the gaps around it what belongs to it."""
    gap_start = start
    for position, entry in enumerate(entries):
        gap = list(range(gap_start, entry.start)) if gap_start <= entry.start else []
        before = entries[position - 1] if position else None
        leading = _leading(lines, gap, entry, before)
        if before is not None:
            before.lines += _trailing(lines, [i for i in gap if i not in leading], before)
        entry.lines += [lines[i] for i in leading] + [lines[i] for i in range(entry.core[0], entry.core[-1] + 1)]
        gap_start = entry.core[-1] + 1
    if entries:
        entries[-1].lines += _trailing(lines, list(range(gap_start, len(lines))), entries[-1])


def _leading(lines: list[Line], gap: list[int], entry: Entry, before: Entry | None) -> list[int]:
    """Pictures and dates at the end of a gap that stand nearer to the entry than to what is before them."""
    taken: list[int] = []
    for index in reversed(gap):
        line = lines[index]
        if not (line.picture or _only_date(line.text)):
            break
        to_entry = shared_depth(line, lines[entry.start])
        to_before = shared_depth(line, lines[index - 1]) if index else 0
        if to_entry < to_before or (to_entry == to_before and not _date_led(lines, gap, before)):
            break
        taken.insert(0, index)
    return taken


def _date_led(lines: list[Line], gap: list[int], before: Entry | None) -> bool:
    """In flat markup: whether a date at the end of a gap heads the next entry, since the one before has its own."""
    own = [line.text for line in before.lines] if before else [""]
    rest = [lines[i].text for i in gap[:-1]]
    return before is None or any(_only_date(text) for text in [*own, *rest])


def _trailing(lines: list[Line], gap: list[int], entry: Entry) -> list[Line]:
    """The lines of a gap that belong to the entry before it; once its summary has begun, none that stands farther off than that."""
    taken: list[Line] = []
    told = [line for line in lines[entry.core[0] : entry.core[-1] + 1] if line.text and _is_prose(line)]
    least = min((shared_depth(line, told[0]) for line in told[1:]), default=0)
    for index in gap[:_REACH]:
        line = lines[index]
        if line.heading or line.picture or line.outside != lines[entry.start].outside or _ends(line):
            break
        depth = shared_depth(line, lines[entry.core[-1]])
        if depth < least and not _only_date(line.text):
            break
        least = depth if _is_prose(line) else least
        taken.append(line)
    return taken


def _is_prose(line: Line) -> bool:
    return not _only_date(line.text) and not is_more(line.text)


def _ends(line: Line) -> bool:
    text = line.text
    furniture = is_footer(text) or announces(text) or leads_elsewhere(text) or is_share(text)
    return furniture or (is_pager(text) and not _only_date(text))


def shared_depth(one: Line, other: Line) -> int:
    """How deep the nearest common ancestor of two lines lies."""
    ancestors = {one.node, *one.node.iterancestors()}
    chain = [other.node, *other.node.iterancestors()]
    return next((len(chain) - n for n, node in enumerate(chain) if node in ancestors), 0)


def _title(entry: Entry) -> tuple[Line, str]:
    for line in entry.lines:
        if line.heading and line.text:
            return line, line.text
    linked = [line for line in entry.lines if line.links and not is_more(line.text)]
    for line in linked:
        words = next((w for w in entry.words if w and w in line.text and not is_more(w)), "")
        if words:
            return line, words
    plain = [line for line in entry.lines if line.text and not _only_date(line.text) and not is_more(line.text)]
    return (plain[0], plain[0].text) if plain else (entry.lines[0], "")


def _beside_link(line: Line, title: str) -> str:
    return clean_text(line.text.replace(title, " ", 1))


def _only_date(text: str) -> bool:
    return len(text) <= _LONGEST_DATE and has_year(text) and is_only_date(_LABEL.sub(" ", text))


def _dated(texts: list[str], zone: str) -> tuple[Stamp | None, list[str]]:
    """The date that stands by itself, or at an edge of a line, and the prose without it."""
    stamp: Stamp | None = None
    prose: list[str] = []
    for text in texts:
        if _only_date(text):
            stamp = stamp or find_stamp(text, zone)
            continue
        match = _ISO_EDGE.search(text)
        if match and stamp is None:
            stamp = find_stamp(match[0], zone)
            text = _ISO_EDGE.sub("", text, count=1)
        if re.search(r"\w", text) and not is_more(text):
            prose.append(clean_text(text))
    return stamp, prose
