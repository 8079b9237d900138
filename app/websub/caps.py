"""How much a hub does for others, so that nobody can use it up (WebSub, section 5)."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from app.values.errors import TooMany
from app.websub.intent import Intent


@dataclass(frozen=True, slots=True)
class Caps:
    """How much our hub does for others: subscriptions, and requests or verifications within an
    hour.

    Counted for the network that asks, for the callback's host by its name, for the machine that
    stands behind that name, and for all together. Who renews or ends a subscription that was
    confirmed has a share of its own, `renewals_hourly` for each network; after so many requests for
    the same (`same_hourly`) they are verified once a minute.
    """

    asker: int = 1000
    host: int = 1000
    machine: int = 1000
    all: int = 20_000
    asker_hourly: int = 60
    host_hourly: int = 120
    machine_hourly: int = 120
    all_hourly: int = 10_000
    renewals_hourly: int = 600
    same_hourly: int = 10


@dataclass(frozen=True, slots=True)
class Usage:
    """How much of its caps is used: subscriptions besides the one that is asked for, and requests
    of the last hour; of one network that asks, of one callback host and of all.

    `is_known` says that the subscription stands and was confirmed, `same_hourly` how often just it
    was asked for.
    """

    asker: int
    host: int
    all: int
    asker_hourly: int
    host_hourly: int
    all_hourly: int
    same_hourly: int
    is_known: bool


def refuse_too_many(intent: Intent, usage: Usage, caps: Caps) -> None:
    """Refuse a request that is one too many; TooMany. Whoever has a confirmed subscription is not
    kept from it by what others ask for.
    """
    most = caps.renewals_hourly if usage.is_known else caps.asker_hourly
    if usage.asker_hourly >= most:
        raise TooMany("too many requests from your address; ask again in an hour")
    if usage.is_known:
        return
    if usage.host_hourly >= caps.host_hourly:
        raise TooMany(f"too many requests for callbacks at {intent.host}; ask again in an hour")
    if usage.all_hourly >= caps.all_hourly:
        raise TooMany("too many requests; ask again in an hour")
    if intent.mode == "subscribe":
        _refuse_too_many_subscriptions(intent, usage, caps)


def verify_at(usage: Usage, caps: Caps, now: datetime) -> datetime:
    """When a request may be verified: at once, unless the same was asked for again and again."""
    return now + timedelta(minutes=1) if usage.same_hourly >= caps.same_hourly else now


def _refuse_too_many_subscriptions(intent: Intent, usage: Usage, caps: Caps) -> None:
    if usage.asker >= caps.asker:
        raise TooMany("there are as many subscriptions from your address as one may have")
    if usage.host >= caps.host:
        raise TooMany(
            f"there are as many subscriptions for callbacks at {intent.host} as one host may have"
        )
    if usage.all >= caps.all:
        raise TooMany("there are as many subscriptions as this hub can serve")
