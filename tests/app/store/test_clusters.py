"""Reports of one event in the store and on the site, on both databases."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select

from app.collect.intake import Reading, take_in
from app.collect.noting import place_of
from app.run.boot import Service
from app.store.schema import MarkRow
from app.values.errors import Conflict, NotFound
from app.values.model import Content, Item, Source, SourceSpec
from scrapers import Stamp, Teaser
from tests.conftest import FakeClock
from tests.deskwork import at_desk
from tests.sameness.events import EVENTS

pytestmark = pytest.mark.both_databases

METRO = [Content(title, text=text, language=language) for language, title, text in EVENTS[0]]
TIGERS = [Content(title, text=text, language=language) for language, title, text in EVENTS[1]]
Tell = Callable[..., Item]


@pytest.fixture
def tell(service: Service, clock: FakeClock) -> Tell:
    """Takes a story in from a source (made when it is new) and releases it."""
    sources: dict[str, Source] = {}

    def telling(name: str, content: Content, section: str = "City", review: bool = False) -> Item:
        now = clock.turn(minutes=1)
        if name not in sources:
            sources[name] = at_desk(service.store).add_source(
                SourceSpec(
                    f"https://{name}.example/news/", name, name.title(), section, zone="UTC"
                ),
                now,
            )
        source = sources[name]
        place = place_of(
            service.store,
            Teaser(f"{source.url}{now.timestamp():.0f}.html", content.title),
            "listing",
            source,
            now,
        )
        taken = take_in(
            service.store, Reading(content, section, "test", place, source, review=review), now
        )
        at_desk(service.store).release(now)
        return service.store.items.by_uid(taken.uid)

    return telling


def titles(items: list[Item]) -> list[str]:
    return [item.content.title for item in items]


def test_reports_of_several_sources_become_one_story(
    service: Service, client: FlaskClient, tell: Tell
) -> None:
    first = tell("daily", METRO[0])
    second, third = tell("radio", METRO[1]), tell("wanbao", METRO[2], section="Chinese")
    other = tell("radio", TIGERS[0])
    assert first.cluster_id is None
    assert second.cluster_id == third.cluster_id is not None
    assert other.cluster_id is None
    reports = service.store.items.reports(second)
    assert titles(reports) == [content.title for content in METRO]
    assert {report.reports for report in reports} == {3}
    assert titles(service.store.items.public(9, leads=True)) == [TIGERS[0].title, METRO[0].title]
    assert len(service.store.items.public(9)) == 4
    front = client.get("/").text
    assert METRO[0].title in front
    assert METRO[1].title.replace("'", "&#39;") not in front
    assert f'<a href="/stories/{second.cluster_id}/">3 reports</a>' in front
    event = client.get(f"/stories/{second.cluster_id}/").text
    assert all(content.title.replace("'", "&#39;") in event for content in METRO)
    assert METRO[2].title in client.get("/sections/chinese/").text
    assert METRO[1].title.replace("'", "&#39;") not in client.get("/sections/city/").text
    assert METRO[1].title.replace("'", "&#39;") in client.get("/sources/radio/").text
    page = client.get(f"/items/{second.uid}/{second.slug}").text
    assert "All reports of this story" in page
    assert METRO[2].title in page
    assert "Chinese" in page
    assert len(client.get("/feed.json").get_json()["items"]) == 4


def test_programs_learn_of_the_other_reports(client: FlaskClient, tell: Tell) -> None:
    first, second = tell("daily", METRO[0]), tell("radio", METRO[1])
    alone = tell("radio", TIGERS[0])
    cluster = client.get(f"/api/v1/items/{first.uid}").get_json()["cluster"]
    assert (cluster["id"], cluster["reports"]) == (str(second.cluster_id), 2)
    assert [
        (report["id"], report["source_title"], report["language"]) for report in cluster["items"]
    ] == [
        (first.uid, "Daily", "en"),
        (second.uid, "Radio", "en"),
    ]
    assert client.get(f"/api/v1/items/{alone.uid}").get_json()["cluster"] is None
    listed = client.get("/api/v1/items").get_json()["items"]
    assert [item["cluster"] and item["cluster"]["reports"] for item in listed] == [None, 2, 2]


def test_a_source_that_follows_itself_up_is_no_cluster(tell: Tell) -> None:
    tell("daily", METRO[0])
    assert tell("daily", METRO[1]).cluster_id is None
    assert tell("radio", METRO[2]).cluster_id is not None


def test_an_event_is_over_after_three_days(tell: Tell, clock: FakeClock) -> None:
    tell("daily", METRO[0])
    clock.turn(hours=80)
    assert tell("radio", METRO[1]).cluster_id is None


def test_marks_are_kept_for_a_month_and_not_for_old_stories(
    service: Service, tell: Tell, clock: FakeClock
) -> None:
    def kept() -> int:
        with service.store.database.read() as session:
            return session.scalar(select(func.count()).select_from(MarkRow)) or 0

    tell("daily", METRO[0])
    assert 10 < kept() <= 81
    tell("daily", replace(TIGERS[0], published=Stamp((clock() - timedelta(days=200)).date())))
    before = kept()
    clock.turn(days=40)
    tell("radio", Content("Short", text="Nothing of note."))
    assert kept() < before


def test_the_first_public_report_leads(service: Service, tell: Tell, clock: FakeClock) -> None:
    waiting = tell("daily", METRO[0], review=True)
    second, third = tell("radio", METRO[1]), tell("wanbao", METRO[2])

    def leads() -> list[str]:
        return titles(service.store.items.public(9, leads=True))

    assert leads() == [METRO[1].title]
    assert service.store.items.by_uid(second.uid).reports == 2
    at_desk(service.store).publish(waiting.uid, clock())
    at_desk(service.store).release(clock.turn(minutes=1))
    assert leads() == [METRO[0].title]
    at_desk(service.store).withdraw(waiting.uid, "", clock.turn(minutes=1))
    assert leads() == [METRO[1].title]
    at_desk(service.store).merge(second.uid, third.uid, "wei", clock.turn(minutes=1))
    assert leads() == [METRO[2].title]
    assert service.store.items.reports(third) == []


def test_a_report_that_is_moved_shows_in_its_new_section(
    service: Service, tell: Tell, clock: FakeClock
) -> None:
    tell("daily", METRO[0])
    second = tell("radio", METRO[1])
    city = service.store.sections.get("city")
    assert titles(service.store.items.public(9, section=city, leads=True)) == [METRO[0].title]
    at_desk(service.store).edit(
        second.uid, second.revision, second.content, "Transport", "wei", clock.turn(minutes=1)
    )
    transport = service.store.sections.get("transport")
    assert titles(service.store.items.public(9, section=transport, leads=True)) == [METRO[1].title]


def test_what_was_taken_out_stays_out(service: Service, tell: Tell, clock: FakeClock) -> None:
    first, second = tell("daily", METRO[0]), tell("radio", METRO[1])
    edition = service.store.sections.edition().number
    alone = at_desk(service.store).take_out(first.uid, clock.turn(minutes=1), "wei")
    assert (alone.cluster_id, alone.reports) == (None, 1)
    assert service.store.sections.edition().number == edition + 1
    assert titles(service.store.items.public(9, leads=True)) == [METRO[1].title, METRO[0].title]
    third = tell("wanbao", METRO[2])
    assert third.cluster_id == second.cluster_id
    assert service.store.items.by_uid(first.uid).cluster_id is None
    with pytest.raises(Conflict, match="alone already"):
        at_desk(service.store).take_out(first.uid, clock(), "wei")
    with pytest.raises(NotFound):
        at_desk(service.store).take_out("nobody", clock(), "wei")
