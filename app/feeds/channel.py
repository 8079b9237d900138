"""What a feed says of itself."""

import re
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from scrapers.text import clean_text

Format = Literal["rss", "atom", "json"]

CONTENT_TYPES: dict[Format, str] = {
    "rss": "application/rss+xml; charset=utf-8",
    "atom": "application/atom+xml; charset=utf-8",
    "json": "application/feed+json",
}
GENERATOR = "Harbin Today"

_LANGUAGE = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*")
_MAILBOX = re.compile(r"[^@\s<>()]+@[^@\s<>()]+")
_FIRST_YEAR = 1000


@dataclass(frozen=True, slots=True)
class Channel:
    """A feed without its items.

    `base_url` has no trailing slash, `path` is that of the HTML page of this very feed (a query may follow), `changed_at` the last real
    change of this feed, `tag` its permanent tag: URI, identical in all formats; `contact` is an e-mail address or empty.
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

    @property
    def html_url(self) -> str:
        """The page that shows the same items to a person."""
        return self.base_url + self.path

    def feed_url(self, format: Format) -> str:
        """The address of this feed in one format."""
        folder, mark, query = self.path.partition("?")
        return f"{self.base_url}{folder.rstrip('/')}/feed.{format}{mark}{query}"


def tidy(channel: Channel, zone: ZoneInfo) -> Channel:
    """The channel as it may be written: clean texts, no required one empty, its date in the site's zone."""
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
    )


def language_tag(value: str) -> str:
    """A BCP 47 tag, or empty: no language is better than a wrong one."""
    value = clean_text(value)
    return value if _LANGUAGE.fullmatch(value) else ""


def local(moment: datetime, zone: ZoneInfo) -> datetime:
    """An instant in whole seconds with the zone's offset; ValueError for one that feeds cannot carry."""
    if moment.tzinfo is None:
        raise ValueError(f"naive instant: {moment}")
    there = moment.astimezone(zone).replace(microsecond=0)
    if there.year < _FIRST_YEAR:
        raise ValueError(f"no four-digit year: {moment}")
    # Before the time of standard time, offsets have seconds; neither RFC 3339 nor RFC 5322 can write them.
    whole_minutes = not (there.utcoffset() or timedelta()) % timedelta(minutes=1)
    return there if whole_minutes else there.astimezone(UTC)
