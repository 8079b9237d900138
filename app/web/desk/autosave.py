"""What the form's script says while somebody types: keep this, who else is here, make Markdown of
what was pasted.
"""

import json
from collections.abc import Mapping

from flask import Response, flash, jsonify, redirect, request
from werkzeug.wrappers import Response as AnyResponse

from app.desk import to_markdown
from app.values.errors import NotFound
from app.web.desk.base import current_service, gettext, inside, me, needs, pages
from app.web.desk.fields import FIELDS, fields_of, number
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
    revision, keep = number(request.form.get("revision", "")), service.store.autosaves
    # What comes after the save, on its way already, is saved.
    if not _is_stored(document, fields) or any(
        kept.tab == tab for kept in keep.unsaved(me().editor.id, document)
    ):
        keep.keep(me().editor.id, document, tab, now, revision, fields)
    return _present(document, typing=True)


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
        return Response(json.dumps({"error": words}), 422, mimetype="application/json")
    return jsonify({"markdown": to_markdown(clean_html(html, current_service().settings.base_url))})


def _is_stored(document: str, fields: Mapping[str, str]) -> bool:
    """Whether a form says what is stored of its item, and nothing besides."""
    try:
        stored = fields_of(current_service().store.items.by_uid(document))
    except NotFound:
        return False
    return all(
        fields[name].replace("\r\n", "\n").strip() == stored.get(name, "").strip()
        for name in FIELDS
    )


def _present(document: str, *, typing: bool) -> Response:
    service, now = current_service(), current_service().now()
    others = service.store.autosaves.arrive(me().editor.id, document, now, typing=typing)
    try:
        revision = service.store.items.by_uid(document).revision
    except NotFound:
        revision = 0
    at = now.astimezone(service.settings.zone)
    return jsonify(
        {
            "at": f"{at:%H:%M:%S}",
            "revision": revision,
            "others": [{"name": who.editor, "typing": who.typing} for who in others],
        }
    )


def _names() -> tuple[str, str]:
    return request.form.get("document", "")[:LONGEST_NAME], request.form.get("tab", "")[
        :LONGEST_NAME
    ]
