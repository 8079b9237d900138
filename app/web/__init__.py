"""The faces of the service on the web: parse a request, call one use case, render."""

import logging
import re
from typing import Any

from flask import Flask, Response, abort, g, render_template, request
from werkzeug.exceptions import HTTPException
from werkzeug.middleware.proxy_fix import ProxyFix

from app.run.boot import Service
from app.values.errors import NotFound, StoreError, Unavailable
from app.values.program import NAME
from app.values.shipped import shipped
from app.web import (
    about,
    api,
    archive,
    cards,
    desk,
    feeds,
    hub,
    item,
    languages,
    machine,
    media,
    metrics,
    ops,
    search,
    site,
)
from app.web.context import EXTENSION, show
from app.web.context import current_service as the_service
from app.web.lengths import longest_body
from app.web.pages import rendered
from app.web.security import DeskSessions, secure
from app.web.waited import WAITED

log = logging.getLogger(NAME)

_PROGRAMS = re.compile(r"^/api/|^/hub/?$|^/metrics$|\.(?:rss|atom|json|xml|txt)/?$")

# When to ask again.
_SECONDS_WHEN_BUSY, _SECONDS_WHEN_AWAY = "10", "60"

__all__ = ["create_app"]


class _Application(Flask):
    """Flask, which also deals with a database that fails while the answer to an error is made."""

    def handle_user_exception(self, e: Exception) -> Any:
        """The answer to an error."""
        try:
            return super().handle_user_exception(e)
        except StoreError as error:
            return _no_store(error)


def create_app(service: Service) -> Flask:
    """The WSGI application around an assembled service."""
    app = _Application("app.web", template_folder=str(shipped("templates")), static_folder=None)
    app.extensions[EXTENSION] = service
    app.session_interface = DeskSessions()
    app.config.update(
        SECRET_KEY=service.secret_key,
        SESSION_COOKIE_NAME="desk",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_PATH="/desk",
        SESSION_COOKIE_SECURE=service.settings.base_url.startswith("https:"),
        WTF_CSRF_TIME_LIMIT=None,
    )
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.globals.update(show.helpers(service.settings))
    app.jinja_env.globals["held_since"] = service.store.installation.held_since
    app.before_request(_refuse_late)
    app.before_request(_limit_body)  # before anybody looks into a form
    for face in (
        site,
        item,
        cards,
        search,
        archive,
        about,
        machine,
        feeds,
        media,
        api,
        ops,
        metrics,
        desk,
    ):
        app.register_blueprint(face.pages)
    if service.settings.hub:
        app.register_blueprint(hub.pages)
    desk.install(app, hub.pages, api.pages)
    languages.install(app, service.settings.languages)
    app.register_error_handler(NotFound, _not_found)
    app.register_error_handler(StoreError, _no_store)
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(Exception, _unexpected)
    app.before_request(_refuse_nul)
    app.after_request(secure)
    if service.settings.proxies:
        # Who visits is the only thing that proxies are asked for; names and schemes come from the
        # settings.
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=service.settings.proxies, x_proto=0, x_host=0)  # type: ignore[method-assign]
    return app


def _refuse_late() -> None:
    """What waited too long for those before it need not begin: they wait for the database."""
    if WAITED in request.environ:
        raise Unavailable("too many wait for the database already", "busy", is_news=False)


def _limit_body() -> None:
    """As the door does it: what is too long is refused before anybody reads it."""
    request.max_content_length = request.max_form_memory_size = longest_body(
        request.method, request.path, the_service().settings.limits
    )


def _refuse_nul() -> None:
    """No address of ours has a NUL in it, and PostgreSQL cannot even compare one."""
    if "\0" in request.path or any("\0" in value for _, value in request.values.items(multi=True)):
        abort(400)


def _not_found(_: NotFound) -> Response:
    return _page(404)


def _no_store(error: StoreError) -> Response:
    """The database cannot be asked: said once in the log, and to everybody who asks, without asking
    it.
    """
    if not isinstance(error, Unavailable):
        log.error("%s", error)
    elif error.why == "slow":
        log.warning("%s: %s", request.path, error)
    elif error.is_news:
        log.error("%s; until it works again, whoever needs it is answered 503", error)
    g.without_store = True
    is_slow = isinstance(error, Unavailable) and error.why == "slow"
    if request.path.startswith("/desk/"):
        answer = desk.not_stored(error)
    elif request.path.startswith("/api/"):
        answer = api.not_stored(error)
    else:
        answer = _page(503, why=show.too_long() if is_slow else "")
    is_busy = isinstance(error, Unavailable) and error.why == "busy"
    answer.headers["Retry-After"] = _SECONDS_WHEN_BUSY if is_busy else _SECONDS_WHEN_AWAY
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _http_error(error: HTTPException) -> Response:
    if error.code is None or error.code < 400:
        return Response(
            error.get_response().get_data(), error.code or 500, dict(error.get_headers())
        )
    answer = _page(error.code)
    for name, value in error.get_headers():
        if name.lower() in ("allow", "retry-after"):
            answer.headers[name] = value
    return answer


def _unexpected(error: Exception) -> Response:
    log.exception("a page failed: %s", request.path, exc_info=error)
    return _page(500)


def _page(code: int, *, why: str = "") -> Response:
    """An error in words: a page for people, plain text for programs, a problem for those who use
    the interface for them. `why` says more than the code does.
    """
    if request.path.startswith("/api/"):
        return api.problem(code)
    if not _PROGRAMS.search(request.path):
        # What went wrong may be the database, so a page about our own troubles asks it for nothing.
        page = (
            render_template("site/error.html", code=code, why=why)
            if code >= 500
            else rendered("error.html", code=code)
        )
        return Response(page, code, mimetype="text/html")
    return Response(f"{code} {why or show.error_words(code)}\n", code, mimetype="text/plain")
