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
_LATEST = 24


@pages.get("/")
def front() -> Response:
    """The lead, the latest by day, and every section."""
    store = current_service().store
    shown = headlines(lambda limit, after: store.items.public(limit, after=after, leads=True))
    if shown["after"]:
        return page("front.html", **shown, top=[], of_sections=[])
    newest = [item for _, items in shown["days"] for item in items]
    first = top(store.front.pinned(), newest, TOP)
    above = {item.id for item in first}
    shown["days"] = [
        (day, rest)
        for day, items in shown["days"]
        if (rest := [item for item in items if item.id not in above])
    ]
    return page("front.html", **shown, top=first, of_sections=_of_sections(above))


@pages.get("/sections/<slug>/")
def section(slug: str) -> AnyResponse:
    """One section's headlines."""
    store = current_service().store
    found = store.sections.get(slug)
    if found.slug != slug:
        return redirect(to(f"/sections/{found.slug}/"), 301)
    shown = headlines(
        lambda limit, after: store.items.public(limit, section=found, after=after, leads=True)
    )
    return page("section.html", section=found, **shown)


@pages.get("/sources/<slug>/")
def source(slug: str) -> Response:
    """One source's headlines."""
    store = current_service().store
    found = store.sources.known(slug)
    return page(
        "source.html",
        source=found,
        **headlines(lambda limit, after: store.items.public(limit, source=found, after=after)),
    )


@pages.get("/tags/<slug>/")
def tag(slug: str) -> Response:
    """The headlines of one tag."""
    store = current_service().store
    found = store.tags.get(slug)
    return page(
        "tag.html",
        tag=found,
        **headlines(lambda limit, after: store.tags.items(found, limit, after)),
    )


def _of_sections(above: set[int]) -> list[tuple[str, str, list[Item]]]:
    """Each section with its newest items, without those that stand at the top of the page
    already.
    """
    store = current_service().store
    found = []
    for section in store.sections.all():
        items = store.items.public(_OF_SECTION + len(above), section=section, leads=True)
        rest = [item for item in items if item.id not in above][:_OF_SECTION]
        if rest:
            found.append((section.slug, section.title, rest))
    return found
