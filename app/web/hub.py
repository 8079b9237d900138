"""The hub's address, where subscribers ask (WebSub, section 5.1). It is for programs: answers are
one line of plain text.
"""

from flask import Blueprint, Response, request

from app.hub import receive
from app.values.errors import InputError, TooMany
from app.web.context import current_service

pages = Blueprint("hub", __name__)

_LATER = {"Retry-After": "3600"}


@pages.post("/hub")
def hub() -> Response:
    """Subscribe or unsubscribe; whether the subscriber meant it is asked at its callback, soon."""
    service = current_service()
    try:
        receive(
            request.form, service.store, service.fetcher, service.settings.base_url, service.now()
        )
    except InputError as error:
        return _say(400, str(error))
    except TooMany as error:
        return _say(429, str(error), _LATER)
    return _say(202, "noted; your callback will be asked to confirm it")


def _say(code: int, words: str, headers: dict[str, str] | None = None) -> Response:
    return Response(words + "\n", code, headers, content_type="text/plain; charset=utf-8")
