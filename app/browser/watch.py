"""Looking at what a page costs while it is drawn."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Event, Lock, Thread
from time import monotonic
from types import TracebackType
from typing import Self

from app.browser.bounds import Bounds
from app.values.errors import FailureKind

Excess = tuple[FailureKind, str]


class Watch:
    """Ends a browser by `end` when a page takes too long or too much memory; `excess` says what it
    was, as the kind of an error and in words.

    `held` tells how many bytes of memory the browser holds, `seconds` how long a page may take
    by itself.
    """

    def __init__(
        self,
        bounds: Bounds,
        seconds: float,
        held: Callable[[], int],
        end: Callable[[], None],
        clock: Callable[[], float] = monotonic,
    ) -> None:
        self.excess: Excess | None = None
        self._bounds = bounds
        self._seconds = seconds
        self._held = held
        self._end = end
        self._clock = clock
        self._lock = Lock()
        self._begun = self._since = clock()
        self._own = 0.0
        self._elsewhere = False
        self._over = Event()
        self._thread = Thread(target=self._run, name="browser-watch", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._over.set()
        self._thread.join()

    @contextmanager
    def elsewhere(self) -> Iterator[None]:
        """The browser waits for us: this time is not its own."""
        self._turn(away=True)
        try:
            yield
        finally:
            self._turn(away=False)

    def _turn(self, *, away: bool) -> None:
        with self._lock:
            now = self._clock()
            if away:
                self._own += now - self._since
            self._since, self._elsewhere = now, away

    def _run(self) -> None:
        while not self._over.wait(self._bounds.look_seconds):
            self.excess = self._judge()
            if self.excess is not None:
                self._end()
                return

    def _judge(self) -> Excess | None:
        bounds = self._bounds
        with self._lock:
            now = self._clock()
            own = self._own + (0.0 if self._elsewhere else now - self._since)
        if own > self._seconds:
            return "timeout", f"drawing the page in the browser took more than {self._seconds:g} s"
        if now - self._begun > bounds.all_seconds:
            return "timeout", (
                "drawing the page in the browser, with all that it asked for at the pace of its "
                f"hosts, took more than {bounds.all_seconds:g} s"
            )
        if self._held() > bounds.memory_bytes:
            return "too-large", (
                "drawing the page in the browser took more than "
                f"{bounds.memory_bytes / 1e6:g} MB of memory"
            )
        return None
