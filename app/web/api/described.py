"""The interface, described for programs."""

from flask import Response, json, request

from app.openapi import document
from app.run.boot import program_version
from app.web.api.base import pages
from app.web.conditional import kept
from app.web.context import current_service

_HOUR = 3600


@pages.get("/openapi.json")
def described() -> Response:
    """What can be asked for here, as OpenAPI 3.1."""
    service = current_service()
    description = document(service.settings.title, program_version(), service.settings.base_url)
    body = json.dumps(description, ensure_ascii=False).encode()
    return kept(
        request,
        body,
        "application/json; charset=utf-8",
        None,
        service.now(),
        max_age=_HOUR,
        cors=True,
    )
