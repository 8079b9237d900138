"""Drop capitals: the first letter of a story, set apart in an element of its own, put back before
the rest of its word.
"""

import re
from collections.abc import Iterator
from itertools import islice
from typing import Literal, NamedTuple

from lxml import html

_LEAVES = (
    "//body//*[not(*) and text() and string-length(normalize-space(.)) < 3]"
    "|//body//img[string-length(@alt) = 1]"
)
_INITIAL = re.compile(r"[\"'“”„‘«»]?[^\W\d_]")
_REST = re.compile(r"\s*([^\W\d_]+)")
_WORD = re.compile(r"[^\W\d_]{2,}")
# How such elements are named, or made large.
_NAMED = re.compile(r"(?i)drop-?_?cap|initial|first-?_?letter|lettrine|versal")
_LARGE = re.compile(r"(?i)font-size|float\s*:\s*left")
# Letters that are words in one language or another: "A silk mill".
_WORDS = frozenset("AEIOUYÀÁÉÓVKSZWАВИКОСУЯ")
_BLOCKS = frozenset("p div td li section article blockquote body".split())
# So many empty texts may stand between the letter and the rest; so many letters are looked at.
_FAR, _MOST = 5, 40


class _Place(NamedTuple):
    """A text of a tree: that of an element, or the one behind it."""

    holder: html.HtmlElement
    part: Literal["text", "tail"]

    @property
    def words(self) -> str:
        return getattr(self.holder, self.part) or ""


def join_initials(root: html.HtmlElement) -> None:
    """Put each drop capital back to its word.

    That it is one is told by its name or size, or by the word that it makes, where the page uses
    that elsewhere; nothing stands before it in its block.
    """
    for node in root.xpath(_LEAVES)[:_MOST]:
        letter = (node.get("alt", "") if node.tag == "img" else node.text).strip()
        if _INITIAL.fullmatch(letter) and letter[-1].isupper() and _begins(node):
            _join(node, letter, root)


def _join(node: html.HtmlElement, letter: str, root: html.HtmlElement) -> None:
    """Put one letter before what stands behind it, if that is the rest of its word."""
    place = next((each for each in islice(_after(node), _FAR) if each.words.strip()), None)
    rest = _REST.match(place.words) if place else None
    if place is None or rest is None or _is_word(letter, node.tail):
        return
    word = (letter[-1] + rest[1]).casefold()
    makes_word = word in map(str.casefold, _WORD.findall(root.text_content()))
    if makes_word or _is_large(node):
        joint = "" if makes_word or letter[-1] not in _WORDS else " "
        setattr(place.holder, place.part, f"{letter}{joint}{place.words.lstrip()}")
        node.drop_tree()


def _begins(node: html.HtmlElement) -> bool:
    """Whether nothing stands before an element in its block."""
    block = node if node.tag in _BLOCKS else None
    while block is None:
        parent = node.getparent()
        if parent is None or node.getprevious() is not None or (parent.text or "").strip():
            return False
        block = parent if parent.tag in _BLOCKS else None
        node = parent
    return True


def _is_word(letter: str, behind: str | None) -> bool:
    """Whether an initial is a word of its own, with a space behind it."""
    return letter[-1] in _WORDS and (behind or "")[:1].isspace() and bool((behind or "").strip())


def _after(node: html.HtmlElement) -> Iterator[_Place]:
    """The texts behind an element, in their order, down to the first in each that follows."""
    yield _Place(node, "tail")
    while node is not None and node.tag != "body":
        following = node.getnext()
        if following is None:
            node = node.getparent()
            yield _Place(node, "tail")
            continue
        yield from (_Place(each, "text") for each in islice(following.iter(), 2))
        yield _Place(following, "tail")
        node = following


def _is_large(node: html.HtmlElement) -> bool:
    """Whether an element is named or styled as an initial is."""
    own = f"{node.get('class', '')} {node.get('id', '')}"
    return _NAMED.search(own) is not None or _LARGE.search(node.get("style", "")) is not None
