"""The form of an item: paste a link, write, edit, save, hand in, schedule, publish."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from flask import Response, flash, redirect, request, url_for
from werkzeug.exceptions import Forbidden
from werkzeug.wrappers import Response as AnyResponse

from app import desk
from app.news.lifecycle import refuse_other_state, refuse_stale
from app.store import Autosave, AutosaveHead
from app.values.errors import Conflict, InputError, NotFound
from app.values.model import FOREIGN_HOST, RIGHTS, TITLE_IN_DOUBT, Item, Status
from app.values.roles import OPEN_TO_WRITERS
from app.values.tokens import wrote
from app.web.desk import conflict, filling
from app.web.desk.base import (
    answer,
    current_service,
    gettext,
    in_words,
    me,
    my_ration,
    needs,
    pages,
    sentence,
)
from app.web.desk.fields import (
    Typed,
    draft_of,
    fields_of,
    loaded_with,
    moment,
    number,
    settled,
    typed_fields,
    upstream_differs,
)
from app.web.desk.preview import Looks, looks_of
from app.web.desk.telling import what_was_told, what_will_be_told

_MERGE = "merge "
_LANGUAGES = ("zh", "en", "ru", "ja", "ko")


@dataclass(frozen=True, slots=True)
class FormView:
    """What the form shows besides its fields: what is wrong, what a link gave, what is like it, its
    looks, what was typed beside it.
    """

    problem: InputError | Conflict | None = None
    alike: Sequence[tuple[Item, str]] = ()
    filled: filling.Filled | None = None
    looks: Looks | None = None
    typed_at: Autosave | None = None
    beside: Typed = field(default_factory=dict)


@pages.route("/items/new", methods=["GET", "POST"])
@needs("write")
def new_item() -> AnyResponse:
    """Write an item, or paste a link that fills the form."""
    if request.method != "POST":
        return _restored(None) or _form(
            {"url": request.args.get("url", ""), "rights": "full"}, None
        )
    typed = typed_fields()
    try:
        return _answered(typed, request.form.get("action", ""))
    except (InputError, Conflict) as error:
        return _form(
            typed, None, FormView(problem=error), 503 if isinstance(error, filling.Busy) else 422
        )


def _answered(typed: Typed, action: str) -> AnyResponse:
    """What a button of the form of a new item brings."""
    if action == "fill":
        filled = filling.fill(typed)
        return _form(filled.fields, None, FormView(filled=filled, alike=filled.alike))
    if action == "preview":
        return _form(typed, None, FormView(looks=looks_of(typed)))
    form = _checked(typed, action, None)
    desk.check_section(current_service().store, typed["section"], me().role)
    if action.startswith(_MERGE):
        return _saved_into(action.removeprefix(_MERGE), form)
    if alike := _alike(form):
        return _form(typed, None, FormView(alike=alike), 409)
    return _after_saving(
        desk.save_new(current_service().store, form, me().name, current_service().now())
    )


@pages.route("/items/<uid>", methods=["GET", "POST"])
@needs("look")
def item(uid: str) -> AnyResponse:
    """Look at an item, or edit it."""
    item = current_service().store.items.by_uid(uid)
    if request.method != "POST":
        return _restored(item) or _form(fields_of(item), item)
    typed, status = settled(typed_fields(), item, request.form.get("loaded", ""))
    if not may_change(item):
        return _taken_over(item, typed)
    try:
        return _saved(item, typed, status, request.form.get("action", ""))
    except (InputError, Conflict) as error:
        return _form(
            typed, item, FormView(problem=error), 409 if isinstance(error, Conflict) else 422
        )


def _saved(item: Item, typed: Typed, status: Status, action: str) -> AnyResponse:
    """What a button of an item's form brings; `status` is the state that the item was in when the
    form was loaded.
    """
    if action == "preview":
        return _form(typed, item, FormView(looks=looks_of(typed)))
    refuse_other_state(item, status)
    desk.check_section(current_service().store, typed["section"], me().role)
    form, on = _checked(typed, action, item), number(request.form.get("revision", ""))
    if on != item.revision and (merged := conflict.merged(item, on, typed)) is not None:
        return answer(
            "conflict.html",
            409,
            merged=merged,
            item=item,
            loaded=loaded_with(item),
            **_window(item),
        )
    refuse_stale(item, on)
    saved = desk.save(
        current_service().store, item, on, status, form, me().name, current_service().now()
    )
    return _after_saving(saved, what_was_told(item, saved.item))


def _taken_over(item: Item, typed: Typed) -> AnyResponse:
    """What a writer is answered whose own item is not theirs to change any more: with all that was
    typed.
    """
    if not me().may("write") or not _is_mine(item):
        raise Forbidden
    problem = Conflict(
        "this item is with the editors by now, so nothing was saved; give them your text in "
        "another way"
    )
    return _form(typed, item, FormView(problem=problem), 409)


def may_change(item: Item) -> bool:
    """Whether the editor may change an item: who writes only, their own until it is public."""
    if me().may("review"):
        return item.status != "merged"
    return me().may("write") and item.status in OPEN_TO_WRITERS and _is_mine(item)


def may_type_into(document: str) -> bool:
    """Whether what the editor types into a document is kept: an item that they may change, or one
    that is not stored yet.
    """
    if not me().may("write"):
        return False
    if desk.NEW.fullmatch(document):
        return True
    try:
        return may_change(current_service().store.items.by_uid(document))
    except NotFound:
        return False


def _is_mine(item: Item) -> bool:
    first = next(iter(current_service().store.items.revisions(item.uid)), None)
    return first is not None and item.kind == "written" and wrote(me().name, first.by)


def _checked(typed: Typed, action: str, item: Item | None) -> desk.Form:
    """A form that can be saved, and its button's word done to the end; InputError, Forbidden."""
    service, reviews = current_service(), me().may("review")
    if action in desk.PUBLISHING and not reviews:
        raise Forbidden
    due, embargo = moment(typed, "due", item), moment(typed, "embargo", item)
    desk.check_times(action, item, due, embargo, service.now())
    draft, site = draft_of(typed), desk.site_of(service.settings)
    if item is None:
        prepared = desk.prepare_new(draft, site)
    else:
        prepared = desk.prepare(draft, item.content, site)
    desk.check_pictures(
        service.store, draft, prepared.content, item, publishing=action in desk.PUBLISHING
    )
    tabs = (request.form.get("tab", ""), request.form.get("restored", ""))
    kept = (me().editor.id, request.form.get("document", ""), tabs)
    return desk.Form(prepared, action, due, embargo, reviews, kept, my_ration("texts"))


def _alike(form: desk.Form) -> Sequence[tuple[Item, str]]:
    """What may be the same story, unless the editor has seen it and says that it is another."""
    if request.form.get("another"):
        return []
    service = current_service()
    return desk.alike(service.store, form.typed.content, form.typed.url, service.now())


def _saved_into(into: str, form: desk.Form) -> AnyResponse:
    """Store what was typed as one more report of an item that is there."""
    if not me().may("review"):
        raise Forbidden
    stays = desk.save_into(current_service().store, into, form, me().name, current_service().now())
    flash(gettext("Merged. This is the item that stays."))
    return redirect(url_for("desk.item", uid=stays.uid, saved=_copy()))


def _after_saving(saved: desk.SaveResult, told: str = "") -> AnyResponse:
    """Say what was done, what was not, and whether readers are told."""
    done = gettext("Saved.") + " " + sentence(saved.problem) if saved.problem else _describe(saved)
    flash(f"{done} {told}".strip())
    return redirect(url_for("desk.item", uid=saved.item.uid, saved=_copy()))


def _describe(saved: desk.SaveResult) -> str:
    return {
        "saved": gettext("Saved."),
        "published": gettext("Saved and published."),
        "scheduled": gettext("Saved and scheduled."),
        "handed in": gettext("Saved and handed in for review."),
    }[saved.done]


def _copy() -> str:
    """By what name the browser keeps its copy of the form."""
    return f"{request.form.get('document', '')}:{request.form.get('tab', '')}"


def item_page(item: Item, view: FormView, code: int) -> AnyResponse:
    """The page of an item with what was typed beside its form, and what is wrong with it."""
    return _form(fields_of(item), item, view, code)


def _restored(item: Item | None) -> Response | None:
    """The form with what was typed and not saved, when its id is asked for."""
    wanted = number(request.args.get("typed", ""))
    if not wanted or not me().may("write"):
        return None
    try:
        kept = current_service().store.autosaves.get(me().editor.id, wanted)
    except NotFound:
        return None
    if kept.document != item.uid if item else not kept.document.startswith("new-"):
        return None
    typed = {name: str(value) for name, value in kept.fields.items()}
    if item is not None:
        typed, _ = settled(typed, item, typed.get("loaded", ""))
    return _form(typed, item, FormView(typed_at=kept))


def _window(item: Item | None, kept: Autosave | None = None) -> dict[str, str]:
    """What names this form among others: the document, the window, and the version that it is typed
    on.
    """
    document = (
        kept.document
        if kept
        else request.form.get("document") or (item.uid if item else "new-" + secrets.token_hex(6))
    )
    tab = secrets.token_hex(6) if kept else request.form.get("tab") or secrets.token_hex(6)
    return {
        "document": document,
        "tab": tab,
        "restored": kept.tab if kept else request.form.get("restored", ""),
    }


def _form(
    typed: Typed, item: Item | None, view: FormView = FormView(), code: int = 200
) -> Response:
    names = _window(item, view.typed_at)
    values: dict[str, Any] = {
        "typed": {
            name: typed.get(name, "") for name in {*typed, *draft_of({}).__dataclass_fields__}
        },
        "item": item,
        "revision": _revision(item, view.typed_at),
        "problem": in_words(view.problem) if view.problem else "",
        "field": getattr(view.problem, "field", ""),
        "shown": view,
        "another": bool(request.form.get("another")),
        "sections": current_service().store.sections.every(),
        "rights": RIGHTS,
        "told": what_will_be_told(item, typed),
        "told_language": _told_language(item, typed),
        "languages": _languages(typed),
        "unsaved": _unsaved(item, view.typed_at, {names["tab"], names["restored"]}),
        **(_stored(item) if item else _NOT_STORED),
    }
    notes = {"title_in_doubt": TITLE_IN_DOUBT, "foreign_host": FOREIGN_HOST}
    return answer("item.html", code, **notes, **values, **names)


def _told_language(item: Item | None, typed: Typed) -> str:
    """The language that the text of a form is in by its words."""
    known = item.content.language if item is not None else ""
    site = desk.site_of(current_service().settings)
    return desk.told_language(typed.get("title", ""), typed.get("body", ""), known, site)


def _languages(typed: Typed) -> list[str]:
    """The languages that can be chosen: those of the site, its neighbours, and the one chosen."""
    return list(dict.fromkeys(filter(None, (*_LANGUAGES, typed.get("language", "")))))


# What the form of an item that is not stored yet shows of it.
_NOT_STORED: dict[str, Any] = {
    "loaded": "",
    "revisions": [],
    "upstream": [],
    "reports": [],
    "pinned": False,
    "editable": True,
    "others": [],
}


def _stored(item: Item) -> dict[str, Any]:
    """What an item's form shows of what is stored beside its text."""
    store = current_service().store
    return {
        "loaded": loaded_with(item),
        "revisions": store.items.revisions(item.uid),
        "upstream": upstream_differs(item),
        "reports": store.items.reports(item),
        "pinned": any(pin.uid == item.uid for pin in store.front.pinned()),
        "editable": may_change(item),
        "others": store.autosaves.others(me().editor.id, item.uid, current_service().now()),
    }


def _revision(item: Item | None, kept: Autosave | None) -> int | str:
    """The version that a form is typed on."""
    if kept is not None:
        return kept.revision
    return request.form.get("revision") or (item.revision if item else 0)


def _unsaved(item: Item | None, kept: Autosave | None, here: set[str]) -> list[AutosaveHead]:
    """What else was typed and not saved; nothing when the form shows just that."""
    if kept is not None:
        return []
    autosaves = (
        current_service().store.autosaves.unsaved(me().editor.id, item.uid)
        if item
        else _unsaved_new()
    )
    return [one for one in autosaves if one.tab not in here]


def _unsaved_new() -> list[AutosaveHead]:
    """What was typed into forms of items that were never stored."""
    return [
        kept
        for kept in current_service().store.autosaves.unsaved(me().editor.id)
        if kept.document.startswith("new-")
    ]
