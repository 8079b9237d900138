"""The desk: the editors' pages. Everything here needs a login; everything that changes something is a POST with a CSRF token."""

from app.web.desk import acts, assets, form, front, inbox, items, login, newsource, recipes, ruling, source, sources, views
from app.web.desk.base import DOORS, pages
from app.web.desk.login import install

__all__ = [
    "DOORS", "acts", "assets", "form", "front", "inbox", "install", "items", "login", "newsource", "pages", "recipes", "ruling", "source",
    "sources", "views",
]  # fmt: skip
