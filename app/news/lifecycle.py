"""What becomes of an item when people or the clock do something about it: an item and what is
wished in, the item as it is to be out.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from app.news.decide import published_instant
from app.news.significance import Counts, is_significant
from app.values.errors import Conflict
from app.values.keys import slug_of
from app.values.model import (
    CONTENT_FIELDS,
    TITLE_IN_DOUBT,
    Content,
    CorrectionKind,
    Item,
    Rights,
    Section,
    Status,
)
from app.values.states import Step, following
from scrapers import Stamp

# What becomes public later than this after its time is told of.
LATE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Edit:
    """What an editor's save makes of an item, the names of the fields that it changes, and whether
    readers are told of it as a change.
    """

    item: Item
    fields: frozenset[str]
    significant: bool


def refuse_unexpected(item: Item, expected: Status | None) -> None:
    """Refuse to act on an item that is in another state than the one that it was seen in;
    Conflict.
    """
    if expected is not None and item.status != expected:
        raise Conflict("somebody else was faster: this item does not wait any more")


def refuse_stale(item: Item, revision: int) -> None:
    """Refuse to save over what somebody else has saved since the item was loaded; Conflict."""
    if item.revision != revision:
        raise Conflict(
            "somebody else has changed this item in the meantime; your version was not saved over "
            "theirs"
        )


def refuse_other_state(item: Item, expected: Status | None) -> None:
    """Refuse to save an item that is in another state than the one that it was loaded in;
    Conflict.
    """
    if expected is not None and item.status != expected:
        raise Conflict(
            "this item is in another state by now, so nothing was saved; look at it, and save again"
        )
    if item.status == "merged":
        raise Conflict("this item lives on in another one; change that one")


def edited(
    item: Item,
    content: Content,
    section: Section,
    rights: Rights,
    correction: tuple[CorrectionKind, str] | None,
    now: datetime,
    zone: ZoneInfo,
    counts: Counts = "",
) -> Edit | None:
    """An item as an editor's save makes it; None when the save changes nothing. Conflict for a
    correction of what is not public.

    Whether `updated_at` moves is told by what is changed, unless `counts` says otherwise; a
    correction and another date always move it.
    """
    texts = {
        name for name in CONTENT_FIELDS if getattr(content, name) != getattr(item.content, name)
    }
    changed = frozenset(texts | _changed_beside(item, section, rights))
    if not changed and correction is None and counts != "yes":
        return None
    if correction is not None and item.status != "published":
        raise Conflict("only a published item can be corrected; this one can simply be changed")
    after = replace(
        item,
        content=content,
        slug=slug_of(content.title),
        section=section,
        rights=rights,
        edited=item.edited | (changed - {"rights"}),
        revision=item.revision + 1,
        changed_at=now,
        note=_note(item, changed),
    )
    if texts:
        after = replace(after, upstream=_upstream(item))
    if "published" in texts or _follows_its_release(item):
        after = replace(after, published_at=_instant(item, content.published, now, zone))
    significant = correction is not None or _counts(item, after, counts)
    if significant or item.released_at is None:
        after = replace(after, updated_at=changed_later(item.updated_at, now))
    return Edit(after, changed, significant)


def _upstream(item: Item) -> Content | None:
    """What upstream says of an item that an editor changes."""
    return item.content if item.kind == "collected" and item.upstream is None else item.upstream


def _counts(before: Item, after: Item, counts: Counts) -> bool:
    """Whether readers are told that an item changed."""
    if counts == "yes" or before.published_at != after.published_at:
        return True
    return counts != "no" and is_significant(before.content, after.content)


def _follows_its_release(item: Item) -> bool:
    """Whether an item that has no date of its own is dated by when it becomes public."""
    return item.kind == "written" and item.released_at is None


def _instant(item: Item, stamp: Stamp | None, now: datetime, zone: ZoneInfo) -> datetime:
    """The instant for the date that an editor gives to an item: of a day alone, the one that is
    known already, if it is of that day.
    """
    if stamp is None:
        return item.released_at or (item.first_seen_at if item.kind == "collected" else now)
    known = item.first_seen_at if item.content.published else item.published_at
    if stamp.at is None and known.astimezone(zone).date() == stamp.day:
        return known
    return published_instant(stamp, now, zone)


def _note(item: Item, changed: frozenset[str]) -> str:
    """The note of an item after an editor's save: a title that an editor wrote is in doubt no
    more.
    """
    return "" if "title" in changed and item.note == TITLE_IN_DOUBT else item.note


def _changed_beside(item: Item, section: Section, rights: Rights) -> set[str]:
    """What an editor changes beside the text."""
    changed = {"section": section.id != item.section.id, "rights": rights != item.rights}
    return {name for name, differs in changed.items() if differs}


def scheduled(item: Item, due: datetime, now: datetime, zone: ZoneInfo) -> Item:
    """An item that becomes public at a time; Conflict when it is public already, or must not be
    then.
    """
    if item.status == "withdrawn" and due > now:
        raise Conflict(
            "a withdrawn item can come back at once only; until then its page says why it is gone"
        )
    status = following("publish", item.status, item.kind)
    if item.embargo_until is not None and due < item.embargo_until:
        until = f"{item.embargo_until.astimezone(zone):%Y-%m-%d %H:%M}"
        raise Conflict("this item is under embargo until %(time)s", time=until)
    return _dated(replace(item, status=status, due_at=due, changed_at=now), due)


def moved(item: Item, step: Step, now: datetime) -> Item:
    """An item after a step that takes it off any schedule; Conflict where the step leads
    nowhere.
    """
    return replace(
        item, status=following(step, item.status, item.kind), due_at=None, changed_at=now
    )


def embargoed(item: Item, until: datetime | None, now: datetime) -> Item:
    """An item that must not be public before a time, or, with None, may; a schedule within the
    embargo is put off.
    """
    if item.status == "published" and until is not None:
        raise Conflict("this item is public already, so an embargo comes too late")
    due = item.due_at
    if until is not None and item.status == "scheduled" and due is not None:
        due = max(due, until)
    return replace(item, embargo_until=until, due_at=due, changed_at=now)


def withdrawn(item: Item, note: str, now: datetime) -> Item:
    """An item that is taken off the site, with a note that says why; Conflict when it is not
    public.
    """
    return replace(
        moved(item, "withdraw", now), withdrawn_at=second_after(item.updated_at, now), note=note
    )


def second_after(moment: datetime, now: datetime) -> datetime:
    """Now, or the second after a moment that is not over yet: feeds write whole seconds, and what
    says that an item went or came back must be later than what was said before (RFC 6721).
    """
    return max(now, moment.replace(microsecond=0) + timedelta(seconds=1))


def changed_later(before: datetime, now: datetime) -> datetime:
    """When an item changed that had changed before: never earlier, also where the clock was put
    back.
    """
    return now if now > before else second_after(before, now)


def released(item: Item, now: datetime) -> Item:
    """An item that was due, and is public now; one that was withdrawn comes back as changed."""
    dated = _dated(item, item.due_at or now)
    if item.withdrawn_at is not None:
        dated = replace(dated, updated_at=second_after(item.withdrawn_at, now))
    if item.released_at is None:
        # What was changed before is no change to anybody.
        dated = replace(dated, updated_at=dated.published_at)
    first = item.released_at or now
    return replace(
        dated,
        status="published",
        released_at=first,
        changed_at=now,
        due_at=None,
        withdrawn_at=None,
        note="",
    )


def _dated(item: Item, at: datetime) -> Item:
    """What editors wrote is dated by when it becomes public for the first time, unless they gave it
    a date.
    """
    if _follows_its_release(item) and item.content.published is None:
        return replace(item, published_at=at, updated_at=at)
    return item
