"""Pages about the site itself: who makes it, what it corrected, what feeds there are."""

from flask import Blueprint, Response, abort, request

from app.web.context import current_service
from app.web.pages import page

pages = Blueprint("about", __name__)

_TAGS = 60
_CORRECTIONS = 30


@pages.get("/about/")
def about() -> Response:
    """Who publishes, from which sources, by which rules."""
    return page("about.html", sources=current_service().store.sources.all())


@pages.get("/feeds/")
def feeds() -> Response:
    """What feeds there are, in words."""
    store = current_service().store
    return page("feeds.html", sources=store.sources.all(), tags=store.tags.all(_TAGS))


@pages.get("/corrections/")
def corrections() -> Response:
    """What was corrected, the last correction first."""
    before = request.args.get("before", "")
    if before and not (before.isascii() and before.isdigit() and len(before) < 10):
        abort(400)
    rows = current_service().store.feeds.corrected(
        _CORRECTIONS + 1, int(before) if before else None
    )
    more = rows[_CORRECTIONS - 1][0] if len(rows) > _CORRECTIONS else 0
    return page(
        "corrections.html",
        items=[item for _, item in rows[:_CORRECTIONS]],
        more=more,
        before=before,
    )
