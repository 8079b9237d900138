"""When a source is to be checked again."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from app.collect.cadence import Bounds, Rhythm, begin, from_json, learn, next_check
from app.collect.visit import hold_until
from app.values.errors import FetchError
from app.values.model import LONGEST_EVERY, Source
from scrapers import ScrapeError, Teaser

_LONGEST_WAIT = timedelta(days=1)
_UNKNOWN_RHYTHM = timedelta(minutes=15)


def rhythm_of(source: Source, now: datetime) -> Rhythm:
    """What was learned of a source; a beginning when nothing was."""
    return (from_json(source.rhythm) if source.rhythm else None) or begin(now)


def after_success(
    source: Source, rhythm: Rhythm, finished: datetime, bounds: Bounds, hint: int | None
) -> datetime:
    """In the interval that an editor set, else when the learned rhythm makes it worth while."""
    if source.every:
        return finished + timedelta(seconds=min(source.every, LONGEST_EVERY))
    return next_check(
        rhythm,
        finished,
        bounds,
        ZoneInfo(source.zone or "UTC"),
        timedelta(seconds=hint) if hint else None,
    )


def after_failure(
    source: Source, error: FetchError | ScrapeError, finished: datetime, jitter: float
) -> datetime:
    """After each failure twice as late, up to a day, give or take a quarter; never before the
    server allows it. `jitter` is in [0, 1).
    """
    usual = timedelta(seconds=min(source.every, LONGEST_EVERY)) if source.every else _UNKNOWN_RHYTHM
    longest = max(_LONGEST_WAIT, usual)
    wait = min(
        min(usual * (1 << min(source.failures + 1, 20)), longest) * (0.75 + jitter / 2), longest
    )
    asked = error.retry_after if isinstance(error, FetchError) else None
    return max(finished + wait, hold_until(finished, asked)) if asked else finished + wait


def learned(source: Source, rhythm: Rhythm, new: Sequence[Teaser], now: datetime) -> Rhythm | None:
    """The rhythm with what a check of the listing found new; None when nothing is learned from it.

    The first look at a listing shows what had gathered there, and says nothing about when.
    """
    if source.checked_at is None or not new:
        return rhythm if source.rhythm is None else None
    spans = [_span(teaser, source.checked_at, now) for teaser in new]
    return learn(rhythm, spans, now, ZoneInfo(source.zone or "UTC"))


def _span(teaser: Teaser, last: datetime, now: datetime) -> tuple[datetime, datetime]:
    """When a story appeared: between two checks, or to the minute if its listing says so."""
    stamp = teaser.published
    if stamp is not None and stamp.at is not None and last <= stamp.at.astimezone(UTC) <= now:
        return stamp.at.astimezone(UTC) - timedelta(minutes=1), stamp.at.astimezone(UTC)
    return last, now
