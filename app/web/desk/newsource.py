"""Adding a source: its address, a look at what it shows, and only then a place in the database."""

from dataclasses import replace

from flask import Response, flash, redirect, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response as AnyResponse

from app.desk import Look, Preview, add_source, preview, proposed
from app.values.errors import Conflict, InputError
from app.values.model import RIGHTS, SourceSpec
from app.web.desk.base import answer, current_service, in_words, me, needs, pages
from app.web.desk.health import sure_words
from app.web.desk.reading import reading
from app.web.desk.terms import FIELDS, address, short_name, terms, typed


@pages.route("/sources/new", methods=["GET", "POST"])
@needs("set up")
def new_source() -> AnyResponse:
    """Look at a listing; add it as a source when what it shows is right. Nothing is stored
    before.
    """
    if request.method != "POST":
        return _form({name: request.args.get(name, "") for name in FIELDS} | {"policy": "review"})
    fields, saves = typed(), request.form.get("action") == "save"
    seen: Preview | None = None
    try:
        with reading("url"):
            seen = _look(fields)
        return _saved(fields, seen) if saves else _form(_proposed(fields, seen), seen)
    except InputError as error:
        return _form(fields, seen, error)
    except Conflict as error:
        return _form(fields, seen, _where(error))


def _look(fields: dict[str, str]) -> Preview:
    service, url = current_service(), address(fields)
    return preview(
        Look(url, fields["zone"] or service.settings.zone.key, charset=fields["charset"]),
        service.fetcher,
        service.now(),
        service.browser,
    )


def _saved(fields: dict[str, str], seen: Preview) -> AnyResponse:
    values, service = terms(fields), current_service()
    spec = SourceSpec(
        values.url, short_name(fields), values.title, values.section, "", values.rights,
        fields["policy"] != "trusted", values.every, values.zone, values.charset,
    )  # fmt: skip
    if any(source.slug == spec.slug for source in service.store.sources.all()):
        raise InputError(
            gettext("There is a source of this short name already; choose another."), field="slug"
        )
    anyway = request.form.get("anyway") == "yes"
    made = add_source(
        spec, seen, service.store, service.settings, me().name, service.now(), anyway=anyway
    )
    flash(gettext("Added. It will be collected at the next tick."))
    return redirect(url_for("desk.source", slug=made.slug))


def _proposed(fields: dict[str, str], seen: Preview) -> dict[str, str]:
    """What the form proposes where nothing was typed."""
    naming = proposed(seen, current_service().store)
    values = {
        "title": naming.title, "slug": naming.slug, "section": naming.section,
        "rights": "summary", "policy": "review", "zone": current_service().settings.zone.key,
    }  # fmt: skip
    return {name: fields[name] or values.get(name, "") for name in FIELDS}


def _where(error: Conflict) -> InputError:
    """An address or a short name that is taken, at its field."""
    is_polled = "polled already" in str(error)
    words = (
        gettext("This address is polled already.")
        if is_polled
        else gettext("There is a source of this short name already; choose another.")
    )
    return InputError(
        f"{words} ({error})" if is_polled else words, field="url" if is_polled else "slug"
    )


def _form(
    fields: dict[str, str], seen: Preview | None = None, problem: InputError | None = None
) -> Response:
    excerpt = (
        replace(seen, listing=replace(seen.listing, teasers=seen.listing.teasers[:20]))
        if seen
        else None
    )
    return answer(
        "newsource.html",
        422 if problem else 200,
        typed=fields,
        seen=excerpt,
        entries=len(seen.listing.teasers) if seen else 0,
        sure_words=sure_words,
        problem=in_words(problem) if problem else "",
        field=problem.field if problem else "",
        sections=current_service().store.sections.every(),
        rights=RIGHTS,
    )
