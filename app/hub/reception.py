"""The hub's reception: a request is checked and noted; its subscriber is asked later whether it
meant it (WebSub, section 5).

Decision 0047.
"""

from collections.abc import Mapping
from datetime import datetime

from app.fetch import Fetcher
from app.store import Store, Transaction, in_transaction
from app.values.errors import FetchError, InputError
from app.websub import Caps, Intent, read_intent, refuse_too_many, verify_at

_CAPS = Caps()


def receive(
    form: Mapping[str, str],
    store: Store,
    fetcher: Fetcher,
    base_url: str,
    now: datetime,
    asker: str = "",
    caps: Caps = _CAPS,
) -> Intent:
    """Note a subscriber's request; InputError when it makes no sense, TooMany when it is one too
    many.

    `asker` is the network that it came from, empty for this machine's own, which is not counted.
    """
    intent = read_intent(form, base_url)
    try:
        fetcher.check(intent.callback)
    except FetchError as error:
        words = (
            "must be at port 80 or 443"
            if error.kind == "blocked"
            else f"cannot be used: {error.message}"
        )
        raise InputError(f"hub.callback {words}", field="hub.callback") from error
    if intent.mode == "subscribe" and store.hub.version(intent.path) is None:
        raise InputError("hub.topic is no feed of this site", field="hub.topic")
    _ask(store, intent, asker, now, caps)
    return intent


@in_transaction
def _ask(tx: Transaction, intent: Intent, asker: str, now: datetime, caps: Caps) -> None:
    usage = tx.hub.usage(intent, asker, now)
    refuse_too_many(intent, usage, caps)
    tx.hub.ask(intent, asker, now, verify_at(usage, caps, now))
