"""When a page is asked for again: after it was read, failed, or went.

Decisions 0006, 0034.
"""

from dataclasses import replace
from datetime import datetime, timedelta

from app.news.decide import reread_at, try_again_at
from app.values.model import Location
from scrapers import Stamp

# What is dated older than this, and never stood on a front page, is not corrected any more.
_RECENT = timedelta(days=4)


def was_read(location: Location, now: datetime, published: Stamp | None = None) -> Location:
    """A location after its page was read, and when that is to be read again.

    What stood on a front page, or is dated of late, may be corrected.
    """
    recent = (
        location.listed_at is not None
        or published is None
        or published.day >= (now - _RECENT).date()
    )
    return replace(
        location,
        rereads=location.rereads + (location.state != "pending"),
        state="read",
        checked_at=now,
        tries=0,
        error="",
        gone_at=None,
        recheck_at=reread_at(_first_seen(location, now), now) if recent else None,
    )


def failed(location: Location, error: str, now: datetime, not_before: datetime | None) -> Location:
    """A location whose page could not be fetched or read: it is tried again, five times, less and
    less often.
    """
    tries = location.tries + 1
    pending = location.state == "pending"
    again = try_again_at(tries, now) if pending else reread_at(_first_seen(location, now), now)
    return replace(
        location,
        checked_at=now,
        tries=tries,
        error=error,
        rereads=location.rereads + (not pending),
        recheck_at=max(again, not_before) if again and not_before else again,
    )


def gone(location: Location, error: str, now: datetime, *, for_good: bool) -> Location:
    """A location whose page was taken away upstream. One that is gone for good is asked for no
    more.
    """
    return replace(
        location,
        state="gone",
        gone_at=location.gone_at if location.state == "gone" else now,
        checked_at=now,
        error=error,
        rereads=location.rereads + 1,
        recheck_at=None if for_good else reread_at(_first_seen(location, now), now),
    )


def _first_seen(location: Location, now: datetime) -> datetime:
    return location.first_seen_at or now
