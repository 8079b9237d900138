"""RSS 2.0, built with feedgen.

Decision 0014.
"""

from collections.abc import Sequence
from html import escape
from typing import Any

from feedgen.feed import FeedGenerator

from app.feeds.channel import FRESH, GENERATOR, SMALL_ICON, SMALL_ICON_SIZE, Channel, styled
from app.feeds.entry import Entry, Tombstone
from app.feeds.rss_extension import RssFeedExtension, RssItemExtension

_DOCS = "https://www.rssboard.org/rss-specification"


def write(channel: Channel, entries: Sequence[Entry], _: Sequence[Tombstone] = ()) -> bytes:
    """The feed as RSS 2.0, which knows no tombstones."""
    feed = FeedGenerator()
    feed.register_extension("house", RssFeedExtension, RssItemExtension, atom=False, rss=True)
    _head(feed, channel)
    feed.house.channel = channel
    if entries:
        feed.pubDate(max(entry.published for entry in entries))
    for entry in entries:
        _item(feed.add_entry(order="append"), entry)
    return styled(feed.rss_str())


def _head(feed: Any, channel: Channel) -> None:
    feed.title(channel.title)
    feed.description(channel.description)
    # feedgen takes the last link for the channel's own.
    feed.link(href=channel.feed_url("rss"), rel="self", type="application/rss+xml")
    feed.link(href=channel.html_url, rel="alternate")
    feed.updated(channel.changed_at)
    feed.language(channel.language or None)
    feed.copyright(channel.rights_note or None)
    feed.managingEditor(f"{channel.contact} ({channel.site_title})" if channel.contact else None)
    feed.category(term=channel.subject)
    feed.generator(GENERATOR)
    feed.docs(_DOCS)
    feed.ttl(FRESH[channel.part] // 60)
    feed.image(
        url=channel.base_url + SMALL_ICON,
        title=channel.title,
        link=channel.html_url,
        width=str(SMALL_ICON_SIZE),
        height=str(SMALL_ICON_SIZE),
    )


def _item(item: Any, entry: Entry) -> None:
    item.title(entry.title)
    item.link(href=entry.url, rel="alternate")
    item.guid(entry.tag, permalink=False)
    item.published(entry.published)
    # A description is HTML to readers, so the plain summary is escaped once more than XML asks for.
    item.description(escape(entry.summary, quote=False) or None, isSummary=True)
    item.content(entry.content or None, type="CDATA")
    for category in entry.categories:
        item.category(term=category.name, label=category.name, scheme=category.url)
    if entry.original:
        item.source(url=entry.source_url, title=entry.source_name)
    item.house.entry = entry
