"""The search page."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple
from urllib.parse import urlencode

from flask import Blueprint, Response, abort, render_template, request

from app.errors import NotFound
from app.model import Item, Section, Source
from app.search import Pieces, Query, marked, parse, shown_text, snippet
from app.store import Cursor, Found, Order, day_range
from app.web.conditional import kept
from app.web.context import service
from scrapers.text import clean_text

pages = Blueprint("search", __name__)

_CURSOR = re.compile(r"(-?[0-9]{1,18})(?:\.([0-9]{1,9})\.(-?[0-9]{1,18}))?")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_PAGE = 20
_MAX_AGE = 60
_FIRST, _LAST = date(1900, 1, 1), date(2200, 12, 31)
_FIELDS = ("section", "source", "from", "to")


@dataclass(frozen=True, slots=True)
class Asked:
    """What the form says: the fields as typed, their values, and words for those that cannot be understood."""

    query: Query
    fields: Mapping[str, str]
    section: Section | None
    source: Source | None
    days: tuple[datetime, datetime] | None
    order: Order
    problems: Mapping[str, str]

    def path(self, **changes: str) -> str:
        """The address of this search with some fields changed; empty fields are left out."""
        order = "newest" if self.order == "newest" else ""
        fields = {"q": self.query.text, **self.fields, "order": order} | changes
        return "/search?" + urlencode({name: value for name, value in fields.items() if value})

    @property
    def filters(self) -> list[tuple[str, str]]:
        """The filters that are set, each with the address of this search without it."""
        return [(name, self.path(**{name: ""})) for name in _FIELDS if self.fields[name]]


class _Match(NamedTuple):
    item: Item
    title: Pieces
    snippet: Pieces


@pages.get("/search")
def search() -> Response:
    """What was published about some words: a form, and the stories with the part of their text that answers."""
    store = service().store
    asked = _asked(request.args)
    after = request.args.get("after", "")
    found = _find(asked, after) if not asked.query.is_empty and not asked.problems else None
    page = render_template(
        "site/search.html",
        sections=store.sections.all(),
        sources=store.sources.all(),
        asked=asked,
        found=found,
        matches=[_match(item, asked.query) for item in found.items] if found else [],
        after=after,
        more=asked.path(after=_written(found.more)) if found and found.more else "",
    )
    version = store.sections.edition().version_at
    return kept(request, page.encode(), "text/html; charset=utf-8", version, service().now(), max_age=_MAX_AGE)


def _find(asked: Asked, after: str) -> Found:
    return service().store.search.find(
        asked.query,
        _PAGE,
        section=asked.section,
        source=asked.source,
        days=asked.days,
        after=_cursor(after, asked.order),
        order=asked.order,
    )


def _asked(args: Mapping[str, str]) -> Asked:
    fields = {name: clean_text(args.get(name, "")) for name in _FIELDS}
    problems: dict[str, str] = {}
    section = source = None
    try:
        section = service().store.sections.get(fields["section"]) if fields["section"] else None
    except NotFound:
        problems["section"] = "There is no such section."
    try:
        source = service().store.sources.known(fields["source"]) if fields["source"] else None
    except NotFound:
        problems["source"] = "There is no such source."
    days = _days(fields, problems)
    order: Order = "newest" if args.get("order") == "newest" else "relevance"
    return Asked(parse(args.get("q", "")), fields, section, source, days, order, problems)


def _days(fields: Mapping[str, str], problems: dict[str, str]) -> tuple[datetime, datetime] | None:
    """The instants between which the days lie, in the site's zone; None when no day is given."""
    found = {}
    for name in ("from", "to"):
        try:
            found[name] = _day(fields[name]) if fields[name] else None
        except ValueError:
            problems[name] = "Please write a day as year-month-day, such as 2024-06-21."
    if "from" not in found or "to" not in found:
        return None
    first, last = found["from"] or _FIRST, found["to"] or _LAST
    if last < first:
        problems["to"] = "This day is before the first one."
    zone = service().settings.zone
    return (day_range(first, zone)[0], day_range(last, zone)[1]) if fields["from"] or fields["to"] else None


def _day(text: str) -> date:
    """ValueError for what is no day, or none of our times."""
    day = date.fromisoformat(text)
    if not _DAY.fullmatch(text) or not _FIRST <= day <= _LAST:
        raise ValueError(text)
    return day


def _match(item: Item, query: Query) -> _Match:
    return _Match(item, marked(item.content.title, query), snippet(shown_text(item.content, item.rights), query))


def _written(cursor: Cursor) -> str:
    """A cursor for a URL."""
    return f"{cursor.key}.{cursor.score}.{cursor.top}" if cursor.top is not None else str(cursor.key)


def _cursor(text: str, order: Order) -> Cursor | None:
    """The cursor that `_written` wrote; None for none; 400 for anything else."""
    if not text:
        return None
    match = _CURSOR.fullmatch(text)
    if not match or (order == "relevance" and match[2] is None):
        abort(400)
    return Cursor(int(match[1]), int(match[2] or 0), int(match[3]) if match[3] else None)
