"""What a validator would say of a feed: the rules of RSS 2.0 and its Profile, of RFC 4287 and of
JSON Feed 1.1, written by hand.

Each function gives a list of complaints, empty for a feed that is in order.
"""

import json
import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urlsplit

from html5lib import HTMLParser
from lxml import etree

from app.feeds import Format
from app.feeds.content import credit, told_body
from app.values.model import Item

ATOM = "{http://www.w3.org/2005/Atom}"
DC = "{http://purl.org/dc/elements/1.1/}"
MEDIA = "{http://search.yahoo.com/mrss/}"
CONTENT = "{http://purl.org/rss/1.0/modules/content/}"
SYNDICATION = "{http://purl.org/rss/1.0/modules/syndication/}"
HISTORY = "{http://purl.org/syndication/history/1.0}"
DELETED = "{http://purl.org/atompub/tombstones/1.0}"
LANG = "{http://www.w3.org/XML/1998/namespace}lang"

_LANGUAGE = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*")
_RFC3339 = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:Z|[+-]\d\d:\d\d)")
_RFC822 = re.compile(
    r"(Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d (?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) \d{4} \d\d:\d\d:\d\d (?:GMT|[+-]\d{4})"
)
_MIME = re.compile(r"[a-z]+/[a-z0-9.+-]+")
_IRI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s<>\"{}|\\^`\x00-\x20]+")
_EMAIL = re.compile(r"[^@\s<>()]+@[^@\s<>()]+")
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")
_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_URLS = ("href", "src", "poster", "srcset")
_BANNED = ("script", "style", "iframe", "object", "embed", "form", "meta", "link")


def shown_content(item: Item) -> str:
    """All of the HTML that feeds show of an item, before its pictures are ours."""
    return told_body(item) + credit(item)


def complaints(format: Format, data: bytes) -> list[str]:
    """Everything that is wrong with a feed."""
    if data.startswith(b"\xef\xbb\xbf"):
        return ["it begins with a byte order mark"]
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        return [f"it is no UTF-8: {error}"]
    if format == "json":
        return list(_json(text))
    if "<!DOCTYPE" in text or "<!ENTITY" in text:
        return ["it has a DTD"]
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        return [f"it is not well-formed: {error}"]
    found = list(_rss(root) if format == "rss" else _atom(root))
    return found + [
        f"a forbidden character in {node.tag}"
        for node in root.iter("*")
        if node.text and _FORBIDDEN.search(node.text)
    ]


def _once(parent: Any, *names: str, optional: bool = False) -> Iterator[str]:
    for name in names:
        count = len(parent.findall(name))
        if count > 1 or (count < 1 and not optional):
            yield f"{count} times {name} in {parent.tag}"


def _only(parent: Any, allowed: set[str]) -> Iterator[str]:
    for child in parent:
        if isinstance(child.tag, str) and child.tag not in allowed:
            yield f"{child.tag} does not belong in {parent.tag}"


def _words(parent: Any, *names: str) -> Iterator[str]:
    for name in names:
        for node in parent.findall(name):
            text = "".join(node.itertext())
            if not text.strip() or text != " ".join(text.split()):
                yield f"{name} is blank or untidy: {text!r}"


def _url(value: str | None, what: str) -> Iterator[str]:
    if (
        not value
        or urlsplit(value).scheme not in ("http", "https")
        or not urlsplit(value).netloc
        or not _IRI.fullmatch(value)
    ):
        yield f"{what} is no absolute address: {value!r}"


def _rss_date(value: str | None, what: str) -> Iterator[str]:
    if value is None or not _RFC822.fullmatch(value):
        yield f"{what} is no RFC 822 date: {value!r}"
    elif _DAYS[parsedate_to_datetime(value).weekday()] != value[:3]:
        yield f"{what} is not that day of the week: {value!r}"


def _date(value: str | None, what: str) -> Iterator[str]:
    if value is None or not _RFC3339.fullmatch(value):
        yield f"{what} is no RFC 3339 date: {value!r}"
    else:
        datetime.fromisoformat(value)


def html_complaints(html: str) -> Iterator[str]:
    """What is wrong with HTML in a feed: it must be balanced, harmless and stand by itself."""
    if _FORBIDDEN.search(html):
        yield "a forbidden character in content"
    parser = HTMLParser(namespaceHTMLElements=False)
    tree = parser.parseFragment(html)
    unexpected = [code for _, code, _ in parser.errors if "end-tag" in code or "eof" in code]
    if unexpected:
        yield f"unbalanced content: {unexpected[:3]} in {html[:80]!r}"
    for node in tree.iter():
        if node.tag in _BANNED:
            yield f"<{node.tag}> in content"
        for name, value in node.attrib.items():
            if str(name).startswith("on") or name == "style":
                yield f"{name} in content"
            if name in _URLS:
                yield from _url(value, f"{node.tag} {name}")


def _links(parent: Any, allowed: set[str]) -> Iterator[str]:
    seen = set()
    for link in parent.findall(f"{ATOM}link"):
        rel = link.get("rel", "alternate")
        if rel not in allowed:
            yield f"rel={rel}"
        yield from _url(link.get("href"), f"link {rel}")
        if link.get("type") is not None and not _MIME.fullmatch(link.get("type")):
            yield f"link type {link.get('type')}"
        key = (
            (rel, link.get("type"), link.get("hreflang"))
            if rel in ("alternate", "self")
            else (rel, link.get("href"))
        )
        if key in seen:
            yield f"DuplicateAtomLink {key}"
        seen.add(key)
        if link.get("length") is not None and not link.get("length").isdigit():
            yield f"length {link.get('length')}"


_NEIGHBOURS = {"self", "hub", "prev-archive", "next-archive", "current", "next", "previous"}


def _rss(root: Any) -> Iterator[str]:
    if root.tag != "rss" or root.get("version") != "2.0" or len(root) != 1:
        yield "no RSS 2.0"
        return
    (channel,) = root
    names = "title link description language copyright managingEditor pubDate lastBuildDate category generator docs ttl image item"
    extra = {
        f"{ATOM}link",
        f"{HISTORY}archive",
        *(SYNDICATION + name for name in ("updatePeriod", "updateFrequency", "updateBase")),
    }
    yield from _only(channel, {*names.split(), *extra})
    yield from _once(
        channel,
        "title",
        "link",
        "description",
        "lastBuildDate",
        "generator",
        "docs",
        "ttl",
        "image",
    )
    yield from _once(channel, "language", "copyright", "managingEditor", "pubDate", optional=True)
    yield from _words(
        channel,
        "title",
        "link",
        "description",
        "language",
        "copyright",
        "managingEditor",
        "category",
        "generator",
    )
    yield from _url(channel.findtext("link"), "channel link")
    yield from _rss_date(channel.findtext("lastBuildDate"), "lastBuildDate")
    if channel.find("pubDate") is not None:
        yield from _rss_date(channel.findtext("pubDate"), "pubDate")
    if (language := channel.findtext("language")) is not None and not _LANGUAGE.fullmatch(language):
        yield f"language {language}"
    editor = channel.find("managingEditor")
    if editor is not None and not _EMAIL.match("".join(editor.itertext()).partition(" (")[0]):
        yield "managingEditor without an address"
    yield from _image(channel)
    yield from _links(channel, _NEIGHBOURS)
    if len(channel.findall(f"{ATOM}link[@rel='self']")) != 1:
        yield "MissingSelf"
    if channel.findtext(f"{SYNDICATION}updatePeriod") not in (
        "hourly",
        "daily",
        "weekly",
        "monthly",
        "yearly",
    ):
        yield "updatePeriod"
    guids = [item.findtext("guid") for item in channel.findall("item")]
    if len(set(guids)) != len(guids):
        yield "DuplicateIds"
    for item in channel.findall("item"):
        yield from _rss_item(item)


def _image(channel: Any) -> Iterator[str]:
    image = channel.find("image")
    if image is None:
        return
    for name in ("title", "link"):
        here, there = ("".join(node.itertext()) for node in (image.find(name), channel.find(name)))
        if here != there:
            yield f"the image's {name} is not the channel's"
    if int(image.findtext("width") or 88) > 144 or int(image.findtext("height") or 31) > 400:
        yield "the image is too large"
    yield from _url(image.findtext("url"), "image url")


def _rss_item(item: Any) -> Iterator[str]:
    extra = {
        f"{CONTENT}encoded",
        f"{DC}creator",
        f"{DC}language",
        f"{ATOM}updated",
        f"{ATOM}link",
        f"{MEDIA}content",
        f"{MEDIA}thumbnail",
    }
    yield from _only(
        item,
        {
            "title",
            "link",
            "guid",
            "pubDate",
            "description",
            "category",
            "source",
            "enclosure",
            *extra,
        },
    )
    yield from _once(item, "title", "link", "guid", "pubDate")
    if item.find(f"{DC}creator") is None:
        yield "no creator"
    yield from _once(
        item,
        "description",
        "source",
        "enclosure",
        f"{CONTENT}encoded",
        f"{ATOM}updated",
        f"{DC}language",
        optional=True,
    )
    yield from _words(item, "title", f"{DC}creator", "category", "source")
    yield from _url(item.findtext("link"), "item link")
    guid = item.find("guid")
    if guid is None or guid.get("isPermaLink") != "false" or not _IRI.fullmatch(guid.text or ""):
        yield f"guid {guid if guid is None else guid.text!r}"
    yield from _rss_date(item.findtext("pubDate"), "item pubDate")
    if item.find(f"{ATOM}updated") is not None:
        yield from _date(item.findtext(f"{ATOM}updated"), "atom:updated")
    order = [child.tag for child in item]
    if (
        "description" in order
        and f"{CONTENT}encoded" in order
        and order.index("description") > order.index(f"{CONTENT}encoded")
    ):
        yield "content before description"
    yield from html_complaints(item.findtext(f"{CONTENT}encoded") or "")
    yield from html_complaints(item.findtext("description") or "")
    yield from _links(item, {"via"})
    for enclosure in item.findall("enclosure"):
        yield from _enclosure(enclosure.get("url"), enclosure.get("length"), enclosure.get("type"))
    for node in (*item.findall(f"{MEDIA}content"), *item.findall(f"{MEDIA}thumbnail")):
        yield from _url(node.get("url"), node.tag)
    source = item.find("source")
    if source is not None:
        yield from _url(source.get("url"), "source")


def _enclosure(url: str | None, length: str | None, kind: str | None) -> Iterator[str]:
    yield from _url(url, "enclosure")
    if not length or not length.isdigit() or not _MIME.fullmatch(kind or ""):
        yield f"enclosure length {length!r}, type {kind!r}"


def _atom(root: Any) -> Iterator[str]:
    if root.tag != f"{ATOM}feed":
        yield "no Atom"
        return
    names = "id title subtitle updated author link icon logo rights generator category entry"
    yield from _only(
        root,
        {*(ATOM + name for name in names.split()), f"{HISTORY}archive", f"{DELETED}deleted-entry"},
    )
    yield from _once(
        root,
        *(
            ATOM + name
            for name in ("id", "title", "updated", "author", "icon", "logo", "generator")
        ),
    )
    yield from _once(root, *(ATOM + name for name in ("subtitle", "rights")), optional=True)
    yield from _words(
        root,
        f"{ATOM}title",
        f"{ATOM}subtitle",
        f"{ATOM}rights",
        f"{ATOM}generator",
        f"{ATOM}author/{ATOM}name",
    )
    yield from _date(root.findtext(f"{ATOM}updated"), "feed updated")
    yield from _links(root, {"alternate", *_NEIGHBOURS})
    for rel in ("self", "alternate"):
        if len(root.findall(f"{ATOM}link[@rel='{rel}']")) != 1:
            yield f"rel={rel} is not there once"
    if (language := root.get(LANG)) is not None and not _LANGUAGE.fullmatch(language):
        yield f"xml:lang {language}"
    ids = [entry.findtext(f"{ATOM}id") for entry in root.findall(f"{ATOM}entry")]
    if len(set(ids)) != len(ids):
        yield "DuplicateIds"
    feed_updated = datetime.fromisoformat(root.findtext(f"{ATOM}updated"))
    for entry in root.findall(f"{ATOM}entry"):
        yield from _atom_entry(entry, feed_updated)
    stones = [
        (stone.get("ref"), stone.get("when")) for stone in root.findall(f"{DELETED}deleted-entry")
    ]
    if len(set(stones)) != len(stones):
        yield "a tombstone stands twice"
    for ref, when in stones:
        yield from _date(when, "tombstone")
        if ref in ids:
            yield f"{ref} is gone and there"


def _atom_entry(entry: Any, feed_updated: datetime) -> Iterator[str]:
    names = (
        "id title link published updated author contributor category summary content source rights"
    )
    yield from _only(entry, {ATOM + name for name in names.split()})
    yield from _once(entry, *(ATOM + name for name in ("id", "title", "published", "updated")))
    if entry.find(f"{ATOM}author") is None:
        yield "no author"
    yield from _once(
        entry, *(ATOM + name for name in ("summary", "content", "source", "rights")), optional=True
    )
    yield from _words(entry, f"{ATOM}title", f"{ATOM}author/{ATOM}name")
    yield from _links(entry, {"alternate", "via", "enclosure"})
    published, updated = (entry.findtext(f"{ATOM}{name}") for name in ("published", "updated"))
    yield from _date(published, "published")
    yield from _date(updated, "updated")
    if datetime.fromisoformat(updated) < datetime.fromisoformat(published):
        yield "updated before published"
    if datetime.fromisoformat(updated) > feed_updated:
        yield f"an entry is newer than its feed: {updated}"
    if len(entry.findall(f"{ATOM}link[@rel='alternate']")) != 1:
        yield "not one alternate link"
    if not _IRI.fullmatch(entry.findtext(f"{ATOM}id") or ""):
        yield "entry id"
    yield from _atom_content(entry)


def _atom_content(entry: Any) -> Iterator[str]:
    for name, kind in (("title", "text"), ("summary", "text"), ("content", "html")):
        node = entry.find(ATOM + name)
        if node is not None and node.get("type") != kind:
            yield f"{name} of type {node.get('type')}"
    yield from html_complaints(entry.findtext(f"{ATOM}content") or "")
    for link in entry.findall(f"{ATOM}link[@rel='enclosure']"):
        yield from _enclosure(link.get("href"), link.get("length"), link.get("type"))
    for category in entry.findall(f"{ATOM}category"):
        if not category.get("term"):
            yield "category without term"
    source = entry.find(f"{ATOM}source")
    if source is not None:
        yield from _once(source, f"{ATOM}id", f"{ATOM}title", f"{ATOM}updated")


_FEED_FIELDS = {
    "version": str, "title": str, "home_page_url": str, "feed_url": str, "description": str, "icon": str, "favicon": str, "language": str,
    "authors": list, "author": dict, "hubs": list, "next_url": str, "items": list,
}  # fmt: skip
_ITEM_FIELDS = {
    "id": str, "url": str, "external_url": str, "title": str, "content_html": str, "content_text": str, "summary": str, "image": str,
    "date_published": str, "date_modified": str, "authors": list, "author": dict, "tags": list, "language": str, "attachments": list,
    "_harbin_today": dict,
}  # fmt: skip


def _json(text: str) -> Iterator[str]:
    def refuse(constant: str) -> None:
        raise ValueError(constant)

    try:
        feed = json.loads(text, parse_constant=refuse)
    except ValueError as error:
        yield f"no JSON: {error}"
        return
    yield from _fields(
        feed, _FEED_FIELDS, ("version", "title", "items", "home_page_url", "feed_url")
    )
    if feed["version"] != "https://jsonfeed.org/version/1.1":
        yield "version"
    for name in ("home_page_url", "feed_url", "icon", "favicon", "next_url"):
        if name in feed:
            yield from _url(feed[name], name)
    if feed.get("next_url") == feed["feed_url"]:
        yield "next_url leads nowhere"
    yield from (f"hub {hub}" for hub in feed.get("hubs", []) if set(hub) != {"type", "url"})
    yield from _language(feed)
    ids = [item.get("id") for item in feed["items"]]
    if len(set(ids)) != len(ids):
        yield "DuplicateIds"
    for item in feed["items"]:
        yield from _json_item(item)


def _json_item(item: dict[str, Any]) -> Iterator[str]:
    yield from _fields(
        item,
        _ITEM_FIELDS,
        ("id", "url", "title", "date_published", "date_modified", "authors", "_harbin_today"),
    )
    if not item.get("content_html") and not item.get("content_text"):
        yield "no content"
    for name in ("url", "external_url", "image"):
        if name in item:
            yield from _url(item[name], name)
    for name in ("date_published", "date_modified"):
        yield from _date(item[name], name)
    if (
        item["date_modified"] < item["date_published"]
        and item["date_modified"][-6:] == item["date_published"][-6:]
    ):
        yield "modified before published"
    if not all(isinstance(tag, str) and tag and "&" not in tag for tag in item.get("tags", [])):
        yield f"tags {item['tags']}"
    names = [author["name"].strip() for author in item["authors"]]
    if not all(names) or item["author"]["name"] != ", ".join(names):
        yield "author"
    yield from html_complaints(item.get("content_html", ""))
    yield from _language(item)
    for kept in item.get("attachments", []):
        yield from _enclosure(kept["url"], str(kept["size_in_bytes"]), kept["mime_type"])
    if any("." in name for name in item["_harbin_today"]):
        yield "a dot in the name of an extension"


def _language(values: dict[str, Any]) -> Iterator[str]:
    if "language" in values and not _LANGUAGE.fullmatch(values["language"]):
        yield f"language {values['language']}"


def _fields(
    values: dict[str, Any], known: Mapping[str, type], required: tuple[str, ...]
) -> Iterator[str]:
    for name in required:
        if name not in values:
            yield f"{name} is missing"
    for name, value in values.items():
        if name not in known:
            yield f"unknown field {name}"
        elif not isinstance(value, known[name]) or (value in ("", []) and name != "items"):
            yield f"{name} is {value!r}"
        elif isinstance(value, str) and _FORBIDDEN.search(value):
            yield f"a forbidden character in {name}"
