"""Pages about the site itself: who makes it, what it corrected, what feeds there are."""

from flask import Blueprint, Response, abort, request

from app.web.context import current_service
from app.web.pages import page

pages = Blueprint("about", __name__)

_TAGS = 60
_SOURCES = 100
_CORRECTIONS = 30


@pages.get("/about/")
def about() -> Response:
    """Who publishes, from which sources, by which rules."""
    sources = current_service().store.sources.some(_SOURCES + 1)
    return page("about.html", sources=sources[:_SOURCES], has_more=len(sources) > _SOURCES)


@pages.get("/feeds/")
def feeds() -> Response:
    """What feeds there are, in words; those of sources some at a time."""
    store = current_service().store
    after = _number(request.args.get("after", ""))
    sources = store.sources.some(_SOURCES + 1, after)
    return page(
        "feeds.html",
        sources=sources[:_SOURCES],
        tags=store.tags.all(_TAGS),
        after=after,
        more=sources[_SOURCES - 1].id if len(sources) > _SOURCES else 0,
    )


@pages.get("/corrections/")
def corrections() -> Response:
    """What was corrected, the last correction first."""
    before = request.args.get("before", "")
    rows = current_service().store.feeds.corrected(_CORRECTIONS + 1, _number(before) or None)
    more = rows[_CORRECTIONS - 1][0] if len(rows) > _CORRECTIONS else 0
    return page(
        "corrections.html",
        items=[item for _, item in rows[:_CORRECTIONS]],
        more=more,
        before=before,
    )


def _number(typed: str) -> int:
    """The number of a row, as it stands in an address; 0 for none."""
    if typed and not (typed.isascii() and typed.isdigit() and len(typed) < 10):
        abort(400)
    return int(typed or 0)
