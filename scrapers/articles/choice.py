"""One way to decide a field: all that a page offers for it, what speaks for and against each value,
and how likely each is right (decision 0098).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from scrapers.logistic import Model

# A wrong value is worse than none: from this chance on a value is given.
ENOUGH = 0.75

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Witness:
    """A place of a page that says something about a field: what it is, and its words."""

    place: str
    text: str


@dataclass(frozen=True, slots=True)
class Option(Generic[T]):
    """A value that a field may have, who says so, and what is known of it.

    `absurd` is why it can never be the value, in words; "" where nothing is against it.
    """

    value: T
    wording: str
    witnesses: tuple[Witness, ...]
    evidence: Mapping[str, float] = field(default_factory=dict)
    absurd: str = ""
    chance: float = 0.0


@dataclass(frozen=True, slots=True)
class Choice(Generic[T]):
    """The options of a field, the likeliest first."""

    options: tuple[Option[T], ...] = ()

    @property
    def best(self) -> Option[T] | None:
        """The option that is likely enough to be given; None when none is."""
        first = self.options[0] if self.options else None
        return first if first is not None and first.chance >= ENOUGH else None

    @property
    def value(self) -> T | None:
        """The value that is given; None when none is likely enough."""
        return self.best.value if self.best is not None else None

    @property
    def chance(self) -> float:
        """How likely the first option is right; 0 without any."""
        return self.options[0].chance if self.options else 0.0


def weigh(options: Iterable[Option[T]], model: Model, features: Sequence[str]) -> Choice[T]:
    """Weigh the options of a field against each other, and against none being right."""
    every = list(options)
    able = [option for option in every if not option.absurd]
    chances = iter(model.chances([row_of(option, features) for option in able]))
    weighed = [option if option.absurd else _with_chance(option, next(chances)) for option in every]
    return Choice(tuple(sorted(weighed, key=lambda option: -option.chance)))


def row_of(option: Option[T], features: Sequence[str]) -> tuple[float, ...]:
    """What is known of an option, in the order of the features."""
    return tuple(float(option.evidence.get(name, 0.0)) for name in features)


def by_site_rules(value: T, wording: str) -> Choice[T]:
    """The choice where somebody who knows the site has said the value."""
    return Choice(
        (Option(value, wording, (Witness("the rules for this site", wording),), chance=1.0),)
    )


def _with_chance(option: Option[T], chance: float) -> Option[T]:
    return Option(
        option.value, option.wording, option.witnesses, option.evidence, option.absurd, chance
    )
