"""What of an item can be searched and quoted: what its rights let readers see, and nothing else."""

import re
from typing import NamedTuple

from app.search.words import CJK, words
from app.values.model import Content, Rights
from scrapers.words.text import clean_text

_MOST_TITLE_WORDS = 300
_MOST_BODY_WORDS = 15_000  # PostgreSQL knows no position beyond 16,383
_LONGEST = 100_000
_CHARACTER = re.compile(f"[{CJK}]")


class Document(NamedTuple):
    """An item as tokens; `characters` are the CJK characters in it, each once, in a fixed order."""

    title: list[str]
    body: list[str]
    characters: list[str]


def shown_text(content: Content, rights: Rights) -> str:
    """What readers may be shown of an item beside its title, as lines of plain text."""
    if rights == "headline":
        return ""
    return "\n".join(
        part
        for part in (clean_text(content.summary), content.text if rights == "full" else "")
        if part
    )


def document(content: Content, rights: Rights) -> Document:
    """The tokens of an item; what is longer than any report is left out at its end."""
    title = words(content.title[:_LONGEST])[:_MOST_TITLE_WORDS]
    body = words(shown_text(content, rights)[:_LONGEST])[:_MOST_BODY_WORDS]
    return Document(title, body, sorted(set(_CHARACTER.findall(" ".join(title + body)))))
