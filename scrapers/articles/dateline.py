"""When a story was published: what its data says, what stands beside its title, its address.

Dates are never guessed (decision 0042).
"""

import re
from collections.abc import Iterable, Iterator
from datetime import datetime, time, timedelta
from itertools import chain
from zoneinfo import ZoneInfo

from lxml import html

from scrapers.articles.linked_data import LinkedArticle
from scrapers.page.document import Document
from scrapers.page.lines import Line
from scrapers.values import Page, Stamp
from scrapers.words.dates import read_stamp, why_impossible

_META = (
    "article:published_time", "og:published_time", "og:article:published_time", "datepublished",
    "publishdate", "pubdate", "publish_date", "publish-date", "publication_date", "published_time",
    "article.published", "dcterms.created", "dcterms.date", "dc.date.issued", "dc.date",
    "dcterms.issued", "parsely-pub-date", "sailthru.date", "cxenseparse:recs:publishtime",
    "citation_publication_date", "weibo: article:create_at", "publicationdate", "published",
    "iso-8601-publish-date", "date", "og:release_date", "article:published", "pdate", "apub:time",
    "firstcreatetime", "createtime", "pagepubtime", "timestamp",
)  # fmt: skip
_PUBLISHED = re.compile(
    r"(?i)publi|posted|erstellt|发布|时间|日期|发表|created|veröff|stand\b|on:|am\b"
)
_UPDATED = re.compile(r"(?i)updat|modif|aktualis|更新|修改|mis à jour|actualiz|aggiorn|edited|last")
_LIKE_DATE = re.compile(
    r"(?i)date|time|publi|posted|stamp|meta|byline|info|source|laiyuan|shijian|pubtime"
)
_IN_URL = re.compile(
    r"[/_-]((?:19|20)\d\d)[/_.-]?(0[1-9]|1[0-2])[/_.-]?(0[1-9]|[12]\d|3[01])(?=[/_.-]|\D|$)"
)
_EITHER_WAY = re.compile(
    r"(?<!\d)(\d{1,2})[/.](\d{1,2})[/.](20\d\d)\D{1,12}(\d{1,2})[:h](\d\d)(?!\d)"
)
# As in `scrapers.words.dates`: before 1990 there were no sites.
_LONGEST, _SHORT, _FIRST_YEAR = 120, 60, 1990
_BEFORE, _AFTER = 6, 14
# No zone is farther from UTC than Kiribati.
_FARTHEST_ZONE = timedelta(hours=14)


def dateline(document: Document, linked: LinkedArticle, title: str, page: Page) -> Stamp | None:
    """When the story on a page was published, no more precise than the page; None when it does not
    say anything that can be true.

    Dates without an offset are read in the page's zone; its `now` tells what "yesterday" is, and
    which dates are still to come. What the listing told comes before the page's address, which may
    be off by a day, and before dates that stand anywhere.
    """
    stamp = _first(_told(document, linked, title), page)
    if stamp is not None:
        return _at_home(stamp, document, title)
    teased = page.teaser.published if page.teaser else None
    return teased or _first(_elsewhere(document), page)


def _first(texts: Iterable[str], page: Page) -> Stamp | None:
    """The first date that can be one of publication."""
    for text in texts:
        stamp = _exact(text, page.zone) or read_stamp(text, page.zone, page.now)
        if stamp is not None and _can_be_true(stamp, page):
            return stamp
    return None


def _can_be_true(stamp: Stamp, page: Page) -> bool:
    if page.now:
        return not why_impossible(stamp, page.now, page.zone)
    return stamp.day.year >= _FIRST_YEAR


def _at_home(stamp: Stamp, document: Document, title: str) -> Stamp:
    """An instant told in UTC on the day that it was where the site is.

    The address tells that day, or a clock on the page.
    """
    if stamp.at is None or stamp.at.utcoffset():
        return stamp
    told = read_stamp(day_in_address(document.url), "UTC")
    if told is not None and abs(told.day - stamp.day) <= timedelta(days=1):
        return Stamp(told.day, stamp.at)
    local = _local_clock(document, title, stamp.at)
    return Stamp(local.date(), stamp.at) if local is not None else stamp


def _local_clock(document: Document, title: str, instant: datetime) -> datetime | None:
    """The first clock on the page that may show an instant where the site is."""
    for text in _near(document, title) or _anywhere(document.lines):
        for clock in _clocks(text):
            if _same_moment(clock, instant):
                return clock
    return None


def _clocks(text: str) -> Iterator[datetime]:
    """The wall-clock times that a line may show: of 03/05/2022 21:44 both readings, since an
    instant that is known tells which is meant.
    """
    stamp = read_stamp(text, "UTC")
    if stamp is not None and stamp.at is not None:
        yield stamp.at
    if match := _EITHER_WAY.search(text):
        one, other, year, hour, minute = map(int, match.groups())
        for month, day in ((other, one), (one, other)):
            try:
                yield datetime(year, month, day, hour, minute)  # noqa: DTZ001 - a wall clock, whose zone is what is sought
            except ValueError:
                continue


def _same_moment(wall: datetime, instant: datetime) -> bool:
    """Whether a clock shows an instant in some zone: whole quarters of an hour away from UTC,
    fourteen hours at most.
    """
    apart = abs(_to_the_minute(wall) - _to_the_minute(instant))
    return apart <= _FARTHEST_ZONE and apart % timedelta(minutes=15) == timedelta()


def _to_the_minute(moment: datetime) -> datetime:
    """What a clock shows, without its zone."""
    return moment.replace(tzinfo=None, second=0, microsecond=0)


def _exact(text: str, zone: str) -> Stamp | None:
    """A date and time in ISO 8601 as data gives it; midnight alone is how programs write a day."""
    try:
        at = datetime.fromisoformat(text.strip())
        if at.time() == time():
            return Stamp(at.date())
        local = at if at.tzinfo else at.replace(tzinfo=ZoneInfo(zone))
        there = local if local.utcoffset() else local.astimezone(ZoneInfo(zone))
        return Stamp(there.date(), local)
    except (ValueError, OverflowError):
        return None  # no such date, or one at the edge of the calendar


def _told(document: Document, linked: LinkedArticle, title: str) -> Iterator[str]:
    yield linked.published
    yield from (document.meta[name] for name in _META if name in document.meta)
    yield from _near(document, title)


def _elsewhere(document: Document) -> Iterator[str]:
    yield day_in_address(document.url)
    yield from _times(document)
    yield from _anywhere(document.lines)


def _times(document: Document) -> Iterable[str]:
    """What the page's time elements say, those first that stand for a publication."""
    times = sorted(document.root.iter("time"), key=_rank_of_time)
    return [node.get("datetime") or node.text_content() for node in times]


def _rank_of_time(node: html.HtmlElement) -> tuple[bool, bool]:
    names = f"{node.get('class', '')} {node.get('itemprop', '')}"
    return bool(_UPDATED.search(names)), not _PUBLISHED.search(names)


def _near(document: Document, title: str) -> list[str]:
    """Short lines around the story's title that may hold a date.

    Those that say so come first, those that speak of an update last.
    """
    lines = document.lines
    at = _title_line(lines, title)
    if at is None:
        return []
    around = [*lines[at + 1 : at + _AFTER], *reversed(lines[max(0, at - _BEFORE) : at])]
    short = [line for line in around if _is_short(line, _LONGEST)]
    return [_dated_part(line) for line in sorted(short, key=_rank)]


def _title_line(lines: list[Line], title: str) -> int | None:
    """Where the title stands: as a heading, else as a line without links."""
    same = [at for at, line in enumerate(lines) if line.text == title]
    headings = (at for at in same if lines[at].heading)
    without_links = (at for at in same if not lines[at].links)
    return next(chain(headings, without_links), None)


def _is_short(line: Line, longest: int) -> bool:
    return 0 < len(line.text) <= longest and not line.is_link


def _rank(line: Line) -> int:
    says, updated = bool(_PUBLISHED.search(line.text)), bool(_UPDATED.search(line.text))
    names = f"{line.node.get('class', '')} {line.node.get('id', '')}"
    named = bool(_LIKE_DATE.search(names))
    return 2 * (1 + updated - says) + (not named)


def _dated_part(line: Line) -> str:
    """A line from the word on that says when it was published, when it also says when it was
    updated.
    """
    found = _PUBLISHED.search(line.text)
    return line.text[found.start() :] if found and _UPDATED.search(line.text) else line.text


def day_in_address(url: str) -> str:
    """The day that an address names, as YYYY-MM-DD; empty when it names none."""
    match = _IN_URL.search(url)
    return "-".join(match.groups()) if match else ""


def _anywhere(lines: list[Line]) -> list[str]:
    return [line.text for line in lines if not line.outside and _is_short(line, _SHORT)]
