"""Our copies of pictures, addressed by their content."""

from flask import Blueprint, Response, abort, request

from app.feeds import MEDIA_TYPES
from app.web.context import service

pages = Blueprint("media", __name__)

_YEAR = 365 * 86400


@pages.get("/media/<digest>.<any(jpg, png):extension>")
def media(digest: str, extension: str) -> Response:
    """A picture; 410 when every story that showed it was withdrawn."""
    path = service().gallery.path(digest, MEDIA_TYPES[extension])
    if path is None:
        abort(404)
    if service().store.pictures.withdrawn(digest):
        abort(410)
    answer = Response(path.read_bytes(), content_type=MEDIA_TYPES[extension])
    answer.set_etag(digest)
    answer.headers["Cache-Control"] = f"public, max-age={_YEAR}, immutable"
    answer.headers["Access-Control-Allow-Origin"] = "*"
    answer.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    answer.headers["Content-Security-Policy"] = "default-src 'none'"
    return answer.make_conditional(request)  # type: ignore[return-value]
