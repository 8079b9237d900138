"""What a page holds as data for its scripts, read without running them: JSON by itself, assigned,
quoted, encoded for addresses, in pieces; and what is written as JavaScript writes its values.
"""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from itertools import islice
from typing import Any
from urllib.parse import unquote

from lxml import html

_JSON = json.JSONDecoder(strict=False)
_UNDEFINED = re.compile(r"(?<=[:\[,])\s*undefined\b")
_ENCODED = re.compile(r"\s*%(?:7B|5B)", re.I)
_BEGINS = re.compile(r"[=(]\s{0,20}(?=[{\[])")
_QUOTED = re.compile(r"""JSON\.parse\(\s{0,20}(?=["'])""")
_PIECE = re.compile(r"__next_f\.push\((?=\[)")
_CALLED = re.compile(
    r"\(function\s?\((?P<names>[\w$,\s]{0,40000})\)\s?\{[^{}]{0,2000}?return\s?(?=\{)"
)
_TOKEN = re.compile(
    r"""\s*+(?:(?P<string>"(?:[^"\\]|\\.)*+"|'(?:[^'\\]|\\.)*+')|(?P<mark>[{}\[\]:,])"""
    r"""|(?P<number>-?\d*\.?\d++(?:[eE][+-]?\d+)?)|(?P<name>[A-Za-z_$][\w$]*+)|(?P<bool>![01]))""",
    re.S,
)
_ESCAPE = re.compile(r"\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|(.))", re.S)
_CONTROLS = {"n": "\n", "r": "\r", "t": "\t", "b": "", "f": "", "v": "", "0": "", "\n": ""}
_OPEN: Mapping[str, Callable[[], Any]] = {"{": dict, "[": list}
_CLOSED, _BETWEEN = ("}", "]"), (":", ",")
_NAMES = {"true": True, "false": False, "null": None, "undefined": None, "void": None}
_ENDS_CALL = "); \n"
_MOST_SCRIPT, _MOST_VALUES, _MOST_TOKENS = 4_000_000, 40, 600_000
_SHORTEST, _MOST_FAILURES = 40, 12


def values_in_scripts(root: html.HtmlElement, *, linked: bool = True) -> Iterator[Any]:
    """What the scripts of a page hold as data; JSON-LD too where that is `linked`."""
    pieces: list[str] = []
    for script in root.iter("script"):
        text = script.text or ""
        if not _SHORTEST < len(text) <= _MOST_SCRIPT:
            continue
        if not linked and "ld+json" in (script.get("type") or "").lower():
            continue
        if "__next_f" in text:
            pieces += _pushed(text)
        elif "json" in (script.get("type") or "") or _ENCODED.match(text):
            value = json_value(text)
            yield _unfolded(value) if _is_folded(value) else value
        else:
            yield from islice(_assigned(text), _MOST_VALUES)
    yield from islice(_streamed("".join(pieces)), _MOST_VALUES)


def json_value(text: str) -> Any:
    """The value of a text that is JSON, alone, in a call, or encoded for an address; None for other
    texts.
    """
    if _ENCODED.match(text):
        text = unquote(text)
    start = min((at for mark in "{[" if (at := text.find(mark)) >= 0), default=-1)
    return _at(text, start)[0] if start >= 0 else None


def _at(text: str, start: int) -> tuple[Any, int]:
    """The JSON value that begins at a place, and where it ends; None and the place when none
    does.
    """
    try:
        value, end = _JSON.raw_decode(text, start)
        return value, end
    except (ValueError, RecursionError):
        return None, start


def _assigned(text: str) -> Iterator[Any]:
    """The values that a script assigns or passes on, outer ones only."""
    if "undefined" in text:
        text = _UNDEFINED.sub("null", text)
    for quoted in _QUOTED.finditer(text):
        told = _TOKEN.match(text, quoted.end())
        if told is not None and told["string"]:
            yield json_value(_said(told["string"]))
    if (call := _CALLED.search(text)) is not None:
        yield _returned(text, call)
    end = failed = 0
    for begin in _BEGINS.finditer(text):
        if begin.end() < end:
            continue
        value, end = _at(text, begin.end())
        if value is None:
            value, end = literal(text, begin.end(), _NAMES)
        if value:
            yield value
        failed += value is None
        if failed > _MOST_FAILURES:  # each of them may have looked at all the rest
            return


def _returned(text: str, call: re.Match[str]) -> Any:
    """What a function that is called where it stands returns, its arguments put in."""
    _, end = literal(text, call.end(), _NAMES)
    given = text.find("(", end)
    if end == call.end() or given < 0:
        return None
    arguments, _ = literal(f"[{text[given + 1 :].rstrip(_ENDS_CALL)}]", 0, _NAMES)
    named = map(str.strip, call["names"].split(","))
    names = dict(zip(named, arguments or (), strict=False))
    return literal(text, call.end(), names | _NAMES)[0]


def _pushed(text: str) -> list[str]:
    """The pieces of a stream that a script of Next passes on."""
    pieces: list[str] = []
    failed = 0
    for begin in _PIECE.finditer(text):
        pushed, _ = _at(text, begin.end())
        if isinstance(pushed, list) and len(pushed) == 2 and isinstance(pushed[1], str):
            pieces.append(pushed[1])
        failed += pushed is None
        if failed > _MOST_FAILURES:
            break
    return pieces


def _streamed(stream: str) -> Iterator[Any]:
    """The values of a stream of lines, each a key and JSON."""
    for line in stream.split("\n"):
        start = line.find(":")
        if 0 <= start < 12 and line[start + 1 : start + 2] in ("[", "{"):
            yield _at(line, start + 1)[0]


def _is_folded(value: Any) -> bool:
    """Whether a list holds each value once, and others tell their places in it."""
    if not isinstance(value, list) or len(value) < 3:
        return False
    objects = [each for each in value if isinstance(each, dict)]
    return bool(objects) and all(
        type(place) is int for each in objects[:20] for place in each.values()
    )


def _unfolded(values: list[Any]) -> list[Any]:
    """The lists of objects in such a list, with what they hold in its place."""
    return [
        [_filled(values, values[place]) for place in each if _is_object(values, place)]
        for each in values
        if isinstance(each, list) and len(each) >= 3
    ]


def _is_object(values: list[Any], place: Any) -> bool:
    return type(place) is int and 0 <= place < len(values) and isinstance(values[place], dict)


def _filled(values: list[Any], told: Mapping[str, int]) -> dict[str, Any]:
    return {key: values[place] for key, place in told.items() if 0 <= place < len(values)}


def literal(text: str, start: int, names: Mapping[str, Any]) -> tuple[Any, int]:
    """The object or list that begins at a place as JavaScript writes it, and where it ends; None
    and the place when it holds anything but values.
    """
    stack: list[Any] = []
    key, at = "", start
    for _ in range(_MOST_TOKENS):
        token = _TOKEN.match(text, at)
        if token is None or not (stack or token["mark"] in _OPEN):
            break
        at, mark = token.end(), token["mark"]
        if mark in _CLOSED:
            whole = stack.pop()
            if not stack:
                return whole, at
        elif (
            mark not in _BETWEEN
            and isinstance(stack[-1] if stack else None, dict)
            and (text[at : at + 1] == ":")
        ):
            key = _key(token)
        elif mark not in _BETWEEN:
            value: Any = _OPEN[mark]() if mark else _value(token, names)
            _put(stack, key, value)
            stack += [value] if mark else []
    return None, start


def _put(stack: list[Any], key: str, value: Any) -> None:
    """Put a value into the object or list that is open, if any is."""
    if stack and isinstance(stack[-1], dict):
        stack[-1][key] = value
    elif stack:
        stack[-1].append(value)


def _key(token: re.Match[str]) -> str:
    return _said(token["string"]) if token["string"] else str(token[0]).strip()


def _value(token: re.Match[str], names: Mapping[str, Any]) -> Any:
    if token["string"]:
        return _said(token["string"])
    if token["number"]:
        return float(token["number"]) if "." in token["number"] else int(float(token["number"]))
    return names.get(token["name"]) if token["name"] else token["bool"] == "!0"


def _said(quoted: str) -> str:
    return _ESCAPE.sub(_character, quoted[1:-1]) if "\\" in quoted else quoted[1:-1]


def _character(escape: re.Match[str]) -> str:
    code = escape[1] or escape[2]
    return chr(int(code, 16)) if code else _CONTROLS.get(escape[3], escape[3])
