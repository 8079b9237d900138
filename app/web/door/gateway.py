"""RSGI to WSGI and back: a request as an environment, an application's answer as a value."""

import sys
from typing import IO, Protocol
from wsgiref.types import WSGIApplication, WSGIEnvironment

from app.edition import ask

Headers = list[tuple[str, str]]
Reply = tuple[int, Headers, bytes]

# Headers that say how a body comes; it has come.
_OF_THE_BODY = ("HTTP_CONTENT_TYPE", "HTTP_CONTENT_LENGTH", "HTTP_TRANSFER_ENCODING", "HTTP_EXPECT")


class HeadersOfScope(Protocol):
    """The headers of a request: names in small letters, values as text. A value that is not ASCII
    is left out of all but `keys`.
    """

    def keys(self) -> list[str]: ...  # noqa: D102
    def items(self) -> list[tuple[str, str]]: ...  # noqa: D102
    def get(self, key: str) -> str | None: ...  # noqa: D102


class Scope(Protocol):
    """What RSGI says of a request; `path` is decoded, `client` is `address:port`, `authority` is
    the host that HTTP/2 names.
    """

    http_version: str
    scheme: str
    server: str
    client: str
    method: str
    path: str
    query_string: str
    authority: str | None

    @property
    def headers(self) -> HeadersOfScope: ...  # noqa: D102


def environ_of(scope: Scope) -> WSGIEnvironment:
    """The request without its body, as WSGI has it (PEP 3333): texts are bytes told as Latin-1."""
    path, query = scope.path, scope.query_string
    environ: WSGIEnvironment = {
        "REQUEST_METHOD": scope.method,
        "PATH_INFO": path if path.isascii() else _latin(path),
        "QUERY_STRING": query if query.isascii() else _latin(query),
    }
    for name, value in scope.headers.items():
        # An underscore would make another header of it: X_Forwarded_For is not what a proxy said.
        if "_" in name:
            continue
        key = "HTTP_" + name.upper().replace("-", "_")
        if not value.isascii():
            value = _latin(value)
        if key in environ:
            value = f"{environ[key]}{'; ' if key == 'HTTP_COOKIE' else ','}{value}"
        environ[key] = value
    # A header whose value is withheld was sent all the same: a proxy's word that a visitor spoiled
    # is still a sign of a proxy.
    for name in scope.headers.keys():  # noqa: SIM118  it is no dict
        if "_" not in name:
            environ.setdefault("HTTP_" + name.upper().replace("-", "_"), "")
    if scope.authority:
        environ.setdefault("HTTP_HOST", scope.authority)
    return environ


def complete(
    environ: WSGIEnvironment, scope: Scope, body: IO[bytes], length: int
) -> WSGIEnvironment:
    """The environment that an application needs, with a body that has come, of so many bytes."""
    host, _, port = scope.server.rpartition(":")
    rest = {name: value for name, value in environ.items() if name not in _OF_THE_BODY}
    content_type = environ.get("HTTP_CONTENT_TYPE", "")
    return rest | {
        "SCRIPT_NAME": "",
        "SERVER_NAME": host.strip("[]"),
        "SERVER_PORT": port,
        "SERVER_PROTOCOL": f"HTTP/{scope.http_version}",
        "REMOTE_ADDR": address_of(scope.client),
        "CONTENT_LENGTH": str(length),
        **({"CONTENT_TYPE": content_type} if content_type else {}),
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope.scheme,
        "wsgi.input": body,
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }


def address_of(client: str) -> str:
    """The address in `address:port` or `[address]:port`."""
    return client.rpartition(":")[0].strip("[]")


def run(app: WSGIApplication, environ: WSGIEnvironment) -> Reply:
    """Ask an application, in this thread, to the end of its answer."""
    status, headers, body = ask(app, environ)
    return int(status[:3]), headers, body


def text_of(value: str) -> str:
    """A header's value as RSGI wants it: text, where WSGI has bytes told as Latin-1."""
    return value if value.isascii() else value.encode("latin-1", "replace").decode(errors="replace")


def _latin(text: str) -> str:
    return text.encode().decode("latin-1")
