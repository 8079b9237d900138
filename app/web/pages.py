"""What the reader's pages share: the frame, the answer that can be kept, and pages of headlines by
key.
"""

import re
from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Any

from flask import Response, abort, render_template, request

from app.store import Place
from app.values.model import Item
from app.web.conditional import kept
from app.web.context import current_service
from app.web.dates import item_day
from app.web.languages import chosen_language

PAGE = 30
HTML = "text/html; charset=utf-8"
_CURSOR = re.compile(r"(-?[0-9]{1,17})-([0-9]{1,9})")
_MAX_AGE = 300
_EPOCH = datetime.fromisoformat("1970-01-01T00:00:00+00:00")

Days = list[tuple[date, list[Item]]]


def rendered(template: str, **values: Any) -> str:
    """A page in its frame."""
    store, zone = current_service().store, current_service().settings.zone
    today = store.sections.edition().changed_at.astimezone(zone).date()
    return render_template(
        f"site/{template}", sections=store.sections.all(), edition_day=today, **values
    )


def page(template: str, **values: Any) -> Response:
    """A page that can be kept. Section names stand in every page's frame, so every page is as new
    as the edition.
    """
    service = current_service()
    body = rendered(template, **values).encode()
    version_at = service.store.sections.edition().version_at
    return kept(
        request,
        body,
        HTML,
        version_at,
        service.now(),
        max_age=_MAX_AGE,
        by_language=not chosen_language(),
    )


def headlines(find: Callable[[int, Place | None], Sequence[Item]]) -> dict[str, Any]:
    """A page of headlines by day, for the `after` that is asked for, and the cursor of the next one
    ("" at the end).
    """
    after = request.args.get("after", "")
    items = list(find(PAGE + 1, read_cursor(after)))
    return {
        "days": by_day(items[:PAGE]),
        "more": cursor(items[PAGE - 1]) if len(items) > PAGE else "",
        "after": after,
    }


def by_day(items: Sequence[Item]) -> Days:
    """Items under the days that they are filed under, in the order given."""
    zone = current_service().settings.zone
    return [
        (day, list(group)) for day, group in groupby(items, key=lambda item: item_day(item, zone))
    ]


def cursor(item: Item) -> str:
    """The place after an item in the order newest first, for a URL: microseconds since 1970 and the
    item's number.
    """
    return f"{(item.published_at - _EPOCH) // timedelta(microseconds=1)}-{item.id}"


def read_cursor(text: str) -> Place | None:
    """The place that `cursor` wrote; None for none; 400 for anything else."""
    if not text:
        return None
    match = _CURSOR.fullmatch(text)
    if not match:
        abort(400)
    try:
        return Place(_EPOCH + timedelta(microseconds=int(match[1])), int(match[2]))
    except (OverflowError, ValueError):
        abort(400)
