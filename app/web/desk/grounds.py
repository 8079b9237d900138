"""What the fields of a form were decided from, in plain words: the values that its page offers, how
likely each is, and which places say so.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.web.desk.base import gettext
from scrapers.articles.choice import Choice, Option, Witness
from scrapers.words.text import shorten

# What fields are called in the form, of those that are shown there.
_OF_FORM = {
    "title": "title", "summary": "summary", "section": "section", "published": "published",
    "authors": "author", "byline_source": "byline_source",
}  # fmt: skip
_MOST_OPTIONS, _MOST_PLACES, _LONGEST = 6, 5, 160


@dataclass(frozen=True, slots=True)
class Ground:
    """A value that a field may have, as an editor types it; how likely it is in per cent; the
    places that say it, each with its words; why it cannot be, if it cannot.
    """

    value: str
    percent: int
    places: Sequence[tuple[str, str]]
    refused: str


def grounds(
    choices: Mapping[str, Choice[Any]], typed: Callable[[Any], str]
) -> dict[str, list[Ground]]:
    """By the names of the form's fields their grounds, the likeliest first; `typed` gives a value
    as an editor types it.
    """
    found = {
        name: [_ground(option, typed) for option in choices[field].options[:_MOST_OPTIONS]]
        for field, name in _OF_FORM.items()
        if field in choices
    }
    return {name: options for name, options in found.items() if options}


def _ground(option: Option[Any], typed: Callable[[Any], str]) -> Ground:
    value = typed(option.value)
    return Ground(
        value,
        round(option.chance * 100),
        [_told(witness, value) for witness in option.witnesses[:_MOST_PLACES]],
        refusal_words(option.absurd),
    )


def _told(witness: Witness, value: str) -> tuple[str, str]:
    """A place, and its words where they are not just the value."""
    words = " ".join(witness.text.split())
    return place_words(witness.place), "" if words == value else shorten(words, _LONGEST)


def place_words(place: str) -> str:
    """A place of a page in plain words; one that is not known as it is called."""
    if known := _places().get(place):
        return known
    kind, _, rest = place.partition(" ")
    name = rest.strip()
    if kind == "meta" and name:
        return gettext("the page's data for programs (%(name)s)", name=name)
    if kind == "JSON-LD":
        return gettext("the page's data for programs (%(name)s)", name=place)
    if kind == "script:":
        return gettext("a script of the page (%(name)s)", name=name)
    if place.startswith("data of the story"):
        return gettext("the story in the data of the page's scripts")
    if kind in ("time", "abbr"):
        return gettext("an element with a date (%(name)s)", name=place)
    return place


def _places() -> dict[str, str]:
    return {
        "heading": gettext("a heading of the page"),
        "title element": gettext("the title of the page's window"),
        "meta of the portal": gettext("the portal's own data"),
        "the listing": gettext("the listing"),
        "the address": gettext("the address of the page"),
        "brackets in the story": gettext("brackets in the story"),
        "the first paragraph": gettext("the first paragraph"),
        "a label by the title": gettext("a label by the title"),
        "the text": gettext("the text"),
        "the page": gettext("the page"),
        "time": gettext("an element with a date"),
        "line: head": gettext("a line near the headline"),
        "line: story": gettext("a line of the story"),
        "line: foot": gettext("a line below the story"),
        "line: elsewhere": gettext("a line elsewhere on the page"),
    }


def refusal_words(why: str) -> str:
    """Why a value cannot be, in the editor's language where that is known."""
    known = {
        "this is the publication itself": gettext("this is the publication itself"),
        "this is only when the page was changed": gettext("this is only when the page was changed"),
        "this repeats the title": gettext("this repeats the title"),
        "these are keywords": gettext("these are keywords"),
        "this is too short to say anything": gettext("this is too short to say anything"),
        "this is no sentence of the story": gettext("this is no sentence of the story"),
        "this tells of the site, not of the story": gettext(
            "this tells of the site, not of the story"
        ),
    }
    return known.get(why, why)
