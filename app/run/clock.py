"""The clock: APScheduler runs one tick job; it decides nothing, since what is due stands in the
database.
"""

from collections.abc import Callable
from datetime import UTC, datetime

from apscheduler.schedulers.background import BackgroundScheduler


class Clock:
    """Calls `tick` at once and then every `seconds`, one call at a time."""

    def __init__(
        self, tick: Callable[[], None], seconds: float, now: Callable[[], datetime]
    ) -> None:
        self._scheduler = BackgroundScheduler(timezone=UTC)
        self._scheduler.add_job(
            tick,
            "interval",
            seconds=seconds,
            max_instances=1,
            coalesce=True,
            misfire_grace_time=None,
            next_run_time=now(),
        )

    def start(self) -> None:
        """Begin to tick, in a thread of its own."""
        self._scheduler.start()

    def stop(self) -> None:
        """Tick no more; waits for a tick in hand."""
        self._scheduler.shutdown(wait=True)
