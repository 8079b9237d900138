"""What a form sent that was not carried out, so that it can be sent again."""

from flask import request

# Forms with passwords in them, which stand on no page.
_SECRETS = (
    "desk.change_password",
    "desk.second_factor",
    "desk.second_factor_off",
    "desk.add_person",
    "desk.change_person",
)


def sent_fields() -> list[tuple[str, str]] | None:
    """The fields of a form in their order; None where a page cannot hold them."""
    if request.files or request.endpoint in _SECRETS:
        return None
    return [(name, value) for name, value in request.form.items(multi=True) if name != "csrf_token"]


def here() -> str:
    """The address that was asked for, with its query if it has one."""
    return request.full_path if request.query_string else request.path
