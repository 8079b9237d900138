"""Intake: one transaction in which a reading becomes an item, a revision, another location, or nothing."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Literal, NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, Select, bindparam, exists, insert, or_, select, update
from sqlalchemy.orm import Session

from app.news.decide import AlsoAt, Doubt, New, Revise, Same, decide, fold_title, published_instant, slug_of
from app.news.doubt import doubt
from app.news.rules import Decision, Verdict, judge, parse
from app.news.sameness import sketch
from app.store.clusters import join_cluster
from app.store.engine import Database
from app.store.locations import Noting, Seal, all_known, note_teasers, save_seal, was_read
from app.store.pictures import note_uses, want_pictures
from app.store.publication import refile, touch
from app.store.rows import items_of, own_first, select_items
from app.store.schema import ItemRow, LocationRow, RevisionRow, SectionRow, SourceRow, table_of
from app.store.sections import find_or_make
from app.store.twins import change_bands, find_twin, keep_bands
from app.store.types import UTCDateTime
from app.values.errors import InputError
from app.values.model import Content, Item, Location, Rights, Source, Status
from scrapers import Teaser
from scrapers.words.urls import identity

Outcome = Literal["new", "changed", "unchanged", "doubtful"]

_STATUS: dict[Decision, Status] = {"publish": "scheduled", "review": "review", "drop": "rejected"}


# Addresses whose text is the item's own, so that it may be revised from there.
_SAME_TEXT = ("", "words")
_TEASER_LIFE = timedelta(days=60)

# Built once: building a statement costs as much as running it, and these run for every story.
_ITEMS, _LOCATIONS = table_of(ItemRow).c, table_of(LocationRow)
_NEW_ITEM, _NEW_REVISION = insert(table_of(ItemRow)), insert(table_of(RevisionRow))
_PLACE = select(_LOCATIONS).where(_LOCATIONS.c.id == bindparam("id"))
_NO_ADDRESS = ~exists().where(_LOCATIONS.c.item_id == _ITEMS.id)
# An item that lives on in another has no addresses any more, and is nobody's to read into.
_TITLED = select(_ITEMS.id).where(_ITEMS.title_key == bindparam("title"), _ITEMS.merged_into_id.is_(None)).order_by(_ITEMS.id).limit(1)
_HOMELESS = _TITLED.where(_NO_ADDRESS, _ITEMS.kind == "collected")
_SAME_TITLE = _TITLED.where(or_(_NO_ADDRESS, _ITEMS.first_seen_at >= bindparam("since", type_=UTCDateTime)))
_READ = ("item_id", "rereads", "state", "checked_at", "tries", "error", "gone_at", "recheck_at", "capture", "source_id", "claim")
_JOIN = ("joined", "share", "content")
_AT = update(_LOCATIONS).where(_LOCATIONS.c.id == bindparam("b_id"))
_SETTLE = _AT.values({name: bindparam(name) for name in _READ})
_SETTLE_JOINED = _AT.values({name: bindparam(name, type_=_LOCATIONS.c[name].type) for name in (*_READ, *_JOIN)})
_SETTLE_PARTIAL = _AT.values(item_id=bindparam("item_id"))


class Taken(NamedTuple):
    """What came of a reading, and the id of the item it went to; of a doubtful reading, why it was not taken in."""

    outcome: Outcome
    uid: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """A story as read at an address (`location` is None when it has none), and how it is to be filed.

    `partial` says that only the teaser is known: it makes an item, but never changes one. `canonical` is the address that the page names
    as its own.
    """

    content: Content
    section: str
    by: str
    location: Location | None = None
    source: Source | None = None
    rights: Rights | None = None
    review: bool = False
    seal: Seal | None = None
    capture: str = ""
    promos: tuple[Teaser, ...] = ()
    partial: bool = False
    canonical: str = ""


class Intake:
    """Takes readings in. `new_uid` makes the id that stands in URLs; `authority` is the host in tag: URIs."""

    def __init__(self, database: Database, zone: ZoneInfo, authority: str, new_uid: Callable[[], str]) -> None:
        self._database = database
        self._zone = zone
        self._authority = authority
        self._new_uid = new_uid

    def take_in(self, reading: Reading, now: datetime) -> Taken:
        """Store what a reading brings, whole or not at all."""
        with self._database.write() as session:
            connection = session.connection()
            place = _place(connection, reading)
            own = _by_id(session, _own(connection, reading, place, now))
            intent = self._intent(connection, reading, place, own, now)
            if isinstance(intent, Doubt):
                assert own
                return _keep_out(connection, place, own, intent.reason, now)
            source_id = reading.source.id if reading.source else None
            referer = reading.location.url if reading.location else ""
            want_pictures(connection, reading.content.pictures, referer, source_id, now)
            outcome, item_id, uid = self._carry_out(session, reading, intent, own, now)
            if place is not None:
                _settle(connection, reading, place, item_id, intent, now)
            if reading.seal:
                save_seal(connection, reading.seal)
            if not all_known(connection, promos := [teaser for teaser in reading.promos if teaser.url]):
                note_teasers(session, promos, Noting(source_id, "promo", now))
            return Taken(outcome, uid)

    def replay(self, reading: Reading, now: datetime) -> Taken:
        """Store what a capture reads like now as a revision; when its page is to be fetched again stays as it was."""
        assert reading.location is not None
        with self._database.write() as session:
            connection = session.connection()
            own = _by_id(session, _own(connection, reading, _place(connection, reading), now))
            assert own is not None
            intent = decide(reading.content, own, None, now, self._zone)
            if isinstance(intent, Doubt):
                return Taken("doubtful", own.uid, intent.reason)
            want_pictures(connection, reading.content.pictures, reading.location.url, reading.location.source_id, now)
            outcome, _, _ = self._carry_out(session, reading, intent, own, now)
            return Taken(outcome, own.uid)

    def _intent(
        self, connection: Connection, reading: Reading, place: Any, own: Item | None, now: datetime
    ) -> New | AlsoAt | Revise | Same | Doubt:
        """What to do with a reading. Its twin is looked for only when nothing stands at its address yet."""
        content = reading.content
        if own is not None and reading.partial:
            return Same()
        if own is not None and place is not None and place.joined not in _SAME_TEXT:
            # Another text of the same story: it is kept at its address, and never becomes the item's.
            reason = doubt(place.content, content) if place.content is not None else ""
            return Doubt(reason) if reason else Same()
        twin = None
        if own is None:
            instant = published_instant(content.published, now, self._zone)
            key = place.key if place is not None else ""
            twin = find_twin(connection, content, sketch(content), instant, key, _claim(reading, key))
        return decide(content, own, twin, now, self._zone)

    def _carry_out(
        self, session: Session, reading: Reading, intent: New | AlsoAt | Revise | Same, own: Item | None, now: datetime
    ) -> tuple[Outcome, int, str]:
        """Do what was decided; says what came of it, and the item's key and id."""
        match intent:
            case New():
                return "new", *self._make(session, reading, intent, now)
            case AlsoAt(item_id=item_id):
                return "unchanged", item_id, _show_again(session, item_id, now)
            case Revise():
                assert own
                instant = published_instant(intent.content.published, now, self._zone)
                return ("changed" if _revise(session, own.id, reading, intent, now, instant) else "unchanged"), own.id, own.uid
        assert own
        return "unchanged", own.id, own.uid

    def _make(self, session: Session, reading: Reading, new: New, now: datetime) -> tuple[int, str]:
        uid = self._new_uid()
        verdict = _verdict(reading, new.content)
        content = replace(new.content, tags=(*new.content.tags, *verdict.tags)) if verdict.tags else new.content
        values: dict[str, Any] = {
            "uid": uid,
            "tag": f"tag:{self._authority},{now.date().isoformat()}:items/{uid}",
            "kind": "collected",
            "status": _STATUS[verdict.decision],
            "rights": reading.rights,
            "section_id": find_or_make(session, verdict.section, now).id if verdict.section else _section(session, reading, now),
            "source_id": reading.source.id if reading.source else None,
            "slug": slug_of(new.content.title),
            "content": content,
            "title_key": fold_title(new.content.title),
            "published_at": new.published_at,
            "first_seen_at": now,
            "updated_at": new.published_at,
            "changed_at": now,
            "due_at": now if verdict.decision == "publish" else None,
            "note": f"dropped by rule {verdict.rule} of its source" if verdict.decision == "drop" else "",
            "fingerprint": new.fingerprint,
            "edited": [],
        }
        connection = session.connection()
        made = connection.execute(_NEW_ITEM, values).inserted_primary_key
        assert made
        item_id = int(made[0])
        _keep(connection, item_id, 1, content, now, reading, significant=True)
        note_uses(connection, item_id, content.pictures)
        keep_bands(connection, item_id, sketch(new.content), new.published_at)
        if not reading.partial:
            join_cluster(session, item_id, new.content, values["source_id"], new.published_at, now)
        return item_id, uid


def _verdict(reading: Reading, content: Content) -> Verdict:
    """What becomes of a new item. Rules of a newer version, which this one cannot read, leave it to people."""
    if not reading.review:
        return Verdict("publish")
    try:
        rules = parse(list(reading.source.rules)) if reading.source else ()
    except InputError:
        rules = ()
    return judge(content, reading.section, rules)


def _section(session: Session, reading: Reading, now: datetime) -> int:
    """The section that a new item files into: most often its source's own."""
    source = reading.source
    return source.section.id if source and source.section.title == reading.section else find_or_make(session, reading.section, now).id


def _place(connection: Connection, reading: Reading) -> Any:
    """The location's row as it is now; None for a reading without one."""
    return connection.execute(_PLACE, {"id": reading.location.id}).one() if reading.location else None


def _own(connection: Connection, reading: Reading, place: Any, now: datetime) -> int | None:
    """The key of the item that stands at the reading's address, or one without an address that has the very same title.

    A teaser without an address is recognised by its title, among recent items.
    """
    if place is not None and place.item_id is not None:
        return int(place.item_id)
    title = fold_title(reading.content.title)
    if reading.partial and reading.location is None:
        return connection.execute(_SAME_TITLE, {"title": title, "since": now - _TEASER_LIFE}).scalar()
    return connection.execute(_HOMELESS, {"title": title}).scalar()


def _claim(reading: Reading, key: str) -> str:
    """The key of the address that the page names as its own, if that is another one."""
    claimed = identity(reading.canonical) if reading.canonical else ""
    return claimed if claimed != key else ""


def _by_id(session: Session, item_id: int | None) -> Item | None:
    return _first(session, select_items().where(ItemRow.id == item_id)) if item_id is not None else None


def _first(session: Session, wanted: Select[ItemRow, SectionRow, SourceRow]) -> Item | None:
    row = session.execute(wanted.limit(1)).first()
    return items_of(session, [(row[0], row[1], row[2])])[0] if row else None


def _keep_out(connection: Connection, place: Any, own: Item, reason: str, now: datetime) -> Taken:
    """Leave a story as it is, say why at its location, and look again when its next re-reading is due."""
    if place is not None:
        values = was_read(place, now, own.content.published) | {"error": reason}
        connection.execute(_LOCATIONS.update().where(_LOCATIONS.c.id == place.id), values)
    return Taken("doubtful", own.uid, reason)


def _settle(connection: Connection, reading: Reading, place: Any, item_id: int, intent: object, now: datetime) -> None:
    """Say that the item stands at the location; one of which only the teaser is known still waits to be read."""
    if reading.partial:
        connection.execute(_SETTLE_PARTIAL, {"b_id": place.id, "item_id": item_id})
        return
    values: dict[str, Any] = {"b_id": place.id, "item_id": item_id, "claim": _claim(reading, place.key)}
    values |= was_read(place, now, reading.content.published)
    values["capture"] = reading.capture or place.capture
    values["source_id"] = reading.source.id if reading.source else place.source_id
    if isinstance(intent, AlsoAt):
        connection.execute(_SETTLE_JOINED, values | {"joined": intent.joined, "share": intent.share, "content": reading.content})
    elif place.joined:
        connection.execute(_SETTLE_JOINED, values | {"joined": place.joined, "share": place.share, "content": reading.content})
    else:
        connection.execute(_SETTLE, values)


def _show_again(session: Session, item_id: int, now: datetime) -> str:
    """A further address of a published item is a visible change; returns the item's id."""
    row = session.get_one(ItemRow, item_id)
    if row.status == "published":
        row.changed_at = now
        touch(session, now, [row])
    return row.uid


def _revise(session: Session, item_id: int, reading: Reading, change: Revise, now: datetime, instant: datetime) -> bool:
    """Apply a revision; False when it changes nothing but what is known of upstream.

    A story is revised from its first living address only, else two copies that differ would take turns.
    """
    row = session.get_one(ItemRow, item_id)
    living = select(LocationRow.id).where(LocationRow.item_id == item_id, LocationRow.state == "read", LocationRow.joined.in_(_SAME_TEXT))
    first = session.scalars(living.order_by(*own_first())).first()
    if reading.location is not None and first is not None and first != reading.location.id:
        return False
    before = (row.upstream or row.content, row.published_at)
    if row.content.published is None and change.content.published is not None:
        row.published_at = min(row.published_at, instant)  # it was filed under the moment it was first seen, for want of a date
    row.upstream, row.fingerprint = change.upstream, change.fingerprint
    change_bands(session.connection(), row.id, before, (change.upstream or change.content, row.published_at))
    if change.content == row.content:
        return False
    note_uses(session.connection(), row.id, change.content.pictures, row.content.pictures)
    row.content, row.title_key = change.content, fold_title(change.content.title)
    row.slug = slug_of(change.content.title)
    row.revision += 1
    row.changed_at = now
    row.updated_at = now if change.significant else row.updated_at
    orphan = row.source_id is None
    if orphan and reading.source is not None:
        row.source_id = reading.source.id
    _keep(session.connection(), row.id, row.revision, row.content, now, reading, significant=change.significant)
    if row.status == "published":
        touch(session, now, [row])
        refile(session, row, row.section_id, None if orphan else row.source_id)
    return True


def _keep(
    connection: Connection, item_id: int, number: int, content: Content, now: datetime, reading: Reading, *, significant: bool
) -> None:
    values = {"item_id": item_id, "number": number, "at": now, "by": reading.by, "significant": significant, "content": content}
    connection.execute(_NEW_REVISION, {**values, "capture": reading.capture})
