"""Storing what was decided about a reading, all of it in one transaction.

Decisions 0004, 0091, 0096, 0097, 0130.
"""

from dataclasses import replace
from datetime import datetime

from app.collect.events import FEATURES_KEPT, foremost
from app.collect.moving import follow
from app.collect.noting import add_promos
from app.collect.reading import (
    IntakeResult,
    Making,
    Outcome,
    Plan,
    Reading,
    Revising,
    Withholding,
)
from app.collect.rereading import was_read
from app.news.decide import AlsoAt, Rejection, reread_at
from app.news.features import Features
from app.news.losses import SAME_LOSS, SECOND_READING, Loss, agrees
from app.news.revisions import READER
from app.news.rules import Decision, Verdict
from app.store import Join, NewItem, Transaction
from app.values.keys import fold_title, slug_of
from app.values.model import FOREIGN_HOST, TITLE_IN_DOUBT, Item, Location, Status

_STATUS: dict[Decision, Status] = {"publish": "scheduled", "review": "review", "drop": "rejected"}


def carry_out(tx: Transaction, reading: Reading, plan: Plan, now: datetime) -> IntakeResult:
    """Store what was decided about a reading."""
    place, deed = plan.known.place, plan.deed
    if isinstance(deed, Rejection):
        return _keep_out(tx, reading, plan, deed.reason, now)
    referer = reading.location.url if reading.location else ""
    tx.pictures.want(reading.content.pictures, referer, reading.source_id, now)
    outcome, item_id, uid = _store(tx, reading, plan, now)
    if place is not None:
        _settle(tx, reading, plan, place, item_id, now)
        if place.missing and not reading.missing:
            _show_again(tx, item_id, now)
    # A page that is to be read a second time must come whole the next time.
    if not _waits(deed):
        for validators in filter(None, (reading.validators, *reading.others)):
            tx.locations.save_validators(validators)
    add_promos(tx, reading.promos, reading.source_id, now)
    if isinstance(deed, Making):
        # Two who read the same story at once, or one event, must not both find nothing like it.
        tx.take_turn("stories")
    return IntakeResult(outcome, uid)


def revise_only(tx: Transaction, reading: Reading, plan: Plan, now: datetime) -> IntakeResult:
    """Store a revision, if it was decided on; nothing else."""
    own, location = plan.known.own, reading.location
    assert own
    assert location
    if isinstance(plan.deed, Rejection):
        return IntakeResult("doubtful", own.uid, plan.deed.reason)
    tx.pictures.want(reading.content.pictures, location.url, location.source_id, now)
    if plan.known.place is not None and reading.capture:
        tx.locations.save(plan.known.place, replace(plan.known.place, capture=reading.capture))
    changed = isinstance(plan.deed, Revising) and _revise(tx, own, reading, plan.deed, now)
    return IntakeResult("changed" if changed else "unchanged", own.uid)


def _store(
    tx: Transaction, reading: Reading, plan: Plan, now: datetime
) -> tuple[Outcome, int, str]:
    """Store what was decided; says what came of it, and the item's key and id."""
    deed, own = plan.deed, plan.known.own
    if isinstance(deed, Making):
        return "new", *_make(tx, reading, deed, now)
    if isinstance(deed, AlsoAt):
        # Before the edition, which this changes if the item is public.
        tx.take_turn("stories")
        return "unchanged", deed.item_id, _show_again(tx, deed.item_id, now)
    assert own
    if plan.known.place is not None and plan.known.place.item_id is None:
        # It had no address so far, and another one may be given to it at this moment.
        tx.writes.touch(own.id)
    _note_loss(tx, reading, plan, now)
    changed = isinstance(deed, Revising) and _revise(tx, own, reading, deed, now)
    return "changed" if changed else "unchanged", own.id, own.uid


def _waits(deed: object) -> bool:
    return isinstance(deed, Withholding) and deed.state != "kept"


def _note_loss(tx: Transaction, reading: Reading, plan: Plan, now: datetime) -> None:
    """Keep in mind what a reading takes away, or that nothing is missing any more; the same loss in
    many stories of a source holds all of them.
    """
    deed, own, place, before = plan.deed, plan.known.own, plan.known.place, plan.known.loss
    assert own
    if isinstance(deed, Withholding) and place is not None:
        same = agrees(before, deed.kind, reading.content)
        seen_at = before.seen_at if before is not None and same else now
        kept = Loss(
            own.id, place.id, deed.kind, deed.state, seen_at, reading.content, reading.capture,
            deed.silent,
        )  # fmt: skip
        tx.losses.keep(kept, reading.source_id)
        if deed.state == "held":
            tx.losses.hold(reading.source_id, deed.kind, now - SAME_LOSS)
    elif isinstance(deed, Revising) and deed.loss is not None and before is not None:
        tx.losses.keep(replace(before, state="taken"), reading.source_id)
    elif before is not None:
        tx.losses.forget(own.id)


def _make(tx: Transaction, reading: Reading, making: Making, now: datetime) -> tuple[int, str]:
    new, verdict = making.new, making.verdict
    content = (
        replace(new.content, tags=(*new.content.tags, *verdict.tags))
        if verdict.tags
        else new.content
    )
    item = NewItem(
        kind="collected",
        status=_STATUS[verdict.decision],
        content=content,
        section_id=_section(tx, reading, verdict, now),
        published_at=new.published_at,
        first_seen_at=now,
        updated_at=new.published_at,
        slug=slug_of(new.content.title),
        title_key=fold_title(new.content.title),
        fingerprint=new.fingerprint,
        rights=reading.rights,
        source_id=reading.source_id,
        due_at=now if verdict.decision == "publish" else None,
        note=_note(verdict),
    )
    item_id, uid = tx.writes.add(item, reading.by, now, capture=reading.capture)
    tx.duplicates.keep(item_id, making.bands, new.published_at)
    if making.features is not None:
        _join_event(tx, item_id, making.features, making.event, new.published_at, now)
    return item_id, uid


def _note(verdict: Verdict) -> str:
    """Why a new item is not published."""
    if verdict.decision == "drop":
        return f"dropped by rule {verdict.rule} of its source"
    if verdict.foreign:
        return FOREIGN_HOST
    return TITLE_IN_DOUBT if verdict.doubted else ""


def _join_event(
    tx: Transaction,
    item_id: int,
    features: Features,
    event: int | None,
    published_at: datetime,
    now: datetime,
) -> None:
    tx.clusters.forget_features(now - FEATURES_KEPT)
    if event is not None:
        tx.clusters.join(item_id, event, published_at)
    tx.clusters.keep_features(item_id, foremost(features), published_at)


def _section(tx: Transaction, reading: Reading, verdict: Verdict, now: datetime) -> int:
    """The section that a new item files into: most often its source's own."""
    source, title = reading.source, verdict.section or reading.section
    if not verdict.section and source is not None and source.section.title == title:
        return source.section.id
    return tx.sections.find_or_make(title, now).id


def _show_again(tx: Transaction, item_id: int, now: datetime) -> str:
    """A further address of a published item is a visible change, and so is that nothing is missing
    any more; returns the item's id.
    """
    item = tx.items.by_keys([item_id])[0]
    tx.writes.touch(item_id)
    if item.status == "published":
        tx.writes.save(item, replace(item, changed_at=now))
        tx.publication.touch(now, [item.id])
    return item.uid


def _revise(
    tx: Transaction, own: Item, reading: Reading, revising: Revising, now: datetime
) -> bool:
    """Apply a revision; False when it changes nothing but what is known of upstream."""
    after = revising.after
    tx.writes.save(own, after)
    tx.duplicates.change(
        own.id,
        (revising.bands_before, own.published_at),
        (revising.bands_after, after.published_at),
    )
    if after.revision == own.revision:
        return False
    by = READER + reading.by.removeprefix("source:") if revising.silent else reading.by
    tx.writes.keep_version(
        after, by, now, significant=revising.significant, capture=reading.capture
    )
    if after.status == "published":
        tx.publication.touch(now, [after.id], silent=revising.silent)
        tx.publication.refile(after, after.section.id, own.source_id)
    return True


def _keep_out(
    tx: Transaction, reading: Reading, plan: Plan, reason: str, now: datetime
) -> IntakeResult:
    """Leave a story as it is, say why at its location, and look again when its next re-reading is
    due; a page that was never read is waited for as before.
    """
    place, own = plan.known.place, plan.known.own
    assert own
    if place is not None:
        after = place if reading.partial else was_read(place, now, own.content.published)
        tx.locations.save(place, replace(after, error=reason))
    return IntakeResult("doubtful", own.uid, reason)


def _settle(
    tx: Transaction, reading: Reading, plan: Plan, place: Location, item_id: int, now: datetime
) -> None:
    """Say that the item stands at the location; one of which only the teaser is known still waits
    to be read.
    """
    if reading.partial:
        tx.locations.save(place, replace(place, item_id=item_id))
        return
    after = was_read(place, now, reading.content.published)
    withheld = isinstance(plan.deed, Withholding)
    if isinstance(plan.deed, Withholding) and plan.deed.state == "seen":
        after = replace(after, recheck_at=now + SECOND_READING)
    if reading.missing:
        again = reread_at(place.first_seen_at or now, now)
        after = replace(after, error=reading.missing, recheck_at=again)
    after = replace(
        after,
        item_id=item_id,
        missing=reading.missing,
        claim=plan.claim,
        # What stands here is still what was read before.
        capture=place.capture if withheld else reading.capture or place.capture,
        source_id=reading.source_id if reading.source else place.source_id,
    )
    tx.locations.save(place, after)
    if isinstance(plan.deed, AlsoAt):
        tx.locations.join(
            place,
            item_id,
            Join(plan.deed.joined, plan.deed.share, place.joined_by, reading.content),
        )
    elif place.joined:
        tx.locations.join(
            place, item_id, Join(place.joined, place.share, place.joined_by, reading.content)
        )
    if place.joined or isinstance(plan.deed, AlsoAt):
        follow(tx, item_id, now)
