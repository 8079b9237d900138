"""Whether it is the editor who asks, and not somebody at a screen that was left open."""

from flask import request

from app import desk
from app.values.admission import wait
from app.values.errors import InputError
from app.web.desk.base import current_service, me


def unproven(field: str) -> tuple[InputError, int] | None:
    """Why the password in a field does not show that it is the editor who asks; guessing is as slow
    here as at the door.
    """
    service, now, name, address = (
        current_service(),
        current_service().now(),
        me().name,
        request.remote_addr or "",
    )
    if left := wait(desk.failed_logins(service.store, name, address, now), now):
        seconds = int(left.total_seconds()) + 1
        return InputError(
            "there were too many wrong tries; wait %(seconds)s seconds and try again",
            field=field,
            seconds=seconds,
        ), 429
    if service.passwords.check(service.store, name, request.form.get(field, "")) is not None:
        return None
    service.store.sessions.fail(name, address, now)
    return InputError("this is not your present password", field=field), 422
