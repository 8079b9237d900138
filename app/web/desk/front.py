"""The front page on the desk: the pins in their order, what the automatic choice is below them, and
what it all looks like.
"""

from datetime import datetime, timedelta

from flask import Response, current_app, flash, redirect, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response as AnyResponse

from app import desk
from app.publish.frontpage import top
from app.values.errors import Conflict, NotFound
from app.web import site
from app.web.assets import Assets
from app.web.desk.acts import uid_in
from app.web.desk.base import answer, current_service, me, needs, pages, sentence
from app.web.desk.fields import number
from app.web.pages import PAGE

_RECENT, _FOUND = timedelta(days=14), 20


@pages.get("/front")
@needs("look")
def front() -> Response:
    """The pins, and what follows them."""
    return _page()


@pages.post("/front/arrange")
@needs("front")
def arrange() -> AnyResponse:
    """Put the pins into another order, or take one off."""
    service, order = current_service(), request.form.getlist("order")
    what, _, uid = request.form.get("do", "").partition(" ")
    try:
        desk.arrange(
            service.store,
            _move(order, what, uid),
            request.form.getlist("seen"),
            me().name,
            service.now(),
        )
        flash(gettext("The front page is as you see it here."))
    except Conflict as error:
        flash(sentence(error))
    return redirect(url_for("desk.front"))


@pages.post("/front/<uid>/until")
@needs("front")
def set_expiry(uid: str) -> AnyResponse:
    """Say until when an item is pinned."""
    service, typed = current_service(), request.form.get("until", "").strip()
    try:
        until = (
            datetime.fromisoformat(typed).replace(tzinfo=service.settings.zone) if typed else None
        )
        desk.expire(service.store, uid, until, me().name, service.now())
    except ValueError:
        return _page(
            422, uid, gettext("This is no day and time; write it as 2024-06-21T08:30."), typed
        )
    except Conflict as error:
        return _page(422, uid, sentence(error), typed)
    flash(gettext("Saved."))
    return redirect(url_for("desk.front"))


@pages.post("/front/add")
@needs("front")
def add_pin() -> AnyResponse:
    """Pin an item, by its id or an address of its page."""
    service, typed = current_service(), request.form.get("item", "")
    try:
        desk.pin(service.store, uid_in(typed), None, me().name, service.now())
    except NotFound:
        return _page(422, "item", gettext("There is no item with this id or address."), typed)
    except Conflict as error:
        return _page(422, "item", sentence(error), typed)
    flash(gettext("Pinned to the top of the front page."))
    return redirect(url_for("desk.front"))


@pages.post("/front/undo")
@needs("front")
def undo_front() -> AnyResponse:
    """Take the last change of the front page back."""
    service = current_service()
    try:
        desk.undo(service.store, number(request.form.get("entry", "")), me().name, service.now())
        flash(gettext("Undone: the front page is as it was."))
    except (Conflict, NotFound) as error:
        flash(sentence(error))
    return redirect(url_for("desk.front"))


@pages.get("/front/preview")
@needs("look")
def preview_front() -> Response:
    """The front page as readers get it, with the pins as they stand."""
    with current_app.test_request_context(
        "/", headers={"Accept-Language": request.headers.get("Accept-Language", "")}
    ):
        page = site.front()
    page.headers["Content-Security-Policy"] = Assets.policy("")
    return page


def _move(order: list[str], what: str, uid: str) -> list[str]:
    """An order of pins after one has moved; as it was sent, for a drag."""
    if uid not in order:
        return order
    at, rest = order.index(uid), [pinned for pinned in order if pinned != uid]
    if what == "off":
        return rest
    to = {"up": max(at - 1, 0), "down": at + 1, "lead": 0}.get(what, at)
    return [*rest[:to], uid, *rest[to:]]


def _page(code: int = 200, field: str = "", problem: str = "", typed: str = "") -> Response:
    service = current_service()
    store, now, words = service.store, service.now(), request.args.get("words", "").strip()[:200]
    pins = store.front.pins()
    newest = store.items.public(PAGE, leads=True)
    visible = top([pin.item for pin in pins if pin.item.status == "published"], newest, site.TOP)
    pinned = {pin.item.id for pin in pins}
    return answer(
        "front.html",
        code,
        pins=pins,
        automatic=[item for item in visible if item.id not in pinned],
        words=words,
        found=store.front.candidates(words, now - _RECENT, _FOUND) if words else [],
        pinned=pinned,
        undo=desk.last_arrangement(store, me().name),
        zone=service.settings.zone,
        field=field,
        problem=problem,
        typed=typed,
    )
