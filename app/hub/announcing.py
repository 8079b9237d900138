"""Which feeds changed, and who is to be told: noted here, sent by the delivery worker.

Decision 0045.
"""

from collections.abc import Sequence
from datetime import datetime

from app.store import Store, Transaction, in_transaction
from app.websub import topics_of


def announce(store: Store, hubs: Sequence[str], now: datetime) -> int:
    """Note for hubs and subscribers which topics changed since this was last asked; return how
    many.
    """
    announced, version = store.pings.announced()
    if announced == version:
        return 0
    return _owe(store, hubs, now)


@in_transaction
def _owe(tx: Transaction, hubs: Sequence[str], now: datetime) -> int:
    # Asked once more: another process may have announced it by now.
    announced, version = tx.pings.announced()
    folders = tx.pings.changed_since(announced)
    topics = {path: at for folder, at in folders.items() for path in topics_of(folder)}
    if topics:
        tx.pings.owe(hubs, topics, version, now)
    return len(topics)
