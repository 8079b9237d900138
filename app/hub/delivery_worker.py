"""The delivery worker: carries out what is due, many calls at once, so that whoever answers slowly
holds up nobody.
"""

import logging
from collections.abc import Callable
from concurrent.futures import FIRST_COMPLETED, Future, wait
from datetime import datetime

from app.fetch import CALL_LIMITS, Call, Fetcher, Limits, Reply
from app.hub.announcing import announce
from app.hub.delivering import Delivering, Render
from app.hub.pinging import Pinging
from app.hub.task import DeliveryTask
from app.hub.verifying import Verifying
from app.store import Store
from app.values.errors import FetchError, NewsError
from app.values.program import NAME
from app.values.settings import Settings

log = logging.getLogger(NAME)

_AT_ONCE = 64
_LOOK_SECONDS = 1.0


class DeliveryWorker:
    """Tells other hubs, verifies what subscribers asked for, and sends them the news."""

    def __init__(
        self,
        store: Store,
        fetcher: Fetcher,
        settings: Settings,
        render: Render,
        *,
        now: Callable[[], datetime],
        chance: Callable[[], float],
        token: Callable[[], str],
        limits: Limits = CALL_LIMITS,
    ) -> None:
        self._store = store
        self._fetcher = fetcher
        self._settings = settings
        self._now = now
        self._limits = limits
        self._givers: list[Pinging | Verifying | Delivering] = [
            Pinging(store, settings, now, chance)
        ]
        if settings.hub:
            self._givers += [
                Verifying(store, settings, now, token),
                Delivering(store, settings, render, now, chance),
            ]

    def announce(self) -> int:
        """Note which topics changed since the last time; return how many. Nothing is sent here, so
        publishing never waits.
        """
        return announce(self._store, self._settings.hubs, self._now())

    def run(self) -> None:
        """Carry out what is due, and what becomes due in the meantime, until nothing is left or the
        fetcher is closed.
        """
        out: dict[Future[Reply], DeliveryTask] = {}
        stopping = False
        while True:
            if not stopping:
                self._send(out)
            if not out:
                return
            done, _ = wait(out, _LOOK_SECONDS, FIRST_COMPLETED)
            for future in done:
                stopping = future.cancelled() or stopping
                _end(out.pop(future), future)

    def _send(self, out: dict[Future[Reply], DeliveryTask]) -> None:
        for giver in self._givers:
            room = _AT_ONCE - len(out)
            if room <= 0:
                return
            try:
                tasks = giver.take(room)
            except NewsError as error:
                log.error("the hub's books cannot be read: %s", error)
                return
            except Exception:
                log.exception("what is due could not be taken in hand")
                return
            for task in tasks:
                call = Call(
                    task.url, task.body, task.content_type, task.headers, self._limits, task.closed
                )
                out[self._fetcher.call(call)] = task


def _end(task: DeliveryTask, future: "Future[Reply]") -> None:
    """Say how a task went; what cannot be written down is tried again when its claim ends."""
    try:
        if future.cancelled():
            task.hand_back()
            return
        error = future.exception()
        if error is not None and not isinstance(error, FetchError):
            raise error
        task.done(error if error is not None else future.result())
    except NewsError as failed:
        log.error("%s: %s", task.url, failed)
    except Exception:
        log.exception("%s: a delivery broke off", task.url)
