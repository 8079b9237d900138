"""An item made ready for any format: what all three say is decided once, here.

Decision 0054.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from html import escape
from urllib.parse import urljoin
from zoneinfo import ZoneInfo

from app.feeds.channel import Channel, language_tag, local
from app.feeds.content import (
    bare_url,
    correction_notes,
    credit,
    item_url,
    original_url,
    section_path,
    shown_summary,
    source_name,
    spoken_language,
    tag_path,
    told_body,
    told_summary,
)
from app.feeds.media import media_path, with_media
from app.feeds.words import words_of
from app.values.keys import tag_slug
from app.values.model import Item
from scrapers.words.text import clean_chars, clean_text, shorten
from scrapers.words.urls import absolute

_TAG = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[!-~]+")
_TITLE_LIMIT = 80


@dataclass(frozen=True, slots=True)
class Lead:
    """The lead picture; type, size in bytes and pixels are empty and 0 as long as it is not kept
    here.
    """

    url: str
    caption: str
    alt: str
    credit: str
    type: str = ""
    size: int = 0
    width: int = 0
    height: int = 0


@dataclass(frozen=True, slots=True)
class Category:
    """What an item is filed under: a readable name, and the address of the page with all of that
    name.
    """

    name: str
    url: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One item of a feed. Texts are clean plain text, `body` and `credit` are sanitised HTML,
    instants are in the site's zone.

    `credit` is the last line, which says where the item comes from; `categories` begins with its
    section; `revised` says that the item was changed after publishing; `source_name`, `source_url`
    and `source_id` are of the origin, empty for written items; `lead` is there when its rights
    allow.
    """

    tag: str
    url: str
    title: str
    summary: str
    body: str
    credit: str
    authors: tuple[str, ...]
    language: str
    categories: tuple[Category, ...]
    original: str
    source_name: str
    source_url: str
    source_id: str
    published: datetime
    updated: datetime
    revised: bool
    status: str
    lead: Lead | None
    correction: str = ""
    edited: bool = False

    @property
    def content(self) -> str:
        """All of its HTML."""
        return self.body + self.credit


@dataclass(frozen=True, slots=True)
class Tombstone:
    """An item that left a feed for good (RFC 6721): its id, when, and why in words."""

    tag: str
    when: datetime
    comment: str


def prepare(items: Iterable[Item], channel: Channel, zone: ZoneInfo) -> list[Entry]:
    """The entries of a tidy channel in the order given, each id once; an item that no feed can
    carry is left out.
    """
    entries: dict[str, Entry] = {}
    for item in items:
        try:
            entries.setdefault(item.tag, _entry(item, channel, zone))
        except (ValueError, OverflowError):
            continue
    return list(entries.values())


def unfit(item: Item, channel: Channel, zone: ZoneInfo) -> str:
    """Why no feed can carry an item; empty when feeds can."""
    try:
        _entry(item, channel, zone)
    except (ValueError, OverflowError) as error:
        return str(error)
    return ""


def notice(item: Item, channel: Channel, zone: ZoneInfo) -> Entry:
    """What feeds without tombstones say in place of an item that was withdrawn: its words are gone,
    its id stays.
    """
    added, reason = words_of(channel.language), clean_text(item.note)
    words = added.because % (added.gone, reason) if reason else added.gone
    entry = _entry(item, channel, zone)
    return replace(
        entry,
        # Its usual address tells the headline.
        url=bare_url(channel.base_url, item),
        title=added.withdrawn,
        summary=words,
        body=f"<p>{escape(words, quote=False)}</p>",
        credit="",
        categories=entry.categories[:1],
        authors=(channel.site_title,),
        original="",
        source_name="",
        source_url="",
        source_id="",
        updated=local(max(item.published_at, item.withdrawn_at or item.changed_at), zone),
        revised=True,
        lead=None,
        correction="",
        language=channel.language,
    )


def tombstone(item: Item, channel: Channel, zone: ZoneInfo) -> Tombstone:
    """What Atom says of an item that was withdrawn, or that lives on in another."""
    added = words_of(channel.language)
    into = f"{channel.base_url}/items/{item.merged_into}/"
    words = added.merged % into if item.merged_into else clean_text(item.note) or added.withdrawn
    return Tombstone(item.tag, local(item.withdrawn_at or item.changed_at, zone), words)


def _entry(item: Item, channel: Channel, zone: ZoneInfo) -> Entry:
    if not _TAG.fullmatch(item.tag):
        raise ValueError(f"no permanent id: {item.tag!r}")
    content, added = item.content, words_of(channel.language)
    notes = correction_notes(item, added)
    published, updated = local(item.published_at, zone), local(item.updated_at, zone)
    original = original_url(item)
    site = urljoin(original, "/")
    return Entry(
        tag=item.tag,
        url=item_url(channel.base_url, item),
        title=_title(item) or added.untitled,
        summary=" ".join(filter(None, [told_summary(item, added), *notes[:1]])),
        body=with_media(told_body(item, added), item, channel.base_url),
        credit=credit(item, added),
        authors=_authors(item) or (channel.site_title,),
        language=language_tag(spoken_language(content)),
        categories=_categories(item, channel.base_url),
        original=original,
        source_name=source_name(item) if original else "",
        source_url=site if original else "",
        # Several sources stand on one site, and none of their lists need have an address of its
        # own.
        source_id=absolute(f"{site}#{clean_text(item.source_slug)}", "") if original else "",
        published=published,
        updated=max(published, updated),
        revised=updated > published,
        status=item.status,
        lead=_lead(item, channel.base_url),
        correction=(notes or [""])[0],
        edited=bool(item.edited),
    )


def _categories(item: Item, base_url: str) -> tuple[Category, ...]:
    """Its section and its tags, each once."""
    section = clean_text(item.section.title) or clean_text(item.section.slug)
    filed = [Category(section, base_url + section_path(item.section.slug))] if section else []
    tags = filter(None, map(clean_text, item.content.tags))
    tagged = [Category(tag, base_url + tag_path(tag_slug(tag))) for tag in tags if tag_slug(tag)]
    return tuple(dict.fromkeys((*filed, *tagged)))


def _authors(item: Item) -> tuple[str, ...]:
    """Those who wrote it, each once, else who is credited for it."""
    names = tuple(dict.fromkeys(filter(None, map(clean_text, item.content.authors))))
    credited = clean_text(item.content.byline_source) or clean_text(item.source_title)
    return names or ((credited,) if credited else ())


def _title(item: Item) -> str:
    """Never empty: readers show an item without a title as nothing, or as its address."""
    return (
        clean_text(item.content.title)
        or shorten(shown_summary(item), _TITLE_LIMIT)
        or clean_text(item.section.title)
    )


def _lead(item: Item, base_url: str) -> Lead | None:
    """The first picture that is one."""
    first = next(
        (picture for picture in item.content.pictures if picture.url not in item.unfit), None
    )
    if item.rights != "full" or first is None:
        return None
    words = (clean_text(first.caption), clean_text(first.alt), clean_text(first.credit))
    if media := item.media.get(first.url):
        return Lead(
            base_url + media_path(media), *words, media.type, media.size, media.width, media.height
        )
    url = absolute(clean_chars(first.url), original_url(item))
    return Lead(url, *words, width=first.width or 0, height=first.height or 0) if url else None
