"""What a feed says of itself.

Decision 0007.
"""

import re
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from app.values.program import TITLE
from scrapers.words.text import clean_text

Format = Literal["rss", "atom", "json"]
Part = Literal["current", "archive", "page"]

CONTENT_TYPES: dict[Format, str] = {
    "rss": "application/rss+xml; charset=utf-8",
    "atom": "application/atom+xml; charset=utf-8",
    "json": "application/feed+json",
}
# For how many seconds a document may be taken for fresh: what feeds say of it is what HTTP says.
FRESH: dict[Part, int] = {"current": 600, "page": 600, "archive": 3600}
GENERATOR = TITLE
# Pictures of the site: for RSS at most 144 pixels wide, for Atom square and twice as wide as high,
# for JSON Feed large and small.
SMALL_ICON, ICON, LOGO = "/icon-144.png", "/icon-512.png", "/logo.png"
SMALL_ICON_SIZE = 144

_LANGUAGE = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*")
_MAILBOX = re.compile(r"[^@\s<>()]+@[^@\s<>()]+")
_FIRST_YEAR = 1000
_SUBJECT = "News"


@dataclass(frozen=True, slots=True)
class Channel:
    """A feed without its items.

    `base_url` has no trailing slash, `path` is that of the HTML page of this very feed (a query may
    follow), `changed_at` the last real change of this feed, `tag` its permanent tag: URI, identical
    in all formats; `subject` is what all of it is about, in a word, if anything; `contact` is an
    e-mail address or empty; `hubs` are WebSub hubs. A feed may be told in several documents (RFC
    5005): `part` says which this is, `document` is its own path when that is not the feed's,
    `earlier` and `later` are the paths of its neighbours, written like `path`.
    """

    title: str
    description: str
    language: str
    base_url: str
    path: str
    changed_at: datetime
    site_title: str
    tag: str
    contact: str = ""
    rights_note: str = ""
    hubs: tuple[str, ...] = ()
    subject: str = ""
    part: Part = "current"
    document: str = ""
    earlier: str = ""
    later: str = ""

    @property
    def html_url(self) -> str:
        """The page that shows the same items to a person."""
        return self.base_url + self.path

    def feed_url(self, format: Format) -> str:
        """The address of this document of the feed in one format."""
        return self.base_url + feed_path(self.document or self.path, format)

    def links(self, format: Format) -> list[tuple[str, str]]:
        """Relations and addresses of the document's neighbours and of its hubs (RFC 5005,
        WebSub).
        """
        before = "next" if self.part == "page" else "prev-archive"
        paths = [(before, self.earlier), ("next-archive", self.later)]
        paths += [("current", self.path)] if self.part == "archive" else []
        return [(rel, self.base_url + feed_path(path, format)) for rel, path in paths if path] + [
            ("hub", hub) for hub in self.hubs
        ]


def feed_path(path: str, format: Format) -> str:
    """Where the feed of a page is: beside it, with the same query."""
    folder, mark, query = path.partition("?")
    return f"{folder.rstrip('/')}/feed.{format}{mark}{query}"


def styled(document: bytes) -> bytes:
    """An XML feed with a style sheet for people who open it in a browser; readers skip the
    instruction.
    """
    declaration, end, rest = document.partition(b"?>")
    return declaration + end + b'\n<?xml-stylesheet type="text/css" href="/feed.css"?>' + rest


def tidy(channel: Channel, zone: ZoneInfo) -> Channel:
    """The channel as it may be written: clean texts, no required one empty, its date in the site's
    zone.
    """
    site_title = clean_text(channel.site_title) or channel.base_url
    title = clean_text(channel.title) or site_title
    contact = clean_text(channel.contact)
    return replace(
        channel,
        title=title,
        description=clean_text(channel.description) or title,
        language=language_tag(channel.language),
        changed_at=local(channel.changed_at, zone),
        site_title=site_title,
        contact=contact if _MAILBOX.fullmatch(contact) else "",
        rights_note=clean_text(channel.rights_note),
        subject=clean_text(channel.subject) or _SUBJECT,
    )


def language_tag(value: str) -> str:
    """A BCP 47 tag, or empty: no language is better than a wrong one."""
    value = clean_text(value)
    return value if _LANGUAGE.fullmatch(value) else ""


def local(moment: datetime, zone: ZoneInfo) -> datetime:
    """An instant in whole seconds with the zone's offset; ValueError for one that feeds cannot
    carry.
    """
    if moment.tzinfo is None:
        raise ValueError(f"naive instant: {moment}")
    there = moment.astimezone(zone).replace(microsecond=0)
    if there.year < _FIRST_YEAR:
        raise ValueError(f"no four-digit year: {moment}")
    # Before the time of standard time, offsets have seconds; neither RFC 3339 nor RFC 5322 can
    # write them.
    whole_minutes = not (there.utcoffset() or timedelta()) % timedelta(minutes=1)
    return there if whole_minutes else there.astimezone(UTC)
