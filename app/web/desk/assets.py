"""What desk pages load: a style sheet and a script of our own."""

from flask import Response, render_template, request

from app.web.conditional import kept
from app.web.desk.base import current_service, needs, pages


@pages.get("/desk.css")
@needs("open")
def stylesheet() -> Response:
    """The desk's style sheet."""
    return kept(
        request,
        render_template("desk/desk.css").encode(),
        "text/css; charset=utf-8",
        None,
        current_service().now(),
        max_age=3600,
    )


@pages.get("/form.js")
@needs("open")
def form_script() -> Response:
    """The script of an item's form."""
    return kept(
        request,
        render_template("desk/form.js").encode(),
        "text/javascript; charset=utf-8",
        None,
        current_service().now(),
        max_age=3600,
    )


@pages.get("/desk.js")
@needs("open")
def script() -> Response:
    """The desk's script, without which everything works too."""
    return kept(
        request,
        render_template("desk/desk.js").encode(),
        "text/javascript; charset=utf-8",
        None,
        current_service().now(),
        max_age=3600,
    )
