"""A restored copy of an installation: it tells nobody anything before somebody takes it live.

Decision 0127.
"""

from datetime import datetime

from app.store import Store, Transaction, in_transaction
from app.values.errors import Conflict


@in_transaction
def go_live(tx: Transaction, by: str, now: datetime) -> None:
    """Let a copy collect and send again, since the installation that it was made of is gone.
    Conflict where it is live already.
    """
    if tx.installation.held_since() is None:
        raise Conflict("this installation is live already")
    tx.installation.hold(None)
    tx.audit.note(by, "go live", "installation", now)


def refuse_for_copy(store: Store) -> None:
    """Conflict where an installation is a copy that must not ask other sites for anything."""
    if store.installation.held_since() is not None:
        raise Conflict(
            "this is a restored copy, which collects nothing and sends nothing until "
            "`restore --live` says that the other installation is gone"
        )
