"""What may be asked of a newsroom of any size is found by an index, on both databases."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import event, insert, text

from app.store import Store
from app.store.schema import LocationRow, table_of

pytestmark = pytest.mark.both_databases

NOW = datetime(2026, 11, 30, 12, tzinfo=UTC)
# So many that PostgreSQL neither reads the table from its beginning nor sorts what is in trouble.
_STORIES, _TROUBLED = 9000, 6000


@pytest.fixture
def store(database_url: str) -> Iterator[Store]:
    opened = Store(
        database_url.replace("postgresql://", "postgresql+psycopg://"),
        zone=ZoneInfo("UTC"),
        authority="news.example.org",
        new_uid=str,
    )
    yield opened
    opened.close()


def _place(number: int, state: str, error: str) -> dict[str, Any]:
    at = NOW - timedelta(minutes=number)
    return {
        "id": number, "url": f"https://a.example/{number}", "key": f"//a.example/{number}", "state": state,
        "via": "listing", "position": number, "first_seen_at": at, "checked_at": at, "gone_at": at,
        "error": error, "recheck_at": at if number % 2 else None,
    }  # fmt: skip


@pytest.fixture
def listed(store: Store) -> Store:
    """A store with many addresses, of which some of each state are in trouble."""
    states = ("pending", "gone", "read")
    with store.database.write() as session:
        rows = [
            _place(n, states[n % 3], "404" if n <= _TROUBLED else "") for n in range(1, _STORIES)
        ]
        session.connection().execute(insert(table_of(LocationRow)), rows)
    if not store.database.is_sqlite:
        with store.database.bare() as connection:
            connection.execute(text("ANALYZE"))
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
