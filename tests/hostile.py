"""HTML made to keep parsers busy: each a unit that is repeated, and how deep it would be nested."""

import sys
from collections.abc import Callable
from contextlib import suppress
from types import FrameType
from typing import Any, cast

from html5lib import HTMLParser
from lxml import etree

UNITS = {
    "bold": "<b>",
    "boxes": "<div>",
    "quotes": "<blockquote>",
    "lists": "<ul><li>",
    "tables": "<table><tr><td>",
    "fonts in paragraphs": "<p><font color=a>",
    "bold that differs": "<p><b id={}>x</p>",
    "ends in attributes": '<div title="</div>">',
    "ends in quotes of one kind": "<div title='\">'></div\"'>",
    "ends in comments": "<div><!-- </div> -->",
    "ends in short comments": "<div><!--></div><!-- -->",
    "ends in scripts": "<div><script>'</div>'</script>",
    "scripts within scripts": "<div><script><!--<script></script></div></script>",
    "scripts that go on": "<div><script><!--<script></script><b></script>",
    "columns in pictures": "<col><tr><svg>",
    "styles in pictures": "<b><svg><style></b></style>",
    "ends of others": "<section><div></section>",
    "ends within cells": "<div><table><tr><td></div></table>",
    "definitions": "<dd>",
    "capitals": "<DIV>",
    "forms": "<div><form><span></form></div>",
    "choices": "<div><select></div></select>",
    "tags of pieces": "<<svg>div>",
    "tags of references": "<&#1;div>",
    "unfinished": "<div a='",
}


def hostile(unit: str, times: int) -> str:
    return "".join(unit.replace("{}", str(number)) for number in range(times)) + "end"


def depth_in_browsers(html: str) -> int:
    """How deep a browser nests a fragment, told by html5lib."""
    tree = HTMLParser().parseFragment(html, scripting=True)
    deepest, waiting = 0, [(tree, 0)]
    while waiting:
        node, depth = waiting.pop()
        deepest = max(deepest, depth)
        waiting.extend((child, depth + 1) for child in node)
    return deepest


class _Depth:
    """Counts how deep elements are nested that a parser tells of."""

    def __init__(self) -> None:
        self.depth = self.deepest = 0

    def start(self, name: str, attributes: Any) -> None:
        self.depth += 1
        self.deepest = max(self.deepest, self.depth)

    def end(self, name: str) -> None:
        self.depth -= 1

    def data(self, text: str) -> None:
        """Nothing of it nests."""

    def close(self) -> None:
        """Nothing is made of it."""


def depth_in_libxml(html: str) -> int:
    """How deep libxml2 nests a page, of which no tree is built."""
    depth = _Depth()
    parser = etree.HTMLParser(target=cast(Any, depth), huge_tree=True)
    parser.feed(html)
    parser.close()
    return depth.deepest


def depth_in_xml(text: str) -> int:
    """How deep the elements of XML are nested, up to where it is none any more."""
    depth = _Depth()
    parser = etree.XMLParser(target=cast(Any, depth), huge_tree=True)
    with suppress(etree.XMLSyntaxError):
        parser.feed(text)
        parser.close()
    return depth.deepest


def watched(call: Callable[..., Any], seen: Callable[[Any], None]) -> Callable[..., Any]:
    """A function that first shows what it is given."""

    def calling(given: Any, *rest: Any, **named: Any) -> Any:
        seen(given)
        return call(given, *rest, **named)

    return calling


def steps(call: Callable[[], Any]) -> int:
    """The lines of our own that run, and the functions of others that they call."""
    count = 0

    def line(frame: FrameType, event: str, _: Any) -> Any:
        nonlocal count
        count += 1
        return line

    def enter(frame: FrameType, event: str, _: Any) -> Any:
        return line if "/scrapers/" in frame.f_code.co_filename else None

    before = sys.gettrace()
    sys.settrace(enter)
    try:
        call()
    finally:
        sys.settrace(before)
    return count
