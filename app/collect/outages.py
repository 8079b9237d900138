"""Seeing to it that sources are checked soon after the network is back, not when their own turn
comes: while no host answers, one of them is asked from time to time.

Decision 0129.
"""

import logging
from collections.abc import Callable
from datetime import datetime

from app.collect.robots import robots_url
from app.fetch import Fetcher
from app.news.outage import Outage, outage, wait
from app.store import Store
from app.values.errors import HOST_IS_DOWN, FetchError, Stopping
from app.values.program import NAME

log = logging.getLogger(NAME)


class Outages:
    """What is known of the network while no host answers. That is told by the runs of all sources,
    so it outlives a restart.
    """

    def __init__(self, store: Store, fetcher: Fetcher, now: Callable[[], datetime]) -> None:
        self._store = store
        self._fetcher = fetcher
        self._now = now
        self._outage: Outage | None = None
        self._answered: datetime | None = None
        self._ask_at = now()
        self._asked = 0

    def is_time_to_ask(self) -> bool:
        """Look how things stand: whether a host is to be asked now. Where one has answered of late,
        sources that failed meanwhile are due by now.
        """
        before, now = self._outage, self._now()
        self._outage = outage(self._store.healths.reaches(), self._answered)
        if before is not None:
            self._try_again(before, now)
        if self._outage is None:
            return False
        if before is None:
            self._ask_at = now
            log.warning(
                "no host answers any more: one is asked from time to time, and once it answers, "
                "sources that failed meanwhile are checked at once"
            )
        return now >= self._ask_at

    def ask(self) -> None:
        """Ask a host for something small, each time another one."""
        if (out := self._outage) is None:
            return
        reach = out.cut_off[self._asked % len(out.cut_off)]
        self._asked += 1
        try:
            self._fetcher.fetch(robots_url(reach.url))
        except Stopping:
            return
        except FetchError as error:
            if error.kind in HOST_IS_DOWN or error.kind == "blocked":
                now = self._now()
                self._ask_at = now + wait(out, now)
                return
        self._answered = self._now()

    def _try_again(self, before: Outage, now: datetime) -> None:
        """Let sources be due that were cut off until a host answered."""
        still = {reach.source_id for reach in self._outage.cut_off} if self._outage else set()
        over = [each.source_id for each in before.cut_off if each.source_id not in still]
        if over:
            number = self._store.sources.try_again(over, now)
            log.info("hosts answer again: %d sources that failed meanwhile are due", number)
