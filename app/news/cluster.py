"""Which reports tell of the same event: by the names, numbers and words that they share, weighed by
how rare these are at the time.

Decision 0025.
"""

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from app.news.features import Features

# Chosen by hand with the invented events and distractors of tests/sameness in view, not fitted; how
# each came about is not recorded. tests/app/news/test_cluster.py holds them together: hardly a
# wrong pair, most of the right ones. docs/benchmarks.md has the figures.
# As if so many more reports had been seen, so that few reports call little rare.
_PRIOR = 400
# A headline's features count for more than those of the text; numbers and names for more than
# words, which many reports share.
_TITLE = 1.6
_KINDS = {"#": 1.3, "@": 1.1, "^": 1.2, "=": 0.5, ".": 0.8, ":": 0.6}
_EVIDENCE = {"#": 1.0, "@": 0.9, "=": 0.4}
# Lower finds more reports of an event, and joins more that tell of two.
_LEAST_SCORE, _LEAST_EVIDENCE = 0.2, 1.7
# How rare a feature is that tells something, how many of these are needed, from how many letters on
# a name is looked for as it is spoken, and how many names are enough without anything else.
_RARE, _TELLING, _LONG_NAME, _MANY_NAMES = 3.5, 2, 5, 3

Rarity = Callable[[str], float]


@dataclass(frozen=True, slots=True)
class Report:
    """A recent item: its key, its source, the cluster it is in (if any), and its features."""

    item_id: int
    source_id: int | None
    cluster_id: int | None
    features: Features


def rarity(counts: Mapping[str, int], reports: int) -> Rarity:
    """How much it says that two reports share a feature, from how many of the recent ones have it.
    Of few reports little can be learned.
    """
    whole = reports + _PRIOR
    return lambda feature: math.log(whole / (counts.get(feature, 0) + 1.0))


def same_event(
    new: Features, recent: Iterable[Report], source_id: int | None, rare: Rarity
) -> Report | None:
    """The report of another source that tells of the same event, the most alike; None when there is
    none beyond doubt.
    """
    others = [report for report in recent if report.source_id != source_id]
    scored = [(likeness(new, report.features, rare), -report.item_id, report) for report in others]
    best = max(scored, key=lambda score: score[:2], default=None)
    return best[2] if best is not None and best[0] > 0 else None


def likeness(one: Features, other: Features, rare: Rarity) -> float:
    """How sure it is that two reports tell of the same; 0 when too little is shared, or when each
    speaks of somebody or something else.
    """
    if one.chinese != other.chinese:
        return _across(*((other, one) if one.chinese else (one, other)), rare)
    shared = one.all & other.all
    telling = [feature for feature in _apart(shared) if rare(feature) >= _RARE]
    if (
        len(telling) < _TELLING
        or not _is_sure(telling, one.all, other.all)
        or (_own(one, other) and _own(other, one))
    ):
        return 0.0
    weights = [
        sum(_weight(feature, features, rare) for feature in features.all)
        for features in (one, other)
    ]
    both = sum(
        min(_weight(feature, one, rare), _weight(feature, other, rare)) for feature in shared
    )
    score = both / math.sqrt(weights[0] * weights[1])
    return score if score >= _LEAST_SCORE else 0.0


def _across(english: Features, chinese: Features, rare: Rarity) -> float:
    """The same of a report in a Latin script and one in Chinese, by what they can share: numbers,
    names as they are spoken, notions.
    """
    shared = {feature for feature in english.all & chinese.all if feature[0] in _EVIDENCE}
    shared |= {
        feature
        for feature in english.all
        if feature[0] == "@" and len(feature) > _LONG_NAME and feature[1:] in chinese.spoken
    }
    telling = [feature for feature in _apart(shared) if rare(feature) >= _RARE]
    if not _is_sure(telling, english.all, chinese.all):
        return 0.0
    evidence = sum(_EVIDENCE[feature[0]] for feature in telling)
    return evidence if evidence >= _LEAST_EVIDENCE else 0.0


def _weight(feature: str, features: Features, rare: Rarity) -> float:
    return _KINDS[feature[0]] * rare(feature) ** 2 * (_TITLE if feature in features.title else 1.0)


def _apart(shared: Iterable[str]) -> list[str]:
    """Shared features without those that are part of another: a name of two words is one piece of
    evidence, not three.
    """
    features = sorted(shared, key=lambda feature: (-len(feature), feature))
    kept: list[str] = []
    for feature in features:
        if not any(feature[0] == other[0] and feature[1:] in other[1:] for other in kept):
            kept.append(feature)
    return kept


def _is_sure(telling: Iterable[str], a: frozenset[str], b: frozenset[str]) -> bool:
    """Whether two reports share a number; or a name and what it is about; where each has numbers
    and none is shared, two names.

    One official speaks at two events of a day, so a name or two alone are not enough.
    """
    kinds = [feature[0] for feature in telling]
    if "#" in kinds:
        return True
    counted = all(any(feature[0] == "#" for feature in features) for features in (a, b))
    about = any(kind in "=.:" for kind in kinds)
    names = kinds.count("@") + kinds.count("^")
    return names >= _MANY_NAMES or (about and names >= (2 if counted else 1))


def _own(one: Features, other: Features) -> list[str]:
    """The numbers and names of a headline of which the other report does not speak at all."""
    return [
        feature
        for feature in one.title
        if feature[0] in "#@"
        and feature not in other.all
        and not any(feature[1:] in known for known in other.all)
    ]
