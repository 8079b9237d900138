"""Dates as people read them, in the language of the page."""

from datetime import date, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_datetime
from flask_babel import get_locale, gettext

from app.values.model import Item

_DAY = {"en": "EEEE, d MMMM y", "zh": "y年M月d日 EEEE"}
_DATE = {"en": "d MMMM y", "zh": "y年M月d日"}
_MOMENT = {"en": "d MMMM y, HH:mm", "zh": "y年M月d日 HH:mm"}
_MONTH = {"en": "MMMM y", "zh": "y年M月"}


def _language() -> str:
    locale = get_locale()
    return str(locale.language) if locale is not None else "en"


def show_day(day: date) -> str:
    """`Friday, 21 June 2024`."""
    return _formatted(day, _DAY[_language()], _language())


def show_date(day: date) -> str:
    """`21 June 2024`."""
    return _formatted(day, _DATE[_language()], _language())


def show_month(day: date) -> str:
    """`June 2024`."""
    return _formatted(day, _MONTH[_language()], _language())


def show_weekday(day: date) -> str:
    """`Fri`."""
    return _formatted(day, "ccc" if _language() == "en" else "cccccc", _language())


def show_moment(moment: datetime, zone: ZoneInfo) -> str:
    """`21 June 2024, 08:30`, in the site's zone."""
    return str(
        format_datetime(
            moment.astimezone(zone).replace(tzinfo=None), _MOMENT[_language()], locale=_language()
        )
    )


def show_hour(moment: datetime, zone: ZoneInfo) -> str:
    """`08:30`, in the site's zone."""
    return f"{moment.astimezone(zone):%H:%M}"


def item_day(item: Item, zone: ZoneInfo) -> date:
    """The day under which an item is filed, on the front page as in the archive: that of its place
    in the order.
    """
    return item.published_at.astimezone(zone).date()


def item_date(item: Item, zone: ZoneInfo) -> str:
    """An item's publication, no more precise than the page was; of undated ones that were
    collected, when they were first seen.
    """
    stamp = item.content.published
    if stamp is None and item.kind == "written":
        return show_moment(item.published_at, zone)
    if stamp is None:
        return str(gettext("seen %(moment)s", moment=show_moment(item.first_seen_at, zone)))
    return show_moment(stamp.at, zone) if stamp.at else show_date(stamp.day)


def item_hour(item: Item, zone: ZoneInfo) -> str:
    """The time of day of an item's publication; empty when the page told the day alone."""
    stamp = item.content.published
    if stamp is None and item.kind == "written":
        return show_hour(item.published_at, zone)
    return show_hour(stamp.at, zone) if stamp is not None and stamp.at else ""


def machine_date(item: Item, zone: ZoneInfo) -> str:
    """An item's publication for the `datetime` attribute, no more precise than the page was."""
    stamp = item.content.published
    if stamp is not None and stamp.at is None:
        return stamp.day.isoformat()
    return (
        (stamp.at if stamp and stamp.at else item.published_at)
        .astimezone(zone)
        .isoformat(timespec="minutes")
    )


@lru_cache(4096)
def _formatted(day: date, pattern: str, language: str) -> str:
    return format_date(day, pattern, locale=language)
