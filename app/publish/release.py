"""Release: what is due becomes public."""

from datetime import datetime

from app.store import Store
from app.values.model import Item


def release(store: Store, now: datetime) -> list[Item]:
    """Make every due item public, all in one new edition; return them."""
    return store.desk.release(now)
