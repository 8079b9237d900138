"""Learning what is usual of a source, and judging how it is: from each run, and once from what is
stored of the runs before.

Decision 0117.
"""

from collections.abc import Iterator
from itertools import groupby, pairwise

from app.collect.captures import Captures
from app.collect.observing import Sight
from app.news.health import Health, judge
from app.news.profile import Observation, Profile, learned
from app.store import Store
from app.values.errors import READING
from app.values.model import Location, Source

# What is learned from the store is bounded: so many runs, so many of the stories found last.
_MOST_RUNS, _MOST_STORIES = 500, 100


def learned_from_run(
    store: Store, captures: Captures, source: Source, seen: Observation
) -> tuple[Profile, Health] | None:
    """What is usual of a source after a run, and how it is; None where the run says nothing of it,
    as most do: their listing has not changed.
    """
    if not (seen.samples or seen.failure or source.failures):
        return None
    before = known_profile(store, captures, source)
    after = learned(before, seen)
    return after, judge(after)


def known_profile(store: Store, captures: Captures, source: Source) -> Profile:
    """What is usual of a source; of one that was collected before anything was learned, by what is
    stored of it.
    """
    known = store.healths.profile(source)
    if known is not None or source.last_success_at is None:
        return known or Profile()
    return profile_from_store(store, captures, source)


def profile_from_store(store: Store, captures: Captures, source: Source) -> Profile:
    """What is usual of a source by its stored runs and the captures of its stories. Of listings,
    runs tell by themselves.
    """
    profile = Profile()
    for seen in _stories(store, captures, source):
        profile = learned(profile, seen)
    for seen in _news(store, source):
        profile = learned(profile, seen)
    return profile


def _news(store: Store, source: Source) -> Iterator[Observation]:
    """When runs brought something; the first one brought what had gathered before."""
    runs = [
        run for run in store.runs.of(source.slug, _MOST_RUNS) if run.error_kind in ("", READING)
    ]
    for before, run in pairwise(reversed(runs)):
        if run.new:
            yield Observation(run.started_at, new=run.new, before=before.started_at)


def _stories(store: Store, captures: Captures, source: Source) -> Iterator[Observation]:
    """What the stories were like that were found last, by the runs that found them."""
    places = list(store.locations.read_of(source, _MOST_STORIES))
    for _, together in groupby(places, lambda place: place.first_seen_at):
        sight = Sight()
        several = list(together)
        for place in several:
            _see(sight, store, captures, place)
        found_at = several[0].first_seen_at
        if found_at is not None:
            yield Observation(found_at, sight.samples)


def _see(sight: Sight, store: Store, captures: Captures, place: Location) -> None:
    capture = captures.read(place.capture.partition(" ")[0])
    body = capture.answer.body if capture is not None else None
    if place.state == "pending":
        sight.unread(body)
    elif not place.joined:
        item = store.items.by_location(place)
        sight.story(item.upstream or item.content, body)
