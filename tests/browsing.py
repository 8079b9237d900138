"""People at the desk, as tests see them: a client that fills in forms, logged in under a role."""

import re
from html import unescape
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.run.boot import Service
from app.store import Autosave
from app.values.model import Role

PASSWORD = "a long enough password"


class Browser:
    """A client that fills in forms as a browser does: the token, and what the form was loaded with,
    come along.
    """

    def __init__(self, client: FlaskClient) -> None:
        self.client = client
        self.page: TestResponse

    def get(self, path: str) -> TestResponse:
        self.page = self.client.get(path)
        return self.page

    def post(self, path: str, **fields: Any) -> TestResponse:
        found = {
            name: re.search(rf'name="{name}" value="([^"]+)"', self.page.text)
            for name in ("csrf_token", "loaded", "on")
        }
        assert found["csrf_token"]
        along = {name: unescape(value[1]) for name, value in found.items() if value}
        self.page = self.client.post(path, data={**along, **fields})
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


def typed_by(service: Service, name: str) -> list[Autosave]:
    """What an editor typed and did not save, with its text, the latest first."""
    editor, keep = service.store.editors.by_name(name), service.store.autosaves
    return [keep.get(editor.id, kept.id) for kept in keep.unsaved(editor.id)]
