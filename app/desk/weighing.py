"""How much of what costs a text of Markdown may hold (decision 0102)."""

import re

from app.values.errors import InputError

_MOST_LINES, _MOST_CELLS, _MOST_PICTURES, _MOST_MARKS = 20_000, 10_000, 1000, 20_000
_MARKS = re.compile(r"[*_\[\]`<&\\~]")
# Where an address is named once for many links; each of them repeats it.
_NAMED = re.compile(r"\]:[^\n]*+(?:\n[^\n]++)*+")
_MOST_REPEATED = 2_000_000


def check_weight(text: str) -> None:
    """Refuse a text that would keep the renderer busy for seconds; InputError."""
    if (
        text.count("\n") >= _MOST_LINES
        or _cells(text) > _MOST_CELLS
        or text.count("![") > _MOST_PICTURES
        or len(_MARKS.findall(text)) > _MOST_MARKS
        or _repeated(text) > _MOST_REPEATED
    ):
        raise InputError(
            "the text has too many parts to be shown: at most %(lines)s lines, %(cells)s cells of "
            "tables, %(pictures)s pictures, and %(marks)s marks such as * or [",
            field="body",
            lines=_MOST_LINES,
            cells=_MOST_CELLS,
            pictures=_MOST_PICTURES,
            marks=_MOST_MARKS,
        )


def _cells(text: str) -> int:
    """The cells that the tables have at most: rows that lack some are filled up."""
    if "|" not in text:
        return 0
    rows = [columns for line in text.split("\n") if (columns := line.count("|"))]
    return len(rows) * max(rows) if max(rows) > 1 else len(rows)


def _repeated(text: str) -> int:
    """The characters that links repeat at most of addresses named elsewhere."""
    if "]:" not in text:
        return 0
    return text.count("[") * max(len(named) for named in _NAMED.findall(text))
