"""The archive: every day with its news, and a calendar to find them by."""

from calendar import Calendar
from datetime import date, timedelta

from flask import Blueprint, Response, abort, redirect, request
from werkzeug.wrappers import Response as AnyResponse

from app.store import day_range
from app.values.errors import NotFound
from app.web.context import current_service
from app.web.languages import to
from app.web.pages import HTML, cursor, page, read_cursor, rendered

pages = Blueprint("archive", __name__)

_FIRST_YEAR, _LAST_YEAR = 1900, 2200
_OF_A_DAY = 100
_WEEK_OF = date(2024, 6, 24)  # any Monday: only its days' names are shown


@pages.get("/archive/")
def archive() -> AnyResponse:
    """The newest day of the archive."""
    latest = current_service().store.items.latest_day(current_service().settings.zone)
    if latest is None:
        return page("archive.html", day=None, items=[], earlier=None, later=None, more="", after="")
    return redirect(to(_day_path(latest)), 302)


@pages.get("/archive/<int:year>/")
@pages.get("/archive/<int:year>/<int(fixed_digits=2):month>/")
def month(year: int, month: int = 12) -> AnyResponse:
    """The newest day of a month, or of a year."""
    if not (_FIRST_YEAR <= year <= _LAST_YEAR and 1 <= month <= 12):
        abort(404)
    following = date(year + month // 12, month % 12 + 1, 1)
    latest = current_service().store.items.latest_day(
        current_service().settings.zone, before=following
    )
    if latest is None:
        raise NotFound("there is nothing as old as this")
    return redirect(to(_day_path(latest)), 302)


@pages.get("/archive/<int:year>/<int(fixed_digits=2):month>/<int(fixed_digits=2):day>/")
def day(year: int, month: int, day: int) -> Response:
    """Everything of one day, and the way to the days around it."""
    if not _FIRST_YEAR <= year <= _LAST_YEAR:
        abort(404)
    try:
        wanted = date(year, month, day)
    except ValueError:
        abort(404)
    store, zone = current_service().store, current_service().settings.zone
    after = request.args.get("after", "")
    items = store.items.public(
        _OF_A_DAY + 1, days=day_range(wanted, zone), after=read_cursor(after)
    )
    values = {
        "day": wanted,
        "items": items[:_OF_A_DAY],
        "more": cursor(items[_OF_A_DAY - 1]) if len(items) > _OF_A_DAY else "",
        "after": after,
        "weeks": Calendar().monthdatescalendar(year, month),
        "weekdays": [_WEEK_OF + timedelta(days=number) for number in range(7)],
        "with_news": set(store.items.days(zone, wanted)),
        "earlier": store.items.latest_day(zone, before=wanted),
        "later": store.items.first_day(zone, after=wanted),
        "earlier_month": store.items.latest_day(zone, before=wanted.replace(day=1)),
        "later_month": store.items.first_day(zone, after=_last_of_month(wanted)),
    }
    return (
        page("archive.html", **values)
        if items
        else Response(rendered("archive.html", **values), 404, content_type=HTML)
    )


def _day_path(day: date) -> str:
    return f"/archive/{day:%Y/%m/%d}/"


def _last_of_month(day: date) -> date:
    return date(day.year + day.month // 12, day.month % 12 + 1, 1) - timedelta(days=1)
