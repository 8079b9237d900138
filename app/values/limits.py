"""What one visitor may take of the server: how long, how much, how often at once."""

from dataclasses import dataclass
from typing import Annotated

from pydantic import Field


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds for requests and connections; a slow phone passes all of them.

    `head_seconds`: from the beginning of a request to the end of its headers. `body_seconds`:
    without a byte of the body sent, or of the answer taken; `body_rate`: bytes a second that both
    make on average once they have taken that long. `body_kb`: the longest body where nothing is
    uploaded, in KiB. `connections` and `streams` (HTTP/2) are counted for each address, this
    machine's own excepted. `lock_seconds`: until somebody else who writes lets the database go.
    """

    head_seconds: Annotated[float, Field(ge=0.1)] = 10
    body_seconds: Annotated[float, Field(ge=0.1)] = 30
    body_rate: Annotated[float, Field(ge=1)] = 1000
    body_kb: Annotated[float, Field(ge=1)] = 64
    connections: Annotated[int, Field(ge=1)] = 50
    streams: Annotated[int, Field(ge=1)] = 20
    lock_seconds: Annotated[float, Field(ge=0.1)] = 5

    @property
    def idle_seconds(self) -> float:
        """How long a connection may rest between two requests."""
        return self.head_seconds * 1.5

    @property
    def line_seconds(self) -> float:
        """How long a request waits for those before it: until each of them has waited twice for the
        database.
        """
        return self.lock_seconds * 2

    @property
    def body_bytes(self) -> int:
        """The longest ordinary body."""
        return int(self.body_kb * 1024)
