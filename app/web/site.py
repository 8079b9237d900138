"""The reader's site."""

import re
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from itertools import groupby

from flask import Blueprint, Response, abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from app.errors import NotFound
from app.model import Item, Section, Source
from app.store import Place, day_range
from app.web.conditional import kept
from app.web.context import service
from app.web.show import item_day, item_path

pages = Blueprint("site", __name__)

_CURSOR = re.compile(r"(-?[0-9]{1,17})-([0-9]{1,9})")
_PAGE = 30
_MAX_AGE = 300
_FIRST_YEAR, _LAST_YEAR = 1900, 2200
_HTML = "text/html; charset=utf-8"


@pages.get("/")
def front() -> Response:
    """Headlines of everything, by day."""
    items, more = _page_of(None, None)
    return _keep(render_template("site/front.html", **_frame(), days=_by_day(items), more=more, after=request.args.get("after")))


@pages.get("/sections/<slug>/")
def section(slug: str) -> Response:
    """One section's headlines."""
    found = service().store.sections.get(slug)
    items, more = _page_of(found, None)
    page = render_template("site/section.html", **_frame(), section=found, days=_by_day(items), more=more, after=request.args.get("after"))
    return _keep(page)


@pages.get("/sources/<slug>/")
def source(slug: str) -> Response:
    """One source's headlines."""
    found = service().store.sources.known(slug)
    items, more = _page_of(None, found)
    page = render_template("site/source.html", **_frame(), source=found, days=_by_day(items), more=more, after=request.args.get("after"))
    return _keep(page)


@pages.get("/items/<uid>/", defaults={"slug": ""})
@pages.get("/items/<uid>/<slug>")
def item(uid: str, slug: str) -> AnyResponse:
    """One item; 410 with the reason when it was withdrawn, a redirect when its words changed or it was merged into another."""
    found = service().store.items.by_uid(uid)
    if found.merged_into:
        return redirect(url_for("site.item", uid=found.merged_into, slug=""), 301)
    if found.status == "withdrawn":
        return Response(render_template("site/withdrawn.html", **_frame(), item=found), 410, content_type=_HTML)
    if found.status != "published":
        raise NotFound(f"there is no public item {uid!r}")
    if slug != found.slug:
        return redirect(item_path(found), 301)
    return _keep(render_template("site/item.html", **_frame(), item=found, reports=service().store.items.reports(found)))


@pages.get("/archive/")
def archive() -> AnyResponse:
    """The newest day of the archive."""
    latest = service().store.items.latest_day(service().settings.zone)
    if latest is None:
        return _keep(render_template("site/archive.html", **_frame(), day=None, days=[], items=[], earlier=None, later=None))
    return redirect(_day_path(latest), 302)


@pages.get("/archive/<int:year>/<int(fixed_digits=2):month>/<int(fixed_digits=2):day>/")
def archive_day(year: int, month: int, day: int) -> Response:
    """Everything of one day, and the way to the days around it."""
    if not _FIRST_YEAR <= year <= _LAST_YEAR:
        abort(404)
    try:
        wanted = date(year, month, day)
    except ValueError:
        abort(404)
    store, zone = service().store, service().settings.zone
    items = store.items.public(500, days=day_range(wanted, zone))
    page = render_template(
        "site/archive.html",
        **_frame(),
        day=wanted,
        items=items,
        days=store.items.days(zone, wanted),
        earlier=_day_link(store.items.latest_day(zone, before=wanted)),
        later=_day_link(store.items.first_day(zone, after=wanted)),
    )
    return _keep(page) if items else Response(page, 404, content_type=_HTML)


@pages.get("/feeds/")
def feeds() -> Response:
    """What feeds there are, in words."""
    return _keep(render_template("site/feeds.html", **_frame(), sources=service().store.sources.all()))


@pages.get("/robots.txt")
def robots() -> Response:
    """Everything public may be read by everybody."""
    return _plain("User-agent: *\nDisallow: /desk/\n", "text/plain; charset=utf-8")


@pages.get("/site.css")
def stylesheet() -> Response:
    """The site's one style sheet."""
    return _plain(render_template("site/site.css"), "text/css; charset=utf-8")


@pages.get("/icon.svg")
def icon() -> Response:
    """The site's icon."""
    return _plain(render_template("site/icon.svg"), "image/svg+xml")


@pages.get("/favicon.ico")
def favicon() -> AnyResponse:
    """Browsers ask for it unasked."""
    return redirect(url_for("site.icon"), 301)


def _frame() -> dict[str, Sequence[Section]]:
    return {"sections": service().store.sections.all()}


def _keep(page: str) -> Response:
    """Section names stand in every page's frame, so every page is as new as the edition."""
    return kept(request, page.encode(), _HTML, service().store.sections.edition().version_at, service().now(), max_age=_MAX_AGE)


def _plain(text: str, content_type: str) -> Response:
    return kept(request, text.encode(), content_type, None, service().now(), max_age=3600)


def _page_of(section: Section | None, source: Source | None) -> tuple[list[Item], str]:
    """A page of headlines and the cursor of the next one ("" at the end)."""
    after = read_cursor(request.args.get("after", ""))
    items = service().store.items.public(_PAGE + 1, section=section, source=source, after=after, leads=source is None)
    return items[:_PAGE], cursor(items[_PAGE - 1]) if len(items) > _PAGE else ""


def cursor(item: Item) -> str:
    """The place after an item in the order newest first, for a URL: microseconds since 1970 and the item's number."""
    return f"{(item.published_at - _EPOCH) // timedelta(microseconds=1)}-{item.id}"


def read_cursor(text: str) -> Place | None:
    """The place that `cursor` wrote; None for none; 400 for anything else."""
    if not text:
        return None
    match = _CURSOR.fullmatch(text)
    if not match:
        abort(400)
    return Place(_EPOCH + timedelta(microseconds=int(match[1])), int(match[2]))


_EPOCH = datetime.fromisoformat("1970-01-01T00:00:00+00:00")


def _by_day(items: list[Item]) -> list[tuple[date, list[Item]]]:
    zone = service().settings.zone
    return [(day, list(group)) for day, group in groupby(items, key=lambda found: item_day(found, zone))]


def _day_path(day: date) -> str:
    return f"/archive/{day:%Y/%m/%d}/"


def _day_link(day: date | None) -> tuple[str, date] | None:
    return (_day_path(day), day) if day else None
