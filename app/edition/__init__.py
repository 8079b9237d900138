"""The edition cache: public answers kept as bytes in front of the application, stale the moment the
edition's number changes.

`cache` is the middleware, `answer` one kept answer with its codings and validators, `coding` and
`validators` read the request's headers, `key` says what makes two requests the same, `watch` knows
the number.
"""

from app.edition.asking import ask
from app.edition.cache import UNSETTLED, EditionCache, Key
from app.edition.coding import is_worth
from app.edition.validators import is_unchanged
from app.edition.watch import Watch

__all__ = ["UNSETTLED", "EditionCache", "Key", "Watch", "ask", "is_unchanged", "is_worth"]
