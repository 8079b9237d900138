"""Text into lines: words stay whole where they can, Chinese and Japanese break at any character."""

import re
from collections.abc import Callable

# A word, or one character of a script without spaces with the marks that may not begin a line; what
# opens a bracket stays with it.
_WIDE = (
    "\u2e80-\u2fdf\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff"
    "\uf900-\ufaff\uff01-\uff60\U00020000-\U0003ffff"
)
_OPENING, _CLOSING = "“‘「『（〈《【〔［｛(", "，。、：；？！…”’」』）〉》】〕］｝·—%％,.:;?!)"
_PIECE = re.compile(rf"[{_OPENING}]*(?:[{_WIDE}]|[^\s{_WIDE}{_OPENING}]+)[{_CLOSING}]*|\S")
_ELLIPSIS = "…"


def wrap(text: str, measure: Callable[[str], float], width: float, most: int) -> list[str]:
    """At most so many lines, none wider than `width` by `measure`; an ellipsis ends what is too
    long.
    """
    lines, line, end = [], "", 0
    for start, piece in _pieces(text, measure, width):
        gap = " " if line and text[end:start].strip() == "" and start > end else ""
        if line and measure(line + gap + piece) > width:
            lines.append(line)
            line, gap = "", ""
        line, end = line + gap + piece, start + len(piece)
    lines += [line] if line else []
    return (
        lines if len(lines) <= most else [*lines[: most - 1], _cut(lines[most - 1], measure, width)]
    )


def _pieces(text: str, measure: Callable[[str], float], width: float) -> list[tuple[int, str]]:
    """What may not be broken, with its place in the text; a word that is wider than a line is
    broken all the same.
    """
    pieces: list[tuple[int, str]] = []
    for match in _PIECE.finditer(text):
        start, piece = match.start(), match[0]
        while len(piece) > 1 and measure(piece) > width:
            length = next(
                n for n in range(len(piece) - 1, 0, -1) if n == 1 or measure(piece[:n]) <= width
            )
            pieces.append((start, piece[:length]))
            start, piece = start + length, piece[length:]
        pieces.append((start, piece))
    return pieces


def _cut(line: str, measure: Callable[[str], float], width: float) -> str:
    """A line that ends with an ellipsis, where a word ends if that leaves most of it."""
    while line and measure(line.rstrip() + _ELLIPSIS) > width:
        word = line.rpartition(" ")[0]
        line = word if len(word) > len(line) - 12 and word else line[:-1]
    return line.rstrip(" ,.;:，。；：、") + _ELLIPSIS
