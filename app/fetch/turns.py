"""Whose turn it is: one request at a time for each host, and a pause after each answer."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

_SLOW_FACTOR = 5
_REMEMBERED = 4096


@dataclass(frozen=True, slots=True)
class Pace:
    """The least pause in seconds between an answer of a host and the next request to it.

    `gaps` holds hosts with a pause of their own (`host` or `host:port`); `own` are hosts of the operator, which need none.
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

    A host that answers slowly is given a longer pause: as long as its last answer took, up to five times the usual.
    """

    def __init__(self) -> None:
        self._hosts: dict[str, _Host] = {}

    @asynccontextmanager
    async def turn(self, key: str, gap: float) -> AsyncIterator[None]:
        """Wait for this host's turn and pause, and hold it."""
        host = self._hosts.setdefault(key, _Host())
        host.users += 1
        try:
            async with host.lock:
                clock = asyncio.get_running_loop().time
                pause = host.free_at + max(gap, min(host.took, gap * _SLOW_FACTOR)) - clock()
                if pause > 0:
                    await asyncio.sleep(pause)
                begun = clock()
                try:
                    yield
                finally:
                    host.free_at = clock()
                    host.took = host.free_at - begun
        finally:
            host.users -= 1
            self._forget()

    def _forget(self) -> None:
        if len(self._hosts) > _REMEMBERED:
            idle = [key for key, host in self._hosts.items() if not host.users]
            for key in idle[: _REMEMBERED // 4]:
                del self._hosts[key]
