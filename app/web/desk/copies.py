"""Taking a restored copy live."""

from flask import flash, redirect, url_for
from werkzeug.wrappers import Response as AnyResponse

from app import desk
from app.values.errors import Conflict
from app.web.desk.base import current_service, gettext, me, needs, pages, sentence


@pages.post("/live")
@needs("set up")
def live() -> AnyResponse:
    """Say that the installation of which this is a copy is gone."""
    service = current_service()
    try:
        desk.go_live(service.store, me().name, service.now())
        flash(gettext("This installation is live: it collects and sends again."))
    except Conflict as error:
        flash(sentence(error))
    return redirect(url_for("desk.items"))
