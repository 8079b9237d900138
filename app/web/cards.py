"""The card of an item: its headline as a picture, for previews in other sites."""

from flask import Blueprint, abort, redirect, request
from flask_babel import force_locale
from werkzeug.wrappers import Response as AnyResponse

from app.feeds import shown_summary, source_name
from app.images.cards import Card, item_card
from app.values.errors import NotFound
from app.values.model import Item
from app.values.settings import Settings
from app.web.conditional import kept
from app.web.context import current_service
from app.web.dates import item_date
from app.web.languages import LOCALES
from scrapers.words.text import clean_text, shorten

pages = Blueprint("cards", __name__)

_MAX_AGE = 3600
_LONGEST = 300


@pages.get("/items/<uid>/card.png")
def card(uid: str) -> AnyResponse:
    """An item's card, in the site's own language; 410 when the item was withdrawn."""
    item = current_service().store.items.by_uid(uid)
    if item.merged_into:
        return redirect(f"/items/{item.merged_into}/card.png", 301)
    if item.status == "withdrawn":
        abort(410)
    if item.status != "published":
        raise NotFound(f"there is no public item {uid!r}")
    body = item_card(_card(item, current_service().settings))
    return kept(request, body, "image/png", None, current_service().now(), max_age=_MAX_AGE)


def _card(item: Item, settings: Settings) -> Card:
    with force_locale(LOCALES[settings.languages[0]]):
        day = item_date(item, settings.zone)
    headline = shorten(clean_text(item.content.title) or shown_summary(item), _LONGEST)
    return Card(settings.title, item.section.title, headline, source_name(item), day)
