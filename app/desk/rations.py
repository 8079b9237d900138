"""What one person may add in a day, counted in the transaction that adds it."""

from datetime import datetime

from app.store import Transaction, in_transaction
from app.values.model import Content
from app.values.quotas import Ration, spend


def use(tx: Transaction, ration: Ration, size: int, now: datetime) -> None:
    """Count one more of so many bytes; TooMany when the editor's ration does not hold it."""
    before = tx.spending.spent(ration.editor_id, ration.kind)
    tx.spending.count(ration, spend(ration, before, size, now))


@in_transaction
def use_one(tx: Transaction, ration: Ration, now: datetime) -> None:
    """The same for what is stored nowhere, or elsewhere, in a transaction of its own."""
    use(tx, ration, 0, now)


def size_of(content: Content) -> int:
    """About how many bytes a version of an item takes."""
    texts = (content.title, content.summary, content.markdown, content.html, content.text)
    return sum(len(text.encode()) for text in texts)
