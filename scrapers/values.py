"""What goes into a scraper and what comes out of it."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal, Protocol

Precision = Literal["day", "minute"]


class ScrapeError(Exception):
    """A page could not be read: at which stage, of which URL, and what was missing."""

    def __init__(self, stage: str, url: str, missing: str) -> None:
        super().__init__(f"{url}: {stage}: {missing}")
        self.stage = stage
        self.url = url
        self.missing = missing


@dataclass(frozen=True, slots=True)
class Stamp:
    """A date as honest as the page: a day in the source's zone, and the instant when the page gives
    a time.
    """

    day: date
    at: datetime | None = None

    @property
    def precision(self) -> Precision:
        """`minute` when the page gave a time, else `day`."""
        return "minute" if self.at else "day"

    @property
    def iso(self) -> str:
        """ISO 8601, no more precise than the page: `2024-06-21`, or with the time and its
        offset.
        """
        return self.at.isoformat() if self.at else self.day.isoformat()


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture of an article; caption and credit are plain text, sizes are pixels."""

    url: str
    caption: str = ""
    credit: str = ""
    alt: str = ""
    width: int | None = None
    height: int | None = None

    @property
    def full_caption(self) -> str:
        """The caption as printed under the picture, its credit in brackets at the end."""
        return f"{self.caption} [{self.credit}]".strip() if self.credit else self.caption


@dataclass(frozen=True, slots=True)
class Teaser:
    """One entry of a listing; `url` is absolute and canonical, or empty when the page gives no
    link. `text` is the whole story as sanitised HTML, where a feed holds it; `authors` are told by
    feeds alone.
    """

    url: str
    title: str
    summary: str = ""
    published: Stamp | None = None
    picture: str = ""
    text: str = ""
    authors: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Page:
    """A fetched or saved page as received; `zone` is the IANA time zone its wall-clock dates are
    in.

    `now` is when it was fetched, if that is known: it tells what "yesterday" is, and which dates
    cannot be true yet. `charset` is the label of the encoding that somebody who knows the site has
    given; empty to find it out. `teaser` is what a listing told of the story, `repeats` the marks
    (`scrapers.articles.repeats`) of lines that stand on several pages of its source. `continues`
    says that a story goes on here, so that little text is enough.
    """

    url: str
    body: bytes
    content_type: str = ""
    zone: str = "UTC"
    now: datetime | None = None
    charset: str = ""
    teaser: Teaser | None = None
    repeats: frozenset[str] = frozenset()
    continues: bool = False


@dataclass(frozen=True, slots=True)
class Listing:
    """A page of links to articles: its own entries in page order, and the promo, which belongs to
    no section.

    `unfollowed` are the words of what seems to lead to a next page, where its address cannot be
    told. `ttl` is for how many seconds a feed says that it stays fresh.
    """

    url: str
    kind: str
    title: str = ""
    teasers: tuple[Teaser, ...] = ()
    promos: tuple[Teaser, ...] = ()
    next_url: str = ""
    unfollowed: str = ""
    confidence: float = 1.0
    ttl: int | None = None


@dataclass(frozen=True, slots=True)
class Further:
    """Where the rest of a story stands, as one of its pages tells: `parts` are the addresses of the
    parts after this page, in order, `first` is that of the first part where this is a later one,
    `whole` are those at which all of it may stand on one page, or to which a teaser leads.

    `cut` says that the text of such a teaser breaks off.
    """

    parts: tuple[str, ...] = ()
    first: str = ""
    whole: tuple[str, ...] = ()
    cut: bool = False


@dataclass(frozen=True, slots=True)
class Article:
    """A page parsed into fields; `html` is sanitised, `text` is its paragraphs separated by
    newlines, without captions; the text of a story in pictures is its captions, each once.

    `canonical` is the address that the page claims as its own, when that can be believed; `doubts`
    are the fields that a person should look at. `further` is where the story goes on: what stands
    there is none of these fields.
    """

    url: str
    title: str
    text: str = ""
    html: str = ""
    summary: str = ""
    published: Stamp | None = None
    authors: tuple[str, ...] = ()
    byline_source: str = ""
    section: str = ""
    language: str = ""
    pictures: tuple[Picture, ...] = ()
    promos: tuple[Teaser, ...] = ()
    canonical: str = ""
    doubts: tuple[str, ...] = ()
    further: Further = Further()

    @property
    def author(self) -> str:
        """The authors in one line."""
        return ", ".join(self.authors)


class Scraper(Protocol):
    """What reads one site. `hosts` are the hosts it claims; both methods raise ScrapeError."""

    name: str
    hosts: frozenset[str]

    def listing(self, page: Page) -> Listing:
        """Read a page of links."""
        ...

    def article(self, page: Page) -> Article:
        """Read one article."""
        ...
