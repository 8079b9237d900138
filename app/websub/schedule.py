"""When to try again; `chance` (0 to 1) spreads what failed together, by a quarter either way."""

from datetime import timedelta

GIVEN_UP_AFTER = timedelta(days=1)

_FIRST_PING, _LAST_PING = timedelta(seconds=10), timedelta(hours=1)
# Eight tries in less than a day.
_DELIVERIES = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 120, 300, 540))
_LONGEST_ASKED = timedelta(hours=6)


def ping_again(failures: int, chance: float) -> timedelta:
    """How long to wait after so many failures of a hub in a row: twice as long each time, an hour
    at most.
    """
    wait: timedelta = min(_FIRST_PING * 2 ** min(failures - 1, 20), _LAST_PING)
    return _spread(wait, chance)


def deliver_again(tries: int, chance: float, asked: float | None = None) -> timedelta | None:
    """How long to wait after so many failed tries of a delivery, at least as long as was `asked`
    for; None: no more of it.
    """
    if tries > len(_DELIVERIES):
        return None
    return max(
        _spread(_DELIVERIES[tries - 1], chance), min(timedelta(seconds=asked or 0), _LONGEST_ASKED)
    )


def _spread(wait: timedelta, chance: float) -> timedelta:
    return wait * (0.75 + chance / 2)
