"""What may be asked of a newsroom of any size is found by an index, on both databases."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import event, insert, text

from app.store import Store
from app.store.schema import ClusterRow, ItemRow, LocationRow, PictureRow, SectionRow, table_of
from app.values.model import Content, SourceSpec
from tests.databases import store_on
from tests.deskwork import at_desk

pytestmark = pytest.mark.both_databases

NOW = datetime(2026, 11, 30, 12, tzinfo=UTC)
# So many that PostgreSQL neither reads the table from its beginning nor sorts what is in trouble.
_STORIES, _TROUBLED, _CLUSTERED, _SOURCES = 9000, 6000, 4000, 50


@pytest.fixture
def store(database_url: str) -> Iterator[Store]:
    with store_on(database_url, str) as opened:
        yield opened


def _place(number: int, state: str, error: str) -> dict[str, Any]:
    at = NOW - timedelta(minutes=number)
    return {
        "id": number, "url": f"https://a.example/{number}", "key": f"//a.example/{number}", "state": state,
        "via": "listing", "position": number, "first_seen_at": at, "checked_at": at, "gone_at": at,
        "error": error, "recheck_at": at if number % 2 else None, "source_id": number % _SOURCES + 1,
    }  # fmt: skip


def _item(number: int) -> dict[str, Any]:
    at = NOW - timedelta(minutes=number)
    times = dict.fromkeys(("published_at", "first_seen_at", "updated_at", "changed_at"), at)
    return times | {
        "id": number, "uid": f"u{number}", "tag": f"tag:{number}", "kind": "written", "status": "published",
        "section_id": 1, "slug": "s", "content": Content("A story"), "title_key": "", "fingerprint": "",
        "cluster_id": number // 2 if number <= _CLUSTERED else None,
    }  # fmt: skip


def _picture(number: int) -> dict[str, Any]:
    return {
        "id": number, "url": f"https://a.example/{number}.jpg", "referer": "", "state": "kept",
        "digest": f"{number}",
    }  # fmt: skip


@pytest.fixture
def published(store: Store) -> Store:
    """A store with many public stories, some of which tell of the same, and as many pictures."""
    with store.database.write() as session:
        connection = session.connection()
        section = {"id": 1, "slug": "city", "first_slug": "city", "title": "City"}
        connection.execute(
            insert(table_of(SectionRow)), [section | {"changed_at": NOW, "version_at": NOW}]
        )
        clusters = [{"id": number, "started_at": NOW} for number in range(_CLUSTERED)]
        connection.execute(insert(table_of(ClusterRow)), clusters)
        connection.execute(insert(table_of(ItemRow)), [_item(n) for n in range(1, _STORIES)])
        connection.execute(insert(table_of(PictureRow)), [_picture(n) for n in range(1, _STORIES)])
    _look_at_sizes(store)
    return store


def _look_at_sizes(store: Store) -> None:
    """Let PostgreSQL know, as it does by itself in time, how much there is of what."""
    if not store.database.is_sqlite:
        with store.database.bare() as connection:
            connection.execute(text("ANALYZE"))


@pytest.fixture
def listed(store: Store) -> Store:
    """A store with many addresses, of which some of each state are in trouble."""
    states = ("pending", "gone", "read")
    for number in range(1, _SOURCES + 1):
        url = f"https://a.example/{number}/"
        at_desk(store).add_source(SourceSpec(url, f"s{number}", "Source", "City"), NOW)
    with store.database.write() as session:
        rows = [
            _place(n, states[n % 3], "404" if n <= _TROUBLED else "") for n in range(1, _STORIES)
        ]
        session.connection().execute(insert(table_of(LocationRow)), rows)
    _look_at_sizes(store)
    return store


def plan_of(store: Store, ask: Callable[[], object]) -> str:
    """How the database finds what is asked for."""
    seen: list[tuple[str, Any]] = []

    def note(_: Any, __: Any, statement: str, values: Any, *___: Any) -> None:
        seen.append((statement, values))

    with store.database.connect() as connection:
        event.listen(connection.engine, "before_cursor_execute", note)
        ask()
        event.remove(connection.engine, "before_cursor_execute", note)
        explain = "EXPLAIN QUERY PLAN" if store.database.is_sqlite else "EXPLAIN"
        wanted = [each for each in seen if each[0].startswith("SELECT")]
        return "\n".join(
            str(connection.exec_driver_sql(f"{explain} {statement}", values).all())
            for statement, values in wanted
        )


@pytest.mark.parametrize("trouble", ["given_up", "gone", "doubted"])
def test_the_latest_addresses_in_trouble_are_found_in_order(listed: Store, trouble: str) -> None:
    plan = plan_of(listed, lambda: getattr(listed.locations, trouble)(20))
    assert f"ix_locations_{trouble}" in plan
    assert "Sort" not in plan
    assert "TEMP B-TREE" not in plan


@pytest.mark.parametrize("trouble", ["given_up", "gone", "doubted"])
def test_addresses_of_a_source_in_trouble_are_found_by_the_source(
    listed: Store, trouble: str
) -> None:
    if not listed.database.is_sqlite:
        pytest.skip("PostgreSQL knows how many there are, and chooses by that")
    source = listed.sources.get("s7")
    plan = plan_of(listed, lambda: getattr(listed.locations, trouble)(20, source))
    assert "ix_locations_error (source_id=? AND state=?)" in plan


@pytest.mark.parametrize("below", [False, True])
def test_the_last_and_the_first_of_all_addresses_are_found_at_once(
    listed: Store, below: bool
) -> None:
    plan = plan_of(listed, lambda: listed.locations.edge(below=below))
    assert "ix_locations_position" in plan
    assert "Seq Scan" not in plan


def test_reports_of_an_event_are_found_by_the_event(published: Store) -> None:
    plan = plan_of(published, lambda: published.items.of_cluster(1))
    assert plan.count("ix_items_cluster") == 2
    assert "ix_items_public" not in plan
    assert "ix_items_serial" not in plan


def test_titles_of_what_is_not_public_are_not_looked_for_among_all(published: Store) -> None:
    plan = plan_of(published, lambda: published.items.titled("bridge", 20))
    named = ("ix_items_hidden", "ix_items_serial", "ix_items_public")
    wanted = named if published.database.is_sqlite else ("ix_items_hidden",)
    assert any(name in plan for name in wanted)
    assert "ix_items_newest" not in plan


def test_the_newest_pictures_are_found_in_order(published: Store) -> None:
    plan = plan_of(published, lambda: published.library.page(20))
    assert "ix_pictures_kept" in plan or "pk_pictures" in plan
    assert "Sort" not in plan
    assert "TEMP B-TREE" not in plan


def test_a_picture_is_found_by_its_content(published: Store) -> None:
    plan = plan_of(published, lambda: published.library.get("7"))
    assert "ix_pictures_digest" in plan
    assert "ix_pictures_kept" not in plan
