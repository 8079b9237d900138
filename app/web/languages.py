"""The interface's languages: by what the browser asks for, or by an address that begins with one,
such as /zh/.
"""

import re
from collections.abc import Iterable
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from flask import Flask, g, has_request_context, request
from flask_babel import Babel

from app.values.negotiation import language
from app.values.program import NAME
from app.values.settings import INTERFACE_LANGUAGES
from app.values.shipped import shipped

LOCALES = {"en": "en", "zh": "zh_Hans_CN"}
TAGS = {"en": "en", "zh": "zh-CN"}
NAMES = {"en": "English", "zh": "中文"}
_CHOSEN = f"{NAME}.language"
_PREFIXED = re.compile(rf"/({'|'.join(INTERFACE_LANGUAGES)})(/.*|)")
# What is no page has one language, whoever asks.
_NO_PAGE = re.compile(
    r"/(?:media|desk|api)/.*|.*\.(?:rss|atom|json|xml|txt|css|svg|png|jpg|ico)/?$"
)


class LanguagePrefix:
    """WSGI middleware: /zh/... is the page without /zh/, in Chinese; the rest of the program sees
    the prefix as the script's name.
    """

    def __init__(self, app: WSGIApplication) -> None:
        self._app = app

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer a request."""
        match = _PREFIXED.fullmatch(environ["PATH_INFO"])
        if match is None:
            return self._app(environ, start_response)
        rest = match[2]
        if not rest or _NO_PAGE.fullmatch(rest) or rest.startswith("//"):
            query = f"?{environ['QUERY_STRING']}" if environ.get("QUERY_STRING") else ""
            where = f"/{match[1]}/" if not rest else "/" + rest.lstrip("/")
            start_response(
                "301 Moved Permanently", [("Location", where + query), ("Content-Length", "0")]
            )
            return []
        return self._app(
            {**environ, "PATH_INFO": rest, "SCRIPT_NAME": f"/{match[1]}", _CHOSEN: match[1]},
            start_response,
        )


def install(app: Flask, languages: tuple[str, ...]) -> None:
    """Add the languages to the application, the site's own first."""
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = str(shipped("app/translations"))
    Babel(app, locale_selector=lambda: LOCALES[page_language(languages)])
    app.wsgi_app = LanguagePrefix(app.wsgi_app)  # type: ignore[method-assign]


def page_language(languages: tuple[str, ...]) -> str:
    """The language of the page that is being made; at the desk the one that the editor chose, if
    any.
    """
    if not has_request_context():
        return languages[0]
    if request.path.startswith("/desk/") and g.get("desk_language") in languages:
        return str(g.desk_language)
    return chosen_language() or language(request.headers.get("Accept-Language", ""), languages)


def chosen_language() -> str:
    """The language that the address names; empty when the browser's wish counts."""
    chosen: str = request.environ.get(_CHOSEN, "")
    return chosen


def to(path: str) -> str:
    """A page of ours in the language that the address of this page names, if it names one."""
    return request.script_root + path
