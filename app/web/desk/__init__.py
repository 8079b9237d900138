"""The desk: the editors' pages. Everything here needs a login; everything that changes something is
a POST with a CSRF token.
"""

from app.web.desk import (
    account,
    acts,
    assets,
    audit,
    autosave,
    copies,
    form,
    front,
    history,
    inbox,
    items,
    login,
    newsource,
    people,
    pictures,
    preview,
    recipes,
    ruling,
    source,
    sources,
    tokens,
    views,
)  # fmt: skip
from app.web.desk.base import DOORS, pages
from app.web.desk.login import install
from app.web.desk.unstored import not_stored

# Each module adds its pages when it is imported.
PARTS = (
    account, acts, assets, audit, autosave, copies, form, front, history, inbox, items, login,
    newsource, people, pictures, preview, recipes, ruling, source, sources, tokens, views,
)  # fmt: skip

__all__ = ["DOORS", "PARTS", "install", "not_stored", "pages"]
