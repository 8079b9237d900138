"""An item as JSON, for the interface for programs and for the command line."""

from typing import Any

from app.feeds import item_url, media_path, shown_summary, spoken_language, with_media
from app.values.model import Item, Location
from app.values.settings import Settings
from scrapers import Picture
from scrapers.words.text import clean_html
from scrapers.words.urls import host_of


def item_json(
    item: Item, settings: Settings, *, everything: bool = False, html: str | None = None
) -> dict[str, Any]:
    """An item as far as its rights allow: `full` everything, `summary` no text and no pictures,
    `headline` the title alone.

    `everything` is for those who run the newsroom: rights do not bind them. `html` is the item's
    text if it has been sanitised already.
    """
    content = item.content
    return {
        "id": item.uid,
        "guid": item.tag,
        "url": item_url(settings.base_url, item),
        "urls": [location.url for location in item.locations],
        "also_reported_by": [_also(location) for location in item.also_at],
        "title": content.title,
        "summary": content.summary if everything else shown_summary(item),
        **_body(item, settings, html, visible=everything or item.rights == "full"),
        "author": content.author or None,
        "authors": list(content.authors),
        "byline_source": content.byline_source or None,
        **_publication(item),
        "first_seen": item.first_seen_at.isoformat(),
        "updated": item.updated_at.astimezone(settings.zone).isoformat(timespec="seconds"),
        "section": item.section.title,
        "section_slug": item.section.slug,
        "source": item.source_slug or None,
        "cluster": _cluster(item),
        "status": item.status,
        "rights": item.rights,
        "language": spoken_language(content) or None,
        "revisions": item.revision,
    }


def _body(item: Item, settings: Settings, html: str | None, *, visible: bool) -> dict[str, Any]:
    """What is behind an item's rights: its text, and its pictures."""
    if not visible:
        return {"text": None, "html": None, "images": []}
    content = item.content
    cleaned = clean_html(content.html, item.original_url) if html is None else html
    pictures = [picture for picture in content.pictures if picture.url not in item.unfit]
    return {
        "text": content.text,
        "html": with_media(cleaned, item, settings.base_url),
        "images": [_picture(picture, item, settings.base_url) for picture in pictures],
    }


def _publication(item: Item) -> dict[str, Any]:
    published = item.content.published
    if published is None:
        return {"published": None, "published_precision": None}
    return {"published": published.iso, "published_precision": published.precision}


def _cluster(item: Item) -> dict[str, Any] | None:
    """The event that others report, too."""
    if not item.cluster_id or item.reports < 2:
        return None
    return {"id": str(item.cluster_id), "reports": item.reports}


def work_json(item: Item, settings: Settings, html: str | None = None) -> dict[str, Any]:
    """An item for those who work on it: everything, and how things stand with it; `html` as
    above.
    """
    times = {"due": item.due_at, "released": item.released_at, "withdrawn": item.withdrawn_at}
    return item_json(item, settings, everything=True, html=html) | {
        "revision": item.revision,
        "kind": item.kind,
        "markdown": item.content.markdown or None,
        "tags": list(item.content.tags),
        "note": item.note or None,
        **{
            name: at.astimezone(settings.zone).isoformat(timespec="seconds") if at else None
            for name, at in times.items()
        },
    }


def report_json(item: Item, settings: Settings) -> dict[str, Any]:
    """A report of an event, as one line among the others."""
    return {
        "id": item.uid,
        "url": item_url(settings.base_url, item),
        "title": item.content.title,
        "source": item.source_slug or None,
        "source_title": item.source_title or None,
        "language": spoken_language(item.content) or None,
        "published": item.content.published.iso if item.content.published else None,
    }


def _also(location: Location) -> dict[str, Any]:
    """A further address of the story, and who reports it there."""
    return {
        "url": location.url,
        "source": location.source_slug or None,
        "source_title": location.source_title or host_of(location.url),
    }


def _picture(picture: Picture, item: Item, base_url: str) -> dict[str, Any]:
    media = item.media.get(picture.url)
    return {
        "url": base_url + media_path(media) if media else picture.url,
        "original": picture.url,
        "caption": picture.full_caption,
        "credit": picture.credit,
        "alt": picture.alt,
        "width": media.width if media else picture.width,
        "height": media.height if media else picture.height,
        "type": media.type if media else None,
        "bytes": media.size if media else None,
    }
