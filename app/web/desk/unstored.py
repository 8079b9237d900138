"""What the desk says when the database cannot be asked: why, what became of what was sent, and how
to send it again.

Decision 0105.
"""

from flask import Response, jsonify, request

from app.values.errors import Hindrance, StoreError, Unavailable
from app.web.desk.base import answer, gettext, wants_json
from app.web.desk.login import SAFE, ask_later
from app.web.desk.sent import here, sent_fields


def not_stored(error: StoreError) -> Response:
    """The page, or what a script of ours is told; asks the database for nothing."""
    words = _joined(_why(error), _outcome(error))
    if wants_json():
        told: Response = jsonify({"error": words})
        told.status_code = 503
        return told
    if request.endpoint == "desk.login" and request.method == "POST":
        return ask_later(_joined(_why(error), gettext("Try again in a moment.")))
    fields = None if request.method in SAFE else sent_fields()
    return answer(
        "unstored.html",
        503,
        words=words,
        what_to_do=_what_to_do(error, fields),
        path=here(),
        fields=fields or [],
    )


def _why(error: StoreError) -> str:
    words: dict[Hindrance, str] = {
        "away": gettext("The database does not answer just now."),
        "busy": gettext("Others keep the database busy just now."),
        "slow": gettext("The database took too long for this."),
        "full": gettext(
            "The disk of the database is full. Tell whoever runs the service: until there is room "
            "again, nothing can be stored."
        ),
    }
    if isinstance(error, Unavailable):
        return words[error.why]
    return gettext("The database is out of order. Tell whoever runs the service.")


def _outcome(error: StoreError) -> str:
    if request.method in SAFE:
        return ""
    if isinstance(error, Unavailable) and not error.is_certain:
        return gettext("Whether it was stored is not certain: look before you send it again.")
    return gettext("Nothing was stored.")


def _what_to_do(error: StoreError, fields: list[tuple[str, str]] | None) -> str:
    if request.method in SAFE and isinstance(error, Unavailable) and error.why == "slow":
        return gettext("When you search, ask for rarer words; else load this page again.")
    if request.method in SAFE:
        return gettext("Load this page again in a moment.")
    if fields:
        return gettext("What you sent is kept in this page. Send it again in a moment.")
    return gettext("Go back, and do it once more in a moment.")


def _joined(*sentences: str) -> str:
    """Sentences one after the other, as the language of the page writes them."""
    said = [sentence for sentence in sentences if sentence]
    return ("" if said[0].endswith("。") else " ").join(said)
