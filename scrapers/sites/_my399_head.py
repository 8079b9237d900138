"""What stands above a my399 story: breadcrumb, title, "Updated :" line, "By ... ( source )"
line.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from scrapers.page.document import Document
from scrapers.page.lines import Line
from scrapers.values import Stamp
from scrapers.words.dates import find_stamp
from scrapers.words.furniture import is_share, is_stray

_CRUMB = re.compile(
    r"^\W*(?:(?:you are here|location|(?:current )?position)\s*[:：]?\s*)?home\s*(?:page)?\s*"
    r"(?P<mark>>+|»|›|→|-+>|::|/|\|)\s*(?P<path>.+)$",
    re.I,
)
_STEP = re.compile(r"\s*(?:>+|»|›|→|->|::|/|\|)\s*")
_HOME_ALONE = re.compile(r"(?i)^\W*home\W*$")
_CRUMB_WITHIN = 60
_MOST_STEPS = 4
_UPDATED = re.compile(r"\b(?:last\s+)?updated?(?:\s+(?:on|at|time))?\s*[:：]", re.I)
_BYLINE = re.compile(
    r"(?<![^\W\d_])By\b\s*[:：]?\s*(?P<author>[^()（）]{0,120}?)\s*[(（]\s*(?:(?P<domain>[\w-]+(?:\.["
    r"\w-]+)+)\s*[)）]|"
    r"(?P<words>[^()（）]{1,80}?)\s*[)）]\W*$)",
    re.I,
)
_SAYS_BY = re.compile(r"(?i)(?<![^\W\d_])by\b")
_BYLINE_BARE = re.compile(
    r"^By\s*[:：]?\s+(?P<author>[A-Z][\w'’.-]*(?:,?\s+(?:and\s+|&\s+)?[A-Z][\w'’.-]*){0,7})$"
)
_LONGEST = 240
_NEAR = 8


@dataclass(frozen=True, slots=True)
class Head:
    """The head of a story; `end` is the index of the first line under it."""

    title: str
    stamp: Stamp | None
    author: str
    source: str
    end: int


def read_head(document: Document, zone: str) -> Head | None:
    """Read the head; None when the page has no title with a date line or byline under it."""
    lines = document.lines
    dated = _find_date(lines, zone)
    signed = _find_byline(lines, _near(lines, dated), bare=dated is not None)
    marks = [mark[:2] for mark in (dated, signed) if mark]
    if not marks:
        return None
    title = _find_title(document, min(start for start, _ in marks))
    if not title:
        return None
    stamp = dated[2] if dated else None
    author, source = signed[2] if signed else ("", "")
    return Head(title, stamp, author, source, max(end for _, end in marks))


def _near(lines: list[Line], dated: tuple[int, int, Stamp] | None) -> range:
    """Where a byline may stand: about the date line, anywhere when there is none."""
    if dated is None:
        return range(len(lines))
    start, end, _ = dated
    return range(max(0, start - 2), min(end + 3, len(lines)))


def crumbs(document: Document, title: str = "") -> str:
    """The section by the breadcrumb: its last step that is neither the story's title nor the word
    "text".
    """
    all_crumbs = [
        crumb
        for index in range(len(document.lines))
        if (crumb := _crumb(document.lines, index, title))
    ]
    arrows = [section for mark, section in all_crumbs if mark not in "|/"]
    return next(iter([*arrows, *(section for _, section in all_crumbs)]), "")


def crumb_line(document: Document) -> int:
    """The index of the breadcrumb, 0 when there is none."""
    by_line = ((i, _crumb(document.lines, i, "")) for i in range(len(document.lines)))
    return next((i for i, crumb in by_line if crumb and crumb[0] not in "|/"), 0)


def _crumb(lines: list[Line], index: int, title: str) -> tuple[str, str] | None:
    """The separator and section of a breadcrumb that begins at a line."""
    text = lines[index].text
    if "home" not in text[:_CRUMB_WITHIN].lower():
        return None
    for width in range(2, 6) if _HOME_ALONE.match(text) else (1,):
        match = _CRUMB.match(_joined(lines, index, width))
        if match and (steps := _steps(match, title)):
            return match["mark"], steps[-1]
    return None


def _steps(crumb: re.Match[str], title: str) -> list[str]:
    """The steps of a breadcrumb; none when there are as many as a menu has."""
    parts = _STEP.split(crumb["path"])
    if crumb["mark"] == "|" and len(parts) > 2:
        return []
    steps = [step for step in parts if _is_step(step, title)]
    return steps if len(steps) <= _MOST_STEPS else []


def _is_step(step: str, title: str) -> bool:
    """Whether a step of a breadcrumb names a section."""
    if step == title or step.lower() in ("text", "content"):
        return False
    return len(step) < 60 and re.search(r"\w", step) is not None


def _find_date(lines: list[Line], zone: str) -> tuple[int, int, Stamp] | None:
    for index, line in enumerate(lines):
        if len(line.text) > _LONGEST or not _UPDATED.search(line.text):
            continue
        for width in (1, 2, 3):
            match = _UPDATED.search(text := _joined(lines, index, width))
            stamp = find_stamp(text[match.end() :], zone) if match else None
            if stamp:
                return index, index + width, stamp
    return None


_Byline = tuple[int, int, tuple[str, str]]


def _find_byline(lines: list[Line], near: range, *, bare: bool) -> _Byline | None:
    """Where the byline begins and ends, with the author and the source that it names."""
    for index in near:
        text = lines[index].text
        if len(text) > _LONGEST or not _SAYS_BY.search(text):
            continue
        if byline := _byline_at(lines, index):
            return byline
        match = _BYLINE_BARE.match(text) if bare else None
        if match:
            return index, index + 1, (match["author"], "")
    return None


def _byline_at(lines: list[Line], index: int) -> _Byline | None:
    """The byline with a source in brackets that begins at a line."""
    for width in (1, 2, 3, 4) if len(lines[index].text) < 60 else (1,):
        match = _BYLINE.search(_joined(lines, index, width))
        if match and not _runs_on(match["author"]):
            source = match["domain"] or match["words"]
            return index, index + width, (match["author"].strip(" ,"), source)
    return None


def _runs_on(author: str) -> bool:
    """Whether an author is words of a headline ("... by the canal") and the lines under it."""
    return bool(_UPDATED.search(author) or _SAYS_BY.search(author))


def _find_title(document: Document, before: int) -> str:
    """The title of the story whose date or byline stands at the line `before`."""
    above = list(filter(_may_be_title, document.lines[:before]))
    for candidates in _title_lines(document, above):
        if candidates:
            return candidates[-1].text
    return ""


def _title_lines(document: Document, above: list[Line]) -> Iterator[list[Line]]:
    """Lines that may be the title.

    Those that the title element repeats come first, then near headings, then what stands above.
    """
    section, title = _fold(crumbs(document)), _fold(document.title)
    yield [line for line in above if _is_repeated(line, title) and _fold(line.text) != section]
    yield [line for line in above[-_NEAR:] if line.heading]
    yield [line for line in above if not line.outside]
    yield above


def _is_repeated(line: Line, title: str) -> bool:
    return len(line.text) > 8 and not line.is_link and _fold(line.text) in title


def _may_be_title(line: Line) -> bool:
    text = line.text
    return bool(text) and not (_CRUMB.match(text) or is_share(text) or is_stray(text))


def _fold(text: str) -> str:
    return re.sub(r"\W+", "", text.casefold()) or "\0"


def _joined(lines: list[Line], index: int, width: int) -> str:
    return " ".join(line.text for line in lines[index : index + width] if line.text)
