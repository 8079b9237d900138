"""Recipes: how to read one site, said in a few lines instead of a module.

A recipe is a TOML file (or the same as JSON) with the parts `[listing]` and `[article]`. Each field
is a CSS selector, or a table with `select`, and `attribute` (which attribute tells it) or `pattern`
(a regular expression whose first group is the value) where needed (decision 0061).
"""

import json
import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, cast
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import regex
from cssselect import SelectorError
from lxml import etree, html
from lxml.cssselect import CSSSelector

from scrapers.words.text import clean_text

LISTING_FIELDS = ("entries", "link", "title", "date", "summary", "image", "next")
ARTICLE_FIELDS = ("title", "date", "author", "source", "section", "text", "drop")
_HEAD = ("name", "hosts", "zone", "charset")
_KNOWN = (*_HEAD, "listing", "article")
_TAKEN = ("generic", "feed")
_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,60}")
_LONGEST, _LONGEST_TEXT, _PATIENCE = 500, 20_000, 0.2
_OF_A_FIELD = {"select", "attribute", "pattern"}
# What lxml evaluates by going through the siblings of each element.
_COMPARES = re.compile(r"~(?!=)|:(?:nth|first|last|only)-")
_MOST_PAIRS = 1_000_000
_NESTED = re.compile(r"[*+}]\s*\)\s*[*+{]")


class RecipeError(ValueError):
    """A recipe says something that cannot be meant; the message names the field and what to
    write.
    """


@dataclass(frozen=True, slots=True)
class Field:
    """Where a value stands: a CSS selector, the attribute that tells it (its text when empty), and
    what to take of it.
    """

    select: str
    attribute: str = ""
    pattern: str = ""

    def nodes(self, within: html.HtmlElement) -> list[html.HtmlElement]:
        """The elements selected, in document order; `within` itself where the selector is a single
        dot. Among too many siblings, a selector that compares them finds nothing.
        """
        if self.select == ".":
            return [within]
        if _COMPARES.search(self.select) and _pairs_of_siblings(within) > _MOST_PAIRS:
            return []
        return list(_selector(self.select)(within))

    def value(self, within: html.HtmlElement) -> str:
        """The first value that is not empty, as plain text."""
        return next((text for node in self.nodes(within) if (text := self._of(node))), "")

    def _of(self, node: html.HtmlElement) -> str:
        raw = (node.get(self.attribute) or "") if self.attribute else node.text_content()
        text = clean_text(raw)
        if not self.pattern:
            return text
        try:
            match = regex.search(self.pattern, text[:_LONGEST_TEXT], timeout=_PATIENCE)
        except TimeoutError:
            return ""  # a pattern that goes round in circles on this page finds nothing on it
        return clean_text(match[1] or "") if match else ""


@dataclass(frozen=True, slots=True)
class Recipe:
    """How one site is read: the hosts it claims, its zone and charset, the fields of its listings
    and of its articles.
    """

    name: str
    hosts: tuple[str, ...] = ()
    zone: str = ""
    charset: str = ""
    listing: Mapping[str, Field] = field(default_factory=dict)
    article: Mapping[str, Field] = field(default_factory=dict)


def _pairs_of_siblings(within: html.HtmlElement) -> int:
    """How many comparisons a selector makes at worst that holds elements against their siblings."""
    return sum(len(node) ** 2 for node in within.iter())


@lru_cache(512)
def _selector(css: str) -> Callable[[html.HtmlElement], list[html.HtmlElement]]:
    return cast(
        Callable[[html.HtmlElement], list[html.HtmlElement]], CSSSelector(css, translator="html")
    )


def read_recipe(text: str) -> Recipe:
    """A recipe from TOML or JSON; RecipeError names what is wrong."""
    try:
        values = json.loads(text) if text.lstrip()[:1] == "{" else tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        raise RecipeError(f"this is neither TOML nor JSON: {error}") from error
    return recipe_of(values)


def recipe_of(values: Any) -> Recipe:
    """A recipe from plain values, as `to_values` gives them; RecipeError."""
    if not isinstance(values, Mapping):
        raise RecipeError("a recipe is a table with name, [listing] and [article]")
    unknown = sorted(map(str, set(values) - set(_KNOWN)))
    if unknown:
        raise RecipeError(f"{unknown[0]}: there is no such field; known are {', '.join(_KNOWN)}")
    name, hosts = values.get("name", ""), values.get("hosts", [])
    if not _is_name(name):
        raise RecipeError("name: small letters, digits and hyphens only, such as city-courier")
    if not isinstance(hosts, list | tuple) or not all(map(_is_host, hosts)):
        raise RecipeError(
            'hosts: a list of host names in small letters, such as ["www.courier.example"]'
        )
    zone, charset = values.get("zone", ""), values.get("charset", "")
    if not isinstance(charset, str) or not _is_zone(zone):
        wanted = "a zone such as Europe/Berlin and an encoding such as gb18030"
        raise RecipeError(f"zone, charset: {wanted}, not {zone!r} and {charset!r}")
    return Recipe(
        name,
        tuple(hosts),
        zone,
        charset,
        listing=_fields("listing", values.get("listing", {}), LISTING_FIELDS),
        article=_fields("article", values.get("article", {}), ARTICLE_FIELDS),
    )


def _is_name(name: Any) -> bool:
    return isinstance(name, str) and bool(_NAME.fullmatch(name)) and name not in _TAKEN


def _is_host(host: Any) -> bool:
    return isinstance(host, str) and host == host.lower() and "/" not in host


def to_values(recipe: Recipe) -> dict[str, Any]:
    """A recipe as plain values that JSON can hold; what is not said is left out."""
    head = {
        "name": recipe.name,
        "hosts": list(recipe.hosts),
        "zone": recipe.zone,
        "charset": recipe.charset,
    }
    parts = {"listing": recipe.listing, "article": recipe.article}
    tables = {name: _plain_fields(fields) for name, fields in parts.items() if fields}
    return {key: value for key, value in head.items() if value} | tables


def _plain_fields(fields: Mapping[str, Field]) -> dict[str, Any]:
    return {key: _plain(value) for key, value in fields.items()}


def to_toml(recipe: Recipe) -> str:
    """A recipe as a TOML file that people read and edit."""
    values = to_values(recipe)
    lines = [
        f"{key} = {_toml(value)}" for key, value in values.items() if not isinstance(value, dict)
    ]
    for part in ("listing", "article"):
        if fields := values.get(part):
            lines += [
                "",
                f"[{part}]",
                *(f"{key} = {_toml(value)}" for key, value in fields.items()),
            ]
    return "\n".join(lines) + "\n"


def _is_zone(zone: Any) -> bool:
    if not isinstance(zone, str):
        return False
    try:
        return not zone or bool(ZoneInfo(zone))
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False


def _fields(part: str, values: Any, known: tuple[str, ...]) -> dict[str, Field]:
    if not isinstance(values, Mapping):
        raise RecipeError(f"{part}: a table of fields: {', '.join(known)}")
    return {
        key: _field(f"{part}.{key}", value)
        for key, value in values.items()
        if _is_known(part, key, known)
    }


def _is_known(part: str, key: Any, known: tuple[str, ...]) -> bool:
    if key not in known:
        raise RecipeError(f"{part}.{key}: there is no such field; known are {', '.join(known)}")
    return True


def _field(name: str, value: Any) -> Field:
    settings = {"select": value} if isinstance(value, str) else value
    if not isinstance(settings, Mapping) or not {"select"} <= set(settings) <= _OF_A_FIELD:
        raise RecipeError(
            f"{name}: a CSS selector, or a table with select, and attribute or pattern"
        )
    if not all(isinstance(text, str) and len(text) <= _LONGEST for text in settings.values()):
        raise RecipeError(f"{name}: texts of at most {_LONGEST} characters")
    recipe_field = Field(**settings)
    _check_selector(name, recipe_field.select)
    _check_pattern(name, recipe_field.pattern)
    return recipe_field


def _check_selector(name: str, select: str) -> None:
    try:
        _selector(select if select != "." else "a")
    except (SelectorError, etree.XPathError, ValueError) as error:
        raise RecipeError(f"{name}: {select!r} is no CSS selector ({error})") from error


def _check_pattern(name: str, pattern: str) -> None:
    try:
        groups = regex.compile(pattern).groups
    except regex.error as error:
        raise RecipeError(f"{name}: {pattern!r} is no regular expression ({error})") from error
    if pattern and (groups < 1 or _NESTED.search(pattern)):
        wanted = (
            "a group in brackets, which is the value, and nothing repeated that is itself repeated"
        )
        raise RecipeError(f"{name}: a pattern has {wanted}")


def _plain(value: Field) -> Any:
    values = {"select": value.select, "attribute": value.attribute, "pattern": value.pattern}
    texts = {key: text for key, text in values.items() if text}
    return value.select if len(texts) == 1 else texts


def _toml(value: Any) -> str:
    """A value in TOML: JSON's strings and lists are TOML's too."""
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{key} = {_toml(text)}" for key, text in value.items()) + " }"
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
