"""What editors write: items of their own, changes, publication, withdrawal."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any, cast
from zoneinfo import ZoneInfo

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app.news.decide import fingerprint, fold_title, published_instant, slug_of, tag_slug
from app.store.audit import record
from app.store.clusters import rank_reports
from app.store.engine import Database
from app.store.items import one_item
from app.store.pictures import note_uses
from app.store.publication import refile, touch
from app.store.schema import CorrectionRow, EditionRow, ItemRow, LocationRow, PinRow, RevisionRow, SectionRow, SourceRow, TagRow
from app.store.sections import find_or_make
from app.values.errors import Conflict, NotFound
from app.values.model import CONTENT_FIELDS, NOTICE_KEPT, TOMBSTONE_KEPT, Content, CorrectionKind, Item, Kind, Rights, Status
from app.values.states import Step, following
from scrapers.words.urls import identity

_VISIBLE = "published"
# For how long a program that stood still makes up for it.
_LATE = timedelta(days=7)
# A release that comes later than this after its time is told of.
LATE = timedelta(minutes=1)


class Desk:
    """Writes by people. Each save says which revision it was made on, so that nobody overwrites unseen."""

    def __init__(self, database: Database, zone: ZoneInfo, authority: str, new_uid: Callable[[], str]) -> None:
        self._database = database
        self._zone = zone
        self._authority = authority
        self._new_uid = new_uid

    def write(self, content: Content, section: str, by: str, now: datetime, *, rights: Rights = "full", url: str = "") -> Item:
        """A new draft; `url` is where the story was found, if anywhere. Conflict when that address has an item already."""
        uid = self._new_uid()
        with self._database.write() as session:
            row = ItemRow(
                uid=uid,
                tag=f"tag:{self._authority},{now.date().isoformat()}:items/{uid}",
                kind="written",
                status="draft",
                rights=rights,
                section_id=find_or_make(session, section, now).id,
                slug=slug_of(content.title),
                content=content,
                title_key=fold_title(content.title),
                published_at=published_instant(content.published, now, self._zone),
                first_seen_at=now,
                updated_at=now,
                changed_at=now,
                fingerprint=fingerprint(content),
                edited=[],
            )
            session.add(row)
            session.flush()
            _keep(session, row, by, now, significant=True)
            note_uses(session.connection(), row.id, content.pictures)
            record(session, by, "write", f"item {uid}", now, after={"title": content.title, "status": "draft"})
            if url:
                _settle_at(session, row, url, now)
            return one_item(session, uid)

    def edit(
        self,
        uid: str,
        on: int,
        content: Content,
        section: str,
        by: str,
        now: datetime,
        *,
        rights: Rights | None = None,
        correction: tuple[CorrectionKind, str] | None = None,
        expected: Status | None = None,
    ) -> Item:
        """Save an editor's version made on revision `on`; Conflict when the item has moved on since. An unchanged save is no revision.

        `expected` is the state that the editor believes it in; Conflict when it is in another.

        `correction` is what the readers of a published item are told: its kind and a note.
        """
        with self._database.write() as session:
            row = _row(session, uid)
            if row.revision != on:
                raise Conflict("somebody else has changed this item in the meantime; your version was not saved over theirs")
            if expected is not None and row.status != expected:
                raise Conflict("this item is in another state by now, so nothing was saved; look at it, and save again")
            if row.status == "merged":
                raise Conflict("this item lives on in another one; change that one")
            before = row.section_id
            fields = {name for name in CONTENT_FIELDS if getattr(content, name) != getattr(row.content, name)}
            old_title = row.content.title
            row.section_id = find_or_make(session, section, now).id
            moved = {"section"} if row.section_id != before else set()
            allowed_otherwise = rights is not None and rights != one_item(session, uid).rights
            if not fields and not moved and not allowed_otherwise and correction is None:
                return one_item(session, uid)
            row.rights = rights if allowed_otherwise else row.rights
            if row.kind == "collected" and row.upstream is None and fields:
                row.upstream = row.content
            row.edited = sorted({*row.edited, *fields, *moved})
            note_uses(session.connection(), row.id, content.pictures, row.content.pictures)
            row.content, row.title_key, row.slug = content, fold_title(content.title), slug_of(content.title)
            row.revision += 1
            row.changed_at = now
            row.updated_at = now if fields or correction else row.updated_at
            if correction is not None:
                _correct(session, row, *correction, by, now)
            if row.kind == "written" and row.released_at is None:
                row.published_at = published_instant(content.published, now, self._zone)
            _keep(session, row, by, now, significant=bool(fields))
            changed = {"version": row.revision, "fields": sorted(fields | moved | ({"rights"} if allowed_otherwise else set()))}
            changed |= {"title": row.content.title} if row.content.title != old_title else {}
            changed |= {"told": list(correction)} if correction else {}
            silent = row.status == _VISIBLE and correction is None
            action = "correct" if correction else "fix silently" if silent else "edit"
            record(session, by, action, f"item {uid}", now, before={"version": on, "title": old_title}, after=changed)
            if moved:
                session.flush()
                rank_reports(session, [row.cluster_id])
            if row.status == _VISIBLE:
                touch(session, now, [row], sections=[before])
                refile(session, row, before, row.source_id)
            return one_item(session, uid)

    def publish(
        self,
        uid: str,
        now: datetime,
        by: str = "service",
        *,
        at: datetime | None = None,
        expected: Status | None = None,
        on: int | None = None,
    ) -> Item:
        """Make an item due, now or at a time; the release makes it public. A withdrawn item comes back, at once only.

        Conflict when it is public already, its embargo lasts longer, it is in another state than the one that was expected, or has another
        revision than the one that was looked at.
        """
        with self._database.write() as session:
            row = _row(session, uid)
            _as_expected(row, expected)
            if on is not None and row.revision != on:
                raise Conflict("this item was changed after you looked at it; read it again")
            before = _state(row)
            due = max(at, now) if at else now
            if row.status == "withdrawn" and due > now:
                raise Conflict("a withdrawn item can come back at once only; until then its page says why it is gone")
            row.status = self._step(row, "publish")
            if row.embargo_until is not None and due < row.embargo_until:
                until = f"{row.embargo_until.astimezone(self._zone):%Y-%m-%d %H:%M}"
                raise Conflict("this item is under embargo until %(time)s", time=until)
            row.due_at, row.changed_at = due, now
            _date(row, due)
            record(session, by, "schedule" if at else "publish", f"item {uid}", now, before=before, after=_state(row))
            return one_item(session, uid)

    def submit(self, uid: str, now: datetime, by: str) -> Item:
        """Hand a draft in for review."""
        return self._move(uid, "submit", now, by)

    def hold(self, uid: str, now: datetime, by: str) -> Item:
        """Take a scheduled item off the schedule: it waits for review again, or is a draft."""
        return self._move(uid, "hold", now, by)

    def reopen(self, uid: str, now: datetime, by: str) -> Item:
        """Bring a rejected item back."""
        return self._move(uid, "reopen", now, by)

    def reject(self, uid: str, now: datetime, by: str = "service", *, expected: Status | None = None) -> Item:
        """Keep an item from being published; it is remembered, so it never comes back. Conflict when it is public, or as in `publish`."""
        return self._move(uid, "reject", now, by, expected)

    def embargo(self, uid: str, until: datetime | None, now: datetime, by: str) -> Item:
        """Say before when an item must not be public, or that it may; Conflict when it is public. A schedule within it is put off."""
        with self._database.write() as session:
            row = _row(session, uid)
            if row.status == _VISIBLE and until is not None:
                raise Conflict("this item is public already, so an embargo comes too late")
            if row.embargo_until == until:
                return one_item(session, uid)
            before = _state(row)
            row.embargo_until, row.changed_at = until, now
            if until is not None and row.status == "scheduled" and row.due_at is not None:
                row.due_at = max(row.due_at, until)
            record(session, by, "embargo", f"item {uid}", now, before=before, after=_state(row))
            return one_item(session, uid)

    def withdraw(self, uid: str, note: str, now: datetime, by: str = "service") -> Item:
        """Take an item off the site, with a note that says why; its page will answer 410. Conflict when it is not public."""
        with self._database.write() as session:
            row = _row(session, uid)
            before = _state(row)
            row.status = self._step(row, "withdraw")
            row.withdrawn_at, row.changed_at, row.note, row.due_at = now, now, note, None
            session.flush()
            rank_reports(session, [row.cluster_id])
            touch(session, now, [row])
            record(session, by, "withdraw", f"item {uid}", now, before=before, after={**_state(row), "note": note})
            return one_item(session, uid)

    def name_version(self, uid: str, number: int, name: str, by: str, now: datetime) -> None:
        """Call a version of an item by a name, or, with an empty one, no more; NotFound."""
        with self._database.write() as session:
            row = _row(session, uid)
            found = session.scalars(select(RevisionRow).where(RevisionRow.item_id == row.id, RevisionRow.number == number)).one_or_none()
            if found is None:
                raise NotFound(f"the item {uid!r} has no version {number}")
            record(session, by, "name version", f"item {uid}", now, before={"name": found.name}, after={"version": number, "name": name})
            found.name = name

    def overdue(self, now: datetime, by: timedelta) -> list[Item]:
        """Items whose time to become public passed this long ago without it."""
        wanted = select(ItemRow.uid).where(ItemRow.status == "scheduled", ItemRow.due_at <= now - by).order_by(ItemRow.due_at).limit(20)
        with self._database.read() as session:
            return [one_item(session, uid) for uid in session.scalars(wanted)]

    def _move(self, uid: str, step: Step, now: datetime, by: str, expected: Status | None = None) -> Item:
        with self._database.write() as session:
            row = _row(session, uid)
            _as_expected(row, expected)
            before = _state(row)
            row.status = self._step(row, step)
            row.changed_at, row.due_at = now, None
            record(session, by, step, f"item {uid}", now, before=before, after=_state(row))
            return one_item(session, uid)

    @staticmethod
    def _step(row: ItemRow, step: Step) -> Status:
        return following(step, cast(Status, row.status), cast(Kind, row.kind))

    def release(self, now: datetime) -> list[Item]:
        """Make public every item that is due; all of them in one new edition."""
        with self._database.write() as session:
            free = or_(ItemRow.embargo_until.is_(None), ItemRow.embargo_until <= now)
            due = select(ItemRow).where(ItemRow.status == "scheduled", ItemRow.due_at <= now, free).order_by(ItemRow.due_at, ItemRow.id)
            rows = list(session.scalars(due.with_for_update(skip_locked=True)))
            _let_notices_end(session, now)
            for row in rows:
                late = now - (row.due_at or now)
                after = {"due_at": (row.due_at or now).isoformat()} | ({"late_seconds": int(late.total_seconds())} if late > LATE else {})
                record(session, "service", "release late" if late > LATE else "release", f"item {row.uid}", now, after=after)
                _date(row, row.due_at or now)
                row.status, row.released_at, row.changed_at, row.due_at = _VISIBLE, row.released_at or now, now, None
                row.withdrawn_at, row.note = None, ""
            if rows:
                session.flush()
                rank_reports(session, [row.cluster_id for row in rows])
                touch(session, now, rows)
            return [one_item(session, row.uid) for row in rows]


def _state(row: ItemRow) -> dict[str, Any]:
    """What decides whether an item is seen, for the audit log."""
    times = {"due_at": row.due_at, "embargo_until": row.embargo_until}
    return {"status": row.status} | {name: at.isoformat() for name, at in times.items() if at is not None}


def _date(row: ItemRow, at: datetime) -> None:
    """Date what editors wrote by when it becomes public for the first time, unless they gave it a date."""
    if row.kind == "written" and row.released_at is None and row.content.published is None:
        row.published_at = row.updated_at = at


def _as_expected(row: ItemRow, expected: Status | None) -> None:
    if expected is not None and row.status != expected:
        raise Conflict("somebody else was faster: this item does not wait any more")


def _correct(session: Session, row: ItemRow, kind: CorrectionKind, note: str, by: str, now: datetime) -> None:
    if row.status != _VISIBLE:
        raise Conflict("only a published item can be corrected; this one can simply be changed")
    made = CorrectionRow(item_id=row.id, revision=row.revision, at=now, by=by, kind=kind, note=note)
    session.add(made)
    session.flush()
    row.corrected = made.id


def _let_notices_end(session: Session, now: datetime) -> None:
    """Feeds tell of a withdrawal for some days, and pins have their time: what is over since feeds last changed makes a new edition."""
    ended = [row for kept in (NOTICE_KEPT, TOMBSTONE_KEPT) for row in _over(session, kept, now)]
    over = list(session.scalars(select(PinRow).where(PinRow.until <= now)))
    for pin in over:
        session.delete(pin)
    if ended or over:
        touch(
            session,
            now,
            sections={row.section_id for row in ended},
            sources={row.source_id for row in ended},
            tags=_tags_of(session, ended),
        )


def _over(session: Session, kept: timedelta, now: datetime) -> list[ItemRow]:
    """Items of whose withdrawal a feed still tells, as it stands since its last change, though that was so long ago."""
    gone = select(ItemRow).where(ItemRow.serial.is_not(None), ItemRow.status.in_(("withdrawn", "merged")))
    rows = list(session.scalars(gone.where(ItemRow.withdrawn_at > now - kept - _LATE, ItemRow.withdrawn_at <= now - kept)))
    if not rows:
        return []
    edition = session.scalars(select(EditionRow.changed_at)).one()

    def told(row: ItemRow) -> bool:
        section = session.get_one(SectionRow, row.section_id)
        source = session.get(SourceRow, row.source_id) if row.source_id is not None else None
        tags = [session.get_one(TagRow, key) for key in _tags_of(session, [row])]
        last = min(edition, section.changed_at, *(feed.changed_at for feed in (source, *tags) if feed is not None))
        return row.withdrawn_at is not None and row.withdrawn_at > last - kept

    return [row for row in rows if told(row)]


def _tags_of(session: Session, rows: Sequence[ItemRow]) -> list[int]:
    slugs = {tag_slug(title) for row in rows for title in row.content.tags}
    return list(session.scalars(select(TagRow.id).where(TagRow.slug.in_(slugs)))) if slugs else []


def _row(session: Session, uid: str) -> ItemRow:
    row = session.scalars(select(ItemRow).where(ItemRow.uid == uid).with_for_update()).one_or_none()
    if row is None:
        raise NotFound(f"there is no item {uid!r}")
    return row


def _keep(session: Session, row: ItemRow, by: str, now: datetime, *, significant: bool) -> None:
    session.add(RevisionRow(item_id=row.id, number=row.revision, at=now, by=by, significant=significant, content=row.content))


def _settle_at(session: Session, row: ItemRow, url: str, now: datetime) -> None:
    """Say that the item is what stands at `url`, so that a collection finds it there and makes no second one."""
    place = session.scalars(select(LocationRow).where(LocationRow.key == identity(url))).one_or_none()
    if place is None:
        place = LocationRow(url=url, key=identity(url), via="desk", first_seen_at=now, position=0)
        session.add(place)
    if place.item_id is not None:
        raise Conflict("there is already an item for this address")
    place.item_id, place.state, place.recheck_at = row.id, "read", None
