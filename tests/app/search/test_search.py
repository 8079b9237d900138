"""Full-text search: one tokenizer, one meaning on both databases, and a page that no input
breaks.
"""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from html import unescape
from itertools import count
from typing import Any, get_args
from urllib.parse import quote
from zoneinfo import ZoneInfo

import pytest
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.operations import Operations
from alembic.script import ScriptDirectory
from flask.testing import FlaskClient
from html5lib import HTMLParser
from hypothesis import example, given
from hypothesis import strategies as st
from sqlalchemy import Connection, text

from app.collect.intake import Reading, take_in
from app.collect.noting import place_of
from app.run.boot import Service
from app.search import Query, Term, document, marked, parse, score, shown_text, snippet
from app.search.ranking import starts
from app.search.words import fold, is_cjk, placed_words, words
from app.store import Order, Store, search_index, standing
from app.store.copying import make_index
from app.store.search_index import find_keys
from app.store.search_syntax import section_mark
from app.values.model import Content, Item, Source, SourceSpec
from scrapers import Stamp, Teaser
from scrapers.words.text import clean_text
from tests.deskwork import at_desk
from tests.filed import filed
from tests.sameness.stories import CHINESE, ENGLISH

pytestmark = pytest.mark.both_databases

NOW = datetime(2024, 6, 25, 2, 0, tzinfo=UTC)
ZONE = ZoneInfo("Asia/Shanghai")
HOSTILE = [
    "", " ", '"', '""', "“", "「", '"a', 'a"b', "-", "--", "- -", "-a", '-"a b"', "*", "a*", "^a", "a:b", "title:a", "{title}:a", "(", "((a)",
    "a AND", "AND OR NOT", "NEAR(a b)", "a NOT b", "a' OR '1'='1", "'; DROP TABLE items; --", "\\", "a\\'b", "a & | ! b", "a <-> b", "a:*", "%", "_",
    "😀", "👨‍👩‍👧‍👦 🇨🇳", "\u202e\u200b\ufeff", "\ud800", "\udfff a", "\x01\x02", "\ue000冰 \ue0011", "e\u0301" * 50, "\u0301" * 300, "ﷺ" * 60,
    "冰" * 400, "a " * 5000, "字 " * 3000, "x" * 10_000, '"' * 999, "-" * 999, "𠀀𠀁 𝒜𝓑", "٣٫١٤ ೧೨", "กำลัง हिन्दी", "İstanbul ß ǆ", "1,2,3:4.5.6", "'''", "’s",
]  # fmt: skip


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
    check_index(opened)
    opened.close()


def check_index(store: Store) -> None:
    """The index holds what it should and nothing else; FTS5 finds its own structure in order."""
    with store.database.write() as session:
        connection = session.connection()
        if store.database.is_sqlite:
            connection.exec_driver_sql(
                "INSERT INTO search_index (search_index) VALUES ('integrity-check')"
            )
        public = set(
            connection.exec_driver_sql("SELECT id FROM items WHERE status = 'published'").scalars()
        )
        entries = connection.exec_driver_sql(
            "SELECT item_id, key, section_id FROM search_entries"
        ).all()
        assert {entry[0] for entry in entries} == public
        filed = {
            key
            for section in {entry[2] for entry in entries}
            for key in find_keys(
                connection, Query(""), 9999, [section_mark(section)], -(2**62), 2**62
            )
        }
        assert filed == {entry[1] for entry in entries}


@pytest.fixture
def source(store: Store) -> Source:
    return add_source(store, "daily")


def add_source(store: Store, slug: str, **fields: str) -> Source:
    usual = {"section": "City", "scraper": "generic", "rights": "full", "zone": "UTC"}
    told: dict[str, Any] = usual | fields
    spec = SourceSpec(f"https://{slug}.example/news/", slug, slug.title(), **told)
    return at_desk(store).add_source(spec, NOW)


def take(store: Store, source: Source, path: str, content: Content, now: datetime = NOW) -> Item:
    place = place_of(store, Teaser(source.url + path, content.title), "listing", source, now)
    taken = take_in(store, Reading(content, source.section.title, "test", place, source), now)
    at_desk(store).release(now)
    return store.items.by_uid(taken.uid)


def publish(
    store: Store, content: Content, section: str = "City", now: datetime = NOW, **fields: str
) -> Item:
    item = at_desk(store).write(content, section, "wei", now, **fields)  # type: ignore[arg-type]
    at_desk(store).publish(item.uid, now)
    at_desk(store).release(now)
    return store.items.by_uid(item.uid)


def titles(store: Store, asked: str, **options: object) -> list[str]:
    return [item.content.title for item in store.search.find(parse(asked), 50, **options).items]  # type: ignore[arg-type]


class TestWords:
    @pytest.mark.parametrize(
        ("written", "tokens"),
        [
            ("Harbin's mayors don’t", "harbin mayor dont"),
            ("Cities, boxes, churches, buses; glass news", "city box church bus glass news"),
            ("Café CAFÉ Ｃａｆｅ́", "cafe cafe cafe"),
            (
                "1,200,000 at 08:30, 3.5% on 2024-06-21 and 2024.06.21",
                "1200000 at 08·30 3·5 on 2024 06 21 and 2024 06 21",
            ),
            ("哈尔滨", "哈尔 尔滨 滨"),
            ("冰，雪", "冰 雪"),
            ("第3届A股", "第 3 届 a 股"),
            ("Covid-19 k_v", "covid 19 k v"),
            ("Привет, ёлка", "привет елка"),
            ("がぎ ガキ", "がぎ ぎ ガキ キ"),
            ("한국", "한국 국"),
            ("the 90's, 2024’s budget, news\u00adpaper", "the 90 2024 budget newspaper"),
        ],
    )
    def test_words(self, written: str, tokens: str) -> None:
        assert words(written) == tokens.split()

    @given(st.text())
    def test_any_text_is_made_of_tokens_that_no_database_takes_apart(self, written: str) -> None:
        for token in words(written):
            assert 0 < len(token) <= 32
            assert all(char.isalnum() or char == "·" or is_cjk(char) for char in token)
            assert not re.search("[A-Z]", token)

    @given(st.text())
    def test_folding_twice_changes_nothing(self, written: str) -> None:
        assert fold(fold(written)) == fold(written)

    @given(st.text())
    def test_words_have_places(self, written: str) -> None:
        placed = placed_words(written)
        assert [word.token for word in placed] == words(written)
        for word in placed:
            assert 0 <= word.start < word.end <= len(written)

    @given(
        st.lists(
            st.sampled_from(
                "harbin ferries 冰雪 大世界 冰 Café's 3.5 08:30 don’t covid-19 ß 𠀀𠀁 がぎ".split()
            ),
            min_size=1,
        )
    )
    def test_any_word_of_a_text_finds_it(self, parts: list[str]) -> None:
        tokens = words(" ".join(parts))
        for part in parts:
            for term in parse(part).wanted:
                assert starts(tokens, term)

    @given(st.text(), st.text())
    @example("0\xad0", "")
    @example("0：0", "")
    @example("3\u200b4", "")
    @example("８：３０ 1，200", "")
    def test_any_piece_of_a_text_finds_it(self, before: str, after: str) -> None:
        query = parse(before[:400])
        tokens = words(clean_text(before + " " + after))
        assert (
            query.is_shortened
            or query.phrases
            or query.exclusions
            or all(starts(tokens, term) for term in query.wanted)
        )


class TestParser:
    def test_words_phrases_and_exclusions(self) -> None:
        query = parse(' harbin  "ice festival" -snow -“old town” 「太阳岛」 冰雪大 冰 ')
        assert query.terms == (
            Term(("harbin",)),
            Term(("冰雪", "雪大")),
            Term(("冰",), is_open=True),
        )
        assert query.phrases == (Term(("ice", "festival")), Term(("太阳", "阳岛")))
        assert query.exclusions == (Term(("snow",)), Term(("old", "town")))
        assert query.text == 'harbin "ice festival" -snow -“old town” 「太阳岛」 冰雪大 冰'
        assert not query.is_shortened

    @pytest.mark.parametrize("asked", HOSTILE)
    def test_hostile_input_is_plain_text(self, asked: str) -> None:
        query = parse(asked)
        assert parse(query.text).text == query.text
        query.text.encode()
        assert len(query.wanted + query.exclusions) <= 32

    def test_what_is_too_long_is_shortened_and_said(self) -> None:
        assert parse("a " * 5000).is_shortened
        assert len(parse(" ".join(f"w{n}" for n in range(40))).terms) == 32
        assert parse(" ".join(f"w{n}" for n in range(40))).is_shortened
        assert not parse("a " * 30).is_shortened

    @pytest.mark.parametrize("asked", ["", "-a", '""', "😀", "-", "\u0301"])
    def test_nothing_to_look_for(self, asked: str) -> None:
        assert parse(asked).is_empty

    @given(
        st.text(
            st.one_of(st.characters(), st.sampled_from("\"“”「」-－ '’冰雪aé*():^\x00\ud800")),
            max_size=60,
        )
    )
    def test_any_input_is_a_query_and_its_text_asks_the_same(self, asked: str) -> None:
        query = parse(asked)
        again = parse(query.text)
        assert (again.text, again.terms, again.phrases, again.exclusions) == (
            query.text,
            query.terms,
            query.phrases,
            query.exclusions,
        )


class TestSnippets:
    FILLER = "The old town sleeps and nothing happens there. "

    def test_a_snippet_stands_around_the_densest_matches(self) -> None:
        written = (
            "One ferry. "
            + self.FILLER * 10
            + "A Ferry leaves the quay at the Café, said the ferryman. "
            + self.FILLER * 10
        )
        pieces = snippet(written, parse("ferries cafe"))
        assert [piece for piece, match in pieces if match] == ["Ferry", "Café"]
        whole = "".join(piece for piece, _ in pieces)
        assert whole.startswith("… ")
        assert whole.endswith(" …")
        assert 150 < len(whole) < 260
        assert whole.strip("… ") in written

    def test_chinese_snippets_are_cut_anywhere(self) -> None:
        written = (
            "松花江畔的老街今天很安静没有什么事情发生" * 20
            + "冰雪大世界开园"
            + "松花江畔的老街今天很安静没有什么事情发生" * 20
        )
        pieces = snippet(written, parse("大世界"), 60)
        assert ("大世界", True) in pieces
        assert 50 < len("".join(piece for piece, _ in pieces)) < 80

    def test_single_characters_and_phrases_are_marked(self) -> None:
        assert marked("冰城的冰", parse("冰")) == [("冰", True), ("城的", False), ("冰", True)]
        assert marked("Ice, festival of ice", parse('"ice festival"')) == [
            ("Ice, festival", True),
            (" of ice", False),
        ]
        assert marked("cafe\u0301s", parse("café")) == [("cafe\u0301s", True)]
        assert marked("", parse("a")) == []

    @given(st.text(max_size=400), st.text(max_size=20), st.integers(20, 200))
    def test_any_snippet_is_a_part_of_its_text(self, written: str, asked: str, length: int) -> None:
        query = parse(asked)
        pieces = snippet(written, query, length)
        whole = "".join(piece for piece, _ in pieces)
        line = " ".join(written.split())
        assert whole.removeprefix("… ").removesuffix(" …") in line
        assert len(whole) <= length * 1.5 + 4
        assert all(piece for piece, _ in pieces)
        assert "".join(piece for piece, _ in marked(written, query)) == written


class TestRanking:
    def test_titles_closeness_and_freshness_count(self) -> None:
        query = parse("ice festival")
        titled = Content("Ice festival opens", text="It opens.")
        close = Content("News", text="The ice festival opens.")
        apart = Content(
            "News",
            text="The ice melts, says the bureau which is in charge of every festival of the city.",
        )
        day = timedelta(days=1)
        ranks = [score(content, "full", query, day) for content in (titled, close, apart)]
        assert ranks == sorted(ranks, reverse=True)
        assert score(close, "full", query, day) > score(close, "full", query, 100 * day)

    def test_what_may_not_be_shown_counts_nothing(self) -> None:
        content = Content("News", "Summary", text="The ice festival opens.")
        assert score(content, "summary", parse("ice"), timedelta()) == 0
        assert [shown_text(content, rights) for rights in ("headline", "summary", "full")] == [
            "",
            "Summary",
            "Summary\nThe ice festival opens.",
        ]
        assert document(content, "headline").body == []


class TestFinding:
    @pytest.mark.parametrize(
        ("asked", "found"),
        [
            ("ferry", True),
            ("ferries island", True),
            ("FERRY’S", True),
            ("cafe", True),
            ("ferry moon", False),
            ('"sun island"', True),
            ('"island sun"', False),
            ('"island opens"', True),  # across punctuation
            ('"runs on"', False),  # not from the title into the text
            ("ferry -moon", True),
            ("ferry -island", False),
            ('ferry -"sun island"', False),
            ('ferry -"island sun"', True),
            ("冰雪", True),
            ("雪大", True),
            ("大世界", True),
            ("世大", False),
            ("界", True),
            ("冰", True),
            ("火", False),
            ("ferry 冰", True),
            ("ferry -冰", False),
            ('"太阳岛，哈尔滨"', True),
            ("太阳岛哈尔滨", False),
            ('"2024 冰"', True),
            ("2024年冰", False),
            ("Ｆｅｒｒｙ", True),
            ("1200000", True),
            ("1,200,000", True),
            ("8:30", False),
            ("08:30", True),
            ("fer", False),
            ("太阳岛、大世界 island", True),
        ],
    )
    def test_what_is_found(self, store: Store, asked: str, found: bool) -> None:
        body = "On Sun Island: opens the Café at 08:30 for 1,200,000 guests. 太阳岛，哈尔滨。2024 冰雪大世界。"
        publish(store, Content("The ferry runs", text=body))
        publish(store, Content("Other news", text="Nothing of that kind 别的事."))
        for order in get_args(Order):
            assert titles(store, asked, order=order) == (["The ferry runs"] if found else [])

    def test_rights_hold(self, store: Store) -> None:
        radio = add_source(store, "radio", rights="headline")
        content = Content("Titleword", "Summaryword", text="Textword " * 30 + "and so on.")
        take(store, radio, "1", content)
        for rights in ("headline", "summary", "full"):
            if rights != "headline":
                at_desk(store).remove("radio", NOW)
                add_source(store, "radio", rights=rights)
            found = [
                word for word in ("titleword", "summaryword", "textword") if titles(store, word)
            ]
            assert (
                found
                == ["titleword", "summaryword", "textword"][
                    : 1 + ["headline", "summary", "full"].index(rights)
                ]
            )

    def test_a_revised_story_is_found_by_its_new_words_only(
        self, store: Store, source: Source
    ) -> None:
        body = (
            "The quay was rebuilt after the flood, and two new boats have arrived there from the south. "
            * 3
        )
        first = take(store, source, "1", Content("Old heading", text=body))
        take(
            store,
            source,
            "1",
            Content("Fresh heading", text=body + "\nA correction was added."),
            NOW + timedelta(hours=1),
        )
        assert (titles(store, "old"), titles(store, "heading correction")) == (
            [],
            ["Fresh heading"],
        )
        at_desk(store).edit(
            first.uid,
            2,
            Content("Third heading", text=body),
            "Culture",
            "wei",
            NOW + timedelta(hours=2),
        )
        assert (
            titles(store, "fresh heading"),
            titles(store, "correction"),
            titles(store, "third"),
        ) == ([], [], ["Third heading"])
        assert titles(store, "quay", section=store.sections.get("culture")) == ["Third heading"]
        assert titles(store, "quay", section=source.section) == []

    def test_a_story_that_gets_its_day_moves_to_it(self, store: Store, source: Source) -> None:
        body = (
            "The quay was rebuilt after the flood, and two new boats have arrived there from the south. "
            * 3
        )
        take(store, source, "1", Content("Undated", text=body))
        item = take(
            store,
            source,
            "1",
            Content("Undated", text=body, published=Stamp(date(2024, 6, 1))),
            NOW + timedelta(hours=1),
        )
        assert item.published_at < NOW - timedelta(days=20)
        around = (item.published_at, item.published_at + timedelta(seconds=1))
        assert titles(store, "quay", days=around) == ["Undated"]
        assert titles(store, "quay", days=(NOW, NOW + timedelta(days=1))) == []

    def test_what_is_withdrawn_vanishes_at_once_and_comes_back(self, store: Store) -> None:
        item = publish(store, Content("The ferry"))
        at_desk(store).withdraw(item.uid, "wrong", NOW)
        assert titles(store, "ferry") == []
        at_desk(store).publish(item.uid, NOW)
        assert titles(store, "ferry") == []
        at_desk(store).release(NOW)
        assert titles(store, "ferry") == ["The ferry"]

    def test_only_what_is_public_is_found(self, store: Store) -> None:
        draft = at_desk(store).write(Content("The ferry"), "City", "wei", NOW)
        at_desk(store).reject(draft.uid, NOW)
        at_desk(store).write(Content("The ferry"), "City", "wei", NOW)
        assert titles(store, "ferry") == []

    def test_merged_and_split_stories(self, store: Store, source: Source) -> None:
        radio = add_source(store, "radio")
        one = take(store, source, "1", Content(*ENGLISH[0][:1], text=ENGLISH[0][1]))
        other = take(store, radio, "1", Content("Lectures on boats", text=ENGLISH[1][1]))
        merged = at_desk(store).merge(other.uid, one.uid, "wei", NOW)
        assert titles(store, "lectures") == []
        (place,) = [place for place in merged.locations if place.joined]
        at_desk(store).split(one.uid, place.id, "wei", NOW)
        at_desk(store).release(NOW)
        assert titles(store, "lectures") == ["Lectures on boats"]

    def test_filters(self, store: Store, source: Source) -> None:
        radio = add_source(store, "radio", section="Radio")
        for number in range(3):
            take(
                store,
                source,
                str(number),
                Content(f"Ferry {number}", text=ENGLISH[number][1]),
                NOW + timedelta(days=number),
            )
        take(store, radio, "9", Content("Ferry radio", text=CHINESE[0][1]), NOW + timedelta(days=9))
        assert titles(store, "ferry", section=radio.section) == ["Ferry radio"]
        assert titles(store, "ferry", source=source, order="newest") == [
            "Ferry 2",
            "Ferry 1",
            "Ferry 0",
        ]
        assert titles(store, "ferry", source=source, section=radio.section) == []
        assert titles(store, "ferry", days=(NOW + timedelta(days=1), NOW + timedelta(days=2))) == [
            "Ferry 1"
        ]
        assert titles(
            store, "-radio ferry", section=source.section, days=(NOW, NOW + timedelta(days=1))
        ) == ["Ferry 0"]

    @pytest.mark.parametrize("order", get_args(Order))
    def test_pages_neither_lose_nor_repeat(self, store: Store, order: Order) -> None:
        for number in range(23):
            item = at_desk(store).write(
                Content(f"Ferry {number}", text="ferry " * (number % 5)), "City", "wei", NOW
            )
            at_desk(store).publish(item.uid, NOW + timedelta(minutes=number // 4))
        at_desk(store).release(NOW + timedelta(days=1))
        found = store.search.find(parse("ferry"), 5, order=order)
        assert (found.total_at_least, found.is_exact) == (23, True)
        seen = [item.uid for item in found.items]
        # What comes and goes meanwhile moves nothing.
        at_desk(store).withdraw(seen[-1], "wrong", NOW)
        publish(store, Content("Ferry new"), now=NOW + timedelta(days=2))
        while found.more:
            found = store.search.find(parse("ferry"), 5, after=found.more, order=order)
            seen += [item.uid for item in found.items]
        assert len(seen) == len(set(seen)) == 23

    def test_relevance_ranks_the_newest_and_old_titles(
        self, store: Store, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("app.store.search._RANKED", 4)
        monkeypatch.setattr("app.store.search._RANKED_TITLES", 2)
        publish(store, Content("Ferry of old", text="It runs."))
        for number in range(1, 7):
            publish(
                store,
                Content(f"Item {number}", text="The ferry."),
                now=NOW + timedelta(days=number),
            )
        found = store.search.find(parse("ferry"), 3)
        assert [item.content.title for item in found.items] == ["Ferry of old", "Item 6", "Item 5"]
        assert not found.is_exact
        assert found.more
        rest = store.search.find(parse("ferry"), 3, after=found.more)
        assert ([item.content.title for item in rest.items], rest.more) == (
            ["Item 4", "Item 3"],
            None,
        )
        newest = store.search.find(parse("ferry"), 9, order="newest")
        assert len(newest.items) == 7
        publish(store, Content("Ferry at night", text="The moon shines."))
        assert "Ferry at night" in titles(store, "ferry")
        assert "Ferry at night" not in titles(store, "ferry -moon")

    def test_tidying_changes_nothing_that_is_found(self, store: Store) -> None:
        for number in range(40):
            publish(store, Content(f"Ferry {number}", text=CHINESE[0][1]))
        before = titles(store, "ferry")
        store.search.tidy()
        assert titles(store, "ferry") == before

    def test_many_stories_of_one_instant_have_keys_of_their_own(self, store: Store) -> None:
        for number in range(40):
            publish(store, Content(f"Ferry {number}", published=Stamp(date(2024, 6, 1))))
        found = titles(store, "ferry", order="newest")
        assert found == [f"Ferry {number}" for number in reversed(range(40))]

    def test_a_very_long_and_odd_text_is_indexed(self, store: Store) -> None:
        publish(
            store,
            Content(
                "Long", text="".join(chr(0x4E00 + n % 20000) for n in range(90_000)) + "𝒜" * 9000
            ),
        )
        publish(
            store,
            Content(
                "Odd", text=" ".join(HOSTILE).encode("utf-8", "ignore").decode().replace("\0", "")
            ),
        )
        assert titles(store, "long") == ["Long"]
        assert titles(store, "istanbul") == ["Odd"]

    @pytest.mark.parametrize("order", get_args(Order))
    def test_no_input_breaks_a_database(self, store: Store, source: Source, order: Order) -> None:
        publish(store, Content("The ferry", text="冰雪 and a b"))
        for asked in HOSTILE:
            store.search.find(parse(asked), 5, section=source.section, order=order)
            store.search.find(parse(f"{asked} ferry"), 5, order=order)


class TestMakingItAnew:
    def test_all_at_once_is_as_one_by_one(
        self, store: Store, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Also where many became public within one second, and parts end in the middle of them."""
        full, brief = add_source(store, "daily"), add_source(store, "brief", rights="summary")
        told = [*ENGLISH, *CHINESE]
        for number in range(60):
            title, body = told[number % len(told)]
            content = Content(f"{title} {number}", summary=title, text=body)
            moment = NOW + timedelta(seconds=number // 25)
            item = take(store, (full, brief)[number % 2], str(number), content, moment)
            if number % 7 == 0:
                at_desk(store).withdraw(item.uid, "It thawed.", NOW)
        monkeypatch.setattr(search_index, "_PUBLIC", search_index._PUBLIC.limit(7))
        with store.database.write() as session:
            connection = session.connection()
            before = filed(connection)
            make_index(connection, lambda _: None)
            assert filed(connection) == before


class TestMigration:
    def test_what_was_published_before_is_found(self, store: Store, source: Source) -> None:
        publish(store, Content("The ferry"))
        with store.database.write() as session:
            session.execute(text("DROP TABLE search_index"))
            session.execute(text("DROP TABLE search_entries"))
            migrate(session.connection(), "0006")
        assert titles(store, "ferry") == ["The ferry"]

    def test_what_was_filed_without_blocks_and_pairs_is_filed_anew(
        self, store: Store, source: Source
    ) -> None:
        if store.database.is_sqlite:
            pytest.skip("on SQLite stories are filed as before")
        for number in range(20):
            publish(store, Content(f"The ferry {number}", text="It runs to the Sun Island."))
        with store.database.write() as session:
            connection = session.connection()
            before = filed(connection)
            for statement in FORMER:
                connection.exec_driver_sql(statement)
            migrate(connection, "0025", "file_anew")
            assert filed(connection) == before
        assert len(titles(store, '"sun island"')) == 20


# The table of migration 0006 as it was until 0025.
FORMER = (
    "DROP TABLE search_index",
    "CREATE TABLE search_index (key BIGINT PRIMARY KEY, words TSVECTOR NOT NULL, titles TSVECTOR NOT NULL)",
    "INSERT INTO search_index SELECT key, 'ferry', 'ferry' FROM search_entries",
    "CREATE INDEX ix_search_index_words ON search_index USING gin (words) WITH (fastupdate = off)",
    "CREATE INDEX ix_search_index_titles ON search_index USING gin (titles) WITH (fastupdate = off)",
)


def migrate(connection: Connection, revision: str, step: str = "upgrade") -> None:
    """Take the step of one migration, or a part of it."""
    config = Config()
    config.set_main_option("script_location", str(standing._MIGRATIONS))
    module: Any = ScriptDirectory.from_config(config).get_revision(revision).module
    with Operations.context(MigrationContext.configure(connection)):
        getattr(module, step)()


@pytest.fixture
def ferry(service: Service) -> Item:
    return publish(
        service.store,
        Content(
            "The <b>ferry</b> & more",
            "A ferry runs.",
            text="It leaves the East Quay. 冰雪大世界开园。 <script>ferry</script>",
        ),
    )


def seen(page: str) -> str:
    return unescape(re.sub(r"<[^>]+>", "", page))


class TestPage:
    def test_the_form_and_its_matches(self, client: FlaskClient, ferry: Item) -> None:
        empty = client.get("/search").text
        HTMLParser(strict=True).parse(empty)
        assert "noindex" not in empty
        page = client.get("/search?q=ferry+冰雪").text
        HTMLParser(strict=True).parse(page)
        assert page.count("<h1") == 1
        assert '<link rel="canonical" href="https://news.example.org/search">' in page
        assert "<mark>冰雪</mark>" in page
        assert "The &lt;b&gt;<mark>ferry</mark>&lt;/b&gt; &amp; more" in page
        assert "<script" not in page
        assert "1 story" in page
        assert ferry.uid in page
        assert 'aria-current="page">Search' in page

    @pytest.mark.parametrize("asked", HOSTILE)
    def test_no_input_breaks_the_page(self, client: FlaskClient, ferry: Item, asked: str) -> None:
        for fields in (
            f"q={encoded(asked)}",
            f"q=ferry+{encoded(asked)}&order=newest",
            f"q=ferry&section={encoded(asked)}&from={encoded(asked)}",
        ):
            answer = client.get(f"/search?{fields}")
            assert answer.status_code == 200
            HTMLParser(strict=True).parse(answer.text)

    def test_a_nul_is_refused_as_everywhere(self, client: FlaskClient) -> None:
        assert client.get("/search?q=a%00b").status_code == 400

    @pytest.mark.parametrize(
        "fields",
        [
            "from=2024-02-31",
            "to=yesterday",
            "from=2024-06-02&to=2024-06-01",
            "section=none",
            "source=none",
            "from=0001-01-01",
        ],
    )
    def test_wrong_fields_are_told_beside_them(
        self, client: FlaskClient, ferry: Item, fields: str
    ) -> None:
        answer = client.get(f"/search?q=ferry&{fields}")
        assert answer.status_code == 200
        HTMLParser(strict=True).parse(answer.text)
        assert 'aria-invalid="true"' in answer.text
        assert ferry.uid not in answer.text

    def test_filters_days_and_orders(self, client: FlaskClient, ferry: Item) -> None:
        day = ferry.published_at.astimezone(ZONE).date()
        assert (
            ferry.uid
            in client.get(f"/search?q=ferry&from={day}&to={day}&section=city&order=newest").text
        )
        page = client.get(f"/search?q=ferry&to={day - timedelta(days=1)}&section=city").text
        assert "Nothing was found" in page
        HTMLParser(strict=True).parse(page)
        without = re.search(r'href="([^"]+)">the last day', page)
        assert without
        assert ferry.uid in client.get(unescape(without[1])).text

    def test_pages_lead_on(self, client: FlaskClient, service: Service) -> None:
        for number in range(45):
            item = at_desk(service.store).write(Content(f"Ferry {number}"), "City", "wei", NOW)
            at_desk(service.store).publish(item.uid, NOW)
        at_desk(service.store).release(NOW)
        for order in ("", "newest"):
            path, found = f"/search?q=ferry&order={order}", list[str]()
            while path:
                page = client.get(path).text
                HTMLParser(strict=True).parse(page)
                found += re.findall(r"/items/(\w+)/", page)
                onward = re.search(r'rel="next" href="([^"]+)"', page)
                path = unescape(onward[1]) if onward else ""
            assert len(found) == len(set(found)) == 45

    @pytest.mark.parametrize("after", ["x", "1.2", "1.2.3.4", "9" * 30, "1"])
    def test_a_wrong_cursor_is_refused(self, client: FlaskClient, ferry: Item, after: str) -> None:
        assert client.get(f"/search?q=ferry&after={after}").status_code == 400

    def test_rights_hold_on_the_page(self, client: FlaskClient, service: Service) -> None:
        publish(service.store, Content("Ferry", "Short", text="Secret words"), rights="headline")
        page = client.get("/search?q=ferry").text
        assert "Secret" not in page
        assert "Short" not in page
        assert "Nothing was found" in client.get("/search?q=secret").text


def encoded(asked: str) -> str:
    return quote(asked, safe="", errors="surrogatepass")
