"""Views of the inbox that an editor saves, to come back to."""

from flask import flash, redirect, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response as AnyResponse

from app.values.errors import Conflict
from app.web.desk.base import current_service, me, needs, pages, sentence
from app.web.desk.inbox import filters
from scrapers.words.text import clean_text

_LONGEST_NAME = 60


@pages.post("/inbox/views")
@needs("account")
def save_view() -> AnyResponse:
    """Save what the inbox shows now under a name."""
    service, name = current_service(), clean_text(request.form.get("name", ""))[:_LONGEST_NAME]
    query = filters()
    if not name or not query:
        flash(gettext("Filter the inbox first, and write a name for the view."))
    else:
        try:
            service.store.inbox.save_view(
                me().editor.id,
                name,
                url_for("desk.inbox", **query).partition("?")[2],
                me().name,
                service.now(),
            )
            flash(gettext("Saved as a view."))
        except Conflict as error:
            flash(sentence(error))
    return redirect(url_for("desk.inbox", **query))


@pages.post("/inbox/views/<int(max=2147483647):view>/remove")
@needs("account")
def remove_view(view: int) -> AnyResponse:
    """Forget a view."""
    service = current_service()
    service.store.inbox.remove_view(me().editor.id, view, me().name, service.now())
    flash(gettext("The view is removed."))
    return redirect(url_for("desk.inbox"))
