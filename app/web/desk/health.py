"""How a source does, in words."""

from datetime import datetime, timedelta
from typing import Literal

from flask_babel import gettext

from app.values.model import Source

Health = Literal["failing", "late", "new", "well", "paused"]
WORST_FIRST: tuple[Health, ...] = ("failing", "late", "new", "well", "paused")
_LATE = timedelta(minutes=15)


def health(source: Source, now: datetime) -> Health:
    """How a source does: late is one whose check should have begun a quarter of an hour ago."""
    if source.paused:
        return "paused"
    if source.last_error:
        return "failing"
    if source.next_run_at is not None and now - source.next_run_at > _LATE:
        return "late"
    return "well" if source.last_success_at else "new"


def health_words(state: Health) -> str:
    """The state of a source as the desk calls it."""
    words: dict[Health, str] = {
        "failing": gettext("failing"), "late": gettext("late"), "new": gettext("not collected yet"),
        "well": gettext("well"), "paused": gettext("paused"),
    }  # fmt: skip
    return words[state]


def advice(state: Health) -> str:
    """What to do about the state of a source, if anything."""
    words: dict[Health, str] = {
        "failing": gettext(
            "It is tried again by itself, less and less often. Run it now once the cause is gone."
        ),
        "late": gettext("Its check is overdue: see whether the service still runs."),
        "new": gettext("It is due at once."),
        "well": "",
        "paused": gettext("Resume it to collect again."),
    }
    return words[state]


def show_duration(seconds: int) -> str:
    """`30m`, as people type it."""
    for unit, size in (("d", 86400), ("h", 3600), ("m", 60)):
        if seconds and seconds % size == 0:
            return f"{seconds // size}{unit}"
    return f"{seconds}s" if seconds else ""


def sure_words(confidence: float) -> str:
    """How sure a listing is read, in words."""
    if confidence >= 0.8:
        return str(gettext("sure"))
    return (
        str(gettext("fairly sure")) if confidence >= 0.5 else str(gettext("doubtful: look closely"))
    )
