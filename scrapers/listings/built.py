"""Addresses that scripts put together of strings and of one number or name: what a function is
called with, or what an attribute of a row says. No script is run.
"""

import re
from collections.abc import Iterator, Mapping
from itertools import islice

from lxml import etree, html

from scrapers.page.addresses import href_of
from scrapers.page.scriptdata import said
from scrapers.words.addressed import is_address

_STRING = r"""(?:"[^"\\\n]{0,300}"|'[^'\\\n]{0,300}'|`[^`\\\n]{0,300}`)"""
_OF_ROW = (
    r"""[\w$.]{0,30}(?:\(this\))?\.(?:data\(\s?["'](?P<a>[\w-]{1,30})["']\s?\)|dataset\.(?P<b>\w{1,30})"""
    r"""|(?:attr|getAttribute)\(\s?["']data-(?P<c>[\w-]{1,30})["']\s?\))"""
)
_BARE_ROW = re.sub(r"\?P<\w>", "?:", _OF_ROW)
_PART = rf"(?:{_STRING}|{_BARE_ROW}|\d{{1,20}}|[A-Za-z_$][\w$]{{0,30}}(?![\w$.(\[]))"
_SUM = rf"{_PART}(?:\s?\+\s?{_PART}){{0,6}}"
# What a page goes to; of a choice or a call behind it nothing is known.
_GOES = re.compile(
    r"(?:\blocation(?:\.href)?\s?=(?!=)\s?|\blocation\.(?:assign|replace)\(\s?|\bwindow\.open\(\s?)"
    rf"(?P<sum>{_SUM})(?=\s*(?:[;,)}}\n]|$))"
)
_ANY_GOES = re.compile(
    r"\blocation(?:\.href)?\s?=(?!=)|\blocation\.(?:assign|replace)\(|\bwindow\.open\("
)
_FUNCTION = re.compile(
    r"(?:\bfunction\s(?P<a>[\w$]{1,40})\s?\(|\b(?P<b>[\w$]{1,40})\s?=\s?(?:function\s?)?\()"
    r"(?P<names>[\w$,\s]{0,80})\)\s?(?:=>)?\s?\{"
)
_CALL = re.compile(
    rf"(?<![\w.])(?P<name>[\w$]{{1,40}})\((?P<given>\s?(?:{_STRING}|\d{{1,20}})(?:\s?,[^()]{{0,60}})?)\)"
)
_ASSIGNED = re.compile(
    rf"\b(?P<name>[\w$]{{1,30}})\s?=\s?(?:(?P<string>{_STRING})|(?P<row>{_OF_ROW}))"
)
_PIECE = re.compile(_PART)
_HOLE = re.compile(r"\$\{\s?([\w$]{1,30})\s?\}")
_GIVEN = re.compile(rf"\s?({_STRING}|\d{{1,20}})")
_VALUE = re.compile(r"[\w-]{1,64}")
_LONGEST_BODY, _MOST_SCRIPT, _MOST_FUNCTIONS, _MOST_CLICK = 600, 400_000, 400, 400
_FEWEST = 3

# The pieces of an address: strings as they are, and the names of what is put between them.
Sum = list[tuple[str, bool]]


def build_addresses(root: html.HtmlElement) -> None:
    """Write down where clicks lead whose addresses are put together."""
    script = "\n".join(each.text for each in root.iter("script") if each.text)
    if len(script) > _MOST_SCRIPT:
        return
    functions = dict(_functions(script)) if _ANY_GOES.search(script) else {}
    for node in root.iter(etree.Element):
        click = f"{node.get('onclick') or ''};{node.get('href') or ''}"
        if 8 < len(click) <= _MOST_CLICK and (address := _clicked(node, click, functions)):
            _lead(node, address)
    for name, told in _of_rows(script):
        _lead_rows(root, name, told)


def _lead(node: html.HtmlElement, address: str) -> None:
    if node.tag == "a":
        if not href_of(node):
            node.set("href", address)
    else:
        node.set("onclick", f"location.href='{address}'")


def _functions(script: str) -> Iterator[tuple[str, tuple[str, Sum]]]:
    """By the names of functions that go to one place: their first argument, and the address."""
    fixed = {
        each["name"]: said(each["string"]) for each in _ASSIGNED.finditer(script) if each["string"]
    }
    for begin in islice(_FUNCTION.finditer(script), _MOST_FUNCTIONS):
        body = script[begin.end() : begin.end() + _LONGEST_BODY].partition("function ")[0]
        body = _own(body)
        first = begin["names"].split(",")[0].strip()
        told = _only_sum(body, fixed)
        if told and first:
            yield begin["a"] or begin["b"], (first, told)


def _own(text: str) -> str:
    """A text up to the brace that closes what was open before it."""
    masked = _HOLE.sub(lambda hole: "_" * len(hole[0]), text)
    depth = 1
    for brace in re.finditer(r"[{}]", masked):
        depth += 1 if brace[0] == "{" else -1
        if not depth:
            return text[: brace.start()]
    return text


def _only_sum(text: str, fixed: Mapping[str, str]) -> Sum:
    """The one address that a text goes to, in its pieces; none where it goes to several."""
    goes = list(_GOES.finditer(text))
    if len(goes) != 1 or len(_ANY_GOES.findall(text)) != 1:
        return []
    return _pieces(goes[0]["sum"], fixed)


def _pieces(text: str, fixed: Mapping[str, str]) -> Sum:
    pieces: Sum = []
    for piece in _PIECE.findall(text):
        if piece[0] == "`":
            parts = _HOLE.split(piece[1:-1])
            pieces += [(part, at % 2 == 1) for at, part in enumerate(parts) if part]
        elif piece[0] in "\"'":
            pieces.append((said(piece), False))
        elif piece.isdigit() or piece in fixed:
            pieces.append((fixed.get(piece, piece), False))
        else:
            pieces.append((piece, True))
    return pieces


def _clicked(node: html.HtmlElement, click: str, functions: Mapping[str, tuple[str, Sum]]) -> str:
    """The address that a click puts together; "" where it does not, or only a run could tell."""
    for call in _CALL.finditer(click):
        if call["name"] in functions:
            first, told = functions[call["name"]]
            given = _GIVEN.match(call["given"])
            value = given[1].strip("\"'`") if given else ""
            return _filled(told, {first: value})
    told = _only_sum(click, {}) if "+" in click or "`" in click else []
    values = {name: node.get(_attribute(name), "") for name, hole in told if hole}
    return _filled(told, values)


def _attribute(piece: str) -> str:
    """The attribute of a row that a piece reads; one that no row has for any other piece."""
    row = re.fullmatch(_OF_ROW, piece)
    name = next(filter(None, row.groups()), "") if row else ""
    return "data-" + re.sub(r"([A-Z])", r"-\1", name).lower() if name else "-"


def _filled(told: Sum, values: Mapping[str, str]) -> str:
    """An address with values in its holes; "" where one is not known, or it is no address."""
    parts = [values.get(part, "") if hole else part for part, hole in told]
    known = all(_VALUE.fullmatch(part) for part, (_, hole) in zip(parts, told, strict=True) if hole)
    address = "".join(parts)
    return address if known and len(told) > 1 and is_address(address) else ""


def _of_rows(script: str) -> Iterator[tuple[str, Sum]]:
    """The attributes of rows of which a script makes addresses, and how."""
    for goes in islice(_GOES.finditer(script), _MOST_FUNCTIONS):
        before = script[max(0, goes.start() - _LONGEST_BODY) : goes.start()]
        rows = {each["name"]: each["row"] for each in _ASSIGNED.finditer(before) if each["row"]}
        told = [
            (rows.get(part, part) if hole else part, hole)
            for part, hole in _pieces(goes["sum"], {})
        ]
        names = {_attribute(part) for part, hole in told if hole}
        if len(names) == 1 and "-" not in names:
            yield names.pop(), told


def _lead_rows(root: html.HtmlElement, name: str, told: Sum) -> None:
    """Make rows lead where their attribute says, if they are several and have no link."""
    rows = root.xpath("//*[@*[name()=$name]]", name=name)
    values = {row: row.get(name, "") for row in rows}
    if len(set(values.values())) < _FEWEST:
        return
    for row, value in values.items():
        address = _filled(told, {part: value for part, hole in told if hole})
        if address and not any(map(href_of, row.iter("a"))):
            _lead(row, address)
