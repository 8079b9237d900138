"""What people decide about the doctor: what it may do for a source, and what it did.

Decision 0119.
"""

from datetime import datetime

from app.news.remedies import MODES, Remedy
from app.store import Transaction, in_transaction
from app.values.errors import Conflict, InputError
from app.values.model import Source


@in_transaction
def set_doctor_mode(tx: Transaction, slug: str, mode: str, by: str, now: datetime) -> None:
    """Say what the doctor may do when a source ails: nothing, propose, or heal it. NotFound,
    InputError.
    """
    if mode not in MODES:
        raise InputError(
            "%(mode)s is no mode of the doctor; it is off, propose or on",
            field="doctor_mode",
            mode=repr(mode),
        )
    source = tx.sources.get(slug)
    if source.doctor_mode == mode:
        return
    before = {"doctor_mode": source.doctor_mode}
    tx.audit.note(
        by, "doctor mode", f"source {slug}", now, before=before, after={"doctor_mode": mode}
    )
    tx.sources.change(source, doctor_mode=mode)


@in_transaction
def accept_remedy(tx: Transaction, slug: str, remedy_id: int, by: str, now: datetime) -> Source:
    """Read a source by a remedy that was proposed, from now on; what it brought waits in the inbox
    still. NotFound; Conflict when it is decided already.
    """
    source, remedy = tx.sources.get(slug), tx.remedies.get(tx.sources.get(slug), remedy_id)
    if not remedy.is_open:
        raise Conflict("this was decided already; load the page again")
    tx.remedies.accept(source, remedy, by)
    _note(tx, "accept remedy", source, remedy, by, now)
    return source


@in_transaction
def take_back_remedy(tx: Transaction, slug: str, remedy_id: int, by: str, now: datetime) -> Source:
    """Read a source as before a remedy, which is not tried again. NotFound; Conflict when that was
    done already, or the source is read otherwise by now.
    """
    source, remedy = tx.sources.get(slug), tx.remedies.get(tx.sources.get(slug), remedy_id)
    if remedy.state == "taken back":
        raise Conflict("this was decided already; load the page again")
    tx.remedies.take_back(source, remedy, by, now)
    _note(tx, "take back remedy", source, remedy, by, now)
    return source


def _note(
    tx: Transaction, action: str, source: Source, remedy: Remedy, by: str, now: datetime
) -> None:
    tx.audit.note(
        by,
        action,
        f"source {source.slug}",
        now,
        before={"url": remedy.before.url, "way": remedy.way},
        after={"url": remedy.after.url, "merged": remedy.merged or None},
    )
