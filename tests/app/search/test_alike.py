"""What a database finds is what a look at every story finds: the same on both, for any question."""

import random
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import NamedTuple

import pytest
from sqlalchemy import Connection, insert, text

from app.search import Document, Query, document, matches, parse
from app.store import Store, search_blocks
from app.store.schema import ItemRow, table_of
from app.store.search_index import file_all, find_keys, first_key
from app.store.search_syntax import section_mark
from app.values.model import Content
from tests.databases import store_on

pytestmark = pytest.mark.both_databases

NOW = datetime(2024, 6, 25, 2, 0, tzinfo=UTC)
ENGLISH = "ice ice ice snow snow ferry ferries island moon 2024 3.5".split()
CHINESE = "冰冰冰雪雪大世界太阳岛a"
STORIES = 240
QUESTIONS = 400
EVERYWHERE = (-(2**63), 2**63 - 1)
# Rows of one word, and rows whose last word goes on.
ODD = [
    '"ice ice ice ice"',
    '"冰冰冰冰"',
    '"2024 冰"',
    '"冰 雪"',
    '-"ice 冰" ice',
    "冰 -雪 -大",
    '"a 冰"',
]


class Filed(NamedTuple):
    key: int
    section: int
    words: Document


@pytest.fixture
def store(database_url: str) -> Iterator[Store]:
    with store_on(database_url, lambda: "uid") as opened:
        yield opened


@pytest.fixture(autouse=True)
def _short_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    """So few rows at a time that most questions take several steps."""
    monkeypatch.setattr(search_blocks, "_LEAST_ROWS", 3)
    monkeypatch.setattr(search_blocks, "_ROWS_A_MATCH", 1)
    monkeypatch.setattr(search_blocks, "_MOST_GROWTH", 3.0)


@pytest.mark.parametrize("seed", range(3))
def test_any_question_finds_what_a_look_at_every_story_finds(store: Store, seed: int) -> None:
    chance = random.Random(seed)
    with store.database.write() as session:
        connection = session.connection()
        stories = filed(connection, chance)
        found = 0
        for number in range(QUESTIONS):
            asked = parse(ODD[number] if number < len(ODD) else question(chance, stories))
            if asked.is_empty:
                continue
            limit, section = chance.choice((1, 5, 20, 999)), chance.choice((0, 0, 1, 2))
            floor, ceiling = chance.choice((EVERYWHERE, EVERYWHERE, some_days(chance)))
            marks = [section_mark(section)] if section else []
            within = [
                story
                for story in stories
                if floor <= story.key < ceiling and section in (0, story.section)
            ]
            for titled in (False, True):
                expected = [each.key for each in within if answers(each, asked, titled=titled)]
                keys = find_keys(connection, asked, limit, marks, floor, ceiling, titled=titled)
                assert keys == expected[:limit], (asked, titled, limit, section, floor, ceiling)
                found += len(keys)
        assert found > QUESTIONS


def answers(story: Filed, asked: Query, *, titled: bool) -> bool:
    if not matches(story.words, asked):
        return False
    title = Document(story.words.title, [], story.words.characters)
    return not titled or matches(title, Query("", asked.terms, asked.phrases))


def filed(connection: Connection, chance: random.Random) -> list[Filed]:
    """Stories of few words, some in one second, some years apart; the newest first."""
    connection.execute(
        text(
            "INSERT INTO sections (id, slug, title, position, changed_at, version_at) VALUES "
            "(1, 'a', 'a', 1, :now, :now), (2, 'b', 'b', 2, :now, :now)"
        ),
        {"now": NOW.isoformat(" ")},
    )
    moment = NOW - timedelta(days=500)
    rows = []
    for number in range(1, STORIES + 1):
        moment += timedelta(seconds=chance.choice((0, 0, 1, 40, 600, 7200, 86_400, 900_000)))
        content = Content(prose(chance, 4), text=prose(chance, chance.choice((3, 12, 30))))
        rows.append(row(number, content, moment, chance.choice((1, 2))))
    connection.execute(insert(table_of(ItemRow)), rows)
    connection.execute(text("DROP TABLE search_index"))
    told = [SimpleNamespace(**each, revision=1, source_id=None) for each in rows]
    file_all(connection, [told], lambda _: None)
    keys = connection.execute(text("SELECT key FROM search_entries ORDER BY item_id")).scalars()
    made = [
        Filed(key, each.section_id, document(each.content, "full"))
        for key, each in zip(keys, told, strict=True)
    ]
    return made[::-1]


def row(number: int, content: Content, moment: datetime, section: int) -> dict[str, object]:
    return {
        "id": number, "uid": f"u{number}", "tag": f"tag:{number}", "kind": "written",
        "status": "published", "rights": "full", "section_id": section, "slug": "s",
        "content": content, "title_key": "", "published_at": moment, "first_seen_at": moment,
        "updated_at": moment, "changed_at": moment, "fingerprint": "", "edited": [],
    }  # fmt: skip


def prose(chance: random.Random, words: int) -> str:
    pieces = [
        chance.choice(ENGLISH)
        if chance.random() < 0.5
        else "".join(chance.choices(CHINESE, k=chance.choice((1, 2, 3, 6))))
        for _ in range(words)
    ]
    return chance.choice((" ", "，")).join(pieces)


def question(chance: random.Random, stories: Sequence[Filed]) -> str:
    """Words, rows of words that somebody wrote, rows that perhaps nobody did."""
    parts = []
    for _ in range(chance.choice((1, 1, 2, 3))):
        words = chance.choice(stories).words
        told = chance.choice((words.title, words.body)) or words.title
        at = chance.randrange(len(told))
        written = " ".join(told[at : at + chance.choice((1, 2, 3, 4))])
        kind = chance.choice(
            (
                f'"{written}"',
                prose(chance, 1),
                f'"{prose(chance, 2)}"',
                chance.choice(CHINESE),
                f'"{chance.choice(ENGLISH)} {chance.choice(CHINESE)}"',
            )
        )
        parts.append(chance.choice(("", "", "-")) + kind)
    return " ".join(parts)


def some_days(chance: random.Random) -> tuple[int, int]:
    first = NOW - timedelta(days=chance.randrange(600))
    return first_key(first), first_key(first + timedelta(days=chance.randrange(1, 300)))
