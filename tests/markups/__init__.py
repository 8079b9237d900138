"""One invented city's stories in markups that have nothing in common but what they say, for
scrapers to read without a server.
"""

from .city import HOST, NAMES, Listed, Story
from .divisions import Cards, Columns, GluedHead, OnlyDivs, Scripts, SideFirst, Spans
from .later import Insets, Nested
from .lists import (
    DateAfter,
    DateBefore,
    Definitions,
    DefinitionsUnderCrumb,
    EnglishFoot,
    FullWidth,
    SectionAsTitle,
)
from .markup import Markup
from .stories import LISTINGS, STORIES, WRITTEN
from .tables import Breaks, BreaksInParagraph, Flat, Tables, Thumbs

__all__ = [
    "HOST",
    "LISTINGS",
    "MARKUPS",
    "NAMES",
    "STORIES",
    "WRITTEN",
    "Listed",
    "Markup",
    "Story",
]

_ALL: list[Markup] = [
    *(Tables(), Breaks(), BreaksInParagraph(), Flat(), Thumbs()),
    *(
        DateAfter(),
        DateBefore(),
        SectionAsTitle(),
        Definitions(),
        DefinitionsUnderCrumb(),
        FullWidth(),
        EnglishFoot(),
    ),
    *(Columns(), SideFirst(), Cards(), Spans(), Scripts(), GluedHead(), OnlyDivs()),
    *(Nested(), Insets()),
]
MARKUPS = {markup.name: markup for markup in _ALL}
