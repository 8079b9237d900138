"""Getting in: who may, how guesses are slowed down, when sessions end, what each role may do, and
what every answer says of itself.
"""

import json
import re
import secrets
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import get_args

import argon2
import pyotp
import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from itsdangerous import TimestampSigner

from app.desk import Passwords, change_editor, secondfactor, take_second_factor
from app.run.boot import Service
from app.values.admission import Count, FailedLogins, wait
from app.values.errors import Conflict
from app.values.model import ROLES, Content, Role
from app.values.roles import LEAST, Action, may
from app.web import create_app
from app.web.desk import DOORS
from tests.browsing import PASSWORD, Browser, logged_in
from tests.conftest import FakeClock
from tests.deskwork import at_desk
from tests.processes import HOUSE

NOW = datetime(2026, 3, 1, tzinfo=UTC)
PAGES = (
    "/desk/",
    "/desk/items/new",
    "/desk/sources",
    "/desk/people",
    "/desk/audit",
    "/desk/account",
)


@pytest.fixture
def visitor(app: Flask) -> Browser:
    return Browser(app.test_client())


def come(
    browser: Browser, name: str, password: str = PASSWORD, address: str = "192.0.2.1", **more: str
) -> int:
    """Try to log in from an address; returns the status of the last answer."""
    browser.client.environ_base["REMOTE_ADDR"] = address
    browser.get("/desk/login")
    return browser.post("/desk/login", name=name, password=password, **more).status_code


class TestAdmission:
    def test_the_first_tries_are_free_and_waits_grow(self) -> None:
        waits = [
            wait(FailedLogins(pair=Count(failures, NOW)), NOW).total_seconds()
            for failures in range(9)
        ]
        assert waits == [0, 0, 0, 0, 0, 15, 30, 60, 120]

    @given(st.integers(0, 10**6), st.integers(0, 10**6), st.integers(0, 10**6), st.booleans())
    def test_no_wait_is_longer_than_a_quarter_of_an_hour(
        self, pair: int, address: int, name: int, known: bool
    ) -> None:
        failed = FailedLogins(Count(pair, NOW), Count(address, NOW), Count(name, NOW), known)
        assert timedelta(0) <= wait(failed, NOW) <= timedelta(minutes=15)
        assert wait(failed, NOW + timedelta(minutes=15)) == timedelta(0)

    def test_a_clock_that_is_put_back_makes_nobody_wait_for_it(self) -> None:
        failed = FailedLogins(pair=Count(5, NOW + timedelta(hours=2)))
        assert wait(failed, NOW) == timedelta(seconds=15)

    def test_guesses_from_elsewhere_do_not_keep_out_who_was_here_before(self) -> None:
        guessed = Count(5000, NOW)
        assert wait(FailedLogins(name=guessed), NOW) > timedelta(0)
        assert wait(FailedLogins(name=guessed, known=True), NOW) == timedelta(0)


class TestLogin:
    def test_guessing_is_slowed_down_and_says_so(
        self, service: Service, app: Flask, visitor: Browser, clock: FakeClock
    ) -> None:
        logged_in(service, app, "editor", "wei")
        assert [come(visitor, "wei", "wrong password", "198.51.100.7") for _ in range(6)] == [
            401
        ] * 5 + [429]
        assert "Wait" in visitor.page.text
        assert int(visitor.page.headers["Retry-After"]) > 0
        assert come(visitor, "wei", PASSWORD, "198.51.100.7") == 429, (
            "the right password waits too, or guesses could go on"
        )
        clock.turn(seconds=15)
        assert come(visitor, "wei", PASSWORD, "198.51.100.7") == 200

    def test_a_crowd_of_guessers_keeps_nobody_out_at_home(
        self, service: Service, app: Flask, clock: FakeClock
    ) -> None:
        home = logged_in(service, app, "editor", "wei")
        assert come(home, "wei", address="192.0.2.1") == 200
        for number in range(60):
            service.store.sessions.fail("wei", f"198.51.100.{number}", clock())
        assert come(Browser(app.test_client()), "wei", address="203.0.113.9") == 429
        assert come(Browser(app.test_client()), "wei", address="192.0.2.1") == 200

    @pytest.mark.parametrize(("proxies", "slowed"), [(0, 429), (1, 200)])
    def test_addresses_come_from_proxies_as_far_as_they_are_believed(
        self, service: Service, proxies: int, slowed: int
    ) -> None:
        app = create_app(replace(service, settings=replace(service.settings, proxies=proxies)))
        logged_in(service, app, "editor", "wei")
        for number in range(21):
            service.store.sessions.fail(f"name {number}", "10.0.0.1", service.now())
        browser = Browser(app.test_client())
        browser.client.environ_base["REMOTE_ADDR"] = "10.0.0.1"
        browser.get("/desk/login")
        token = re.search(r'name="csrf_token" value="([^"]+)"', browser.page.text)
        assert token
        fields = {"csrf_token": token[1], "name": "wei", "password": PASSWORD}
        answer = browser.client.post(
            "/desk/login",
            data=fields,
            headers={"X-Forwarded-For": "192.0.2.1"},
            follow_redirects=True,
        )
        assert answer.status_code == slowed

    def test_asking_for_headers_alone_is_no_try_and_sends_no_form(
        self, service: Service, app: Flask, visitor: Browser
    ) -> None:
        assert [visitor.client.head("/desk/login").status_code for _ in range(8)] == [200] * 8
        editor = logged_in(service, app, "chief")
        for path in ("/desk/items/new", "/desk/sources/new", "/desk/account/second-factor"):
            assert editor.client.head(path).status_code == editor.get(path).status_code == 200, path

    def test_unknown_names_are_slowed_down_as_known_ones_are(self, visitor: Browser) -> None:
        assert [come(visitor, "nobody", "wrong password") for _ in range(6)] == [401] * 5 + [429]

    def test_where_to_go_after_the_login_is_a_page_of_the_desk(
        self, service: Service, app: Flask
    ) -> None:
        logged_in(service, app, "editor", "wei")
        for path in (
            "https://evil.example/",
            "//evil.example/",
            "/\\evil.example",
            "/desk//evil.example",
            "/desk/../",
            "/desk/\nx",
            "/",
        ):
            browser = Browser(app.test_client())
            browser.client.get("/desk/login")
            browser.get("/desk/login")
            token = re.search(r'name="csrf_token" value="([^"]+)"', browser.page.text)
            assert token
            fields = {"csrf_token": token[1], "name": "wei", "password": PASSWORD}
            answer = browser.client.post("/desk/login", query_string={"next": path}, data=fields)
            assert (answer.status_code, answer.headers["Location"]) == (302, "/desk/"), path

    def test_the_second_factor(self, service: Service, app: Flask, clock: FakeClock) -> None:
        editor = logged_in(service, app, "editor", "wei")
        page = editor.get("/desk/account/second-factor").text
        secret = re.search(r"<code>([A-Z2-7]{32})</code>", page)
        assert secret
        assert "<svg" in page
        assert editor.post("/desk/account/second-factor", code="000000").status_code in (200, 422)
        totp = pyotp.TOTP(secret[1])
        codes = re.findall(
            r"<code>([0-9a-z-]{11})</code>",
            editor.post(
                "/desk/account/second-factor", code=totp.at(clock()), password=PASSWORD
            ).text,
        )
        assert len(codes) == secondfactor.RECOVERY_CODES
        clock.turn(minutes=2)
        other = Browser(app.test_client())
        assert come(other, "wei") == 200
        assert 'name="code"' in other.page.text
        assert other.client.get("/desk/").status_code == 302, "the password alone opens nothing"
        code = totp.at(clock())
        assert other.post("/desk/login", code="123").status_code == 401
        assert other.post("/desk/login", code=code).status_code == 200
        assert other.client.get("/desk/").status_code == 200
        third = Browser(app.test_client())
        come(third, "wei")
        assert third.post("/desk/login", code=code).status_code == 401, "a code is good once"
        assert third.post("/desk/login", code=codes[0]).status_code == 200
        fourth = Browser(app.test_client())
        come(fourth, "wei")
        assert fourth.post("/desk/login", code=codes[0]).status_code == 401, "so is a recovery code"

    def test_what_was_waiting_for_a_code_does_not_wait_for_ever(
        self, service: Service, app: Flask, clock: FakeClock
    ) -> None:
        logged_in(service, app, "editor", "wei")
        secret = secondfactor.new_secret(secrets.token_bytes)
        wei = service.store.editors.by_name("wei")
        take_second_factor(service.store, service.seal, wei, secret, [], clock())
        browser = Browser(app.test_client())
        come(browser, "wei")
        clock.turn(minutes=6)
        assert browser.post("/desk/login", code=pyotp.TOTP(secret).at(clock())).status_code == 401


class TestSessions:
    def test_they_end_when_nobody_is_there(
        self, service: Service, app: Flask, clock: FakeClock
    ) -> None:
        editor = logged_in(service, app, "editor")
        for _ in range(13):
            clock.turn(hours=11)
            assert editor.client.get("/desk/").status_code == 200
        clock.turn(hours=12)
        assert editor.client.get("/desk/").status_code == 302

    def test_they_end_after_a_week_in_any_case(
        self, service: Service, app: Flask, clock: FakeClock
    ) -> None:
        editor = logged_in(service, app, "editor")
        for _ in range(15):
            clock.turn(hours=11)
            editor.client.get("/desk/")
        clock.turn(hours=3)
        assert editor.client.get("/desk/").status_code == 302

    def test_a_clock_that_is_put_back_ends_none(
        self,
        service: Service,
        app: Flask,
        clock: FakeClock,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        ahead = int(time.time()) + 7200
        with monkeypatch.context() as patched:
            patched.setattr(TimestampSigner, "get_timestamp", lambda _: ahead)
            clock.turn(hours=2)
            editor = logged_in(service, app, "editor", "wei")
            assert editor.get("/desk/items/new").status_code == 200
        clock.turn(hours=-2)
        assert editor.get("/desk/items/new").status_code == 200
        assert "wei" in editor.get("/desk/account").text

    def test_a_copied_cookie_dies_at_the_logout(self, service: Service, app: Flask) -> None:
        editor = logged_in(service, app, "editor")
        cookie = editor.client.get_cookie("desk", path="/desk")
        assert cookie
        editor.post("/desk/logout")
        thief = app.test_client()
        thief.set_cookie("desk", cookie.value, path="/desk")
        assert thief.get("/desk/").status_code == 302

    def test_they_can_be_ended_from_elsewhere(self, service: Service, app: Flask) -> None:
        lost = logged_in(service, app, "editor", "wei")
        here = Browser(app.test_client())
        come(here, "wei")
        here.get("/desk/account")
        here.post("/desk/account/logins/end")
        assert lost.client.get("/desk/").status_code == 302
        assert here.client.get("/desk/").status_code == 200

    def test_another_password_ends_the_other_logins(self, service: Service, app: Flask) -> None:
        other = logged_in(service, app, "editor", "wei")
        here = Browser(app.test_client())
        come(here, "wei")
        here.get("/desk/account")
        assert (
            here.post(
                "/desk/account/password", old="wrong", new="another good password", again="x"
            ).status_code
            == 422
        )
        assert "not your present password" in here.page.text
        assert (
            here.post(
                "/desk/account/password", old=PASSWORD, new="another good password", again="x"
            ).status_code
            == 422
        )
        assert (
            here.post(
                "/desk/account/password", old=PASSWORD, new="short", again="short"
            ).status_code
            == 422
        )
        assert (
            here.post(
                "/desk/account/password",
                old=PASSWORD,
                new="another good password",
                again="another good password",
            ).status_code
            == 200
        )
        assert other.client.get("/desk/").status_code == 302
        assert come(Browser(app.test_client()), "wei") == 401
        assert come(Browser(app.test_client()), "wei", "another good password") == 200

    def test_a_login_takes_over_nothing_of_a_planted_session(
        self, service: Service, app: Flask
    ) -> None:
        service.store.editors.add("wei", "editor", service.passwords.make(PASSWORD), service.now())
        planted = Browser(app.test_client())
        planted.get("/desk/login")
        before = re.search(r'name="csrf_token" value="([^"]+)"', planted.page.text)
        assert before
        come(planted, "wei")
        answer = planted.client.post(
            "/desk/items/new",
            data={"csrf_token": before[1], "title": "X", "body": "x", "section": "S"},
        )
        assert answer.status_code == 400


class TestRoles:
    def test_every_page_of_the_desk_says_what_it_asks_for(self, app: Flask) -> None:
        rules = [rule for rule in app.url_map.iter_rules() if rule.rule.startswith("/desk")]
        assert len(rules) > 20
        for rule in rules:
            assert DOORS.get(rule.endpoint) in ("open", *get_args(Action)), rule
            if "GET" not in (rule.methods or ()):
                assert rule.methods == {"POST", "OPTIONS"}, rule

    def test_the_table_in_the_documents_is_the_one_that_holds(self) -> None:
        text = (HOUSE / "docs" / "desk.md").read_text()
        rows = re.findall(
            r"^\| ([a-z ]+?) \| ([^|]+) \| (yes|no) \| (yes|no) \| (yes|no) \| (yes|no) \|$",
            text,
            re.M,
        )
        told = {name: tuple(cell == "yes" for cell in cells) for name, _, *cells in rows}
        assert told == {action: tuple(may(role, action) for role in ROLES) for action in LEAST}

    @pytest.mark.parametrize("role", ROLES)
    def test_each_role_sees_what_it_may_and_nothing_else(
        self, service: Service, app: Flask, role: Role
    ) -> None:
        browser = logged_in(service, app, role)
        for path in PAGES:
            door = DOORS[app.url_map.bind("").match(path)[0]]
            wanted = 200 if may(role, door) else 403  # type: ignore[arg-type]
            assert browser.client.get(path).status_code == wanted, path

    @pytest.mark.parametrize("role", ROLES)
    def test_each_role_does_what_it_may_and_nothing_else(
        self, service: Service, app: Flask, role: Role
    ) -> None:
        made = at_desk(service.store).write(
            Content("By somebody else", text="x"), "News", "somebody", service.now()
        )
        browser = logged_in(service, app, role)
        browser.get("/desk/account")
        writes = [
            rule
            for rule in app.url_map.iter_rules()
            if rule.rule.startswith("/desk/") and "POST" in (rule.methods or ())
        ]
        for rule in writes:
            door = DOORS[rule.endpoint]
            if door == "open" or may(role, door):
                continue
            path = re.sub(
                r"<any\((\w+).*?>",
                r"\1",
                re.sub(r"<int.*?:\w+>", "1", rule.rule.replace("<uid>", made.uid)),
            )
            path = re.sub(r"<(path:)?\w+>", "x", path)
            assert browser.post(path).status_code == 403, rule
            browser.get("/desk/account")
        assert service.store.items.by_uid(made.uid).status == "draft"

    def test_who_writes_changes_their_own_until_it_is_public(
        self, service: Service, app: Flask
    ) -> None:
        others = at_desk(service.store).write(
            Content("By somebody else", text="x"), "News", "somebody", service.now()
        )
        writer = logged_in(service, app, "contributor", "li")
        writer.get("/desk/items/new")
        fields = {"body": "It opened.", "section": "News", "rights": "full"}
        assert (
            writer.post("/desk/items/new", title="Mine", action="publish", **fields).status_code
            == 403
        )
        writer.get("/desk/items/new")
        assert (
            writer.post("/desk/items/new", title="Mine", action="submit", **fields).status_code
            == 200
        )
        own = next(item for item in service.store.items.desk(10) if item.content.title == "Mine")
        assert own.status == "review"
        assert (
            writer.post(
                f"/desk/items/{own.uid}",
                title="Mine, changed",
                revision="1",
                action="save",
                **fields,
            ).status_code
            == 200
        )
        assert writer.client.get(f"/desk/items/{others.uid}").status_code == 200
        assert (
            writer.post(
                f"/desk/items/{others.uid}", title="Taken", revision="1", action="save", **fields
            ).status_code
            == 403
        )
        at_desk(service.store).publish(own.uid, service.now())
        at_desk(service.store).release(service.now())
        writer.get("/desk/account")
        assert (
            writer.post(
                f"/desk/items/{own.uid}", title="Late", revision="2", action="save", **fields
            ).status_code
            == 409
        )
        assert service.store.items.by_uid(own.uid).content.title == "Mine, changed"

    def test_the_last_chief_stays(self, service: Service, app: Flask) -> None:
        chief = logged_in(service, app, "chief", "wei")
        chief.get("/desk/people")
        assert chief.post("/desk/people/wei/role", role="viewer").status_code == 422
        assert "only chief" in chief.page.text
        assert (
            chief.post("/desk/people", name="li", role="chief", password=PASSWORD).status_code
            == 200
        )
        assert chief.post("/desk/people/wei/disable").status_code == 302
        assert chief.client.get("/desk/").status_code == 302
        with pytest.raises(Conflict):
            change_editor(service.store, "li", "li", service.now(), role="editor")

    def test_a_role_counts_from_the_next_click(self, service: Service, app: Flask) -> None:
        browser = logged_in(service, app, "chief", "wei")
        service.store.editors.add("li", "chief", service.passwords.make(PASSWORD), service.now())
        change_editor(service.store, "wei", "li", service.now(), role="viewer")
        assert browser.client.get("/desk/people").status_code == 302
        come(browser, "wei")
        assert browser.client.get("/desk/people").status_code == 403


class TestWrites:
    @pytest.mark.parametrize(
        ("headers", "status"),
        [
            ({}, 302),
            ({"Origin": "our own"}, 302),
            ({"Origin": "http://localhost"}, 302),
            ({"Sec-Fetch-Site": "same-origin"}, 302),
            ({"Origin": "https://evil.example"}, 403),
            ({"Origin": "null"}, 403),
            ({"Sec-Fetch-Site": "cross-site"}, 403),
            ({"Sec-Fetch-Site": "same-site"}, 403),
        ],
    )
    def test_they_come_from_our_own_pages(
        self, service: Service, app: Flask, headers: dict[str, str], status: int
    ) -> None:
        browser = logged_in(service, app, "editor")
        browser.get("/desk/account")
        token = re.search(r'name="csrf_token" value="([^"]+)"', browser.page.text)
        assert token
        fields = {"csrf_token": token[1], "shortcuts": "yes"}
        headers = {
            name: service.settings.base_url if value == "our own" else value
            for name, value in headers.items()
        }
        assert (
            browser.client.post(
                "/desk/account/preferences", data=fields, headers=headers
            ).status_code
            == status
        )

    def test_reading_changes_nothing(self, service: Service, app: Flask) -> None:
        made = at_desk(service.store).write(
            Content("A draft", text="x"), "News", "somebody", service.now()
        )
        browser = logged_in(service, app, "chief")
        before = [entry.id for entry in service.store.audit.entries(100)]
        for rule in app.url_map.iter_rules():
            if rule.rule.startswith("/desk/") and "GET" in (rule.methods or ()):
                path = re.sub(
                    r"<any\((\w+).*?>",
                    r"\1",
                    re.sub(r"<int.*?:\w+>", "1", rule.rule.replace("<uid>", made.uid)),
                )
                browser.client.get(re.sub(r"<\w+>", "x", path))
        assert [entry.id for entry in service.store.audit.entries(100)] == before
        assert service.store.items.by_uid(made.uid) == made


class TestAnswers:
    def test_the_desk_is_locked_down(self, service: Service, app: Flask) -> None:
        page = logged_in(service, app, "chief").get("/desk/")
        policy = dict(
            part.strip().partition(" ")[::2]
            for part in page.headers["Content-Security-Policy"].split(";")
        )
        assert policy["default-src"] == "'none'"
        assert not any("unsafe" in value or "*" in value.split() for value in policy.values())
        assert policy["script-src"] == policy["style-src"] == "'self'"
        assert policy["frame-ancestors"] == policy["base-uri"] == "'none'"
        assert page.headers["X-Content-Type-Options"] == "nosniff"
        assert page.headers["Referrer-Policy"] == "same-origin", (
            "without a referrer, browsers call the origin of a form null"
        )
        assert page.headers["Cross-Origin-Resource-Policy"] == "same-origin"
        assert page.headers["Cache-Control"] == "no-store"
        for element in re.findall(r"<[a-z]+ [^>]*>", page.text):
            assert not re.search(r"\s(?:style|on\w+)=", element), element

    @pytest.mark.parametrize("path", ["/desk/login", "/desk/"])
    def test_the_desk_has_a_perfect_score(self, service: Service, app: Flask, path: str) -> None:
        """By the table of Mozilla's HTTP Observatory: 100, less what is missing; what is beyond
        counts when nothing much is.
        """
        browser = (
            logged_in(service, app, "chief") if path == "/desk/" else Browser(app.test_client())
        )
        page = browser.get(path)
        head, policy = page.headers, page.headers["Content-Security-Policy"]
        cookies = app.test_client().get("/desk/login").headers.getlist("Set-Cookie")
        lacks = {
            "policy": 25
            * any(
                word in policy
                for word in (
                    "unsafe",
                    "*",
                    "script-src data:",
                    "script-src https:",
                    "script-src http:",
                )
            ),
            "plain pictures": 10 * (" http:" in policy),
            "cookies": 20
            * (not all("; Secure" in cookie and "; HttpOnly" in cookie for cookie in cookies)),
            "transport": 20 * ("max-age=31536000" not in head["Strict-Transport-Security"]),
            "type": 5 * (head["X-Content-Type-Options"] != "nosniff"),
            "scripts": 50
            * any("://" in found for found in re.findall(r'<script src="([^"]+)"', page.text)),
            "sharing": 50 * ("Access-Control-Allow-Origin" in head),
        }
        beyond = {
            "policy": 10 * policy.startswith("default-src 'none'"),
            "cookies": 5 * all("; SameSite" in cookie for cookie in cookies),
            "referrer": 5
            * (head["Referrer-Policy"] in ("no-referrer", "same-origin", "strict-origin")),
            "frames": 5 * ("frame-ancestors 'none'" in policy),
            "resource": 10 * (head["Cross-Origin-Resource-Policy"] == "same-origin"),
        }
        assert not any(lacks.values()), lacks
        assert 100 + sum(beyond.values()) > 120, beyond

    def test_cookies_are_for_the_desk_alone(self, service: Service, app: Flask) -> None:
        browser = logged_in(service, app, "chief")
        for path in ("/", "/feeds/", "/about/", "/feed.rss", "/api/v1/items"):
            answer = browser.client.get(path)
            assert "Set-Cookie" not in answer.headers, path
            assert "Cookie" not in answer.headers.get("Vary", ""), path
        cookie = app.test_client().get("/desk/login").headers["Set-Cookie"]
        assert "HttpOnly" in cookie
        assert "SameSite=Lax" in cookie
        assert "Path=/desk" in cookie


class TestAudit:
    def test_what_is_done_is_told_and_can_be_taken_along(
        self, service: Service, app: Flask
    ) -> None:
        chief = logged_in(service, app, "chief", "wei")
        chief.get("/desk/people")
        chief.post("/desk/people", name="=cmd()", role="editor", password=PASSWORD)
        page = chief.get("/desk/audit").text
        assert "editor =cmd()" in page
        lines = [
            json.loads(line) for line in chief.client.get("/desk/audit.jsonl").text.splitlines()
        ]
        assert [(line["by"], line["action"], line["subject"]) for line in lines][-1] == (
            "wei",
            "add editor",
            "editor =cmd()",
        )
        assert "add editor" in chief.client.get("/desk/audit.csv").text
        assert "add editor" not in chief.get("/desk/audit?by=nobody").text

    def test_nothing_in_it_can_be_changed(self, service: Service) -> None:
        service.store.audit.note("wei", "try", "item x", service.now())
        for statement in ("UPDATE audit SET action = 'other'", "DELETE FROM audit"):
            with (
                pytest.raises(Exception, match="only added to"),
                service.store.database.connect() as connection,
            ):
                connection.exec_driver_sql(statement)
        assert service.store.audit.entries(1)[0].action == "try"


def test_the_hashes_of_the_real_service_cost_what_owasp_asks_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """All other tests make do with cheap ones."""
    monkeypatch.setattr("app.desk.editors.PasswordHasher", argon2.PasswordHasher)
    cost = argon2.extract_parameters(Passwords().make(PASSWORD))
    assert cost.type is argon2.Type.ID
    assert cost.time_cost >= 2
    assert cost.memory_cost >= 19 * 1024
