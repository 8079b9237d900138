"""A browser at the desk of any program, former or present."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Protocol

import pyotp
from lxml import html
from werkzeug.test import Client, TestResponse

from tests.upgrades.looks import BASE_URL, find

PASSWORD = "a password of former days"


class Clock(Protocol):
    """A clock that is turned by hand."""

    def now(self) -> datetime: ...

    def later(self, *, minutes: float) -> None: ...


class Desk:
    """A browser at the desk: a form is sent with all that stands in it, except what is typed."""

    def __init__(self, clock: Clock, app: Any, name: str, password: str = PASSWORD) -> None:
        self._clock = clock
        self._client = Client(app)
        self.send("/desk/login", {"name": name, "password": password})

    def get(self, path: str) -> TestResponse:
        """A page, after all redirects."""
        return self._answer("GET", path)

    def send(
        self, page: str, typed: Mapping[str, Any] = {}, *, to: str = "", form: str = ""
    ) -> TestResponse:
        """Send the form of a page that goes `to` an address, or what stands in another `form` of
        it; both are the page's own address unless they are said. What is `typed` may be a function
        of the page.
        """
        self._clock.later(minutes=1)
        path = page.partition("?")[0]
        to = to or path
        shown: Any = html.fromstring(self.get(page).text)
        goes_to = {
            (each.action or path).partition("?")[0].partition("#")[0]: each
            for each in shown.forms[::-1]
            if each.method == "POST"
        }
        fields: dict[str, Any] = {}
        for name, value in goes_to[form or to].form_values():
            fields.setdefault(name, []).append(value)
        fields |= {
            name: value(shown) if callable(value) else value for name, value in typed.items()
        }
        answer = self._answer("POST", to if form else goes_to[to].action or page, fields)
        if answer.status_code >= 400:
            raise RuntimeError(f"{to}: {answer.status}: {find(answer, 'string(//main)')}")
        return answer

    def turn_on_second_factor(self) -> None:
        """Ask for the codes of a device at each login from now on."""

        def code(page: Any) -> str:
            (secret,) = page.xpath("//main//p/code/text()")
            return pyotp.TOTP(secret).at(self._clock.now())

        self.send("/desk/account/second-factor", {"code": code, "password": PASSWORD})

    def make_token(self, name: str, scopes: list[str]) -> str:
        """Make a token for a program; the secret, which is shown this once."""
        page = self.send("/desk/tokens", {"name": name, "scopes": scopes, "days": "90"})
        (secret,) = find(page, "//input[@id='secret']/@value")
        return str(secret)

    def _answer(self, method: str, path: str, data: Any = None) -> TestResponse:
        headers = {"Referer": BASE_URL + path, "Origin": BASE_URL, "Sec-Fetch-Site": "same-origin"}
        return self._client.open(
            path,
            method=method,
            base_url=BASE_URL,
            headers=headers,
            data=data,
            follow_redirects=True,
        )
