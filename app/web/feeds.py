"""The feeds: RSS, Atom and JSON of everything, of each section, source and tag, and of corrections;
archives; the list of all.
"""

import re
from collections.abc import Callable

from flask import Blueprint, Response, abort, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from app.feeds import FRESH, Format, words_of
from app.publish.syndication import Document, Topic
from app.web.conditional import kept
from app.web.context import current_service
from app.web.delta import known_edition, mark
from scrapers.words.text import clean_text

pages = Blueprint("feeds", __name__)

_FEED = re.compile(
    r"(?:(?:sections|sources|tags)/[^/]+/|corrections/|search/)?(?:archives/[0-9]+/)?feed"
)
_NUMBER = "<int(max=999999999):number>"
_FORMS = "<any(rss, atom, json):form>"


@pages.get(f"/feed.{_FORMS}")
def everything(form: Format) -> Response:
    """Everything that is published."""
    return _current(current_service().syndication.everything(), form)


@pages.get(f"/archives/{_NUMBER}/feed.{_FORMS}")
def everything_before(number: int, form: Format) -> Response:
    """An archive document of everything."""
    return _archive(current_service().syndication.everything(), number, form)


def of(kind: str, slug: str, form: Format) -> AnyResponse:
    """One section, source or tag."""
    topic = _topic(kind, slug)
    return _redirect_to_present(topic, kind, slug, f"feed.{form}") or _current(topic, form)


def of_before(kind: str, slug: str, number: int, form: Format) -> AnyResponse:
    """An archive document of one section, source or tag."""
    topic = _topic(kind, slug)
    return _redirect_to_present(topic, kind, slug, f"archives/{number}/feed.{form}") or _archive(
        topic, number, form
    )


# Spelled out, since the router prefers an address without a variable part, and would lead to one
# with a slash at its end.
for _kind in ("sections", "sources", "tags"):
    pages.add_url_rule(
        f"/{_kind}/<slug>/feed.{_FORMS}", f"of_{_kind}", of, defaults={"kind": _kind}
    )
    pages.add_url_rule(
        f"/{_kind}/<slug>/archives/{_NUMBER}/feed.{_FORMS}",
        f"of_{_kind}_before",
        of_before,
        defaults={"kind": _kind},
    )


@pages.get(f"/corrections/feed.{_FORMS}")
def corrections(form: Format) -> Response:
    """What was corrected."""
    before = request.args.get("before", "")
    if before and not (before.isascii() and before.isdigit() and len(before) < 10):
        abort(400)
    number = int(before) if before else None
    return answer(lambda since: current_service().syndication.corrected(form, number, since))


@pages.get("/feeds.opml")
def opml() -> Response:
    """All feeds, for a reader to subscribe to (OPML 2.0)."""
    service = current_service()
    edition = service.store.sections.edition()
    page = render_template(
        "site/opml.xml",
        sections=service.store.sections.all(),
        sources=service.store.sources.all(),
        changed_at=edition.changed_at,
        plain=clean_text,
        words=words_of(service.settings.language),
    )
    return kept(
        request,
        page.encode(),
        "text/x-opml; charset=utf-8",
        edition.version_at,
        service.now(),
        max_age=FRESH["current"],
        cors=True,
    )


@pages.get("/feed.css")
def stylesheet() -> Response:
    """How a feed looks when somebody opens it in a browser."""
    return kept(
        request,
        render_template("site/feed.css").encode(),
        "text/css; charset=utf-8",
        None,
        current_service().now(),
        max_age=3600,
    )


_GUESSES: dict[str, Format] = {
    "/feed/": "rss", "/rss/": "rss", "/rss.xml": "rss", "/feed.xml": "rss", "/index.xml": "rss",
    "/atom/": "atom", "/atom.xml": "atom", "/feed/rss/": "rss", "/feed/atom/": "atom",
    "/feed/json/": "json", "/index.rss": "rss", "/index.atom": "atom",
}  # fmt: skip


def _guessed(form: Format) -> AnyResponse:
    return redirect(f"/feed.{form}", 301)


for _path, _form in _GUESSES.items():
    pages.add_url_rule(
        _path,
        f"guessed {_path}".replace(".", "_"),
        _guessed,
        defaults={"form": _form},
        strict_slashes=False,
    )


@pages.get(f"/<path:start>.{_FORMS}/")
def slashed(start: str, form: Format) -> AnyResponse:
    """A feed's address with a slash too many. Only addresses of ours are led on: a redirect takes
    whoever follows it.
    """
    if not _FEED.fullmatch(start):
        abort(404)
    return redirect(f"/{start}.{form}", 301)


def _topic(kind: str, slug: str) -> Topic:
    service = current_service().syndication
    return {"sections": service.section, "sources": service.source, "tags": service.tag}[kind](slug)


def _redirect_to_present(topic: Topic, kind: str, slug: str, rest: str) -> AnyResponse | None:
    """The way to where the feed is now, if it had this address once."""
    now = getattr(topic.of, "slug", slug)
    return redirect(f"/{kind}/{now}/{rest}", 301) if now != slug else None


def _current(topic: Topic, form: Format) -> Response:
    return answer(lambda since: current_service().syndication.current(topic, form, since))


def _archive(topic: Topic, number: int, form: Format) -> Response:
    return answer(lambda since: current_service().syndication.archive(topic, number, form, since))


def answer(document_since: Callable[[int | None], Document]) -> Response:
    """The document, 304 to those who have it, or what is new to those who ask for that (226, RFC
    3229).
    """
    document = document_since(None)
    tail = mark(document.url, document.edition)
    response = kept(
        request,
        document.body,
        document.content_type,
        document.version_at,
        current_service().now(),
        max_age=document.fresh,
        cors=True,
        mark=tail,
    )
    response.headers["Link"] = ", ".join(f'<{url}>; rel="{rel}"' for rel, url in document.links)
    response.headers["X-Robots-Tag"] = "noindex"
    known = known_edition(request, document.url)
    if response.status_code == 200 and known is not None and known < document.edition:
        response.set_data(document_since(known).body)
        response.status = "226 IM Used"
        response.headers["IM"] = "feed"
        response.headers["Vary"] = "Accept-Encoding, A-IM, If-None-Match"
        response.headers["Cache-Control"] = f"private, max-age={document.fresh}"
    return response
