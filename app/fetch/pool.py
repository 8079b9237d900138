"""Kept connections, and one request at a time for each host."""

from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock

import pycurl

_IDLE = 32


class _Turn:
    """A host's lock and how many hold or want it, so that it can be forgotten with the last of them."""

    def __init__(self) -> None:
        self.lock = Lock()
        self.users = 0


class Pool:
    """One libcurl handle, and so at most one connection, for each `host:port`; the longest unused are closed."""

    def __init__(self) -> None:
        self._guard = Lock()
        self._turns: dict[str, _Turn] = {}
        self._idle: OrderedDict[str, pycurl.Curl] = OrderedDict()
        self.closed = False

    @contextmanager
    def handle(self, key: str) -> Iterator[pycurl.Curl]:
        """Lend the handle for this host once nobody else has it."""
        with self._turn(key):
            handle = self._take(key)
            try:
                yield handle
            finally:
                self._give(key, handle)

    def close(self) -> None:
        """Close what is idle now; what is lent out is closed when it comes back."""
        with self._guard:
            self.closed = True
            handles = list(self._idle.values())
            self._idle.clear()
        for handle in handles:
            handle.close()

    @contextmanager
    def _turn(self, key: str) -> Iterator[None]:
        with self._guard:
            turn = self._turns.setdefault(key, _Turn())
            turn.users += 1
        try:
            with turn.lock:
                yield
        finally:
            with self._guard:
                turn.users -= 1
                if not turn.users:
                    del self._turns[key]

    def _take(self, key: str) -> pycurl.Curl:
        with self._guard:
            handle = self._idle.pop(key, None)
        return handle or pycurl.Curl()

    def _give(self, key: str, handle: pycurl.Curl) -> None:
        # Resetting keeps the connection but lets go of the callbacks and the body they hold.
        handle.reset()
        with self._guard:
            surplus = handle if self.closed else None
            if surplus is None:
                self._idle[key] = handle
                surplus = self._idle.popitem(last=False)[1] if len(self._idle) > _IDLE else None
        if surplus is not None:
            surplus.close()
