"""The number of the edition, as this process last saw it."""

import logging
import threading
from collections.abc import Callable
from typing import Literal, Protocol

from app.values.errors import Unavailable
from app.values.program import NAME

log = logging.getLogger(NAME)

SECONDS_BETWEEN_LOOKS = 0.1
# Where somebody rings, it is looked now and then all the same.
_SECONDS_BETWEEN_RINGS = 1.0
# So often in a row a change may be found that nobody rang for: one may come between ring and look.
_MOST_MISSED = 3

Heard = Literal["rung", "silent", "deaf"]


class Bell(Protocol):
    """What rings when the number changes."""

    def wait(self, seconds: float) -> Heard:
        """Wait until it rings, at most so long; `deaf` at once when it cannot be heard."""

    def close(self) -> None:
        """Listen no more."""


class Watch:
    """Looks at the edition's number when a bell rings, and where there is none ten times a second,
    in a thread of its own, so that no visitor waits for it.

    While the database cannot be asked, the last number stands.
    """

    def __init__(
        self,
        ask: Callable[[], int],
        seconds: float = SECONDS_BETWEEN_LOOKS,
        bell: Bell | None = None,
    ) -> None:
        self.number = 0
        self._ask = ask
        self._bell = bell
        self._missed = 0
        self._seconds = seconds
        self._blind = False
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._run, name="edition-watch", daemon=True)
        self.look()

    def start(self) -> None:
        """Begin to look."""
        self._thread.start()

    def stop(self) -> None:
        """Look no more; wait until a look that is under way has ended."""
        self._stopped.set()
        if self._thread.is_alive():
            self._thread.join()

    def look(self) -> None:
        """Look once."""
        try:
            self.number = self._ask()
        except Exception as error:  # noqa: BLE001  whatever it is, looking must go on for years
            is_told = isinstance(error, Unavailable) and not error.is_news
            if not self._blind and not is_told:
                log.error(
                    "the edition's number cannot be read, so what is kept is served on: %s", error
                )
            self._blind = True
        else:
            if self._blind:
                log.warning("the edition's number can be read again")
            self._blind = False

    def _run(self) -> None:
        while not self._stopped.is_set():
            self._wait_and_look()
        if self._bell is not None:
            self._bell.close()

    def _wait_and_look(self) -> None:
        heard = self._bell.wait(_SECONDS_BETWEEN_RINGS) if self._bell is not None else "deaf"
        if heard == "deaf":
            self._stopped.wait(self._seconds)
        before = self.number
        self.look()
        if self._bell is None or heard == "deaf":
            return
        if heard == "rung":
            self._missed = 0
        elif self.number != before:
            self._missed += 1
        if self._missed >= _MOST_MISSED:
            # What passes connections around (PgBouncer) may take the listener's for another one.
            log.warning("new editions are not heard of from the database, so it is asked for them")
            self._bell.close()
            self._bell = None
