"""The people of the newsroom: let somebody in, give another role, end logins, help with lost
passwords and devices.
"""

from flask import Response, flash, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from app.desk import change_editor, check_name
from app.values.errors import Conflict, InputError
from app.values.model import ROLES, Role
from app.web.desk.base import answer, current_service, gettext, in_words, me, needs, pages


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
        service.store.editors.add(
            name,
            role,
            service.passwords.make(request.form.get("password", "")),
            service.now(),
            by=me().name,
        )
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
    try:
        match what:
            case "role":
                change_editor(
                    service.store, name, by, now, role=_role(request.form.get("role", ""))
                )
            case "disable" | "enable":
                change_editor(service.store, name, by, now, disabled=what == "disable")
            case "password":
                service.store.editors.set_password(
                    name, service.passwords.make(request.form.get("password", "")), by, now
                )
            case "device":
                service.store.editors.set_second_factor(name, "", [], by, now)
        if what in ("disable", "logins", "password"):
            service.store.sessions.end_of(editor, by, now)
    except (InputError, Conflict) as error:
        return _page(error, 422)
    flash(gettext("Done: %(name)s.", name=name))
    return redirect(url_for("desk.people"))


def _role(text: str) -> Role:
    """The role of that name; InputError."""
    role = next((role for role in ROLES if role == text), None)
    if role is None:
        raise InputError("choose a role", field="role")
    return role


def _page(problem: InputError | Conflict | None = None, code: int = 200) -> Response:
    values = {
        "editors": current_service().store.editors.all(),
        "roles": ROLES,
        "field": getattr(problem, "field", ""),
    }
    return answer("people.html", code, problem=in_words(problem) if problem else "", **values)
