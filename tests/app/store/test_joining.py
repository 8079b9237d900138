"""One story at several addresses, in the store, on both databases: found, kept, split and
merged.
"""

import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import count
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import func, select

from app.collect.intake import IntakeResult, Reading, take_in
from app.collect.noting import entries_of, note_listing, place_of
from app.collect.outcomes import note_gone
from app.store import Store
from app.store.schema import BandRow, LocationRow
from app.values.errors import Conflict, NotFound
from app.values.model import Content, Item, Source, SourceSpec
from scrapers import Stamp, Teaser
from tests.deskwork import at_desk
from tests.sameness.stories import CHINESE, ENGLISH
from tests.sameness.templates import TEMPLATES, Template, variants

pytestmark = pytest.mark.both_databases

NOW = datetime(2024, 6, 25, 2, 0, tzinfo=UTC)
TITLE, TEXT = ENGLISH[0]
STORY = Content(TITLE, text=TEXT, published=Stamp(date(2024, 6, 21)))
COPY = replace(
    STORY,
    title="By boat once more",
    text="Good news for those who live by the river.\n" + TEXT + "\nEditor: Chen",
)
OTHER = Content(ENGLISH[1][0], text=ENGLISH[1][1], published=Stamp(date(2024, 6, 21)))


@pytest.fixture
def store(database_url: str) -> Iterator[Store]:
    numbers = count(1)
    opened = Store(
        database_url.replace("postgresql://", "postgresql+psycopg://"),
        zone=ZoneInfo("Asia/Shanghai"),
        authority="news.example.org",
        new_uid=lambda: f"uid{next(numbers)}",
    )
    opened.migrate()
    yield opened
    opened.close()


@pytest.fixture
def daily(store: Store) -> Source:
    return at_desk(store).add_source(
        SourceSpec(
            "https://daily.example/news/",
            "daily",
            "City Daily",
            "City",
            "generic",
            "full",
            zone="UTC",
        ),
        NOW,
    )


@pytest.fixture
def radio(store: Store) -> Source:
    return at_desk(store).add_source(
        SourceSpec(
            "https://radio.example/news/",
            "radio",
            "City Radio",
            "Radio",
            "generic",
            "full",
            zone="UTC",
        ),
        NOW,
    )


def read(
    store: Store,
    source: Source,
    path: str,
    content: Content,
    now: datetime = NOW,
    canonical: str = "",
) -> IntakeResult:
    place = place_of(store, Teaser(source.url + path, content.title), "listing", source, now)
    taken = take_in(
        store,
        Reading(content, source.section.title, "test", place, source, canonical=canonical),
        now,
    )
    at_desk(store).release(now)
    return taken


def item(store: Store, taken: IntakeResult) -> Item:
    return store.items.by_uid(taken.uid)


def bands(store: Store) -> int:
    with store.database.read() as session:
        return session.scalar(select(func.count()).select_from(BandRow)) or 0


def test_a_syndicated_copy_is_one_item_that_two_report(
    store: Store, daily: Source, radio: Source
) -> None:
    first = read(store, daily, "1.html", STORY)
    edition = store.sections.edition().number
    again = read(store, radio, "2.html", COPY, NOW + timedelta(hours=1))
    assert (again.outcome, again.uid) == ("unchanged", first.uid)
    found = item(store, first)
    assert [(place.joined, place.source_title) for place in found.locations] == [
        ("", "City Daily"),
        ("likeness", "City Radio"),
    ]
    assert found.locations[1].share is not None
    assert found.locations[1].share > 0.9
    assert found.content == STORY
    assert (found.section.title, found.source_slug) == ("City", "daily")
    assert store.sections.edition().number == edition + 1


def test_a_chinese_copy_too(store: Store, daily: Source, radio: Source) -> None:
    title, text = CHINESE[1]
    first = read(store, daily, "1.html", Content(title, text=text))
    assert (
        read(store, radio, "2.html", Content("通宵自习", text=text[: int(len(text) * 0.6)])).uid
        == first.uid
    )


def test_exact_copies_say_so(store: Store, daily: Source, radio: Source) -> None:
    first = read(store, daily, "1.html", STORY)
    read(store, radio, "2.html", STORY)
    assert [(place.joined, place.share) for place in item(store, first).locations] == [
        ("", None),
        ("words", 1.0),
    ]


@pytest.mark.parametrize(
    "template", TEMPLATES, ids=lambda template: f"{template.name} {template.language}"
)
def test_template_stories_stay_apart(store: Store, daily: Source, template: Template) -> None:
    pairs = list(variants(template, random.Random(5), 4))
    contents = list(dict.fromkeys(content for pair in pairs for content in pair))
    uids = {
        read(store, daily, f"{number}.html", content).uid for number, content in enumerate(contents)
    }
    assert len(uids) == len(contents)


def test_copies_of_other_weeks_are_not_looked_for(
    store: Store, daily: Source, radio: Source
) -> None:
    first = read(store, daily, "1.html", STORY)
    later = replace(COPY, published=Stamp(date(2024, 7, 20)))
    assert read(store, radio, "2.html", later, NOW + timedelta(days=25)).uid != first.uid
    across = replace(COPY, published=Stamp(date(2024, 6, 27)))
    assert read(store, radio, "3.html", across, NOW + timedelta(days=2)).uid == first.uid


def test_a_copy_that_is_read_again_changes_nothing_and_is_no_doubt(
    store: Store, daily: Source, radio: Source
) -> None:
    first = read(store, daily, "1.html", STORY)
    short = replace(STORY, text=TEXT[: int(len(TEXT) * 0.45)])
    read(store, radio, "2.html", short)
    again = read(
        store, radio, "2.html", replace(short, text=short.text + " More."), NOW + timedelta(hours=1)
    )
    assert again == IntakeResult("unchanged", first.uid)
    assert item(store, first).content == STORY
    assert (
        read(
            store, radio, "2.html", replace(short, text=short.text[:100]), NOW + timedelta(hours=2)
        ).outcome
        == "doubtful"
    )


def test_a_copy_never_revises_the_story_even_when_the_first_is_gone(
    store: Store, daily: Source, radio: Source
) -> None:
    first = read(store, daily, "1.html", STORY)
    read(store, radio, "2.html", COPY)
    note_gone(store, item(store, first).locations[0], "404", NOW, for_good=True)
    read(
        store, radio, "2.html", replace(COPY, text=COPY.text + "\nMore."), NOW + timedelta(hours=1)
    )
    assert item(store, first).content == STORY


def test_a_revised_story_is_found_by_what_it_says_now(
    store: Store, daily: Source, radio: Source
) -> None:
    first = read(store, daily, "1.html", STORY)
    revised = replace(STORY, text=TEXT.replace("12 yuan", "15 yuan"))
    read(store, daily, "1.html", revised, NOW + timedelta(hours=1))
    assert (
        read(
            store, radio, "2.html", replace(COPY, text=COPY.text.replace("12 yuan", "15 yuan"))
        ).uid
        == first.uid
    )
    assert read(store, radio, "3.html", COPY).uid != first.uid


def test_a_claim_finds_what_the_week_does_not_and_short_texts(store: Store, daily: Source) -> None:
    first = read(store, daily, "1.html", STORY)
    late = replace(COPY, published=Stamp(date(2024, 8, 1)))
    assert read(store, daily, "amp/1.html", late, canonical=daily.url + "1.html").uid == first.uid
    assert item(store, first).locations[1].joined == "link"
    short = Content("Closed on Monday", text="The museum stays closed on Monday.")
    second = read(store, daily, "2.html", short, canonical=daily.url + "3.html")
    assert read(store, daily, "3.html", short).uid == second.uid


def test_a_template_that_claims_one_address_for_all_pages_merges_nothing(
    store: Store, daily: Source
) -> None:
    claim = daily.url + "1.html"
    stories = [Content(title, text=text) for title, text in ENGLISH]
    uids = [
        read(store, daily, f"{number}.html", story, canonical=claim).uid
        for number, story in enumerate(stories)
    ]
    assert len(set(uids)) == len(stories)
    short = [Content(f"Notice {number}", text=f"Hall {number} is closed.") for number in range(4)]
    assert (
        len(
            {
                read(store, daily, f"n{number}.html", story, canonical=claim).uid
                for number, story in enumerate(short)
            }
        )
        == 4
    )


def test_a_split_stays_split(store: Store, daily: Source, radio: Source) -> None:
    first = read(store, daily, "1.html", STORY)
    read(store, radio, "2.html", COPY)
    place = item(store, first).locations[1]
    edition = store.sections.edition().number
    made = at_desk(store).split(first.uid, place.id, "wei", NOW)
    at_desk(store).release(NOW)
    assert store.sections.edition().number > edition
    made = store.items.by_uid(made.uid)
    assert (made.status, made.content, made.source_slug, made.section.title) == (
        "published",
        COPY,
        "radio",
        "Radio",
    )
    assert [revision.by for revision in store.items.revisions(made.uid)] == ["wei"]
    assert len(item(store, first).locations) == 1
    later = NOW + timedelta(hours=1)
    assert read(store, radio, "2.html", COPY, later) == IntakeResult("unchanged", made.uid)
    assert read(
        store, radio, "2.html", replace(COPY, text=COPY.text + " Really."), later
    ) == IntakeResult("changed", made.uid)
    assert read(store, daily, "1.html", STORY, later).uid == first.uid
    assert len(store.items.public(9)) == 2


def test_an_exact_copy_from_before_splits_are_kept_can_be_split(
    store: Store, daily: Source, radio: Source
) -> None:
    first = read(store, daily, "1.html", STORY)
    read(store, radio, "2.html", STORY)
    with store.database.write() as session:
        session.get_one(LocationRow, item(store, first).locations[1].id).content = None
    assert (
        at_desk(store).split(first.uid, item(store, first).locations[1].id, "wei", NOW).content
        == STORY
    )


def test_an_items_own_address_is_not_split_off(store: Store, daily: Source, radio: Source) -> None:
    first, other = read(store, daily, "1.html", STORY), read(store, radio, "2.html", OTHER)
    with pytest.raises(Conflict, match="own address"):
        at_desk(store).split(first.uid, item(store, first).locations[0].id, "wei", NOW)
    with pytest.raises(NotFound):
        at_desk(store).split(first.uid, item(store, other).locations[0].id, "wei", NOW)
    with pytest.raises(NotFound):
        at_desk(store).split("nobody", 1, "wei", NOW)


def test_a_merge_stays_merged(store: Store, daily: Source, radio: Source) -> None:
    old, young = read(store, daily, "1.html", STORY), read(store, radio, "2.html", OTHER)
    edition = store.sections.edition().number
    stays = at_desk(store).merge(old.uid, young.uid, "wei", NOW)
    assert store.sections.edition().number == edition + 1
    assert stays.uid == young.uid
    assert [(place.source_slug, place.joined, place.joined_by) for place in stays.locations] == [
        ("radio", "", ""),
        ("daily", "hand", "wei"),
    ]
    lost = item(store, old)
    assert (lost.status, lost.merged_into, len(store.items.revisions(old.uid))) == (
        "merged",
        young.uid,
        1,
    )
    assert [found.uid for found in store.items.public(9)] == [young.uid]
    later = NOW + timedelta(hours=1)
    assert read(
        store, daily, "1.html", replace(STORY, text=TEXT + "\nMore."), later
    ) == IntakeResult("unchanged", young.uid)
    assert item(store, young).content == OTHER
    assert (
        read(store, radio, "2.html", replace(OTHER, text=OTHER.text + "\nMore."), later).outcome
        == "changed"
    )


def test_copies_of_a_merged_story_join_the_one_that_stays(
    store: Store, daily: Source, radio: Source
) -> None:
    old, young = read(store, daily, "1.html", STORY), read(store, radio, "2.html", OTHER)
    third = read(store, radio, "3.html", Content(ENGLISH[2][0], text=ENGLISH[2][1]))
    at_desk(store).merge(old.uid, young.uid, "wei", NOW)
    at_desk(store).merge(young.uid, third.uid, "wei", NOW)
    assert read(store, radio, "4.html", COPY).uid == third.uid
    with pytest.raises(Conflict, match="one item already"):
        at_desk(store).merge(old.uid, third.uid, "wei", NOW)
    with pytest.raises(Conflict, match="one item already"):
        at_desk(store).merge(third.uid, third.uid, "wei", NOW)
    with pytest.raises(Conflict, match="merged into another"):
        at_desk(store).publish(old.uid, NOW)


def test_a_title_that_comes_again_does_not_go_into_a_merged_item(
    store: Store, daily: Source, radio: Source
) -> None:
    first, other = read(store, daily, "1.html", STORY), read(store, radio, "2.html", OTHER)
    at_desk(store).merge(first.uid, other.uid, "wei", NOW)
    later = replace(OTHER, title=TITLE, text=CHINESE[0][1] * 3, published=Stamp(date(2024, 6, 28)))
    again = read(store, daily, "3.html", later, NOW + timedelta(days=3))
    assert again.outcome == "new"
    assert item(store, again).status == "published"
    copy = read(store, daily, "4.html", STORY, NOW + timedelta(hours=1))
    assert copy.uid == other.uid
    assert [location.joined for location in item(store, other).locations] == [
        "",
        "hand",
        "likeness",
    ]


def test_our_own_story_that_takes_in_a_copy_is_still_our_own(store: Store, daily: Source) -> None:
    copy = read(store, daily, "1.html", STORY)
    (place,) = item(store, copy).locations
    assert item(store, copy).original_url == place.url
    other = read(store, daily, "2.html", OTHER)
    at_desk(store).merge(copy.uid, other.uid, "wei", NOW)
    merged = item(store, other)
    assert merged.original_url == daily.url + "2.html"
    assert [location.url for location in merged.also_at] == [place.url]


def test_no_public_story_vanishes_in_one_that_is_not(store: Store, daily: Source) -> None:
    public = read(store, daily, "1.html", STORY)
    draft = at_desk(store).write(Content("Draft"), "City", "wei", NOW)
    with pytest.raises(Conflict, match="not public"):
        at_desk(store).merge(public.uid, draft.uid, "wei", NOW)
    assert at_desk(store).merge(draft.uid, public.uid, "wei", NOW).uid == public.uid


def test_an_ordinary_story_costs_its_own_bands_only(store: Store, daily: Source) -> None:
    read(store, daily, "1.html", STORY)
    kept = bands(store)
    assert 10 <= kept <= 20
    read(store, daily, "1.html", STORY, NOW + timedelta(hours=1))
    read(store, daily, "1.html", replace(STORY, authors=("Li",)), NOW + timedelta(hours=2))
    assert bands(store) == kept
    read(store, daily, "2.html", COPY)
    assert bands(store) == kept


def test_a_promo_that_lists_a_copy_does_not_take_the_story_over(
    store: Store, daily: Source, radio: Source
) -> None:
    first = read(store, daily, "1.html", STORY)
    teaser = Teaser(radio.url + "2.html", COPY.title)
    place = place_of(store, teaser, "promo", None, NOW)
    take_in(store, Reading(COPY, "City", "test", place, daily), NOW)
    note_listing(store, radio, entries_of([teaser]), "listing", NOW, front=True)
    found = item(store, first)
    assert (found.source_slug, found.section.title) == ("daily", "City")
    assert found.locations[1].source_slug == "radio"
