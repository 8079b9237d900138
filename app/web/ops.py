"""For whoever runs the service: is it alive, is it ready."""

from datetime import timedelta

from flask import Blueprint, Response

from app.values.errors import StoreError
from app.web.context import current_service

pages = Blueprint("ops", __name__)

_LATE = timedelta(minutes=2)


@pages.get("/healthz")
def healthz() -> Response:
    """The process lives."""
    return _say(200, "ok")


@pages.get("/readyz")
def readyz() -> Response:
    """Database and clock work; 503 with the reason otherwise."""
    try:
        beat = current_service().store.sections.last_beat()
    except StoreError as error:
        return _say(503, str(error))
    if current_service().settings.no_clock:
        return _say(200, "ok (serving without a clock)")
    if fault := current_service().signs.fault:
        return _say(503, f"{fault}: restart the service")
    if beat is None or current_service().now() - beat > _LATE:
        return _say(503, "the clock does not tick: nothing is collected or released")
    return _say(200, "ok")


def _say(code: int, words: str) -> Response:
    return Response(
        words + "\n",
        code,
        content_type="text/plain; charset=utf-8",
        headers={"Cache-Control": "no-store"},
    )
