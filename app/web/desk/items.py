"""Items by status, and what editors should know."""

from flask import render_template, request, url_for

from app.news.lifecycle import LATE
from app.search import parse
from app.values.model import Item, Status
from app.web.dates import show_moment
from app.web.desk.base import current_service, gettext, me, needs, pages
from app.web.pages import cursor, read_cursor
from scrapers.words.text import clean_text

_MOST_LATE, _MOST_FAILING = 20, 20
_PAGE, _LONGEST_WORDS = 50, 200
_TABS: tuple[Status, ...] = (
    "review",
    "draft",
    "scheduled",
    "published",
    "withdrawn",
    "rejected",
    "merged",
)


@pages.get("/")
@needs("look")
def items() -> str:
    """Items by status, newest first, and what editors should know."""
    status = next((known for known in _TABS if known == request.args.get("status")), None)
    words = clean_text(request.args.get("q", ""))[:_LONGEST_WORDS]
    rows = _search(words) if words else _listed(status)
    return render_template(
        "desk/items.html",
        items=rows[:_PAGE],
        more=cursor(rows[_PAGE - 1]) if len(rows) > _PAGE and not words else "",
        status=status,
        words=words,
        tabs=_TABS,
        notices=_notices(),
        unsaved=current_service().store.autosaves.unsaved(me().editor.id),
    )


def _listed(status: Status | None) -> list[Item]:
    return current_service().store.items.desk(
        _PAGE + 1, status=status, after=read_cursor(request.args.get("after", ""))
    )


def _search(words: str) -> list[Item]:
    """What is not public by its title, then what is public by all its words."""
    store = current_service().store
    return [*store.items.titled(words, _PAGE), *store.search.find(parse(words), _PAGE).items][
        :_PAGE
    ]


def _notices() -> list[tuple[str, str]]:
    """What editors should know, each with a link to look: what is late, sources that fail, items
    that no feed can carry, pages that were taken away, are in doubt or never came; and what one
    typed oneself and did not save.
    """
    service = current_service()
    store = service.store
    late = [
        (
            gettext(
                "Late: %(title)s was to be published at %(time)s",
                title=item.content.title,
                time=_time(item),
            ),
            _page_of(item.uid),
        )
        for item in store.items.overdue(service.now(), LATE, _MOST_LATE)
    ]
    failing = [
        (
            gettext("%(source)s fails: %(why)s", source=s.title, why=s.last_error),
            url_for("desk.sources"),
        )
        for s in store.sources.failing(_MOST_FAILING)
    ]
    aside = [
        (
            gettext(
                "Not in the feeds: %(title)s (%(why)s)",
                title=item.content.title or item.uid,
                why=reason,
            ),
            _page_of(item.uid),
        )
        for item, reason in service.syndication.set_aside()
    ]
    gone = [
        (
            gettext("Taken away upstream: %(title)s", title=place.teaser_title or place.url),
            place.url,
        )
        for place in store.locations.gone(20)
    ]
    doubted = [
        (
            gettext("Not whole: %(why)s", why=place.error)
            if place.missing
            else gettext("Not taken over: %(why)s", why=place.error),
            place.url,
        )
        for place in store.locations.doubted(20)
    ]
    given_up = [
        (gettext("Could not be read: %(why)s", why=place.error), place.url)
        for place in store.locations.given_up(20)
    ]
    return late + failing + aside + gone + doubted + given_up


def _page_of(uid: str) -> str:
    return url_for("desk.item", uid=uid)


def _time(item: Item) -> str:
    return show_moment(item.due_at, current_service().settings.zone) if item.due_at else ""
