"""The names of those who wrote a story, in a line that somebody typed or a page shows."""

import re

# A comma before these parts no two people: Frank Moss, Jr.
_OF_ONE = r"(?!\s*(?:[JS]r|I{2,3}|IV|M\.?D|Ph\.?D)\b)"
_BETWEEN = re.compile(rf"\s*[,，、;；]{_OF_ONE}\s*(?:and\s+)?|\s+and\s+", re.I)


def names_in(line: str) -> tuple[str, ...]:
    """The names that a line gives, each once: parted by commas, semicolons, 、 or "and"."""
    return tuple(dict.fromkeys(name for part in _BETWEEN.split(line) if (name := part.strip())))
