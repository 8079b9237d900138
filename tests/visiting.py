"""Editors who visit a service that runs, over real connections."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, Request, build_opener

from tests.processes import PATIENCE, Server, app, environment, free_port, serving

PASSWORD = "a long enough password"


class Editor:
    """A browser at the desk, over a real connection."""

    def __init__(self, server: Server) -> None:
        self._server = server
        self.cookies = CookieJar()
        self._opener = build_opener(HTTPCookieProcessor(self.cookies))
        self.page = ""

    def get(self, path: str) -> int:
        return self._open(Request(self._server.url + path))

    def send(self, path: str, **fields: str) -> int:
        token = re.search(r'name="csrf_token" value="([^"]+)"', self.page)
        assert token, self.page
        return self._open(
            Request(self._server.url + path, urlencode({"csrf_token": token[1], **fields}).encode())
        )

    def _open(self, request: Request) -> int:
        try:
            with self._opener.open(request, timeout=PATIENCE) as answer:
                self.page = answer.read().decode()
                return int(answer.status)
        except HTTPError as error:
            with error:
                self.page = error.read().decode()
                return error.code


@contextmanager
def a_service(folder: Path, *, migrated: bool = True, **settings: str) -> Iterator[Server]:
    """A service with one editor, wei, and nothing else to do; unless `migrated`, it begins with no
    database at all.
    """
    env = environment(folder, migrated=migrated) | {"HARBIN_NO_CLOCK": "1"} | settings
    made = app("editors", "add", "wei", "--password-stdin", env=env, stdin=PASSWORD + "\n")
    assert made.returncode == 0, made.stderr
    with serving(env, free_port()) as server:
        assert server.get("/healthz")[0] == 200
        yield server


def come_in(server: Server) -> Editor:
    editor = Editor(server)
    assert editor.get("/desk/login") == 200
    assert editor.send("/desk/login", name="wei", password=PASSWORD) == 200
    return editor
