"""For whoever runs the service: is it alive, is it ready."""

from datetime import timedelta

from flask import Blueprint, Response, request

from app.run.checks.outside import SEEN
from app.values.errors import StoreError
from app.web.context import current_service
from app.web.security import may_see_figures

pages = Blueprint("ops", __name__)

_LATE = timedelta(minutes=2)
_LATER = {"Retry-After": "30"}


@pages.get("/healthz")
def healthz() -> Response:
    """The process lives; it says from where it was asked, so that whoever set up proxies can see
    it.
    """
    response = _say(200, "ok")
    response.headers[SEEN] = request.remote_addr or ""
    return response


@pages.get("/readyz")
def readyz() -> Response:
    """Database and clock work; 503 with the reason otherwise. Strangers are told no more than what
    kind of thing it is.
    """
    try:
        beat = current_service().store.sections.last_beat()
    except StoreError as error:
        return _say(503, _in_full(str(error)) or "the database cannot be reached")
    if current_service().settings.no_clock:
        return _say(200, "ok (serving without a clock)")
    if fault := current_service().signs.fault:
        what = _in_full(fault) or "a part of the service has stopped"
        return _say(503, f"{what}: restart the service")
    if beat is None or current_service().now() - beat > _LATE:
        return _say(503, "the clock does not tick: nothing is collected or released")
    return _say(200, "ok")


def _in_full(reason: str) -> str:
    """A reason, for whoever may see the figures; it may name paths and addresses."""
    token = current_service().settings.metrics_token
    return reason if may_see_figures(request, token) else ""


def _say(code: int, words: str) -> Response:
    headers = {"Cache-Control": "no-store"} | (_LATER if code == 503 else {})
    return Response(words + "\n", code, content_type="text/plain; charset=utf-8", headers=headers)
