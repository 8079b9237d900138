"""Fill the form from a link: the page is read, each field says how sure it is, and what we have
already of it is shown.
"""

import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask import current_app

from app import desk
from app.desk.written import show_stamp
from app.values.errors import FetchError, InputError
from app.values.model import Item
from app.web.desk.base import READING, current_service, gettext, me, my_ration
from app.web.desk.fields import FIELDS, Typed, fields_of_content
from app.web.desk.grounds import Ground, grounds
from app.web.show import failure_words
from scrapers import Stamp

_OF_FORM = {"text": "body"}


class Busy(InputError):
    """Another link is being read just now."""


@dataclass(frozen=True, slots=True)
class Filled:
    """A form filled from a link: its fields, how sure each is, in words, what each was decided
    from, the page itself, and what may be the same story.
    """

    fields: Typed
    certainty: Mapping[str, tuple[str, str]]
    grounds: Mapping[str, Sequence[Ground]]
    original: str
    alike: Sequence[tuple[Item, str]]


def fill(typed: Typed) -> Filled:
    """The form filled from the page at its address; what was typed already is kept. InputError."""
    service = current_service()
    desk.use_one(service.store, my_ration("links"), service.now())
    reading: threading.Lock = current_app.extensions[READING]
    if not reading.acquire(blocking=False):
        raise Busy("another link is being read just now; try again in a moment", field="url")
    try:
        pasted = desk.paste(
            typed["url"],
            service.fetcher,
            service.captures,
            service.store,
            service.settings.zone.key,
            service.now(),
        )
    except FetchError as error:
        raise InputError(
            "this page could not be read: %(why)s",
            field="url",
            why=failure_words(error.kind, error.status),
        ) from error
    finally:
        reading.release()
    read = fields_of_content(pasted.content) | {
        "url": pasted.url,
        "section": _section(pasted.section),
        "rights": "summary",
    }
    fields = {name: typed.get(name) or read.get(name, "") for name in FIELDS} | {
        "url": pasted.url,
        "rights": "summary",
    }
    certainty = {
        _OF_FORM.get(name, name): (sure, _words(sure)) for name, sure in pasted.certainty.items()
    }
    return Filled(
        fields,
        certainty,
        grounds(pasted.evidence, _typed),
        pasted.original,
        desk.alike(service.store, pasted.content, pasted.url, service.now()),
    )


def _typed(value: str | Stamp | tuple[str, ...]) -> str:
    """A value that a page offers, as an editor types it."""
    if isinstance(value, Stamp):
        return show_stamp(value, current_service().settings.zone)
    return value if isinstance(value, str) else ", ".join(value)


def _section(named: str) -> str:
    """Where a story goes: the section that its page names, else, or when the editor may not make
    it, the first of ours.
    """
    try:
        desk.check_section(current_service().store, named, me().role)
    except InputError:
        named = ""
    return named or next(
        (section.title for section in current_service().store.sections.every()), gettext("News")
    )


def _words(sure: str) -> str:
    return {
        "sure": gettext("sure"),
        "likely": gettext("likely right"),
        "check": gettext("please check"),
        "missing": gettext("not found on the page"),
    }[sure]
