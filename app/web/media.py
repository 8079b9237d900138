"""Our copies of pictures and their smaller forms, addressed by their content."""

from pathlib import Path

from flask import Blueprint, Response, abort, request

from app.feeds import MEDIA_TYPES
from app.images.variants import Ending
from app.web.context import current_service

pages = Blueprint("media", __name__)

_YEAR = 365 * 86400


@pages.get("/media/<digest>.<any(jpg, png):extension>")
def media(digest: str, extension: str) -> Response:
    """A picture; 410 when every story that showed it was withdrawn."""
    path = current_service().gallery.path(digest, MEDIA_TYPES[extension])
    return _answer(path, digest, MEDIA_TYPES[extension])


@pages.get("/media/<digest>-<string(maxlength=4):width>.<any(avif, webp):ending>")
def variant(digest: str, width: str, ending: Ending) -> Response:
    """A picture in one of the widths and forms that our pages offer; 404 for all others, so that
    nobody fills the disk.
    """
    if not (width.isascii() and width.isdigit()) or width.startswith("0"):
        abort(404)
    return _answer(
        current_service().gallery.variant(digest, int(width), ending), digest, f"image/{ending}"
    )


def _answer(path: Path | None, digest: str, content_type: str) -> Response:
    if path is None:
        abort(404)
    if current_service().store.pictures.withdrawn(digest):
        abort(410)
    answer = Response(path.read_bytes(), content_type=content_type)
    answer.set_etag(path.stem)
    answer.headers["Cache-Control"] = f"public, max-age={_YEAR}, immutable"
    answer.headers["Access-Control-Allow-Origin"] = "*"
    answer.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    answer.headers["Content-Security-Policy"] = "default-src 'none'"
    return answer.make_conditional(request)  # type: ignore[return-value]
