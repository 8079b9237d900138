"""How often what died may be started again."""

from collections import deque
from collections.abc import Callable


class Revivals:
    """At most five a minute; `now` is in seconds."""

    MOST = 5
    SECONDS = 60.0

    def __init__(self, now: Callable[[], float]) -> None:
        self._now = now
        self._at: deque[float] = deque()

    def may(self, number: int = 1) -> bool:
        """Whether so many more may be started now; if so, they are counted."""
        now = self._now()
        while self._at and now - self._at[0] >= self.SECONDS:
            self._at.popleft()
        if len(self._at) + number > self.MOST:
            return False
        self._at.extend([now] * number)
        return True
