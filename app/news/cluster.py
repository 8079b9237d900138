"""Which reports tell of the same event: by the names, numbers and words that they share, weighed by how rare these are at the time."""

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from app.news.marks import Marks

_PRIOR = 400
_TITLE = 1.6
_KINDS = {"#": 1.3, "@": 1.1, "^": 1.2, "=": 0.5, ".": 0.8, ":": 0.6}
_EVIDENCE = {"#": 1.0, "@": 0.9, "=": 0.4}
_LEAST_SCORE, _LEAST_EVIDENCE = 0.2, 1.7
_RARE, _TELLING, _LONG_NAME, _MANY_NAMES = 3.5, 2, 5, 3

Rarity = Callable[[str], float]


@dataclass(frozen=True, slots=True)
class Report:
    """A recent item: its key, its source, the cluster it is in (if any), and its marks."""

    item_id: int
    source_id: int | None
    cluster_id: int | None
    marks: Marks


def rarity(counts: Mapping[str, int], reports: int) -> Rarity:
    """How much it says that two reports share a mark, from how many of the recent ones have it. Of few reports little can be learned."""
    whole = reports + _PRIOR
    return lambda mark: math.log(whole / (counts.get(mark, 0) + 1.0))


def same_event(new: Marks, recent: Iterable[Report], source_id: int | None, rare: Rarity) -> Report | None:
    """The report of another source that tells of the same event, the most alike; None when there is none beyond doubt."""
    others = [report for report in recent if report.source_id != source_id]
    scored = [(likeness(new, report.marks, rare), -report.item_id, report) for report in others]
    best = max(scored, key=lambda found: found[:2], default=None)
    return best[2] if best is not None and best[0] > 0 else None


def likeness(one: Marks, other: Marks, rare: Rarity) -> float:
    """How sure it is that two reports tell of the same; 0 when too little is shared, or when each speaks of somebody or something else."""
    if one.chinese != other.chinese:
        return _across(*((other, one) if one.chinese else (one, other)), rare)
    shared = one.all & other.all
    telling = [mark for mark in _apart(shared) if rare(mark) >= _RARE]
    if len(telling) < _TELLING or not _is_sure(telling, one.all, other.all) or (_own(one, other) and _own(other, one)):
        return 0.0
    weights = [sum(_weight(mark, marks, rare) for mark in marks.all) for marks in (one, other)]
    both = sum(min(_weight(mark, one, rare), _weight(mark, other, rare)) for mark in shared)
    score = both / math.sqrt(weights[0] * weights[1])
    return score if score >= _LEAST_SCORE else 0.0


def _across(english: Marks, chinese: Marks, rare: Rarity) -> float:
    """The same of a report in a Latin script and one in Chinese, by what they can share: numbers, names as they are spoken, notions."""
    shared = {mark for mark in english.all & chinese.all if mark[0] in _EVIDENCE}
    shared |= {mark for mark in english.all if mark[0] == "@" and len(mark) > _LONG_NAME and mark[1:] in chinese.spoken}
    telling = [mark for mark in _apart(shared) if rare(mark) >= _RARE]
    if not _is_sure(telling, english.all, chinese.all):
        return 0.0
    evidence = sum(_EVIDENCE[mark[0]] for mark in telling)
    return evidence if evidence >= _LEAST_EVIDENCE else 0.0


def _weight(mark: str, marks: Marks, rare: Rarity) -> float:
    return _KINDS[mark[0]] * rare(mark) ** 2 * (_TITLE if mark in marks.title else 1.0)


def _apart(shared: Iterable[str]) -> list[str]:
    """Shared marks without those that are part of another: a name of two words is one piece of evidence, not three."""
    marks = sorted(shared, key=lambda mark: (-len(mark), mark))
    kept: list[str] = []
    for mark in marks:
        if not any(mark[0] == other[0] and mark[1:] in other[1:] for other in kept):
            kept.append(mark)
    return kept


def _is_sure(telling: Iterable[str], a: frozenset[str], b: frozenset[str]) -> bool:
    """Whether two reports share a number; or a name and what it is about; where each has numbers and none is shared, two names.

    One official speaks at two events of a day, so a name or two alone are not enough.
    """
    kinds = [mark[0] for mark in telling]
    if "#" in kinds:
        return True
    counted = all(any(mark[0] == "#" for mark in marks) for marks in (a, b))
    about = any(kind in "=.:" for kind in kinds)
    names = kinds.count("@") + kinds.count("^")
    return names >= _MANY_NAMES or (about and names >= (2 if counted else 1))


def _own(one: Marks, other: Marks) -> list[str]:
    """The numbers and names of a headline of which the other report does not speak at all."""
    return [mark for mark in one.title if mark[0] in "#@" and mark not in other.all and not any(mark[1:] in known for known in other.all)]
