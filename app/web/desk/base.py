"""The ground that all desk pages stand on: who is let in, what each page asks of a role, and how a
page is answered.

Decision 0081.
"""

import re
from collections.abc import Callable
from typing import Any, Literal, TypeVar
from urllib.parse import quote

import flask_babel
from flask import Blueprint, Response, render_template, request, session, url_for
from flask_login import UserMixin, current_user

from app.values.errors import Conflict, InputError, NewsError
from app.values.model import Editor, Role
from app.values.program import NAME
from app.values.quotas import Kind, Ration, ration
from app.values.roles import Action, may
from app.web.context import current_service

READING = f"{NAME}.reading"

pages = Blueprint("desk", __name__, url_prefix="/desk")

View = TypeVar("View", bound=Callable[..., Any])
Door = Action | Literal["open"]
DOORS: dict[str, Door] = {}
_DESK_PAGE = re.compile(r"/desk/[A-Za-z0-9._~/%-]*")


def needs(door: Door) -> Callable[[View], View]:
    """Say what a page asks of who opens it; `open` lets everybody in. A page that says nothing lets
    nobody in.
    """

    def marked(view: View) -> View:
        DOORS[f"{pages.name}.{view.__name__}"] = door
        return view

    return marked


class User(UserMixin):  # type: ignore[misc]
    """An editor who has logged in; `id` is the token of the session, which the database knows by
    its hash.
    """

    def __init__(self, editor: Editor, token: str) -> None:
        self.id = token
        self.editor = editor
        self.name = editor.name

    @property
    def role(self) -> Role:
        """The editor's role as it is now."""
        return self.editor.role

    def may(self, action: Action) -> bool:
        """Whether the editor may do something."""
        return may(self.role, action)


def me() -> User:
    """The editor whose request this is."""
    user: User = current_user._get_current_object()
    return user


def inside(path: str) -> str:
    """Where to go after something is done: only to pages of the desk, else to its first."""
    page, mark, query = path.partition("?")
    if not _DESK_PAGE.fullmatch(page) or "//" in page or "/.." in page:
        return url_for("desk.items")
    return page + mark + quote(query, safe="=&%+!$'()*,-./:;?@_~")


def answer(template: str, code: int = 200, **values: Any) -> Response:
    """A page of the desk."""
    return Response(render_template(f"desk/{template}", **values), code, mimetype="text/html")


def refusal(words: str, code: int) -> Response:
    """A page that says why something was not done."""
    return answer("message.html", code, words=words)


def gettext(message: str, **values: object) -> str:
    """A text in the editor's language, with values in its %(name)s places."""
    return str(flask_babel.gettext(message, **values))


def in_words(error: NewsError) -> str:
    """What went wrong, in the editor's language, if it is put into it."""
    if not isinstance(error, InputError | Conflict):
        return str(error)
    words = gettext(error.message)
    return words % error.values if error.values else words


def sentence(error: NewsError) -> str:
    """What went wrong as a sentence of its own."""
    words = in_words(error)
    end = "" if words[-1:] in ".!?。！？" else "。" if words[-1:] > "\u2e80" else "."
    return words[:1].upper() + words[1:] + end


def my_ration(kind: Kind) -> Ration:
    """What the editor may add of a kind in a day."""
    settings = current_service().settings
    megabytes = {"texts": settings.texts_mb, "pictures": settings.uploads_mb}.get(kind)
    return ration(me().editor.id, kind, megabytes)


def wants_json() -> bool:
    """Whether a script of ours asks, and not a form."""
    return (
        request.accept_mimetypes.best_match(["text/html", "application/json"], "text/html")
        == "application/json"
    )


def forget() -> None:
    """Let nothing of one login live on into the next."""
    session.clear()


__all__ = [
    "DOORS",
    "READING",
    "Door",
    "User",
    "answer",
    "current_service",
    "forget",
    "gettext",
    "in_words",
    "inside",
    "me",
    "my_ration",
    "needs",
    "pages",
    "refusal",
    "sentence",
    "wants_json",
]  # fmt: skip
