"""What ends at once when somebody's account changes, and who has to show their password for it."""

import re
from collections.abc import Callable
from datetime import timedelta

import pyotp
import pytest
from flask import Flask

from app import desk
from app.desk import change_editor, give_token, secondfactor
from app.run.boot import Service
from app.values.errors import Conflict
from tests.browsing import PASSWORD, Browser, logged_in
from tests.conftest import FakeClock

pytestmark = pytest.mark.both_databases

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
OTHER = "another good password"
ACTS: dict[str, dict[str, str]] = {
    "disable": {},
    "role": {"role": "viewer"},
    "password": {"password": OTHER, "present": PASSWORD},
}


def token_for(service: Service, name: str) -> Callable[[Flask], int]:
    """Gives somebody's program a token; returns what the program is answered with it."""
    now, editor = service.now(), service.store.editors.by_name(name)
    secret = f"ht_{name}-{'x' * 40}"
    give_token(service.store, editor, "CMS", ["items:read"], secret, now + timedelta(days=30), now)
    headers = {"Authorization": f"Bearer {secret}"}
    return lambda app: app.test_client().get("/api/v1/items", headers=headers).status_code


def turn_on(service: Service, name: str, recovery: tuple[str, ...] = ()) -> None:
    """A second factor for somebody, as the account page turns it on."""
    editor = service.store.editors.by_name(name)
    hashes = [secondfactor.recovery_hash(code) for code in recovery]
    desk.take_second_factor(service.store, service.seal, editor, SECRET, hashes, service.now())


def come(app: Flask, name: str, password: str = PASSWORD) -> Browser:
    browser = Browser(app.test_client())
    browser.get("/desk/login")
    browser.post("/desk/login", name=name, password=password)
    return browser


@pytest.mark.parametrize("act", ACTS)
def test_sessions_and_tokens_end_at_once_and_for_good(
    service: Service, app: Flask, act: str
) -> None:
    chief, wei = logged_in(service, app, "chief", "zhang"), logged_in(service, app, "editor", "wei")
    asks = token_for(service, "wei")
    assert (wei.client.get("/desk/").status_code, asks(app)) == (200, 200)
    chief.get("/desk/people")
    assert chief.post(f"/desk/people/wei/{act}", **ACTS[act]).status_code == 200
    assert (wei.client.get("/desk/").status_code, asks(app)) == (302, 401)
    chief.post("/desk/people/wei/role", role="editor")
    chief.post("/desk/people/wei/enable")
    assert (wei.client.get("/desk/").status_code, asks(app)) == (302, 401)
    assert chief.client.get("/desk/").status_code == 200


def test_enabling_revives_nothing_that_was_left_before(service: Service, app: Flask) -> None:
    """Accounts that an earlier version disabled kept their tokens."""
    wei, now = logged_in(service, app, "editor", "wei"), service.now()
    asks = token_for(service, "wei")
    editor = service.store.editors.by_name("wei")
    service.store.editors.change(editor, "editor", "zhang", now, disabled=True)
    change_editor(service.store, "wei", "zhang", now, disabled=False)
    assert (wei.client.get("/desk/").status_code, asks(app)) == (302, 401)


def test_the_same_role_again_ends_nothing(service: Service, app: Flask) -> None:
    chief, wei = logged_in(service, app, "chief", "zhang"), logged_in(service, app, "editor", "wei")
    asks = token_for(service, "wei")
    chief.get("/desk/people")
    chief.post("/desk/people/wei/role", role="editor")
    assert (wei.client.get("/desk/").status_code, asks(app)) == (200, 200)


def test_a_login_that_was_half_done_ends_too(
    service: Service, app: Flask, clock: FakeClock
) -> None:
    chief = logged_in(service, app, "chief", "zhang")
    service.store.editors.add("wei", "editor", service.passwords.make(PASSWORD), service.now())
    turn_on(service, "wei")
    half = come(app, "wei")
    assert 'name="code"' in half.page.text
    chief.get("/desk/people")
    chief.post("/desk/people/wei/password", password=OTHER, present=PASSWORD)
    assert half.post("/desk/login", code=pyotp.TOTP(SECRET).at(clock())).status_code == 401
    assert half.client.get("/desk/").status_code == 302


def test_what_was_decided_on_an_account_that_changed_is_refused(service: Service) -> None:
    now = service.now()
    before = service.store.editors.add("wei", "editor", service.passwords.make(PASSWORD), now)
    desk.reset_password(service.store, "wei", service.passwords.make(OTHER), "zhang", now)
    assert not desk.log_in(service.store, before, "t" * 40, now, address="", agent="")
    with pytest.raises(Conflict):
        give_token(service.store, before, "CMS", ["items:read"], "s", now + timedelta(1), now)
    with pytest.raises(Conflict):
        desk.change_password(service.store, before, service.passwords.make("x" * 10), now, here="")
    with pytest.raises(Conflict):
        desk.take_second_factor(service.store, service.seal, before, SECRET, [], now)
    assert desk.who_is_in(service.store, "t" * 40, now) is None
    assert service.passwords.check(service.store, "wei", OTHER)


@pytest.mark.parametrize(("act", "more"), [("password", {"password": OTHER}), ("device", {})])
@pytest.mark.parametrize("present", ["", "not the password", None])
def test_a_chief_shows_their_own_password(
    service: Service, app: Flask, act: str, more: dict[str, str], present: str | None
) -> None:
    chief, wei = logged_in(service, app, "chief", "zhang"), logged_in(service, app, "editor", "wei")
    turn_on(service, "wei")
    before = service.store.editors.by_name("wei")
    given = {} if present is None else {"present": present}
    chief.get("/desk/people")
    assert chief.post(f"/desk/people/wei/{act}", **more, **given).status_code == 422
    assert "not your present password" in chief.page.text
    assert service.store.editors.by_name("wei") == before
    assert wei.client.get("/desk/").status_code == 200
    assert chief.post(f"/desk/people/wei/{act}", **more, present=PASSWORD).status_code == 200
    assert service.store.editors.by_name("wei") != before


def test_the_page_asks_for_it(service: Service, app: Flask) -> None:
    chief = logged_in(service, app, "chief", "zhang")
    turn_on(service, "zhang")
    page = chief.get("/desk/people").text
    for act in ("password", "device"):
        form = re.search(rf'action="/desk/people/zhang/{act}".*?</form>', page, re.S)
        assert form
        assert re.search(r'name="present"[^>]* autocomplete="current-password"', form[0]), act


def test_guessing_it_there_is_as_slow_as_at_the_door(service: Service, app: Flask) -> None:
    chief = logged_in(service, app, "chief", "zhang")
    service.store.editors.add("wei", "editor", "!", service.now())
    chief.get("/desk/people")
    codes = [
        chief.post("/desk/people/wei/password", password=OTHER, present="guess").status_code
        for _ in range(6)
    ]
    assert codes == [422] * 5 + [429]


def test_a_first_second_factor_asks_for_the_password_too(
    service: Service, app: Flask, clock: FakeClock
) -> None:
    wei = logged_in(service, app, "editor", "wei")
    found = re.search(r"<code>([A-Z2-7]{32})</code>", wei.get("/desk/account/second-factor").text)
    assert found
    code = pyotp.TOTP(found[1]).at(clock())
    assert wei.post("/desk/account/second-factor", code=code).status_code == 422
    assert "not your present password" in wei.page.text
    assert not service.store.editors.by_name("wei").totp_secret
    wei.post("/desk/account/second-factor", code=code, password=PASSWORD)
    assert service.store.editors.by_name("wei").totp_secret


def test_asking_for_the_headers_of_the_login_is_no_failure(service: Service, app: Flask) -> None:
    service.store.editors.add("wei", "editor", service.passwords.make(PASSWORD), service.now())
    turn_on(service, "wei")
    client, guess = app.test_client(), {"name": "wei", "password": "a guess", "code": "000000"}
    half = come(app, "wei").client
    for _ in range(30):
        assert client.head("/desk/login", query_string=guess).status_code == 200
        assert half.head("/desk/login", query_string=guess).status_code == 200
        client.head("/desk/login", data=guess)
    counted = desk.failed_logins(service.store, "wei", "127.0.0.1", service.now())
    assert (counted.pair.failures, counted.address.failures, counted.name.failures) == (0, 0, 0)
