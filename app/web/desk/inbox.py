"""The inbox: what waits for review, and what editors do with one of it or many."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from flask import Response, flash, jsonify, redirect, request, session, url_for
from flask_babel import gettext, ngettext
from werkzeug.wrappers import Response as AnyResponse

from app import desk
from app.store import Sieve
from app.values.errors import Conflict, InputError, NotFound
from app.values.model import FOREIGN_HOST, TITLE_IN_DOUBT
from app.web.desk.acts import uid_in
from app.web.desk.base import answer, current_service, me, needs, pages, sentence, wants_json
from app.web.desk.fields import number
from app.web.pages import cursor, read_cursor

_PAGE = 50
SECOND_THOUGHTS = timedelta(seconds=10)
Act = Callable[[str, int], object]
_UNDO = "undo"
_LONGEST_WORDS = 200


@dataclass
class Done:
    """What was done: to which items, the ids of the entries in the audit log that tell of it, and
    what could not be done and why.
    """

    uids: list[str] = field(default_factory=list)
    entries: list[int] = field(default_factory=list)
    problems: list[tuple[str, str]] = field(default_factory=list)


@pages.get("/inbox")
@needs("look")
def inbox() -> Response:
    """What waits for review, newest first."""
    store, query = current_service().store, filters()
    sieve = Sieve(
        query.get("source", ""),
        query.get("section", ""),
        query.get("words", ""),
        "flagged" in query,
    )
    rows = store.inbox.page(_PAGE + 1, sieve, read_cursor(request.args.get("after", "")))
    return answer(
        "inbox.html",
        rows=rows[:_PAGE],
        more=cursor(rows[_PAGE - 1].item) if len(rows) > _PAGE else "",
        query=query,
        counts=store.inbox.by_source(),
        sections=store.sections.every(),
        views=store.inbox.views(me().editor.id),
        undo=session.pop(_UNDO, []),
        title_in_doubt=TITLE_IN_DOUBT,
        foreign_host=FOREIGN_HOST,
    )


@pages.post("/inbox/act")
@needs("review")
def act_on_inbox() -> AnyResponse:
    """Approve, reject, file or merge one item or many, each in a transaction of its own. A row is
    an id, a dot and the version seen.
    """
    what, _, uid = request.form.get("do", "").partition(" ")
    uids = [uid] if uid else list(dict.fromkeys(request.form.getlist("uid")))[: _PAGE * 2]
    acts: Mapping[str, Act] = {
        "approve": _approve,
        "reject": _reject,
        "file": _file,
        "merge": _merge,
    }
    if what not in acts:
        return _answered(gettext("Choose what is to be done with the items."), Done())
    if not uids:
        return _answered(gettext("No item is chosen; tick those that you mean."), Done())
    if problem := _missing(what):
        return _answered(problem, Done())
    done = _each(uids, acts[what])
    return _answered(_describe(what, len(done.uids)), done)


@pages.post("/inbox/undo")
@needs("review")
def undo_in_inbox() -> AnyResponse:
    """Take back what was done last, entry by entry."""
    service, done = current_service(), Done()
    for text in list(dict.fromkeys(request.form.getlist("entry")))[: _PAGE * 2]:
        try:
            done.uids.append(
                desk.undo(service.store, number(text), me().name, service.now()).removeprefix(
                    "item "
                )
            )
        except (Conflict, NotFound) as error:
            done.problems.append(("", sentence(error)))
    return _answered(
        ngettext(
            "Undone: %(num)d item is as it was.",
            "Undone: %(num)d items are as they were.",
            len(done.uids),
        ),
        done,
    )


def filters() -> dict[str, Any]:
    """What the query asks for, by the names that the page knows."""
    asked = {
        name: request.args.get(name, "").strip()[:_LONGEST_WORDS]
        for name in ("source", "section", "words", "flagged")
    }
    return {name: value for name, value in asked.items() if value}


def _each(uids: list[str], act: Act) -> Done:
    service, done = current_service(), Done()
    for row in uids:
        uid, _, seen = row.partition(".")
        try:
            entry = act(uid, number(seen))
        except NotFound:
            done.problems.append((uid, gettext("There is no item with this id or address.")))
        except (Conflict, InputError) as error:
            done.problems.append((service.store.items.by_uid(uid).content.title, sentence(error)))
        else:
            done.uids.append(uid)
            entries = (
                []
                if isinstance(entry, int)
                else service.store.audit.entries(1, by=me().name, subject=f"item {uid}")
            )
            done.entries += [entry] if isinstance(entry, int) else [note.id for note in entries]
    return done


def _approve(uid: str, seen: int) -> object:
    service = current_service()
    desk.check_stored(service.store, service.store.items.by_uid(uid))
    due = service.now() + SECOND_THOUGHTS
    return desk.publish(
        service.store, uid, me().name, service.now(), at=due, expected="review", on=seen or None
    )


def _reject(uid: str, _: int) -> object:
    return desk.move(
        current_service().store,
        uid,
        "reject",
        me().name,
        current_service().now(),
        expected="review",
    )


def _file(uid: str, _: int) -> int:
    return desk.file_into(
        current_service().store, uid, request.form["section"], me().name, current_service().now()
    )


def _merge(uid: str, _: int) -> object:
    return desk.merge(
        current_service().store,
        uid,
        uid_in(request.form["into"]),
        me().name,
        current_service().now(),
        expected="review",
    )


def _missing(what: str) -> str:
    """What an act needs and was not given."""
    if what == "file" and request.form.get("section", "") not in {
        section.slug for section in current_service().store.sections.every()
    }:
        return str(gettext("Choose the section."))
    if what == "merge" and not request.form.get("into", "").strip():
        return str(gettext("Write the id or the address of the item that stays."))
    return ""


def _describe(what: str, number: int) -> str:
    if not number:
        return str(gettext("Nothing was done."))
    if what == "approve":
        return str(
            ngettext(
                "Approved %(num)d; public in 10 seconds.",
                "Approved %(num)d; public in 10 seconds.",
                number,
            )
        )
    if what == "reject":
        return str(ngettext("Rejected %(num)d.", "Rejected %(num)d.", number))
    if what == "file":
        title = next(
            section.title
            for section in current_service().store.sections.every()
            if section.slug == request.form["section"]
        )
        return str(
            ngettext(
                "Sent %(num)d to %(section)s.",
                "Sent %(num)d to %(section)s.",
                number,
                section=title,
            )
        )
    return str(ngettext("Merged %(num)d.", "Merged %(num)d.", number))


def _answered(words: str, done: Done) -> AnyResponse:
    """What was done, for the script as JSON, else on the page itself."""
    problems = [f"{title}: {why}" if title else why for title, why in done.problems]
    session[_UNDO] = done.entries
    if wants_json():
        return jsonify(words=" ".join([words, *problems]), done=done.uids, undo=done.entries)
    for line in (words, *problems):
        flash(line)
    return redirect(url_for("desk.inbox", after=request.args.get("after") or None, **filters()))
