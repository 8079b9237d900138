"""Sources from an OPML file, as feed readers write it: its feeds and lists, the folders as
sections.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from lxml import etree

from app.desk.sources import Look, add_source, preview
from app.fetch import Fetcher
from app.store import Store
from app.values.errors import Conflict, FetchError, InputError
from app.values.keys import slug_of
from app.values.model import Rights, Source, SourceSpec
from app.values.settings import Settings
from scrapers.words.text import clean_text
from scrapers.words.urls import canonical, identity

State = Literal["new", "polled already", "twice in the file", "no address"]
_LARGEST, _MOST = 5_000_000, 2000
# A feed's own address before that of the page that it belongs to.
_ADDRESSES = ("xmlurl", "url", "htmlurl")
_LONGEST = 120
# What some readers put before an address, or in the place of its scheme.
_FEED = re.compile(r"(?i)^feed:(?:(https?:)|(?=//))")


@dataclass(frozen=True, slots=True)
class Outlined:
    """An entry of the file: what it names, the folder it stands in, and whether it can be added."""

    url: str
    title: str
    section: str
    state: State


@dataclass(frozen=True, slots=True)
class Imported:
    """What became of an entry: the source it is now, or why it is none."""

    entry: Outlined
    source: Source | None
    problem: str = ""


def outlined(body: bytes, store: Store) -> list[Outlined]:
    """What a file holds, in its order, and which of that is new. Stores nothing. InputError when it
    is no OPML file.
    """
    known = {source.key for source in store.sources.all()}
    met: set[str] = set()
    entries = []
    for url, title, section in _outlines(_root(body)):
        key = identity(url)
        entries.append(Outlined(canonical(url) or url, title, section, _state(key, known, met)))
        met.add(key)
    if not entries:
        raise InputError("there are no feeds or lists in this file")
    return entries


def _state(key: str, known: set[str], met: set[str]) -> State:
    if not key:
        return "no address"
    if key in known:
        return "polled already"
    return "twice in the file" if key in met else "new"


def import_outlined(
    entries: Sequence[Outlined],
    fetcher: Fetcher,
    store: Store,
    settings: Settings,
    by: str,
    now: datetime,
    *,
    rights: Rights,
    review: bool,
) -> Iterator[Imported]:
    """Add the new ones among these, each after a look at what it shows; one that cannot be read
    keeps no other from being added.
    """
    for entry in entries:
        if entry.state != "new":
            continue
        spec = SourceSpec(entry.url, "", entry.title, entry.section, rights=rights, review=review)
        try:
            seen = preview(Look(entry.url, settings.zone.key), fetcher, now)
            named = replace(spec, slug=_free(entry.title or seen.listing.title, store))
            yield Imported(entry, add_source(named, seen, store, settings, by, now))
        except (Conflict, FetchError, InputError) as error:
            yield Imported(entry, None, str(error))


def _free(title: str, store: Store) -> str:
    """A short name that no source has; "" where the title gives none."""
    taken = {source.slug for source in store.sources.all()}
    slug = slug_of(title)[:56].strip("-")
    names = (slug, *(f"{slug}-{number}" for number in range(2, len(taken) + 3)))
    return next(name for name in names if name not in taken) if slug else ""


def _root(body: bytes) -> etree._Element:
    if len(body) > _LARGEST:
        raise InputError("this is larger than an OPML file can be")
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, huge_tree=False, remove_comments=True
    )
    try:
        root = etree.fromstring(body.lstrip(), parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise InputError(
            "this is no OPML file; export one from a feed reader, where it is often called "
            "“subscriptions”"
        ) from error
    if etree.QName(root).localname.lower() != "opml":
        raise InputError(
            "this is XML, but no OPML file; a feed itself is added with its address by `sources "
            "add`"
        )
    return root


def _outlines(root: etree._Element) -> Iterator[tuple[str, str, str]]:
    """Address, title and folder of each entry."""
    for number, outline in enumerate(root.iter("outline")):
        if number >= _MOST:
            raise InputError(
                "there are more than %(most)s entries in this file; part it", most=_MOST
            )
        told = _attributes(outline)
        if url := next((told[name] for name in _ADDRESSES if told.get(name)), ""):
            yield _FEED.sub(lambda found: found[1] or "http:", url), _title(told), _folder(outline)


def _folder(outline: etree._Element) -> str:
    """The folder that an entry stands in, by its own name; "" for none."""
    parent = outline.getparent()
    if parent is None or parent.tag != "outline":
        return ""
    told = _attributes(parent)
    return "" if any(told.get(name) for name in _ADDRESSES) else _title(told)


def _title(told: dict[str, str]) -> str:
    return (told.get("title") or told.get("text") or "")[:_LONGEST]


def _attributes(outline: etree._Element) -> dict[str, str]:
    """What an entry says of itself; the names are written in any case."""
    return {str(name).lower(): clean_text(str(value)) for name, value in outline.attrib.items()}
