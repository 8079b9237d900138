"""How a source is, judged by what is usual of it: with reasons as values, and with what to do.

One odd run alarms nobody, two that agree do. Nothing is judged before ten runs are known.

Decision 0117.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Literal, cast, get_args

from app.news.profile import (
    MEASURES,
    SHARES,
    Failing,
    Profile,
    Trait,
    agreeing,
    is_unlikely,
    number_of,
)

State = Literal[
    "well",
    "thin",
    "unreadable",
    "walled",
    "moved",
    "silent",
    "broken_into",
    "gone",
]
Stage = Literal["", "suspected", "ailing"]
STAGES: tuple[Stage, ...] = get_args(Stage)
# What cannot be had for so long will hardly come back by itself.
_GONE_AFTER = timedelta(days=3)
# These only say why, so any slump of them does.
_COMPANIONS = ("open", "shapes")
_THIN = ("dates", "summaries", "authors", "pictures", "entries", "titles", "text")

NEXT_STEPS: dict[State, str] = {
    "well": "",
    "thin": "Look at the listing and a new story: what the site shows, another recipe can read.",
    "unreadable": "Look at a new story: if it can be read there, another recipe may read it.",
    "walled": "Look at a new story without a login: if it asks for something first, ask the site.",
    "moved": "Look at the listing: if it is still the same, give the source its new address.",
    "silent": "Look at the listing: if it shows new stories, it needs another address or recipe.",
    "broken_into": "Look at what waits in the inbox, and warn the site: others may write in it.",
    "gone": "Look where the listing is by now, and give the source that address, or remove it.",
}


@dataclass(frozen=True, slots=True)
class Reason:
    """What is otherwise than usual: a trait with the share or the mean that is usual and that was
    seen; of `failures`, how many runs in a row; of `pause`, hours.
    """

    name: str
    usual: float
    seen: float


@dataclass(frozen=True, slots=True)
class Health:
    """How a source is. `stage` is `suspected` after one run that says so, `ailing` after two that
    agree; `since` when it began; `news_at` when it last brought something; `silent_at` when that
    will be too long ago.
    """

    state: State = "well"
    stage: Stage = ""
    reasons: tuple[Reason, ...] = ()
    since: datetime | None = None
    news_at: datetime | None = None
    silent_at: datetime | None = None

    @property
    def next_step(self) -> str:
        """What to do, in words; empty for a source that is well."""
        return NEXT_STEPS[self.state]

    @property
    def is_failure(self) -> bool:
        """Whether it is runs that fail as a whole, which are told as such."""
        return any(reason.name == "failures" for reason in self.reasons)

    @property
    def facts(self) -> dict[str, Any]:
        """As plain values."""
        return {
            "state": self.state,
            "stage": self.stage,
            "reasons": [
                {"name": each.name, "usual": each.usual, "seen": each.seen} for each in self.reasons
            ],
            "since": _iso(self.since),
            "news_at": _iso(self.news_at),
            "silent_at": _iso(self.silent_at),
            "next": self.next_step,
        }


def judge(profile: Profile) -> Health:
    """How a source is by what its runs saw, but for what time alone tells (`as_of`)."""
    known = Health(news_at=profile.news_at, silent_at=_silent_at(profile))
    if profile.failing is not None:
        return _failing(profile.failing, known)
    if not profile.is_known:
        return known
    low = {
        name: trait
        for name, trait in profile.traits.items()
        if (trait.slump is not None if name in _COMPANIONS else is_unlikely(name, trait))
    }
    for state, names in _told_by(low):
        return _slumped(state, [(name, low[name]) for name in names], known)
    return known


def as_of(health: Health, checked_at: datetime | None, foreign: int = 0) -> Health:
    """How a source is whose listing was last seen at `checked_at`, and of which so many entries
    wait because their hosts are `foreign`.
    """
    if health.stage == "ailing":
        return health
    if foreign:
        return replace(
            health, state="broken_into", stage="ailing", reasons=(Reason("foreign", 0, foreign),)
        )
    news_at, silent_at = health.news_at, health.silent_at
    if checked_at is None or news_at is None or silent_at is None or checked_at <= silent_at:
        return health
    pause = Reason("pause", _hours(silent_at - news_at), _hours(checked_at - news_at))
    return replace(health, state="silent", stage="ailing", reasons=(pause,), since=news_at)


def health_of(facts: Mapping[str, Any]) -> Health:
    """Health from its plain values."""
    return Health(
        cast(State, facts["state"]),
        cast(Stage, facts["stage"]),
        tuple(Reason(each["name"], each["usual"], each["seen"]) for each in facts["reasons"]),
        _moment(facts["since"]),
        _moment(facts["news_at"]),
        _moment(facts["silent_at"]),
    )


def _silent_at(profile: Profile) -> datetime | None:
    """From when on a source will have brought nothing for longer than its rhythm explains; None
    while that cannot be told.
    """
    longest = profile.pauses.longest()
    if not profile.is_known or profile.news_at is None or longest is None:
        return None
    return profile.news_at + longest


def _told_by(low: dict[str, Trait]) -> Iterator[tuple[State, Sequence[str]]]:
    """What slumps tell, the gravest first, each with the traits that tell it."""
    asks = ("open",) if "open" in low else ()
    if "readable" in low:
        yield ("walled" if asks else "unreadable"), ("readable", *asks)
    if "text" in low and asks:
        yield "walled", ("text", *asks)
    if "hosts" in low:
        yield "moved", ("hosts", *(name for name in ("shapes",) if name in low))
    if thin := [name for name in _THIN if name in low]:
        yield "thin", thin


def _slumped(state: State, low: Sequence[tuple[str, Trait]], known: Health) -> Health:
    told = [trait for name, trait in low if name not in _COMPANIONS]
    return replace(
        known,
        state=state,
        stage="ailing" if any(agreeing(trait) for trait in told) else "suspected",
        reasons=tuple(_reason(*each) for each in low),
        since=min(trait.slump.since for trait in told if trait.slump),
    )


def _reason(name: str, trait: Trait) -> Reason:
    assert trait.slump is not None
    usual, seen = trait.usual.mean, trait.slump.seen.mean
    if name in MEASURES:
        return Reason(name, round(number_of(usual), 1), round(number_of(seen), 1))
    assert name in SHARES
    return Reason(name, round(usual, 2), round(seen, 2))


def _failing(failing: Failing, known: Health) -> Health:
    enough = failing.runs > 1
    if failing.how == "gone":
        enough = enough and failing.last - failing.since >= _GONE_AFTER
    return replace(
        known,
        state=cast(State, failing.how),
        stage="ailing" if enough else "suspected",
        reasons=(Reason("failures", 0, failing.runs),),
        since=failing.since,
    )


def _hours(time: timedelta) -> float:
    return round(time.total_seconds() / 3600, 1)


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
