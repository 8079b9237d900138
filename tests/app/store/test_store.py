"""The store, on both databases."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import count
from zoneinfo import ZoneInfo

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import event, text
from sqlalchemy.exc import StatementError

from app.collect.intake import Reading, take_in
from app.collect.noting import entries_of, note_listing, place_of
from app.desk import items
from app.store import Nouns, Place, Store, Transaction, day_range
from app.store.schema import Base, SectionRow, has_row
from app.values.errors import Conflict, NotFound
from app.values.model import Content, Item, Source, SourceSpec
from scrapers import Picture, Stamp, Teaser
from tests.deskwork import at_desk

pytestmark = pytest.mark.both_databases

NOW = datetime(2024, 6, 25, 2, 0, tzinfo=UTC)
ZONE = ZoneInfo("Asia/Shanghai")
LONG = (
    "The ferry between the East Quay and the island runs again after eleven years, every forty minutes until half past midnight. "
    * 3
)


@pytest.fixture
def store(database_url: str) -> Iterator[Store]:
    numbers = count(1)
    opened = Store(
        database_url.replace("postgresql://", "postgresql+psycopg://"),
        zone=ZONE,
        authority="news.example.org",
        new_uid=lambda: f"uid{next(numbers)}",
    )
    opened.migrate()
    yield opened
    opened.close()


@pytest.fixture
def source(store: Store) -> Source:
    return at_desk(store).add_source(
        SourceSpec(
            "https://e.my399.com/news/index.html",
            "news",
            "News",
            "Harbin Today",
            "my399",
            "full",
            zone="Asia/Shanghai",
        ),
        NOW,
    )


def take(store: Store, source: Source, path: str, content: Content, now: datetime = NOW) -> Item:
    place = place_of(
        store, Teaser(f"https://e.my399.com{path}", content.title), "listing", source, now
    )
    taken = take_in(store, Reading(content, source.section.title, "test", place, source), now)
    at_desk(store).release(now)
    return store.items.by_uid(taken.uid)


@contextmanager
def statements(store: Store) -> Iterator[list[str]]:
    seen: list[str] = []
    engine = store.database.connect().engine

    def note(_: object, __: object, statement: str, *___: object) -> None:
        if statement.startswith("SELECT"):
            seen.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(engine, "before_cursor_execute", note)


def test_the_migrations_make_the_schema_of_the_models(store: Store) -> None:
    with store.database.connect() as connection:
        context = MigrationContext.configure(
            connection, opts={"compare_type": True, "include_name": has_row}
        )
        assert compare_metadata(context, Base.metadata) == []


def test_migrating_twice_changes_nothing(store: Store, source: Source) -> None:
    store.migrate()
    assert store.sources.all() == [source]


def test_sqlite_is_careful(store: Store) -> None:
    if not store.database.is_sqlite:
        pytest.skip("pragmas are SQLite's")
    with store.database.read() as session:
        assert session.execute(text("PRAGMA journal_mode")).scalar() == "wal"
        assert session.execute(text("PRAGMA foreign_keys")).scalar() == 1
        assert session.execute(text("PRAGMA synchronous")).scalar() == 2
        assert session.execute(text("PRAGMA busy_timeout")).scalar() == 15000


def test_a_naive_instant_cannot_be_stored(store: Store) -> None:
    naive = datetime(2024, 6, 25)  # noqa: DTZ001
    with store.database.read() as session:
        session.add(SectionRow(slug="x", title="X", changed_at=naive))
        with pytest.raises(StatementError, match="naive"):
            session.flush()
        session.rollback()


def test_instants_come_back_in_utc_and_dates_keep_their_precision(
    store: Store, source: Source
) -> None:
    at = datetime(2024, 6, 21, 8, 30, tzinfo=ZONE)
    minute = take(
        store,
        source,
        "/news/2024-06-21/1.html",
        Content("Minute", text=LONG + "Part 1.", published=Stamp(at.date(), at)),
    )
    day = take(
        store,
        source,
        "/news/2024-06-21/2.html",
        Content("Day", text=LONG + "Part 2.", published=Stamp(date(2024, 6, 21))),
    )
    none = take(store, source, "/news/2024-06-21/3.html", Content("None", text=LONG + "Part 3."))
    assert minute.published_at == at
    assert minute.published_at.tzinfo is UTC
    assert minute.content.published == Stamp(at.date(), at)
    assert (day.content.published, day.published_at) == (
        Stamp(date(2024, 6, 21)),
        datetime(2024, 6, 21, 12, tzinfo=ZONE),
    )
    assert (none.content.published, none.published_at) == (None, NOW)


def test_content_survives_storing(store: Store, source: Source) -> None:
    content = Content(
        "T & <T>",
        "S",
        "<p>B</p>",
        "B 冰 😀",
        ("A", "B and C"),
        "b.example",
        "en",
        (Picture("https://x/y.png", "C", "Photo/x", "alt", 3, 4),),
        Stamp(date(2024, 6, 21)),
    )
    assert take(store, source, "/news/2024-06-21/1.html", content).content == content


def test_only_a_visible_change_makes_an_edition(store: Store, source: Source) -> None:
    item = take(store, source, "/news/2024-06-21/1.html", Content("T", text=LONG))
    edition = store.sections.edition()
    take(store, source, "/news/2024-06-21/1.html", item.content, NOW + timedelta(minutes=1))
    at_desk(store).write(Content("Draft"), "City", "wei", NOW + timedelta(minutes=2))
    assert store.sections.edition() == edition
    at_desk(store).withdraw(item.uid, "", NOW + timedelta(minutes=3))
    assert store.sections.edition().number == edition.number + 1
    assert store.sections.get("harbin-today").changed_at == store.sections.edition().changed_at


def test_moving_an_item_changes_both_sections(store: Store, source: Source) -> None:
    item = take(store, source, "/news/2024-06-21/1.html", Content("T", text=LONG))
    later = NOW + timedelta(hours=1)
    at_desk(store).edit(item.uid, item.revision, item.content, "City", "wei", later)
    assert store.sections.get("harbin-today").changed_at == later
    assert store.sections.get("city").changed_at == later


def test_the_same_words_elsewhere_are_one_item_and_a_later_difference_does_not_alternate(
    store: Store, source: Source
) -> None:
    first = take(store, source, "/news/2024-06-21/1.html", Content("T", text=LONG))
    again = take(store, source, "/change/2024-06-21/2.html", Content("T", text=LONG))
    assert again.uid == first.uid
    assert len(again.locations) == 2
    after = take(
        store,
        source,
        "/change/2024-06-21/2.html",
        Content("T", text=LONG + "Changed in one place."),
    )
    assert after.content.text == LONG
    assert take(
        store, source, "/news/2024-06-21/1.html", Content("T", text=LONG + "Changed at the first.")
    ).content.text.endswith("first.")


def test_short_or_old_likeness_is_no_sameness(store: Store, source: Source) -> None:
    short = Content("Weather", text="Sunny.")
    one = take(store, source, "/news/2024-06-21/1.html", short)
    assert take(store, source, "/news/2024-06-22/2.html", short).uid != one.uid
    dated = Content("Notice", text=LONG, published=Stamp(date(2024, 5, 1)))
    two = take(store, source, "/news/2024-05-01/3.html", dated)
    assert (
        take(
            store,
            source,
            "/news/2024-06-21/4.html",
            replace(dated, published=Stamp(date(2024, 6, 21))),
        ).uid
        != two.uid
    )


def test_a_repeated_notice_finds_the_copy_of_its_own_week(store: Store, source: Source) -> None:
    old = take(
        store,
        source,
        "/news/2023-06-21/1.html",
        Content("Notice", text=LONG, published=Stamp(date(2023, 6, 21))),
    )
    new = take(
        store,
        source,
        "/news/2024-06-21/2.html",
        Content("Notice", text=LONG, published=Stamp(date(2024, 6, 21))),
    )
    copy = take(
        store,
        source,
        "/change/2024-06-21/3.html",
        Content("Notice", text=LONG, published=Stamp(date(2024, 6, 21))),
    )
    assert old.uid != new.uid == copy.uid


def test_a_recurring_title_in_a_promo_swallows_no_story(store: Store, source: Source) -> None:
    old = take(
        store,
        source,
        "/news/2022-06-21/1.html",
        Content("Weather forecast", text=LONG, published=Stamp(date(2022, 6, 21))),
    )
    promised = Teaser("https://e.my399.com/news/2024-06-21/2.html", "Weather forecast")
    place = place_of(store, promised, "promo", source, NOW)
    teaser = take_in(
        store,
        Reading(Content("Weather forecast"), "News", "import:x", place, source, partial=True),
        NOW,
    )
    assert teaser.uid != old.uid
    story = take(
        store,
        source,
        "/news/2024-06-21/2.html",
        Content("Weather forecast", text="Other words. " * 30),
    )
    assert story.uid == teaser.uid
    assert store.items.by_uid(old.uid).content.text == LONG


def test_a_date_that_comes_late_puts_the_story_in_its_place(store: Store, source: Source) -> None:
    teaser = Reading(
        Content("Childcare", "A centre is built."), "News", "import:x", source=source, partial=True
    )
    take_in(store, teaser, NOW)
    story = Content("Childcare", text=LONG, published=Stamp(date(2023, 5, 5)))
    item = take(store, source, "/news/2023-05-05/9.html", story, NOW + timedelta(days=1))
    assert item.published_at == datetime(2023, 5, 5, 12, tzinfo=ZONE)


def test_sections_with_chinese_names_stay_apart(store: Store) -> None:
    for title in (
        "冰城 News",
        "太阳岛 News",
        "News",
        "冰城新闻联播今日头条之一二三四",
        "冰城新闻联播今日头条之一二三五",
    ):
        at_desk(store).write(Content("T"), title, "wei", NOW)
    assert len({section.slug for section in store.sections.every()}) == 5


def test_a_story_passes_to_a_source_that_still_looks(store: Store, source: Source) -> None:
    story = Teaser("https://e.my399.com/news/2024-06-21/1.html", "T")
    note_listing(store, source, entries_of([story]), "listing", NOW, front=True)
    at_desk(store).pause("news", paused=True, now=NOW)
    other = at_desk(store).add_source(
        SourceSpec("https://e.my399.com/change/index.html", "change", "Change", zone="UTC"), NOW
    )
    note_listing(store, other, entries_of([story]), "listing", NOW, front=True)
    assert [place.url for place in store.locations.pending(other, NOW, 9)] == [story.url]


def test_one_listing_is_one_source(store: Store, source: Source) -> None:
    with pytest.raises(Conflict, match="polled already, as 'news'"):
        at_desk(store).add_source(
            SourceSpec("http://e.my399.com/news/index.html", "again", "Again", zone="UTC"), NOW
        )


def test_writers_on_two_threads_neither_deadlock_nor_collide(store: Store, source: Source) -> None:
    def write(number: int) -> None:
        names = range(20) if number % 2 else range(19, -1, -1)
        promos = tuple(
            Teaser(f"https://e.my399.com/news/2024-06-01/{n}.html", f"P {n}") for n in names
        )
        content = Content(f"Story {number}", text=LONG + str(number))
        place = place_of(
            store,
            Teaser(f"https://e.my399.com/news/2024-06-02/{number}.html", "T"),
            "listing",
            source,
            NOW,
        )
        take_in(
            store,
            Reading(content, f"Section {number // 4}", "test", place, source, promos=promos),
            NOW,
        )

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(write, range(24)))
    assert len(at_desk(store).release(NOW)) == 24
    assert len(store.sections.every()) == 7


def test_what_is_done_together_is_stored_together(store: Store) -> None:
    def write(tx: Transaction, title: str) -> Item:
        return items.add(tx, Content(title), "City", "wei", NOW)

    def titles(of: Nouns) -> list[str]:
        return sorted(item.content.title for item in of.items.desk(10))

    def broken() -> None:
        with store.transaction() as tx:
            lost = write(tx, "Lost")
            assert "Lost" in titles(tx), "what was written so far is seen"
            assert titles(store) == [], "though in this transaction only"
            items.withdraw(tx, lost.uid, "", "wei", NOW)

    with pytest.raises(Conflict):
        broken()
    assert titles(store) == []

    with store.transaction() as tx:
        kept = write(tx, "Kept")
        with pytest.raises(Conflict):
            items.withdraw(tx, kept.uid, "", "wei", NOW)
        write(tx, "Goes on")
    assert titles(store) == ["Goes on", "Kept"]


def test_a_teaser_becomes_the_whole_story_when_its_page_is_read(
    store: Store, source: Source
) -> None:
    teaser = Reading(
        Content("Childcare", "A centre is built."), "News", "import:x", source=source, partial=True
    )
    taken = take_in(store, teaser, NOW)
    item = take(store, source, "/news/2024-06-21/9.html", Content("Childcare", text=LONG))
    assert item.uid == taken.uid
    assert item.content.text == LONG
    assert take_in(store, teaser, NOW).outcome == "unchanged"
    assert store.items.by_uid(item.uid).content.text == LONG


def test_what_upstream_no_longer_says_is_not_lost(store: Store, source: Source) -> None:
    full = Content(
        "T", "S", "<p>x</p>", LONG, ("Li",), "x.example", pictures=(Picture("https://x/y.png"),)
    )
    take(store, source, "/news/2024-06-21/1.html", full)
    after = take(store, source, "/news/2024-06-21/1.html", Content("T", text=LONG))
    assert after.content == full


@pytest.mark.parametrize(
    ("pictures", "queries"),
    [((), 2), ((Picture("https://e.my399.com/a.jpg"),), 3)],
    ids=["text", "pictures"],
)
def test_a_page_costs_few_queries_whatever_its_size(
    store: Store, source: Source, pictures: tuple[Picture, ...], queries: int
) -> None:
    for number in range(12):
        content = Content(f"Story {number}", text=LONG + str(number), pictures=pictures)
        take(store, source, f"/news/2024-06-21/{number}.html", content)
    for limit in (1, 12):
        with statements(store) as seen:
            assert len(store.items.public(limit)) == limit
        assert len(seen) == queries


def test_pages_by_key_neither_skip_nor_repeat_within_one_instant(
    store: Store, source: Source
) -> None:
    for number in range(9):
        take(
            store,
            source,
            f"/news/2024-06-21/{number}.html",
            Content(f"Story {number}", text=LONG + str(number)),
        )
    seen: list[Item] = []
    while page := store.items.public(
        2, after=Place(seen[-1].published_at, seen[-1].id) if seen else None
    ):
        seen += page
    assert [item.content.title for item in seen] == [
        f"Story {number}" for number in reversed(range(9))
    ]


def test_a_day_of_the_archive_is_a_day_of_the_site(store: Store, source: Source) -> None:
    late = datetime(2024, 6, 21, 23, 30, tzinfo=ZONE)
    take(
        store,
        source,
        "/news/2024-06-21/1.html",
        Content("Late", text=LONG, published=Stamp(late.date(), late)),
    )
    assert len(store.items.public(9, days=day_range(date(2024, 6, 21), ZONE))) == 1
    assert store.items.days(ZONE, date(2024, 6, 1)) == [date(2024, 6, 21)]
    assert store.items.latest_day(ZONE) == date(2024, 6, 21)
    assert store.items.latest_day(ZONE, before=date(2024, 6, 21)) is None
    assert store.items.first_day(ZONE, after=date(2024, 6, 20)) == date(2024, 6, 21)


def test_claims_of_the_dead_are_freed_by_name_only(store: Store, source: Source) -> None:
    store.sources.claim(source, "here/1/1", NOW, NOW + timedelta(minutes=3))
    store.sources.free("news", "elsewhere/2/2")
    with pytest.raises(Conflict):
        store.sources.claim(source, "here/3/3", NOW, NOW + timedelta(minutes=3))
    store.sources.free("news", "here/1/1")
    store.sources.claim(source, "here/3/3", NOW, NOW + timedelta(minutes=3))
    with pytest.raises(Conflict, match="taken over"):
        store.sources.keep_claim(
            source, "here/1/1", NOW + timedelta(minutes=2), NOW + timedelta(minutes=5)
        )


def test_shipped_sources_are_added_once(store: Store) -> None:
    spec = SourceSpec("https://example.org/", "shipped", "Shipped", zone="UTC")
    assert [found.slug for found in at_desk(store).seed((spec,), NOW)] == ["shipped"]
    at_desk(store).remove("shipped", NOW)
    assert at_desk(store).seed((spec,), NOW) == []
    assert store.sources.all() == []


def test_shipped_sources_stay_away_from_an_operators_own(store: Store, source: Source) -> None:
    assert (
        at_desk(store).seed(
            (SourceSpec("https://example.org/", "shipped", "Shipped", zone="UTC"),), NOW
        )
        == []
    )
    assert [found.slug for found in store.sources.all()] == ["news"]


def test_a_slug_is_taken_once(store: Store, source: Source) -> None:
    with pytest.raises(Conflict, match="already a source 'news'"):
        at_desk(store).add_source(
            SourceSpec("https://example.org/", "news", "Other", zone="UTC"), NOW
        )
    with pytest.raises(NotFound, match="sources list"):
        store.sources.get("nothing")


def test_scheduled_items_come_out_in_time_and_not_before(store: Store) -> None:
    draft = at_desk(store).write(Content("Soon"), "City", "wei", NOW)
    at_desk(store).publish(draft.uid, NOW + timedelta(hours=1))
    assert at_desk(store).release(NOW + timedelta(minutes=59)) == []
    assert [item.uid for item in at_desk(store).release(NOW + timedelta(hours=1))] == [draft.uid]
    assert store.items.by_uid(draft.uid).status == "published"


def test_a_rejected_story_never_comes_back(store: Store, source: Source) -> None:
    content = Content("T", text=LONG)
    place = place_of(
        store, Teaser("https://e.my399.com/news/2024-06-21/1.html", "T"), "listing", source, NOW
    )
    taken = take_in(store, Reading(content, "News", "test", place, source, review=True), NOW)
    at_desk(store).reject(taken.uid, NOW)
    assert (
        take(store, source, "/news/2024-06-21/1.html", replace(content, text=LONG + "More.")).status
        == "rejected"
    )
    assert store.items.public(9) == []


def test_the_look_of_the_site_is_part_of_the_edition(store: Store, source: Source) -> None:
    store.sections.appear("one", NOW)
    edition = store.sections.edition()
    store.sections.appear("one", NOW + timedelta(hours=1))
    assert store.sections.edition() == edition
    store.sections.appear("two", NOW + timedelta(hours=1))
    assert store.sections.edition().number == edition.number + 1
    assert store.sources.get("news").changed_at == NOW + timedelta(hours=1)
