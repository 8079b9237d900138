"""Pictures that stand for the site and for items in other sites' previews and in feed readers: a
newspaper's nameplate, and a headline.

Decision 0066.
"""

from dataclasses import dataclass

from app.images.faces import Face, face_for
from app.images.sheet import Ink, Sheet
from app.images.wrapping import wrap

WIDTH, HEIGHT = 1200, 630
_MARGIN = 72
_SIZES = ((84, 3), (64, 4), (52, 5))
_TOP, _BOTTOM = 212, 528
_LEADING = 1.2


@dataclass(frozen=True, slots=True)
class Card:
    """What stands on an item's card, each a plain text that may be empty."""

    site: str
    section: str
    headline: str
    source: str
    date: str


def nameplate(site: str, tagline: str, width: int, height: int) -> bytes:
    """The head of the paper, as a PNG: its title and tagline between double rules."""
    sheet = Sheet(width, height)
    margin, unit = width // 16, height / 12
    for top, first in ((round(1.4 * unit), True), (round(10.4 * unit), False)):
        sheet.rule(margin, width - margin, top, 3 if first else 1)
        sheet.rule(margin, width - margin, top + 6, 1 if first else 3)
    inside = width - 2 * margin
    _centred(
        sheet,
        site,
        (width, 6.6 * unit if tagline else 7 * unit),
        inside,
        round(2.6 * unit),
        bold=True,
    )
    _centred(
        sheet, tagline, (width, 8.7 * unit), round(0.86 * inside), round(0.85 * unit), bold=False
    )
    return sheet.png()


def item_card(card: Card) -> bytes:
    """An item's headline under the nameplate, as a PNG; what no face of this machine can draw is
    left out, never shown as boxes.
    """
    sheet = Sheet(WIDTH, HEIGHT)
    inside = WIDTH - 2 * _MARGIN
    _line(sheet, card.site, 98, inside, 46, bold=True)
    sheet.rule(_MARGIN, WIDTH - _MARGIN, 126, 3)
    sheet.rule(_MARGIN, WIDTH - _MARGIN, 132, 1)
    _line(sheet, card.section, 188, inside, 30, bold=True, ink="red")
    _headline(sheet, card.headline, inside)
    sheet.rule(_MARGIN, WIDTH - _MARGIN, 552, 1)
    right = _line(sheet, card.date, 594, inside // 2, 26, bold=False, right=True)
    _line(sheet, card.source, 594, inside - right - 40, 26, bold=False)
    return sheet.png()


def _headline(sheet: Sheet, text: str, inside: int) -> None:
    """The headline in the largest size in which it has room, cut off in the smallest."""
    if not (choice := face_for(text, bold=True)):
        return
    face, words = choice
    for size, most in _SIZES:
        lines = wrap(words, face.at(size).getlength, inside, most + 1)
        if len(lines) <= most:
            break
    lines = wrap(words, face.at(size).getlength, inside, most)
    first = _TOP + size * 0.86 + max(0, (_BOTTOM - _TOP - len(lines) * size * _LEADING) / 3)
    for number, line in enumerate(lines):
        sheet.text((_MARGIN, round(first + number * size * _LEADING)), line, face, size)


def _line(
    sheet: Sheet,
    text: str,
    base: int,
    width: int,
    size: int,
    *,
    bold: bool,
    ink: Ink = "black",
    right: bool = False,
) -> int:
    """One line at a margin, cut off where its room ends; how wide it is."""
    if not (choice := face_for(text, bold=bold)):
        return 0
    face, words = choice
    measure = face.at(size).getlength
    (line,) = wrap(words, measure, width, 1)
    wide = round(measure(line))
    sheet.text(
        (WIDTH - _MARGIN - wide if right else _MARGIN, base), line, face, size, ink, pale=not bold
    )
    return wide


def _centred(
    sheet: Sheet, text: str, place: tuple[int, float], width: int, size: int, *, bold: bool
) -> None:
    """One line in the middle, made smaller until it has room."""
    if not (choice := face_for(text, bold=bold)):
        return
    face, words = choice
    size = _fitting(words, face, width, size)
    sheet.text(
        ((place[0] - face.at(size).getlength(words)) / 2, place[1]),
        words,
        face,
        size,
        pale=not bold,
    )


def _fitting(text: str, face: Face, width: int, size: int) -> int:
    return max(1, min(size, int(size * width / max(1.0, face.at(size).getlength(text)))))
