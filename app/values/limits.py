"""What one visitor may take of the server: how long, how much, how often at once."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds for requests and connections; a slow phone passes all of them.

    `head_seconds`: from the beginning of a request to the end of its headers. `body_seconds`: without a byte of the body sent, or of the
    answer taken; `body_rate`: bytes a second that both make on average once they have taken that long. `body_kb`: the longest body
    where nothing is uploaded, in KiB. `connections` and `streams` (HTTP/2) are counted for each address, this machine's own excepted.
    """

    head_seconds: float = 10
    body_seconds: float = 30
    body_rate: float = 1000
    body_kb: float = 64
    connections: int = 50
    streams: int = 20

    @property
    def idle_seconds(self) -> float:
        """How long a connection may rest between two requests."""
        return self.head_seconds * 1.5

    @property
    def body_bytes(self) -> int:
        """The longest ordinary body."""
        return int(self.body_kb * 1024)
