"""How much a hub does for others, so that nobody can use it up (WebSub, section 5)."""

from dataclasses import dataclass

from app.values.errors import TooMany
from app.websub.intent import Intent


@dataclass(frozen=True, slots=True)
class Caps:
    """How much our hub does for others: subscriptions, and verifications within an hour, of one
    callback host and of all.
    """

    host: int = 1000
    all: int = 10_000
    host_hourly: int = 120
    all_hourly: int = 2000


@dataclass(frozen=True, slots=True)
class Usage:
    """How much of its caps is used: subscriptions besides the one that is asked for, and requests
    of the last hour; of one callback host and of all.
    """

    host: int
    all: int
    host_hourly: int
    all_hourly: int


def refuse_too_many(intent: Intent, usage: Usage, caps: Caps) -> None:
    """Refuse a request that is one too many; TooMany."""
    if usage.host_hourly >= caps.host_hourly:
        raise TooMany(f"too many requests for callbacks at {intent.host}; ask again in an hour")
    if usage.all_hourly >= caps.all_hourly:
        raise TooMany("too many requests; ask again in an hour")
    if intent.mode != "subscribe":
        return
    if usage.host >= caps.host:
        raise TooMany(
            f"there are as many subscriptions for callbacks at {intent.host} as one host may have"
        )
    if usage.all >= caps.all:
        raise TooMany("there are as many subscriptions as this hub can serve")
