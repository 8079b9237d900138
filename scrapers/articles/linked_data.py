"""What a page says of itself in JSON-LD (schema.org): the article that it is, if it says so."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import unescape
from typing import Any
from urllib.parse import urlsplit

from lxml import html

from scrapers.words.text import clean_text, fold
from scrapers.words.urls import absolute, identity

_ARTICLES = re.compile(r"(?:Article|BlogPosting|Posting|Report|NewsStory|Review)$")
_LONGEST = 4_000_000
_MOST_NODES = 20_000
_BREAKS = re.compile(r"(?i)<br\s*/?>|</(?:p|div|h[1-6]|li|blockquote)>")
_TAGS = re.compile(r"<[^<>]{1,2000}>")
_WRAPPING = re.compile(r"^\s*(?://)?\s*(?:<!\[CDATA\[|<!--)|(?://)?\s*(?:\]\]>|-->)\s*$")
_LOOSE_COMMA = re.compile(r",(\s*[}\]])")
_HAN = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]")
_WORD = re.compile(r"[^\W_\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]{2,}")
# Data shortens headlines and puts them otherwise; two stories share hardly a third of the words.
_SHORTEST_TITLE, _SHARED_WORDS = 6, 0.5


@dataclass(frozen=True, slots=True)
class Signature:
    """An author as the data names one; `kind` is its schema.org type, "" where none is told."""

    name: str
    kind: str = ""


@dataclass(frozen=True, slots=True)
class LinkedArticle:
    """An article's own words about itself; fields that are not said are empty. Dates are as
    written, `body` is plain text, `urls` are the addresses that it gives as its own.
    """

    title: str = ""
    published: str = ""
    modified: str = ""
    authors: tuple[Signature, ...] = ()
    pictures: tuple[str, ...] = ()
    body: str = ""
    summary: str = ""
    section: str = ""
    language: str = ""
    publisher: str = ""
    urls: tuple[str, ...] = ()


def linked_article(
    root: html.HtmlElement, url: str = "", titles: Sequence[str] = ()
) -> LinkedArticle:
    """The article among a page's JSON-LD nodes that says most of itself; an empty one when there is
    none. Never raises.

    `url` and `titles` are what the page is called elsewhere: a node that names neither of them, but
    another address or headline, is another story's.
    """
    nodes = list(_nodes(root))
    named = _named(nodes)
    stories = [_read(node, named) for node in nodes if _is_article(node)]
    own = [story for story in stories if _is_own(story, url, titles)]
    return max(
        own, key=lambda story: (_is_at(story, url), *_wealth(story)), default=LinkedArticle()
    )


def _named(nodes: Sequence[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """The nodes by their @id; a reference has one too, and says nothing else."""
    named: dict[str, dict[str, Any]] = {}
    for node in nodes:
        mark = node.get("@id")
        if isinstance(mark, str) and len(node) > len(named.get(mark, ())):
            named[mark] = node
    return named


def _is_own(story: LinkedArticle, url: str, titles: Sequence[str]) -> bool:
    """Whether a node tells of this page: by its address or its headline, or it names neither."""
    if not url and not titles:
        return True
    if _is_at(story, url) or any(_alike(story.title, title) for title in titles):
        return True
    says_which = bool(story.title and titles) or any(
        urlsplit(own).path.strip("/") for own in story.urls
    )
    return not says_which


def _is_at(story: LinkedArticle, url: str) -> bool:
    here = identity(url) if url else ""
    return bool(here) and any(identity(absolute(own, url)) == here for own in story.urls)


def _alike(one: str, other: str) -> bool:
    """Whether two titles are of one story: most words of the shorter stand in the longer, or one
    begins with the other.
    """
    short, long = sorted((fold(one), fold(other)), key=len)
    if len(short) < _SHORTEST_TITLE:
        return bool(short) and short == long
    if short in long:
        return True
    few, many = sorted((_pieces(one), _pieces(other)), key=len)
    return bool(few) and len(few & many) >= _SHARED_WORDS * len(few)


def _pieces(text: str) -> set[str]:
    """The words of a title; of one in a script without spaces, its pairs of characters."""
    words = {word.casefold() for word in _WORD.findall(text)}
    han = "".join(_HAN.findall(text))
    return words | {han[at : at + 2] for at in range(len(han) - 1)}


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


def _read(node: dict[str, Any], named: Mapping[str, dict[str, Any]]) -> LinkedArticle:
    signers = _list(node.get("author") or node.get("creator"))
    signed = [each for signer in signers for each in _signatures(signer, named)]
    pictures = [_address(_followed(each, named)) for each in _list(node.get("image"))]
    places = (node.get("url"), node.get("mainEntityOfPage"), node.get("@id"))
    sections = [_words(each) for each in _list(node.get("articleSection"))]
    return LinkedArticle(
        title=_words(node.get("headline")) or _words(node.get("name")),
        published=_words(node.get("datePublished")),
        modified=_words(node.get("dateModified")),
        authors=tuple(dict.fromkeys(each for each in signed if each.name)),
        pictures=tuple(filter(None, pictures)),
        body=_body(node.get("articleBody")),
        summary=_words(node.get("description")),
        section=next(filter(None, sections), ""),
        language=_words(node.get("inLanguage")),
        publisher=_name(_followed(node.get("publisher"), named)),
        urls=tuple(url for place in places if (url := _place(place)).startswith(("http", "/"))),
    )


def _followed(value: Any, named: Mapping[str, dict[str, Any]]) -> Any:
    """What a reference (`{"@id": ...}`) stands for, else the value itself."""
    reference = value.get("@id") if isinstance(value, dict) and not value.get("name") else None
    return named.get(reference, value) if isinstance(reference, str) else value


def _signatures(value: Any, named: Mapping[str, dict[str, Any]]) -> list[Signature]:
    """Who signs; one object may name several people."""
    author = _followed(value, named)
    if not isinstance(author, dict):
        return [Signature(_words(author))]
    kind = next((each for each in _list(author.get("@type")) if isinstance(each, str)), "")
    return [Signature(_words(name), kind) for name in _list(author.get("name"))]


def _place(value: Any) -> str:
    """The address of a page, which may be wrapped in its own object."""
    if isinstance(value, dict):
        value = value.get("@id") or value.get("url")
    return value.strip() if isinstance(value, str) else ""


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _words(value: Any) -> str:
    """Plain text of a value that should be text; publishers escape once too often."""
    return clean_text(_TAGS.sub("", unescape(unescape(value)))) if isinstance(value, str) else ""


def _name(value: Any) -> str:
    if isinstance(value, dict):
        names = _list(value.get("name"))
        return ", ".join(filter(None, map(_words, names)))
    return _words(value)


def _address(value: Any) -> str:
    if isinstance(value, dict):
        value = value.get("url") or value.get("contentUrl") or value.get("@id")
    return value.strip() if isinstance(value, str) else ""


def _body(value: Any) -> str:
    if not isinstance(value, str):
        return ""
    plain = _TAGS.sub(" ", _BREAKS.sub("\n", unescape(unescape(value))))
    return "\n".join(text for line in plain.splitlines() if (text := clean_text(line)))
