"""One person at the desk, one program or one address fills its own share, is told so, and takes
nothing from others.
"""

import re
from dataclasses import replace
from html import unescape
from io import BytesIO

import pytest
from flask import Flask
from PIL import Image
from sqlalchemy import event
from werkzeug.test import TestResponse

from app import desk
from app.news.decide import content_of
from app.publish.release import release
from app.run.boot import Service
from app.run.jobs import Jobs
from app.store.schema import AttemptRow
from app.values import quotas
from app.values.errors import InputError
from app.values.model import Content, Item
from app.values.quotas import LONGEST_TYPED, Point
from app.web import create_app
from scrapers import Article, Picture
from tests.app.web.api.test_tokens import asking, token_of
from tests.browsing import PASSWORD, Browser, logged_in, typed_by
from tests.conftest import FakeClock
from tests.deskwork import at_desk

pytestmark = pytest.mark.both_databases


@pytest.fixture
def hui(service: Service, app: Flask) -> Browser:
    """A contributor: the smallest role that writes."""
    return logged_in(service, app, "contributor", "hui")


@pytest.fixture
def wei(service: Service, app: Flask) -> Browser:
    return logged_in(service, app, "editor", "wei")


def draft(service: Service, by: str, title: str = "A bridge") -> Item:
    content = Content(title, html="<p>One.</p>", text="One.", markdown="One.", summary="One.")
    return at_desk(service.store).write(content, "News", by, service.now())


def new(number: int) -> str:
    return f"new-{number:012x}"


def keep(browser: Browser, document: str, tab: str = "t", **fields: str) -> TestResponse:
    """What the form's script says while somebody types."""
    if not hasattr(browser, "token"):
        page = browser.get("/desk/items/new").text
        found = re.search(r'name="csrf_token" value="([^"]+)"', page)
        assert found
        browser.token = found[1]  # type: ignore[attr-defined]
    return browser.client.post(
        "/desk/items/autosave",
        data={"document": document, "tab": tab, **fields},
        headers={
            "Accept": "application/json",
            "X-CSRFToken": browser.token,  # type: ignore[attr-defined]
        },
    )


def kept(service: Service, name: str) -> list[Point]:
    return service.store.autosaves.points(service.store.editors.by_name(name).id)


class TestWhatIsTyped:
    def test_a_text_of_the_longest_that_an_item_holds_is_kept(
        self, service: Service, hui: Browser
    ) -> None:
        body = "雪" * 500_000
        assert keep(hui, new(1), title="雪", body=body).status_code == 200
        assert typed_by(service, "hui")[0].fields["body"] == body

    def test_a_longer_one_is_refused_in_words_and_the_one_before_stays(
        self, service: Service, hui: Browser, wei: Browser
    ) -> None:
        assert keep(hui, new(1), title="Mine", body="Words").status_code == 200
        refused = keep(hui, new(1), title="Mine", body="x" * LONGEST_TYPED)
        assert refused.status_code == 422
        assert "too long to be kept here" in refused.get_json()["error"]
        assert [one.fields["body"] for one in typed_by(service, "hui")] == ["Words"]
        assert keep(wei, new(1), title="Theirs").status_code == 200

    @pytest.mark.parametrize("document", ["", "elsewhere", "new-1", new(1) + "x", "雪"])
    def test_only_documents_that_our_forms_name_are_kept(
        self, service: Service, hui: Browser, document: str
    ) -> None:
        refused = keep(hui, document, title="Mine")
        assert (refused.status_code, kept(service, "hui")) == (403, [])
        assert "not yours to change" in refused.get_json()["error"]

    def test_only_items_that_one_may_change(
        self, service: Service, hui: Browser, wei: Browser, clock: FakeClock
    ) -> None:
        own, theirs = draft(service, "hui"), draft(service, "wei")
        assert keep(hui, own.uid, title="Mine").status_code == 200
        assert keep(hui, theirs.uid, title="Mine").status_code == 403
        assert keep(wei, theirs.uid, title="Theirs").status_code == 200
        at_desk(service.store).publish(own.uid, clock(), "wei")
        release(service.store, clock())
        assert keep(hui, own.uid, title="Mine again").status_code == 403
        assert {point.document for point in kept(service, "hui")} == {own.uid}

    def test_the_oldest_of_ones_own_make_room(
        self,
        service: Service,
        hui: Browser,
        wei: Browser,
        clock: FakeClock,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        monkeypatch.setattr(quotas, "MOST_WINDOWS", 3)
        monkeypatch.setattr(quotas, "MOST_WINDOWS_OF_ONE", 2)
        assert keep(wei, new(1), title="Theirs").status_code == 200
        for number in range(5):
            clock.turn(minutes=1)
            assert keep(hui, new(number), title=f"Mine {number}").status_code == 200
        assert [one.title for one in typed_by(service, "hui")] == ["Mine 4", "Mine 3", "Mine 2"]
        for tab in "abc":
            clock.turn(minutes=1)
            assert keep(hui, new(4), tab, title=f"Window {tab}").status_code == 200
        assert [one.title for one in typed_by(service, "hui")] == [
            "Window c",
            "Window b",
            "Mine 3",
        ]
        assert [one.title for one in typed_by(service, "wei")] == ["Theirs"]

    def test_all_together_is_bounded_and_older_points_go_before_any_text(
        self, service: Service, hui: Browser, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        keep(hui, new(0), title="First", body="x" * 1000)
        (first,) = kept(service, "hui")
        monkeypatch.setattr(quotas, "MOST_TYPED_BYTES", 4 * first.size + 100)
        for number in range(5):
            clock.turn(minutes=6)
            keep(hui, new(1), title=f"Second, point {number}", body="x" * 1000)
        assert sum(point.size for point in kept(service, "hui")) <= 4 * first.size + 100
        assert [one.title for one in typed_by(service, "hui")] == ["Second, point 4", "First"]

    def test_lists_load_no_text(self, service: Service, hui: Browser) -> None:
        item, read = draft(service, "hui"), list[str]()
        for tab in "abc":
            keep(hui, item.uid, tab, title="Typed", body="x" * 1000)

        def listen(_: object, __: object, statement: str, *___: object) -> None:
            if "autosaves.fields" in statement:
                read.append(statement)

        event.listen(service.store.database._engine, "before_cursor_execute", listen)
        for path in ("/desk/", f"/desk/items/{item.uid}", f"/desk/items/{item.uid}/history"):
            assert "Typed" in hui.get(path).text or "did not save" in hui.page.text
        assert read == []
        (last, *_) = service.store.autosaves.unsaved(service.store.editors.by_name("hui").id)
        assert "x" * 1000 in hui.get(f"/desk/items/{item.uid}?typed={last.id}").text
        assert len(read) == 1

    @pytest.mark.parametrize("too_long", [True, False])
    def test_what_cannot_be_kept_over_a_login_is_shown_to_be_sent_again(
        self, service: Service, hui: Browser, clock: FakeClock, too_long: bool
    ) -> None:
        item = draft(service, "hui")
        hui.get(f"/desk/items/{item.uid}")
        at_desk(service.store).publish(item.uid, clock(), "wei")
        release(service.store, clock())
        body = "An hour of work. " + "x" * (LONGEST_TYPED if too_long else 1)
        clock.turn(hours=13)
        hui.post(f"/desk/items/{item.uid}", document=item.uid, tab="t", body=body, action="save")
        sent = {
            name: unescape(value)
            for name, value in re.findall(r'name="(kept|kept_at)" value="([^"]*)"', hui.page.text)
        }
        assert "An hour of work" in sent["kept"]
        assert body in hui.post("/desk/login", name="hui", password=PASSWORD, **sent).text
        assert kept(service, "hui") == []

    def test_who_says_to_have_everything_open_is_shown_in_the_newest_only(
        self, service: Service, hui: Browser, wei: Browser, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("app.store.autosaves.MOST_OPEN", 2)
        items = [draft(service, "hui", f"Bridge {number}") for number in range(4)]
        for item in items:
            keep(hui, item.uid, title="Mine")
        keep(hui, new(1), title="Mine")
        seen = [keep(wei, item.uid, title="Theirs").get_json()["others"] for item in items]
        assert [len(others) for others in seen] == [0, 0, 1, 1]


def with_rations(monkeypatch: pytest.MonkeyPatch, **most: int) -> None:
    monkeypatch.setattr(quotas, "MOST_A_DAY", dict(quotas.MOST_A_DAY) | most)


def write(browser: Browser, title: str, **fields: str) -> str:
    browser.get("/desk/items/new")
    said = {"body": "It opened.", "section": "News", "rights": "full", "another": "yes"}
    return browser.post(
        "/desk/items/new", **{**said, "title": title, "action": "save", **fields}
    ).text


def picture(colour: int) -> bytes:
    file = BytesIO()
    Image.effect_noise((100, 100), 50 + colour).convert("RGB").save(file, "PNG")
    return file.getvalue()


def upload(browser: Browser, body: bytes, *, script: bool = False) -> TestResponse:
    browser.get("/desk/pictures")
    token = re.search(r'name="csrf_token" value="([^"]+)"', browser.page.text)
    assert token
    return browser.client.post(
        "/desk/pictures",
        data={"csrf_token": token[1], "alt": "Noise", "file": (BytesIO(body), "noise.png")},
        headers={"Accept": "application/json"} if script else {},
    )


class TestWhatIsStored:
    def test_texts_are_bounded_by_number_and_the_form_keeps_what_was_typed(
        self,
        service: Service,
        hui: Browser,
        wei: Browser,
        clock: FakeClock,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        with_rations(monkeypatch, texts=2)
        write(hui, "First")
        write(hui, "Second")
        page = write(hui, "Third", body="An hour of work")
        assert hui.page.status_code == 422
        assert "you have stored as much text as one person may in a day" in page
        assert "An hour of work" in page
        assert "save it in 24 hours" in page
        write(wei, "Fourth")
        titles = [item.content.title for item in service.store.items.desk(10)]
        assert sorted(titles) == ["First", "Fourth", "Second"]
        clock.turn(hours=24, minutes=1)
        hui.get("/desk/login")
        hui.post("/desk/login", name="hui", password=PASSWORD)
        write(hui, "Third")
        assert len(service.store.items.desk(10)) == 4

    def test_saving_and_going_back_count_too(
        self, service: Service, hui: Browser, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        item = draft(service, "hui")
        with_rations(monkeypatch, texts=1)
        hui.get(f"/desk/items/{item.uid}")
        said = {"title": "A tower", "section": "News", "rights": "full", "revision": "1"}
        hui.post(f"/desk/items/{item.uid}", **said, body="One.", action="save")
        assert service.store.items.by_uid(item.uid).content.title == "A tower"
        hui.get(f"/desk/items/{item.uid}/history")
        hui.post(f"/desk/items/{item.uid}/restore", version="1")
        assert "stored as much text as one person may" in hui.page.text
        assert service.store.items.by_uid(item.uid).content.title == "A tower"

    def test_texts_are_bounded_by_size_for_programs_too(
        self, service: Service, app: Flask, clock: FakeClock
    ) -> None:
        service.store.sections.find_or_make("News", clock())
        small = replace(service, settings=replace(service.settings, texts_mb=1.0))
        app = create_app(small)
        ask = asking(app, token_of(service, "contributor", ("items:write",), "hui"))
        other = asking(app, token_of(service, "contributor", ("items:write",), "chen"))
        body = "x" * 200_000
        codes = [
            ask("POST", "/items", {"title": f"T{n}", "body": body}, Idempotency_Key=f"k{n}")
            for n in range(3)
        ]
        assert [made.status_code for made in codes] == [201, 429, 429]
        refused = codes[1]
        assert refused.mimetype == "application/problem+json"
        assert "as much text as one person may in a day" in refused.get_json()["detail"]
        assert int(refused.headers["Retry-After"]) == 86401
        assert other("POST", "/items", {"title": "T", "body": body}).status_code == 201
        again = ask("POST", "/items", {"title": "T0", "body": body}, Idempotency_Key="k0")
        assert again.headers["Idempotency-Replayed"] == "true"

    def test_pictures_are_bounded_by_number(
        self, hui: Browser, wei: Browser, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        with_rations(monkeypatch, pictures=2)
        assert upload(hui, picture(1)).status_code == 302
        assert upload(hui, b"no picture").status_code == 422
        refused = upload(hui, picture(2))
        assert refused.status_code == 429
        assert "You have uploaded as much as one person may in a day" in refused.text
        told = upload(hui, picture(2), script=True)
        assert (told.status_code, list(told.get_json())) == (429, ["error"])
        assert upload(wei, picture(3)).status_code == 302

    def test_pictures_that_nobody_shows_are_bounded(
        self, service: Service, hui: Browser, wei: Browser, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        assert upload(hui, picture(1)).status_code == 302
        (kept_here,) = service.store.library.page(10)
        unused = service.store.library.unused("hui")
        assert unused == kept_here.media.size
        monkeypatch.setattr(quotas, "UNUSED_DAYS", unused / 200_000_000)
        refused = upload(hui, picture(2))
        assert refused.status_code == 429
        assert "stand in no published item" in refused.text
        assert upload(wei, picture(3)).status_code == 302
        body = f"![Noise]({kept_here.media.url})"
        write(wei, "With a picture", body=body, action="publish")
        assert service.store.library.unused("hui") == 0
        assert upload(hui, picture(2)).status_code == 302


class TestWhatIsDone:
    def test_acts_are_bounded_and_a_text_is_saved_all_the_same(
        self, service: Service, hui: Browser, wei: Browser, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        with_rations(monkeypatch, acts=3)
        for name in ("one", "two"):
            hui.get("/desk/inbox?words=ice")
            hui.post("/desk/inbox/views?words=ice", name=name)
        hui.get("/desk/inbox?words=ice")
        hui.post("/desk/inbox/views?words=ice", name="three")
        assert hui.page.status_code == 429
        assert "You have done as much as one person may in a day (3 acts)" in hui.page.text
        editor = service.store.editors.by_name("hui")
        assert len(service.store.inbox.views(editor.id)) == 2
        write(hui, "A bridge")
        assert service.store.items.desk(10)[0].content.title == "A bridge"
        wei.get("/desk/inbox?words=ice")
        wei.post("/desk/inbox/views?words=ice", name="one")
        assert wei.page.status_code == 200

    def test_the_acts_of_programs_are_those_of_their_editor(
        self, service: Service, app: Flask, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        ask = asking(app, token_of(service, "editor", ("items:write",), "li"))
        other = asking(app, token_of(service, "editor", ("items:write",), "chen"))
        with_rations(monkeypatch, acts=1)
        assert ask("POST", "/items", {"title": "One"}).status_code == 201
        refused = ask("POST", "/items", {"title": "Two"})
        assert (refused.status_code, refused.headers["Retry-After"]) == (429, "86401")
        assert other("POST", "/items", {"title": "Three"}).status_code == 201

    def test_links_are_bounded(
        self, hui: Browser, wei: Browser, monkeypatch: pytest.MonkeyPatch, service: Service
    ) -> None:
        with_rations(monkeypatch, links=1)
        monkeypatch.setattr(desk, "paste", refuse)
        for browser, words in ((hui, "read like"), (hui, "as many links read"), (wei, "read like")):
            page = write(browser, "", url="https://a.example/1.html", action="fill")
            assert words in page

    def test_the_oldest_of_very_many_logins_ends(
        self, service: Service, app: Flask, hui: Browser, wei: Browser, clock: FakeClock
    ) -> None:
        editor = service.store.editors.by_name("hui")
        for number in range(quotas.MOST_LOGINS):
            clock.turn(seconds=1)
            desk.log_in(
                service.store, editor, f"t{number}", clock(), address=f"a{number}", agent=""
            )
        assert len(desk.logins_of(service.store, editor, clock())) == quotas.MOST_LOGINS
        assert hui.get("/desk/").status_code == 302
        assert wei.get("/desk/").status_code == 200

    def test_tokens_that_are_made_and_revoked_again_and_again_are_bounded(
        self, service: Service, hui: Browser, wei: Browser, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("app.desk.people.MOST_NEW_TOKENS", 2)
        said = {"scopes": "items:write", "days": "7"}
        for name in ("one", "two", "three"):
            hui.get("/desk/tokens")
            hui.post("/desk/tokens", name=name, **said)
            for token in service.store.tokens.of(service.store.editors.by_name("hui")):
                service.store.tokens.revoke(token.id, "hui", service.now())
        assert "you have made as many tokens" in hui.page.text
        assert len(service.store.tokens.of(service.store.editors.by_name("hui"))) == 2
        wei.get("/desk/tokens")
        assert "ht_" in wei.post("/desk/tokens", name="one", **said).text


class TestLines:
    @pytest.mark.parametrize("field", ["author", "byline_source"])
    def test_a_line_is_no_text(self, service: Service, hui: Browser, field: str) -> None:
        draft(service, "wei")
        page = write(hui, "A bridge", **{field: "Li Wei " * 100})
        assert "this has at most 300 characters" in page
        assert len(service.store.items.desk(10)) == 1
        write(hui, "A bridge", **{field: "Li Wei"})
        assert len(service.store.items.desk(10)) == 2


class TestSites:
    def test_a_story_of_very_many_pictures_brings_the_first(self) -> None:
        pictures = tuple(Picture(f"https://a.example/{number}.jpg") for number in range(1000))
        article = Article("https://a.example/1.html", "A story", pictures=pictures)
        assert content_of(article).pictures == pictures[: quotas.MOST_PICTURES]


class TestSections:
    def test_a_contributor_makes_none_in_the_form_of_an_item_either(
        self, service: Service, hui: Browser
    ) -> None:
        item = draft(service, "hui")
        hui.get(f"/desk/items/{item.uid}")
        said = {"title": "A bridge", "body": "One.", "rights": "full", "revision": "1"}
        hui.post(f"/desk/items/{item.uid}", **said, section="Nwes", action="save")
        assert "there is no such section" in hui.page.text
        assert [section.title for section in service.store.sections.every()] == ["News"]

    def test_there_are_so_many(
        self, service: Service, app: Flask, wei: Browser, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        draft(service, "wei")
        monkeypatch.setattr("app.desk.written.MOST_SECTIONS", 2)
        ask = asking(app, token_of(service, "editor", ("items:write",), "li"))
        assert ask("POST", "/items", {"title": "One", "section": "City"}).status_code == 201
        refused = ask("POST", "/items", {"title": "Two", "section": "Ctiy"})
        assert (refused.status_code, refused.get_json()["field"]) == (422, "section")
        assert "as many sections as a site may have" in write(wei, "Two", section="Ctiy")
        assert ask("POST", "/items", {"title": "Two", "section": "City"}).status_code == 201


class TestStrangers:
    def test_guesses_from_one_network_slow_down_that_network_alone(
        self, service: Service, app: Flask, hui: Browser
    ) -> None:
        client = app.test_client()

        def guess(address: str, name: str) -> int:
            page = client.get("/desk/login").text
            token = re.search(r'name="csrf_token" value="([^"]+)"', page)
            assert token
            data = {"name": name, "password": "x", "csrf_token": token[1]}
            place = {"REMOTE_ADDR": address}
            return client.post("/desk/login", data=data, environ_overrides=place).status_code

        codes = [guess(f"2001:db8:0:1::{number:x}", f"n{number}") for number in range(25)]
        assert codes == [401] * 20 + [429] * 5
        assert guess("2001:db8:0:2::1", "n1") == 401
        hui.get("/desk/")
        hui.post("/desk/logout")
        hui.get("/desk/login")
        assert hui.post("/desk/login", name="hui", password=PASSWORD).status_code == 200

    def test_what_strangers_guessed_is_forgotten_though_nobody_logs_in(
        self, service: Service, clock: FakeClock
    ) -> None:
        service.store.sessions.fail("anybody", "203.0.113.7", clock())
        clock.turn(hours=2)
        Jobs(service).tick()
        with service.store.database.read() as session:
            assert session.query(AttemptRow).count() == 0


def refuse(*_: object) -> None:
    raise InputError("this page does not read like an article", field="url")
