"""The story that a page holds as data for its script: the object that has its title and its text,
and what this and the object around it say of the story.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from html import unescape
from itertools import islice
from typing import Any
from urllib.parse import parse_qsl, quote, unquote, urlsplit

from lxml import html

from scrapers.articles.datafields import DataFields, fields_in_data
from scrapers.articles.datatext import are_records, markup_of, words_of
from scrapers.page.scriptdata import values_in_scripts
from scrapers.values import Page
from scrapers.words.addressed import is_address
from scrapers.words.text import clean_text, fold
from scrapers.words.urls import absolute, identity

_STOPS = re.compile(r"[.!?。！？…]")
_TITLE = re.compile(r"(?i)(?:article|news|story|post|main|full)?_?(?:title|headline|subject)$")
_PLAIN_TITLE = re.compile(r"(?i)title|headline")
_PART = re.compile(r"[^\W\d_]{2,40}|\d{4,20}")
_MOST_NODES, _MOST_TITLED, _DEEPEST_TITLE = 40_000, 40, 2
_SHORTEST_TITLE, _LONGEST_TITLE = 4, 250
_SHORTEST_TEXT, _FEWEST_STOPS = 50, 2
# A number or a name in an address that is no other page's by chance.
_SHORTEST_MARK = 5
# Texts as long as this share of the longest tell the same story.
_AS_LONG = 0.85

Object = dict[str, Any]


@dataclass(frozen=True, slots=True)
class DataStory:
    """A story in data: its text as markup, and what is said of it; empty where there is none."""

    title: str = ""
    markup: str = ""
    fields: DataFields = field(default_factory=DataFields)


def title_in_data(root: html.HtmlElement, url: str) -> str:
    """The title of the one story in a page's data whose own address or number is that of the page;
    "" when there is none, or there are two.
    """
    marks = _marks(url)
    if not marks:
        return ""
    here = (node for node, _ in _objects(root, marks) if _is_at(node, url, marks))
    titles = [
        title
        for node in islice(here, _MOST_TITLED)
        if (title := _own_title(node)) and _best_text(_texts_in(node, fold(title)))
    ]
    return titles[0] if len(set(map(fold, titles))) == 1 else ""


def story_in_data(root: html.HtmlElement, title: str, page: Page) -> DataStory:
    """The story with this title in a page's data.

    It is the longest that an object holds whose title, or that of an object in it, is the page's:
    names of keys differ, and another story's text stands by another title.
    """
    wanted = fold(title)
    if len(wanted) < _SHORTEST_TITLE:
        return DataStory()
    best = ""
    held: tuple[Object, ...] = ()
    for node, around in islice(_titled(root, title, wanted), _MOST_TITLED):
        holders = tuple(each for each in (node, around) if each is not None)
        texts = (_best_text(_texts_in(holder, wanted)) for holder in holders)
        text = next(filter(None, texts), "")
        if len(words_of(text)) > len(words_of(best)):
            best, held = text, holders
    return DataStory(title, best, fields_in_data(held, wanted, page)) if best else DataStory()


def _titled(
    root: html.HtmlElement, title: str, wanted: str
) -> Iterator[tuple[Object, Object | None]]:
    """The objects of which a string says the title, each with the one around it."""
    for node, around in _objects(root, _pieces(title)):
        if any(isinstance(text, str) and _says(text, wanted) for text in node.values()):
            yield node, around


def _objects(
    root: html.HtmlElement, wanted: Sequence[str]
) -> Iterator[tuple[Object, Object | None]]:
    """The objects of a page's data, each with the one that holds it; of data alone that has one of
    these words.
    """
    # What JSON-LD tells is read by `linked_data`.
    for value in values_in_scripts(root, linked=False, having=_spellings(wanted)):
        ahead: list[tuple[Any, Object | None]] = [(value, None)]
        seen: set[int] = set()
        for _ in range(_MOST_NODES):
            if not ahead:
                break
            node, around = ahead.pop()
            if id(node) in seen:
                continue  # what is folded may lead in circles
            seen.add(id(node))
            if isinstance(node, dict):
                yield node, around
                ahead += [(each, node) for each in node.values() if isinstance(each, dict | list)]
            elif isinstance(node, list):
                ahead += [(each, None) for each in node if isinstance(each, dict | list)]


def _spellings(words: Sequence[str]) -> tuple[str, ...]:
    """How words are written in data: as they are, escaped, encoded for an address."""
    return tuple(
        {
            spelling: None
            for word in words
            for spelling in (word, word.encode("unicode_escape").decode(), quote(word))
        }
    )


def _pieces(title: str) -> tuple[str, ...]:
    """The longest word of a title: data that has not even this does not say the title."""
    return (max(_PART.findall(title), key=len, default=title),)


def _says(text: str, wanted: str) -> bool:
    return len(text) <= 4 * len(wanted) + 20 and fold(text) == wanted


def _best_text(texts: Iterator[str]) -> str:
    """The longest of some texts; of those that are about as long the one with most markup."""
    every = list(texts)
    lengths = [len(words_of(text)) for text in every]
    longest = max(lengths, default=0)
    alike = [
        text for text, length in zip(every, lengths, strict=True) if length >= _AS_LONG * longest
    ]
    return max(alike, key=len, default="")


def _texts_in(node: Object, wanted: str, depth: int = _DEEPEST_TITLE) -> Iterator[str]:
    """The texts of an object and of those in it that are not another story's."""
    for value in node.values():
        if isinstance(value, list) and are_records(value):
            continue
        if isinstance(value, str | list) or (isinstance(value, dict) and _is_tree(value)):
            if _may_be_text(value) and _is_text(markup := markup_of(value)):
                yield markup
        elif isinstance(value, dict) and depth and not _is_other(value, wanted):
            yield from _texts_in(value, wanted, depth - 1)


def _may_be_text(value: Any) -> bool:
    return not isinstance(value, str) or len(value) >= _SHORTEST_TEXT


def _is_tree(value: Object) -> bool:
    """Whether an object is a text kept as a tree: it holds one list of objects, and no words."""
    lists = [each for each in value.values() if isinstance(each, list) and each]
    of_objects = [each for each in lists if isinstance(each[0], dict)]
    return len(of_objects) == 1 and not are_records(of_objects[0])


def _is_other(value: Object, wanted: str) -> bool:
    """Whether an object is titled otherwise."""
    title = _own_title(value)
    return bool(title) and fold(title) != wanted


def _own_title(node: Object) -> str:
    """What an object calls its title; what it calls simply so counts first."""
    told = [
        (not _PLAIN_TITLE.fullmatch(key), key, clean_text(unescape(words_of(value))))
        for key, value in node.items()
        if isinstance(value, str) and len(value) <= _LONGEST_TITLE and _TITLE.match(key)
    ]
    title = min(told, default=(True, "", ""))[2]
    return title if len(fold(title)) >= _SHORTEST_TITLE else ""


def _is_text(markup: str) -> bool:
    words = words_of(markup)
    return len(words) >= _SHORTEST_TEXT and len(_STOPS.findall(words)) >= _FEWEST_STOPS


def _marks(url: str) -> tuple[str, ...]:
    """The numbers and names in an address by which data may tell that it is of this page."""
    parts = urlsplit(url)
    names = [unquote(part).partition(".")[0] for part in parts.path.split("/")[-2:]]
    names += [value for _, value in parse_qsl(parts.query)]
    return tuple(
        name
        for name in names
        if len(name) >= _SHORTEST_MARK and any(map(str.isdigit, name)) and not _is_day(name)
    )


def _is_day(name: str) -> bool:
    return re.fullmatch(r"(?:19|20)\d\d-?\d\d(?:-?\d\d)?", name) is not None


def _is_at(node: Object, url: str, marks: Sequence[str]) -> bool:
    """Whether an object gives the address, the number or the name of this page as its own."""
    here = identity(url)
    for value in node.values():
        if isinstance(value, str | int) and str(value) in marks:
            return True
        if isinstance(value, str) and is_address(value) and identity(absolute(value, url)) == here:
            return True
    return False
