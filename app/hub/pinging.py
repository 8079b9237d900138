"""Telling other hubs that topics changed: many changes in one ping, with less and less haste while
a hub fails.
"""

import logging
from collections.abc import Callable
from datetime import datetime
from functools import partial

from app.hub.task import DeliveryTask, Outcome, why
from app.store import Ping, Store, Transaction, in_transaction
from app.values.program import NAME
from app.values.settings import Settings
from app.websub import GIVEN_UP_AFTER, ping_again, ping_body

log = logging.getLogger(NAME)

_TOPICS = 50
_FORM = "application/x-www-form-urlencoded"


class Pinging:
    """The pings that are due."""

    def __init__(
        self,
        store: Store,
        settings: Settings,
        now: Callable[[], datetime],
        chance: Callable[[], float],
    ) -> None:
        self._store = store
        self._settings = settings
        self._now = now
        self._chance = chance

    def take(self, room: int) -> list[DeliveryTask]:
        """Claim what is due; hubs are few, so each is served however little room there is."""
        pings = self._store.pings.take(self._settings.hubs, _TOPICS, self._now())
        return [self._task(ping) for ping in pings]

    def _task(self, ping: Ping) -> DeliveryTask:
        body = ping_body(self._settings.base_url + path for path in ping.topics)
        return DeliveryTask(
            ping.hub, body, _FORM, (), partial(self._done, ping), partial(self._hand_back, ping)
        )

    def _done(self, ping: Ping, outcome: Outcome) -> None:
        now = self._now()
        if not isinstance(outcome, Exception) and outcome.ok:
            _note_success(self._store, ping, now)
            return
        failures = ping.failures + 1
        again_at = now + ping_again(failures, self._chance())
        log.warning(
            "the hub %s could not be told of changes: %s",
            ping.hub,
            why(outcome),
            extra={"fields": {"event": "ping", "failures": failures}},
        )
        _note_failure(self._store, ping, why(outcome), again_at, now)

    def _hand_back(self, ping: Ping) -> None:
        self._store.pings.hand_back(ping, self._now())


@in_transaction
def _note_success(tx: Transaction, ping: Ping, now: datetime) -> None:
    """A hub was told; what changed in the meantime it is told at once."""
    tx.pings.settle(ping)
    tx.pings.succeeded(ping.hub, now if tx.pings.is_owed(ping.hub) else None, now)


@in_transaction
def _note_failure(
    tx: Transaction, ping: Ping, error: str, again_at: datetime, now: datetime
) -> None:
    """A hub could not be told; what it was owed for a day it is owed no more."""
    tx.pings.forget(ping.hub, now - GIVEN_UP_AFTER)
    next_try_at = again_at if tx.pings.is_owed(ping.hub) else None
    tx.pings.failed(ping.hub, ping.failures + 1, error, next_try_at)
