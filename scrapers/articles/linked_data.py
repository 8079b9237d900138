"""What a page says of itself in JSON-LD (schema.org): the article that it is, if it says so."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from typing import Any

from lxml import html

from scrapers.words.text import clean_text

_ARTICLES = re.compile(r"(?:Article|BlogPosting|Posting|Report|NewsStory|Review)$")
_LONGEST = 4_000_000
_MOST_NODES = 20_000
_BREAKS = re.compile(r"(?i)<br\s*/?>|</(?:p|div|h[1-6]|li|blockquote)>")
_TAGS = re.compile(r"<[^<>]{1,2000}>")
_WRAPPING = re.compile(r"^\s*(?://)?\s*(?:<!\[CDATA\[|<!--)|(?://)?\s*(?:\]\]>|-->)\s*$")
_LOOSE_COMMA = re.compile(r",(\s*[}\]])")


@dataclass(frozen=True, slots=True)
class LinkedArticle:
    """An article's own words about itself; fields that are not said are empty. Dates are as
    written, `body` is plain text.
    """

    title: str = ""
    published: str = ""
    authors: tuple[str, ...] = ()
    pictures: tuple[str, ...] = ()
    body: str = ""
    language: str = ""
    publisher: str = ""


def linked_article(root: html.HtmlElement) -> LinkedArticle:
    """The article among a page's JSON-LD nodes that says most of itself; an empty one when there is
    none. Never raises.
    """
    found = [_read(node) for node in _nodes(root) if _is_article(node)]
    return max(found, key=_wealth, default=LinkedArticle())


def linked_list(root: html.HtmlElement) -> list[str]:
    """The addresses, as written, in the longest ItemList (schema.org) of a page, if it has one."""
    lists = [_entries(node) for node in _nodes(root) if _is_list(node)]
    return max(lists, key=len, default=[])


def _entries(node: dict[str, Any]) -> list[str]:
    addresses = map(_entry, _list(node.get("itemListElement")))
    return [url for url in addresses if url]


def _is_list(node: dict[str, Any]) -> bool:
    return "ItemList" in _list(node.get("@type"))


def _entry(value: Any) -> str:
    """The address of an entry: its own, or that of the item it wraps."""
    return (
        (_address(value) or _address(value.get("item")))
        if isinstance(value, dict)
        else _address(value)
    )


def _wealth(article: LinkedArticle) -> tuple[bool, bool, int]:
    return bool(article.title and article.published), bool(article.title), len(article.body)


def _nodes(root: html.HtmlElement) -> Iterator[dict[str, Any]]:
    """Every JSON object of the page's JSON-LD, outer ones first."""
    scripts = [script for script in root.iter("script") if _is_linked_data(script)]
    ahead: list[Any] = [_parse(script.text or "") for script in scripts]
    for _ in range(_MOST_NODES):
        if not ahead:
            return
        value = ahead.pop(0)
        if isinstance(value, dict):
            yield value
        ahead += _inner(value)


def _is_linked_data(script: html.HtmlElement) -> bool:
    return "ld+json" in (script.get("type") or "").lower()


def _inner(value: Any) -> list[Any]:
    """The objects and lists right inside a JSON value."""
    children = value.values() if isinstance(value, dict) else _list(value)
    return [child for child in children if isinstance(child, dict | list)]


def _parse(source: str) -> Any:
    """The value of a script, also when it is wrapped in comments or has a comma too many; None when
    it is no JSON.
    """
    source = _WRAPPING.sub("", source)
    if len(source) > _LONGEST:
        return None
    for text in (source, _LOOSE_COMMA.sub(r"\1", source)):
        try:
            return json.loads(text, strict=False)
        except (ValueError, RecursionError):
            continue
    return None


def _is_article(node: dict[str, Any]) -> bool:
    kinds = _list(node.get("@type"))
    return any(isinstance(kind, str) and _ARTICLES.search(kind) for kind in kinds)


def _read(node: dict[str, Any]) -> LinkedArticle:
    names = map(_name, _list(node.get("author") or node.get("creator")))
    pictures = map(_address, _list(node.get("image")))
    return LinkedArticle(
        title=_words(node.get("headline")) or _words(node.get("name")),
        published=_words(node.get("datePublished")),
        authors=tuple(dict.fromkeys(filter(None, names))),
        pictures=tuple(filter(None, pictures)),
        body=_body(node.get("articleBody")),
        language=_words(node.get("inLanguage")),
        publisher=_name(node.get("publisher")),
    )


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _words(value: Any) -> str:
    """Plain text of a value that should be text; publishers escape once too often."""
    return clean_text(_TAGS.sub("", unescape(unescape(value)))) if isinstance(value, str) else ""


def _name(value: Any) -> str:
    return _words(value.get("name")) if isinstance(value, dict) else _words(value)


def _address(value: Any) -> str:
    if isinstance(value, dict):
        value = value.get("url") or value.get("contentUrl") or value.get("@id")
    return value.strip() if isinstance(value, str) else ""


def _body(value: Any) -> str:
    if not isinstance(value, str):
        return ""
    plain = _TAGS.sub(" ", _BREAKS.sub("\n", unescape(unescape(value))))
    return "\n".join(text for line in plain.splitlines() if (text := clean_text(line)))
