"""What people type about a source: read, checked, and shown again as it was typed."""

import re
from typing import Any
from zoneinfo import available_timezones

from flask import request
from flask_babel import gettext

from app.desk import Terms, read_duration
from app.values.errors import InputError
from app.values.model import RIGHTS, Source
from app.web.desk.base import current_service
from app.web.desk.health import show_duration
from app.web.desk.loaded import read_loaded, settle
from scrapers.page.charset import known_charset
from scrapers.words.text import clean_text
from scrapers.words.urls import canonical

FIELDS = ("url", "title", "slug", "section", "rights", "policy", "every", "zone", "charset")
_SLUG = re.compile(r"[a-z0-9][a-z0-9-]{0,60}")
_LONGEST, _LONGEST_URL = 200, 2000


def typed() -> dict[str, str]:
    """What stands in the form."""
    return {name: request.form.get(name, "").strip() for name in FIELDS}


def typed_of(source: Source) -> dict[str, str]:
    """What the form shows of a source as it is."""
    return {
        "url": source.url, "title": source.title, "section": source.section.title,
        "rights": source.rights, "every": show_duration(source.every), "zone": source.zone,
        "charset": source.charset,
    }  # fmt: skip


def settled(fields: dict[str, str], source: Source) -> dict[str, str]:
    """What was typed, with what others changed since the form was loaded."""
    return settle(fields, typed_of(source), read_loaded(request.form.get("loaded", "")))


def address(fields: dict[str, str]) -> str:
    """The address of a listing; InputError for what is none."""
    url = canonical(fields["url"] if "://" in fields["url"] else f"https://{fields['url']}")
    if not url or not fields["url"] or len(url) > _LONGEST_URL:
        raise InputError(
            gettext(
                "Write the address of a page that lists stories, such as https://example.org/news/."
            ),
            field="url",
        )
    return url


def short_name(fields: dict[str, str]) -> str:
    """The slug; InputError for what is none."""
    if (
        not _SLUG.fullmatch(fields["slug"]) or fields["slug"] == "new"
    ):  # which is the page that adds one
        raise InputError(
            gettext("Small letters, digits and hyphens only, such as city-daily."), field="slug"
        )
    return fields["slug"]


def terms(fields: dict[str, str]) -> Terms:
    """What was typed, checked; InputError names the field."""
    words = {name: clean_text(fields[name])[:_LONGEST] for name in ("title", "section")}
    missing: dict[str, Any] = {
        "title": gettext("Write a title."),
        "section": gettext("Write the section that it files into."),
    }
    for name, message in missing.items():
        if not words[name]:
            raise InputError(message, field=name)
    if fields["zone"] and fields["zone"] not in available_timezones():
        raise InputError(
            gettext("This is no time zone; write one such as Europe/Berlin."), field="zone"
        )
    if fields["charset"] and not known_charset(fields["charset"]):
        raise InputError(
            gettext("This is no encoding of web pages; write utf-8, gb18030 or the like."),
            field="charset",
        )
    if fields["rights"] not in RIGHTS:
        raise InputError(gettext("Choose how much may be republished."), field="rights")
    return Terms(
        title=words["title"],
        section=words["section"],
        rights=fields["rights"],
        every=_every(fields["every"]),
        zone=fields["zone"] or current_service().settings.zone.key,
        charset=fields["charset"],
        url=address(fields),
    )


def _every(text: str) -> int:
    try:
        return read_duration(text) if text else 0
    except InputError as error:
        raise InputError(
            gettext("Write how often as 90s, 30m, 2h or 1d, or nothing for its own rhythm."),
            field="every",
        ) from error
