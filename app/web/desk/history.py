"""The versions of an item: what changed between any two, go back to one, call one by a name; and
what was typed between them.
"""

from dataclasses import dataclass

from flask import Response, flash, redirect, request, url_for
from werkzeug.exceptions import Forbidden
from werkzeug.wrappers import Response as AnyResponse

from app import desk
from app.news.revisions import Piece, difference
from app.values.errors import Conflict, NotFound, TooMany
from app.values.model import Content, Item, Revision
from app.web.desk.base import (
    answer,
    current_service,
    gettext,
    me,
    my_ration,
    needs,
    pages,
    sentence,
)
from app.web.desk.fields import fields_of_content, number
from app.web.desk.form import may_change
from scrapers.words.text import clean_text, shorten

_LONGEST_NAME = 80


@dataclass(frozen=True, slots=True)
class Difference:
    """A field in which two versions differ, word by word."""

    name: str
    pieces: tuple[Piece, ...]


@pages.get("/items/<uid>/history")
@needs("look")
def history(uid: str) -> Response:
    """All versions, and the differences between two of them: the last two, or those that are asked
    for.
    """
    service = current_service()
    item, versions = service.store.items.by_uid(uid), service.store.items.revisions(uid)
    newer = _version(versions, request.args.get("to", ""), versions[-1])
    older = _version(
        versions, request.args.get("from", ""), versions[max(0, versions.index(newer) - 1)]
    )
    return answer(
        "history.html",
        item=item,
        versions=versions[::-1],
        older=older,
        newer=newer,
        differences=_differences(older.content, newer.content),
        typed=service.store.autosaves.of_document(uid),
        editable=may_change(item),
    )


@pages.post("/items/<uid>/restore")
@needs("write")
def restore(uid: str) -> AnyResponse:
    """Save an older version anew, as the newest: nothing of what came after it is lost."""
    service, item = current_service(), _changeable(uid)
    version = next(
        (
            one
            for one in service.store.items.revisions(uid)
            if one.number == number(request.form.get("version", ""))
        ),
        None,
    )
    if version is None:
        raise NotFound(f"the item {uid!r} has no such version")
    try:
        on = number(request.form.get("on", "")) or item.revision
        desk.restore(
            service.store, item, on, version.content, me().name, service.now(), my_ration("texts")
        )
        flash(gettext("Version %(number)s is the newest again.", number=version.number))
    except (Conflict, TooMany) as error:
        flash(sentence(error))
    return redirect(url_for("desk.history", uid=uid))


@pages.post("/items/<uid>/name-version")
@needs("write")
def name_version(uid: str) -> AnyResponse:
    """Call a version by a name, to find it again."""
    service, item = current_service(), _changeable(uid)
    name = shorten(clean_text(request.form.get("name", "")), _LONGEST_NAME)
    desk.name_version(
        service.store,
        item,
        number(request.form.get("version", "")),
        name,
        me().name,
        service.now(),
    )
    flash(gettext("Named.") if name else gettext("The name is gone."))
    return redirect(url_for("desk.history", uid=uid))


def _changeable(uid: str) -> Item:
    item = current_service().store.items.by_uid(uid)
    if not may_change(item):
        raise Forbidden
    return item


def _version(versions: list[Revision], wanted: str, otherwise: Revision) -> Revision:
    return next((version for version in versions if version.number == number(wanted)), otherwise)


def _differences(older: Content, newer: Content) -> list[Difference]:
    before, after = fields_of_content(older), fields_of_content(newer)
    changed = [name for name in after if before[name] != after[name]]
    return [Difference(name, difference(before[name], after[name])) for name in changed]
