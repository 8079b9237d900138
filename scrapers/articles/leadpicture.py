"""The picture that stands for a story: all that its data names and its page shows, and what speaks
for each. A picture in several sizes is one.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from urllib.parse import unquote, urlsplit

from scrapers.articles.choice import Choice, Option, Witness, weigh
from scrapers.articles.repeats import picture_mark
from scrapers.articles.scene import Scene
from scrapers.logistic import Model, load_model
from scrapers.page.body import is_junk
from scrapers.page.picture_files import file_of
from scrapers.values import Picture
from scrapers.words.urls import absolute

FEATURES = (
    "OpenGraph", "Twitter", "linked data", "in the text", "first in the text", "in the head",
    "shown elsewhere", "first shown", "captioned", "wide", "no size told", "named and shown",
    "witnesses", "only value", "named like the site's", "drawing",
    "first named", "first named and shown", "nothing named",
)  # fmt: skip
VERSION = 1

_META = {
    "og:image": "OpenGraph", "og:image:url": "OpenGraph", "og:image:secure_url": "OpenGraph",
    "twitter:image": "Twitter", "twitter:image:src": "Twitter", "thumbnail": "Twitter",
}  # fmt: skip
_SITES = re.compile(
    r"(?i)logo|default|share|social|fallback|placeholder|facebook|twitter|og[-_]?image|site|brand|icon|avatar"
)
_DRAWING = re.compile(r"(?i)\.(?:svg|gif)(?:$|[?!@])")
_WIDE, _LARGE = 300, 600
# A page shows its own pictures, so that the likeliest is hardly ever another story's: on held-out
# sites more leads are right with this bound, and none that decorates is given (benchmarks).
_ENOUGH = 0.4
_MOST_SHOWN = 40


@dataclass(frozen=True, slots=True)
class _Showing:
    kind: str
    place: str
    picture: Picture


def lead_picture(scene: Scene, among: Sequence[Picture]) -> Choice[Picture]:
    """The lead of a page; `among` are the pictures of its text."""
    return weigh(lead_options(scene, among), _model(), FEATURES)


def given_lead(choice: Choice[Picture]) -> Picture | None:
    """The lead that is likely enough to stand first; None when none is."""
    first = choice.options[0] if choice.options else None
    return first.value if first is not None and first.chance >= _ENOUGH else None


@cache
def _model() -> Model:
    return load_model("scrapers.articles", "lead.json", FEATURES, VERSION)


def lead_options(scene: Scene, among: Sequence[Picture]) -> list[Option[Picture]]:
    """Each picture that the page's data names or its main part shows, with its evidence."""
    groups: dict[str, list[_Showing]] = {}
    for showing in (*_named(scene), *_in_text(among), *_on_page(scene)):
        groups.setdefault(file_of(showing.picture.url), []).append(showing)
    named = [key for key, own in groups.items() if _is_named(own)]
    both = [key for key in named if _is_shown(groups[key])]
    order = {"first named": named[:1], "first named and shown": both[:1]}
    first_shown = next((key for key, own in groups.items() if _is_shown(own)), "")
    options = []
    for key, own in groups.items():
        if {showing.kind for showing in own} == {"shown elsewhere"}:
            continue  # a page shows the pictures of other stories too
        places = {name: float(key in keys) for name, keys in order.items()}
        places |= {"first shown": float(key == first_shown), "nothing named": float(not named)}
        option = _option(key, own, len(groups), places)
        if picture_mark(option.value) in scene.page.repeats:
            option = replace(option, absurd="this stands in many other stories too")
        options.append(option)
    return options


def _option(
    key: str, own: Sequence[_Showing], count: int, places: Mapping[str, float]
) -> Option[Picture]:
    kinds = {showing.kind for showing in own}
    picture = _fullest(own)
    evidence = dict.fromkeys(kinds, 1.0) | {
        "captioned": float(any(showing.picture.caption for showing in own)),
        "wide": float((picture.width or 0) >= _WIDE),
        "no size told": float(picture.width is None),
        "named and shown": float(_is_named(own) and _is_shown(own)),
        "witnesses": min(3, len(kinds) - 1) / 3,
        "only value": float(count == 1),
        "named like the site's": float(_SITES.search(key) is not None),
        "drawing": float(_DRAWING.search(picture.url) is not None),
    }
    witnesses = tuple(Witness(showing.place, showing.picture.url) for showing in own)
    facts = {name: value for name, value in ({**places, **evidence}).items() if value}
    absurd = "this is decoration" if all(is_junk(showing.picture) for showing in own) else ""
    return Option(picture, picture.url, witnesses, facts, absurd)


def _fullest(own: Sequence[_Showing]) -> Picture:
    """A picture as the page's data names it, or as the page shows that very file, or a large one;
    with the caption that the page shows.
    """
    visible = [showing.picture for showing in own if _is_shown([showing])]
    best = _best(visible, [showing.picture for showing in own if _is_named([showing])])
    caption = next((each for each in visible if each.caption), best)
    alt = next((showing.picture.alt for showing in own if showing.picture.alt), "")
    return replace(best, caption=caption.caption, credit=caption.credit, alt=best.alt or alt)


def _best(visible: Sequence[Picture], named: Sequence[Picture]) -> Picture:
    names = {_name(picture.url) for picture in named[:1]}
    same = [picture for picture in visible if _name(picture.url) in names]
    large = [picture for picture in visible if (picture.width or 0) >= _LARGE]
    return [*same, *large, *named, *visible][0]


def _name(url: str) -> str:
    return unquote(urlsplit(url).path).rpartition("/")[2].casefold()


def _is_named(own: Sequence[_Showing]) -> bool:
    return any(showing.kind in ("OpenGraph", "Twitter", "linked data") for showing in own)


def _is_shown(own: Sequence[_Showing]) -> bool:
    return any(showing.kind in ("in the text", "in the head", "shown elsewhere") for showing in own)


def _named(scene: Scene) -> Iterator[_Showing]:
    """The pictures that the page's data names."""
    meta = scene.document.meta
    alt = meta.get("og:image:alt", "")
    for name, kind in _META.items():
        if url := _address(meta.get(name, ""), scene):
            yield _Showing(kind, f"meta {name}", Picture(url, alt=alt))
    for value in scene.linked.pictures:
        if url := _address(value, scene):
            yield _Showing("linked data", "JSON-LD image", Picture(url))
    for value in scene.told.fields.pictures:
        if url := _address(value, scene):
            yield _Showing("linked data", "data of the story", Picture(url))


def _address(value: str, scene: Scene) -> str:
    return absolute(value, scene.document.base or scene.document.url) if value else ""


def _in_text(among: Sequence[Picture]) -> Iterator[_Showing]:
    for at, picture in enumerate(among):
        yield _Showing("in the text", "the text", picture)
        if at == 0:
            yield _Showing("first in the text", "the text", picture)


def _on_page(scene: Scene) -> Iterator[_Showing]:
    number = 0
    for at, line in enumerate(scene.lines):
        if line.picture is None or line.outside or is_junk(line.picture):
            continue
        under = scene.heading is not None and at > scene.heading
        kind = "in the head" if under and scene.region(at) == "head" else "shown elsewhere"
        yield _Showing(kind, "the page", line.picture)
        number += 1
        if number >= _MOST_SHOWN:
            return
