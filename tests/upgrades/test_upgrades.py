"""Databases of every former schema, filled by the programs of their times, are upgraded: nothing is
lost, nothing has another name, and work goes on.
"""

import json
import re
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import datetime, timedelta
from fcntl import LOCK_EX, flock
from pathlib import Path
from tempfile import gettempdir
from urllib.parse import urlsplit

import pytest
from flask import Flask
from pyotp import TOTP
from sqlalchemy import Inspector, inspect, select
from werkzeug.test import Client

from app.desk import owner_of
from app.publish.release import release
from app.run.boot import Service, build, open_store
from app.run.folder import MARK
from app.store import Store, standing
from app.store.copying import make_index
from app.store.engine import Database
from app.store.schema import Base
from app.values.model import Item
from app.values.settings import read_settings
from app.web import create_app
from tests import samplecity
from tests.databases import copy_of_schema
from tests.feedrules import complaints
from tests.filed import filed
from tests.newsroom import FORMATS
from tests.samplecity import SampleCity
from tests.upgrades.desk import Desk
from tests.upgrades.former import (
    HERE,
    SCHEMAS,
    Row,
    as_now,
    into_postgres,
    looks_of,
    rows_of,
    unpack,
)
from tests.upgrades.life import stories
from tests.upgrades.looks import BASE_URL, Entry, Look, entries, find, look
from tests.upgrades.past import HOSTS, KEY, PORT
from tests.upgrades.village import Village

# The first; one that nobody's program completes any more; that of version 0.2.0.
QUICK = ("0001", "0005", "0012")


class Clock:
    """A clock that stands still until it is turned."""

    def __init__(self, time: datetime) -> None:
        self.time = time

    def now(self) -> datetime:
        return self.time

    def later(self, **by: float) -> None:
        self.time += timedelta(**by)


class Upgraded:
    """A former database: its rows and looks as they were, and the program that is on it now."""

    def __init__(self, schema: str, rows: dict[str, list[Row]], url: str, folder: Path) -> None:
        self.schema, self.rows, self.looks = schema, rows, looks_of(schema)
        self.clock = Clock(datetime.fromisoformat(self.looks["at"]))
        for known in rows.get("installation", ()):
            # The data folder comes along.
            (folder / MARK).write_text(known["mark"])
        environ = {
            "HARBIN_DATA_DIR": str(folder),
            "HARBIN_DATABASE_URL": url,
            "HARBIN_BASE_URL": BASE_URL,
            "HARBIN_SECRET_KEY": KEY,
            "HARBIN_ALLOW_HOSTS": HOSTS,
        }
        settings = read_settings(environ)
        with closing(open_store(settings)) as store:
            store.migrate()
        self.service: Service = build(settings, now=self.clock.now)
        self.store: Store = self.service.store
        self.app: Flask = create_app(self.service)

    def table(self, name: str) -> list[Row]:
        """The rows of a table as they were; none where there was no such table."""
        return self.rows.get(name, [])

    def by_id(self, name: str) -> dict[int, Row]:
        return {row["id"]: row for row in self.table(name)}

    def look(self, path: str) -> Look:
        """What stands at an address now, after all redirects."""
        return look(Client(self.app).get(path, base_url=BASE_URL, follow_redirects=True))

    def looked(self, path: str) -> Look:
        """What stood there then, after all redirects."""
        pages = self.looks["pages"]
        status, said = pages[path]
        return self.looked(said) if said in pages else (status, said)


@pytest.fixture(
    params=[
        pytest.param(schema, marks=[] if schema in QUICK else [pytest.mark.slow])
        for schema in SCHEMAS
    ]
)
def upgraded(
    request: pytest.FixtureRequest, empty_database_url: str, tmp_path: Path
) -> Iterator[Upgraded]:
    """The program on a database that was brought up from a former schema."""
    schema: str = request.param
    file = unpack(schema, tmp_path / "harbin.db")
    rows = rows_of(file)
    if empty_database_url.startswith("postgresql"):
        into_postgres(schema, file, empty_database_url)
    found = Upgraded(schema, rows, empty_database_url, tmp_path)
    yield found
    found.service.close()


# What migrations changed of what was there before, by table and column, each with the first schema
# after it. `recognise` seals second factors.
CHANGED = {
    ("sources", "every"): "0002",
    ("items", "withdrawn_at"): "0005",
    ("editors", "totp_secret"): "0015",
    ("repeats", "counts"): "0023",
    ("compatibility", "admits"): "0025",
}
# Tables and columns that are gone: what they held is tested where it is now.
GONE = {("sources", "listed_before"), ("former_slugs", "")}


def test_no_row_is_lost(upgraded: Upgraded) -> None:
    lost = []
    for name, before in upgraded.rows.items():
        table = Base.metadata.tables.get(name)
        if table is None:
            assert name == "alembic_version" or (name, "") in GONE
            continue
        with upgraded.store.database.connect() as connection:
            now = [row._asdict() for row in connection.execute(select(table))]
        keys = list(table.primary_key.columns.keys())
        kept = {tuple(row[key] for key in keys): row for row in now}
        for row in before:
            names = {each for each in row if upgraded.schema >= CHANGED.get((name, each), "")}
            columns = {table.c[each] for each in names if (name, each) not in GONE}
            was = {each.name: as_now(each, row[each.name]) for each in columns}
            found = kept.get(tuple(was[key] for key in keys), {})
            lost += [
                (name, each, value, found.get(each))
                for each, value in was.items()
                if each not in found or found[each] != value
            ]
    assert not lost


def test_the_store_tells_the_same_stories(upgraded: Upgraded) -> None:
    sections, sources = upgraded.by_id("sections"), upgraded.by_id("sources")
    for row in upgraded.table("items"):
        item, content = upgraded.store.items.by_uid(row["uid"]), json.loads(row["content"])
        assert (item.tag, item.slug, item.status, item.revision, item.note) == (
            row["tag"],
            row["slug"],
            row["status"],
            row["revision"],
            row["note"],
        )
        assert (item.content.title, item.content.text, item.content.html) == (
            content["title"],
            content["text"],
            content["html"],
        )
        assert item.content.author == content["author"]
        if row["withdrawn_at"] is not None:
            column = Base.metadata.tables["items"].c.withdrawn_at
            assert item.withdrawn_at == as_now(column, row["withdrawn_at"])
        assert [picture.url for picture in item.content.pictures] == [
            picture["url"] for picture in content["pictures"]
        ]
        assert item.section.title == sections[row["section_id"]]["title"]
        assert item.source_slug == (
            sources[row["source_id"]]["slug"] if row["source_id"] is not None else ""
        )
        assert [place.url for place in item.locations] == [
            place["url"] for place in upgraded.table("locations") if place["item_id"] == row["id"]
        ]
        assert told_versions(upgraded, item) == [
            (each["number"], each["by"], json.loads(each["content"])["title"])
            for each in upgraded.table("revisions")
            if each["item_id"] == row["id"]
        ]


def told_versions(upgraded: Upgraded, item: Item) -> list[tuple[int, str, str]]:
    versions = upgraded.store.items.revisions(item.uid)
    return [(version.number, version.by, version.content.title) for version in versions]


def test_sections_sources_and_people_are_the_same(upgraded: Upgraded) -> None:
    store, sections = upgraded.store, upgraded.by_id("sections")
    assert {(each.slug, each.title) for each in store.sections.every()} == {
        (row["slug"], row["title"]) for row in sections.values()
    }
    for row in upgraded.table("sources"):
        source = store.sources.known(row["slug"])
        assert (source.title, source.url, source.scraper, source.rights, source.zone) == (
            row["title"],
            row["url"],
            row["scraper"],
            row["rights"],
            row["zone"],
        )
        assert (source.review, source.paused, source.failures, source.last_error) == (
            bool(row["review"]),
            bool(row["paused"]),
            row["failures"],
            row["last_error"],
        )
        # 1800 was what nobody had chosen before rhythms were learned.
        unchosen = 1800 if upgraded.schema < "0002" else None
        assert source.every == (0 if row["every"] == unchosen else row["every"])
        assert source.section.title == sections[row["section_id"]]["title"]
    assert {
        (each.name, each.role, each.disabled, each.password_hash) for each in store.editors.all()
    } == {
        (row["name"], row["role"], bool(row["disabled"]), row["password_hash"])
        for row in upgraded.table("editors")
    }


def test_readers_see_what_they_saw(upgraded: Upgraded) -> None:
    pages = upgraded.looks["pages"]
    # What was nowhere may be somewhere by now, but for items that are not public.
    known = [path for path, (status, _) in pages.items() if status != 404 or "/items/" in path]
    assert [(path, upgraded.look(path)) for path in known] == [
        (path, upgraded.looked(path)) for path in known
    ]
    assert upgraded.look("/")[0] == 200
    assert len(known) > 20
    if upgraded.schema >= "0007":
        # Under its former name.
        assert upgraded.look("/sections/bulletin/") == (200, "Notices")


def test_feeds_keep_their_entries(upgraded: Upgraded) -> None:
    client = Client(upgraded.app)
    for path, before in upgraded.looks["feeds"].items():
        shown = entries(client.get(path, base_url=BASE_URL))
        known = {entry[0] for entry in before}
        assert [lasting(entry) for entry in shown if entry[0] in known] == [
            lasting(tuple(entry)) for entry in before
        ]
    for form in FORMATS:
        assert complaints(form, client.get(f"/feed.{form}", base_url=BASE_URL).data) == []


def lasting(entry: Entry) -> Entry:
    """What readers know an entry by; what was withdrawn has no title in its address by now."""
    id_, url, title, date = entry
    return id_, url if title != "Withdrawn" else "", title, date


def test_passwords_second_factors_and_tokens_open_what_they_opened(upgraded: Upgraded) -> None:
    wei = Desk(upgraded.clock, upgraded.app, "wei")
    assert wei.get("/desk/sources").status_code == 200
    with pytest.raises(RuntimeError, match="401"):
        Desk(upgraded.clock, upgraded.app, "zhao")
    li = Desk(upgraded.clock, upgraded.app, "李明")
    if upgraded.schema >= "0009":
        editor = upgraded.store.editors.by_name("李明")
        device = TOTP(upgraded.service.seal.open(editor.totp_secret, owner_of(editor.id)))
        assert find(li.get("/desk/"), "//input[@name='password']")
        li.send("/desk/login", {"code": lambda _: device.at(upgraded.clock.now())})
    assert not find(li.get("/desk/"), "//input[@name='password']")
    if upgraded.looks["token"]:
        headers = {"Authorization": f"Bearer {upgraded.looks['token']}"}
        answer = Client(upgraded.app).get("/api/v1/items", base_url=BASE_URL, headers=headers)
        assert answer.json
        assert "draft" in {item["status"] for item in answer.json["items"]}


def test_work_goes_on(upgraded: Upgraded) -> None:
    """A story of then is corrected and taken back, a new one is written."""
    wei = Desk(upgraded.clock, upgraded.app, "wei")
    ferry = next(
        item
        for item in upgraded.store.items.public(50)
        if item.content.title.startswith("Night ferry")
    )
    page = f"/desk/items/{ferry.uid}"
    wei.send(page, {"title": "Night ferry is back", "action": "save"})
    assert upgraded.look(f"/items/{ferry.uid}/") == (200, "Night ferry is back")
    wei.send(page, {"note": "Not yet."}, to=f"{page}/withdraw")
    assert upgraded.look(f"/items/{ferry.uid}/")[0] == 410
    new = {"title": "A word after the upgrade", "body": "All is well.", "section": "City"}
    wei.send("/desk/items/new", new | {"action": "publish"})
    release(upgraded.store, upgraded.clock.now())
    assert entries(Client(upgraded.app).get("/feed.json", base_url=BASE_URL))[0][2] == new["title"]


@pytest.fixture
def ports() -> Iterator[None]:
    """The ports at which the sites of former days stood, for one test of this machine at a time."""
    with open(Path(gettempdir(), f"harbin-{PORT}.lock"), "w") as file:
        flock(file, LOCK_EX)
        yield


@pytest.mark.slow
@pytest.mark.usefixtures("ports")
def test_nothing_comes_twice(upgraded: Upgraded) -> None:
    """The sites are as they were in the beginning but for one story, and are collected again."""
    sources, collector = upgraded.store.sources, upgraded.service.collector
    upgraded.clock.later(hours=6)
    told = stories(samplecity)
    with SampleCity(stories=told, port=PORT) as city, Village(PORT + 1) as village:
        village.list_path = urlsplit(sources.get("village").url).path
        title = "Lamps for the footbridge"
        text_ = (
            f"{title} came by barge on Tuesday.",
            "Each of the twelve weighs as much as a calf.",
        )
        city.publish(replace(told[0], number=5699, title=title, paragraphs=text_, summary=text_[0]))
        runs = [collector.collect(sources.get(slug)) for slug in ("news", "government", "village")]
    assert [(run.error, run.new) for run in runs] == [("", 1), ("", 0), ("", 0)]


def test_the_search_index_is_as_if_made_anew(upgraded: Upgraded) -> None:
    """What was filed in former tokens could not be taken out again (decision 0056)."""
    database = upgraded.store.database
    with database._writing.connect() as connection:
        before = filed(connection)
        assert before
        make_index(connection, lambda _: None)
        assert filed(connection) == before
        connection.rollback()


def test_the_schema_is_that_of_a_new_database(
    upgraded: Upgraded, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    if upgraded.store.database.is_sqlite:
        url = copy_of_schema(tmp_path / "new.db")
    else:
        url = request.getfixturevalue("postgres").empty()
    new = Database(url.replace("postgresql://", "postgresql+psycopg://", 1))
    with upgraded.store.database.connect() as here, new.connect() as there:
        assert parts(inspect(here)) == parts(inspect(there))
    new.close()


def parts(look: Inspector) -> set[tuple[object, ...]]:
    """Columns, keys and indexes of all tables."""
    found: set[tuple[object, ...]] = set()
    for table in look.get_table_names():
        for column in look.get_columns(table):
            found.add((table, column["name"], str(column["type"]), column["nullable"]))
        for index in look.get_indexes(table):
            found.add((table, index["name"], *index["column_names"], bool(index["unique"])))
        key = look.get_pk_constraint(table)
        found.add((table, key["name"], *key["constrained_columns"]))
        for unique in look.get_unique_constraints(table):
            found.add((table, unique["name"], *unique["column_names"]))
        for reference in look.get_foreign_keys(table):
            found.add((table, reference["name"], reference["referred_table"]))
    return found


def test_every_schema_but_the_newest_has_a_database() -> None:
    """Before a migration is added, the program makes one of the schema that was the newest."""
    versions = Path(standing._MIGRATIONS, "versions").glob("0*.py")
    assert sorted(path.name[:4] for path in versions)[:-1] == list(SCHEMAS)
    rows = re.findall(r"^\| (\d{4}) \|", (HERE / "README.md").read_text(), re.MULTILINE)
    assert rows == list(SCHEMAS)
