"""Addresses of objects that have a number alone: how the page's other addresses are made of the
numbers of what they lead to.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from scrapers.words.addressed import is_address
from scrapers.words.text import fold
from scrapers.words.urls import absolute

_NUMBER = re.compile(r"(?i)_?(?:\w{0,12}_?id|no|code|slug|number|guid)$")
_VALUE = re.compile(r"[\w-]{1,64}")
_FEWEST, _LONGEST_TITLE, _LONGEST_ADDRESS = 2, 250, 1000

Object = Mapping[str, Any]
# The key of a number, and what stands before it and behind it in an address.
Pattern = tuple[str, str, str]


def patterns_of(
    objects: Iterable[Object], links: Mapping[str, str], base: str
) -> dict[str, tuple[str, str]]:
    """By keys of numbers, what addresses have before and behind them: as two objects agree at
    least, by an address of their own or by the link that shows their title (`links`, by folded
    titles), and none otherwise.
    """
    told: dict[Pattern, set[str]] = defaultdict(set)
    for node in objects:
        for key, number in _numbers(node):
            for address in _addresses(node, links, base):
                for before, behind in _around(address, number):
                    told[key, before, behind].add(number)
    sure: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for (key, before, behind), numbers in told.items():
        if len(numbers) >= _FEWEST:
            sure[key].append((before, behind))
    return {key: ways[0] for key, ways in sure.items() if len(ways) == 1}


def address_of(node: Object, patterns: Mapping[str, tuple[str, str]]) -> str:
    """The address of an object by its number; "" when no way is known."""
    for key, number in _numbers(node):
        if key in patterns:
            before, behind = patterns[key]
            return f"{before}{number}{behind}"
    return ""


def _numbers(node: Object) -> Iterator[tuple[str, str]]:
    for key, value in node.items():
        if type(value) in (int, str) and _NUMBER.match(key) and _VALUE.fullmatch(str(value)):
            yield key, str(value)


def _addresses(node: Object, links: Mapping[str, str], base: str) -> Iterator[str]:
    for value in node.values():
        if not isinstance(value, str):
            continue
        if len(value) <= _LONGEST_ADDRESS and is_address(value.strip()):
            yield absolute(value, base)
        elif len(value) <= _LONGEST_TITLE and (shown := links.get(fold(value))):
            yield shown


def _around(address: str, number: str) -> Iterator[tuple[str, str]]:
    """What an address has around a number that stands in it once, whole."""
    found = list(re.finditer(rf"(?<![\w-]){re.escape(number)}(?![\w-])", address))
    if len(found) == 1:
        yield address[: found[0].start()], address[found[0].end() :]
