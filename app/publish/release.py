"""Release: what is due becomes public."""

from datetime import datetime

from app.values.model import Item
from app.store import Store


def release(store: Store, now: datetime) -> list[Item]:
    """Make every due item public, all in one new edition; return them."""
    return store.desk.release(now)
