"""One's own account: password, second factor, where one is logged in, how one likes the desk."""

import secrets

import segno
from flask import Response, flash, redirect, request, session, url_for
from markupsafe import Markup
from werkzeug.wrappers import Response as AnyResponse

from app import desk
from app.desk import secondfactor
from app.values.errors import Conflict, InputError
from app.values.settings import INTERFACE_LANGUAGES
from app.web.desk.base import answer, current_service, gettext, in_words, me, needs, pages
from app.web.desk.proof import unproven
from app.web.languages import NAMES

_SECRET = "new_secret"  # noqa: S105


@pages.get("/account")
@needs("account")
def account() -> Response:
    """What belongs to oneself."""
    return _page()


@pages.post("/account/password")
@needs("account")
def change_password() -> AnyResponse:
    """Take another password; whoever is logged in elsewhere under this name is logged out."""
    service, editor = current_service(), me().editor
    if (refused := unproven("old")) is not None:
        return _page(*refused)
    try:
        if request.form.get("new", "") != request.form.get("again", ""):
            raise InputError("the two new passwords are not the same", field="again")
        made = service.passwords.make(request.form.get("new", ""))
    except InputError as error:
        return _page(
            InputError(
                error.message,
                field=error.field if error.field == "again" else "new",
                **error.values,
            ),
            422,
        )
    try:
        ended = desk.change_password(service.store, editor, made, service.now(), here=me().id)
    except Conflict as error:
        return _page(error, 409)
    flash(
        gettext(
            "The password is changed. Logins that were ended elsewhere: %(number)s.", number=ended
        )
    )
    return redirect(url_for("desk.account"))


@pages.post("/account/logins/end")
@needs("account")
def end_logins() -> AnyResponse:
    """End one of one's own logins, or all but this one."""
    service, login = current_service(), request.form.get("login", "")
    which = {"login": login} if login else {"but": me().id}
    ended = service.store.sessions.end_of(me().editor, me().name, service.now(), **which)
    flash(gettext("Logins that were ended: %(number)s.", number=ended))
    return redirect(url_for("desk.account"))


@pages.post("/account/preferences")
@needs("account")
def prefer() -> AnyResponse:
    """Say whether single keys do things, and in which language the desk speaks."""
    language = request.form.get("language", "")
    language = language if language in INTERFACE_LANGUAGES else ""
    current_service().store.editors.prefer(
        me().name, shortcuts=bool(request.form.get("shortcuts")), language=language
    )
    flash(gettext("Kept."))
    return redirect(url_for("desk.account"))


@pages.route("/account/second-factor", methods=["GET", "POST"])
@needs("account")
def second_factor() -> AnyResponse:
    """Turn the second factor on: show a secret to an authenticator, and see that it makes the right
    codes.
    """
    service, now, editor = current_service(), current_service().now(), me().editor
    if request.method != "POST":
        session[_SECRET] = secondfactor.new_secret(secrets.token_bytes)
        return _secret_page()
    if (refused := unproven("password")) is not None:
        return _secret_page(in_words(refused[0]), refused[1], "password")
    secret = session.get(_SECRET, "")
    step = secondfactor.step_of(secret, request.form.get("code", ""), now) if secret else None
    if step is None:
        return _secret_page(
            gettext(
                "This code does not fit. Look whether the clock of your device is right, and take "
                "the newest."
            ),
            422,
        )
    codes = secondfactor.new_recovery(secrets.token_bytes)
    hashes = [secondfactor.recovery_hash(code) for code in codes]
    try:
        desk.take_second_factor(service.store, service.seal, editor, secret, hashes, now)
    except Conflict as error:
        return _secret_page(in_words(error), 409)
    service.store.editors.use_step(editor.name, step)
    service.store.sessions.end_of(editor, editor.name, now, but=me().id)
    session.pop(_SECRET)
    return answer("recovery.html", codes=codes)


@pages.post("/account/second-factor/off")
@needs("account")
def second_factor_off() -> AnyResponse:
    """Ask for no code any more; the password is asked for once more."""
    service = current_service()
    if (refused := unproven("password")) is not None:
        return _page(*refused)
    desk.drop_second_factor(service.store, me().editor, me().name, service.now())
    flash(gettext("The second factor is off."))
    return redirect(url_for("desk.account"))


def _secret_page(problem: str = "", code: int = 200, field: str = "code") -> Response:
    secret = session.get(_SECRET, "")
    address = secondfactor.address(secret, me().name, current_service().settings.title)
    picture = segno.make(address, error="m").svg_inline(
        scale=5, border=3, dark="#000", light="#fff"
    )
    return answer(
        "second_factor.html",
        code,
        secret=secret,
        picture=Markup(picture),  # noqa: S704
        problem=problem,
        field=field,
    )


def _page(problem: InputError | Conflict | None = None, code: int = 200) -> Response:
    service = current_service()
    return answer(
        "account.html",
        code,
        logins=desk.logins_of(service.store, me().editor, service.now()),
        problem=in_words(problem) if problem else "",
        field=getattr(problem, "field", "new" if problem else ""),
        languages=[(name, NAMES[name]) for name in INTERFACE_LANGUAGES],
        here=service.store.sessions.key(me().id),
    )
