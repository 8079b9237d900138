"""Whose turn it is: one request at a time for each host, and a pause after each answer; of calls a
few at once.

Decision 0028.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from time import monotonic

_SLOW_FACTOR = 5
_REMEMBERED = 4096


@dataclass(frozen=True, slots=True)
class Pace:
    """The least pause in seconds between an answer of a host and the next request to it.

    `gaps` holds hosts with a pause of their own (`host` or `host:port`); `own` are hosts of the
    operator, which need none.
    """

    gap: float = 0.0
    gaps: Mapping[str, float] = field(default_factory=dict)
    own: frozenset[str] = frozenset()

    def of(self, host: str, port: int) -> float:
        """The pause for a host."""
        key = f"{host}:{port}"
        return self.gaps.get(key, self.gaps.get(host, 0.0 if key in self.own else self.gap))


@dataclass(slots=True)
class _Host:
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    users: int = 0
    free_at: float = 0.0
    took: float = 0.0


class Turns:
    """Hands out turns, first come first served; used from the event loop alone.

    A host that answers slowly is given a longer pause: as long as its last answer took, up to five
    times the usual. `clock` and `sleep` are in seconds.
    """

    def __init__(
        self,
        clock: Callable[[], float] = monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self.clock = clock
        self.sleep = sleep
        self._hosts: dict[str, _Host] = {}

    def turn(self, key: str, gap: float) -> "_Turn":
        """This host's turn and pause: waited for on the way in, held until the way out."""
        return _Turn(self, self._hosts.setdefault(key, _Host()), gap)

    def forget(self) -> None:
        """Let go of some hosts that nobody waits for, when there are very many."""
        if len(self._hosts) > _REMEMBERED:
            idle = [key for key, host in self._hosts.items() if not host.users]
            for key in idle[: _REMEMBERED // 4]:
                del self._hosts[key]


@dataclass(slots=True)
class _Lane:
    free: asyncio.Semaphore
    users: int = 0


class Lanes:
    """Lets a few calls at once through to each host, without pauses; used from the event loop
    alone.
    """

    def __init__(self, width: int) -> None:
        self._width = width
        self._lanes: dict[str, _Lane] = {}

    @asynccontextmanager
    async def lane(self, key: str) -> AsyncIterator[None]:
        """A place among those that talk to this host: waited for on the way in, held until the way
        out.
        """
        lane = self._lanes.setdefault(key, _Lane(asyncio.Semaphore(self._width)))
        lane.users += 1
        try:
            async with lane.free:
                yield
        finally:
            lane.users -= 1
            if not lane.users:
                del self._lanes[key]


class _Turn:
    """A class of its own rather than a generator, since every fetch passes through here."""

    def __init__(self, turns: Turns, host: _Host, gap: float) -> None:
        self._turns = turns
        self._host = host
        self._gap = gap
        self._begun = 0.0
        host.users += 1

    async def __aenter__(self) -> None:
        host = self._host
        try:
            await host.lock.acquire()
        except asyncio.CancelledError:
            self._leave()
            raise
        pause = (
            host.free_at
            + max(self._gap, min(host.took, self._gap * _SLOW_FACTOR))
            - self._turns.clock()
        )
        if pause > 0:
            try:
                await self._turns.sleep(pause)
            except asyncio.CancelledError:
                host.lock.release()
                self._leave()
                raise
        self._begun = self._turns.clock()

    async def __aexit__(self, *_: object) -> None:
        host = self._host
        host.free_at = self._turns.clock()
        host.took = host.free_at - self._begun
        host.lock.release()
        self._leave()

    def _leave(self) -> None:
        self._host.users -= 1
        self._turns.forget()
