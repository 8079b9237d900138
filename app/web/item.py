"""One story: its page, what became of it, its history, and all reports of it."""

from flask import Blueprint, Response, redirect
from werkzeug.wrappers import Response as AnyResponse

from app.news.revisions import changes
from app.values.errors import NotFound
from app.values.model import Item
from app.web.context import current_service
from app.web.languages import to
from app.web.pages import HTML, page, rendered
from app.web.show import item_path

pages = Blueprint("item", __name__)

_RELATED = 4


@pages.get("/items/<uid>/", defaults={"slug": ""})
@pages.get("/items/<uid>/<slug>")
def item(uid: str, slug: str) -> AnyResponse:
    """One item; 410 with the reason when it was withdrawn, at an address without its words; a
    redirect when its words changed or it was merged into another.
    """
    item = current_service().store.items.by_uid(uid)
    if item.merged_into:
        return redirect(to(f"/items/{item.merged_into}/"), 301)
    if item.status == "withdrawn" and slug:
        # For now only: it may be published again. The usual address tells the headline.
        return redirect(to(f"/items/{item.uid}/"), 302)
    if item.status == "withdrawn":
        return Response(rendered("withdrawn.html", item=item), 410, content_type=HTML)
    if item.status != "published":
        raise NotFound(f"there is no public item {uid!r}")
    if slug != item.slug:
        return redirect(to(item_path(item)), 301)
    store = current_service().store
    reports = store.items.reports(item)
    earlier, later = store.items.neighbours(item)
    return page(
        "item.html",
        item=item,
        reports=reports,
        related=_related(item, reports),
        earlier=earlier,
        later=later,
    )


@pages.get("/items/<uid>/history")
def history(uid: str) -> AnyResponse:
    """What changed in an item from version to version, as far as it may be shown."""
    store = current_service().store
    item = store.items.by_uid(uid)
    if item.merged_into:
        return redirect(to(f"/items/{item.merged_into}/"), 301)
    if item.status != "published":
        raise NotFound(f"there is no public item {uid!r}")
    public_since = item.released_at or item.first_seen_at
    return page(
        "history.html",
        item=item,
        versions=changes(store.items.revisions(uid), item.rights, public_since),
    )


@pages.get("/stories/<int(max=999999999):number>/")
def cluster(number: int) -> AnyResponse:
    """One event and all reports of it."""
    reports = current_service().store.items.of_cluster(number)
    if not reports:
        raise NotFound(f"there is no story {number}")
    if len(reports) == 1:
        return redirect(to(item_path(reports[0])), 302)
    return page("cluster.html", reports=reports, number=number)


def _related(story: Item, reports: list[Item]) -> list[Item]:
    """Further reading: what has a tag in common, then the newest of the section."""
    store = current_service().store
    known = {story.id, *(report.id for report in reports)}
    near = [item for tag in story.content.tags[:3] for item in store.tags.named(tag, _RELATED + 1)]
    near += store.items.public(_RELATED + len(known), section=story.section, leads=True)
    return [item for item in {item.id: item for item in near}.values() if item.id not in known][
        :_RELATED
    ]
