"""Databases of earlier versions keep working."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import inspect, text

from app.collect.captures import Captures
from app.collect.intake import Reading, take_in
from app.collect.learning import known_profile
from app.news.health import judge
from app.store import Store, standing
from app.store.types import content_to_json
from app.values.model import Content
from scrapers import Picture, Stamp
from scrapers.articles.repeats import counted, repeated
from tests.sameness.stories import ENGLISH

pytestmark = pytest.mark.both_databases

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
LISTED, BEFORE = "2026-11-23 10:00:00", "2026-11-23 09:00:00"


@pytest.fixture
def old(empty_database_url: str) -> Iterator[Store]:
    """A store whose database is of the first version, with two sources, four locations, an item and
    a run in it.
    """
    url = empty_database_url.replace("postgresql://", "postgresql+psycopg://")
    store = Store(
        url, zone=ZoneInfo("Asia/Shanghai"), authority="news.example.org", new_uid=lambda: "new"
    )
    upgrade(store, "0001")
    with store.database.write() as session:
        for statement in _rows():
            session.execute(text(statement))
    yield store
    store.close()


def upgrade(store: Store, revision: str) -> None:
    """Bring a store's database to a version."""
    config = Config()
    config.set_main_option("script_location", str(standing._MIGRATIONS))
    with store.database._writing.connect() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, revision)
        connection.commit()


def _rows() -> Iterator[str]:
    yield f"INSERT INTO sections (id, slug, title, position, changed_at, version_at) VALUES (1, 'city', 'City', 1, '{LISTED}', '{LISTED}')"
    for number, every in ((1, 1800), (2, 600)):
        yield (
            "INSERT INTO sources (id, slug, title, url, scraper, section_id, rights, review, every, zone, paused, created_at, changed_at, "
            "version_at, claimed_by, failures, last_error, listed_at, listed_before) VALUES "
            f"({number}, 's{number}', 'S', 'https://a.example/{number}/', 'generic', 1, 'full', false, {every}, 'UTC', false, '{LISTED}', "
            f"'{LISTED}', '{LISTED}', '', 0, '', '{LISTED}', '{BEFORE}')"
        )
    content = '{"title": "A story", "text": "Its text."}'
    yield (
        "INSERT INTO items (id, uid, tag, kind, status, section_id, source_id, slug, content, title_key, published_at, first_seen_at, "
        "updated_at, changed_at, note, revision, edited, fingerprint) VALUES (1, 'u1', 'tag:a', 'collected', 'published', 1, 1, 'a-story', "
        f"'{content}', 'a story', '{LISTED}', '{LISTED}', '{LISTED}', '{LISTED}', '', 2, '[]', 'f')"
    )
    for number, capture in ((1, "old.warc.gz:0"), (2, "new.warc.gz:7")):
        yield (
            "INSERT INTO revisions (item_id, number, at, by, significant, content, capture) VALUES "
            f"(1, {number}, '{LISTED}', 'source:s1', true, '{content}', '{capture}')"
        )
    places = (
        (1, "read", LISTED, "1"),
        (2, "read", "2026-11-22 10:00:00", "NULL"),
        (3, "pending", LISTED, "NULL"),
        (4, "gone", BEFORE, "1"),
    )
    for number, state, listed, item in places:
        yield (
            "INSERT INTO locations (id, url, key, state, via, source_id, item_id, teaser_title, teaser_summary, position, first_seen_at, "
            f"listed_at, checked_at, tries, error) VALUES ({number}, 'https://a.example/1/{number}', '//a.example/1/{number}', '{state}', "
            f"'listing', 1, {item}, '', '', {number}, '{BEFORE}', '{listed}', '{LISTED}', 0, '')"
        )
    yield (
        "INSERT INTO runs (source_id, started_at, finished_at, counts, error_kind, error, failures) VALUES "
        f"""(1, '{LISTED}', '{LISTED}', '{{"requests": 3}}', '', '', '["https://a.example/x: gone"]')"""
    )


def test_stories_from_before_there_were_sketches_are_recognised(old: Store) -> None:
    title, text_ = ENGLISH[0]
    content = Content(title, text=text_, published=Stamp(date(2026, 11, 23)))
    with old.database.write() as session:
        written = json.dumps(content_to_json(content))
        session.execute(
            text("UPDATE items SET content = :content WHERE id = 1"), {"content": written}
        )
    old.migrate()
    assert [
        (place.id, place.joined, place.share) for place in old.items.by_uid("u1").locations
    ] == [(1, "", None), (4, "words", 1.0)]
    first, _ = old.sources.all()
    copy = replace(content, text=text_ + "\nEditor: Chen")
    (place,) = old.locations.pending(first, NOW, 10)
    assert take_in(old, Reading(copy, "City", "test", place, first), NOW).uid == "u1"


def test_a_database_of_the_first_version_is_brought_up_to_date(old: Store) -> None:
    old.migrate()
    first, second = old.sources.all()
    assert (first.every, second.every) == (0, 600)
    assert (first.checked_at, first.rhythm, first.backfill_next) == (first.listed_at, None, "")
    assert [location.id for location in old.locations.pending(first, NOW, 10)] == [3]
    assert [location.id for location in old.locations.to_check(first, NOW)] == [1, 4]
    assert [location.capture for location in old.locations.read_of(first)] == ["new.warc.gz:7"]
    (run,) = old.runs.of("s1")
    assert (run.requests, run.pictures, [str(failure) for failure in run.failures]) == (
        3,
        0,
        ["https://a.example/x: gone"],
    )
    assert old.items.by_uid("u1").content.title == "A story"
    assert old.runs.totals()["s1"].requests == 0


def test_authors_of_before_are_a_list_of_one(old: Store) -> None:
    content = content_to_json(Content("A story", text="Its text."))
    del content["authors"]
    with old.database.write() as session:
        for line, target in (("Li and Wu", "items"), ("", "revisions")):
            written = json.dumps(content | {"author": line})
            session.execute(text(f"UPDATE {target} SET content = :content"), {"content": written})
        session.execute(text("""UPDATE items SET edited = '["author", "title"]'"""))
    old.migrate()
    item = old.items.by_uid("u1")
    assert (item.content.authors, item.content.author) == (("Li and Wu",), "Li and Wu")
    assert item.edited == {"authors", "title"}
    assert {version.content.authors for version in old.items.revisions("u1")} == {()}
    parted = content_to_json(replace(item.content, authors=("Li", "Wu")))
    assert (parted["authors"], parted["author"]) == (("Li", "Wu"), "Li, Wu")


def test_pictures_from_before_there_was_a_library_know_who_shows_them(old: Store) -> None:
    url = "https://a.example/ice.jpg"
    content = content_to_json(
        Content("A story", pictures=(Picture(url, "The fair", "Li Wei", "Ice"),))
    )
    config = Config()
    config.set_main_option("script_location", str(standing._MIGRATIONS))
    with old.database._writing.connect() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0009")
        connection.commit()
    with old.database.write() as session:
        session.execute(
            text("UPDATE items SET content = :content WHERE id = 1"),
            {"content": json.dumps(content)},
        )
        session.execute(
            text(
                "INSERT INTO pictures (url, referer, source_id, state, digest, type, width, height, size, tries, error) "
                "VALUES (:url, '', 1, 'kept', 'abc', 'image/png', 1, 1, 1, 0, '')"
            ),
            {"url": url},
        )
    old.migrate()
    (kept,) = old.library.page(10)
    assert (kept.texts.alt, kept.texts.caption, kept.texts.credit) == ("Ice", "The fair", "Li Wei")
    assert [item.uid for item in old.library.shown_by("abc")] == ["u1"]


def test_what_was_typed_before_it_was_measured_has_a_title_and_a_size(old: Store) -> None:
    upgrade(old, "0015")
    fields = json.dumps({"title": "Ice  and snow", "body": "雪" * 100})
    with old.database.write() as session:
        session.execute(
            text(
                "INSERT INTO editors (id, name, role, disabled, password_hash, created_at, totp_secret, totp_step, recovery, shortcuts, language) "
                f"VALUES (1, 'wei', 'editor', false, 'x', '{LISTED}', '', 0, '[]', true, '')"
            )
        )
        session.execute(
            text(
                "INSERT INTO autosaves (editor_id, document, tab, at, revision, fields) "
                f"VALUES (1, 'u1', 't', '{LISTED}', 1, :fields)"
            ),
            {"fields": fields},
        )
    old.migrate()
    (typed,) = old.autosaves.unsaved(1)
    assert (typed.title, typed.size) == ("Ice and snow", len(fields))
    assert old.autosaves.get(1, typed.id).fields["body"] == "雪" * 100


def test_what_was_known_to_repeat_is_known(old: Store) -> None:
    upgrade(old, "0022")
    counts = {"pages": 50, "a": 3, "b": 1, "picture c": 9, "picture d": 3}
    with old.database.write() as session:
        statement = "INSERT INTO repeats (source_id, counts) VALUES (1, :counts)"
        session.execute(text(statement), {"counts": json.dumps(counts)})
    old.migrate()
    tally = old.sources.repeats(old.sources.get("s1"))
    assert tally.pages == 50
    assert repeated(tally) == {"a", "picture c"}
    further = [frozenset(("b", "e")), *[frozenset(("e",))] * 2]
    assert repeated(counted(tally, further)) == {"a", "picture c", "e"}


def test_what_migrations_did_not_make_at_first_is_made(old: Store) -> None:
    upgrade(old, "0023")
    early = (
        "ALTER TABLE sources DROP COLUMN missed",
        "ALTER TABLE edition DROP COLUMN corrected_at",
        "ALTER TABLE autosaves DROP COLUMN tab",
        "DROP INDEX ix_items_newest",
        "DROP INDEX ix_items_serial",
        "CREATE INDEX ix_items_serial ON items (serial, status)",
    )
    with old.database.write() as session:
        for statement in early:
            session.execute(text(statement))
    old.migrate()
    with old.database.connect() as connection:
        look = inspect(connection)
        for table, column in (
            ("sources", "missed"),
            ("edition", "corrected_at"),
            ("autosaves", "tab"),
        ):
            assert column in {each["name"] for each in look.get_columns(table)}
        made = {index["name"]: index["column_names"] for index in look.get_indexes("items")}
    assert made["ix_items_newest"] == ["published_at", "id"]
    assert made["ix_items_serial"] == ["status", "serial"]


def test_a_source_from_before_there_were_profiles_has_none_and_learns_one(
    old: Store, tmp_path: Path
) -> None:
    old.migrate()
    (source, _) = old.sources.all()
    assert old.healths.of(source) is None
    profile = known_profile(old, Captures(tmp_path, 1e6), replace(source, last_success_at=NOW))
    assert profile.traits["readable"].usual.number == 1
    assert judge(profile).state == "well"
    old.healths.keep(source, profile, judge(profile))
    assert old.healths.of(source) == judge(profile)
