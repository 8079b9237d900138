"""Items by status, and what editors should know."""

from typing import cast

from flask import render_template, request, url_for

from app.model import Status
from app.web.desk.base import needs, pages, service
from app.web.pages import cursor, read_cursor

_PAGE = 50
_TABS: tuple[tuple[Status, str], ...] = (
    ("review", "To review"), ("draft", "Drafts"), ("scheduled", "Scheduled"), ("published", "Published"), ("withdrawn", "Withdrawn"),
    ("rejected", "Rejected"), ("merged", "Merged"),
)  # fmt: skip


@pages.get("/")
@needs("look")
def items() -> str:
    """Items by status, newest first, and what editors should know."""
    status = request.args.get("status", "")
    status = status if status in dict(_TABS) else ""
    found = service().store.items.desk(
        _PAGE + 1, status=cast(Status, status) if status else None, after=read_cursor(request.args.get("after", ""))
    )
    return render_template(
        "desk/items.html",
        items=found[:_PAGE],
        more=cursor(found[_PAGE - 1]) if len(found) > _PAGE else "",
        status=status,
        tabs=_TABS,
        notices=_notices(),
    )


def _notices() -> list[tuple[str, str]]:
    """What editors should know, each with a link to look: sources that fail, items that no feed can carry, pages that were taken away, are
    in doubt or never came.
    """
    store = service().store
    failing = [(f"{s.title} fails: {s.last_error}", url_for("desk.sources")) for s in store.sources.all() if s.last_error]
    aside = [
        (f"Not in the feeds: {item.content.title or item.uid} ({reason})", url_for("desk.item", uid=item.uid))
        for item, reason in service().syndication.set_aside()
    ]
    gone = [(f"Taken away upstream: {place.teaser_title or place.url}", place.url) for place in store.locations.gone(20)]
    doubted = [(f"Not taken over: {place.error}", place.url) for place in store.locations.doubted(20)]
    given_up = [(f"Could not be read: {place.error}", place.url) for place in store.locations.given_up(20)]
    return failing + aside + gone + doubted + given_up
