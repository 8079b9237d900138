"""How long a connection may keep us waiting: rules over what the kernel and the door know of it."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from app.values.limits import Limits

Verdict = Literal["head", "silent", "idle", "answer", ""]


class ConnectionState(NamedTuple):
    """What the door knows of a connection: requests so far, those being answered, and whether it
    speaks HTTP/2.
    """

    requests: int
    open: int
    is_http2: bool


_NOTHING = ConnectionState(0, 0, False)


class Ledger:
    """The requests of each connection, by its `address:port`; written in the event loop, read by
    the porter's thread.
    """

    def __init__(self) -> None:
        self._seen: dict[str, list[int]] = {}

    def answered(self, client: str, version: str) -> None:
        """A request came and was answered at once."""
        if (seen := self._seen.get(client)) is None:
            self._seen[client] = [1, 0, version[0] != "1"]
        else:
            seen[0] += 1

    def begun(self, client: str, version: str) -> None:
        """A request came, and its answer is being made."""
        self.answered(client, version)
        if (seen := self._seen.get(client)) is not None:
            seen[1] += 1

    def ended(self, client: str) -> None:
        """The answer to a request that had begun is made."""
        if (seen := self._seen.get(client)) is not None:
            seen[1] -= 1

    def of(self, client: str) -> ConnectionState:
        """What is known of a connection."""
        requests, open_, is_http2 = self._seen.get(client, _NOTHING)
        return ConnectionState(requests, open_, bool(is_http2))

    def clients(self) -> list[str]:
        """All connections that something is known of."""
        return list(self._seen)

    def forget(self, clients: Iterable[str]) -> None:
        """Forget connections that are gone, but for those whose request is still being answered."""
        for client in clients:
            if self.of(client).open <= 0:
                self._seen.pop(client, None)


class Sample(NamedTuple):
    """What the kernel knows of a connection: bytes that came, bytes that the other end
    acknowledged, whether any wait to be taken.
    """

    received: int
    acknowledged: int
    is_sending: bool


@dataclass(slots=True)
class Patience:
    """What one connection did so far; `since` and all instants are in seconds."""

    since: float
    requests: int = 0
    received: int = 0
    idle_since: float = field(init=False)
    head_since: float | None = None
    sending_since: float | None = None
    acknowledged_then: int = 0
    acknowledged: int = 0
    taken_at: float = 0

    def __post_init__(self) -> None:
        self.idle_since = self.since

    def judge(self, sample: Sample, seen: ConnectionState, limits: Limits, now: float) -> Verdict:
        """What is wrong with a connection, if anything is.

        `head`: it began a request and does not end its headers. `silent`: it never began one.
        `idle`: it had its answers, and rests too long. `answer`: it does not take what it asked
        for.
        """
        if sample.is_sending:
            return self._taking(sample, limits, now)
        self.sending_since = None
        if seen.open > 0 or seen.requests != self.requests:
            self.requests, self.received = seen.requests, sample.received
            self.head_since, self.idle_since = None, now
            return ""
        return self._waiting(sample, seen, limits, now)

    def _taking(self, sample: Sample, limits: Limits, now: float) -> Verdict:
        if self.sending_since is None:
            self.sending_since, self.acknowledged_then = now, sample.acknowledged
            self.taken_at = now
        elif sample.acknowledged != self.acknowledged:
            self.taken_at = now
        self.acknowledged = sample.acknowledged
        lasted = now - self.sending_since
        if lasted < limits.body_seconds:
            return ""
        is_slow = (sample.acknowledged - self.acknowledged_then) < lasted * limits.body_rate
        return "answer" if is_slow or now - self.taken_at >= limits.body_seconds else ""

    def _waiting(
        self, sample: Sample, seen: ConnectionState, limits: Limits, now: float
    ) -> Verdict:
        if not seen.requests:
            if now - self.since < limits.head_seconds:
                return ""
            return "head" if sample.received else "silent"
        if seen.is_http2:  # what comes between requests may be a ping, or room for an answer
            return "idle" if now - self.idle_since >= limits.idle_seconds else ""
        if sample.received <= self.received:
            self.head_since = None
            return "idle" if now - self.idle_since >= limits.idle_seconds else ""
        if self.head_since is None:
            self.head_since = now
        return "head" if now - self.head_since >= limits.head_seconds else ""
