"""The sources on the desk: how they do, run now, pause, resume."""

import json
from collections.abc import Mapping
from typing import Any

from flask import flash, redirect, render_template, url_for
from werkzeug.wrappers import Response as AnyResponse

from app.web.desk.base import needs, pages, service
from scrapers.recipe import RecipeError, recipe_of, to_toml


@pages.get("/sources")
@needs("look")
def sources() -> str:
    """The sources and how they do."""
    store = service().store
    seen = [(source, store.sources.runs(source.slug, 1)) for source in store.sources.all()]
    return render_template("desk/sources.html", sources=seen, recipe_text=_recipe_text)


@pages.post("/sources/<slug>/<any(run, pause, resume):what>")
@needs("tend sources")
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
