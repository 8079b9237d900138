"""Items to feed bytes: RSS 2.0, Atom and JSON Feed that say the same, and the same bytes for the same values."""

from collections.abc import Callable, Sequence
from zoneinfo import ZoneInfo

from app.feeds import atom, jsonfeed, rss
from app.feeds.channel import CONTENT_TYPES, Channel, Format, tidy
from app.feeds.content import item_url, shown_content, shown_summary
from app.feeds.entry import Entry, prepare
from app.feeds.media import TYPES as MEDIA_TYPES
from app.feeds.media import media_path, with_media
from app.model import Item

__all__ = [
    "CONTENT_TYPES",
    "MEDIA_TYPES",
    "Channel",
    "Format",
    "item_url",
    "media_path",
    "render",
    "shown_content",
    "shown_summary",
    "with_media",
]

_WRITERS: dict[Format, Callable[[Channel, Sequence[Entry]], bytes]] = {"rss": rss.write, "atom": atom.write, "json": jsonfeed.write}


def render(format: Format, channel: Channel, items: Sequence[Item], zone: ZoneInfo) -> bytes:
    """The feed of these items, in this order; its dates carry the offset of `zone`. An item that cannot be shown is left out."""
    told = tidy(channel, zone)
    return _WRITERS[format](told, prepare(items, told, zone))
