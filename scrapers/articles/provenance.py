"""Where a story comes from and where it was filed: the source and the section that labels, portals'
meta elements and the page's data name.
"""

import re
from collections.abc import Iterator

from scrapers.articles.choice import Choice, Option, Witness
from scrapers.articles.scene import Scene
from scrapers.page.labels import read_labels
from scrapers.words.text import clean_text, fold

_SOURCE_META = ("contentsource", "source", "dc.source", "article:source", "news_source")
_SECTION_META = (
    "columnname",
    "article:section",
    "section",
    "parsely-section",
    "dc.subject.section",
    "channel",
    "category",
)
_LONGEST = 60
_ADDRESS = re.compile(r"(?i)^https?:|^www\.|^\d+$")


def source(scene: Scene) -> Choice[str]:
    """Who a story is from: as a label near the title says, as the data says, else the site."""
    return _first(_sources(scene))


def section(scene: Scene) -> Choice[str]:
    """Under which heading of its site a story stands."""
    return _first(_sections(scene))


def _first(statements: Iterator[tuple[str, str, float]]) -> Choice[str]:
    options = [
        Option(value, value, (Witness(place, value),), chance=chance)
        for place, text, chance in statements
        if (value := clean_text(text)) and len(value) <= _LONGEST and not _ADDRESS.search(value)
    ]
    return Choice(tuple(sorted(options, key=lambda option: -option.chance)))


def _sources(scene: Scene) -> Iterator[tuple[str, str, float]]:
    meta = scene.document.meta
    yield (
        "a label by the title",
        read_labels(scene.lines, scene.title, scene.page.zone).source,
        0.95,
    )
    for name in _SOURCE_META:
        yield f"meta {name}", meta.get(name, ""), 0.9
    told = scene.told.fields.source
    # In Latin letters it may as well be a word of the program that made the page.
    yield "data of the story", told, 0.78 if told.isascii() else 0.88
    yield "meta og:site_name", meta.get("og:site_name", ""), 0.85
    yield "JSON-LD publisher", scene.linked.publisher, 0.8


def _sections(scene: Scene) -> Iterator[tuple[str, str, float]]:
    meta = scene.document.meta
    own = {fold(scene.title), *map(fold, (*scene.publications, *scene.behind_title))}
    of_meta = [(f"meta {name}", meta.get(name, ""), 0.9) for name in _SECTION_META]
    for place, value, chance in [*of_meta, ("JSON-LD articleSection", scene.linked.section, 0.85)]:
        if fold(value) not in own:
            yield place, value, chance
