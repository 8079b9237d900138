"""What editors write: items of their own, changes, publication, withdrawal. And who the editors are."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any, cast
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.decide import fingerprint, fold_title, published_instant, slug_of, tag_slug
from app.errors import Conflict, NotFound
from app.model import CONTENT_FIELDS, NOTICE_KEPT, TOMBSTONE_KEPT, Content, CorrectionKind, Editor, Item, Rights, Role
from app.store.clusters import rank_reports
from app.store.engine import Database
from app.store.items import one_item
from app.store.publication import refile, touch
from app.store.schema import CorrectionRow, EditionRow, EditorRow, ItemRow, LocationRow, PinRow, RevisionRow, SectionRow, SourceRow, TagRow
from app.store.sections import find_or_make
from scrapers.urls import identity

_VISIBLE = "published"
# For how long a program that stood still makes up for it.
_LATE = timedelta(days=7)


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
    ) -> Item:
        """Save an editor's version made on revision `on`; Conflict when the item has moved on since. An unchanged save is no revision.

        `correction` is what the readers of a published item are told: its kind and a note.
        """
        with self._database.write() as session:
            row = _row(session, uid)
            if row.revision != on:
                raise Conflict("somebody else has changed this item in the meantime; your version was not saved over theirs")
            before = row.section_id
            fields = {name for name in CONTENT_FIELDS if getattr(content, name) != getattr(row.content, name)}
            row.section_id = find_or_make(session, section, now).id
            moved = {"section"} if row.section_id != before else set()
            allowed_otherwise = rights is not None and rights != one_item(session, uid).rights
            if not fields and not moved and not allowed_otherwise and correction is None:
                return one_item(session, uid)
            row.rights = rights if allowed_otherwise else row.rights
            if row.kind == "collected" and row.upstream is None and fields:
                row.upstream = row.content
            row.edited = sorted({*row.edited, *fields, *moved})
            row.content, row.title_key, row.slug = content, fold_title(content.title), slug_of(content.title)
            row.revision += 1
            row.changed_at = now
            row.updated_at = now if fields or correction else row.updated_at
            if correction is not None:
                _correct(session, row, *correction, by, now)
            if row.status == "draft":
                row.published_at = published_instant(content.published, now, self._zone)
            _keep(session, row, by, now, significant=bool(fields))
            if moved:
                session.flush()
                rank_reports(session, [row.cluster_id])
            if row.status == _VISIBLE:
                touch(session, now, [row], sections=[before])
                refile(session, row, before, row.source_id)
            return one_item(session, uid)

    def publish(self, uid: str, now: datetime) -> Item:
        """Make an item due now; the release makes it public. A withdrawn item comes back. Conflict when it is public already."""
        with self._database.write() as session:
            row = _row(session, uid)
            if row.status == _VISIBLE:
                raise Conflict("this item is published already")
            if row.status == "merged":
                raise Conflict("this item was merged into another; split its address off there if it is a story of its own")
            if row.status == "draft" and row.content.published is None:
                row.published_at = row.updated_at = now
            row.status, row.due_at, row.withdrawn_at, row.note = "scheduled", now, None, ""
            return one_item(session, uid)

    def withdraw(self, uid: str, note: str, now: datetime) -> Item:
        """Take an item off the site, with a note that says why; its page will answer 410. Conflict when it is not public."""
        with self._database.write() as session:
            row = _row(session, uid)
            if row.status != _VISIBLE:
                raise Conflict("only a published item can be withdrawn")
            row.status, row.withdrawn_at, row.changed_at, row.note, row.due_at = "withdrawn", now, now, note, None
            session.flush()
            rank_reports(session, [row.cluster_id])
            touch(session, now, [row])
            return one_item(session, uid)

    def reject(self, uid: str, now: datetime) -> Item:
        """Keep an item from being published; it is remembered, so it never comes back. Conflict when it is public."""
        with self._database.write() as session:
            row = _row(session, uid)
            if row.status not in ("draft", "review", "scheduled"):
                raise Conflict("only an item that is not public yet can be rejected")
            row.status, row.changed_at, row.due_at = "rejected", now, None
            return one_item(session, uid)

    def release(self, now: datetime) -> list[Item]:
        """Make public every item that is due; all of them in one new edition."""
        with self._database.write() as session:
            due = select(ItemRow).where(ItemRow.status == "scheduled", ItemRow.due_at <= now).order_by(ItemRow.due_at, ItemRow.id)
            rows = list(session.scalars(due.with_for_update(skip_locked=True)))
            _let_notices_end(session, now)
            for row in rows:
                row.status, row.released_at, row.changed_at, row.due_at = _VISIBLE, row.released_at or now, now, None
            if rows:
                session.flush()
                rank_reports(session, [row.cluster_id for row in rows])
                touch(session, now, rows)
            return [one_item(session, row.uid) for row in rows]


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


class Editors:
    """The people who work at the desk."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, name: str, role: Role, password_hash: str, now: datetime) -> Editor:
        """Store a new editor; Conflict when the name is taken."""
        try:
            with self._database.write() as session:
                row = EditorRow(name=name, role=role, password_hash=password_hash, created_at=now)
                session.add(row)
                session.flush()
                return _editor(row)
        except IntegrityError as error:
            raise Conflict(f"there is already an editor {name!r}") from error

    def all(self) -> list[Editor]:
        """All editors, oldest first."""
        with self._database.read() as session:
            return [_editor(row) for row in session.scalars(select(EditorRow).order_by(EditorRow.id))]

    def by_name(self, name: str) -> Editor:
        """The editor of that name; NotFound."""
        with self._database.read() as session:
            return _editor(_editor_row(session, EditorRow.name == name, name))

    def get(self, editor_id: int) -> Editor:
        """The editor with that id; NotFound."""
        with self._database.read() as session:
            return _editor(_editor_row(session, EditorRow.id == editor_id, str(editor_id)))

    def disable(self, name: str) -> None:
        """Let an editor in no more; NotFound."""
        with self._database.write() as session:
            _editor_row(session, EditorRow.name == name, name).disabled = True


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


def _editor(row: EditorRow) -> Editor:
    return Editor(row.id, row.name, cast(Role, row.role), row.disabled, row.password_hash)


def _editor_row(session: Session, wanted: Any, name: str) -> EditorRow:
    row = session.scalars(select(EditorRow).where(wanted)).one_or_none()
    if row is None:
        raise NotFound(f"there is no editor {name!r}; `editors list` shows them")
    return row
