"""The desk: the editors' pages. Everything here needs a login; everything that changes something is a POST with a CSRF token."""

from app.web.desk import acts, assets, form, items, login, pictures, sources, tokens
from app.web.desk.base import DOORS, pages
from app.web.desk.login import install

__all__ = ["DOORS", "acts", "assets", "form", "install", "items", "login", "pages", "pictures", "sources", "tokens"]
