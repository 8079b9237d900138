"""The feeds: RSS, Atom and JSON of everything, of each section and of each source."""

import re

from flask import Blueprint, Response, abort, redirect, request
from werkzeug.wrappers import Response as AnyResponse

from app.feeds import CONTENT_TYPES, Channel, Format, render
from app.model import Edition, Section, Source
from app.web.conditional import kept
from app.web.context import service

pages = Blueprint("feeds", __name__)

_FEED = re.compile(r"(?:(?:sections|sources)/[\w-]+/)?feed", re.ASCII)
_ITEMS = 50
_MAX_AGE = 600


@pages.get("/feed.<any(rss, atom, json):form>")
def everything(form: Format) -> Response:
    """Everything that is published."""
    settings = service().settings
    return _feed(form, "/", settings.title, settings.tagline or settings.title, service().store.sections.edition())


@pages.get("/sections/<slug>/feed.<any(rss, atom, json):form>")
def section(slug: str, form: Format) -> Response:
    """One section."""
    found = service().store.sections.get(slug)
    title = f"{service().settings.title}: {found.title}"
    return _feed(form, f"/sections/{slug}/", title, f"{found.title}, from {service().settings.title}", found)


@pages.get("/sources/<slug>/feed.<any(rss, atom, json):form>")
def source(slug: str, form: Format) -> Response:
    """One source."""
    found = service().store.sources.known(slug)
    title = f"{service().settings.title}: {found.title}"
    return _feed(form, f"/sources/{slug}/", title, f"What {found.title} reports", found)


_GUESSES: dict[str, Format] = {
    "/feed/": "rss", "/rss/": "rss", "/rss.xml": "rss", "/feed.xml": "rss", "/index.xml": "rss", "/atom/": "atom", "/atom.xml": "atom",
    "/feed/rss/": "rss", "/feed/atom/": "atom", "/feed/json/": "json",
}  # fmt: skip


def _guessed(form: Format) -> AnyResponse:
    return redirect(f"/feed.{form}", 301)


for _path, _form in _GUESSES.items():
    pages.add_url_rule(_path, f"guessed {_path}".replace(".", "_"), _guessed, defaults={"form": _form}, strict_slashes=False)


@pages.get("/<path:start>.<any(rss, atom, json):form>/")
def slashed(start: str, form: Format) -> AnyResponse:
    """A feed's address with a slash too many. Only addresses of ours are led on: a redirect takes whoever follows it."""
    if not _FEED.fullmatch(start):
        abort(404)
    return redirect(f"/{start}.{form}", 301)


def _feed(form: Format, path: str, title: str, description: str, of: Edition | Section | Source) -> Response:
    held = service()
    settings, edition = held.settings, held.store.sections.edition()
    channel = Channel(
        title=title,
        description=description,
        language=settings.language,
        base_url=settings.base_url,
        path=path,
        changed_at=of.changed_at,
        site_title=settings.title,
        contact=settings.contact,
        tag=f"{edition.tag}/feeds{path}",
        rights_note="The rights in each story are its source's",
    )
    section, source = of if isinstance(of, Section) else None, of if isinstance(of, Source) else None
    body = render(form, channel, held.store.items.public(_ITEMS, section=section, source=source), settings.zone)
    response = kept(request, body, CONTENT_TYPES[form], of.version_at, held.now(), max_age=_MAX_AGE, cors=True)
    response.headers["Link"] = f'<{settings.base_url}{path}feed.{form}>; rel="self"'
    return response
