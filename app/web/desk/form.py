"""The form of an item: paste a link, write, edit, save, hand in, schedule, publish."""

import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from flask import Response, flash, redirect, request, url_for
from werkzeug.exceptions import Forbidden
from werkzeug.wrappers import Response as AnyResponse

from app import desk
from app.publish.release import release
from app.store import Autosave
from app.values.errors import Conflict, InputError, NotFound
from app.values.model import RIGHTS, Content, Item
from app.values.roles import OPEN_TO_WRITERS
from app.values.tokens import wrote
from app.web.desk import conflict, filling
from app.web.desk.base import answer, gettext, in_words, me, needs, pages, sentence, service
from app.web.desk.fields import Typed, draft_of, fields_of, loaded_with, moment, number, settled, typed_fields, upstream_differs
from app.web.desk.preview import Looks, looks_of

_PUBLISHING = ("publish", "schedule")
_MERGE = "merge "
_SEEN = ("scheduled", "published")


@dataclass(frozen=True, slots=True)
class Shown:
    """What the form shows besides its fields: what is wrong, what a link gave, what is like it, its looks, what was typed beside it."""

    problem: InputError | Conflict | None = None
    alike: list[tuple[Item, str]] = field(default_factory=list)
    filled: filling.Filled | None = None
    looks: Looks | None = None
    typed_at: Autosave | None = None
    beside: Typed = field(default_factory=dict)


@pages.route("/items/new", methods=["GET", "POST"])
@needs("write")
def new_item() -> AnyResponse:
    """Write an item, or paste a link that fills the form."""
    if request.method != "POST":
        return _restored(None) or _form({"url": request.args.get("url", ""), "rights": "full"}, None)
    typed, action = typed_fields(), request.form.get("action")
    try:
        if action == "fill":
            filled = filling.fill(typed)
            return _form(filled.fields, None, Shown(filled=filled, alike=filled.alike))
        if action == "preview":
            return _form(typed, None, Shown(looks=looks_of(typed)))
        _check(typed, action)
        desk.check_section(service().store, typed["section"], me().role)
        if action and action.startswith(_MERGE):
            return _saved_into(action.removeprefix(_MERGE), typed)
        if alike := _alike(typed):
            return _form(typed, None, Shown(alike=alike), 409)
        held = service()
        with held.store.together():
            made = desk.write(held.store, draft_of(typed), me().name, held.now(), held.settings.zone, held.settings.base_url)
            return _after_saving(made, typed, action)
    except (InputError, Conflict) as error:
        return _form(typed, None, Shown(problem=error), 503 if isinstance(error, filling.Busy) else 422)


@pages.route("/items/<uid>", methods=["GET", "POST"])
@needs("look")
def item(uid: str) -> AnyResponse:
    """Look at an item, or edit it."""
    found = service().store.items.by_uid(uid)
    if request.method != "POST":
        return _restored(found) or _form(fields_of(found), found)
    with service().store.together():
        return _save(service().store.items.by_uid(uid))


def _save(found: Item) -> AnyResponse:
    (typed, status), action = settled(typed_fields(), found, request.form.get("loaded", "")), request.form.get("action")
    if not may_change(found):
        return _taken_over(found, typed)
    held, on = service(), number(request.form.get("revision", ""))
    try:
        if action == "preview":
            return _form(typed, found, Shown(looks=looks_of(typed)))
        if status != found.status:
            raise Conflict("this item is in another state by now, so nothing was saved; look at it, and save again")
        _check(typed, action, found)
        if on != found.revision and (merged := conflict.merged(found, on, typed)) is not None:
            return answer("conflict.html", 409, merged=merged, item=found, loaded=loaded_with(found), **_window(found))
        saved = desk.edit(held.store, found, on, draft_of(typed), me().name, held.now(), held.settings.zone, held.settings.base_url)
        return _after_saving(saved, typed, action)
    except (InputError, Conflict) as error:
        return _form(typed, found, Shown(problem=error), 409 if isinstance(error, Conflict) else 422)


def _taken_over(found: Item, typed: Typed) -> AnyResponse:
    """What a writer is answered whose own item is not theirs to change any more: with all that was typed."""
    if not me().may("write") or not _is_mine(found):
        raise Forbidden
    problem = Conflict("this item is with the editors by now, so nothing was saved; give them your text in another way")
    return _form(typed, found, Shown(problem=problem), 409)


def may_change(item: Item) -> bool:
    """Whether the editor may change an item: who writes only, their own until it is public."""
    if me().may("review"):
        return item.status != "merged"
    return me().may("write") and item.status in OPEN_TO_WRITERS and _is_mine(item)


def _is_mine(item: Item) -> bool:
    first = next(iter(service().store.items.revisions(item.uid)), None)
    return first is not None and item.kind == "written" and wrote(me().name, first.by)


def _check(typed: Typed, action: str | None, item: Item | None = None) -> None:
    """Refuse, before anything is stored, what could not be done to the end; InputError, Forbidden."""
    if action in _PUBLISHING and not me().may("review"):
        raise Forbidden
    zone, draft = service().settings.zone, draft_of(typed)
    due, embargo = moment(typed, "due", item), moment(typed, "embargo", item)
    if action == "schedule" and due is None:
        raise InputError("say when it is to be published", field="due")
    if action == "schedule" and due is not None and due <= service().now():
        raise InputError("this time is over already; publish it now, or choose a later one", field="due")
    if action in ("save", "submit") and due is not None and (item is None or item.status in ("draft", "review", "rejected")):
        raise InputError("to publish it at this time, press “Save and schedule”; to save it only, empty this field", field="due")
    if action == "save" and item is not None and item.status == "scheduled" and due is None:
        raise InputError("to take it off the schedule, press “Take it off the schedule” below", field="due")
    if action == "save" and item is not None and _moves(item, due) and due is not None and due <= service().now():
        raise InputError("this time is over already; publish it now, or choose a later one", field="due")
    when = due if action == "schedule" else service().now()
    if action in _PUBLISHING and embargo is not None and when is not None and when < embargo:
        raise InputError("this is before the end of the embargo", field="due" if action == "schedule" else "embargo")
    content = desk.content_of_draft(draft, Content(title=""), zone, service().settings.base_url)
    if action in _PUBLISHING or (item is not None and item.kind == "written" and item.status in _SEEN):
        urls = [picture.url for picture in content.pictures]
        # What readers see already was passed by somebody.
        passed = {picture.url for picture in item.content.pictures} if item is not None and item.status in _SEEN else set()
        desk.check_for_publishing(draft, content, service().store.library.decorative(urls) | passed)


def _alike(typed: Typed) -> list[tuple[Item, str]]:
    """What may be the same story, unless the editor has seen it and says that it is another."""
    if request.form.get("another"):
        return []
    held = service()
    content = desk.content_of_draft(draft_of(typed), Content(title=""), held.settings.zone, held.settings.base_url)
    return held.store.items.alike(content, typed["url"], held.now())


def _saved_into(into: str, typed: Typed) -> AnyResponse:
    """Store what was typed as one more report of an item that is there: it is merged into it at once."""
    if not me().may("review"):
        raise Forbidden
    held, now, by = service(), service().now(), me().name
    with held.store.together():
        made = desk.write(held.store, draft_of(typed), by, now, held.settings.zone, held.settings.base_url)
        try:
            stays = held.store.joining.merge(made.uid, into, by, now)
        except NotFound:
            raise InputError("there is no item with this id or address") from None
        _drop_kept()
    flash(gettext("Merged. This is the item that stays."))
    return redirect(url_for("desk.item", uid=stays.uid, saved=_copy()))


def _after_saving(saved: Item, typed: Typed, action: str | None) -> AnyResponse:
    """Do with a saved item what the button says; what stops it half-way is said, and the text is saved in any case."""
    held, now = service(), service().now()
    _drop_kept()
    try:
        flash(_do(saved, action, moment(typed, "due", saved), moment(typed, "embargo", saved), now))
    except Conflict as error:
        flash(gettext("Saved.") + " " + sentence(error))
    release(held.store, now)
    return redirect(url_for("desk.item", uid=saved.uid, saved=_copy()))


def _drop_kept() -> None:
    """Forget what was kept of a form that is saved now: by this window, and by the one that it was restored from."""
    document, keep = request.form.get("document", ""), service().store.autosaves
    for tab in (request.form.get("tab", ""), request.form.get("restored", "")):
        keep.drop(me().editor.id, document, tab)


def _copy() -> str:
    """By what name the browser keeps its copy of the form."""
    return f"{request.form.get('document', '')}:{request.form.get('tab', '')}"


def _do(saved: Item, action: str | None, due: datetime | None, embargo: datetime | None, now: datetime) -> str:
    store, by = service().store.desk, me().name
    if me().may("review") and saved.status != "published":
        store.embargo(saved.uid, embargo, now, by)
    if action == "publish" and saved.status != "published":
        store.publish(saved.uid, now, by)
        return gettext("Saved and published.")
    if action == "schedule" and saved.status != "published":
        store.publish(saved.uid, now, by, at=due)
        return gettext("Saved and scheduled.")
    if action == "save" and _moves(saved, due):
        store.publish(saved.uid, now, by, at=due)
        return gettext("Saved and scheduled.")
    if action == "submit" and saved.status == "draft":
        store.submit(saved.uid, now, by)
        return gettext("Saved and handed in for review.")
    return gettext("Saved.")


def _moves(item: Item, due: datetime | None) -> bool:
    """Whether another time was typed for an item that is scheduled; the form knows minutes."""
    return item.status == "scheduled" and due is not None and item.due_at is not None and abs(due - item.due_at) >= timedelta(minutes=1)


def item_page(item: Item, shown: Shown, code: int) -> AnyResponse:
    """The page of an item with what was typed beside its form, and what is wrong with it."""
    return _form(fields_of(item), item, shown, code)


def _restored(item: Item | None) -> Response | None:
    """The form with what was typed and not saved, when its id is asked for."""
    wanted = number(request.args.get("typed", ""))
    if not wanted or not me().may("write"):
        return None
    try:
        kept = service().store.autosaves.get(me().editor.id, wanted)
    except NotFound:
        return None
    if kept.document != item.uid if item else not kept.document.startswith("new-"):
        return None
    typed = {name: str(value) for name, value in kept.fields.items()}
    if item is not None:
        typed, _ = settled(typed, item, typed.get("loaded", ""))
    return _form(typed, item, Shown(typed_at=kept))


def _window(item: Item | None, kept: Autosave | None = None) -> dict[str, str]:
    """What names this form among others: the document, the window, and the version that it is typed on."""
    document = kept.document if kept else request.form.get("document") or (item.uid if item else "new-" + secrets.token_hex(6))
    tab = secrets.token_hex(6) if kept else request.form.get("tab") or secrets.token_hex(6)
    return {"document": document, "tab": tab, "restored": kept.tab if kept else request.form.get("restored", "")}


def _form(typed: Typed, item: Item | None, shown: Shown = Shown(), code: int = 200) -> Response:
    store, names = service().store, _window(item, shown.typed_at)
    revision = shown.typed_at.revision if shown.typed_at else request.form.get("revision") or (item.revision if item else 0)
    here = item.uid if item else ""
    unsaved = store.autosaves.unsaved(me().editor.id, here) if here else _unsaved_new()
    values: dict[str, Any] = {
        "typed": {name: typed.get(name, "") for name in {*typed, *draft_of({}).__dataclass_fields__}},
        "item": item,
        "revision": revision,
        "loaded": loaded_with(item) if item else "",
        "problem": in_words(shown.problem) if shown.problem else "",
        "field": getattr(shown.problem, "field", ""),
        "shown": shown,
        "another": bool(request.form.get("another")),
        "sections": store.sections.every(),
        "revisions": store.items.revisions(item.uid) if item else [],
        "upstream": upstream_differs(item) if item else [],
        "reports": store.items.reports(item) if item else [],
        "rights": RIGHTS,
        "pinned": item is not None and any(pin.uid == item.uid for pin in store.front.pinned()),
        "editable": item is None or may_change(item),
        "unsaved": [kept for kept in unsaved if kept.tab not in (names["tab"], names["restored"]) and shown.typed_at is None],
        "others": store.autosaves.others(me().editor.id, here, service().now()) if here else [],
    }
    return answer("item.html", code, **values, **names)


def _unsaved_new() -> list[Autosave]:
    """What was typed into forms of items that were never stored."""
    return [kept for kept in service().store.autosaves.unsaved(me().editor.id) if kept.document.startswith("new-")]
