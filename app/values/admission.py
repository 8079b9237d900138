"""When somebody may try to log in, and how long a login lasts.

Guesses are slowed down, by account and by address, and nobody else is kept out. After OWASP's
Authentication Cheat Sheet: no account is ever locked; waits grow with the failures and end by
themselves.

Decisions 0077, 0078.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

# A login ends after half a day without a request, and after a week in any case (decision 0077).
_IDLE, _LOGIN_LASTS = timedelta(hours=12), timedelta(days=7)
# Failures count for an hour (decision 0078).
_WINDOW = timedelta(hours=1)
# As long as an address counts as one that an editor came from before.
_PLACE_KEPT = timedelta(days=90)
# A use is noted once a minute at most, so that reading the desk hardly ever waits for a writer.
_NOTED_EVERY = timedelta(minutes=1)
_FREE_PAIR, _FREE_ADDRESS, _FREE_NAME = 5, 20, 50
_STEP, _LONGEST = timedelta(seconds=15), timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Count:
    """How many logins failed within the window, and when the last one did."""

    failures: int = 0
    last: datetime | None = None


@dataclass(frozen=True, slots=True)
class FailedLogins:
    """Failures with this name from this address, from this address with any name, and with this
    name from anywhere.

    `known` says that the editor has logged in from this address before.
    """

    pair: Count = Count()
    address: Count = Count()
    name: Count = Count()
    known: bool = False


@dataclass(frozen=True, slots=True)
class Cutoffs:
    """What is as old as this counts no more: logins by their last request and by their beginning,
    failed logins, addresses that somebody came from.
    """

    seen: datetime
    created: datetime
    failed: datetime
    place: datetime


def cutoffs(now: datetime) -> Cutoffs:
    """What counts no more by now."""
    return Cutoffs(now - _IDLE, now - _LOGIN_LASTS, now - _WINDOW, now - _PLACE_KEPT)


def is_to_be_noted(noted_at: datetime | None, now: datetime) -> bool:
    """Whether the use of a login or token is worth a write, after the last that was noted."""
    return noted_at is None or noted_at <= now - _NOTED_EVERY


def wait(failed: FailedLogins, now: datetime) -> timedelta:
    """How long to wait before the next try; nothing when it may be made now."""
    waits = [_left(failed.pair, _FREE_PAIR, now), _left(failed.address, _FREE_ADDRESS, now)]
    if not failed.known:
        waits.append(_left(failed.name, _FREE_NAME, now))
    return max(waits)


def _left(count: Count, free: int, now: datetime) -> timedelta:
    if count.failures < free or count.last is None:
        return timedelta(0)
    # Doubling beyond the longest wait would overflow after thousands of failures.
    pause = min(_STEP * (1 << min(count.failures - free, 10)), _LONGEST)
    # A clock that was put back makes nobody wait for it.
    return min(max(count.last + pause - now, timedelta(0)), pause)
