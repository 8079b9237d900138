"""Atom (RFC 4287), built with feedgen."""

from collections.abc import Sequence
from typing import Any

from feedgen.feed import FeedGenerator

from app.feeds.atom_extension import AtomEntryExtension, AtomFeedExtension
from app.feeds.channel import GENERATOR, ICON, LOGO, Channel, styled
from app.feeds.entry import Entry, Tombstone


def write(
    channel: Channel, entries: Sequence[Entry], tombstones: Sequence[Tombstone] = ()
) -> bytes:
    """The feed as Atom."""
    feed = FeedGenerator()
    feed.register_extension("house", AtomFeedExtension, AtomEntryExtension, atom=True, rss=False)
    _head(feed, channel)
    feed.house.channel, feed.house.tombstones = channel, tombstones
    for entry in entries:
        _entry(feed.add_entry(order="append"), entry, channel)
    return styled(feed.atom_str())


def _head(feed: Any, channel: Channel) -> None:
    feed.id(channel.tag)
    feed.title(channel.title)
    feed.subtitle(channel.description)
    feed.updated(channel.changed_at)
    feed.icon(channel.base_url + ICON)
    feed.logo(channel.base_url + LOGO)
    author = {"name": channel.site_title, "uri": f"{channel.base_url}/", "email": channel.contact}
    feed.author({name: value for name, value in author.items() if value})
    feed.link(href=channel.feed_url("atom"), rel="self", type="application/atom+xml")
    feed.link(href=channel.html_url, rel="alternate", type="text/html")
    feed.language(channel.language or None)
    feed.category(term=channel.subject)
    feed.rights(channel.rights_note or None)
    feed.generator(GENERATOR, uri=f"{channel.base_url}/")


def _entry(item: Any, entry: Entry, channel: Channel) -> None:
    item.id(entry.tag)
    item.title(entry.title)
    # feedgen wants to know of the link; the extension writes it.
    item.link(href=entry.url, rel="alternate")
    for name in entry.authors:
        item.author(name=name, uri=entry.source_url or f"{channel.base_url}/")
    item.rights(channel.rights_note or None)
    item.published(entry.published)
    item.updated(entry.updated)
    item.summary(entry.summary or None, type="text")
    item.content(entry.content or None, type="html")
    for category in entry.categories:
        item.category(term=category.name, label=category.name, scheme=category.url)
    if entry.edited:
        item.contributor(name=channel.site_title, uri=f"{channel.base_url}/")
    # Without a language of its own it would have the feed's, which is a wrong one as often as not.
    item.house.entry, item.house.inherits = entry, bool(channel.language)
