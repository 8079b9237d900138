"""What a source is called where nobody says it: after its section and its site, as its listing
names them.
"""

import re
from dataclasses import dataclass

from app.values.keys import slug_of
from scrapers.words.text import clean_text, fold
from scrapers.words.urls import host_of

_BETWEEN = re.compile(r"\s+[-–—|·•»›«:/]+\s+|\s*[|｜_]+\s*|\s*[-–—]{2,}\s*")
_LONGEST, _LONGEST_SLUG = 120, 60
_MOST_PARTS = 2


@dataclass(frozen=True, slots=True)
class Naming:
    """The name of a source for readers, the section it files into, and its short name."""

    title: str
    section: str
    slug: str


def naming_of(told: str, url: str, titles: frozenset[str] = frozenset()) -> Naming:
    """How a source at `url` is called whose listing is titled `told`; another title than those of
    other sources.
    """
    host = host_of(url).removeprefix("www.")
    names: dict[str, str] = {}
    for part in _BETWEEN.split(clean_text(told)):
        if fold(part):
            names.setdefault(fold(part), part)
    parts = list(names.values())[:_MOST_PARTS] or [host]
    title = " - ".join(parts)[:_LONGEST]
    slug = slug_of(title)[:_LONGEST_SLUG].strip("-") or slug_of(host)[:_LONGEST_SLUG]
    if title in titles and title != host:
        title = f"{title} ({host})"
    return Naming(title, parts[0][:_LONGEST], slug)
