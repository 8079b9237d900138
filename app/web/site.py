"""The reader's pages of headlines: the front page, sections, sources, tags, search's neighbours."""

from flask import Blueprint, Response, redirect
from werkzeug.wrappers import Response as AnyResponse

from app.publish.frontpage import top
from app.values.model import Item
from app.web.context import current_service
from app.web.languages import to
from app.web.pages import headlines, page

pages = Blueprint("site", __name__)

TOP, _OF_SECTION = 4, 4


@pages.get("/")
def front() -> Response:
    """The lead, the latest by day, and every section."""
    store = current_service().store
    view = headlines(lambda limit, after: store.items.public(limit, after=after, leads=True))
    if view["after"]:
        return page("front.html", **view, top=[], of_sections=[])
    newest = [item for _, items in view["days"] for item in items]
    first = top(store.front.pinned(), newest, TOP)
    above = {item.id for item in first}
    view["days"] = [
        (day, rest)
        for day, items in view["days"]
        if (rest := [item for item in items if item.id not in above])
    ]
    return page("front.html", **view, top=first, of_sections=_of_sections(above))


@pages.get("/sections/<slug>/")
def section(slug: str) -> AnyResponse:
    """One section's headlines."""
    store = current_service().store
    section = store.sections.get(slug)
    if section.slug != slug:
        return redirect(to(f"/sections/{section.slug}/"), 301)
    view = headlines(
        lambda limit, after: store.items.public(limit, section=section, after=after, leads=True)
    )
    return page("section.html", section=section, **view)


@pages.get("/sources/<slug>/")
def source(slug: str) -> Response:
    """One source's headlines."""
    store = current_service().store
    source = store.sources.known(slug)
    return page(
        "source.html",
        source=source,
        **headlines(lambda limit, after: store.items.public(limit, source=source, after=after)),
    )


@pages.get("/tags/<slug>/")
def tag(slug: str) -> Response:
    """The headlines of one tag."""
    store = current_service().store
    tag = store.tags.get(slug)
    return page(
        "tag.html",
        tag=tag,
        **headlines(lambda limit, after: store.tags.items(tag, limit, after)),
    )


def _of_sections(above: set[int]) -> list[tuple[str, str, list[Item]]]:
    """Each section with its newest items, without those that stand at the top of the page
    already.
    """
    store = current_service().store
    rows = []
    for section in store.sections.all():
        items = store.items.public(_OF_SECTION + len(above), section=section, leads=True)
        rest = [item for item in items if item.id not in above][:_OF_SECTION]
        if rest:
            rows.append((section.slug, section.title, rest))
    return rows
