"""What a page holds as data for its scripts, read without running them: JSON by itself, assigned,
quoted, encoded, in pieces (`streamed`), folded (`folded`), in attributes; and what is written as
JavaScript writes its values.
"""

import json
import re
from base64 import b64decode
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any
from urllib.parse import unquote

from lxml import html

from scrapers.page.folded import unfolded
from scrapers.page.streamed import pushed, values_of_stream

_JSON = json.JSONDecoder(strict=False)
_UNDEFINED = re.compile(r"(?<=[:\[,])\s*undefined\b")
_ENCODED = re.compile(r"\s*%(?:7B|5B)", re.I)
_BEGINS = re.compile(r"[=(]\s{0,20}(?=[{\[])")
# A string that is parsed, decoded first or not, or one that can only hold data.
_QUOTED = re.compile(
    r"""(?:JSON\.parse\(\s{0,20}(?:[\w.]{0,20}(?:decodeURI(?:Component)?|unescape|(?P<base>atob))\(\s{0,20})?"""
    r"""(?=["'])|=\s{0,20}(?=["'](?:%7[bB]|%5[bB]|\{\\?"|\[\{)))"""
)
# Attributes that hold data: no style and no address begins so.
_DATA_ATTRIBUTES = (
    "//@*[string-length(.) > 80][starts-with(normalize-space(substring(., 1, 40)), '{')"
    " or starts-with(normalize-space(substring(., 1, 40)), '[')]"
)
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


def values_in_scripts(
    root: html.HtmlElement, *, linked: bool = True, having: Sequence[str] = ()
) -> Iterator[Any]:
    """What the scripts of a page hold as data, and attributes that scripts read; JSON-LD too where
    that is `linked`. What holds none of the words in `having`, if any are given, is passed over.
    """
    pieces: list[str] = []
    for script in root.iter("script"):
        text = script.text or ""
        if not _SHORTEST < len(text) <= _MOST_SCRIPT:
            continue
        if not linked and "ld+json" in (script.get("type") or "").lower():
            continue
        if "__next_f" in text:
            pieces += pushed(text)
        elif not _has_any(text, having):
            continue
        elif "json" in (script.get("type") or "") or _ENCODED.match(text):
            yield unfolded(json_value(text))
        else:
            yield from islice(_assigned(text), _MOST_VALUES)
    yield from islice(values_of_stream("".join(pieces)), _MOST_VALUES)
    for text in root.xpath(_DATA_ATTRIBUTES)[:_MOST_VALUES]:
        if len(text) <= _MOST_SCRIPT and _has_any(text, having):
            yield unfolded(json_value(text))


def _has_any(text: str, words: Sequence[str]) -> bool:
    """Whether a text holds one of some words, or what may hold any: it is coded."""
    return not words or "atob" in text or any(word in text for word in words)


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
            words = said(told["string"])
            yield json_value(_from_base(words) if quoted["base"] else words)
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


def _from_base(text: str) -> str:
    """A text out of base 64; "" when it is none."""
    try:
        return b64decode(text).decode("utf-8", "replace")
    except ValueError:
        return ""


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
    return said(token["string"]) if token["string"] else str(token[0]).strip()


def _value(token: re.Match[str], names: Mapping[str, Any]) -> Any:
    if token["string"]:
        return said(token["string"])
    if token["number"]:
        return float(token["number"]) if "." in token["number"] else int(float(token["number"]))
    return names.get(token["name"]) if token["name"] else token["bool"] == "!0"


def said(quoted: str) -> str:
    """What a string in quotes says, as JavaScript writes it."""
    return _ESCAPE.sub(_character, quoted[1:-1]) if "\\" in quoted else quoted[1:-1]


def _character(escape: re.Match[str]) -> str:
    code = escape[1] or escape[2]
    return chr(int(code, 16)) if code else _CONTROLS.get(escape[3], escape[3])
