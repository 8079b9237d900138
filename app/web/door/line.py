"""A few threads, and the line of requests before them.

Decision 0105.
"""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from math import inf
from wsgiref.types import WSGIApplication, WSGIEnvironment

from app.web.door.gateway import Reply, run
from app.web.waited import WAITED

_LONGEST = 500


class Full(Exception):
    """So many wait already that one more would only wait in vain."""


class Line:
    """Has an application answer requests, a few at once, the others after them.

    One that waited longer than so many `seconds` is marked, so that the application can refuse it
    in its own words at once. `now` is in seconds, for measuring.
    """

    def __init__(
        self, threads: int, name: str, now: Callable[[], float], *, seconds: float = inf
    ) -> None:
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix=name)
        self._seconds = seconds
        self._now = now
        self._waiting = 0

    async def run(self, app: WSGIApplication, environ: WSGIEnvironment) -> Reply:
        """The answer to a request; Full."""
        if self._waiting >= _LONGEST:
            raise Full
        self._waiting += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(
                self._threads, self._answer, app, environ, self._now()
            )
        finally:
            self._waiting -= 1

    def _answer(self, app: WSGIApplication, environ: WSGIEnvironment, since: float) -> Reply:
        is_late = self._now() - since > self._seconds
        return run(app, environ | {WAITED: True} if is_late else environ)
