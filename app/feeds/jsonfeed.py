"""JSON Feed 1.1, written by hand: feedgen has none."""

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

from app.feeds.channel import ICON, SMALL_ICON, Channel
from app.feeds.entry import Entry, Lead, Tombstone
from app.values.program import TITLE

_VERSION = "https://jsonfeed.org/version/1.1"
# The name of our extension begins with an underscore, as JSON Feed asks.
_EXTENSION = f"_{TITLE.lower().replace(' ', '_')}"


def write(channel: Channel, entries: Sequence[Entry], _: Sequence[Tombstone] = ()) -> bytes:
    """The feed as JSON Feed 1.1, which knows no tombstones."""
    author = {"name": channel.site_title, "url": f"{channel.base_url}/"}
    feed = {
        "version": _VERSION,
        "title": channel.title,
        "home_page_url": channel.html_url,
        "feed_url": channel.feed_url("json"),
        "description": channel.description,
        "icon": channel.base_url + ICON,
        "favicon": channel.base_url + SMALL_ICON,
        "language": channel.language,
        "authors": [author],
        "author": author,
        "hubs": [{"type": "WebSub", "url": hub} for hub in channel.hubs],
        "next_url": next(
            (url for rel, url in channel.links("json") if rel in ("next", "prev-archive")), ""
        ),
    }
    # `items` is required and stays even when empty.
    document = {**_filled(feed), "items": [_item(entry, channel) for entry in entries]}
    return json.dumps(document, ensure_ascii=False, allow_nan=False).encode()


def _item(entry: Entry, channel: Channel) -> dict[str, Any]:
    item = {
        "id": entry.tag,
        "url": entry.url,
        "external_url": entry.original,
        "title": entry.title,
        "content_html": entry.content,
        # One of the two contents is required.
        "content_text": "" if entry.content else entry.title,
        "summary": entry.summary,
        "image": entry.lead.url if entry.lead else "",
        "date_published": entry.published.isoformat(),
        "date_modified": entry.updated.isoformat(),
        "authors": [{"name": name} for name in entry.authors],
        # Readers of version 1.0, FreshRSS among them, know this one only.
        "author": {"name": ", ".join(entry.authors)},
        "tags": list(dict.fromkeys(_tag(category.name) for category in entry.categories)),
        "language": entry.language,
        "attachments": [_attachment(entry.lead)] if entry.lead and entry.lead.size else [],
    }
    return {**_filled(item), _EXTENSION: _extension(entry, channel)}


def _attachment(lead: Lead) -> dict[str, Any]:
    return {"url": lead.url, "mime_type": lead.type, "size_in_bytes": lead.size}


def _tag(name: str) -> str:
    """A name without &: FreshRSS cannot read a feed with one."""
    return re.sub(r"\s*&\s*", " and ", name).strip()


def _extension(entry: Entry, channel: Channel) -> dict[str, str | None]:
    return {
        "about": f"{channel.base_url}/feeds/",
        "source_name": entry.source_name or None,
        "correction": entry.correction or None,
        "status": entry.status,
    }


def _filled(fields: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if value}
