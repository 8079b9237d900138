"""What of a form is understood as the site has it, and the language that a text is in."""

import re
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from app.values.errors import InputError
from app.values.model import Content
from app.values.settings import Settings
from scrapers.words.language import certain_language, is_told_by_words

_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}")
_USUAL_LANGUAGE = "en"


@dataclass(frozen=True, slots=True)
class Site:
    """What of a form is understood as the site has it: `language` is the usual one of what is
    written in Latin letters.
    """

    zone: ZoneInfo
    base_url: str
    language: str


def site_of(settings: Settings) -> Site:
    """The site with these settings."""
    usual = settings.language if is_told_by_words(settings.language) else _USUAL_LANGUAGE
    return Site(settings.zone, settings.base_url, usual)


def chosen_language(content: Content, site: Site) -> str:
    """The language of a content as an editor chose it; empty where the text tells the same."""
    told = told_language(content.title, content.text, content.language, site)
    return "" if content.language == told else content.language


def told_language(title: str, text: str, known: str, site: Site) -> str:
    """The language that a text is in: by its letters, by its words where they leave no doubt, else
    the one that is known of it, or the site's usual one.
    """
    words = f"{title}\n{text}"
    if not any(map(str.isalpha, words)):
        return known
    return certain_language(words) or (known if is_told_by_words(known) else site.language)


def language_as_typed(typed: str, content: Content, site: Site) -> str:
    """The language as an editor chose it, or told from the text; InputError."""
    chosen = typed.strip()
    if chosen and not _LANGUAGE.fullmatch(chosen):
        raise InputError(
            "this is no language; write it as en, or zh, or leave it empty", field="language"
        )
    return chosen or told_language(content.title, content.text, content.language, site)
