"""What a page passes on to its scripts in a stream of rows, each a key and JSON, or a long text
told by its length in bytes.
"""

import json
import re
from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any

_JSON = json.JSONDecoder(strict=False)
_PIECE = re.compile(r"__next_f\.push\((?=\[)")
_ROW = re.compile(rb"([0-9a-f]{1,6}):(?:T([0-9a-f]{1,7}),)?")
_REFERENCE = re.compile(r"\$[L@]?([0-9a-f]{1,6})")
_MOST_FAILURES, _MOST_ROWS, _MOST_NODES = 12, 4000, 60_000


def pushed(text: str) -> list[str]:
    """The pieces of the stream that a script passes on."""
    pieces: list[str] = []
    failed = 0
    for begin in _PIECE.finditer(text):
        try:
            value, _ = _JSON.raw_decode(text, begin.end())
        except (ValueError, RecursionError):
            failed += 1
            if failed > _MOST_FAILURES:
                break
            continue
        if isinstance(value, list) and len(value) == 2 and isinstance(value[1], str):
            pieces.append(value[1])
    return pieces


def values_of_stream(stream: str) -> Iterator[Any]:
    """The values of a stream, texts of other rows put in where they are referred to."""
    texts: dict[str, str] = {}
    values: list[Any] = []
    for key, row in islice(_rows(stream.encode("utf-8", "replace")), _MOST_ROWS):
        if isinstance(row, str):
            texts[key] = row
        else:
            values.append(row)
    for value in values:
        if texts:
            _put_in(value, texts)
        yield value


def _rows(stream: bytes) -> Iterator[tuple[str, Any]]:
    """The key of each row, and its text or its object or list."""
    at = 0
    while at < len(stream):
        row = _ROW.match(stream, at)
        if row is not None and row[2]:
            end = row.end() + int(row[2], 16)
            yield row[1].decode(), stream[row.end() : end].decode("utf-8", "replace")
            at = end
            continue
        end = stream.find(b"\n", at)
        end = len(stream) if end < 0 else end
        if row is not None and stream[row.end() : row.end() + 1] in (b"[", b"{"):
            yield row[1].decode(), _value(stream[row.end() : end].decode("utf-8", "replace"))
        at = end + 1


def _value(text: str) -> Any:
    try:
        return _JSON.raw_decode(text)[0]
    except (ValueError, RecursionError):
        return None


def _put_in(value: Any, texts: Mapping[str, str]) -> None:
    """Put texts in the place of the references to them."""
    ahead = [value]
    for _ in range(_MOST_NODES):
        if not ahead:
            return
        node = ahead.pop()
        if not isinstance(node, dict | list):
            continue
        for key, each in list(node.items() if isinstance(node, dict) else enumerate(node)):
            told = _REFERENCE.fullmatch(each) if isinstance(each, str) else None
            if told is not None and told[1] in texts:
                node[key] = texts[told[1]]
            elif isinstance(each, dict | list):
                ahead.append(each)
