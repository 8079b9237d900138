"""What is usual of a source, and what says that it is ill: never one odd run, never small numbers,
never a weekend.
"""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from random import Random

import pytest

from app.news.health import Health, Stage, State, as_of, health_of, judge
from app.news.pauses import Pauses
from app.news.profile import (
    Observation,
    Profile,
    Sample,
    accepted,
    from_json,
    healed,
    learned,
    logarithm,
    sample_of,
    to_json,
)

NOW = datetime(2026, 3, 2, 8, tzinfo=UTC)
HOUR = timedelta(hours=1)
HOSTS = ("a.example",) * 24
SHAPES = ("/town/0",) * 24


def share(seen: int, number: int) -> Sample:
    return Sample(number, seen, seen)


def measures(number: int, value: float) -> Sample:
    return sample_of([logarithm(value)] * number)


def run(at: datetime, stories: int = 2, **changes: Sample) -> Observation:
    """A run of a source all of whose stories have all."""
    samples = {
        "entries": measures(1, 24),
        "dates": share(24, 24),
        "summaries": share(20, 24),
    } | {
        "readable": share(stories, stories),
        "open": share(stories, stories),
        "authors": share(stories, stories),
        "pictures": share(stories // 2, stories),
        "text": measures(stories, 1800),
    }
    return Observation(at, samples | changes, HOSTS, SHAPES, new=stories, before=at - 8 * HOUR)


def after(profile: Profile, runs: int, stories: int = 2, **changes: Sample) -> Profile:
    """The profile after so many further runs, eight hours apart."""
    for _ in range(runs):
        at = (profile.news_at or NOW) + 8 * HOUR
        profile = learned(profile, run(at, stories, **changes))
    return profile


@pytest.fixture
def usual() -> Profile:
    return after(Profile(), 30)


def told(profile: Profile) -> tuple[State, Stage, list[str]]:
    health = judge(profile)
    return health.state, health.stage, [reason.name for reason in health.reasons]


ILLS: list[tuple[dict[str, Sample], State, list[str]]] = [
    ({"entries": measures(1, 3)}, "thin", ["entries"]),
    ({"dates": share(0, 24)}, "thin", ["dates"]),
    ({"dates": share(0, 24), "summaries": share(0, 24)}, "thin", ["dates", "summaries"]),
    ({"authors": share(0, 6)}, "thin", ["authors"]),
    ({"text": measures(6, 200)}, "thin", ["text"]),
    ({"text": measures(6, 200), "open": share(0, 6)}, "walled", ["text", "open"]),
    ({"readable": share(0, 6)}, "unreadable", ["readable"]),
    ({"readable": share(0, 6), "open": share(0, 6)}, "walled", ["readable", "open"]),
]


@pytest.mark.parametrize(("changes", "state", "reasons"), ILLS)
def test_one_odd_run_alarms_nobody_and_two_that_agree_do(
    usual: Profile, changes: dict[str, Sample], state: State, reasons: list[str]
) -> None:
    once = after(usual, 1, 6, **changes)
    assert told(once) == (state, "suspected", reasons)
    assert told(after(once, 1, 6)) == ("well", "", []), "one odd run"
    twice = after(once, 1, 6, **changes)
    assert told(twice) == (state, "ailing", reasons)
    assert judge(twice).since == once.news_at
    assert told(after(twice, 1, 6)) == (state, "ailing", reasons), "one good run is none yet"
    assert told(after(twice, 2, 6)) == ("well", "", [])


@pytest.mark.parametrize("changes", [changes for changes, _, _ in ILLS])
def test_nothing_alarms_before_ten_runs_are_known(changes: dict[str, Sample]) -> None:
    young = after(Profile(), 5)
    assert told(after(young, 4, 6, **changes)) == ("well", "", [])


def test_an_ailing_source_does_not_teach_its_illness(usual: Profile) -> None:
    ill = after(usual, 60, 2, dates=share(0, 24))
    assert told(ill) == ("thin", "ailing", ["dates"])
    assert ill.traits["dates"].usual.mean == pytest.approx(1)
    assert [(each.name, each.usual, each.seen) for each in judge(ill).reasons] == [
        ("dates", 1.0, 0.0)
    ]


def test_what_lasts_for_a_month_is_usual_by_then(usual: Profile) -> None:
    new = after(usual, 3 * 31 + 1, 2, dates=share(0, 24))
    assert told(new) == ("well", "", [])
    assert new.traits["dates"].usual.mean == 0


def test_what_people_accept_is_usual_at_once(usual: Profile) -> None:
    ill = after(usual, 2, 2, dates=share(0, 24))
    assert told(ill) == ("thin", "ailing", ["dates"])
    well = accepted(ill)
    assert told(well) == ("well", "", [])
    assert told(after(well, 20, 2, dates=share(0, 24))) == ("well", "", [])


@pytest.mark.parametrize(("number", "stage"), [(1, ""), (2, ""), (6, "ailing")])
def test_small_numbers_alarm_nobody(usual: Profile, number: int, stage: Stage) -> None:
    """A single story without an author, or two in two runs, may be chance."""
    ill = after(usual, max(1, number // 2), min(number, 2), authors=share(0, min(number, 2)))
    assert judge(ill).stage == stage


def test_what_comes_and_goes_is_usual_as_it_is() -> None:
    """A third of the stories have an author, agencies' weekends none: no reason to alarm."""
    chance, profile = Random(7), Profile()
    for number in range(1500):
        weekday = number // 3 % 7
        often = 0.02 if weekday > 4 else 0.5
        authors = sum(chance.random() < often for _ in range(2))
        profile = after(profile, 1, 2, authors=share(authors, 2))
        assert judge(profile).stage != "ailing", number


@pytest.mark.parametrize("seed", range(8))
@pytest.mark.parametrize("often", [0.2, 0.5, 0.7])
def test_what_comes_and_goes_from_now_on_is_told_once(
    usual: Profile, often: float, seed: int
) -> None:
    chance, profile, told_before, times = Random(seed), usual, False, 0
    for _ in range(240):
        dates = 0 if chance.random() < often else 24
        profile = after(profile, 1, 2, dates=share(dates, 24))
        is_told = judge(profile).stage == "ailing"
        times += is_told and not told_before
        told_before = is_told
    assert times == 1


def test_what_came_and_went_and_goes_for_good_is_told_again(usual: Profile) -> None:
    profile = usual
    for _ in range(12):
        profile = after(after(profile, 2, 2, dates=share(0, 24)), 2)
    assert told(profile) == ("well", "", [])
    assert told(after(profile, 10, 2, dates=share(0, 24))) == ("well", "", [])
    gone = after(profile, 60, 2, dates=share(0, 24))
    assert told(gone) == ("thin", "ailing", ["dates"])


def test_an_illness_that_was_over_for_weeks_is_told_again_at_once(usual: Profile) -> None:
    over = after(after(usual, 9, 2, dates=share(0, 24)), 3 * 21)
    assert told(over) == ("well", "", [])
    assert told(after(over, 2, 2, dates=share(0, 24))) == ("thin", "ailing", ["dates"])


def test_one_odd_run_before_an_illness_delays_nothing(usual: Profile) -> None:
    odd = after(after(usual, 1, 2, dates=share(0, 24)), 3)
    assert told(after(odd, 2, 2, dates=share(0, 24))) == ("thin", "ailing", ["dates"])


def test_what_ails_a_source_that_was_healed_is_told_at_once(usual: Profile) -> None:
    over = after(after(usual, 9, 2, dates=share(0, 24)), 3)
    assert told(after(over, 2, 2, dates=share(0, 24))) == ("well", "", []), "it comes and goes"
    other = healed(over, over.news_at or NOW)
    assert told(after(other, 2, 2, dates=share(0, 24))) == ("thin", "ailing", ["dates"])


def test_a_list_on_another_host_has_moved(usual: Profile) -> None:
    for times, stage in ((1, "suspected"), (2, "ailing")):
        at = NOW + (100 + times) * 24 * HOUR
        elsewhere = replace(run(at), hosts=("b.example",) * 24, shapes=("/news/*",) * 24)
        usual = learned(usual, elsewhere)
        assert told(usual) == ("moved", stage, ["hosts", "shapes"])
    assert "b.example" not in usual.hosts


@pytest.mark.parametrize("how", ["walled", "silent", "unreadable", "moved"])
def test_runs_that_fail_are_told_by_how_they_fail(usual: Profile, how: State) -> None:
    at = NOW + 900 * HOUR
    once = learned(usual, Observation(at, failure=how))
    assert told(once) == (how, "suspected", ["failures"])
    twice = learned(once, Observation(at + HOUR, failure=how))
    assert told(twice) == (how, "ailing", ["failures"])
    assert told(learned(twice, run(at + 2 * HOUR))) == ("well", "", [])


def test_only_stories_end_that_stories_cannot_be_read(usual: Profile) -> None:
    at = NOW + 900 * HOUR
    ill = learned(usual, Observation(at, failure="unreadable", of_stories=True))
    assert judge(learned(ill, Observation(at + HOUR))).state == "unreadable"
    assert judge(learned(ill, run(at + HOUR))).state == "well"


def test_what_cannot_be_had_is_gone_after_three_days(usual: Profile) -> None:
    at = NOW + 900 * HOUR
    for days, stage in ((0, "suspected"), (1, "suspected"), (2, "suspected"), (3, "ailing")):
        usual = learned(usual, Observation(at + days * 24 * HOUR, failure="gone"))
        assert told(usual) == ("gone", stage, ["failures"])


def test_a_source_that_stands_still_is_silent_when_its_rhythm_says_so() -> None:
    profile = Profile()
    for day in range(28):
        for hour in (8, 16) if day % 7 < 5 else ():
            profile = learned(profile, run(NOW + timedelta(days=day, hours=hour)))
    last = profile.news_at
    well = judge(profile)
    assert last is not None
    assert well.silent_at is not None
    assert well.silent_at - last > timedelta(days=9, hours=16), "a week of holidays, from Friday on"
    assert well.silent_at - last < timedelta(days=21)
    assert as_of(well, well.silent_at) == well
    late = as_of(well, well.silent_at + HOUR)
    assert (late.state, late.stage, late.since) == ("silent", "ailing", last)
    [reason] = late.reasons
    assert reason.name == "pause"
    assert reason.seen - reason.usual == pytest.approx(1)
    assert as_of(well, None) == well


def test_a_pause_in_which_nobody_looked_is_not_learned(usual: Profile) -> None:
    assert usual.news_at is not None
    at = usual.news_at + timedelta(days=200)
    unwatched = replace(run(at), before=usual.news_at)
    assert learned(usual, unwatched).pauses == usual.pauses
    watched = replace(run(at), before=at - HOUR)
    assert learned(usual, watched).pauses != usual.pauses


def arrivals(chance: Random, days: int, each: float) -> Iterator[float]:
    """Hours at which a newsroom that rests at night, on weekends and in two weeks of a year brings
    its stories.
    """
    for day in range(days):
        if day % 7 > 4 or day % 365 in range(40, 48) or day % 365 in range(270, 277):
            continue
        hour = 9.0
        while (hour := hour + chance.expovariate(each)) < 21:
            yield day * 24 + hour


@pytest.mark.parametrize("each", [0.01, 0.03, 0.1, 0.5, 3.0])
@pytest.mark.parametrize("seed", range(3))
def test_a_false_alarm_of_silence_comes_at_most_once_a_year(each: float, seed: int) -> None:
    pauses, last, alarms, years = Pauses(), 0.0, 0, 6
    for hour in arrivals(Random(seed), 365 * years, each):
        pause = timedelta(hours=hour - last)
        longest = pauses.longest()
        alarms += longest is not None and pause > longest
        pauses, last = pauses.plus(pause), hour
    assert alarms <= years
    longest = pauses.longest()
    assert longest is not None
    assert longest < timedelta(days=190), "it is told within half a year"


def test_a_profile_is_kept_as_json_and_stays_small(usual: Profile) -> None:
    ill = learned(after(usual, 2, 6, dates=share(0, 24)), Observation(NOW, failure="gone"))
    again = after(after(after(usual, 3, 2, dates=share(0, 24)), 4), 1, 2, dates=share(0, 24))
    for number in range(300):
        strange = replace(run(NOW), hosts=(f"h{number}.example",), shapes=(f"/{number}/0",))
        usual = learned(usual, strange)
    for profile in (Profile(), usual, ill, again):
        written = json.dumps(to_json(profile))
        read = from_json(json.loads(written))
        assert read is not None
        assert to_json(read) == to_json(profile)
        assert judge(read) == judge(profile)
        assert len(written) < 8000
    assert from_json(to_json(usual) | {"version": 2}) is None
    assert from_json(None) is None


def test_health_is_kept_as_plain_values(usual: Profile) -> None:
    ill = judge(after(usual, 2, 6, dates=share(0, 24)))
    assert health_of(json.loads(json.dumps(ill.facts))) == ill
    assert health_of(Health().facts) == Health()


def test_many_entries_on_foreign_hosts_say_that_a_site_was_broken_into(usual: Profile) -> None:
    well = judge(usual)
    assert as_of(well, NOW) == well
    assert as_of(well, NOW, foreign=5).state == "broken_into"
