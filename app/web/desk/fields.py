"""The fields of an item's form: as they are typed, and as an item fills them."""

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any, Literal, cast

from flask import request

from app import desk
from app.desk.site import chosen_language
from app.desk.written import body_of, show_stamp, show_tags
from app.values.model import RIGHTS, Content, Item, Status
from app.web.desk.base import current_service
from app.web.desk.loaded import read_loaded, settle

FIELDS = (
    "title", "summary", "body", "section", "author", "byline_source", "published", "url", "rights",
    "tags", "language", "significant", "correction", "correction_note", "due", "embargo",
    "decorative",
)  # fmt: skip
_BESIDE = ("section", "rights", "due", "embargo")
Typed = dict[str, str]


def typed_fields() -> Typed:
    """What the form that was sent says."""
    return {name: request.form.get(name, "") for name in FIELDS}


def fields_of(item: Item) -> Typed:
    """A form as a stored item fills it."""
    zone = current_service().settings.zone
    times = {"due": item.due_at, "embargo": item.embargo_until}
    local_times = {
        name: at.astimezone(zone).strftime("%Y-%m-%dT%H:%M") if at else ""
        for name, at in times.items()
    }
    return (
        fields_of_content(item.content)
        | {"section": item.section.title, "url": item.original_url, "rights": item.rights}
        | local_times
    )


def says_what_is_stored(item: Item, typed: Mapping[str, str]) -> bool:
    """Whether a form says what is stored of its item, and nothing besides."""
    stored = fields_of(item)
    return all(
        typed.get(name, "").replace("\r\n", "\n").strip() == stored.get(name, "").strip()
        for name in FIELDS
    )


def loaded_with(item: Item) -> str:
    """What a form is loaded with beside the text, to be sent back with it: so a save takes back
    nothing that others changed since.
    """
    filled = fields_of(item)
    return json.dumps({name: filled[name] for name in _BESIDE} | {"status": item.status})


def settled(typed: Typed, item: Item, loaded: str) -> tuple[Typed, Status]:
    """What was typed, with what others changed beside the text since the form was loaded; and the
    state that the item was in then.
    """
    loaded_values, now = read_loaded(loaded), fields_of(item)
    return settle(typed, {name: now[name] for name in _BESIDE}, loaded_values), cast(
        Status, loaded_values.get("status", item.status)
    )


def moment(typed: Typed, name: Literal["due", "embargo"], item: Item | None) -> datetime | None:
    """A time of the form. One that was not touched is as it is stored, to the second, also in an
    hour that the clock shows twice.
    """
    if item is not None and typed[name] == fields_of(item)[name]:
        return {"due": item.due_at, "embargo": item.embargo_until}[name]
    return desk.moment_of(typed[name], current_service().settings.zone, name)


def fields_of_content(content: Content) -> Typed:
    """A form as a content fills it."""
    return {
        "title": content.title,
        "summary": content.summary,
        "body": body_of(content),
        "author": content.author,
        "byline_source": content.byline_source,
        "published": show_stamp(content.published, current_service().settings.zone),
        "tags": show_tags(content.tags),
        "language": chosen_language(content, desk.site_of(current_service().settings)),
    }


def draft_of(typed: Typed) -> desk.Draft:
    """What a form says, as the use cases take it."""
    rights = typed.get("rights", "") if typed.get("rights") in RIGHTS else "summary"
    values: dict[str, Any] = {name: typed.get(name, "") for name in FIELDS} | {"rights": rights}
    return desk.Draft(**values)


def upstream_differs(item: Item) -> list[tuple[str, str]]:
    """The fields that editors changed and in which upstream says otherwise now, with upstream's
    words.
    """
    if item.upstream is None:
        return []
    ours, theirs = (
        fields_of_content(item.content),
        fields_of_content(replace(item.upstream, markdown="")),
    )
    return [(name, theirs[name]) for name in ours if theirs[name] and ours[name] != theirs[name]]


def number(text: str) -> int:
    """A small number as typed; 0 for what is none."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0
