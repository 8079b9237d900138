"""How values are shown to people: addresses, words for codes, and what of an item may be shown at
all.
"""

import json
from datetime import UTC, datetime
from email.utils import format_datetime
from html import escape
from typing import Any
from urllib.parse import quote

from flask import request
from flask_babel import gettext
from markupsafe import Markup

from app.feeds import (
    media_path,
    shown_body,
    shown_summary,
    source_name,
    spoken_language,
    tag_path,
    with_pictures,
)
from app.publish.linkeddata import news_article
from app.values.errors import FailureKind
from app.values.keys import tag_slug
from app.values.model import Item, Location
from app.values.settings import Settings
from app.web import dates
from app.web.assets import Assets
from app.web.languages import NAMES, TAGS, page_language, to
from scrapers.words.text import clean_html

_LEAST_FOR_CARD = 600
CARD_SIZE = (1200, 630)


# What an editor can do about a failure, or need not do: each is tried again by itself.
def helpers(settings: Settings) -> dict[str, Any]:
    """What templates may call."""
    zone, languages = settings.zone, settings.languages
    return {
        "site": settings,
        "to": to,
        "page_tag": lambda: TAGS[page_language(languages)],
        "other_language": lambda: _other_language(languages),
        "inline_css": Assets.css,
        "inline_script": Assets.script,
        "icon_data": lambda: Assets.icon(settings.title),
        "item_path": item_path,
        "tag_path": tag_path,
        "tag_slug": tag_slug,
        "item_summary": shown_summary,
        "item_deck": item_deck,
        "item_body": item_body,
        "item_picture": item_picture,
        "card_url": lambda item: card_url(item, settings.base_url),
        "linked_data": lambda item: linked_data(item, settings),
        "source_credit": source_credit,
        "item_day": lambda item: dates.item_day(item, zone),
        "item_date": lambda item: dates.item_date(item, zone),
        "item_hour": lambda item: dates.item_hour(item, zone),
        "machine_date": lambda item: dates.machine_date(item, zone),
        "zone_name": lambda moment: zone_name(moment, settings),
        "show_day": dates.show_day,
        "show_month": dates.show_month,
        "show_weekday": dates.show_weekday,
        "show_moment": lambda moment: dates.show_moment(moment, zone),
        "mail_date": lambda moment: format_datetime(
            moment.astimezone(UTC).replace(microsecond=0), usegmt=True
        ),
        "error_words": error_words,
        "failure_words": failure_words,
        "joined_words": joined_words,
        "role_words": role_words,
        "language_name": language_name,
        "item_language": lambda item: spoken_language(item.content),
    }


def item_path(item: Item) -> str:
    """Where an item's page is."""
    return f"/items/{item.uid}/{item.slug}" if item.slug else f"/items/{item.uid}/"


def item_deck(item: Item) -> str:
    """The summary as it stands under the headline of a whole text; empty where the text begins with
    the very same words.
    """
    summary = shown_summary(item)
    return (
        ""
        if not summary or item.content.text.strip().startswith(summary.rstrip(".… "))
        else summary
    )


def item_body(item: Item) -> Markup:
    """What may be republished of an item's body, sanitised once more on the way out; its pictures
    are ours or are not shown.
    """
    return Markup(with_pictures(clean_html(shown_body(item), item.original_url), item))  # noqa: S704


def item_picture(item: Item) -> Markup:
    """The picture that leads an item, if it may be shown and is kept here."""
    first = next((picture for picture in item.content.pictures if picture.url in item.media), None)
    if item.rights != "full" or first is None:
        return Markup()
    image = (
        f'<figure><img src="{escape(first.url)}" '
        f'alt="{escape(first.alt or first.caption)}"></figure>'
    )
    return Markup(with_pictures(image, item))  # noqa: S704


def source_credit(item: Item) -> str:
    """Who is to be credited: the source, and whom its page names beside."""
    name, byline = source_name(item), item.content.byline_source
    return f"{name} ({byline})" if byline and byline.casefold() != name.casefold() else name


def card_url(item: Item, base_url: str) -> tuple[str, int, int, str]:
    """The picture that stands for an item in other sites' previews: its own, or a card with its
    headline; size in pixels, and words.
    """
    first = next((picture for picture in item.content.pictures if picture.url in item.media), None)
    if (
        item.rights == "full"
        and first is not None
        and (media := item.media[first.url]).width >= _LEAST_FOR_CARD
    ):
        return (
            base_url + media_path(media),
            media.width,
            media.height,
            first.alt or first.caption or item.content.title,
        )
    return f"{base_url}/items/{item.uid}/card.png", *CARD_SIZE, item.content.title


def linked_data(item: Item, settings: Settings) -> Markup:
    """What the page says of itself to programs (schema.org NewsArticle as JSON-LD); nothing in it
    can end the script element.
    """
    data = news_article(item, settings, card_url(item, settings.base_url)[:3])
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return Markup(text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026"))  # noqa: S704


def zone_name(moment: datetime, settings: Settings) -> str:
    """`UTC+8`: the site's zone as an offset that everybody understands."""
    minutes = int(
        (moment.astimezone(settings.zone).utcoffset() or UTC.utcoffset(None)).total_seconds() // 60
    )
    hours, rest = divmod(abs(minutes), 60)
    return (
        f"UTC{'-' if minutes < 0 else '+'}{hours}" + (f":{rest:02d}" if rest else "")
        if minutes
        else "UTC"
    )


def language_name(code: str) -> str:
    """A language in words, in the language of the page."""
    names: dict[str, str] = {
        "en": gettext("English"), "zh": gettext("Chinese"), "ru": gettext("Russian"),
        "ja": gettext("Japanese"), "ko": gettext("Korean"), "de": gettext("German"),
        "fr": gettext("French"), "es": gettext("Spanish"),
    }  # fmt: skip
    return names.get(code.split("-")[0].lower(), code)


def error_words(code: int) -> str:
    """An HTTP status in words for a reader."""
    words: dict[int, str] = {
        400: gettext("This request could not be understood"),
        403: gettext("This page is not for everybody"),
        404: gettext("There is no such page"),
        405: gettext("This address cannot be used in this way"),
        410: gettext("This item was withdrawn"),
        413: gettext("That is too large"),
        429: gettext("Too many requests; try again a little later"),
        500: gettext("Something went wrong on our side"),
        503: gettext("The newsroom is being looked after; try again in a minute"),
    }
    return words.get(code) or str(gettext("This did not work"))


def too_long() -> str:
    """What a reader can do where an answer took too long."""
    return str(
        gettext(
            "This took too long and was given up. When you search, ask for rarer words, or for "
            "fewer days."
        )
    )


def _other_language(languages: tuple[str, ...]) -> tuple[str, str, str]:
    """The other language of the interface: its tag, this page in it, and its name in itself."""
    here = page_language(languages)
    other = next(name for name in languages if name != here)
    query = quote(request.query_string, safe="=&%+!$'()*,-./:;?@_~")
    return TAGS[other], f"/{other}{request.path}" + (f"?{query}" if query else ""), NAMES[other]


def failure_words(kind: str, status: int | None = None) -> str:
    """What a kind of failure (of a run or a page) means for the people of the newsroom; empty for
    kinds that say nothing more.
    """
    if kind == "status" and status is not None:
        return str(
            gettext("The site answered %(status)s: it refused, or has no such page", status=status)
        )
    words: dict[FailureKind, str] = {
        "dns": gettext("Its name was not found: the site is gone, or the address is misspelt"),
        "connect": gettext("The site is down or does not let us in"),
        "tls": gettext(
            "Its certificate is not in order, so nobody can be sure that it is the site"
        ),
        "timeout": gettext("The site is too slow or down"),
        "too-large": gettext("The page is larger than a news page ever is"),
        "status": gettext("The site refused, or has no such page"),
        "blocked": gettext("The address leads into a private network, where we do not go"),
        "redirect": gettext("The address leads elsewhere, and not to a page"),
        "truncated": gettext("The answer broke off half-way"),
        "encoding": gettext("The site sends bytes that cannot be read"),
        "url": gettext("This is no address that can be fetched"),
        "not-a-page": gettext(
            "What stands there does not read like news: it has changed, or is an error page"
        ),
        "robots": gettext("The site's robots.txt asks programs to stay away"),
        "reading": gettext("Most of its new stories cannot be read"),
    }
    return next((str(phrase) for known, phrase in words.items() if known == kind), "")


def role_words(role: str) -> str:
    """A role at the desk in words."""
    words: dict[str, str] = {
        "viewer": gettext("viewer"),
        "contributor": gettext("contributor"),
        "editor": gettext("editor"),
        "chief": gettext("chief"),
    }
    return words[role]


def joined_words(place: Location) -> str:
    """Why a page counts as a further address of an item, and how sure that is."""
    match place.joined:
        case "words":
            return str(gettext("the very same words"))
        case "hand":
            return str(gettext("merged by %(name)s", name=place.joined_by))
        case "link":
            share = _percent(place.share)
            return str(
                gettext(
                    (
                        "one page names the other as its address, and %(share)s of the words are "
                        "the same"
                    ),
                    share=share,
                )
            )
        case "likeness":
            return str(
                gettext(
                    "%(share)s of the words are the same, and no fact differs",
                    share=_percent(place.share),
                )
            )
        case _:
            return ""


def _percent(share: float | None) -> str:
    """A share as a whole number of per cent, never rounded up to all."""
    return f"{int((share or 0) * 100)} %"
