"""Items to feed bytes: RSS 2.0, Atom and JSON Feed that say the same, and the same bytes for the
same values.
"""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from app.feeds import atom, jsonfeed, rss
from app.feeds.channel import CONTENT_TYPES, FRESH, Channel, Format, feed_path, tidy
from app.feeds.content import (
    correction_notes,
    item_url,
    section_path,
    shown_body,
    shown_summary,
    source_name,
    spoken_language,
    tag_path,
)
from app.feeds.entry import Entry, Tombstone, notice, prepare, tombstone, unfit
from app.feeds.fitting import MOST_BYTES, fitting, weight, weight_of_tombstones
from app.feeds.media import TYPES as MEDIA_TYPES
from app.feeds.media import media_path, offered_widths, with_media, with_pictures
from app.feeds.words import words_of
from app.values.model import NOTICE_KEPT, Item
from app.values.program import NAME

__all__ = [
    "CONTENT_TYPES",
    "FRESH",
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
    "section_path",
    "shown_body",
    "shown_summary",
    "source_name",
    "spoken_language",
    "tag_path",
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
    those whose ids are `bound` must stay. `as_of` is when it was so, for notices that end; None for
    the feed's last change.
    """

    items: Sequence[Item]
    gone: Sequence[Item] = ()
    bound: frozenset[str] = frozenset()
    as_of: datetime | None = None

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
    gone = [item for item in contents.gone if not unfit(item, clean_channel, zone)]
    tombstones = [tombstone(item, clean_channel, zone) for item in gone]
    as_of = contents.as_of or channel.changed_at
    noticed = [] if channel.part == "archive" else _withdrawn_of_late(gone, as_of)
    notices = [notice(item, clean_channel, zone) for item in noticed]
    # All formats hold the same, whatever they tell of what is gone.
    taken = max(sum(map(weight, notices)), weight_of_tombstones(tombstones))
    entries = fitting(
        prepare(contents.items, clean_channel, zone),
        _bound(contents, channel),
        MOST_BYTES - taken,
        words_of(channel.language).whole,
    )
    if format != "atom":  # most readers of the others know no other sign
        entries = _with_notices(entries, notices, channel)
    return _write(format, clean_channel, entries, tombstones)


def _with_notices(
    entries: Sequence[Entry], notices: Sequence[Entry], channel: Channel
) -> list[Entry]:
    """The entries, and notices in their places; a page has an order of its own, notices first."""
    if channel.part == "page" or not notices:
        return [*notices, *entries]
    return sorted([*entries, *notices], key=lambda entry: entry.published, reverse=True)


def _bound(contents: Contents, channel: Channel) -> frozenset[str]:
    """The ids of what a document must hold: all of an archive or a page, and of a feed what stands
    nowhere else, or has just appeared.
    """
    if channel.part != "current":
        return frozenset(item.tag for item in contents.items)
    since = channel.changed_at - _NEVER_LOST
    fresh = (item.tag for item in contents.items if item.released_at and item.released_at > since)
    return contents.bound.union(fresh)


def _withdrawn_of_late(gone: Sequence[Item], as_of: datetime) -> list[Item]:
    """What was withdrawn so lately that feeds without tombstones give notice of it."""
    return [
        item
        for item in gone
        if item.status == "withdrawn"
        and item.withdrawn_at
        and item.withdrawn_at > as_of - NOTICE_KEPT
    ]


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
