"""How what is being written will look: as a page, in the feeds, on a card, in a list of search
results.
"""

import re
from base64 import b64encode
from dataclasses import dataclass

from flask import Response

from app import desk
from app.feeds import Channel, render, shown_summary
from app.images.cards import Card, item_card
from app.news.decide import fingerprint, published_instant
from app.values.errors import InputError
from app.values.keys import slug_of
from app.values.model import Content, Item, Section
from app.web.dates import item_date
from app.web.desk.base import answer, current_service, in_words, needs, pages
from app.web.desk.fields import Typed, draft_of, typed_fields
from scrapers.words.text import shorten

_ENTRY = re.compile(r"<item>.*?</item>", re.S)
_RESULT = 160


@dataclass(frozen=True, slots=True)
class Looks:
    """What a reader will see of an item: the item, its RSS entry, its card as a data: address, its
    address and the words of a result.
    """

    item: Item
    entry: str
    card: str
    address: str
    result: str


@pages.post("/items/preview")
@needs("write")
def preview() -> Response:
    """How what stands in the form looks; what cannot be shown yet says why."""
    try:
        return answer("preview.html", looks=looks_of(typed_fields()))
    except InputError as error:
        return answer("preview.html", 422, looks=None, problem=in_words(error))


def looks_of(typed: Typed) -> Looks:
    """How a form's text will look; InputError when it cannot be shown."""
    service = current_service()
    settings, draft = service.settings, draft_of(typed)
    content = desk.content_of_draft(draft, Content(title=""), desk.site_of(settings))
    item = service.store.items.illustrated(_item(content, draft.section, draft))
    channel = Channel(
        settings.title,
        settings.tagline,
        settings.language,
        settings.base_url,
        "/",
        item.updated_at,
        settings.title,
        item.tag,
    )
    match = _ENTRY.search(render("rss", channel, [item], settings.zone).decode())
    card = item_card(
        Card(
            settings.title,
            item.section.title,
            content.title,
            content.byline_source,
            item_date(item, settings.zone),
        )
    )
    address = f"{settings.base_url}/items/{item.uid}/{item.slug}"
    data = "data:image/png;base64," + b64encode(card).decode()
    return Looks(
        item,
        match[0] if match else "",
        data,
        address,
        shorten(shown_summary(item) or content.title, _RESULT),
    )


def _item(content: Content, section: str, draft: desk.Draft) -> Item:
    """An item as it would be if it became public now."""
    service, now = current_service(), current_service().now()
    known = next(
        (
            candidate
            for candidate in service.store.sections.every()
            if candidate.title == section.strip()
        ),
        None,
    )
    return Item(
        id=0,
        uid="preview",
        tag=f"tag:{service.settings.authority},{now:%Y-%m-%d}:items/preview",
        kind="written",
        status="published",
        rights=draft.rights,
        section=known or Section(0, slug_of(section) or "news", section.strip() or "…", now, now),
        source_slug="",
        source_title="",
        content=content,
        published_at=published_instant(content.published, now, service.settings.zone),
        first_seen_at=now,
        updated_at=now,
        changed_at=now,
        revision=1,
        slug=slug_of(content.title),
        released_at=now,
        fingerprint=fingerprint(content),
    )
