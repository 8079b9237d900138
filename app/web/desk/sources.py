"""The sources on the desk: how they do, those first that fail; run now, pause, resume, remove."""

from datetime import timedelta

from flask import Response, flash, redirect, request, url_for
from flask_babel import gettext, ngettext
from werkzeug.wrappers import Response as AnyResponse

from app import desk
from app.values.errors import Conflict, InputError
from app.values.model import Source
from app.web.conditions import state_words
from app.web.desk.base import answer, current_service, in_words, me, needs, pages
from app.web.desk.health import WORST_FIRST, health, health_words

_WEEK = timedelta(days=7)
_A_PAGE = 50


@pages.get("/sources")
@needs("look")
def sources() -> Response:
    """The sources and how they do, the failing ones first, some at a time; those alone whose titles
    or addresses have some words.
    """
    store, now = current_service().store, current_service().now()
    words, after = request.args.get("words", ""), request.args.get("after", "")
    all_sources = store.sources.all()
    asked = [source for source in all_sources if _has_words(source, words)]
    asked.sort(key=lambda source: (WORST_FIRST.index(health(source, now)), _order(source)))
    slugs = [source.slug for source in asked]
    begin = slugs.index(after) + 1 if after in slugs else 0
    shown, left = asked[begin : begin + _A_PAGE], asked[begin + _A_PAGE :]
    ids = [source.id for source in shown]
    runs, fresh = store.runs.last(ids), store.output.fresh(now - _WEEK, ids)
    with store.look() as look:
        found = desk.health_of_sources(look, shown)
    rows = [
        (
            source,
            health(source, now),
            runs.get(source.id),
            fresh.get(source.id, 0),
            found[source.id],
        )
        for source in shown
    ]
    return answer(
        "sources.html",
        sources=rows,
        health_words=health_words,
        condition_words=state_words,
        words=words,
        after=after,
        has_many=len(all_sources) > _A_PAGE,
        more=shown[-1].slug if left else "",
    )


def _has_words(source: Source, words: str) -> bool:
    said = f"{source.title} {source.url} {source.slug}".casefold()
    return all(word in said for word in words.casefold().split())


def _order(source: Source) -> tuple[str, int]:
    return source.title.casefold(), source.id


@pages.post("/sources/<slug>/<any(run, pause, resume):what>")
@needs("tend sources")
def change_source(slug: str, what: str) -> AnyResponse:
    """Collect a source at the next tick, or stop and resume polling it."""
    service = current_service()
    if what == "run":
        desk.collect_soon(service.store, slug, me().name, service.now())
    else:
        turn = desk.pause_source if what == "pause" else desk.resume_source
        turn(service.store, slug, me().name, service.now())
    words = {
        "run": gettext("It will be collected at the next tick."),
        "pause": gettext("Paused."),
        "resume": gettext("Resumed; due at once."),
    }
    flash(words[what])
    if request.form.get("back") == "page":
        return redirect(url_for("desk.source", slug=slug))
    words_typed, after = (request.form.get(name) or None for name in ("words", "after"))
    return redirect(url_for("desk.sources", words=words_typed, after=after))


@pages.post("/sources/<slug>/losses")
@needs("tend sources")
def settle_losses(slug: str) -> AnyResponse:
    """Take over all that a source took away from its stories, or keep all of it."""
    service = current_service()
    how: desk.Settlement = "accepted" if request.form.get("do") == "accept" else "kept"
    number = len(desk.settle_losses(service.store, slug, how, me().name, service.now()))
    flash(
        ngettext("%(num)d story was changed.", "%(num)d stories were changed.", number)
        if how == "accepted"
        else ngettext("%(num)d story stays as it is.", "%(num)d stories stay as they are.", number)
    )
    return redirect(url_for("desk.source", slug=slug))


@pages.post("/sources/<slug>/health")
@needs("tend sources")
def accept_health(slug: str) -> AnyResponse:
    """Take what a source brings now for usual."""
    service = current_service()
    desk.accept_as_usual(service.store, service.captures, slug, me().name, service.now())
    flash(gettext("What it brings now is taken for usual from here on."))
    return redirect(url_for("desk.source", slug=slug))


@pages.post("/sources/<slug>/doctor")
@needs("tend sources")
def set_doctor_mode(slug: str) -> AnyResponse:
    """Say what the doctor may do for a source."""
    service = current_service()
    mode = request.form.get("mode", "")
    try:
        desk.set_doctor_mode(service.store, slug, mode, me().name, service.now())
        flash(gettext("Saved."))
    except InputError as error:
        flash(in_words(error))
    return redirect(url_for("desk.source", slug=slug, _anchor="doctor"))


@pages.post("/sources/<slug>/remedies/<int:remedy>")
@needs("tend sources")
def decide_remedy(slug: str, remedy: int) -> AnyResponse:
    """Take a remedy for good, or read a source as before it."""
    service = current_service()
    try:
        if request.form.get("do") == "accept":
            desk.accept_remedy(service.store, slug, remedy, me().name, service.now())
            flash(gettext("It is read like this for good. What it brought waits in the inbox."))
        else:
            desk.take_back_remedy(service.store, slug, remedy, me().name, service.now())
            flash(gettext("It is read as before, at once. This remedy is not tried again."))
    except Conflict as error:
        flash(in_words(error))
    return redirect(url_for("desk.source", slug=slug, _anchor="doctor"))


@pages.post("/sources/<slug>/remove")
@needs("set up")
def remove_source(slug: str) -> AnyResponse:
    """Stop polling a source for good, once that was said twice."""
    service = current_service()
    source = service.store.sources.get(slug)
    if request.form.get("sure") != "yes":
        flash(gettext("Tick the box to confirm that this source is to be removed."))
        return redirect(url_for("desk.source", slug=slug))
    desk.remove_source(service.store, slug, me().name, service.now())
    flash(gettext("%(title)s is removed; its items stay.", title=source.title))
    return redirect(url_for("desk.sources"))
