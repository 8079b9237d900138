"""A database that is away, busy or full: whoever asks is told so, nothing is half done, and all goes
on when it is there again.
"""

import logging
import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from datetime import datetime, timedelta
from html import unescape
from typing import Any

import psycopg
import pytest
from flask import Flask
from sqlalchemy import make_url, text
from werkzeug.test import TestResponse

from app.desk import logins_of
from app.run.boot import Service
from app.store import Waits
from app.store.engine import Database
from app.values.errors import SchemaError, StoreError, Unavailable
from app.values.model import Content
from app.web import create_app
from app.web.waited import WAITED
from tests.browsing import PASSWORD, Browser, logged_in
from tests.conftest import FakeClock
from tests.databases import Postgres, held
from tests.deskwork import at_desk

pytestmark = pytest.mark.both_databases

ON_POSTGRESQL = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
ON_SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
PATIENCE = 10.0
SECRET = f"ht_{'s' * 40}"
TYPED = {
    "title": "Ice on the river",
    "body": "It holds.\n\n  And it <b>cracks</b>.",
    "section": "News",
    "action": "save",
}
ASKED = [
    ("GET", "/"),
    ("GET", "/items/0123456789ab/"),
    ("GET", "/search?q=ice"),
    ("GET", "/feed.rss"),
    ("GET", "/sitemap.xml"),
    ("GET", f"/media/{'0' * 64}.jpg"),
    ("GET", "/nowhere"),
    ("POST", "/hub"),
    ("GET", "/metrics"),
    ("GET", "/api/v1/items"),
    ("POST", "/api/v1/items"),
    ("GET", "/desk/"),
    ("GET", "/desk/login"),
    ("GET", "/desk/nowhere"),
    ("POST", "/desk/items/new"),
    ("POST", "/desk/items/autosave"),
    ("POST", "/desk/pictures"),
]


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.store.engine.AT_WORK", Waits(lock=0.1, statement=0.5))


@pytest.fixture
def app(service: Service) -> Flask:
    return create_app(service)


@pytest.fixture
def editor(service: Service, app: Flask) -> Browser:
    """An editor with the form of a new item before them."""
    editor = logged_in(service, app, "editor", "wei")
    owner = service.store.editors.by_name("wei")
    service.store.tokens.add(
        owner, "CMS", ("items:write",), SECRET, service.now() + timedelta(days=1), service.now()
    )
    editor.get("/desk/items/new")
    return editor


def titles(service: Service) -> list[str]:
    return [item.content.title for item in service.store.items.desk(100)]


def token_of(page: TestResponse) -> str:
    found = re.search(r'name="csrf_token" value="([^"]+)"', page.text)
    assert found, page.text
    return found[1]


def ask(editor: Browser, method: str, path: str, **more: Any) -> TestResponse:
    """Ask as the editor, or a program of theirs, and fill in whatever a request of the kind needs."""
    if path.startswith("/api/") and method == "POST":
        more = {"json": {"title": "By a program"}, "headers": {"Authorization": f"Bearer {SECRET}"}}
    elif path.startswith("/desk/") and method == "POST":
        more = {"data": TYPED | {"csrf_token": token_of(editor.page)}} | more
    elif path == "/hub":
        more = {"data": SUBSCRIPTION}
    return editor.client.open(path, method=method, **more)


SUBSCRIPTION = {
    "hub.mode": "subscribe",
    "hub.topic": "https://news.example.org/feed.rss",
    "hub.callback": "http://127.0.0.1/",
}


def errors(caplog: pytest.LogCaptureFixture) -> list[logging.LogRecord]:
    return [record for record in caplog.records if record.levelno >= logging.WARNING]


@ON_POSTGRESQL
def test_without_its_database_everybody_is_told_so_and_the_log_once(
    editor: Browser, postgres: Postgres, caplog: pytest.LogCaptureFixture
) -> None:
    with postgres.stopped():
        for method, path in ASKED:
            answer = ask(editor, method, path)
            assert answer.status_code == 503, path
            assert answer.headers["Retry-After"] == "60", path
            assert "no-store" in answer.headers["Cache-Control"], path
            assert "Traceback" not in answer.text
            assert "postgres" not in answer.text or path == "/metrics"
            if path.startswith("/api/"):
                assert "does not answer" in answer.get_json()["detail"]
            elif path.startswith("/desk/"):
                assert "The database does not answer just now." in answer.text
            else:
                assert "The newsroom is being looked after" in answer.text
        assert editor.client.get("/readyz").status_code == 503
        assert editor.client.get("/healthz").status_code == 200
    (line,) = errors(caplog)
    assert "does not answer" in line.getMessage()
    assert line.exc_info is None
    for path in ("/", "/desk/", "/api/v1/items", "/feed.rss", "/metrics"):
        assert editor.client.get(path).status_code == 200
    with postgres.stopped():
        editor.client.get("/")
    assert len(errors(caplog)) == 2


@ON_POSTGRESQL
def test_an_outage_that_nobody_saw_fails_nobody(
    service: Service, editor: Browser, postgres: Postgres
) -> None:
    """Connections that were made before it are found to be lost, and made anew."""
    with postgres.stopped():
        pass
    assert editor.client.get("/desk/").status_code == 200
    with postgres.stopped():
        pass
    assert ask(editor, "POST", "/desk/items/new").status_code == 302
    assert titles(service) == [TYPED["title"]]


@ON_POSTGRESQL
def test_words_come_in_the_language_of_whoever_asks(editor: Browser, postgres: Postgres) -> None:
    chinese = {"Accept-Language": "zh"}
    with postgres.stopped():
        assert "编辑部正在维护" in editor.client.get("/archive/", headers=chinese).text
        assert "数据库目前没有响应。" in editor.client.get("/desk/", headers=chinese).text


@ON_POSTGRESQL
def test_what_was_sent_is_kept_in_the_page_and_can_be_sent_from_there(
    service: Service, editor: Browser, postgres: Postgres
) -> None:
    with postgres.stopped():
        editor.page = ask(editor, "POST", "/desk/items/new")
        assert "Nothing was stored." in editor.page.text
    kept = re.findall(r'<textarea name="(\w+)" hidden>\n(.*?)</textarea>', editor.page.text, re.S)
    fields = {name: unescape(value) for name, value in kept}
    assert fields == TYPED
    assert titles(service) == []
    editor.client.post("/desk/items/new", data=fields | {"csrf_token": token_of(editor.page)})
    assert titles(service) == [TYPED["title"]]


@ON_POSTGRESQL
@pytest.mark.parametrize("path", ["/desk/account/password", "/desk/people"])
def test_no_page_repeats_a_password(editor: Browser, postgres: Postgres, path: str) -> None:
    secret = {"password": "open sesame twice", "old": "open sesame twice", "new": "open sesame"}
    with postgres.stopped():
        page = ask(editor, "POST", path, data={"csrf_token": token_of(editor.page)} | secret)
    assert page.status_code == 503
    assert "sesame" not in page.text
    assert "do it once more" in page.text


@ON_POSTGRESQL
def test_a_login_that_fails_for_want_of_a_database_loses_no_text(
    app: Flask, editor: Browser, postgres: Postgres
) -> None:
    visitor = Browser(app.test_client())
    visitor.get("/desk/login")
    sent = {"name": "wei", "password": PASSWORD, "kept": '{"body": "typed"}', "kept_at": "/desk/x"}
    with postgres.stopped():
        page = visitor.post("/desk/login", **sent)
    assert page.status_code == 503
    assert "The database does not answer just now." in page.text
    assert "typed" in page.text
    assert PASSWORD not in page.text
    assert visitor.post("/desk/login", name="wei", password=PASSWORD).status_code == 200


@ON_POSTGRESQL
def test_a_script_of_the_desk_is_told_in_its_own_form(editor: Browser, postgres: Postgres) -> None:
    with postgres.stopped():
        answer = ask(editor, "POST", "/desk/items/autosave", headers={"Accept": "application/json"})
    assert answer.status_code == 503
    assert answer.get_json() == {
        "error": "The database does not answer just now. Nothing was stored."
    }


@ON_POSTGRESQL
def test_a_form_that_is_too_old_is_no_server_error_without_a_database(
    editor: Browser, postgres: Postgres
) -> None:
    with postgres.stopped():
        page = editor.client.post("/desk/items/new", data=TYPED | {"document": "new-1"})
    assert page.status_code == 503
    assert "And it &lt;b&gt;cracks" in page.text


KILLS = """
CREATE OR REPLACE FUNCTION killed() RETURNS trigger AS
$$ BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); RETURN NEW; END $$ LANGUAGE plpgsql
"""
WHILE_WRITING = "CREATE TRIGGER kills BEFORE INSERT ON items FOR EACH ROW EXECUTE FUNCTION killed()"
WHILE_STORING = (
    "CREATE CONSTRAINT TRIGGER kills AFTER INSERT ON items DEFERRABLE INITIALLY DEFERRED "
    "FOR EACH ROW EXECUTE FUNCTION killed()"
)


@contextmanager
def killed(service: Service, when: str) -> Iterator[None]:
    """Whoever inserts an item loses the connection."""
    with service.store.database.write() as session:
        session.execute(text(KILLS))
        session.execute(text(when))
    try:
        yield
    finally:
        with service.store.database.write() as session:
            session.execute(text("DROP TRIGGER kills ON items"))


@ON_POSTGRESQL
@pytest.mark.parametrize(
    ("when", "words"),
    [
        (WHILE_WRITING, "Nothing was stored."),
        (WHILE_STORING, "Whether it was stored is not certain"),
    ],
    ids=["in the middle", "in the moment of storing"],
)
def test_a_connection_that_is_lost_tells_what_became_of_the_write(
    service: Service, editor: Browser, when: str, words: str
) -> None:
    with killed(service, when):
        page = ask(editor, "POST", "/desk/items/new")
        assert page.status_code == 503
        assert words in page.text
        answer = ask(editor, "POST", "/api/v1/items")
        assert answer.status_code == 503
        assert ("not certain" in answer.get_json()["detail"]) is (when == WHILE_STORING)
    assert titles(service) == []
    assert ask(editor, "POST", "/desk/items/new").status_code == 302
    assert titles(service) == [TYPED["title"]]


@ON_POSTGRESQL
@pytest.mark.parametrize(
    ("statement", "why"),
    [
        ("SELECT pg_sleep(30)", "slow"),
        ("SELECT pg_terminate_backend(pg_backend_pid())", "away"),
        ("SET TRANSACTION READ ONLY; DELETE FROM items", "away"),
        ("DO $$ BEGIN RAISE disk_full; END $$", "full"),
        ("DO $$ BEGIN RAISE too_many_connections; END $$", "away"),
        ("DO $$ BEGIN RAISE cannot_connect_now; END $$", "away"),
        ("DO $$ BEGIN RAISE io_error; END $$", "away"),
        ("DO $$ BEGIN RAISE deadlock_detected; END $$", "busy"),
    ],
)
def test_what_postgresql_says_is_understood(service: Service, statement: str, why: str) -> None:
    with pytest.raises(Unavailable) as failed, service.store.database.read() as session:
        session.connection().exec_driver_sql(statement)
    assert failed.value.why == why
    with service.store.database.read() as session:
        assert session.scalar(text("SELECT 1")) == 1


@contextmanager
def sluggish_search(service: Service) -> Iterator[None]:
    """Whoever looks into the search index gets no answer in time."""
    with service.store.database.bare() as connection:
        connection.execute(text("ALTER TABLE search_index RENAME TO searched"))
        connection.execute(
            text("CREATE VIEW search_index AS SELECT searched.* FROM searched, pg_sleep(30)")
        )
    try:
        yield
    finally:
        with service.store.database.bare() as connection:
            connection.execute(text("DROP VIEW search_index"))
            connection.execute(text("ALTER TABLE searched RENAME TO search_index"))


@ON_POSTGRESQL
def test_a_search_that_takes_too_long_ends_in_a_sentence(
    service: Service, editor: Browser, caplog: pytest.LogCaptureFixture
) -> None:
    item = at_desk(service.store).write(Content("Ice on the river"), "News", "wei", service.now())
    at_desk(service.store).publish(item.uid, service.now())
    at_desk(service.store).release(service.now())
    paths = {
        "/search?q=ice": "ask for rarer words, or for fewer days",
        "/search?q=ice&order=newest": "ask for rarer words, or for fewer days",
        "/zh/search?q=ice": "请换用较少见的词",
        "/search/feed.rss?q=ice": "ask for rarer words, or for fewer days",
        "/desk/?q=ice": "The database took too long for this. When you search",
        "/api/v1/items?q=ice": "took too long for this: ask for less, or for rarer words",
    }
    with sluggish_search(service):
        for path, said in paths.items():
            answer = editor.client.get(path)
            assert answer.status_code == 503, path
            assert said in re.sub(r"</p>\s*<p>", " ", answer.text), path
            assert "Traceback" not in answer.text
            assert answer.headers["Cache-Control"] == "no-store"
        assert editor.client.get("/").status_code == 200
    assert len(errors(caplog)) == len(paths)
    assert all(line.exc_info is None for line in errors(caplog))
    for path in paths:
        assert editor.client.get(path).status_code == 200, path


@ON_POSTGRESQL
def test_a_row_that_another_program_holds_is_not_waited_for_long(service: Service) -> None:
    with service.store.database.connect() as other:
        other.execute(text("UPDATE edition SET number = number"))
        with pytest.raises(Unavailable, match="locked") as failed:
            service.store.sections.beat(service.now())
        assert failed.value.why == "busy"
    service.store.sections.beat(service.now())


@ON_SQLITE
def test_a_full_disk_is_told_and_nothing_of_a_write_is_kept(
    service: Service, editor: Browser
) -> None:
    with service.store.database.connect() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")
    long = TYPED | {"body": "word " * 20_000, "csrf_token": token_of(editor.page)}
    page = editor.client.post("/desk/items/new", data=long)
    assert page.status_code == 503
    assert "The disk of the database is full." in page.text
    assert titles(service) == []
    with service.store.database.connect() as connection:
        connection.exec_driver_sql("PRAGMA max_page_count = 1000000")
    assert editor.client.post("/desk/items/new", data=long).status_code == 302


@ON_SQLITE
def test_a_damaged_file_is_said_in_one_line(service: Service, settings: Any) -> None:
    path = service.store.database.url.database
    assert path
    service.close()
    with open(path, "r+b") as file:
        file.seek(100)
        file.write(b"\xff" * 4000)
    with pytest.raises(StoreError, match="damaged or not ours"):
        service.store.sections.edition()


@pytest.fixture
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """What waits for a lock in vain waits longer than a test does."""
    monkeypatch.setattr("app.store.engine.AT_WORK", Waits(lock=60))


@pytest.mark.usefixtures("patient")
def test_whoever_only_reads_waits_for_no_writer(
    service: Service, app: Flask, editor: Browser, clock: FakeClock
) -> None:
    """Not even where the use of a login or a token would be noted."""
    item = at_desk(service.store).write(Content("A bridge"), "News", "wei", clock())
    clock.turn(hours=1)
    paths = [
        rule.rule
        for rule in app.url_map.iter_rules()
        if "GET" in (rule.methods or ()) and not rule.arguments
    ] + [f"/desk/items/{item.uid}", f"/desk/items/{item.uid}/history"]
    named = {"Authorization": f"Bearer {SECRET}"}
    with ThreadPoolExecutor(1) as aside, held(service.store.database):

        def code(path: str, **more: Any) -> int:
            return aside.submit(editor.client.get, path, **more).result(PATIENCE).status_code

        answers = {path: code(path) for path in paths}
        answers["token"] = code("/api/v1/items", headers=named)
    assert len(answers) > 40
    # The clock of this service does not tick.
    assert [path for path, code in answers.items() if code >= 500] == ["/readyz"]


def test_a_write_that_cannot_be_is_refused_and_not_done(
    service: Service, editor: Browser, caplog: pytest.LogCaptureFixture
) -> None:
    with held(service.store.database):
        page = ask(editor, "POST", "/desk/items/new")
        assert (page.status_code, page.headers["Retry-After"]) == (503, "10")
        assert "Others keep the database busy just now. Nothing was stored." in page.text
        answer = ask(editor, "POST", "/api/v1/items")
        assert (answer.status_code, answer.headers["Retry-After"]) == (503, "10")
        assert "Nothing was stored" in answer.get_json()["detail"]
        assert ask(editor, "POST", "/hub").status_code in (400, 503)
    assert titles(service) == []
    (line,) = errors(caplog)
    assert "locked by another program" in line.getMessage()
    assert ask(editor, "POST", "/desk/items/new").status_code == 302
    assert ask(editor, "POST", "/api/v1/items").status_code == 201
    assert sorted(titles(service)) == ["By a program", TYPED["title"]]


def test_the_use_of_a_login_is_noted_by_the_next_page(
    service: Service, editor: Browser, clock: FakeClock
) -> None:
    (before,) = logins(service)
    clock.turn(hours=1)
    with held(service.store.database):
        assert editor.get("/desk/").status_code in (200, 302)
    assert logins(service) == [before]
    editor.get("/desk/")
    assert logins(service) == [clock()]


def logins(service: Service) -> list[datetime]:
    owner = service.store.editors.by_name("wei")
    return [login.seen_at for login in logins_of(service.store, owner, service.now())]


@ON_SQLITE
def test_who_waited_too_long_for_a_thread_is_told_at_once(
    service: Service, editor: Browser
) -> None:
    page = ask(editor, "POST", "/desk/items/new", environ_overrides={WAITED: True})
    assert (page.status_code, page.headers["Retry-After"]) == (503, "10")
    assert "Others keep the database busy" in page.text
    assert "What you sent is kept in this page." in page.text
    assert titles(service) == []


@pytest.mark.parametrize(
    ("role", "name", "said"),
    [
        ("stranger", "tests", 'does not let us in: role "stranger" does not exist'),
        ("postgres", "nowhere", 'does not let us in: database "nowhere" does not exist'),
        ("guest", "tests", "does not let this role work with it (permission denied"),
    ],
    ids=["no such role", "no such database", "no rights"],
)
def test_a_server_that_refuses_is_said_to_do_so(
    postgres: Postgres, role: str, name: str, said: str
) -> None:
    url = make_url(postgres.empty().replace("postgresql://", "postgresql+psycopg://"))
    with psycopg.connect(postgres.empty(), autocommit=True) as connection:
        connection.execute("DROP ROLE IF EXISTS guest")
        connection.execute("CREATE ROLE guest LOGIN")
    asked = url.set(username=role, database=name).render_as_string(hide_password=False)
    with closing(Database(asked)) as database, pytest.raises(StoreError) as failure:
        database.standing()
    assert said in str(failure.value)
    assert "HARBIN_DATABASE_URL" in str(failure.value)


@ON_POSTGRESQL
def test_a_server_that_is_too_old_is_said_to_be_so(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.store.soundness._OLDEST_POSTGRESQL", 990_000)
    for use in (service.store.prepare, service.store.migrate):
        with pytest.raises(SchemaError, match=r"PostgreSQL .+, and this program needs 99 or newer"):
            use()
