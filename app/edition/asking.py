"""An application's answer as a value.

Decisions 0053, 0093.
"""

from typing import Any
from wsgiref.types import WSGIApplication, WSGIEnvironment

from app.edition.answer import Headers


def ask(app: WSGIApplication, environ: WSGIEnvironment) -> tuple[str, Headers, bytes]:
    """Ask an application to the end of its answer: status, headers and body."""
    heads: list[tuple[str, Headers]] = []

    def start_response(status: str, headers: Headers, exc_info: Any = None) -> Any:
        heads.append((status, headers))
        return lambda _: None

    parts = app(environ, start_response)
    try:
        body = b"".join(parts)
    finally:
        if hasattr(parts, "close"):
            parts.close()
    return *heads[-1], body
