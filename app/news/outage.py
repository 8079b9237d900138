"""Whether it is the network that is away, where no host answers any more: a pure function of when
each source's host answered last, and of when it did not.

Decision 0129.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from scrapers.words.urls import host_of

# One host is asked again after an eighth of the time that none has answered, within these bounds:
# a network that is back is found within a tenth of the time that it was away.
_SHARE = 8
_SOONEST, _LATEST = timedelta(minutes=1), timedelta(minutes=10)
_NEVER = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Reach:
    """How the host of a source's list could be reached: when it `answered` last, and since when
    each run has found it down, if it is.
    """

    source_id: int
    url: str
    answered: datetime | None
    down_since: datetime | None = None

    @property
    def host(self) -> str:
        """The host of the list's address."""
        return host_of(self.url)


@dataclass(frozen=True, slots=True)
class Outage:
    """No host that was asked since `since` has answered; `cut_off` are the sources that were well
    before.
    """

    since: datetime
    cut_off: tuple[Reach, ...]


def outage(reaches: Sequence[Reach], answered: datetime | None = None) -> Outage | None:
    """The outage that is going on, if one is: since a host answered last, two hosts that were well
    or all that there are have been found down. `answered`: when one did, beside all runs.
    """
    last = max((reach.answered or _NEVER for reach in reaches), default=_NEVER)
    last = max(last, answered or _NEVER)
    # A host that was down before others answered has a trouble of its own.
    cut_off = tuple(reach for reach in reaches if reach.down_since and reach.down_since > last)
    hosts = {reach.host for reach in cut_off}
    if not hosts or (len(hosts) == 1 and len({reach.host for reach in reaches}) > 1):
        return None
    return Outage(min(reach.down_since for reach in cut_off if reach.down_since), cut_off)


def wait(out: Outage, now: datetime) -> timedelta:
    """How long after `now` a host is to be asked again."""
    return min(max((now - out.since) / _SHARE, _SOONEST), _LATEST)
