"""How a source is read: a recipe that is tried before it is used, and what the present way of
reading would change in what is stored.
"""

from itertools import islice

from flask import flash, redirect, request, url_for
from flask_babel import gettext, ngettext
from werkzeug.wrappers import Response as AnyResponse

from app import desk
from app.collect import Replay
from app.desk import Look, preview, recipe_from, try_recipe
from app.values.errors import InputError
from app.web.desk.base import current_service, me, needs, pages
from app.web.desk.reading import reading
from app.web.desk.source import source_page
from scrapers.recipes.recipe import recipe_of, to_toml

_NEWEST = 30


@pages.post("/sources/<slug>/recipe")
@needs("set up")
def change_recipe(slug: str) -> AnyResponse:
    """Try a recipe on the live listing, use it, learn one anew, or do without."""
    service = current_service()
    source, text, what = (
        service.store.sources.get(slug),
        request.form.get("recipe", ""),
        request.form.get("do", ""),
    )
    if what == "forget":
        desk.change_recipe(service.store, slug, None, me().name, service.now())
        flash(gettext("It is read without a recipe from now on."))
        return redirect(url_for("desk.source", slug=slug))
    try:
        with reading("recipe"):
            tried = try_recipe(
                source,
                None if what == "learn" else recipe_from(text),
                service.fetcher,
                service.now(),
                service.browser,
            )
            if tried.recipe is None:
                raise InputError(
                    gettext("No recipe reads this listing as well as it is read without one."),
                    field="recipe",
                )
            if what != "use":
                without = preview(
                    Look(
                        source.url,
                        source.zone,
                        source.scraper,
                        charset=source.charset,
                        browser=source.browser,
                    ),
                    service.fetcher,
                    service.now(),
                    service.browser,
                )
                recipe = to_toml(recipe_of(tried.recipe)) if what == "learn" else text
                return source_page(source, recipe=recipe, tried=(tried, without))
    except InputError as error:
        return source_page(source, 422, recipe=text, problem=str(error), field="recipe")
    desk.change_recipe(service.store, slug, tried.recipe, me().name, service.now())
    flash(gettext("It is read by this recipe from now on."))
    return redirect(url_for("desk.source", slug=slug))


@pages.post("/sources/<slug>/browser")
@needs("set up")
def change_browser(slug: str) -> AnyResponse:
    """Read a source's pages as their scripts draw them, or as they come."""
    service, browser = current_service(), request.form.get("browser") == "yes"
    desk.change_browser(service.store, slug, me().name, service.now(), browser=browser)
    flash(gettext("Saved. Its list will be read anew at the next check."))
    return redirect(url_for("desk.source", slug=slug))


@pages.post("/sources/<slug>/replay")
@needs("set up")
def replay_source(slug: str) -> AnyResponse:
    """Say what the present way of reading would change in the newest stories, or change it."""
    service, applies = current_service(), request.form.get("do") == "apply"
    source = service.store.sources.get(slug)
    if applies:
        service.store.audit.note(me().name, "replay", f"source {slug}", service.now())
    try:
        with reading("replay"):
            replay = Replay(service.store, service.captures)
            changes = list(
                islice(replay.run(source, service.now(), apply=applies, newest=_NEWEST), _NEWEST)
            )
    except InputError as error:
        return source_page(source, 503, problem=str(error), field="replay")
    if not applies:
        return source_page(source, changes=changes)
    if changes:
        changed = [change.item.uid for change in changes]
        service.store.audit.note(
            me().name, "replayed", f"source {slug}", service.now(), after={"changed": changed}
        )
    flash(ngettext("%(num)d story was changed.", "%(num)d stories were changed.", len(changes)))
    return redirect(url_for("desk.source", slug=slug))
