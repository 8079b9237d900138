"""People at the desk, as tests see them: a client that fills in forms, logged in under a role."""

import re
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.boot import Service
from app.model import Role

PASSWORD = "a long enough password"


class Browser:
    """A client that fills in forms as a browser does: hidden fields come along."""

    def __init__(self, client: FlaskClient) -> None:
        self.client = client
        self.page: TestResponse

    def get(self, path: str) -> TestResponse:
        self.page = self.client.get(path)
        return self.page

    def post(self, path: str, **fields: Any) -> TestResponse:
        token = re.search(r'name="csrf_token" value="([^"]+)"', self.page.text)
        assert token
        self.page = self.client.post(path, data={"csrf_token": token[1], **fields})
        if self.page.status_code == 302:
            return self.get(self.page.headers["Location"])
        return self.page


def logged_in(service: Service, app: Flask, role: Role, name: str = "") -> Browser:
    """A browser in which an editor of a role, made here, is logged in."""
    name = name or f"a {role}"
    service.store.editors.add(name, role, service.passwords.make(PASSWORD), service.now())
    browser = Browser(app.test_client())
    browser.get("/desk/login")
    browser.post("/desk/login", name=name, password=PASSWORD)
    assert browser.page.status_code == 200
    return browser
