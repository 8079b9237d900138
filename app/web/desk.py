"""The desk: the editors' pages. Everything here needs a login; everything that changes something is a POST with a CSRF token."""

import json
import threading
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any, cast
from urllib.parse import urlsplit

from flask import Blueprint, Flask, Response, current_app, flash, redirect, render_template, request, url_for
from flask_login import LoginManager, UserMixin, current_user, login_user, logout_user
from flask_wtf.csrf import CSRFError, CSRFProtect
from werkzeug.wrappers import Response as AnyResponse

from app import desk
from app.desk.written import body_of, show_stamp
from app.errors import Conflict, FetchError, InputError, NotFound
from app.model import RIGHTS, Content, Editor, Item, Status
from app.release import release
from app.web.conditional import kept
from app.web.context import service
from app.web.pages import cursor, read_cursor
from scrapers.recipe import RecipeError, recipe_of, to_toml
from scrapers.text import clean_text

pages = Blueprint("desk", __name__, url_prefix="/desk")

_PAGE = 50
_READING = "harbin.reading"
_OPEN = frozenset(("desk.login", "desk.stylesheet"))
_TABS: tuple[tuple[Status, str], ...] = (
    ("review", "To review"), ("draft", "Drafts"), ("scheduled", "Scheduled"), ("published", "Published"), ("withdrawn", "Withdrawn"),
    ("rejected", "Rejected"), ("merged", "Merged"),
)  # fmt: skip
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


class _User(UserMixin):  # type: ignore[misc]
    """An editor as the login knows one."""

    def __init__(self, editor: Editor) -> None:
        self.id = str(editor.id)
        self.name = editor.name


def install(app: Flask, open_to_programs: Blueprint) -> None:
    """Add login and CSRF protection to the application; what programs post to has no session that could be abused."""
    logins = LoginManager(app)
    logins.user_loader(_load_user)
    logins.session_protection = None
    CSRFProtect(app).exempt(open_to_programs)
    app.register_error_handler(CSRFError, _stale_form)
    # Other sites take their time to answer: one thread of a process may wait for them, and the others are the readers'.
    app.extensions[_READING] = threading.Lock()


def _load_user(user_id: str) -> _User | None:
    try:
        editor = service().store.editors.get(int(user_id))
    except (NotFound, ValueError):
        return None
    return None if editor.disabled else _User(editor)


def _stale_form(_: CSRFError) -> Response:
    words = "This form is too old or did not come from this desk. Go back, reload the page and send it again; nothing was changed."
    return Response(render_template("desk/message.html", words=words), 400, mimetype="text/html")


@pages.before_request
def _let_in() -> AnyResponse | None:
    if request.endpoint in _OPEN or current_user.is_authenticated:
        return None
    return redirect(url_for("desk.login", next=request.path if request.method == "GET" else None))


@pages.get("/desk.css")
def stylesheet() -> Response:
    """The desk's style sheet."""
    return kept(request, render_template("desk/desk.css").encode(), "text/css; charset=utf-8", None, service().now(), max_age=3600)


@pages.route("/login", methods=["GET", "POST"])
def login() -> AnyResponse:
    """Who are you?"""
    if request.method == "GET":
        return Response(render_template("desk/login.html", problem=""), mimetype="text/html")
    held = service()
    editor = held.passwords.check(held.store, request.form.get("name", "").strip(), request.form.get("password", ""))
    if editor is None:
        page = render_template("desk/login.html", problem="Name and password do not fit together.")
        return Response(page, 401, mimetype="text/html")
    login_user(_User(editor))
    return redirect(_local(request.args.get("next", "")))


@pages.post("/logout")
def logout() -> AnyResponse:
    """Leave the desk."""
    logout_user()
    return redirect(url_for("desk.login"))


@pages.get("/")
def items() -> str:
    """Items by status, newest first, and what editors should know."""
    status = request.args.get("status", "")
    status = status if status in dict(_TABS) else ""
    found = service().store.items.desk(
        _PAGE + 1, status=cast(Status, status) if status else None, after=read_cursor(request.args.get("after", ""))
    )
    return render_template(
        "desk/items.html",
        items=found[:_PAGE],
        more=cursor(found[_PAGE - 1]) if len(found) > _PAGE else "",
        status=status,
        tabs=_TABS,
        notices=_notices(),
    )


def _notices() -> list[tuple[str, str]]:
    """What editors should know, each with a link to look: sources that fail, items that no feed can carry, pages that were taken away, are
    in doubt or never came.
    """
    store = service().store
    failing = [(f"{s.title} fails: {s.last_error}", url_for("desk.sources")) for s in store.sources.all() if s.last_error]
    aside = [
        (f"Not in the feeds: {item.content.title or item.uid} ({reason})", url_for("desk.item", uid=item.uid))
        for item, reason in service().syndication.set_aside()
    ]
    gone = [(f"Taken away upstream: {place.teaser_title or place.url}", place.url) for place in store.locations.gone(20)]
    doubted = [(f"Not taken over: {place.error}", place.url) for place in store.locations.doubted(20)]
    given_up = [(f"Could not be read: {place.error}", place.url) for place in store.locations.given_up(20)]
    return failing + aside + gone + doubted + given_up


@pages.route("/items/new", methods=["GET", "POST"])
def new_item() -> AnyResponse:
    """Write an item, or paste a link that fills the form."""
    if request.method == "GET":
        typed = {"url": request.args.get("url", ""), "rights": "full"}
        return _form(typed, None)
    typed = _typed()
    if request.form.get("action") == "fill":
        return _filled(typed)
    try:
        made = desk.write(
            service().store, _draft(typed), current_user.name, service().now(), service().settings.zone, service().settings.base_url
        )
    except (InputError, Conflict) as error:
        return _form(typed, None, error, 422)
    return _publish_or_stay(made)


@pages.route("/items/<uid>", methods=["GET", "POST"])
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
            current_user.name,
            service().now(),
            zone,
            base_url,
        )
    except (InputError, Conflict) as error:
        return _form(typed, found, error, 409 if isinstance(error, Conflict) else 422)
    return _publish_or_stay(saved)


@pages.post("/items/<uid>/<any(publish, withdraw, reject):what>")
def change(uid: str, what: str) -> AnyResponse:
    """Publish, withdraw or reject an item."""
    held = service()
    try:
        if what == "publish":
            held.store.desk.publish(uid, held.now())
            release(held.store, held.now())
        elif what == "withdraw":
            held.store.desk.withdraw(uid, clean_text(request.form.get("note", ""))[:500], held.now())
        else:
            held.store.desk.reject(uid, held.now())
        flash({"publish": "Published.", "withdraw": "Withdrawn.", "reject": "Rejected."}[what])
    except Conflict as error:
        flash(str(error))
    return redirect(url_for("desk.item", uid=uid))


@pages.post("/items/<uid>/merge")
def merge(uid: str) -> AnyResponse:
    """Let an item live on in another one."""
    held = service()
    into = _uid_in(request.form.get("into", ""))
    try:
        stays = held.store.joining.merge(uid, into, current_user.name, held.now())
    except (Conflict, NotFound) as error:
        flash("There is no item with this id or address." if isinstance(error, NotFound) else str(error))
        return redirect(url_for("desk.item", uid=uid))
    flash("Merged. This is the item that stays.")
    return redirect(url_for("desk.item", uid=stays.uid))


@pages.post("/items/<uid>/split/<int:location>")
def split(uid: str, location: int) -> AnyResponse:
    """Give an address that joined an item a story of its own."""
    held = service()
    try:
        made = held.store.joining.split(uid, location, current_user.name, held.now())
    except (Conflict, NotFound) as error:
        flash(str(error))
        return redirect(url_for("desk.item", uid=uid))
    release(held.store, held.now())
    flash("Split off. This is the new item; the two will not be merged again unless you do it.")
    return redirect(url_for("desk.item", uid=made.uid))


@pages.post("/items/<uid>/alone")
def alone(uid: str) -> AnyResponse:
    """Take an item out of the reports of one event."""
    held = service()
    try:
        held.store.clusters.take_out(uid, held.now())
        flash("Taken out. This item stands alone now, and will not be put with other reports again.")
    except Conflict as error:
        flash(str(error))
    return redirect(url_for("desk.item", uid=uid))


@pages.post("/items/<uid>/pin")
def pin(uid: str) -> AnyResponse:
    """Keep an item at the top of the front page."""
    held = service()
    typed = request.form.get("until", "").strip()
    try:
        until = datetime.fromisoformat(typed).replace(tzinfo=held.settings.zone) if typed else None
    except ValueError:
        flash("This is no day and time; write it as 2024-06-21T08:30.")
        return redirect(url_for("desk.item", uid=uid))
    try:
        held.store.front.pin(uid, held.now(), until)
        flash("Pinned to the top of the front page.")
    except Conflict as error:
        flash(str(error))
    return redirect(url_for("desk.item", uid=uid))


@pages.post("/items/<uid>/unpin")
def unpin(uid: str) -> AnyResponse:
    """Let an item take its usual place again."""
    try:
        service().store.front.unpin(uid, service().now())
        flash("The pin is off.")
    except Conflict as error:
        flash(str(error))
    return redirect(url_for("desk.item", uid=uid))


@pages.get("/sources")
def sources() -> str:
    """The sources and how they do."""
    store = service().store
    seen = [(source, store.sources.runs(source.slug, 1)) for source in store.sources.all()]
    return render_template("desk/sources.html", sources=seen, recipe_text=_recipe_text)


@pages.post("/sources/<slug>/<any(run, pause, resume):what>")
def change_source(slug: str, what: str) -> AnyResponse:
    """Collect a source at the next tick, or stop and resume polling it."""
    held = service()
    if what == "run":
        held.store.sources.make_due(slug, held.now())
    else:
        held.store.sources.pause(slug, paused=what == "pause", now=held.now())
    flash({"run": "It will be collected at the next tick.", "pause": "Paused.", "resume": "Resumed; due at once."}[what])
    return redirect(url_for("desk.sources"))


def _recipe_text(values: Mapping[str, Any]) -> str:
    """A recipe as people read it; one that an older version stored and this one cannot read stands as it is."""
    try:
        return to_toml(recipe_of(values))
    except RecipeError:
        return json.dumps(values, ensure_ascii=False, indent=2)


def _uid_in(typed: str) -> str:
    """The id of an item in what an editor typed: the id itself, or an address of its page."""
    try:
        parts = [part for part in urlsplit(typed.strip()).path.split("/") if part]
    except ValueError:
        return ""
    return parts[parts.index("items") + 1] if "items" in parts[:-1] else "".join(parts[-1:])


def _publish_or_stay(saved: Item) -> AnyResponse:
    held = service()
    if request.form.get("action") == "publish" and saved.status != "published":
        held.store.desk.publish(saved.uid, held.now())
        release(held.store, held.now())
        flash("Saved and published.")
    else:
        flash("Saved.")
    return redirect(url_for("desk.item", uid=saved.uid))


def _filled(typed: dict[str, str]) -> AnyResponse:
    """The form filled from the page at its address; what was typed already is kept."""
    held = service()
    reading: threading.Lock = current_app.extensions[_READING]
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


def _local(path: str) -> str:
    """Where to go after the login: only to pages of the desk."""
    if path.startswith("/desk/") and "\\" not in path and "//" not in path:
        return path
    return url_for("desk.items")
