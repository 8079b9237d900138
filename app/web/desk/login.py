"""Coming in and leaving: name, password, second factor; and what keeps guessing slow."""

import json
import secrets
import threading
from collections.abc import Iterable, Mapping
from urllib.parse import urlsplit

from flask import Blueprint, Flask, Response, request, session, url_for
from flask_babel import gettext
from flask_login import LoginManager, login_user, logout_user
from flask_wtf.csrf import CSRFError, CSRFProtect
from werkzeug.utils import redirect
from werkzeug.wrappers import Response as AnyResponse

from app import secondfactor
from app.admission import wait
from app.model import Editor
from app.web.desk.base import READING, User, answer, forget, inside, needs, pages, refusal, service, stale_form

_TOKEN_BYTES = 32
_PENDING = "pending"
_PENDING_SECONDS = 300
SAFE = frozenset(("GET", "HEAD", "OPTIONS"))


def install(app: Flask, open_to_programs: Iterable[Blueprint]) -> None:
    """Add login and CSRF protection to the application; what programs post to has no session that could be abused."""
    logins = LoginManager(app)
    logins.user_loader(_load)
    logins.session_protection = None
    protection = CSRFProtect(app)
    for blueprint in open_to_programs:
        protection.exempt(blueprint)
    app.register_error_handler(CSRFError, stale_form)
    # Other sites take their time to answer: one thread of a process may wait for them, and the others are the readers'.
    app.extensions[READING] = threading.Lock()


def _load(token: str) -> User | None:
    editor = service().store.sessions.editor(token, service().now())
    return User(editor, token) if editor else None


@pages.before_request
def from_here() -> AnyResponse | None:
    """What changes something must come from a page of ours: browsers say where a form stands (Origin, Sec-Fetch-Site)."""
    if request.method in SAFE:
        return None
    origin, site = request.headers.get("Origin", ""), request.headers.get("Sec-Fetch-Site", "same-origin")
    if (not origin or origin in _origins()) and site in ("same-origin", "none"):
        return None
    return refusal(gettext("This request came from another site, so nothing was done."), 403)


def _origins() -> tuple[str, str]:
    """Where our pages are: the configured address, and the one that the browser asked for, whose name no other site can have."""
    base = urlsplit(service().settings.base_url)
    return f"{base.scheme}://{base.netloc}", f"{base.scheme}://{request.host}"


@pages.route("/login", methods=["GET", "POST"])
@needs("open")
def login() -> AnyResponse:
    """Who are you?"""
    if request.method == "GET":
        return _ask()
    if _PENDING in session and "code" in request.form:
        return _second_step()
    held, now = service(), service().now()
    name, address = request.form.get("name", "").strip(), request.remote_addr or ""
    if left := wait(held.store.sessions.failed(name, address, now), now):
        return _slow(int(left.total_seconds()) + 1)
    editor = held.passwords.check(held.store, name, request.form.get("password", ""))
    if editor is None:
        held.store.sessions.fail(name, address, now)
        return _ask(gettext("Name and password do not fit together."), 401)
    if editor.totp_secret:
        session[_PENDING] = [editor.id, int(now.timestamp())]
        return _ask(step="code")
    return _come_in(editor)


@pages.post("/logout")
@needs("open")
def logout() -> AnyResponse:
    """Leave the desk; the session is over for good, also for whoever copied its cookie."""
    if token := session.get("_user_id"):
        service().store.sessions.end(token)
    logout_user()
    forget()
    return redirect(url_for("desk.login"))


def _second_step() -> AnyResponse:
    held, now = service(), service().now()
    editor_id, since = session[_PENDING]
    editor = next((editor for editor in held.store.editors.all() if editor.id == editor_id and not editor.disabled), None)
    if editor is None or not editor.totp_secret or now.timestamp() - since > _PENDING_SECONDS:
        session.pop(_PENDING)
        return _ask(gettext("That took too long. Please begin again."), 401)
    address = request.remote_addr or ""
    if left := wait(held.store.sessions.failed(editor.name, address, now), now):
        return _slow(int(left.total_seconds()) + 1)
    code = request.form["code"]
    step = secondfactor.step_of(editor.totp_secret, code, now)
    right = step is not None and held.store.editors.use_step(editor.name, step)
    if not right and not held.store.editors.use_recovery(editor.name, secondfactor.recovery_hash(code), now):
        held.store.sessions.fail(editor.name, address, now)
        return _ask(gettext("This code is wrong, or was used already. Wait for the next one."), 401, step="code")
    return _come_in(editor)


def _come_in(editor: Editor) -> AnyResponse:
    held, token, now = service(), secrets.token_urlsafe(_TOKEN_BYTES), service().now()
    held.store.sessions.begin(editor, token, now, address=request.remote_addr or "", agent=request.headers.get("User-Agent", ""))
    kept = _kept()
    forget()  # a session that somebody else may have planted ends here
    login_user(User(editor, token))
    if kept is None:
        return redirect(inside(request.args.get("next", "")))
    path, fields = kept
    held.store.autosaves.keep(editor.id, fields.get("document", ""), now, _number(fields.get("revision", "")), fields)
    return redirect(inside(path))


def _kept() -> tuple[str, dict[str, str]] | None:
    """What was typed into a form whose login had ended: where it stood, and its fields."""
    try:
        fields = json.loads(request.form.get("kept", ""))
    except ValueError:
        return None
    if not isinstance(fields, dict) or not fields.get("document"):
        return None
    return request.form.get("kept_at", ""), {str(name): str(value) for name, value in fields.items()}


def keep_typed() -> AnyResponse:
    """The login, for somebody whose session ended while they typed: their text comes along."""
    fields = {name: value for name, value in request.form.items() if name != "csrf_token"}
    words = gettext("You were logged out. Your text is safe: log in, and it is there again.")
    return _ask(words, 401, kept=json.dumps(fields, ensure_ascii=False), kept_at=request.path)


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


def _slow(seconds: int) -> Response:
    words = gettext("There were too many wrong tries. Wait %(seconds)s seconds and try again.", seconds=seconds)
    page = _ask(words, 429)
    page.headers["Retry-After"] = str(seconds)
    return page


def _ask(problem: str = "", code: int = 200, **more: str) -> Response:
    carried: Mapping[str, str] = {name: request.form.get(name, "") for name in ("kept", "kept_at")}
    return answer("login.html", code, problem=problem, **{**carried, "step": "", **more})
