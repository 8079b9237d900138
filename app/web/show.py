"""How values are shown to people: addresses, dates, and what of an item may be shown at all."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from email.utils import format_datetime
from typing import Any
from zoneinfo import ZoneInfo

from markupsafe import Markup

from app.errors import FailureKind
from app.feeds import shown_content, shown_summary, with_media
from app.model import Item, Location
from app.settings import Settings
from scrapers.text import clean_html

_ERRORS = {
    400: "This request could not be understood",
    403: "This page is not for everybody",
    404: "There is no such page",
    405: "This address cannot be used in this way",
    410: "This item was withdrawn",
    413: "That is too large",
    429: "Too many requests; try again a little later",
    500: "Something went wrong on our side",
    503: "The newsroom is being looked after; try again in a minute",
}

_LANGUAGES = {
    "en": "English", "zh": "Chinese", "ru": "Russian", "ja": "Japanese", "ko": "Korean", "de": "German", "fr": "French", "es": "Spanish",
}  # fmt: skip

# What an editor can do about a failure, or need not do: each is tried again by itself.
FAILURES: dict[FailureKind, str] = {
    "dns": "Its name was not found: the site is gone, or the address is misspelt",
    "connect": "The site is down or does not let us in",
    "tls": "Its certificate is not in order, so nobody can be sure that it is the site",
    "timeout": "The site is too slow or down",
    "too-large": "The page is larger than a news page ever is",
    "status": "The site refused, or has no such page",
    "blocked": "The address leads into a private network, where we do not go",
    "redirect": "The address leads elsewhere, and not to a page",
    "truncated": "The answer broke off half-way",
    "encoding": "The site sends bytes that cannot be read",
    "url": "This is no address that can be fetched",
    "not-a-page": "What stands there does not read like news: it has changed, or is an error page",
    "robots": "The site's robots.txt asks programs to stay away",
}


def helpers(settings: Settings) -> dict[str, Any]:
    """What templates may call."""
    return {
        "site": settings,
        "item_path": item_path,
        "item_summary": shown_summary,
        "item_body": item_body,
        "item_day": lambda item: item_day(item, settings.zone),
        "item_date": _date_shower(settings.zone),
        "machine_date": lambda item: machine_date(item, settings.zone),
        "show_day": show_day,
        "show_moment": lambda moment: show_moment(moment, settings.zone),
        "mail_date": lambda moment: format_datetime(moment.astimezone(UTC).replace(microsecond=0), usegmt=True),
        "error_words": error_words,
        "failure_words": failure_words,
        "joined_words": joined_words,
        "language_name": lambda code: _LANGUAGES.get(code, code),
    }


def item_path(item: Item) -> str:
    """Where an item's page is."""
    return f"/items/{item.uid}/{item.slug}" if item.slug else f"/items/{item.uid}/"


def item_body(item: Item) -> Markup:
    """What may be republished of an item's body, sanitised once more on the way out."""
    return Markup(with_media(clean_html(shown_content(item), item.original_url), item, ""))  # noqa: S704


def item_day(item: Item, zone: ZoneInfo) -> date:
    """The day under which an item is filed, on the front page as in the archive: that of its place in the order."""
    return item.published_at.astimezone(zone).date()


def show_day(day: date) -> str:
    """`Friday, 21 June 2024`."""
    return f"{day:%A}, {day.day} {day:%B %Y}"


def show_moment(moment: datetime, zone: ZoneInfo) -> str:
    """`21 June 2024, 08:30`, in the site's zone."""
    local = moment.astimezone(zone)
    return f"{local.day} {local:%B %Y, %H:%M}"


def machine_date(item: Item, zone: ZoneInfo) -> str:
    """An item's publication for the `datetime` attribute, no more precise than the page was."""
    stamp = item.content.published
    if stamp is not None and stamp.at is None:
        return stamp.day.isoformat()
    return (stamp.at if stamp and stamp.at else item.published_at).astimezone(zone).isoformat(timespec="minutes")


def error_words(code: int) -> str:
    """An HTTP status in words for a reader."""
    return _ERRORS.get(code, "This did not work")


def failure_words(kind: str) -> str:
    """What a kind of failure (of a run or a page) means for the people of the newsroom; empty for kinds that say nothing more."""
    return next((words for known, words in FAILURES.items() if known == kind), "")


def joined_words(place: Location) -> str:
    """Why a page counts as a further address of an item, and how sure that is."""
    match place.joined:
        case "words":
            return "the very same words"
        case "hand":
            return f"merged by {place.joined_by}"
        case "link":
            return f"one page names the other as its address, and {_percent(place.share)} of the words are the same"
        case "likeness":
            return f"{_percent(place.share)} of the words are the same, and no fact differs"
        case _:
            return ""


def _percent(share: float | None) -> str:
    """A share as a whole number of per cent, never rounded up to all."""
    return f"{int((share or 0) * 100)} %"


def _date_shower(zone: ZoneInfo) -> Callable[[Item], str]:
    def item_date(item: Item) -> str:
        """An item's publication, no more precise than the page was; of undated ones, when they were first seen."""
        stamp = item.content.published
        if stamp is None:
            return f"seen {show_moment(item.first_seen_at, zone)}"
        return show_moment(stamp.at, zone) if stamp.at else f"{stamp.day.day} {stamp.day:%B %Y}"

    return item_date
