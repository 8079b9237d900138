"""What the invented city's pages say, whatever their markup: blocks of text and pictures, stories,
and what a reader must find.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

HOST = "e.my399.com"
NAMES = {
    "news": "Harbin Today",
    "change": "Foreign Exchanges",
    "gallery": "Photo Gallery",
    "government": "Government bulletin",
}
MARKED = re.compile(r"\{(?P<kind>[ab]):(?:(?P<key>[a-z0-9]+)\|)?(?P<words>[^{}]*)\}")
_LONGEST_SUMMARY = 255


class Text(NamedTuple):
    """A paragraph; `{b:words}` is bold, `{a:key|words}` links to a story, `~` is a space that does
    not break.
    """

    words: str


class Head(NamedTuple):
    """A heading within a story."""

    words: str


class Items(NamedTuple):
    """A list of points."""

    items: tuple[str, ...]


class Stray(NamedTuple):
    """A leftover of the editing system, which no reader should see."""

    words: str


class Shot(NamedTuple):
    """A picture with its caption and credit."""

    file: str
    caption: str
    credit: str


class Shots(NamedTuple):
    """Pictures that stand together."""

    shots: tuple[Shot, ...]


class Beside(NamedTuple):
    """A picture that stands in a paragraph."""

    shot: Shot
    words: str


class Bare(NamedTuple):
    """A picture without a caption."""

    file: str


Block = Text | Head | Items | Stray | Shots | Beside | Bare


def plain(words: str) -> str:
    """A paragraph's words without its marks."""
    return re.sub(
        r"\s+", " ", MARKED.sub(lambda found: found["words"], words).replace("~", " ")
    ).strip()


@dataclass(frozen=True)
class Story:
    """One story, and what can be read from its pages."""

    section: str
    day: str
    number: int
    title: str
    blocks: Sequence[Block]
    updated: str = ""
    author: str = ""
    source: str = HOST
    crumb: bool = True

    @property
    def path(self) -> str:
        """Where the story stands on its site."""
        return f"/{self.section}/{self.day}/{self.number}.html"

    @property
    def date(self) -> str:
        """The day that its pages show."""
        return self.updated or self.day

    @property
    def thumb(self) -> str:
        """The small picture that listings show."""
        return self.image(f"{self.number}_s.jpg")

    def image(self, file: str) -> str:
        """Where one of its pictures stands."""
        return f"/{self.section}/{self.day}/images/{file}"

    @property
    def summary(self) -> str:
        """What listings tell: the first paragraph, or the first caption."""
        block = next(block for block in self.blocks if isinstance(block, Text | Shots))
        told = plain(block.words) if isinstance(block, Text) else block.shots[0].caption
        return told[:_LONGEST_SUMMARY].strip()

    @property
    def text(self) -> str:
        """Every paragraph, on a line of its own; every caption, where all of it is pictures."""
        lines: list[str] = []
        for block in self.blocks:
            if isinstance(block, Text | Head | Beside):
                lines.append(plain(block.words))
            elif isinstance(block, Items):
                lines += block.items
        return "\n".join(lines or [caption for _, caption, _ in self.pictures])

    @property
    def pictures(self) -> list[tuple[str, str, str]]:
        """Path, caption and credit of every picture."""
        shots: list[Shot] = []
        for block in self.blocks:
            if isinstance(block, Shots):
                shots += block.shots
            elif isinstance(block, Beside):
                shots.append(block.shot)
            elif isinstance(block, Bare):
                shots.append(Shot(block.file, "", ""))
        return [(self.image(file), caption, credit) for file, caption, credit in shots]


class Listed(NamedTuple):
    """One page of a section's listing: the keys of its stories, and which page it is of how
    many.
    """

    section: str
    keys: tuple[str, ...]
    number: int
    total: int
    dated: bool = True
