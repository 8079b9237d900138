"""What the corpus is made of."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

Split = Literal["dev", "held"]


@dataclass(frozen=True, slots=True)
class Entry:
    """A story that a page lists; what the page does not show is None."""

    url: str
    title: str
    date: str | None = None
    summary: str | None = None
    image: str | None = None


@dataclass(frozen=True, slots=True)
class LabelledListing:
    """An index page as fetched, and the truth about it; `now` is the fetch time on the site's own
    clock.
    """

    family: str
    url: str
    html: bytes
    content_type: str
    language: str
    kind: str
    entries: tuple[Entry, ...]
    next_url: str | None
    now: datetime
    split: Split


@dataclass(frozen=True, slots=True)
class Drawn:
    """A page as a family draws it."""

    url: str
    html: str
    entries: list[Entry]
    next_url: str | None = None
    encoding: str = "utf-8"
    says_charset: bool = True
