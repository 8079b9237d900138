"""What is to be done with a reading, decided on a look at the store; nothing is stored here.

Decisions 0004, 0024, 0091, 0096, 0097.
"""

from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from app.collect.duplicates import find_duplicate
from app.collect.events import FEATURES_KEPT, find_event
from app.collect.reading import Known, Making, Plan, Reading, Revising, Withholding
from app.news.decide import (
    AlsoAt,
    New,
    Rejection,
    Reread,
    Revise,
    Same,
    decide,
    published_instant,
)
from app.news.deduplication import sketch
from app.news.features import features_of
from app.news.lifecycle import changed_later
from app.news.likewords import settled
from app.news.losses import SAME_LOSS, Loss, weigh
from app.news.rejection import rejection_reason
from app.news.rules import Verdict, doubting, judge, parse, strange
from app.news.significance import is_significant_beside_pictures
from app.store import Nouns
from app.values.errors import InputError
from app.values.keys import fold_title, slug_of
from app.values.model import Content, Item, Location
from scrapers.words.urls import identity

# Addresses whose text is the item's own, so that it may be revised from there.
_SAME_TEXT = ("", "words")
# What was lost upstream is lost here as well.
_TAKEN_OVER = ("taken", "accepted")
_TEASER_LIFE = timedelta(days=60)


def gather(look: Nouns, reading: Reading, now: datetime) -> Known:
    """What a decision about a reading is made on."""
    place = look.locations.get(reading.location.id) if reading.location else None
    item_id = _own(look, reading, place, now)
    if item_id is None:
        return Known(place, None, look.items.last_change())
    own, loss = look.items.by_keys([item_id])[0], look.losses.of(item_id)
    return Known(place, own, loss=loss)


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


def plan_reading(look: Nouns, reading: Reading, known: Known, now: datetime) -> Plan:
    """What is to be done with a reading."""
    claim = _claim(reading, known.place)
    intent = _intent(look, reading, known, claim, now)
    if isinstance(intent, New):
        return Plan(known, _making(look, reading, intent, now), claim)
    if isinstance(intent, Revise):
        return Plan(known, _weighed(look, reading, known, intent, now), claim)
    return Plan(known, intent, claim)


def plan_replay(look: Nouns, reading: Reading, known: Known, now: datetime) -> Plan:
    """What a capture reads like now is held against the item, wherever the page stands."""
    assert known.own is not None
    intent = decide(reading.content, known.own, None, now, look.zone, _reread(reading))
    if isinstance(intent, Revise):
        return Plan(known, _revising(reading, known, intent, now, look.zone), "")
    assert isinstance(intent, Same | Rejection)
    return Plan(known, intent, "")


def against(known: Known, reading: Reading) -> Reading:
    """A reading with what is stored in place of what says just the same, so that no picture is
    fetched again for its new address.
    """
    own, place = known.own, known.place
    if own is None or (place is not None and place.joined not in _SAME_TEXT):
        return reading
    return replace(reading, content=settled(own.upstream or own.content, reading.content))


def _reread(reading: Reading) -> Reread:
    """What is known beside a reading, for the decision about it."""
    place, fetched = reading.location, reading.capture != ""
    if place is None:
        return Reread(reading.again, furniture=reading.repeats, fetched=fetched)
    return Reread(
        reading.again, place.teaser_summary, place.teaser_title, reading.repeats, fetched=fetched
    )


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
    if reading.partial and not _is_all_we_have(place, content):
        return Same()
    if place is not None and place.joined not in _SAME_TEXT:
        return _of_another_text(look, place, content)
    return decide(content, own, None, now, look.zone, _reread(reading))


def _is_all_we_have(place: Location | None, content: Content) -> bool:
    """Whether a text in a feed is of a story whose page was never read."""
    return bool(content.text) and place is not None and place.state == "pending"


def _of_another_text(look: Nouns, place: Location, content: Content) -> Same | Rejection:
    """Another text of the same story: it is kept at its address, and never becomes the item's."""
    before = look.locations.text_at(place)
    reason = rejection_reason(before, content) if before is not None else ""
    return Rejection(reason) if reason else Same()


def _making(look: Nouns, reading: Reading, new: New, now: datetime) -> Making:
    verdict, bands = _verdict(reading, new.content), sketch(new.content)
    only_teaser = reading.partial and not new.content.text
    if only_teaser or new.published_at < now - FEATURES_KEPT:
        return Making(new, verdict, bands)
    features = features_of(new.content)
    event = find_event(look, features, reading.source_id, new.published_at)
    return Making(new, verdict, bands, features, event)


def _weighed(
    look: Nouns, reading: Reading, known: Known, change: Revise, now: datetime
) -> Revising | Withholding | Same:
    """A revision, or, for a reading that only takes away, whether it waits."""
    assert known.own
    if _are_back(known.own, known.loss):
        told = is_significant_beside_pictures(known.own.content, change.content)
        change = replace(change, significant=change.significant and told)
    deed = _revising(reading, known, change, now, look.zone)
    if change.loss is None or isinstance(deed, Same):
        return deed
    others = look.losses.count(reading.source_id, change.loss, now - SAME_LOSS, known.own.id)
    state = weigh(change.loss, reading.content, known.loss, others, now)
    if state == "taken":
        return replace(deed, loss=change.loss)
    return Withholding(change.loss, state, change.silent)


def _are_back(own: Item, before: Loss | None) -> bool:
    """Whether pictures that a story has by now are those that it lost before."""
    is_lost = before is not None and before.kind == "pictures" and before.state in _TAKEN_OVER
    return is_lost and not own.content.pictures


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
    return Revising(
        after, change.significant, sketch(old_text), sketch(new_text), silent=change.silent
    )


def _verdict(reading: Reading, content: Content) -> Verdict:
    """What becomes of a new item, also where its title is in doubt."""
    even_doubtful = reading.source is not None and reading.source.even_doubtful
    verdict = _policy(reading, content)
    verdict = doubting(verdict, reading.doubts, even_doubtful=even_doubtful)
    is_held = reading.location is not None and reading.location.foreign == "held"
    on_trial = reading.source is not None and reading.source.on_trial
    return strange(verdict) if is_held or on_trial else verdict


def _policy(reading: Reading, content: Content) -> Verdict:
    """What its source's policy says of a new item. Rules of a newer version, which this one cannot
    read, leave it to people.
    """
    if not reading.review:
        return Verdict("publish")
    try:
        rules = parse(list(reading.source.rules)) if reading.source else ()
    except InputError:
        rules = ()
    return judge(content, reading.section, rules)


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
        changed_at=own.changed_at if change.silent else now,
        updated_at=changed_later(own.updated_at, now) if change.significant else own.updated_at,
        source_id=own.source_id if own.source_id is not None else reading.source_id,
    )
