"""What feedgen writes wrongly of Atom, or not at all, as a feedgen extension."""

from collections.abc import Sequence

from lxml import etree

from app.feeds.channel import Channel
from app.feeds.entry import Entry, Tombstone

_DELETED = "http://purl.org/atompub/tombstones/1.0"
_HISTORY = "http://purl.org/syndication/history/1.0"
_UNDETERMINED = "und"  # BCP 47, section 4.1
_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


class AtomFeedExtension:
    """The feed: its documents and hubs as links (RFC 5005, WebSub), and what left it (RFC 6721)."""

    def __init__(self) -> None:
        self.channel: Channel | None = None
        self.tombstones: Sequence[Tombstone] = ()

    def extend_ns(self) -> dict[str, str]:
        """The prefixes that feed and tombstones use, where they are used."""
        archive = (
            {"fh": _HISTORY} if self.channel is not None and self.channel.part == "archive" else {}
        )
        return archive | ({"at": _DELETED} if self.tombstones else {})

    def extend_atom(self, feed: etree._Element) -> etree._Element:
        """Complete the feed; its entries are not there yet."""
        channel = self.channel
        if channel is None:
            return feed
        links = feed.findall("link")
        after = links[-1]
        for rel, url in reversed(channel.links("atom")):
            kind = {} if rel == "hub" else {"type": "application/atom+xml"}
            after.addnext(etree.Element("link", {"rel": rel, "href": url, **kind}))
        if channel.part == "archive":
            etree.SubElement(feed, f"{{{_HISTORY}}}archive")
        for stone in self.tombstones:
            element = etree.SubElement(
                feed,
                f"{{{_DELETED}}}deleted-entry",
                {"ref": stone.tag, "when": stone.when.isoformat()},
            )
            etree.SubElement(element, f"{{{_DELETED}}}comment").text = stone.comment
        return feed


class AtomEntryExtension:
    """An entry: its language, links with rel and type, and the feed it came from. `inherits` says
    that the feed has a language.
    """

    def __init__(self) -> None:
        self.entry: Entry | None = None
        self.inherits = False

    def extend_atom(self, element: etree._Element) -> etree._Element:
        """Complete an entry."""
        if self.entry is not None:
            if self.entry.language or self.inherits:
                element.set(_LANG, self.entry.language or _UNDETERMINED)
            _complete(element, self.entry)
        return element


def _complete(element: etree._Element, entry: Entry) -> None:
    # feedgen gives Atom's names no namespace but an attribute called xmlns, so ours have none
    # either.
    for title in element.findall("title"):
        title.set("type", "text")
    _relink(element, entry)
    if entry.original:
        _add_source(element, entry)


def _relink(element: etree._Element, entry: Entry) -> None:
    """Write the links anew: feedgen loses all but their addresses, which makes every one an article
    link.
    """
    for link in element.findall("link"):
        element.remove(link)
    language = {"hreflang": entry.language} if entry.language else {}
    etree.SubElement(
        element, "link", {"rel": "alternate", "type": "text/html", "href": entry.url, **language}
    )
    if entry.original:
        etree.SubElement(
            element, "link", {"rel": "via", "type": "text/html", "href": entry.original}
        )
    if entry.lead is not None and entry.lead.size:
        picture = {
            "rel": "enclosure",
            "type": entry.lead.type,
            "length": str(entry.lead.size),
            "href": entry.lead.url,
        }
        etree.SubElement(element, "link", picture)


def _add_source(element: etree._Element, entry: Entry) -> None:
    source = etree.SubElement(element, "source")
    # All that is known of the origin's last change is that it had this story by then.
    for name, text in (
        ("id", entry.source_id),
        ("title", entry.source_name),
        ("updated", entry.updated.isoformat()),
    ):
        etree.SubElement(source, name).text = text
    etree.SubElement(
        source, "link", {"rel": "alternate", "type": "text/html", "href": entry.source_url}
    )
