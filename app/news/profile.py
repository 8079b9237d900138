"""What is usual of a source, learned from its runs: pure functions of what was learned and of what
one run saw.

Each trait (how many entries a list has, how many of its stories have an author) is known by its
mean and its spread over the last fifty runs or so. What is much less than usual is kept apart in a
slump, and is not learned while it lasts: an ailing source must not teach that its illness is usual.
A slump that was mere luck is learned when it ends. One that lasts for a month is what is usual now.
One that comes back soon counts only when it lasts longer than those before it explain.

Decision 0117.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from math import erfc, exp, lgamma, log, log1p, sqrt
from typing import Any

from app.news.pauses import Pauses

# Of a list's entries: have a date, a summary, a known host, an address of a known shape.
LIST_SHARES = ("dates", "summaries", "hosts", "shapes")
# Of stories that were read for the first time: could be read, ask for nothing (a login, a consent)
# first, have an author, a picture.
STORY_SHARES = ("readable", "open", "authors", "pictures")
SHARES = (*LIST_SHARES, *STORY_SHARES)
# Natural logarithms: entries of a list, the mean length of their titles, characters of a story.
MEASURES = ("entries", "titles", "text")
TRAITS = (*SHARES, *MEASURES)

# So many runs have to be known before anything is judged.
ENOUGH_RUNS = 10
_VERSION = 1
_KEPT = 0.98
_HALF = 0.5
_RARE = 0.05
_LEAST_SPREAD = 0.1
# False alarms: some thousand runs of a source in a year, and half a dozen traits.
_UNLIKELY = 1e-5
_MOST_COUNTED = 400
_AGREEING = 2
# What comes back after a longer time is another illness.
_SOON = timedelta(days=14)
_SETTLED, _SETTLED_RUNS = timedelta(days=30), 10
_MOST_KNOWN = 60


@dataclass(frozen=True, slots=True)
class Sample:
    """What was seen of a trait: how many values, their sum, the sum of their squares; a share's
    values are 0 and 1.
    """

    number: float = 0.0
    total: float = 0.0
    squares: float = 0.0

    @property
    def mean(self) -> float:
        """The share or the mean; 0 of nothing."""
        return self.total / self.number if self.number else 0.0

    def plus(self, other: "Sample", kept: float = 1.0) -> "Sample":
        """Both together; of this one, only a part is `kept`."""
        return Sample(
            self.number * kept + other.number,
            self.total * kept + other.total,
            self.squares * kept + other.squares,
        )


def sample_of(values: Sequence[float]) -> Sample:
    """Values as a sample."""
    return Sample(len(values), sum(values), sum(value * value for value in values))


@dataclass(frozen=True, slots=True)
class Slump:
    """Runs in a row that saw much less of a trait than is usual: what they saw, how many there
    were, since when. `recovered` counts the runs after it that were as usual.
    """

    seen: Sample
    runs: int
    since: datetime
    recovered: int = 0


@dataclass(frozen=True, slots=True)
class Passed:
    """Slumps that ended, each soon after the one before: how many runs were low, of how many from
    the first slump on, and when the last ended.
    """

    low: int
    runs: int
    ended: datetime

    def chance(self, low: int) -> float:
        """How likely a slump of so many low runs is, if this one is like those before: in none of
        the pauses between them were there two good runs in a row.
        """
        good = 1 - (self.low + 1) / (self.runs + 2)
        return float((1 - good**_AGREEING) ** low)


@dataclass(frozen=True, slots=True)
class Trait:
    """What is usual of a trait, over how many `runs` that was seen, and by how much more runs
    differ than chance alone would make them (`oddness`, summed over the runs). `passed` are the
    slumps of late, if it comes and goes.
    """

    usual: Sample = Sample()
    runs: float = 0.0
    oddness: float = 0.0
    slump: Slump | None = None
    passed: Passed | None = None

    @property
    def is_known(self) -> bool:
        """Whether enough was seen to judge by it."""
        # The sum of what decays comes near to ten only after eleven runs; nobody counts so exactly.
        return self.runs >= ENOUGH_RUNS - 1


@dataclass(frozen=True, slots=True)
class Observation:
    """What one run saw: samples by trait (of what was looked at), hosts and shapes of a list's
    addresses, how many entries were new.

    `before` is when the listing was last seen before. `failure` is what was wrong with the run as a
    whole: `walled`, `gone`, `silent` (an empty list), `unreadable`, `moved`; empty where the
    listing was had. `of_stories`: the listing was, and hardly any story. `moved_to` are new hosts
    that carry the source's own stories.
    """

    at: datetime
    samples: Mapping[str, Sample] = field(default_factory=dict)
    hosts: tuple[str, ...] = ()
    shapes: tuple[str, ...] = ()
    new: int = 0
    before: datetime | None = None
    failure: str = ""
    of_stories: bool = False
    moved_to: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Failing:
    """Runs in a row that failed as a whole, and how the last of them did. Where that was
    `of_stories`, only stories that can be read end it.
    """

    how: str
    runs: int
    since: datetime
    last: datetime
    of_stories: bool = False


@dataclass(frozen=True, slots=True)
class Profile:
    """What is usual of a source; `pauses` are those between its news, `news_at` the last of it."""

    runs: int = 0
    traits: Mapping[str, Trait] = field(default_factory=dict)
    hosts: tuple[str, ...] = ()
    shapes: tuple[str, ...] = ()
    pauses: Pauses = field(default_factory=Pauses)
    news_at: datetime | None = None
    failing: Failing | None = None

    @property
    def is_known(self) -> bool:
        """Whether enough runs are known to judge by them."""
        return self.runs >= ENOUGH_RUNS


def learned(profile: Profile, seen: Observation) -> Profile:
    """The profile after a run."""
    if seen.failure:
        return replace(profile, failing=_failing(profile.failing, seen))
    profile = replace(profile, hosts=_known(profile.hosts, seen.moved_to))
    samples = dict(seen.samples) | _familiar(profile, seen)
    traits = dict(profile.traits) | {
        name: _trait(name, profile.traits.get(name, Trait()), sample, seen.at)
        for name, sample in samples.items()
        if sample.number
    }
    after = replace(profile, runs=profile.runs + bool(seen.samples), traits=traits)
    if not _is_slumped(traits.get("hosts")):
        after = replace(after, hosts=_known(profile.hosts, seen.hosts))
    if not _is_slumped(traits.get("shapes")):
        after = replace(after, shapes=_known(profile.shapes, seen.shapes))
    failing = profile.failing
    goes_on = failing is not None and failing.of_stories and "readable" not in seen.samples
    return replace(_with_news(after, seen), failing=failing if goes_on else None)


def accepted(profile: Profile) -> Profile:
    """The profile after people said that a source is well as it is: what was seen in slumps is
    usual from now on.
    """
    traits = {
        name: _settled(trait) if trait.slump else trait for name, trait in profile.traits.items()
    }
    return replace(
        profile,
        traits=traits,
        hosts=() if _is_slumped(profile.traits.get("hosts")) else profile.hosts,
        shapes=() if _is_slumped(profile.traits.get("shapes")) else profile.shapes,
    )


def healed(profile: Profile, at: datetime) -> Profile:
    """The profile of a source that is read otherwise from now on: the pause before that was none of
    its own, and what came and went by the old reading says nothing of the new one.
    """
    traits = {name: replace(trait, passed=None) for name, trait in profile.traits.items()}
    news_at = at if profile.news_at is not None else None
    return replace(profile, traits=traits, news_at=news_at)


def is_unlikely(name: str, trait: Trait) -> bool:
    """Whether a slump is too deep for chance, and too long for one that comes and goes."""
    slump, passed = trait.slump, trait.passed
    if slump is None or not _is_deep(name, trait):
        return False
    return passed is None or passed.chance(slump.runs) < _UNLIKELY


def agreeing(trait: Trait) -> bool:
    """Whether two runs or more agree about a slump."""
    return trait.slump is not None and trait.slump.runs >= _AGREEING


def _trait(name: str, trait: Trait, sample: Sample, at: datetime) -> Trait:
    """A trait with what a run saw of it."""
    trait = _of_late(trait, at)
    slump = trait.slump
    if not trait.is_known or not _is_low(name, trait.usual, sample):
        return _as_usual(name, trait, sample, at)
    if slump is None or slump.recovered:
        before = slump or Slump(Sample(), 0, at)
        return replace(trait, slump=replace(_grown(before, sample), recovered=0))
    grown = _grown(slump, sample)
    after = replace(trait, slump=grown)
    lasted = at - slump.since >= _SETTLED and slump.runs >= _SETTLED_RUNS
    if not lasted or not _is_deep(name, after):
        return after
    return replace(_settled(after), passed=_passed(after, grown, at).passed)


def _of_late(trait: Trait, at: datetime) -> Trait:
    """A trait without slumps that passed long ago."""
    passed = trait.passed
    is_over = passed is not None and trait.slump is None and at - passed.ended > _SOON
    return replace(trait, passed=None) if is_over else trait


def _as_usual(name: str, trait: Trait, sample: Sample, at: datetime) -> Trait:
    """A trait after a run that was as usual: a slump ends, at once if it was none."""
    slump = trait.slump
    if slump is None:
        passed = trait.passed and replace(trait.passed, runs=trait.passed.runs + 1)
        return _learned(name, replace(trait, passed=passed), sample)
    if not _is_deep(name, trait):
        return _learned(name, _learned(name, replace(trait, slump=None), slump.seen), sample)
    if not agreeing(trait) or slump.recovered + 1 >= _AGREEING:
        return _learned(name, _passed(trait, slump, at), sample)
    return replace(trait, slump=replace(slump, recovered=slump.recovered + 1))


def _passed(trait: Trait, slump: Slump, at: datetime) -> Trait:
    """A trait whose slump has ended. The first one to be remembered is one that was told."""
    before = trait.passed or Passed(0, 0, at)
    if trait.passed is None and slump.runs < _AGREEING:
        return replace(trait, slump=None)
    # The good runs within it are not known; those that end it are.
    runs = before.runs + slump.runs + _AGREEING
    return replace(trait, slump=None, passed=Passed(before.low + slump.runs, runs, at))


def _learned(name: str, trait: Trait, sample: Sample) -> Trait:
    odd = _oddness(trait.usual, sample) if name in SHARES and trait.usual.number else 1.0
    return replace(
        trait,
        usual=trait.usual.plus(sample, _KEPT),
        runs=trait.runs * _KEPT + 1,
        oddness=trait.oddness * _KEPT + odd,
    )


def _settled(trait: Trait) -> Trait:
    """A trait of which what was seen in its slump is usual now."""
    assert trait.slump is not None
    runs = float(max(trait.slump.runs, ENOUGH_RUNS))
    return Trait(trait.slump.seen, runs, runs, passed=trait.passed)


def _grown(slump: Slump, sample: Sample) -> Slump:
    return replace(slump, seen=slump.seen.plus(sample), runs=slump.runs + 1)


def _is_slumped(trait: Trait | None) -> bool:
    return trait is not None and trait.slump is not None


def _is_low(name: str, usual: Sample, sample: Sample) -> bool:
    """Whether a run saw at most half of what is usual."""
    if name in SHARES:
        return usual.mean > _RARE and sample.mean <= usual.mean * _HALF
    return sample.mean <= usual.mean + log(_HALF)


def _is_deep(name: str, trait: Trait) -> bool:
    """Whether a slump is too deep for chance."""
    return trait.is_known and trait.slump is not None and _chance(name, trait) < _UNLIKELY


def _chance(name: str, trait: Trait) -> float:
    """How likely so deep a slump is, where nothing is wrong."""
    assert trait.slump is not None
    if name in SHARES:
        return _chance_of_share(trait, trait.slump.seen)
    return _chance_of_mean(trait.usual, trait.slump.seen)


def _chance_of_share(trait: Trait, seen: Sample) -> float:
    """The chance of so few or fewer, by the beta-binomial distribution: what is usual is known from
    so many only. Where runs differ more than chance makes them, all numbers count for less.
    """
    odd = max(1.0, trait.oddness / trait.runs)
    usual = trait.usual
    scale = min(1.0, _MOST_COUNTED / max(usual.number, seen.number)) / odd
    number = max(1, round(seen.number * scale))
    most = min(number, int(seen.mean * number + 1e-9))
    with_it, without = usual.total * scale + _HALF, (usual.number - usual.total) * scale + _HALF
    return min(1.0, sum(exp(_log_chance(k, number, with_it, without)) for k in range(most + 1)))


def _log_chance(k: int, number: int, a: float, b: float) -> float:
    """The logarithm of the beta-binomial probability of k among a number."""
    choose = lgamma(number + 1) - lgamma(k + 1) - lgamma(number - k + 1)
    return choose + _log_beta(k + a, number - k + b) - _log_beta(a, b)


def _log_beta(a: float, b: float) -> float:
    return lgamma(a) + lgamma(b) - lgamma(a + b)


def _chance_of_mean(usual: Sample, seen: Sample) -> float:
    """The chance of so low a mean, by the normal distribution; the spread of few is widened."""
    variance = max(0.0, usual.squares / usual.number - usual.mean**2)
    spread = max(_LEAST_SPREAD, sqrt(variance)) * (1 + 3 / usual.number)
    distance = (usual.mean - seen.mean) / (spread * sqrt(1 / seen.number + 1 / usual.number))
    return erfc(distance / sqrt(2)) / 2


def _oddness(usual: Sample, sample: Sample) -> float:
    """How far a run's share is from the usual one, in squares of what chance makes of it."""
    share = (usual.total + _HALF) / (usual.number + 1)
    return float(
        (sample.total - sample.number * share) ** 2 / (sample.number * share * (1 - share))
    )


def _familiar(profile: Profile, seen: Observation) -> dict[str, Sample]:
    """How many of a list's addresses have hosts and shapes that are known."""
    samples = {}
    for name, shown, known in (
        ("hosts", seen.hosts, profile.hosts),
        ("shapes", seen.shapes, profile.shapes),
    ):
        if shown and known:
            samples[name] = sample_of([float(each in known) for each in shown])
    return samples


def _known(before: tuple[str, ...], seen: tuple[str, ...]) -> tuple[str, ...]:
    """What is known, the latest last; what was not seen for long is forgotten first."""
    latest = tuple(dict.fromkeys(seen))
    return (*(each for each in before if each not in latest), *latest)[-_MOST_KNOWN:]


def _failing(before: Failing | None, seen: Observation) -> Failing:
    if before is None:
        return Failing(seen.failure, 1, seen.at, seen.at, seen.of_stories)
    return Failing(seen.failure, before.runs + 1, before.since, seen.at, seen.of_stories)


def _with_news(profile: Profile, seen: Observation) -> Profile:
    """The profile with the pause before a run's news."""
    if not seen.new or seen.before is None:
        return profile
    last = profile.news_at
    if last is None or not _was_watched(profile, seen.before, seen.at - last, seen.at):
        return replace(profile, news_at=seen.at)
    return replace(profile, pauses=profile.pauses.plus(seen.at - last), news_at=seen.at)


def _was_watched(profile: Profile, before: datetime, pause: timedelta, at: datetime) -> bool:
    """Whether a pause was one of the source's: not one in which nobody looked, or in which nothing
    could be had.
    """
    longest = profile.pauses.longest()
    is_ours = (at - before) * 2 > pause and longest is not None and pause > longest
    return profile.failing is None and not is_ours


def logarithm(value: float) -> float:
    """A number as measures are kept; 0 stays 0."""
    return log1p(value)


def number_of(measure: float) -> float:
    """What was kept as a measure."""
    return exp(measure) - 1


def plain(profile: Profile) -> dict[str, Any]:
    """What is usual, as people and programs read it: shares from 0 to 1, means as numbers."""
    longest = profile.pauses.longest()
    return {
        "runs": profile.runs,
        "known": profile.is_known,
        "usual": {
            name: _figure(name, profile.traits[name]) for name in TRAITS if name in profile.traits
        },
        "hosts": list(profile.hosts),
        "shapes": list(profile.shapes),
        "news_at": profile.news_at.isoformat() if profile.news_at else None,
        "longest_pause_hours": round(longest.total_seconds() / 3600, 1) if longest else None,
    }


def _figure(name: str, trait: Trait) -> float:
    mean = trait.usual.mean
    return round(mean, 2) if name in SHARES else round(number_of(mean), 1)


def to_json(profile: Profile) -> dict[str, Any]:
    """A profile as it is stored."""
    failing = profile.failing
    return {
        "version": _VERSION,
        "runs": profile.runs,
        "traits": {name: _trait_json(trait) for name, trait in profile.traits.items()},
        "hosts": list(profile.hosts),
        "shapes": list(profile.shapes),
        "pauses": profile.pauses.to_json(),
        "news_at": profile.news_at.isoformat() if profile.news_at else None,
        "failing": _failing_json(failing) if failing else None,
    }


def from_json(stored: Mapping[str, Any] | None) -> Profile | None:
    """A stored profile; None for none, and for one of a version that is not known."""
    if stored is None or stored.get("version") != _VERSION:
        return None
    news_at, failing = stored["news_at"], stored["failing"]
    return Profile(
        stored["runs"],
        {name: _trait_of(values) for name, values in stored["traits"].items() if name in TRAITS},
        tuple(stored["hosts"]),
        tuple(stored["shapes"]),
        Pauses.from_json(stored["pauses"]),
        datetime.fromisoformat(news_at) if news_at else None,
        _failing_of(failing) if failing else None,
    )


def _failing_json(failing: Failing) -> list[Any]:
    times = failing.since.isoformat(), failing.last.isoformat()
    return [failing.how, failing.runs, *times, failing.of_stories]


def _failing_of(values: Sequence[Any]) -> Failing:
    how, runs, since, last, of_stories = values
    since, last = datetime.fromisoformat(since), datetime.fromisoformat(last)
    return Failing(how, runs, since, last, of_stories)


def _trait_json(trait: Trait) -> dict[str, Any]:
    slump, passed = trait.slump, trait.passed
    return {
        "usual": _sample_json(trait.usual),
        "runs": round(trait.runs, 3),
        "oddness": round(trait.oddness, 3),
        "slump": (
            [_sample_json(slump.seen), slump.runs, slump.since.isoformat(), slump.recovered]
            if slump
            else None
        ),
        "passed": [passed.low, passed.runs, passed.ended.isoformat()] if passed else None,
    }


def _trait_of(values: Mapping[str, Any]) -> Trait:
    # What was stored before slumps were remembered has none.
    slump, passed = values["slump"], values.get("passed")
    return Trait(
        Sample(*values["usual"]),
        values["runs"],
        values["oddness"],
        Slump(Sample(*slump[0]), slump[1], datetime.fromisoformat(slump[2]), slump[3])
        if slump
        else None,
        Passed(passed[0], passed[1], datetime.fromisoformat(passed[2])) if passed else None,
    )


def _sample_json(sample: Sample) -> list[float]:
    return [round(value, 3) for value in (sample.number, sample.total, sample.squares)]
