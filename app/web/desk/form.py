"""The form of an item: paste a link, write, edit, save, publish."""

import threading
from dataclasses import replace
from typing import Any

from flask import Response, current_app, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from app import desk
from app.desk.written import body_of, show_stamp
from app.errors import Conflict, FetchError, InputError
from app.model import RIGHTS, Content, Item
from app.release import release
from app.web.desk.base import READING, me, needs, pages, service

_FIELDS = (
    "title",
    "summary",
    "body",
    "section",
    "author",
    "byline_source",
    "published",
    "url",
    "rights",
    "tags",
    "correction",
    "correction_note",
)


@pages.route("/items/new", methods=["GET", "POST"])
@needs("write")
def new_item() -> AnyResponse:
    """Write an item, or paste a link that fills the form."""
    if request.method == "GET":
        typed = {"url": request.args.get("url", ""), "rights": "full"}
        return _form(typed, None)
    typed = _typed()
    if request.form.get("action") == "fill":
        return _filled(typed)
    try:
        made = desk.write(service().store, _draft(typed), me().name, service().now(), service().settings.zone, service().settings.base_url)
    except (InputError, Conflict) as error:
        return _form(typed, None, error, 422)
    return _publish_or_stay(made)


@pages.route("/items/<uid>", methods=["GET", "POST"])
@needs("look")
def item(uid: str) -> AnyResponse:
    """Edit an item."""
    found = service().store.items.by_uid(uid)
    if request.method == "GET":
        return _form(_typed_of(found), found)
    typed = _typed()
    on = request.form.get("revision", "")
    try:
        zone, base_url = service().settings.zone, service().settings.base_url
        saved = desk.edit(
            service().store,
            found,
            int(on) if on.isascii() and on.isdigit() and len(on) < 10 else 0,
            _draft(typed),
            me().name,
            service().now(),
            zone,
            base_url,
        )
    except (InputError, Conflict) as error:
        return _form(typed, found, error, 409 if isinstance(error, Conflict) else 422)
    return _publish_or_stay(saved)


def _publish_or_stay(saved: Item) -> AnyResponse:
    held = service()
    if request.form.get("action") == "publish" and saved.status != "published":
        held.store.desk.publish(saved.uid, held.now(), me().name)
        release(held.store, held.now())
        flash("Saved and published.")
    else:
        flash("Saved.")
    return redirect(url_for("desk.item", uid=saved.uid))


def _filled(typed: dict[str, str]) -> AnyResponse:
    """The form filled from the page at its address; what was typed already is kept."""
    held = service()
    reading: threading.Lock = current_app.extensions[READING]
    if not reading.acquire(blocking=False):
        return _form(typed, None, InputError("another link is being read just now; try again in a moment", field="url"), 503)
    try:
        pasted = desk.paste(typed["url"], held.fetcher, held.captures, held.store, held.settings.zone.key, held.now())
    except (FetchError, InputError) as error:
        problem = error if isinstance(error, InputError) else InputError(str(error), field="url")
        return _form(typed, None, problem, 422)
    finally:
        reading.release()
    read = _content_fields(pasted.content) | {"url": pasted.url, "section": pasted.section, "rights": "summary"}
    return _form({name: typed.get(name) or read.get(name, "") for name in _FIELDS} | {"url": pasted.url, "rights": "summary"}, None)


def _form(typed: dict[str, str], item: Item | None, problem: Exception | None = None, code: int = 200) -> Response:
    page = render_template(
        "desk/item.html",
        typed=typed,
        item=item,
        revision=request.form.get("revision") or (item.revision if item else ""),
        problem=str(problem) if problem else "",
        field=getattr(problem, "field", ""),
        sections=service().store.sections.every(),
        revisions=service().store.items.revisions(item.uid) if item else [],
        upstream=_upstream(item) if item else [],
        reports=service().store.items.reports(item) if item else [],
        rights=RIGHTS,
        pinned=item is not None and any(pin.uid == item.uid for pin in service().store.front.pinned()),
    )
    return Response(page, code, mimetype="text/html")


def _upstream(item: Item) -> list[tuple[str, str]]:
    """The fields that editors changed and in which upstream says otherwise now, with upstream's words."""
    if item.upstream is None:
        return []
    ours, theirs = _content_fields(item.content), _content_fields(replace(item.upstream, markdown=""))
    return [(name, theirs[name]) for name in ours if theirs[name] and ours[name] != theirs[name]]


def _typed() -> dict[str, str]:
    return {name: request.form.get(name, "") for name in _FIELDS}


def _typed_of(item: Item) -> dict[str, str]:
    return _content_fields(item.content) | {"section": item.section.title, "url": item.original_url, "rights": item.rights}


def _content_fields(content: Content) -> dict[str, str]:
    return {
        "title": content.title,
        "summary": content.summary,
        "body": body_of(content),
        "author": content.author,
        "byline_source": content.byline_source,
        "published": show_stamp(content.published, service().settings.zone),
        "tags": ", ".join(content.tags),
    }


def _draft(typed: dict[str, str]) -> desk.Draft:
    rights = typed["rights"] if typed["rights"] in RIGHTS else "summary"
    fields: dict[str, Any] = {**typed, "rights": rights}
    return desk.Draft(**fields)
