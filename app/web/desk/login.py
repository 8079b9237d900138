"""Coming in and leaving: name, password, second factor; and what keeps guessing slow."""

import json
import secrets
import threading
from collections.abc import Iterable, Mapping
from hashlib import sha256
from urllib.parse import urlsplit

from flask import Blueprint, Flask, Response, flash, g, jsonify, request, session, url_for
from flask_login import LoginManager, current_user, login_user, logout_user
from flask_wtf.csrf import CSRFError, CSRFProtect, generate_csrf
from werkzeug.exceptions import Forbidden
from werkzeug.utils import redirect
from werkzeug.wrappers import Response as AnyResponse

from app import desk
from app.desk import secondfactor
from app.values.admission import wait
from app.values.errors import InputError, TooMany
from app.values.model import Editor
from app.web.desk.autosave import LONGEST_LOADED, LONGEST_NAME
from app.web.desk.base import (
    DOORS,
    READING,
    User,
    answer,
    current_service,
    forget,
    gettext,
    inside,
    me,
    my_ration,
    needs,
    pages,
    refusal,
    sentence,
    wants_json,
)
from app.web.desk.fields import FIELDS, number
from app.web.desk.form import may_type_into
from app.web.desk.sent import here, sent_fields
from scrapers.words.text import clean_chars

_TOKEN_BYTES = 32
# A text is counted as it is saved, and kept in any case.
_NOT_COUNTED = frozenset(
    f"desk.{name}"
    for name in ("item", "new_item", "autosave", "present", "discard", "markdown", "preview")
)
_PENDING = "pending"
_PENDING_SECONDS = 300
SAFE = frozenset(("GET", "HEAD", "OPTIONS"))


def install(app: Flask, *open_to_programs: Blueprint) -> None:
    """Add login and CSRF protection to the application; what programs post to has no session that
    could be abused.
    """
    logins = LoginManager(app)
    logins.user_loader(_load)
    logins.session_protection = None
    protection = CSRFProtect(app)
    for programs in open_to_programs:
        protection.exempt(programs)
    app.register_error_handler(CSRFError, _stale_form)
    # Other sites take their time to answer: one thread of a process may wait for them, and the
    # others are the readers'.
    app.extensions[READING] = threading.Lock()


def _load(token: str) -> User | None:
    if g.get("without_store"):
        return None
    # A page that is open asks by itself who else is there.
    editor = desk.who_is_in(
        current_service().store,
        token,
        current_service().now(),
        used=request.endpoint != "desk.present",
    )
    return User(editor, token) if editor else None


@pages.before_request
def let_in() -> AnyResponse | None:
    """Nobody gets in unasked: what is not open asks for a login, and then for a role."""
    door = DOORS.get(request.endpoint or "")
    g.desk_language = me().editor.language if current_user.is_authenticated else ""
    if door == "open":
        return None
    if not current_user.is_authenticated:
        return _turned_away()
    if door is None or not me().may(door):
        raise Forbidden
    return _counted()


def _counted() -> AnyResponse | None:
    """What is posted counts as an act of the editor's; says so when there were too many. A form of
    an item, and what its script sends, are bounded otherwise.
    """
    if request.method in SAFE or (request.endpoint or "") in _NOT_COUNTED:
        return None
    service = current_service()
    try:
        desk.use_one(service.store, my_ration("acts"), service.now())
    except TooMany as error:
        words = sentence(error)
        page = jsonify({"error": words}) if wants_json() else refusal(words, 429)
        page.status_code, page.headers["Retry-After"] = 429, str(error.wait)
        return page
    return None


def _turned_away() -> AnyResponse:
    if wants_json():
        return jsonify({"error": gettext("You are logged out.")}), 401  # type: ignore[return-value]
    if request.method == "POST" and request.form:
        return from_here() or _keep_typed()
    return redirect(url_for("desk.login", next=here() if request.method == "GET" else None))


@pages.before_request
def from_here() -> AnyResponse | None:
    """What changes something must come from a page of ours: browsers say where a form stands
    (Origin, Sec-Fetch-Site).
    """
    if request.method in SAFE:
        return None
    origin, site = (
        request.headers.get("Origin", ""),
        request.headers.get("Sec-Fetch-Site", "same-origin"),
    )
    if (not origin or origin in _origins()) and site in ("same-origin", "none"):
        return None
    return refusal(gettext("This request came from another site, so nothing was done."), 403)


def _origins() -> tuple[str, str]:
    """Where our pages are: the configured address, and the one that the browser asked for, whose
    name no other site can have.
    """
    base = urlsplit(current_service().settings.base_url)
    return f"{base.scheme}://{base.netloc}", f"{request.scheme}://{request.host}"


@pages.route("/login", methods=["GET", "POST"])
@needs("open")
def login() -> AnyResponse:
    """Who are you?"""
    if request.method != "POST":
        return _ask()
    if _PENDING in session and "code" in request.form:
        return _second_step()
    service, now = current_service(), current_service().now()
    name, address = request.form.get("name", "").strip(), request.remote_addr or ""
    if left := wait(desk.failed_logins(service.store, name, address, now), now):
        return _slow(int(left.total_seconds()) + 1)
    editor = service.passwords.check(service.store, name, request.form.get("password", ""))
    if editor is None:
        service.store.sessions.fail(name, address, now)
        return _ask(gettext("Name and password do not fit together."), 401)
    if editor.totp_secret:
        session[_PENDING] = [editor.id, int(now.timestamp()), _stamp(editor)]
        return _ask(step="code")
    return _come_in(editor)


@pages.post("/logout")
@needs("open")
def logout() -> AnyResponse:
    """Leave the desk; the session is over for good, also for whoever copied its cookie."""
    if token := session.get("_user_id"):
        current_service().store.sessions.end(token)
    logout_user()
    forget()
    return redirect(url_for("desk.login"))


def _second_step() -> AnyResponse:
    service, now = current_service(), current_service().now()
    # What an earlier version left in the cookie has no stamp.
    editor_id, since, stamp = [*session[_PENDING], ""][:3]
    editor = next(
        (
            editor
            for editor in service.store.editors.all()
            if editor.id == editor_id and not editor.disabled and _stamp(editor) == stamp
        ),
        None,
    )
    if editor is None or not editor.totp_secret or now.timestamp() - since > _PENDING_SECONDS:
        session.pop(_PENDING)
        return _ask(gettext("That took too long. Please begin again."), 401)
    address = request.remote_addr or ""
    if left := wait(desk.failed_logins(service.store, editor.name, address, now), now):
        return _slow(int(left.total_seconds()) + 1)
    code = request.form["code"]
    secret = service.seal.open(editor.totp_secret, desk.owner_of(editor.id))
    step = secondfactor.step_of(secret, code, now)
    right = step is not None and service.store.editors.use_step(editor.name, step)
    if not right and not service.store.editors.use_recovery(
        editor.name, secondfactor.recovery_hash(code), now
    ):
        service.store.sessions.fail(editor.name, address, now)
        return _ask(
            gettext("This code is wrong, or was used already. Wait for the next one."),
            401,
            step="code",
        )
    return _come_in(editor)


def _stamp(editor: Editor) -> str:
    """What is another as soon as the editor's password is; tells nothing of it."""
    return sha256(editor.password_hash.encode()).hexdigest()[:16]


def _come_in(editor: Editor) -> AnyResponse:
    service, token, now = (
        current_service(),
        secrets.token_urlsafe(_TOKEN_BYTES),
        current_service().now(),
    )
    try:
        is_in = desk.log_in(
            service.store,
            editor,
            token,
            now,
            address=request.remote_addr or "",
            agent=request.headers.get("User-Agent", ""),
        )
    except TooMany as error:
        return _ask(sentence(error), 429)
    if not is_in:
        return _ask(gettext("Your account was just changed. Please begin again."), 401)
    forget()  # a session that somebody else may have planted ends here
    login_user(User(editor, token))
    return _go_on()


def _go_on() -> AnyResponse:
    """Where somebody goes who has come in: to what they typed or sent before, or to the page that
    they asked for.
    """
    kept, unsent = _kept(), _unsent()
    if unsent is not None:
        return _sent_again(*unsent)
    if kept is None:
        return redirect(inside(request.args.get("next", "")))
    return _shown_again(*kept) or _sent_again(kept[0], kept[1].items())


def _shown_again(path: str, fields: Mapping[str, str]) -> AnyResponse | None:
    """The form of an item with what was typed into it, which is kept; None for what cannot be
    kept.
    """
    document = fields["document"]
    if not may_type_into(document):
        return None
    service, typed = current_service(), {name: fields.get(name, "") for name in FIELDS}
    typed |= {"document": document, "loaded": fields.get("loaded", "")[:LONGEST_LOADED]}
    revision, tab = number(fields.get("revision", "")), fields.get("tab", "")
    try:
        kept = desk.keep_typed(
            service.store, me().editor, document, tab, revision, typed | {"tab": tab}, service.now()
        )
    except InputError:
        return None
    return redirect(inside(f"{path.partition('?')[0]}?typed={kept}"))


def _sent_again(path: str, fields: Iterable[tuple[str, str]]) -> AnyResponse:
    """A page that holds what was sent, to be sent again."""
    return answer("resend.html", path=inside(path), fields=list(fields))


def _kept() -> tuple[str, dict[str, str]] | None:
    """What was typed into a form whose login had ended: where it stood, and its fields."""
    try:
        fields = json.loads(request.form.get("kept", ""))
    except ValueError:
        return None
    if not isinstance(fields, dict):
        return None
    kept = {str(name): clean_chars(str(value)) for name, value in fields.items()}
    if (
        not kept.get("document")
        or len(kept["document"]) > LONGEST_NAME
        or len(kept.get("tab", "")) > LONGEST_NAME
    ):
        return None
    return request.form.get("kept_at", ""), kept


def _unsent() -> tuple[str, list[tuple[str, str]]] | None:
    """What was sent by a form other than that of an item after its login had ended: where to, and
    its fields in their order.
    """
    try:
        fields = json.loads(request.form.get("kept", ""))
    except ValueError:
        return None
    if not isinstance(fields, list) or not all(
        isinstance(pair, list) and len(pair) == 2 for pair in fields
    ):
        return None
    return request.form.get("kept_at", ""), [
        (clean_chars(str(name)), clean_chars(str(value))) for name, value in fields
    ]


def _stale_form(_: CSRFError) -> AnyResponse:
    """What a form is answered whose token is not ours, or belongs to a login that is over; what was
    typed into it is kept.
    """
    if (refused := from_here()) is not None:
        return refused
    if wants_json():
        # A script that was told the token of the present login can go on with it; no other site can
        # read this answer.
        message = gettext("This form was too old, so nothing was done. Try again.")
        return jsonify(
            {"error": message, "token": generate_csrf()}
            if current_user.is_authenticated
            else {"error": message}
        ), 400  # type: ignore[return-value]
    if request.endpoint == "desk.login" and request.form.get("kept"):
        # Logged in in another window meanwhile, or with a page that was open for days.
        return (
            _go_on()
            if current_user.is_authenticated
            else _ask(gettext("Log in once more; your text is still here."), 400)
        )
    if _is_item_form():
        if not current_user.is_authenticated:
            return _keep_typed()
        fields = _typed_fields()
        shown = _shown_again(request.path, fields)
        if shown is None:
            return _sent_again(request.path, fields.items())
        flash(
            gettext(
                "This form was too old, so nothing was saved yet. Your text is here: save it again."
            )
        )
        return shown
    words = gettext(
        "This form is too old or did not come from this desk. Go back, reload the page and send "
        "it again; nothing was changed."
    )
    return refusal(words, 400)


def _is_item_form() -> bool:
    return request.endpoint in ("desk.item", "desk.new_item") and bool(request.form.get("document"))


def _typed_fields() -> dict[str, str]:
    return {name: value for name, value in request.form.items() if name != "csrf_token"}


def _keep_typed() -> AnyResponse:
    """The login, for somebody whose session ended while they typed: their text comes along."""
    if _is_item_form():
        words = gettext("You were logged out. Your text is safe: log in, and it is there again.")
        return _ask(
            words, 401, kept=json.dumps(_typed_fields(), ensure_ascii=False), kept_at=request.path
        )
    if (fields := sent_fields()) is None:
        return _ask(
            gettext("You were logged out, so nothing was done. Log in, and do it once more."), 401
        )
    words = gettext(
        "You were logged out, so nothing was done. What you sent is safe: log in, and send it "
        "again."
    )
    return _ask(words, 401, kept=json.dumps(fields, ensure_ascii=False), kept_at=here())


def ask_later(words: str) -> Response:
    """The login for another try, with whatever was typed before it."""
    return _ask(words, 503, step="code" if _PENDING in session else "")


def _slow(seconds: int) -> Response:
    words = gettext(
        "There were too many wrong tries. Wait %(seconds)s seconds and try again.", seconds=seconds
    )
    page = _ask(words, 429)
    page.headers["Retry-After"] = str(seconds)
    return page


def _ask(problem: str = "", code: int = 200, **more: str) -> Response:
    carried: Mapping[str, str] = {name: request.form.get(name, "") for name in ("kept", "kept_at")}
    return answer("login.html", code, problem=problem, **{**carried, "step": "", **more})
