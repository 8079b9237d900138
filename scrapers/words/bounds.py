"""What HTML parsers are given: nothing nested deeper than 200 levels, no tag with thousands of
attributes, no more tags than a text of news can have (decision 0102).

Parsers work with the square of depth and of attributes.
"""

import re
from collections import Counter
from collections.abc import Iterator

from scrapers.words.tags import (
    ATTRIBUTE,
    BLOCKS,
    BROWSER,
    CLOSED_BY,
    FOREIGN,
    FORMATS,
    IMPLYING,
    LIBXML,
    MARKERS,
    VOID,
    closed_from,
    opened_by,
)

DEEPEST, MOST_TAGS, LONGEST = 200, 60_000, 10_000_000
_MOST_ATTRIBUTES, _LONG_TAG = 2000, 4000
_MOST_FORMATS = 40
_FEW, _SHORT = 180, 20_000
# Within these other rules hold of where a tag or a text ends.
_STRANGE = re.compile(rf"(?i)<(?:{'|'.join(sorted(FOREIGN))})[\t\n\f\r />]")
# What may put off the end of a script.
_WITHIN = re.compile(r"(?i)<!--|</?script")
_NOTHING: frozenset[str] = frozenset()


def for_browser(text: str) -> str:
    """A text as it may be given to nh3, which reads as browsers do: as it is, or flattened."""
    text = text[:LONGEST]
    if _is_small(text):
        return text
    if (
        text.count("<") <= MOST_TAGS
        and not _STRANGE.search(text)
        and not _is_deep(text, BROWSER, _MOST_FORMATS)
    ):
        return text
    return "".join(_pieces(text, BROWSER, _MOST_FORMATS))


def for_libxml(text: str) -> str:
    """A text as it may be given to lxml and BeautifulSoup: as it is, or flattened."""
    text = text[:LONGEST]
    if _is_small(text):
        return text
    if text.count("<") > MOST_TAGS or _is_deep(text, LIBXML, len(text)):
        return "".join(_pieces(text, LIBXML, DEEPEST))
    return text


def _is_small(text: str) -> bool:
    """Whether a text can be neither deep nor dear."""
    return len(text) <= _SHORT and text.count("<") <= _FEW


class _Formats:
    """How many bold elements and the like are open, or will be opened again in the next block.

    Browsers do so until each is closed by name, whatever became of the block it stood in.
    """

    def __init__(self) -> None:
        self.count = 0
        self._open: Counter[str] = Counter()

    def open(self, name: str) -> None:
        """Another one begins; a link ends the one before it."""
        if name != "a" or not self._open["a"]:
            self._open[name] += 1
            self.count += 1

    def close(self, name: str) -> None:
        """One is closed by its name."""
        if self._open[name]:
            self._open[name] -= 1
            self.count -= 1


def _is_deep(text: str, marks: re.Pattern[str], most_formats: int) -> bool:
    """Whether a text may be nested too deep, or hold a tag of too many attributes.

    It is told with caution: an end tag closes only what it closes for every parser.
    """
    stack, formats = [""], _Formats()
    for _, _, slash, name, attributes, _ in marks.findall(text):
        if len(attributes) > _LONG_TAG and _has_many(attributes):
            return True
        if not name or (name := name.lower()) in VOID:
            continue
        if slash:
            if stack[-1] == name and name not in FORMATS:
                stack.pop()
            else:
                _close(stack, formats, name)
            continue
        _open(stack, formats, name)
        if len(stack) > DEEPEST or formats.count > most_formats:
            return True
    return False


def _open(stack: list[str], formats: _Formats, name: str) -> None:
    """Put an element among those that are open, in the place of what it surely closes."""
    if closed := CLOSED_BY.get(name):
        while stack[-1] in closed:
            stack.pop()
    if name in FORMATS:
        formats.open(name)
    if name in IMPLYING:
        stack.extend(opened_by(stack, name))
    else:
        stack.append(name)


def _close(stack: list[str], formats: _Formats, name: str) -> None:
    """Take what an end tag surely closes from the elements that are open."""
    at = closed_from(stack, name)
    known = at < len(stack)
    del stack[at:]
    if name in FORMATS and (known or (name not in stack and MARKERS.isdisjoint(stack))):
        formats.close(name)


def _has_many(attributes: str) -> bool:
    return len(attributes) > _LONG_TAG and len(ATTRIBUTE.findall(attributes)) > _MOST_ATTRIBUTES


def _pieces(text: str, marks: re.Pattern[str], most_formats: int) -> Iterator[str]:
    """A text whose elements are nested properly and not too deep: all its words, and the tags that
    fit. Where a block's tag does not, a line break stands for it.
    """
    stack, at, left, browser = [""], 0, MOST_TAGS, marks is BROWSER
    for match in marks.finditer(text):
        # What is no tag must not become one by what is left out behind it.
        yield text[at : match.start()].replace("<", "&lt;")
        at = match.end()
        raw, slash, name = match[1], match[3], (match[4] or "").lower()
        left -= 1
        if left < 0:
            continue
        if raw and not browser:
            start = f"<{raw}>" if _has_many(match[5]) else f"<{raw}{match[5]}>"
            yield f"{start}{_WITHIN.sub('', match[6])}</{raw}>"
        elif not name or (browser and name in FOREIGN):
            continue
        elif slash:
            yield _ends(stack, closed_from(stack, name))
        else:
            yield _start(stack, name, match, most_formats)
    yield text[at:].replace("<", "&lt;")


def _start(stack: list[str], name: str, match: re.Match[str], most_formats: int) -> str:
    """A start tag where there is room for it, behind the ends of what it closes."""
    if not match[0].endswith(">"):
        return ""
    tag = f"<{name}>" if _has_many(match[5]) else match[0]
    if name in VOID:
        return tag
    closed, end = CLOSED_BY.get(name, _NOTHING), len(stack)
    while stack[end - 1] in closed:
        end -= 1
    ends = _ends(stack, end)
    if len(stack) >= DEEPEST - 10:
        return ends + ("<br>" if name in BLOCKS else "")
    if name in FORMATS and sum(map(FORMATS.__contains__, stack)) >= most_formats:
        return ends
    stack.extend(opened_by(stack, name))
    return ends + tag


def _ends(stack: list[str], at: int) -> str:
    """The end tags of the elements from one on, which are taken off."""
    ends = "".join(f"</{name}>" for name in reversed(stack[at:]))
    del stack[at:]
    return ends
