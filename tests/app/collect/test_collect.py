"""The path from a listing to the site, on both databases, against the sample city."""

import gzip
from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest
from flask.testing import FlaskClient

from app.run.boot import Service
from app.values.errors import Conflict
from app.values.model import Item, Run, Source
from scrapers.words.urls import identity
from tests.conftest import Add, FakeClock
from tests.deskwork import at_desk
from tests.samplecity import RENDITIONS, STORIES, SampleCity, Story

pytestmark = pytest.mark.both_databases

Collect = Callable[..., Run]

NEW_STORY = Story(
    number=5900,
    section="news",
    day=date(2024, 6, 25),
    title="Lantern boats return for one evening",
    paragraphs=(
        "Two hundred lantern boats will drift down the river on Friday evening.",
        "The bridge closes at eight.",
    ),
    summary="Two hundred lantern boats will drift down the river on Friday evening.",
)


def public(service: Service) -> list[Item]:
    return service.store.items.public(500)


def by_title(service: Service, title: str) -> Item:
    (found,) = [item for item in public(service) if item.content.title == title]
    return found


def one_story_of(service: Service) -> dict[str, list[str]]:
    """Titles with the addresses of their items."""
    found: dict[str, list[str]] = {}
    for item in public(service):
        assert item.content.title not in found, f"{item.content.title!r} stands there twice"
        found[item.content.title] = [location.url for location in item.locations]
    return found


def test_every_story_comes_once_and_as_it_was_written(
    service: Service, city: SampleCity, add: Add, collect: Collect
) -> None:
    for section in ("news", "change", "gallery"):
        run = collect(add(section), backfill=0)
        assert (run.failed, run.error) == (0, "")
    found = one_story_of(service)
    for story in STORIES:
        if story.section in ("news", "change", "gallery"):
            assert city.url + story.path in found[story.title]
    ferry = next(story for story in STORIES if story.number == 5641)
    item = by_title(service, ferry.title)
    assert item.content.text == "\n".join(ferry.paragraphs)
    assert item.content.author == (ferry.author or "")
    assert item.section.title == "Harbin Today"
    assert item.source_slug == "news"


def test_a_cross_post_is_one_item_with_two_addresses(
    service: Service, city: SampleCity, add: Add, collect: Collect
) -> None:
    collect(add("news"), backfill=0)
    collect(add("change"), backfill=0)
    item = by_title(service, "Sister city sends forty apple trees")
    assert [place.url.removeprefix(city.url) for place in item.locations] == [
        "/news/2024-06-05/5606.html",
        "/change/2024-06-05/5607.html",
    ]


def test_a_second_run_asks_conditionally_and_stores_nothing(
    service: Service, city: SampleCity, add: Add, collect: Collect
) -> None:
    source = add("news")
    collect(source)
    before = [(item.uid, item.revision, item.changed_at) for item in public(service)]
    edition = service.store.sections.edition()
    city.forget()
    run = collect(source)
    assert (run.new, run.changed, run.fetched, run.failed) == (0, 0, 0, 0)
    assert run.not_modified == run.requests > 0
    assert all("if-none-match" in seen.headers and seen.status == 304 for seen in city.requests)
    assert [(item.uid, item.revision, item.changed_at) for item in public(service)] == before
    assert service.store.sections.edition() == edition


def test_order_follows_the_page_within_a_day(
    service: Service, city: SampleCity, add: Add, collect: Collect
) -> None:
    collect(add("news"), backfill=0)
    listed = [
        story.title
        for story in city.stories
        if story.section == "news" and story.updated == date(2024, 6, 21)
    ]
    shown = [
        i.content.title
        for i in public(service)
        if i.content.published and i.content.published.day == date(2024, 6, 21)
    ]
    assert [title for title in shown if title in listed] == listed
    assert len(listed) > 1


def test_an_edit_is_a_revision_under_the_same_id(
    service: Service, city: SampleCity, add: Add, collect: Collect, clock: FakeClock
) -> None:
    source = add("news")
    collect(source)
    old = next(story for story in city.stories if story.section == "news")
    before = by_title(service, old.title)
    city.edit(
        old.number,
        title="An altogether better headline",
        paragraphs=(*old.paragraphs, "A sentence was added."),
    )
    run = collect(source)
    after = by_title(service, "An altogether better headline")
    assert run.changed >= 1
    assert (after.uid, after.tag, after.published_at) == (
        before.uid,
        before.tag,
        before.published_at,
    )
    assert after.revision == 2
    assert after.updated_at > before.updated_at
    assert after.content.text.endswith("A sentence was added.")
    assert [revision.content.title for revision in service.store.items.revisions(after.uid)] == [
        old.title,
        "An altogether better headline",
    ]
    assert len(one_story_of(service)) == len(public(service))


def test_a_story_taken_away_upstream_is_noticed_and_kept(
    service: Service, city: SampleCity, add: Add, collect: Collect
) -> None:
    source = add("news")
    collect(source)
    old = [story for story in city.stories if story.section == "news"][2]
    city.withdraw(old.number)
    run = collect(source)
    assert run.gone == 1
    assert by_title(service, old.title).status == "published"
    (gone,) = service.store.locations.gone()
    assert gone.url == city.url + old.path
    assert collect(source).gone == 0


def test_a_new_story_reaches_the_front_page_and_all_feeds(
    service: Service, city: SampleCity, add: Add, collect: Collect, client: FlaskClient
) -> None:
    source = add("news")
    collect(source)
    city.publish(NEW_STORY)
    assert collect(source).new >= 1
    for path in (
        "/",
        "/feed.rss",
        "/feed.atom",
        "/feed.json",
        "/sections/harbin-today/",
        "/sources/news/feed.atom",
    ):
        assert NEW_STORY.title in client.get(path).text


def test_an_editors_words_win_over_a_later_collection(
    service: Service, city: SampleCity, add: Add, collect: Collect
) -> None:
    source = add("news")
    collect(source)
    old = next(story for story in city.stories if story.section == "news")
    item = by_title(service, old.title)
    ours = replace(item.content, title="Our own headline")
    at_desk(service.store).edit(
        item.uid, item.revision, ours, item.section.title, "an editor", service.now()
    )
    text = "Their new text, long enough to be noticed by everybody. " + " ".join(old.paragraphs)
    city.edit(old.number, title="Their new headline", paragraphs=(text,))
    collect(source)
    after = by_title(service, "Our own headline")
    assert after.uid == item.uid
    assert after.content.text == text
    assert after.upstream is not None
    assert after.upstream.title == "Their new headline"


@pytest.mark.parametrize(
    ("how", "kind"),
    [
        ("down", "status"),
        ("empty", "not-a-page"),
        ("not-html", "not-a-page"),
        ("error-page", "not-a-page"),
        ("half", "not-a-page"),
    ],
)
def test_a_broken_source_loses_nothing_and_says_why(
    service: Service,
    city: SampleCity,
    add: Add,
    collect: Collect,
    client: FlaskClient,
    how: str,
    kind: str,
) -> None:
    source = add("news")
    collect(source)
    before = client.get("/feed.atom").data
    city.fail_with = how  # type: ignore[assignment]
    run = collect(source)
    assert run.error_kind == kind
    assert city.url in run.error
    assert service.store.sources.get("news").failures == 1
    assert client.get("/feed.atom").data == before
    city.fail_with = None
    assert collect(source).error == ""
    assert service.store.sources.get("news").failures == 0


def test_failures_slow_polling_down_but_never_stop_it(
    service: Service, city: SampleCity, add: Add, collect: Collect
) -> None:
    source = add("news", every=600)
    city.fail_with = "down"
    waits = []
    for _ in range(12):
        run = collect(source)
        due = service.store.sources.get("news").next_run_at
        assert due is not None
        assert run.finished_at is not None
        waits.append((due - run.finished_at).total_seconds())
    assert waits[:3] == [1200, 2400, 4800]
    assert waits[-1] == 86400


def test_a_source_in_another_charset_reads_the_same(
    service: Service, city: SampleCity, add: Add, collect: Collect
) -> None:
    city.charset = "gb18030"
    collect(add("news"), backfill=0)
    chinese = next(story for story in STORIES if "堃" in story.title + "".join(story.paragraphs))
    assert by_title(service, chinese.title).content.text == "\n".join(chinese.paragraphs)


def test_a_change_of_markup_changes_no_story(
    service: Service, city: SampleCity, add: Add, collect: Collect
) -> None:
    source = add("news")
    collect(source)
    before = {item.uid: item.content for item in public(service)}
    for rendition in RENDITIONS:
        city.rendition = rendition
        run = collect(source)
        assert (run.new, run.failed, run.error) == (0, 0, "")
    for item in public(service):
        assert item.content.text == before[item.uid].text
        assert item.content.title == before[item.uid].title


def test_stories_that_lead_to_the_front_page_are_kept_as_they_were(
    service: Service, city: SampleCity, add: Add, collect: Collect, clock: FakeClock
) -> None:
    source = add("news", scraper="generic")
    collect(source)
    before = {item.uid: item.content for item in public(service)}
    city.fail_with = "astray"
    clock.turn(hours=1)
    run = collect(source)
    assert run.changed == 0
    assert run.failed > 0
    assert {item.uid: item.content for item in public(service)} == before


def test_captures_are_on_disk_before_anything_is_parsed(
    service: Service, city: SampleCity, add: Add, collect: Collect
) -> None:
    source = add("news")
    city.fail_with = "error-page"
    collect(source)
    kept = b"".join(
        gzip.decompress(path.read_bytes())
        for path in sorted((service.settings.data_dir / "captures").iterdir())
    )
    assert f"WARC-Target-URI: {source.url}".encode() in kept
    assert b"maintenance" in kept.lower()


def test_a_source_can_be_held_by_one_run_only(service: Service, add: Add, clock: FakeClock) -> None:
    source = add("news")
    service.store.sources.claim(source, "another/1/1", clock(), clock.turn(minutes=2))
    clock.turn(minutes=-2)
    with pytest.raises(Conflict, match="another process"):
        service.collector.collect(source)
    clock.turn(minutes=3)
    assert service.collector.collect(source).error == ""


def test_reviewed_sources_wait_for_an_editor(service: Service, add: Add, collect: Collect) -> None:
    collect(add("news", review=True))
    assert public(service) == []
    waiting = service.store.items.desk(100, status="review")
    assert len(waiting) > 8


def test_a_story_found_by_a_promo_goes_where_it_belongs(
    service: Service, city: SampleCity, add: Add, collect: Collect
) -> None:
    collect(add("government"))
    sections = {
        identity(place.url).split("/")[3]: item.section.title
        for item in public(service)
        for place in item.locations
    }
    assert sections["government"] == "Government bulletin"
    assert sections.get("news", "Harbin Today") == "Harbin Today"
    assert len(sections) > 1


def test_catching_up_reads_further_pages_until_known_territory(
    service: Service, city: SampleCity, add: Add, collect: Collect
) -> None:
    source: Source = add("news")
    collect(source)
    asked = {seen.path for seen in city.requests}
    assert {"/news/index.html", "/news/index_2.html", "/news/index_3.html"} <= asked
    city.forget()
    city.publish(NEW_STORY)
    collect(source)
    assert not {seen.path for seen in city.requests if "index_" in seen.path}
