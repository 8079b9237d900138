"""The search page."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple
from urllib.parse import urlencode

from flask import Blueprint, Response, abort, request
from flask_babel import gettext

from app.feeds import Format, feed_path
from app.publish.syndication import Where, cursor_words, read_cursor_words, search_path
from app.search import Pieces, Query, marked, parse, shown_text, snippet
from app.store import Cursor, Order, SearchPage, day_range
from app.values.errors import NotFound
from app.values.model import Item, Section, Source
from app.web.context import current_service
from app.web.feeds import answer
from app.web.pages import page
from scrapers.words.text import clean_text

pages = Blueprint("search", __name__)

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_PAGE = 20
# More than that nobody looks through in a list to choose from.
_SOURCES = 100
_FIRST, _LAST = date(1900, 1, 1), date(2200, 12, 31)
_FIELDS = ("section", "source", "from", "to")


@dataclass(frozen=True, slots=True)
class SearchForm:
    """What the form says: the fields as typed, their values, and words for those that cannot be
    understood.
    """

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

    def feed(self, form: str) -> str:
        """The address of the feed of this search, whose order is its own."""
        return feed_path(search_path(self.query.text, self.filled), form)  # type: ignore[arg-type]

    @property
    def filled(self) -> dict[str, str]:
        """The filters that are set, as typed."""
        return {name: value for name, value in self.fields.items() if value}

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
    """What was published about some words: a form, and the stories with the part of their text that
    answers.
    """
    store = current_service().store
    asked = _asked(request.args)
    after = request.args.get("after", "")
    results = _find(asked, after) if not asked.query.is_empty and not asked.problems else None
    return page(
        "search.html",
        sources=sorted(store.sources.liveliest(_SOURCES), key=lambda source: source.id),
        asked=asked,
        found=results,
        matches=[_match(item, asked.query) for item in results.items] if results else [],
        after=after,
        more=asked.path(after=cursor_words(results.more)) if results and results.more else "",
    )


@pages.get("/search/feed.<any(rss, atom, json):form>")
def feed(form: Format) -> Response:
    """The newest stories about some words, as a feed; 404 where there is no word to look for."""
    asked = _asked(request.args)
    if asked.query.is_empty or asked.problems:
        abort(404)
    after = _cursor(request.args.get("after", ""), "newest")
    where = Where(asked.query, asked.filled, asked.section, asked.source, asked.days)
    return answer(lambda since: current_service().syndication.search(where, form, after, since))


def _find(asked: SearchForm, after: str) -> SearchPage:
    return current_service().store.search.find(
        asked.query,
        _PAGE,
        section=asked.section,
        source=asked.source,
        days=asked.days,
        after=_cursor(after, asked.order),
        order=asked.order,
    )


def _asked(args: Mapping[str, str]) -> SearchForm:
    fields = {name: clean_text(args.get(name, "")) for name in _FIELDS}
    problems: dict[str, str] = {}
    section = source = None
    try:
        section = (
            current_service().store.sections.get(fields["section"]) if fields["section"] else None
        )
    except NotFound:
        problems["section"] = gettext("There is no such section.")
    try:
        source = (
            current_service().store.sources.known(fields["source"]) if fields["source"] else None
        )
    except NotFound:
        problems["source"] = gettext("There is no such source.")
    days = _days(fields, problems)
    order: Order = "newest" if args.get("order") == "newest" else "relevance"
    return SearchForm(parse(args.get("q", "")), fields, section, source, days, order, problems)


def _days(fields: Mapping[str, str], problems: dict[str, str]) -> tuple[datetime, datetime] | None:
    """The instants between which the days lie, in the site's zone; None when no day is given."""
    days = {}
    for name in ("from", "to"):
        try:
            days[name] = _day(fields[name]) if fields[name] else None
        except ValueError:
            problems[name] = gettext("Please write a day as year-month-day, such as 2024-06-21.")
    if "from" not in days or "to" not in days:
        return None
    first, last = days["from"] or _FIRST, days["to"] or _LAST
    if last < first:
        problems["to"] = gettext("This day is before the first one.")
    zone = current_service().settings.zone
    return (
        (day_range(first, zone)[0], day_range(last, zone)[1])
        if fields["from"] or fields["to"]
        else None
    )


def _day(text: str) -> date:
    """ValueError for what is no day, or none of our times."""
    day = date.fromisoformat(text)
    if not _DAY.fullmatch(text) or not _FIRST <= day <= _LAST:
        raise ValueError(text)
    return day


def _match(item: Item, query: Query) -> _Match:
    return _Match(
        item,
        marked(item.content.title, query),
        snippet(shown_text(item.content, item.rights), query),
    )


def _cursor(text: str, order: Order) -> Cursor | None:
    """The cursor that stands in an address; None for none; 400 for anything else."""
    if not text:
        return None
    cursor = read_cursor_words(text)
    if cursor is None or (order == "relevance" and cursor.top is None):
        abort(400)
    return cursor
