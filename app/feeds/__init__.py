"""Items to feed bytes: RSS 2.0, Atom and JSON Feed that say the same, and the same bytes for the
same values.
"""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from app.feeds import atom, jsonfeed, rss
from app.feeds.channel import CONTENT_TYPES, Channel, Format, feed_path, tidy
from app.feeds.content import (
    correction_notes,
    item_url,
    shown_body,
    shown_content,
    shown_summary,
    source_name,
)
from app.feeds.entry import Entry, Tombstone, fitting, notice, prepare, tombstone, unfit
from app.feeds.media import TYPES as MEDIA_TYPES
from app.feeds.media import media_path, offered_widths, with_media, with_pictures
from app.feeds.words import words_of
from app.values.model import NOTICE_KEPT, Item
from app.values.program import NAME

__all__ = [
    "CONTENT_TYPES",
    "MEDIA_TYPES",
    "Channel",
    "Contents",
    "Format",
    "correction_notes",
    "feed_path",
    "item_url",
    "media_path",
    "offered_widths",
    "render",
    "shown_body",
    "shown_content",
    "shown_summary",
    "source_name",
    "tidy",
    "unfit",
    "with_media",
    "with_pictures",
    "words_of",
]

_NEVER_LOST = timedelta(hours=48)

_Writer = Callable[[Channel, Sequence[Entry], Sequence[Tombstone]], bytes]
_WRITERS: dict[Format, _Writer] = {"rss": rss.write, "atom": atom.write, "json": jsonfeed.write}

log = logging.getLogger(NAME)


@dataclass(frozen=True, slots=True)
class Contents:
    """What a document of a feed tells: public items in their order, and items that left the feed;
    those whose ids are `bound` must stay.
    """

    items: Sequence[Item]
    gone: Sequence[Item] = ()
    bound: frozenset[str] = frozenset()

    def since(self, edition: int) -> "Contents":
        """What changed after an edition (RFC 3229 with the instance manipulation `feed`)."""
        return replace(
            self,
            items=[i for i in self.items if i.edition > edition],
            gone=[i for i in self.gone if i.edition > edition],
        )

    @property
    def edition(self) -> int:
        """The edition in which any of this changed last."""
        return max((item.edition for item in (*self.items, *self.gone)), default=0)


def render(
    format: Format, channel: Channel, items: Sequence[Item] | Contents, zone: ZoneInfo
) -> bytes:
    """The feed of these items, in this order; its dates carry the offset of `zone`. An item that
    cannot be shown is left out.
    """
    contents = items if isinstance(items, Contents) else Contents(items)
    clean_channel = tidy(channel, zone)
    entries = prepare(contents.items, clean_channel, zone)
    tombstones = [
        tombstone(item, clean_channel, zone)
        for item in contents.gone
        if not unfit(item, clean_channel, zone)
    ]
    if clean_channel.part == "current":
        entries = fitting(entries, contents.bound | _fresh(contents.items, channel.changed_at))
        if format != "atom":
            entries = _with_notices(entries, contents.gone, clean_channel, zone, channel.changed_at)
    return _write(format, clean_channel, entries, tombstones)


def _fresh(items: Sequence[Item], at: datetime) -> frozenset[str]:
    return frozenset(
        item.tag for item in items if item.released_at and item.released_at > at - _NEVER_LOST
    )


def _with_notices(
    entries: list[Entry], gone: Sequence[Item], channel: Channel, zone: ZoneInfo, at: datetime
) -> list[Entry]:
    """The entries and, in their places, notices of what was withdrawn of late: most readers know no
    other sign.
    """
    late = [
        item
        for item in gone
        if item.status == "withdrawn" and item.withdrawn_at and item.withdrawn_at > at - NOTICE_KEPT
    ]
    notices = [notice(item, channel, zone) for item in late if not unfit(item, channel, zone)]
    return (
        sorted([*entries, *notices], key=lambda entry: entry.published, reverse=True)
        if notices
        else entries
    )


def _write(
    format: Format, channel: Channel, entries: Sequence[Entry], tombstones: Sequence[Tombstone]
) -> bytes:
    """Write a feed; should one entry be more than its format can bear, the others are served
    without it.
    """
    write = _WRITERS[format]
    try:
        return write(channel, entries, tombstones)
    except ValueError:
        sound = [entry for entry in entries if _is_sound(write, channel, entry)]
        log.error(
            "set aside from %s: %s",
            channel.feed_url(format),
            ", ".join(e.tag for e in entries if e not in sound),
        )
        return write(channel, sound, tombstones)


def _is_sound(write: _Writer, channel: Channel, entry: Entry) -> bool:
    try:
        write(channel, [entry], [])
    except ValueError:
        return False
    return True
