"""The text of a story in data, as markup: a string with or without tags, or blocks, which are told
by how they nest and by the words at their ends, whatever program wrote them.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from html import escape, unescape
from typing import Any

from scrapers.words.addressed import is_address, is_file

_TAG = re.compile(r"<(?:/|[a-zA-Z])[^<>]{0,2000}>")
_BLOCK_TAG = re.compile(r"(?i)<(?:p|div|br|h[1-6]|ul|ol|section|figure|blockquote|table)[\s/>]")
_ESCAPED = re.compile(r"(?i)&lt;(?:p|div|br|h[1-6]|section|figure|img|span)[\s/&]")
_WORDS = re.compile(r"\w\s+\w|[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]{2}")
_NAMED = re.compile(
    r"(?i)(?:text|value|content|html|inner_?html|body|insert|paragraph|rendered|txt)$"
)
_HEADING = re.compile(r"(?i)h[1-6]|head(?:ing|er)(?:[-_]?\w{1,6})?|sub-?(?:title|head\w*)")
_PICTURE = re.compile(r"(?i)(?:\w+[/_-])?(?:image|photo|picture|img|figure)(?:[-_]?block)?")
_CAPTION = re.compile(r"(?i)capt|desc|alt|title|legend|text|content|value")
_MOMENT = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d|1\d{9}(?:\d{3})?")
_MOST_NODES, _DEEPEST, _LONGEST_KIND, _MOST_STRING = 20_000, 14, 24, 2_000_000


def markup_of(value: Any) -> str:
    """A value as markup; "" when it holds no words, or tells of several other stories."""
    if isinstance(value, str):
        blocks = _parsed(value)
        return _of_string(value) if blocks is None else markup_of(blocks)
    if isinstance(value, dict | list):
        return "".join(_Writer().blocks(value, _DEEPEST))
    return ""


def words_of(markup: str) -> str:
    """The words of markup, roughly: what its length is told by."""
    return _TAG.sub("", markup)


def _parsed(text: str) -> Any:
    """The blocks that a string is when read as JSON; None for any other string."""
    if text[:1] not in ("{", "[") or text[-1:] not in ("}", "]") or len(text) > _MOST_STRING:
        return None
    try:
        return json.loads(text, strict=False)
    except (ValueError, RecursionError):
        return None


def _of_string(text: str) -> str:
    if _ESCAPED.search(text) and not _BLOCK_TAG.search(text):
        text = unescape(text)
    if _BLOCK_TAG.search(text):
        return text
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return "".join(f"<p>{line if _TAG.search(line) else _escaped(line)}</p>" for line in lines)


def _escaped(text: str) -> str:
    """Words as markup; what is escaped already is not escaped again."""
    return escape(unescape(text), quote=False)


def are_records(values: Sequence[Any]) -> bool:
    """Whether what a list holds are things of their own, as other stories and comments are, and no
    blocks of a text: most of them have an address, a title beside their words, or a moment.
    """
    objects = [each for each in values if isinstance(each, dict)]
    return bool(objects) and sum(map(_is_record, objects)) * 2 > len(values)


def _is_record(each: Mapping[str, Any]) -> bool:
    own = [value for value in each.values() if isinstance(value, str | int)]
    if any(_MOMENT.match(str(value)) for value in own):
        return True
    return any(isinstance(value, str) and is_address(value.strip()) for value in own) and any(
        isinstance(value, str) and _WORDS.search(value) for value in own
    )


class _Writer:
    """Writes blocks as markup, of so many nodes at most: what is folded may lead in circles."""

    def __init__(self) -> None:
        self._left = _MOST_NODES

    def blocks(self, value: Any, depth: int, *, within: bool = False) -> Iterator[str]:
        """The blocks of a list or an object, in order; `within` another, a list may be a line."""
        self._left -= 1
        if self._left < 0 or depth < 0:
            return
        if isinstance(value, str):
            yield _of_string(value) if _WORDS.search(value) or _BLOCK_TAG.search(value) else ""
        elif isinstance(value, list):
            yield from self._list(value, depth, within=within)
        elif isinstance(value, dict):
            yield from self._object(value, depth, within=within)

    def _list(self, values: list[Any], depth: int, *, within: bool) -> Iterator[str]:
        if within and _is_line(values):
            yield f"<p>{''.join(self._line(values, depth))}</p>"
        elif not are_records(values):
            for each in values:
                yield from self.blocks(each, depth - 1, within=True)

    def _object(self, node: dict[str, Any], depth: int, *, within: bool) -> Iterator[str]:
        if picture := _picture(node):
            yield picture
            return
        lists = [value for value in node.values() if _is_list_of_objects(value)]
        inner = [value for value in node.values() if isinstance(value, dict)]
        written: list[str] = []
        for value in lists:
            written += self.blocks(value, depth - 1, within=within)
        text = "" if any(written) else _own_words(node)
        if text:
            written = [_of_string(text)]
        elif not any(written):
            for value in inner:
                written += self.blocks(value, depth - 1, within=within)
        heading = any(_HEADING.fullmatch(kind) for kind in _kinds(node))
        yield from (_as_heading(each) if heading else each for each in written)

    def _line(self, values: list[Any], depth: int) -> Iterator[str]:
        """The words of a line that is kept in pieces."""
        self._left -= len(values)
        for each in values if self._left > 0 and depth >= 0 else ():
            if isinstance(each, str):
                yield _escaped(each)
                continue
            lists = [value for value in each.values() if _is_list_of_objects(value)]
            inner = [piece for value in lists for piece in self._line(value, depth - 1)]
            words = "".join(inner) or _escaped(_named_words(each) or "")
            address = next(_addresses(each, 2), "")
            yield f'<a href="{escape(address)}">{words}</a>' if address and words else words


def _is_line(values: Sequence[Any]) -> bool:
    """Whether the objects of a list are pieces of one line: some hold words and nothing else that
    holds words.
    """
    objects = [each for each in values if isinstance(each, dict)]
    bare = [each for each in objects if _named_words(each) is not None]
    ends = [each for each in bare if not any(map(_is_list_of_objects, each.values()))]
    return bool(ends) and len(objects) == len(values)


def _is_list_of_objects(value: Any) -> bool:
    return isinstance(value, list) and any(isinstance(each, dict) for each in value)


def _named_words(node: Mapping[str, Any]) -> str | None:
    """What an object calls its text, be it a single letter; None when it calls nothing so."""
    named = (value for key, value in node.items() if _NAMED.match(key))
    return next((value for value in named if isinstance(value, str)), None)


def _own_words(node: Mapping[str, Any]) -> str:
    """The words of a block: what it calls so, else the longest of its strings that has words."""
    named = _named_words(node)
    if named and (_WORDS.search(named) or _TAG.search(named)):
        return named
    strings = [value for value in node.values() if isinstance(value, str) and _WORDS.search(value)]
    return max(strings, key=len, default=named or "")


def _kinds(node: Mapping[str, Any]) -> list[str]:
    """The short words by which an object may say what kind of block it is."""
    return [
        value
        for value in node.values()
        if isinstance(value, str) and 0 < len(value) <= _LONGEST_KIND
    ]


def _addresses(node: Mapping[str, Any], depth: int) -> Iterator[str]:
    for value in node.values():
        if isinstance(value, str) and is_address(value.strip()):
            yield value.strip()
        elif isinstance(value, dict) and depth:
            yield from _addresses(value, depth - 1)


def _picture(node: Mapping[str, Any]) -> str:
    """The figure that a block is; "" for any other block."""
    told = list(_strings(node, 3))
    is_named = any(_PICTURE.fullmatch(kind) for kind in _kinds(node))
    words = _named_words(node)
    if not is_named and (words is not None or any(map(_is_list_of_objects, node.values()))):
        return ""
    address = next((value for _, value in told if _shows_picture(value, named=is_named)), "")
    if not address:
        return ""
    said = [value for key, value in told if _WORDS.search(value) and _CAPTION.search(key)]
    caption = max(said, key=len, default="")
    words = f"<figcaption>{_escaped(_TAG.sub('', caption))}</figcaption>" if caption else ""
    return f'<figure><img src="{escape(address)}">{words}</figure>'


def _shows_picture(value: str, *, named: bool) -> bool:
    value = value.strip()
    looks_so = value.startswith(("http", "/")) and not re.search(r"\s", value)
    return looks_so and (is_file(value) or named)


def _strings(node: Mapping[str, Any], depth: int) -> Iterator[tuple[str, str]]:
    for key, value in node.items():
        if isinstance(value, str):
            yield key, value
        elif isinstance(value, dict) and depth:
            yield from _strings(value, depth - 1)


def _as_heading(markup: str) -> str:
    return re.sub(r"^<p>(.*)</p>$", r"<h3>\1</h3>", markup, flags=re.S)
