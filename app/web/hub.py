"""The hub's address, where subscribers ask (WebSub, section 5.1). It is for programs: answers are
one line of plain text.
"""

from flask import Blueprint, Response, request

from app.hub import receive
from app.values.errors import InputError, TooMany
from app.values.quotas import network_of
from app.web.context import current_service
from app.web.security import is_loopback

pages = Blueprint("hub", __name__)

_LATER = {"Retry-After": "3600"}


@pages.post("/hub")
def hub() -> Response:
    """Subscribe or unsubscribe; whether the subscriber meant it is asked at its callback, soon."""
    service = current_service()
    asker = "" if is_loopback(request) else network_of(request.remote_addr or "")
    try:
        receive(
            request.form,
            service.store,
            service.fetcher,
            service.settings.base_url,
            service.now(),
            asker,
        )
    except TooMany as error:
        return _say(429, str(error), _LATER)
    except InputError as error:
        return _say(400, str(error))
    return _say(202, "noted; your callback will be asked to confirm it")


def _say(code: int, words: str, headers: dict[str, str] | None = None) -> Response:
    return Response(words + "\n", code, headers, content_type="text/plain; charset=utf-8")
