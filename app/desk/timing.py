"""What the times in a form may be, for the button that was pressed."""

from datetime import datetime

from app.desk.saving import moves
from app.values.errors import InputError
from app.values.model import Item

PUBLISHING = ("publish", "schedule")
# States in which a time to publish means nothing yet.
_UNDECIDED = ("draft", "review", "rejected")


def check_times(
    action: str, item: Item | None, due: datetime | None, embargo: datetime | None, now: datetime
) -> None:
    """Refuse, before anything is stored, times with which the button's word could not be done to
    the end; InputError.

    `item` is None for one that is written now.
    """
    if action == "schedule":
        _check_schedule(due, now)
    if action in ("save", "submit"):
        _refuse_idle_time(item, due)
    if action == "save" and item is not None:
        _check_move(item, due, now)
    if action in PUBLISHING:
        _refuse_embargoed(action, due, embargo, now)


def _check_schedule(due: datetime | None, now: datetime) -> None:
    if due is None:
        raise InputError("say when it is to be published", field="due")
    _refuse_past(due, now)


def _refuse_idle_time(item: Item | None, due: datetime | None) -> None:
    """A time that was typed, and a button that does nothing with it."""
    undecided = item is None or item.status in _UNDECIDED
    if due is not None and undecided:
        raise InputError(
            (
                "to publish it at this time, press “Save and schedule”; to save it only, empty "
                "this field"
            ),
            field="due",
        )


def _check_move(item: Item, due: datetime | None, now: datetime) -> None:
    if item.status == "scheduled" and due is None:
        raise InputError(
            "to take it off the schedule, press “Take it off the schedule” below", field="due"
        )
    if due is not None and moves(item, due):
        _refuse_past(due, now)


def _refuse_embargoed(
    action: str, due: datetime | None, embargo: datetime | None, now: datetime
) -> None:
    public_at = due if action == "schedule" else now
    if embargo is not None and public_at is not None and public_at < embargo:
        raise InputError(
            "this is before the end of the embargo",
            field="due" if action == "schedule" else "embargo",
        )


def _refuse_past(due: datetime, now: datetime) -> None:
    if due <= now:
        raise InputError(
            "this time is over already; publish it now, or choose a later one", field="due"
        )
