"""Intake: a reading becomes an item, a revision, a further address of an item, or nothing.

All that is slow comes first, on a look at the store that holds nobody up: what may be the same
story, what may report the same event, what the source's rules say. The transaction that follows
stores the decision, if what it was made on is still so; else it is made anew.

Decisions 0004, 0024, 0091.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Literal, NamedTuple
from zoneinfo import ZoneInfo

from app.collect.duplicates import find_duplicate
from app.collect.events import FEATURES_KEPT, find_event, foremost
from app.collect.noting import add_promos
from app.collect.rereading import was_read
from app.news.decide import AlsoAt, New, Rejection, Revise, Same, decide, published_instant
from app.news.deduplication import sketch
from app.news.features import Features, features_of
from app.news.rejection import rejection_reason
from app.news.rules import Decision, Verdict, judge, parse
from app.store import Join, NewItem, Nouns, PageValidators, Store, Transaction
from app.values.errors import InputError
from app.values.keys import fold_title, slug_of
from app.values.model import Content, Item, Location, Rights, Source, Status
from scrapers import Teaser
from scrapers.words.urls import identity

Outcome = Literal["new", "changed", "unchanged", "doubtful"]

_STATUS: dict[Decision, Status] = {"publish": "scheduled", "review": "review", "drop": "rejected"}
# Addresses whose text is the item's own, so that it may be revised from there.
_SAME_TEXT = ("", "words")
_TEASER_LIFE = timedelta(days=60)
# So often a decision is made without holding anybody up; then others are made to wait for it.
_FREE_TRIES = 3


class IntakeResult(NamedTuple):
    """What came of a reading, and the id of the item it went to; of a doubtful reading, why it was
    not taken in.
    """

    outcome: Outcome
    uid: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """A story as read at an address (`location` is None when it has none), and how it is to be
    filed.

    `partial` says that only the teaser is known: it makes an item, but never changes one.
    `canonical` is the address that the page names as its own.
    """

    content: Content
    section: str
    by: str
    location: Location | None = None
    source: Source | None = None
    rights: Rights | None = None
    review: bool = False
    validators: PageValidators | None = None
    capture: str = ""
    promos: tuple[Teaser, ...] = ()
    partial: bool = False
    canonical: str = ""

    @property
    def source_id(self) -> int | None:
        """The key of its source, if it has one."""
        return self.source.id if self.source else None


@dataclass(frozen=True, slots=True)
class Known:
    """What a decision is made on: the address, the item that stands there, and, where none does,
    the last change of any item, since what is there already may be any.
    """

    place: Location | None
    own: Item | None
    last_change: tuple[int, int] = (0, 0)


@dataclass(frozen=True, slots=True)
class Making:
    """What a new item is made with: what rules say of it, its sketch, its features, and the key of
    a report of the same event.
    """

    new: New
    verdict: Verdict
    bands: Sequence[int]
    features: Features | None = None
    event: int | None = None


@dataclass(frozen=True, slots=True)
class Revising:
    """What an item is to be after a revision, with the sketches of what upstream said before and
    says now.
    """

    after: Item
    significant: bool
    bands_before: Sequence[int]
    bands_after: Sequence[int]


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be done with a reading, and on what that was decided; `claim` is the key of the
    address that the page names.
    """

    known: Known
    deed: Making | AlsoAt | Revising | Same | Rejection
    claim: str


def take_in(store: Store, reading: Reading, now: datetime) -> IntakeResult:
    """Store what a reading brings, whole or not at all."""
    return _planned(store, reading, now, _plan, _carry_out)


def replay(store: Store, reading: Reading, now: datetime) -> IntakeResult:
    """Store what a capture reads like now as a revision; when its page is to be fetched again stays
    as it was.
    """
    return _planned(store, reading, now, _plan_replay, _revise_only)


def _planned(
    store: Store,
    reading: Reading,
    now: datetime,
    plan: Callable[[Nouns, Reading, Known, datetime], Plan],
    carry_out: Callable[[Transaction, Reading, Plan, datetime], IntakeResult],
) -> IntakeResult:
    for _ in range(_FREE_TRIES):
        with store.look() as look:
            known = _known(look, reading, now)
            planned = plan(look, reading, known, now)
        with store.transaction() as tx:
            if _known(tx, reading, now) == known:
                return carry_out(tx, reading, planned, now)
    with store.transaction() as tx:
        planned = plan(tx, reading, _known(tx, reading, now), now)
        return carry_out(tx, reading, planned, now)


# Gathering


def _known(look: Nouns, reading: Reading, now: datetime) -> Known:
    place = look.locations.get(reading.location.id) if reading.location else None
    item_id = _own(look, reading, place, now)
    if item_id is None:
        return Known(place, None, look.items.last_change())
    return Known(place, look.items.by_keys([item_id])[0])


def _own(look: Nouns, reading: Reading, place: Location | None, now: datetime) -> int | None:
    """The key of the item that stands at the reading's address, or one without an address that has
    the very same title.

    A teaser without an address is recognised by its title, among recent items.
    """
    if place is not None and place.item_id is not None:
        return place.item_id
    title = fold_title(reading.content.title)
    if reading.partial and reading.location is None:
        return look.items.same_title(title, now - _TEASER_LIFE)
    return look.items.homeless(title)


# Deciding


def _plan(look: Nouns, reading: Reading, known: Known, now: datetime) -> Plan:
    claim = _claim(reading, known.place)
    intent = _intent(look, reading, known, claim, now)
    if isinstance(intent, New):
        return Plan(known, _making(look, reading, intent, now), claim)
    if isinstance(intent, Revise):
        return Plan(known, _revising(reading, known, intent, now, look.zone), claim)
    return Plan(known, intent, claim)


def _plan_replay(look: Nouns, reading: Reading, known: Known, now: datetime) -> Plan:
    """What a capture reads like now is held against the item, wherever the page stands."""
    assert known.own is not None
    intent = decide(reading.content, known.own, None, now, look.zone)
    if isinstance(intent, Revise):
        return Plan(known, _revising(reading, known, intent, now, look.zone), "")
    assert isinstance(intent, Same | Rejection)
    return Plan(known, intent, "")


def _claim(reading: Reading, place: Location | None) -> str:
    """The key of the address that the page names as its own, if that is another one."""
    claimed = identity(reading.canonical) if reading.canonical else ""
    return claimed if place is None or claimed != place.key else ""


def _intent(
    look: Nouns, reading: Reading, known: Known, claim: str, now: datetime
) -> New | AlsoAt | Revise | Same | Rejection:
    """What to do with a reading. A duplicate is looked for only when nothing stands at its address
    yet.
    """
    content, place, own = reading.content, known.place, known.own
    if own is None:
        instant = published_instant(content.published, now, look.zone)
        duplicate = find_duplicate(look, content, instant, place.key if place else "", claim)
        return decide(content, None, duplicate, now, look.zone)
    if reading.partial:
        return Same()
    if place is not None and place.joined not in _SAME_TEXT:
        return _of_another_text(look, place, content)
    return decide(content, own, None, now, look.zone)


def _of_another_text(look: Nouns, place: Location, content: Content) -> Same | Rejection:
    """Another text of the same story: it is kept at its address, and never becomes the item's."""
    before = look.locations.text_at(place)
    reason = rejection_reason(before, content) if before is not None else ""
    return Rejection(reason) if reason else Same()


def _making(look: Nouns, reading: Reading, new: New, now: datetime) -> Making:
    verdict, bands = _verdict(reading, new.content), sketch(new.content)
    if reading.partial or new.published_at < now - FEATURES_KEPT:
        return Making(new, verdict, bands)
    features = features_of(new.content)
    event = find_event(look, features, reading.source_id, new.published_at)
    return Making(new, verdict, bands, features, event)


def _revising(
    reading: Reading, known: Known, change: Revise, now: datetime, zone: ZoneInfo
) -> Revising | Same:
    """What a revision makes of the item that stands at the address.

    A story is revised from its first living address only, else two copies that differ would take
    turns.
    """
    own = known.own
    assert own
    living = [
        place.id for place in own.locations if place.state == "read" and place.joined in _SAME_TEXT
    ]
    if reading.location is not None and living and living[0] != reading.location.id:
        return Same()
    after = _revised(
        own, reading, change, now, published_instant(change.content.published, now, zone)
    )
    old_text, new_text = own.upstream or own.content, after.upstream or after.content
    return Revising(after, change.significant, sketch(old_text), sketch(new_text))


def _verdict(reading: Reading, content: Content) -> Verdict:
    """What becomes of a new item. Rules of a newer version, which this one cannot read, leave it to
    people.
    """
    if not reading.review:
        return Verdict("publish")
    try:
        rules = parse(list(reading.source.rules)) if reading.source else ()
    except InputError:
        rules = ()
    return judge(content, reading.section, rules)


# Storing


def _carry_out(tx: Transaction, reading: Reading, plan: Plan, now: datetime) -> IntakeResult:
    place, deed = plan.known.place, plan.deed
    if isinstance(deed, Rejection):
        return _keep_out(tx, plan, deed.reason, now)
    referer = reading.location.url if reading.location else ""
    tx.pictures.want(reading.content.pictures, referer, reading.source_id, now)
    outcome, item_id, uid = _store(tx, reading, plan, now)
    if place is not None:
        _settle(tx, reading, plan, place, item_id, now)
    if reading.validators:
        tx.locations.save_validators(reading.validators)
    add_promos(tx, reading.promos, reading.source_id, now)
    return IntakeResult(outcome, uid)


def _revise_only(tx: Transaction, reading: Reading, plan: Plan, now: datetime) -> IntakeResult:
    own, location = plan.known.own, reading.location
    assert own
    assert location
    if isinstance(plan.deed, Rejection):
        return IntakeResult("doubtful", own.uid, plan.deed.reason)
    tx.pictures.want(reading.content.pictures, location.url, location.source_id, now)
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
        return "unchanged", deed.item_id, _show_again(tx, deed.item_id, now)
    assert own
    changed = isinstance(deed, Revising) and _revise(tx, own, reading, deed, now)
    return "changed" if changed else "unchanged", own.id, own.uid


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
        note=f"dropped by rule {verdict.rule} of its source" if verdict.decision == "drop" else "",
    )
    item_id, uid = tx.writes.add(item, reading.by, now, capture=reading.capture)
    tx.duplicates.keep(item_id, making.bands, new.published_at)
    if making.features is not None:
        _join_event(tx, item_id, making.features, making.event, new.published_at, now)
    return item_id, uid


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
    """A further address of a published item is a visible change; returns the item's id."""
    item = tx.items.by_keys([item_id])[0]
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
    tx.writes.keep_version(
        after, reading.by, now, significant=revising.significant, capture=reading.capture
    )
    if after.status == "published":
        tx.publication.touch(now, [after.id])
        tx.publication.refile(after, after.section.id, own.source_id)
    return True


def _revised(own: Item, reading: Reading, change: Revise, now: datetime, instant: datetime) -> Item:
    """An item as a revision makes it."""
    after = replace(own, upstream=change.upstream, fingerprint=change.fingerprint)
    if own.content.published is None and change.content.published is not None:
        # It was filed under the moment it was first seen, for want of a date.
        after = replace(after, published_at=min(own.published_at, instant))
    if change.content == own.content:
        return after
    return replace(
        after,
        content=change.content,
        slug=slug_of(change.content.title),
        revision=own.revision + 1,
        changed_at=now,
        updated_at=now if change.significant else own.updated_at,
        source_id=own.source_id if own.source_id is not None else reading.source_id,
    )


def _keep_out(tx: Transaction, plan: Plan, reason: str, now: datetime) -> IntakeResult:
    """Leave a story as it is, say why at its location, and look again when its next re-reading is
    due.
    """
    place, own = plan.known.place, plan.known.own
    assert own
    if place is not None:
        tx.locations.save(place, replace(was_read(place, now, own.content.published), error=reason))
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
    after = replace(
        was_read(place, now, reading.content.published),
        item_id=item_id,
        claim=plan.claim,
        capture=reading.capture or place.capture,
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
