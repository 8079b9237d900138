"""What is done to an item as a whole: publish, withdraw, reject, merge, split, pin."""

from collections.abc import Callable
from urllib.parse import urlsplit

from flask import flash, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from app import desk
from app.publish.release import release
from app.values.errors import Conflict, InputError, NotFound
from app.web.desk.base import current_service, gettext, me, needs, pages, sentence
from app.web.desk.form import FormView, item_page
from scrapers.words.text import clean_text

_LONGEST_NOTE = 500


@pages.post("/items/<uid>/<any(publish, hold, reject, reopen, withdraw):what>")
@needs("review")
def change(uid: str, what: str) -> AnyResponse:
    """Publish an item, take it off the schedule, reject it or bring it back, withdraw it."""
    service, by = current_service(), me().name
    note = clean_text(request.form.get("note", ""))[:_LONGEST_NOTE]
    store, now = service.store, service.now()
    steps: dict[str, Callable[[], object]] = {
        "publish": lambda: _publish(uid),
        "hold": lambda: desk.move(store, uid, "hold", by, now),
        "reject": lambda: desk.move(store, uid, "reject", by, now),
        "reopen": lambda: desk.move(store, uid, "reopen", by, now),
        "withdraw": lambda: desk.withdraw(store, uid, note, by, now),
    }
    try:
        steps[what]()
        flash(_done(what))
    except (Conflict, InputError) as error:
        flash(sentence(error))
    release(service.store, now)
    return redirect(url_for("desk.item", uid=uid))


def _publish(uid: str) -> None:
    service = current_service()
    desk.check_stored(service.store, service.store.items.by_uid(uid))
    desk.publish(service.store, uid, me().name, service.now())


def _done(what: str) -> str:
    return {
        "publish": gettext("Published."),
        "hold": gettext("Taken off the schedule."),
        "reject": gettext("Rejected."),
        "reopen": gettext("Brought back."),
        "withdraw": gettext("Withdrawn."),
    }[what]


@pages.post("/items/<uid>/merge")
@needs("review")
def merge(uid: str) -> AnyResponse:
    """Let an item live on in another one."""
    service = current_service()
    item, typed = service.store.items.by_uid(uid), request.form.get("into", "")
    try:
        stays = desk.merge(service.store, uid, uid_in(typed), me().name, service.now())
    except NotFound:
        problem = InputError("there is no item with this id or address", field="into")
        return item_page(item, FormView(problem=problem, beside={"into": typed}), 422)
    except Conflict as error:
        return item_page(item, FormView(problem=error, beside={"into": typed}), 409)
    flash(gettext("Merged. This is the item that stays."))
    return redirect(url_for("desk.item", uid=stays.uid))


@pages.post("/items/<uid>/split/<int(max=2147483647):location>")
@needs("review")
def split(uid: str, location: int) -> AnyResponse:
    """Give an address that joined an item a story of its own."""
    service = current_service()
    try:
        made = desk.split(service.store, uid, location, me().name, service.now())
    except (Conflict, NotFound) as error:
        flash(
            gettext("The story does not stand at this address any more.")
            if isinstance(error, NotFound)
            else sentence(error)
        )
        return redirect(url_for("desk.item", uid=uid))
    release(service.store, service.now())
    flash(
        gettext(
            "Split off. This is the new item; the two will not be merged again unless you do it."
        )
    )
    return redirect(url_for("desk.item", uid=made.uid))


@pages.post("/items/<uid>/alone")
@needs("review")
def alone(uid: str) -> AnyResponse:
    """Take an item out of the reports of one event."""
    service = current_service()
    try:
        desk.take_out(service.store, uid, me().name, service.now())
        flash(
            gettext(
                "Taken out. This item stands alone now, and will not be put with other reports "
                "again."
            )
        )
    except Conflict as error:
        flash(sentence(error))
    return redirect(url_for("desk.item", uid=uid))


@pages.post("/items/<uid>/pin")
@needs("review")
def pin(uid: str) -> AnyResponse:
    """Keep an item at the top of the front page."""
    service = current_service()
    item, typed = service.store.items.by_uid(uid), request.form.get("until", "")
    try:
        until = desk.moment_of(typed, service.settings.zone, "until")
    except InputError as error:
        return item_page(item, FormView(problem=error, beside={"until": typed}), 422)
    try:
        desk.pin(service.store, uid, until, me().name, service.now())
        flash(gettext("Pinned to the top of the front page."))
    except Conflict as error:
        flash(sentence(error))
    return redirect(url_for("desk.item", uid=uid))


@pages.post("/items/<uid>/unpin")
@needs("review")
def unpin(uid: str) -> AnyResponse:
    """Let an item take its usual place again."""
    try:
        desk.unpin(current_service().store, uid, me().name, current_service().now())
        flash(gettext("The pin is off."))
    except Conflict as error:
        flash(sentence(error))
    return redirect(url_for("desk.item", uid=uid))


def uid_in(typed: str) -> str:
    """The id of an item in what an editor typed: the id itself, or an address of its page."""
    try:
        parts = [part for part in urlsplit(typed.strip()).path.split("/") if part]
    except ValueError:
        return ""
    return parts[parts.index("items") + 1] if "items" in parts[:-1] else "".join(parts[-1:])
