"""When a page has come to rest: nothing is asked for, or it was given time enough."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from time import monotonic

_QUIET_SECONDS = 0.6
_OWN_SECONDS = 8.0
_ALL_SECONDS = 60.0


class Quiet:
    """Counts what a page has asked for and not been given yet."""

    def __init__(self) -> None:
        self._pending = 0
        self._stirred = asyncio.Event()

    @property
    def is_stirred(self) -> bool:
        """Whether something was asked for or given since it was quiet."""
        return self._stirred.is_set()

    @contextmanager
    def asking(self) -> Iterator[None]:
        """The page waits for something."""
        self._pending += 1
        self._stirred.set()
        try:
            yield
        finally:
            self._pending -= 1
            self._stirred.set()

    async def comes(self) -> None:
        """Wait until nothing has been asked for or given for a while; not for ever."""
        own, begun = 0.0, monotonic()
        while own < _OWN_SECONDS and monotonic() - begun < _ALL_SECONDS:
            self._stirred.clear()
            since, is_own = monotonic(), not self._pending
            try:
                await asyncio.wait_for(self._stirred.wait(), _QUIET_SECONDS)
            except TimeoutError:
                if is_own:
                    return
            own += monotonic() - since if is_own else 0.0
