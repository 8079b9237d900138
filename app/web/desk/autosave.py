"""What the form's script says while somebody types: keep this, who else is here, make Markdown of
what was pasted.
"""

import json
from collections.abc import Mapping

from flask import Response, flash, jsonify, redirect, request
from werkzeug.wrappers import Response as AnyResponse

from app import desk
from app.store import Present
from app.values.errors import InputError, NotFound
from app.values.model import Item
from app.web.desk.base import current_service, gettext, inside, me, needs, pages, sentence
from app.web.desk.fields import FIELDS, Typed, number, says_what_is_stored
from app.web.desk.form import may_type_into
from app.web.desk.telling import what_will_be_told
from scrapers.words.bounds import MOST_TAGS
from scrapers.words.text import clean_html

LONGEST_NAME, LONGEST_LOADED = 80, 2000
_LONGEST_PASTE = 2_000_000


@pages.post("/items/autosave")
@needs("write")
def autosave() -> Response:
    """Keep what is typed so far; tells when, who else has the item open, and which version of it is
    stored by now.
    """
    service, now = current_service(), current_service().now()
    document, tab = _names()
    fields = {name: request.form.get(name, "") for name in FIELDS} | {
        "document": document,
        "tab": tab,
    }
    fields |= {"loaded": request.form.get("loaded", "")[:LONGEST_LOADED]}
    if not may_type_into(document):
        words = gettext(
            "This item is not yours to change, so your text is only in your browser; copy it, and "
            "give it to the editors."
        )
        return _error(words, 403)
    # What comes after the save, on its way already, is saved.
    if not _is_stored(document, fields) or service.store.autosaves.has(
        me().editor.id, document, tab
    ):
        revision = number(request.form.get("revision", ""))
        try:
            desk.keep_typed(service.store, me().editor, document, tab, revision, fields, now)
        except InputError as error:
            return _error(sentence(error), 422)
    return _present(document, typing=True, fields=fields)


@pages.post("/items/present")
@needs("write")
def present() -> Response:
    """Say that an item is open in a window."""
    return _present(_names()[0], typing=False)


@pages.post("/items/discard")
@needs("write")
def discard() -> AnyResponse:
    """Throw away what was typed and not saved."""
    document, tab = _names()
    current_service().store.autosaves.drop(me().editor.id, document, tab)
    flash(gettext("Thrown away."))
    return redirect(inside(request.form.get("back", "")))


@pages.post("/items/markdown")
@needs("write")
def markdown() -> Response:
    """What was pasted from a word processor or a web page, as clean Markdown; what is too large for
    a text is refused.
    """
    html = request.form.get("html", "")
    if len(html) > _LONGEST_PASTE or html.count("<") > MOST_TAGS:
        words = gettext("What was pasted is too large; only its plain text was taken.")
        return _error(words, 422)
    return jsonify(
        {"markdown": desk.to_markdown(clean_html(html, current_service().settings.base_url))}
    )


def _is_stored(document: str, fields: Mapping[str, str]) -> bool:
    """Whether a form says what is stored of its item, and nothing besides."""
    item = _item(document)
    return item is not None and says_what_is_stored(item, fields)


def _present(document: str, *, typing: bool, fields: Typed | None = None) -> Response:
    """Who else has an item open; of one that is not stored yet nobody else can."""
    service, now = current_service(), current_service().now()
    others: list[Present] = []
    item = _item(document)
    if item is not None:
        others = service.store.autosaves.arrive(me().editor.id, document, now, typing=typing)
    at = now.astimezone(service.settings.zone)
    return jsonify(
        {
            "at": f"{at:%H:%M:%S}",
            "revision": item.revision if item is not None else 0,
            "told": what_will_be_told(item, fields) if fields is not None else "",
            "others": [{"name": who.editor, "typing": who.typing} for who in others],
        }
    )


def _item(document: str) -> Item | None:
    try:
        return current_service().store.items.by_uid(document)
    except NotFound:
        return None


def _error(words: str, code: int) -> Response:
    return Response(json.dumps({"error": words}), code, mimetype="application/json")


def _names() -> tuple[str, str]:
    return request.form.get("document", "")[:LONGEST_NAME], request.form.get("tab", "")[
        :LONGEST_NAME
    ]
