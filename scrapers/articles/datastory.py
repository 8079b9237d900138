"""The story that a page holds as data for its script: the text beside the title of the page."""

import re
from collections.abc import Iterator
from typing import Any

from lxml import html

from scrapers.page.scriptdata import values_in_scripts
from scrapers.words.text import clean_html, fold, plain_text

_STOPS = re.compile(r"[.!?。！？…]")
_MOST_NODES, _DEEPEST_TITLE = 20_000, 2
_SHORTEST_TITLE, _SHORTEST_TEXT, _FEWEST_STOPS = 4, 50, 2


def story_in_data(root: html.HtmlElement, title: str, url: str) -> str:
    """The paragraphs of the story with this title in the page's data; "" when there is none.

    Its text is the longest that an object holds whose title, or that of an object around it, is the
    page's: names of keys differ, and another story's text stands by another title.
    """
    wanted = fold(title)
    if len(wanted) < _SHORTEST_TITLE:
        return ""
    texts = (_longest_text(node) for node in _titled(root, wanted))
    return plain_text(clean_html(max(texts, key=len, default=""), url))


def _titled(root: html.HtmlElement, wanted: str) -> Iterator[dict[str, Any]]:
    """The objects of which a string says the title."""
    # What JSON-LD tells is read by `linked_data`.
    for value in values_in_scripts(root, linked=False):
        ahead: list[Any] = [value]
        for _ in range(_MOST_NODES):
            if not ahead:
                break
            node = ahead.pop()
            if isinstance(node, dict):
                if any(isinstance(text, str) and _says(text, wanted) for text in node.values()):
                    yield node
                ahead += node.values()
            elif isinstance(node, list):
                ahead += node


def _says(text: str, wanted: str) -> bool:
    return len(text) <= 4 * len(wanted) + 20 and fold(text) == wanted


def _longest_text(node: dict[str, Any]) -> str:
    """The longest text of an object, its own or that of what it holds: a string with sentences, or
    the strings of a list, in order.
    """
    return max(_texts(node, _DEEPEST_TITLE), key=len, default="")


def _texts(value: Any, depth: int) -> Iterator[str]:
    if isinstance(value, str):
        if _is_text(value):
            yield value
    elif isinstance(value, list):
        paragraphs = [text for each in value if (text := _paragraph(each))]
        whole = "".join(f"<p>{text}</p>" for text in paragraphs)
        if _is_text(whole):
            yield whole
    elif isinstance(value, dict) and depth:
        for each in value.values():
            yield from _texts(each, depth - 1)


def _paragraph(value: Any) -> str:
    """The text of one block of a list: a string, or the longest of an object's own."""
    if isinstance(value, dict):
        strings = (each for each in value.values() if isinstance(each, str))
        value = max(strings, key=len, default="")
    return value if isinstance(value, str) and _STOPS.search(value) else ""


def _is_text(value: str) -> bool:
    return len(value) >= _SHORTEST_TEXT and len(_STOPS.findall(value)) >= _FEWEST_STOPS
