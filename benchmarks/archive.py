"""An archive of many stories in the tables that are searched, made in minutes.

Half of the stories are in an alphabet, half in Chinese, over three years; words are made up and as
unequally frequent as words are.
"""

import random
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, datetime, timedelta
from itertools import accumulate, count
from types import SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, insert
from sqlalchemy import text as sql

from app.store import Store
from app.store.schema import ItemRow, table_of
from app.store.search_index import file_all
from app.values.model import Content

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
_YEARS = timedelta(days=3 * 365)
_PART = 1000
_SEED = 7
_SYLLABLES = [
    a + b
    for a in "b d f g h k l m n p r s t v w z br st tr sh".split()
    for b in "a e i o u ar en il on us".split()
]


class Words:
    """A vocabulary in which the n-th word is about 1/n as frequent as the first."""

    def __init__(self) -> None:
        self.chance = chance = random.Random(_SEED)
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

    def chinese_of(self, length: int, rank: int) -> str:
        """The word of so many characters before which so many are more frequent."""
        return [word for word in self.chinese if len(word) == length][rank]

    def story(self, number: int, *, brief: bool = False) -> Content:
        """A story of some 280 words, or 560 characters; a quarter of that if it is brief."""
        if number % 2:
            title = "".join(self.chance.choices(self.chinese, cum_weights=self._chinese, k=8))
            clauses = (
                "".join(self.chance.choices(self.chinese, cum_weights=self._chinese, k=10))
                for _ in range(7 if brief else 28)
            )
            return Content(title, text="，".join(clauses) + "。", language="zh")
        title = " ".join(
            self.chance.choices(self.english, cum_weights=self._english, k=9)
        ).capitalize()
        sentences = (
            " ".join(self.chance.choices(self.english, cum_weights=self._english, k=14))
            for _ in range(5 if brief else 20)
        )
        return Content(title, text=". ".join(sentences) + ".", language="en")


def opened(url: str) -> Store:
    """A store at an address."""
    numbers = count(1)
    store = Store(
        url, zone=ZoneInfo("UTC"), authority="bench.example", new_uid=lambda: f"new{next(numbers)}"
    )
    store.migrate()
    return store


def fill(urls: Sequence[str], size: int, *, brief: bool) -> None:
    """Store so many stories in new databases and file them, in a process for each."""
    with ProcessPoolExecutor(len(urls)) as pool:
        for done in [pool.submit(_fill, url, size, brief=brief) for url in urls]:
            done.result()


def _fill(url: str, size: int, *, brief: bool) -> None:
    store, words = opened(url), Words()
    with store.database.write() as session:
        connection = session.connection()
        for number, slug in enumerate(("city", "culture", "rare"), 1):
            connection.execute(
                sql(
                    "INSERT INTO sections (id, slug, title, position, changed_at, version_at) "
                    "VALUES (:id, :slug, :slug, :id, :now, :now)"
                ),
                {"id": number, "slug": slug, "now": NOW.isoformat(" ")},
            )
        connection.execute(sql("DROP TABLE search_index"))
        file_all(connection, _stories(connection, words, size, brief=brief), lambda _: None)
        if not store.database.is_sqlite:
            connection.execute(sql("SELECT setval('items_id_seq', (SELECT max(id) FROM items))"))
    if not store.database.is_sqlite:
        with store.database.connect() as vacuuming:
            vacuuming.execution_options(isolation_level="AUTOCOMMIT")
            vacuuming.execute(sql("VACUUM (ANALYZE)"))
    store.close()


def _stories(
    connection: Connection, words: Words, size: int, *, brief: bool
) -> Iterator[Sequence[Any]]:
    for begin in range(1, size + 1, _PART):
        numbers = range(begin, min(begin + _PART, size + 1))
        items = [_item(words.story(number, brief=brief), number, size) for number in numbers]
        connection.execute(insert(table_of(ItemRow)), items)
        yield [SimpleNamespace(**item, revision=1, source_id=None) for item in items]


def _item(content: Content, number: int, size: int) -> dict[str, Any]:
    moment = NOW - _YEARS * ((size - number) / size)
    section = 3 if number % 1000 == 0 else 1 + number % 3 // 2
    return {
        "id": number, "uid": f"u{number}", "tag": f"tag:{number}", "kind": "written",
        "status": "published", "rights": "full", "section_id": section, "slug": "s",
        "content": content, "title_key": "", "published_at": moment, "first_seen_at": moment,
        "updated_at": moment, "changed_at": moment, "fingerprint": "", "edited": [],
    }  # fmt: skip
