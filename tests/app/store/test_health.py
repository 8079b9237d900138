"""What is usual of a source is kept with it."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text

from app.news.health import judge
from app.news.profile import Observation, Profile, learned, to_json
from app.run.boot import Service
from app.values.address import address_of
from tests.conftest import Add

pytestmark = pytest.mark.both_databases

NOW = datetime(2026, 3, 2, 8, tzinfo=UTC)


def test_what_was_learned_is_kept_until_the_source_begins_anew(service: Service, add: Add) -> None:
    source, healths = add("news"), service.store.healths
    assert healths.profile(source) is None
    assert healths.those([source.id]) == {}
    profile = Profile(runs=3, hosts=("a.example",))
    for days in (0, 4):
        profile = learned(profile, Observation(NOW + timedelta(days=days), failure="gone"))
        healths.keep(source, profile, judge(profile))
    stored = healths.profile(source)
    assert stored is not None
    assert to_json(stored) == to_json(profile)
    assert healths.those([source.id]) == {source.id: judge(profile)}
    assert healths.not_well(NOW, []) == healths.those([source.id])
    service.store.sources.begin_anew_at(source, address_of("https://b.example/"), NOW)
    assert healths.profile(source) is None


def test_those_that_may_be_silent_are_asked_for(service: Service, add: Add) -> None:
    source, healths = add("news"), service.store.healths
    profile = Profile(runs=40)
    for day in range(12):
        at = NOW + timedelta(days=day)
        profile = learned(profile, Observation(at, new=1, before=at - timedelta(hours=1)))
    health = judge(profile)
    healths.keep(source, profile, health)
    assert health.silent_at is not None
    assert healths.not_well(NOW, []) == {}
    assert healths.not_well(NOW, [source.id]) == {source.id: health}
    assert healths.not_well(health.silent_at, []) == {source.id: health}


def test_a_profile_of_another_version_is_none(service: Service, add: Add) -> None:
    source = add("news")
    service.store.healths.keep(source, Profile(runs=3), judge(Profile()))
    with service.store.database.write() as session:
        session.execute(text("""UPDATE source_health SET profile = '{"version": 99}'"""))
    assert service.store.healths.profile(source) is None
