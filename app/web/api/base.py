"""The ground of the interface for programs: who asks, what their token lets them do, and how errors
are told (RFC 9457).
"""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from flask import Blueprint, Response, g, json, request
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response as AnyResponse

from app import desk
from app.values.errors import (
    Conflict,
    InputError,
    NotFound,
    StoreError,
    TooMany,
    Unavailable,
)
from app.values.model import Token
from app.values.tokens import PREFIX, SCOPES, granted, signed
from app.web.context import current_service

pages = Blueprint("api", __name__, url_prefix="/api/v1")

View = TypeVar("View", bound=Callable[..., Any])
_PROBLEM = "application/problem+json; charset=utf-8"
_TITLES = {
    400: "Bad request", 401: "Unauthorized", 403: "Forbidden", 404: "Not found",
    405: "Method not allowed", 409: "Conflict", 410: "Gone", 412: "Precondition failed",
    413: "Content too large", 415: "Unsupported media type", 422: "Unprocessable content",
    429: "Too many requests", 500: "Internal server error", 503: "Service unavailable",
}  # fmt: skip
_WORDS = {
    400: "The address or its parameters cannot be understood.",
    404: "There is nothing here.",
    405: "This address takes no such method.",
    410: "This was withdrawn.",
    413: "A request may have at most 4 MB.",
}
_HINDRANCES = {
    "away": "The database does not answer just now.",
    "busy": "Others keep the database busy just now.",
    "slow": "The database took too long for this: ask for less, or for rarer words.",
    "full": "The disk of the database is full.",
}
_OUT_OF_ORDER = "The database is out of order."


def problem(code: int, detail: str = "", *, field: str = "", **headers: str) -> Response:
    """An error for a program: what went wrong, and in which field."""
    values = {
        "type": "about:blank",
        "title": _TITLES.get(code, "Error"),
        "status": code,
        "detail": detail or _WORDS.get(code, ""),
    }
    values = {name: value for name, value in values.items() if value != ""} | (
        {"field": field} if field else {}
    )
    answer = Response(json.dumps(values), code, content_type=_PROBLEM)
    answer.headers.update({name.replace("_", "-"): value for name, value in headers.items()})
    return answer


def not_stored(error: StoreError) -> Response:
    """Why the database cannot be asked, and what becomes of the request."""
    why = _HINDRANCES.get(error.why if isinstance(error, Unavailable) else "", _OUT_OF_ORDER)
    if request.method in ("GET", "HEAD"):
        return problem(503, f"{why} Ask again later.")
    if isinstance(error, Unavailable) and not error.is_certain:
        return problem(
            503,
            f"{why} Whether the request was carried out is not certain. With the Idempotency-Key "
            f"that it had, it may be sent again; else look first.",
        )
    return problem(503, f"{why} Nothing was stored. Send the request again later.")


@pages.before_request
def let_in() -> Response | None:
    """Whoever shows a token must have a good one; whoever shows none is a reader."""
    g.token = None
    if "Authorization" not in request.headers:
        return None
    kind, _, secret = request.headers["Authorization"].partition(" ")
    secret = secret.strip()
    known = kind.lower() == "bearer" and secret.startswith(PREFIX) and secret.isascii()
    g.token = (
        desk.admit_program(current_service().store, secret, current_service().now())
        if known
        else None
    )
    if g.token is None:
        wanted = 'Bearer realm="api", error="invalid_token"'
        return problem(
            401,
            "This token is unknown, revoked or too old, or its editor may not come in.",
            WWW_Authenticate=wanted,
        )
    return None


def token() -> Token | None:
    """The token of this request, if it has one."""
    token: Token | None = g.token
    return token


def allowed(scope: str) -> bool:
    """Whether the token of this request may do something, by its scopes and by its editor's role as
    it is now.
    """
    holder = token()
    return holder is not None and scope in granted(holder.scopes, holder.editor.role)


def refused(scope: str) -> Response | None:
    """Why this request may not do something; None when it may."""
    holder = token()
    if holder is None:
        return problem(401, "This needs a token.", WWW_Authenticate='Bearer realm="api"')
    if allowed(scope):
        return None
    has = scope in holder.scopes
    words = (
        f"The role of {holder.editor.name} ({holder.editor.role}) does not allow it."
        if has
        else f"This token has no scope {scope}."
    )
    return problem(
        403,
        words,
        WWW_Authenticate=f'Bearer realm="api", error="insufficient_scope", scope="{scope}"',
    )


def writes(scope: str) -> Callable[[View], View]:
    """Say which scope a view that changes something needs; each counts for the limit of an hour."""
    assert scope in SCOPES

    def marked(view: View) -> View:
        @wraps(view)
        def guarded(*args: Any, **values: Any) -> AnyResponse:
            if (answer := refused(scope)) is not None:
                return answer
            holder = token()
            assert holder
            if left := desk.count_write(current_service().store, holder, current_service().now()):
                return problem(
                    429,
                    f"This token has written too much lately. Go on in {left} seconds.",
                    Retry_After=str(left),
                )
            done: AnyResponse = view(*args, **values)
            return done

        return guarded  # type: ignore[return-value]

    return marked


def signature() -> str:
    """In whose name this request writes: the editor's, with the token's."""
    holder = token()
    assert holder
    return signed(holder.editor.name, holder.name)


@pages.errorhandler(HTTPException)
def http_problem(error: HTTPException) -> AnyResponse:
    """An error of HTTP; what leads elsewhere is none."""
    if error.code is None or error.code < 400:
        return error.get_response()
    return problem(error.code)


@pages.errorhandler(NotFound)
def not_found(_: NotFound) -> Response:
    """There is no such thing."""
    return problem(404)


@pages.errorhandler(TooMany)
def too_many(error: TooMany) -> Response:
    """More was asked for than one person is given, for a while or as things are."""
    headers = {"Retry_After": str(error.wait)} if error.wait else {}
    return problem(429, str(error), field=error.field, **headers)


@pages.errorhandler(InputError)
def not_usable(error: InputError) -> Response:
    """What was sent cannot be used."""
    return problem(422, str(error), field=error.field)


@pages.errorhandler(Conflict)
def conflict(error: Conflict) -> Response:
    """Things stand otherwise than the request supposes."""
    return problem(409, str(error))
