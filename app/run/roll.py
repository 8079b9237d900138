"""The roll of threads that must not end while the service runs: who is missing, and why."""

import logging
import threading

from app.values.program import NAME

log = logging.getLogger(NAME)


class Roll:
    """Knows the threads whose names begin with one of the `families` from when it first sees them,
    and misses them when they end.
    """

    def __init__(self, families: tuple[str, ...]) -> None:
        self._families = families
        self._known: dict[int, threading.Thread] = {}
        self._reasons: dict[str, str] = {}
        self._missing: dict[str, None] = {}
        self._usual_hook = threading.excepthook

    def listen(self) -> None:
        """Note from now on by which exceptions threads end."""
        self._usual_hook, threading.excepthook = threading.excepthook, self._note

    def call(self) -> str:
        """Call the roll once; what is missing, in words, and empty when nothing is."""
        for thread in threading.enumerate():
            if thread.name.startswith(self._families):
                self._known[id(thread)] = thread
        for key, thread in list(self._known.items()):
            if not thread.is_alive():
                del self._known[key]
                self._miss(thread.name)
        return "; ".join(
            f"the thread {name} has ended ({self._reasons.get(name, 'no reason is known')})"
            for name in self._missing
        )

    def _miss(self, name: str) -> None:
        if name not in self._missing:
            self._missing[name] = None
            log.error(
                "the thread %s has ended (%s): restart the service",
                name,
                self._reasons.get(name, "no reason is known"),
            )

    def _note(self, given: threading.ExceptHookArgs) -> None:
        if given.thread is not None and given.thread.name.startswith(self._families):
            self._reasons[given.thread.name] = f"{given.exc_type.__name__}: {given.exc_value}"
            self._known[id(given.thread)] = given.thread
        self._usual_hook(given)
