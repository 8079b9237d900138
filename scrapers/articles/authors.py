"""Who wrote a story: what speaks for each list of names that a page gives, and which it is.

The value is the list of names as one place gives it; places that give the same names agree.
"""

from collections.abc import Sequence
from functools import cache

from scrapers.articles.agreeing import likely
from scrapers.articles.bylines import Naming, is_one_word, namings
from scrapers.articles.choice import Choice, Option, Witness, weigh
from scrapers.articles.scene import Scene
from scrapers.logistic import Model, load_model
from scrapers.words.chinese_names import is_chinese_name
from scrapers.words.names import may_be_organisation, without_publications
from scrapers.words.text import fold

FEATURES = (
    "linked data: person", "linked data", "linked data: organisation", "meta", "meta of sharing",
    "marked near headline", "marked under the story", "marked elsewhere",
    "named so near headline", "named so under the story", "named so elsewhere",
    "line near headline", "line under the story", "line elsewhere", "name alone near headline",
    "Chinese label near headline", "Chinese label under the story", "Chinese brackets",
    "witnesses", "part of another", "holds another", "several names", "one word",
    "like an organisation", "in the prose", "only value", "behind the title",
    "nearest the headline", "shown and in data", "each shown",
    "own page near headline", "own page under the story", "own page elsewhere", "best attested",
)  # fmt: skip
VERSION = 2

Groups = dict[frozenset[str], list[Naming]]


def authors(scene: Scene) -> Choice[tuple[str, ...]]:
    """The authors of the story on a page, in their order."""
    return weigh(author_options(scene), _model(), FEATURES)


@cache
def _model() -> Model:
    return load_model("scrapers.articles", "author.json", FEATURES, VERSION)


def author_options(scene: Scene) -> list[Option[tuple[str, ...]]]:
    """Each list of names that any place gives, with its evidence."""
    groups: Groups = {}
    for naming in likely(list(namings(scene)), scene.owners):
        groups.setdefault(naming.key, []).append(naming)
    people = {
        key: own
        for key, own in groups.items()
        if without_publications(own[0].names, scene.publications)
    }
    return [_option(key, own, people, scene) for key, own in groups.items()]


def _option(
    key: frozenset[str], own: Sequence[Naming], groups: Groups, scene: Scene
) -> Option[tuple[str, ...]]:
    names = own[0].names
    evidence = _of_places(own) | _beside_others(key, own, groups) | _of_names(names, own, scene)
    witnesses = tuple(Witness(naming.place, naming.text) for naming in own)
    weighty = {name: float(value) for name, value in evidence.items() if value}
    absurd = "" if key in groups else "this is the publication itself"
    return Option(names, ", ".join(names), witnesses, weighty, absurd)


def _of_places(own: Sequence[Naming]) -> dict[str, float]:
    """What the places tell that give a list of names."""
    kinds = {naming.kind for naming in own}
    in_data = any(naming.is_of_data for naming in own)
    return dict.fromkeys(kinds, 1.0) | {
        "witnesses": min(2.0, len(kinds) - 1) / 2,
        "shown and in data": in_data and any(naming.is_shown for naming in own),
    }


def _beside_others(key: frozenset[str], own: Sequence[Naming], groups: Groups) -> dict[str, float]:
    """How a list of names stands to the others of its page."""
    distances = [each.distance for group in groups.values() for each in group if each.distance]
    nearest = min(distances, default=-1)
    kinds = {naming.kind for naming in own}
    others = [{naming.kind for naming in group} for group in groups.values() if group is not own]
    return {
        "part of another": any(key < other for other in groups),
        "holds another": any(key > other for other in groups),
        "only value": len(groups) == 1,
        "nearest the headline": any(each.distance == nearest for each in own),
        "best attested": all(len(kinds) > len(each) for each in others),
        "each shown": len(key) > 1 and all(_is_shown_alone(each, groups) for each in key),
    }


def _is_shown_alone(name: str, groups: Groups) -> bool:
    """Whether one of several names also stands by itself at the story's head."""
    return any(naming.is_shown for naming in groups.get(frozenset((name,)), ()))


def _of_names(names: Sequence[str], own: Sequence[Naming], scene: Scene) -> dict[str, float]:
    """What the names themselves tell."""
    prose = "\n".join(scene.lines[at].text for at in scene.prose)
    joined = any(naming.is_joined for naming in own) or all(map(is_chinese_name, names))
    behind_title = set(map(fold, scene.behind_title))
    return {
        "several names": len(names) > 1 and not joined,
        "one word": any(map(is_one_word, names)),
        "like an organisation": any(map(may_be_organisation, names)),
        "in the prose": any(name in prose for name in names),
        "behind the title": any(fold(name) in behind_title for name in names),
    }
