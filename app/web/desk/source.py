"""The page of one source: how it does, what it brought, what people may change of it."""

import json
from datetime import datetime, timedelta
from typing import Any

from flask import Response, flash, redirect, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response as AnyResponse

from app import desk
from app.desk import Look, preview
from app.news.remedies import MODES, facts_of
from app.news.rules import FIELDS, HOWS, THENS
from app.values.address import address_of
from app.values.errors import Conflict, InputError
from app.values.model import RIGHTS, Item, Source
from app.web.conditions import (
    all_reasons,
    evidence_words,
    next_step,
    remedy_words,
    usual_words,
)
from app.web.conditions import state_words as condition_words
from app.web.desk.base import answer, current_service, in_words, me, needs, pages
from app.web.desk.health import advice, health, health_words, sure_words
from app.web.desk.reading import reading
from app.web.desk.terms import settled, terms, typed, typed_of
from scrapers.recipes.recipe import RecipeError, recipe_of, to_toml

_DAYS, _RUNS, _NOTICES, _REMEDIES = 14, 20, 20, 10


@pages.get("/sources/<slug>")
@needs("look")
def source(slug: str) -> Response:
    """How a source does, and what it is told to do."""
    return source_page(current_service().store.sources.get(slug))


@pages.post("/sources/<slug>")
@needs("set up")
def change_terms(slug: str) -> AnyResponse:
    """Change what a source is called, where it files, how it is asked; a new address is looked at
    first.
    """
    service = current_service()
    source = service.store.sources.get(slug)
    fields = settled(typed(), source)
    try:
        values = terms(fields)
        if address_of(values.url).key != source.key:
            with reading("url"):
                look = Look(
                    values.url,
                    values.zone or source.zone,
                    source.scraper,
                    source.recipe,
                    values.charset,
                    browser=source.browser,
                )
                preview(look, service.fetcher, service.now(), service.browser)
        desk.change_source(service.store, slug, values, me().name, service.now())
    except (InputError, Conflict) as error:
        return source_page(
            source, 422, typed=fields, problem=in_words(error), field=getattr(error, "field", "url")
        )
    flash(gettext("Saved."))
    return redirect(url_for("desk.source", slug=slug))


def source_page(source: Source, code: int = 200, **more: Any) -> Response:
    """The page of a source; `more` is what was typed or tried, and what was wrong with it."""
    service = current_service()
    store, now = service.store, service.now()
    state = health(source, now)
    runs = store.runs.of(source.slug, _RUNS)
    starts = _days(now)
    with store.look() as look:
        found = desk.health_of_sources(look, [source])[source.id]
    profile = store.healths.profile(source)
    remedies = [facts_of(remedy) for remedy in store.remedies.of(source, _REMEDIES)]
    new = store.output.trend(source, starts)
    values: dict[str, Any] = {
        "typed": typed_of(source), "problem": "", "field": "", "policy": policy_of(source),
        "rules": list(source.rules), "trial": None, "loaded": json.dumps(typed_of(source)),
        "even_doubtful": source.even_doubtful, "recipe": recipe_text(source), "tried": None,
        "changes": None,
    }  # fmt: skip
    return answer(
        "source.html",
        code,
        source=source,
        state=state,
        state_words=health_words(state),
        advice=advice(state),
        runs=runs,
        trend=[(start.date(), number) for start, number in zip(starts, new, strict=True)],
        most=max(*new, 1),
        gone=store.locations.gone(_NOTICES, source),
        doubted=store.locations.doubted(_NOTICES, source),
        given_up=store.locations.given_up(_NOTICES, source),
        differing=[item for item in store.output.differing(source, _NOTICES) if differs(item)],
        found=found,
        found_words=condition_words(found.state),
        reasons=all_reasons(found),
        next_step=next_step(found.state),
        usual=usual_words(profile) if profile else [],
        remedies=remedies,
        remedy_words=remedy_words,
        evidence_words=evidence_words,
        moment_of=datetime.fromisoformat,
        modes=MODES,
        held=desk.held_losses(store, source),
        sections=store.sections.every(),
        rights=RIGHTS,
        fields=FIELDS,
        has_browser=service.browser is not None,
        hows=HOWS,
        thens=THENS,
        sure_words=sure_words,
        **values | more,
    )


def policy_of(source: Source) -> str:
    """What becomes of new items: `trusted`, `review` or `rules`."""
    return "rules" if source.rules else "review" if source.review else "trusted"


def differs(item: Item) -> bool:
    """Whether upstream says otherwise in something that an editor changed."""
    ours, theirs = item.content, item.upstream
    return theirs is not None and any(
        getattr(theirs, name) != getattr(ours, name)
        for name in item.edited
        if name not in ("section", "markdown")
    )


def recipe_text(source: Source) -> str:
    """A source's recipe as people read it; one that an older version stored and this one cannot
    read stands as it is; empty for none.
    """
    if source.recipe is None:
        return ""
    try:
        return to_toml(recipe_of(source.recipe))
    except RecipeError:
        return json.dumps(dict(source.recipe), ensure_ascii=False, indent=2)


def _days(now: datetime) -> list[datetime]:
    """When the last days began, the present one last, in the site's zone."""
    today = now.astimezone(current_service().settings.zone).replace(
        hour=0, minute=0, second=0, microsecond=0
    )
    return [today - timedelta(days=back) for back in reversed(range(_DAYS))]
