"""What feedgen does not write of RSS, as a feedgen extension."""

import re
from pathlib import PurePosixPath
from urllib.parse import urlsplit

from lxml import etree

from app.feeds.channel import FRESH, Channel
from app.feeds.entry import Entry, Lead

ATOM = "http://www.w3.org/2005/Atom"
DC = "http://purl.org/dc/elements/1.1/"
MEDIA = "http://search.yahoo.com/mrss/"
HISTORY = "http://purl.org/syndication/history/1.0"
SYNDICATION = "http://purl.org/rss/1.0/modules/syndication/"
_HOUR = 3600

# The Best Practices Profile: readers disagree on how often to decode plain text, and agree on
# these.
_REFERENCES = {"&": "#x26", "<": "#x3C"}
# Not the mimetypes module: its answers depend on the machine.
_IMAGE_TYPES = {
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".png": "image/png",
    ".gif": "image/gif",
    ".webp": "image/webp",
    ".avif": "image/avif",
    ".svg": "image/svg+xml",
}


class RssFeedExtension:
    """The channel: namespaces, rhythm, its documents and hubs as links, and plain text as the
    Profile wants it.
    """

    def __init__(self) -> None:
        self.channel: Channel | None = None

    def extend_ns(self) -> dict[str, str]:
        """The prefixes that channel and items use."""
        archive = (
            {"fh": HISTORY} if self.channel is not None and self.channel.part == "archive" else {}
        )
        return {"dc": DC, "media": MEDIA, "sy": SYNDICATION} | archive

    def extend_rss(self, root: etree._Element) -> etree._Element:
        """Complete the channel; its items are not there yet."""
        channel = root[0]
        _add(channel, SYNDICATION, "updatePeriod", "hourly")
        if self.channel is not None:
            often = _HOUR // FRESH[self.channel.part]
            _add(channel, SYNDICATION, "updateFrequency", str(often))
        _add(channel, SYNDICATION, "updateBase", "2000-01-01T00:00:00Z")
        if self.channel is not None:
            _relate(channel, self.channel)
        for name in (
            "title",
            "description",
            "copyright",
            "managingEditor",
            "category",
            "image/title",
        ):
            _refer(channel.find(name))
        return root


def _relate(element: etree._Element, channel: Channel) -> None:
    """The other documents of the feed and its hubs; feedgen writes `self` alone."""
    for rel, url in channel.links("rss"):
        kind = {} if rel == "hub" else {"type": "application/rss+xml"}
        etree.SubElement(element, f"{{{ATOM}}}link", {"href": url, "rel": rel, **kind})
    if channel.part == "archive":
        etree.SubElement(element, f"{{{HISTORY}}}archive")


class RssItemExtension:
    """An item: creator, language, last change, the original, the lead picture."""

    def __init__(self) -> None:
        self.entry: Entry | None = None

    def extend_rss(self, item: etree._Element) -> etree._Element:
        """Complete an item."""
        if self.entry is not None:
            _complete(item, self.entry)
        for child in item:
            if child.tag in ("title", "category", "source"):
                _refer(child)
        return item


def _complete(item: etree._Element, entry: Entry) -> None:
    for name in entry.authors:
        _refer(_add(item, DC, "creator", name))
    if entry.language:
        _add(item, DC, "language", entry.language)
    if entry.revised:
        _add(item, ATOM, "updated", entry.updated.isoformat())
    if entry.original:
        etree.SubElement(item, f"{{{ATOM}}}link", {"href": entry.original, "rel": "via"})
    if entry.lead is not None:
        _add_picture(item, entry.lead)


def _add_picture(item: etree._Element, picture: Lead) -> None:
    kind = picture.type or _image_type(picture.url)
    if picture.size:
        etree.SubElement(
            item, "enclosure", {"url": picture.url, "length": str(picture.size), "type": kind}
        )
    facts = {
        "url": picture.url,
        "fileSize": str(picture.size or ""),
        "medium": "image",
        "type": kind,
        "width": str(picture.width or ""),
        "height": str(picture.height or ""),
    }
    media = etree.SubElement(
        item, f"{{{MEDIA}}}content", {name: value for name, value in facts.items() if value}
    )
    size = {name: value for name, value in facts.items() if value and name in ("width", "height")}
    etree.SubElement(item, f"{{{MEDIA}}}thumbnail", {"url": picture.url, **size})
    if text := picture.caption or picture.alt:
        _refer(_add(media, MEDIA, "description", text, type="plain"))
    if picture.credit:
        _refer(_add(media, MEDIA, "credit", picture.credit, role="photographer", scheme="urn:ebu"))


def _image_type(url: str) -> str:
    return _IMAGE_TYPES.get(PurePosixPath(urlsplit(url).path).suffix.lower(), "")


def _add(
    parent: etree._Element, namespace: str, name: str, text: str, **attributes: str
) -> etree._Element:
    element = etree.SubElement(parent, f"{{{namespace}}}{name}", attributes)
    element.text = text
    return element


def _refer(element: etree._Element | None) -> None:
    """Write & and < of an element's text as hexadecimal references."""
    if element is None:
        return
    first, *rest = re.split("([&<])", element.text or "")
    element.text = first
    for mark, text in zip(rest[::2], rest[1::2], strict=True):
        reference = etree.Entity(_REFERENCES[mark])
        reference.tail = text
        element.append(reference)
