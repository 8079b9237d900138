"""What stands above a my399 story: breadcrumb, title, "Updated :" line, "By ... ( source )" line."""

import re
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
_CRUMB_WITHIN = 60
_MOST_STEPS = 4
_UPDATED = re.compile(r"\b(?:last\s+)?updated?(?:\s+(?:on|at|time))?\s*[:：]", re.I)
_BYLINE = re.compile(
    r"(?<![^\W\d_])By\b\s*[:：]?\s*(?P<author>[^()（）]{0,120}?)\s*[(（]\s*(?:(?P<domain>[\w-]+(?:\.[\w-]+)+)\s*[)）]|"
    r"(?P<words>[^()（）]{1,80}?)\s*[)）]\W*$)",
    re.I,
)
_BYLINE_BARE = re.compile(r"^By\s*[:：]?\s+(?P<author>[A-Z][\w'’.-]*(?:,?\s+(?:and\s+|&\s+)?[A-Z][\w'’.-]*){0,7})$")
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
    near = range(max(0, dated[0] - 2), min(dated[1] + 3, len(lines))) if dated else range(len(lines))
    signed = _find_byline(lines, near, bare=dated is not None)
    marks = [mark[:2] for mark in (dated, signed) if mark]
    if not marks:
        return None
    title = _find_title(document, min(start for start, _ in marks))
    stamp = dated[2] if dated else None
    author, source = signed[2] if signed else ("", "")
    return Head(title, stamp, author, source, max(end for _, end in marks)) if title else None


def crumbs(document: Document, title: str = "") -> str:
    """The section by the breadcrumb: its last step that is neither the story's title nor the word "text"."""
    found = [crumb for index in range(len(document.lines)) if (crumb := _crumb(document.lines, index, title))]
    arrows = [section for mark, section in found if mark not in "|/"]
    return next(iter([*arrows, *(section for _, section in found)]), "")


def crumb_line(document: Document) -> int:
    """The index of the breadcrumb, 0 when there is none."""
    found = ((i, _crumb(document.lines, i, "")) for i in range(len(document.lines)))
    return next((i for i, crumb in found if crumb and crumb[0] not in "|/"), 0)


def _crumb(lines: list[Line], index: int, title: str) -> tuple[str, str] | None:
    """The separator and section of a breadcrumb that begins at a line; a menu has more steps than a breadcrumb."""
    if "home" not in lines[index].text[:_CRUMB_WITHIN].lower():
        return None
    for width in range(2, 6) if re.match(r"(?i)^\W*home\W*$", lines[index].text) else (1,):
        match = _CRUMB.match(_joined(lines, index, width))
        if match and match["mark"] == "|" and len(_STEP.split(match["path"])) > 2:
            continue
        steps = [s for s in _STEP.split(match["path"]) if _is_step(s, title)] if match else []
        if match and 0 < len(steps) <= _MOST_STEPS:
            return match["mark"], steps[-1]
    return None


def _is_step(step: str, title: str) -> bool:
    return bool(re.search(r"\w", step)) and step != title and step.lower() not in ("text", "content") and len(step) < 60


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


def _find_byline(lines: list[Line], near: range, *, bare: bool) -> tuple[int, int, tuple[str, str]] | None:
    for index in near:
        first = lines[index].text
        if len(first) > _LONGEST or not re.search(r"(?i)(?<![^\W\d_])by\b", first):
            continue
        for width in (1, 2, 3, 4) if len(first) < 60 else (1,):
            match = _BYLINE.search(_joined(lines, index, width))
            if match:
                return index, index + width, (match["author"].strip(" ,"), match["domain"] or match["words"])
        match = _BYLINE_BARE.match(first) if bare else None
        if match:
            return index, index + 1, (match["author"], "")
    return None


def _find_title(document: Document, before: int) -> str:
    """The line that the title element repeats, else the nearest heading, else the nearest line above the date."""
    above = [line for line in document.lines[:before] if _may_be_title(line)]
    section, said = _fold(crumbs(document)), _fold(document.title)
    repeated = [
        line for line in above if len(line.text) > 8 and not line.is_link and _fold(line.text) in said and _fold(line.text) != section
    ]
    headings = [line for line in above[-_NEAR:] if line.heading]
    plain = [line for line in above if not line.outside]
    best = (repeated or headings or plain or above)[-1:]
    return best[0].text if best else ""


def _may_be_title(line: Line) -> bool:
    return bool(line.text) and not _CRUMB.match(line.text) and not is_share(line.text) and not is_stray(line.text)


def _fold(text: str) -> str:
    return re.sub(r"\W+", "", text.casefold()) or "\0"


def _joined(lines: list[Line], index: int, width: int) -> str:
    return " ".join(line.text for line in lines[index : index + width] if line.text)
