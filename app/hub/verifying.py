"""Asking a subscriber whether it meant what was asked for in its name (WebSub, sections 5.2 and
5.3).
"""

from collections import Counter
from collections.abc import Callable
from datetime import datetime
from functools import partial

from app.fetch import Reply
from app.hub.task import DeliveryTask, Outcome, why
from app.store import PendingIntent, Store
from app.values.quotas import network_of
from app.values.settings import Settings
from app.websub import Caps, call_url

_CAPS = Caps()


class Verifying:
    """The intents that are to be verified; `token` makes a challenge that nobody can guess."""

    def __init__(
        self,
        store: Store,
        settings: Settings,
        now: Callable[[], datetime],
        token: Callable[[], str],
    ) -> None:
        self._store = store
        self._settings = settings
        self._now = now
        self._token = token
        self._busy: Counter[str] = Counter()

    def take(self, room: int) -> list[DeliveryTask]:
        """Claim what is due, one of each callback host at once.

        Whatever names lead to it, a machine that has had its share is not asked about anything new:
        which one a name leads to is known when the socket is made, so the call is told.
        """
        now = self._now()
        claimed = self._store.hub.take_intents(self._busy, room, now)
        full = self._store.hub.full_machines(_CAPS, now) if claimed else frozenset()
        return [self._task(asked, frozenset() if asked.is_known else full) for asked in claimed]

    def _task(self, asked: PendingIntent, closed: frozenset[str]) -> DeliveryTask:
        intent, challenge = asked.intent, self._token()
        self._busy[intent.host] += 1
        fields = {"hub.mode": intent.mode, "hub.topic": self._settings.base_url + intent.path}
        if intent.mode == "denied":
            fields["hub.reason"] = "this feed is no longer published"
        else:
            fields["hub.challenge"] = challenge
        if intent.mode == "subscribe":
            fields["hub.lease_seconds"] = str(intent.lease)
        url = call_url(intent.callback, fields)
        return DeliveryTask(
            url,
            None,
            "",
            (),
            partial(self._done, asked, challenge),
            partial(self._hand_back, asked),
            closed,
        )

    def _done(self, asked: PendingIntent, challenge: str, outcome: Outcome) -> None:
        self._busy[asked.intent.host] -= 1
        machine = network_of(outcome.address) if outcome.address else ""
        if isinstance(outcome, Reply) and outcome.ok and outcome.body == challenge.encode():
            self._store.hub.confirmed(asked, self._now(), machine)
            return
        answered = isinstance(outcome, Reply) and outcome.ok
        self._store.hub.not_confirmed(
            asked, "the challenge was not echoed" if answered else why(outcome), machine
        )

    def _hand_back(self, asked: PendingIntent) -> None:
        self._busy[asked.intent.host] -= 1
        self._store.hub.hand_back_intent(asked, self._now())
