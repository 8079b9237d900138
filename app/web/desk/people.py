"""The people of the newsroom: let somebody in, give another role, end logins, help with lost
passwords and devices.
"""

from flask import Response, flash, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from app.desk import (
    add_editor,
    change_editor,
    check_name,
    drop_second_factor,
    reset_password,
)
from app.values.errors import Conflict, InputError
from app.values.model import ROLES, Role
from app.web.desk.base import answer, current_service, gettext, in_words, me, needs, pages
from app.web.desk.proof import unproven

# What lets somebody in by another way asks who it is that changes it.
_ASKS_FOR_PROOF = ("password", "device")


@pages.get("/people")
@needs("people")
def people() -> Response:
    """Everybody, and what a chief can do for them."""
    return _page()


@pages.post("/people")
@needs("people")
def add_person() -> AnyResponse:
    """Let somebody in, with a first password that they change."""
    service, name = current_service(), request.form.get("name", "")
    try:
        role = _role(request.form.get("role", ""))
        check_name(name)
        made = service.passwords.make(request.form.get("password", ""))
        add_editor(service.store, name, role, made, me().name, service.now())
    except (InputError, Conflict) as error:
        return _page(error, 422)
    flash(gettext("%(name)s may come in.", name=name))
    return redirect(url_for("desk.people"))


@pages.post("/people/<path:name>/<any(role, disable, enable, logins, password, device):what>")
@needs("people")
def change_person(name: str, what: str) -> AnyResponse:
    """Change what somebody may do, or how they come in."""
    service, now, by = current_service(), current_service().now(), me().name
    editor = service.store.editors.by_name(name)
    if what in _ASKS_FOR_PROOF and (refused := unproven("present")) is not None:
        return _page(*refused, in_table=True)
    try:
        match what:
            case "role":
                change_editor(
                    service.store, name, by, now, role=_role(request.form.get("role", ""))
                )
            case "disable" | "enable":
                change_editor(service.store, name, by, now, disabled=what == "disable")
            case "password":
                made = service.passwords.make(request.form.get("password", ""))
                reset_password(service.store, name, made, by, now)
            case "device":
                drop_second_factor(service.store, editor, by, now)
            case "logins":
                service.store.sessions.end_of(editor, by, now)
    except (InputError, Conflict) as error:
        return _page(error, 422, in_table=True)
    flash(gettext("Done: %(name)s.", name=name))
    return redirect(url_for("desk.people"))


def _role(text: str) -> Role:
    """The role of that name; InputError."""
    role = next((role for role in ROLES if role == text), None)
    if role is None:
        raise InputError("choose a role", field="role")
    return role


def _page(
    problem: InputError | Conflict | None = None, code: int = 200, *, in_table: bool = False
) -> Response:
    """The page; what went wrong in its table stands above it, else beside its field."""
    field = "" if in_table else getattr(problem, "field", "")
    values = {
        "editors": current_service().store.editors.all(),
        "roles": ROLES,
        "field": field,
    }
    return answer("people.html", code, problem=in_words(problem) if problem else "", **values)
