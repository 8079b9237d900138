"""Tokens for programs: made here, shown once, revoked."""

import secrets
from datetime import timedelta

from flask import Response, flash, redirect, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response as AnyResponse

from app.desk import give_token
from app.values.errors import Conflict, InputError
from app.values.tokens import LIFETIMES, PREFIX, SCOPES
from app.web.desk.base import answer, current_service, in_words, me, needs, pages
from scrapers.words.text import clean_text

_LONGEST_NAME = 60


@pages.get("/tokens")
@needs("write")
def tokens() -> Response:
    """The tokens of an editor; chiefs see everybody's."""
    return _page()


@pages.post("/tokens")
@needs("write")
def new_token() -> Response:
    """Make a token, and show it this once."""
    service, now = current_service(), current_service().now()
    name, days = clean_text(request.form.get("name", "")), request.form.get("days", "")
    scopes = [
        scope
        for scope in SCOPES
        if scope in request.form.getlist("scopes") and me().may(SCOPES[scope])
    ]
    if not name or len(name) > _LONGEST_NAME:
        return _page(
            gettext("Give it a name of at most %(most)s characters.", most=_LONGEST_NAME), "name"
        )
    if not scopes:
        return _page(gettext("Say what the program may do."), "scopes")
    if days not in map(str, LIFETIMES):
        return _page(gettext("Say for how long the token is good."), "days")
    secret = PREFIX + secrets.token_urlsafe(32)
    try:
        give_token(
            service.store, me().editor, name, scopes, secret, now + timedelta(days=int(days)), now
        )
    except (InputError, Conflict) as error:
        return _page(in_words(error), getattr(error, "field", "name"))
    return _page(secret=secret)


@pages.post("/tokens/<int(max=2147483647):number>/revoke")
@needs("write")
def revoke_token(number: int) -> AnyResponse:
    """Let a token open nothing any more: one's own, or for a chief anybody's."""
    service = current_service()
    service.store.tokens.revoke(
        number, me().name, service.now(), of=None if me().may("people") else me().editor
    )
    flash(gettext("Revoked: the token opens nothing any more."))
    return redirect(url_for("desk.tokens"))


def _page(problem: str = "", field: str = "", secret: str = "") -> Response:
    return answer(
        "tokens.html",
        422 if problem else 200,
        tokens=current_service().store.tokens.of(None if me().may("people") else me().editor),
        scopes=[(scope, me().may(action)) for scope, action in SCOPES.items()],
        lifetimes=LIFETIMES,
        now=current_service().now(),
        problem=problem,
        field=field,
        secret=secret,
        typed=request.form,
        ticked=request.form.getlist("scopes"),
    )
