"""What programs ask a site for: robots.txt, security.txt, sitemaps, icons, how to search."""

from datetime import datetime, timedelta

from flask import Blueprint, Response, abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from app.feeds import tag_path
from app.images import cards, emblem
from app.publish import sitemaps
from app.web.conditional import kept
from app.web.context import current_service

pages = Blueprint("machine", __name__)

_XML = "application/xml; charset=utf-8"
_TEXT = "text/plain; charset=utf-8"
_MAX_AGE, _LONG, _DAY = 600, 3600, 86400
_LOGO = (600, 300)
_TAGS = 1000


@pages.get("/robots.txt")
def robots() -> Response:
    """Everything public may be read by everybody; pages of results name the search page as their
    own address.
    """
    base = current_service().settings.base_url
    lines = ["User-agent: *", "Disallow: /desk/", f"Sitemap: {base}/sitemap.xml"]
    return _plain("\n".join([*lines, f"Sitemap: {base}/news-sitemap.xml", ""]), _TEXT)


@pages.get("/.well-known/security.txt")
def security() -> Response:
    """Whom to tell of a hole (RFC 9116); 404 as long as no contact is set."""
    settings, edition = current_service().settings, current_service().store.sections.edition()
    if not settings.contact:
        abort(404)
    contact = settings.contact if "://" in settings.contact else f"mailto:{settings.contact}"
    # A year from the last change: of the edition, not of now, so that the same file is the same
    # bytes.
    expires = (edition.changed_at + timedelta(days=365)).replace(microsecond=0)
    lines = [
        f"Contact: {contact}",
        f"Expires: {expires:%Y-%m-%dT%H:%M:%SZ}",
        "Preferred-Languages: en, zh",
    ]
    return _plain(
        "\n".join([*lines, f"Canonical: {settings.base_url}/.well-known/security.txt", ""]), _TEXT
    )


@pages.get("/sitemap.xml")
def sitemap() -> Response:
    """The index: pages of headlines, then items by the thousand."""
    service = current_service()
    base, last = service.settings.base_url, service.store.items.last_serial()
    changed = service.store.sections.edition().changed_at
    parts: list[tuple[str, datetime | None]] = [(f"{base}/sitemaps/pages.xml", changed)]
    parts += [
        (f"{base}/sitemaps/{number}.xml", None)
        for number in range(1, 1 + -(-last // sitemaps.SIZE))
    ]
    return _xml(sitemaps.index(parts))


@pages.get("/sitemaps/<int:number>.xml")
def sitemap_of_items(number: int) -> Response:
    """A thousand items, in the order in which they became public."""
    service = current_service()
    if number < 1 or (number - 1) * sitemaps.SIZE >= service.store.items.last_serial():
        abort(404)
    base = service.settings.base_url
    places = service.store.items.addresses((number - 1) * sitemaps.SIZE, sitemaps.SIZE)
    return _xml(
        sitemaps.urls(
            ((f"{base}/items/{place.uid}/{place.slug}", place.changed_at) for place in places),
            base,
        )
    )


@pages.get("/sitemaps/pages.xml")
def sitemap_of_pages() -> Response:
    """The front page, sections, sources, tags, and what is said about the site."""
    service = current_service()
    base, store = service.settings.base_url, service.store
    fixed: list[tuple[str, datetime | None]] = [
        ("/", store.sections.edition().changed_at),
        ("/about/", None),
        ("/corrections/", None),
        ("/feeds/", None),
    ]
    sections = [
        (f"/sections/{section.slug}/", section.changed_at) for section in store.sections.all()
    ]
    sources = [(f"/sources/{source.slug}/", source.changed_at) for source in store.sources.all()]
    tags = [(tag_path(tag.slug), tag.changed_at) for tag in store.tags.all(_TAGS)]
    return _xml(
        sitemaps.urls(
            ((base + path, at) for path, at in [*fixed, *sections, *sources, *tags]), base
        )
    )


@pages.get("/news-sitemap.xml")
def news() -> Response:
    """What was published in the two days before the last change (Google's rules for news
    sitemaps).
    """
    service = current_service()
    settings, edition = service.settings, service.store.sections.edition()
    since = edition.changed_at - timedelta(hours=sitemaps.NEWS_HOURS)
    items = service.store.items.public(
        sitemaps.NEWS_MOST, days=(since, edition.changed_at + timedelta(days=1))
    )
    return _xml(
        sitemaps.news(items, settings.base_url, settings.title, settings.language, settings.zone)
    )


@pages.get("/icon.svg")
def icon() -> Response:
    """The site's icon."""
    return _plain(render_template("site/icon.svg"), "image/svg+xml")


@pages.get("/favicon.ico")
def favicon() -> AnyResponse:
    """Browsers ask for it unasked."""
    return redirect(url_for("machine.icon"), 301)


@pages.get("/icon-<any('144', '512'):size>.png")
def icon_in_pixels(size: str) -> Response:
    """The site's icon for those who take no drawings."""
    return _png(emblem.icon(current_service().settings.title, int(size)))


@pages.get("/logo.png")
def logo() -> Response:
    """The nameplate, twice as wide as high."""
    settings = current_service().settings
    return _png(cards.nameplate(settings.title, settings.tagline, *_LOGO))


@pages.get("/card.png")
def card() -> Response:
    """The nameplate, as other sites show a page of ours that has no picture of its own."""
    settings = current_service().settings
    return _png(cards.nameplate(settings.title, settings.tagline, cards.WIDTH, cards.HEIGHT))


@pages.get("/opensearch.xml")
def opensearch() -> Response:
    """How browsers search here (OpenSearch 1.1)."""
    return _plain(
        render_template("site/opensearch.xml"),
        "application/opensearchdescription+xml; charset=utf-8",
    )


def _png(body: bytes) -> Response:
    return kept(request, body, "image/png", None, current_service().now(), max_age=_DAY)


def _xml(body: bytes) -> Response:
    return kept(
        request,
        body,
        _XML,
        current_service().store.sections.edition().version_at,
        current_service().now(),
        max_age=_MAX_AGE,
    )


def _plain(text: str, content_type: str) -> Response:
    return kept(request, text.encode(), content_type, None, current_service().now(), max_age=_LONG)
