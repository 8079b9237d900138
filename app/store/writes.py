"""Writing items: new ones, what use cases made of known ones, their versions. Only within a
transaction.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from app.store.pictures import note_uses
from app.store.schema import CorrectionRow, ItemRow, RevisionRow, table_of
from app.store.turns import touch_item
from app.values.errors import NotFound
from app.values.keys import fold_title
from app.values.model import Content, CorrectionKind, Item, Kind, Rights, Status

# What of an item's value is a column of the same name.
_PLAIN = (
    "status",
    "rights",
    "source_id",
    "slug",
    "content",
    "published_at",
    "updated_at",
    "changed_at",
    "due_at",
    "embargo_until",
    "released_at",
    "withdrawn_at",
    "note",
    "revision",
    "upstream",
    "fingerprint",
)
# Built once: building a statement costs as much as running it, and these run for every story.
_NEW_ITEM, _NEW_REVISION = insert(table_of(ItemRow)), insert(table_of(RevisionRow))


@dataclass(frozen=True, slots=True)
class NewItem:
    """An item that is to be stored, as in `Item`; `rights` None for those of its source."""

    kind: Kind
    status: Status
    content: Content
    section_id: int
    published_at: datetime
    first_seen_at: datetime
    updated_at: datetime
    slug: str
    title_key: str
    fingerprint: str
    rights: Rights | None = None
    source_id: int | None = None
    due_at: datetime | None = None
    note: str = ""


class ItemWrites:
    """Writes what was decided about items. `authority` is the host in tag: URIs, `new_uid` makes
    the id that stands in URLs.
    """

    def __init__(self, session: Session, authority: str, new_uid: Callable[[], str]) -> None:
        self._session = session
        self._authority = authority
        self._new_uid = new_uid

    def add(self, item: NewItem, by: str, now: datetime, *, capture: str = "") -> tuple[int, str]:
        """Store a new item with its first version; returns its key and its id."""
        uid = self._new_uid()
        values: dict[str, Any] = {
            "uid": uid,
            "tag": f"tag:{self._authority},{now.date().isoformat()}:items/{uid}",
            "kind": item.kind,
            "status": item.status,
            "rights": item.rights,
            "section_id": item.section_id,
            "source_id": item.source_id,
            "slug": item.slug,
            "content": item.content,
            "title_key": item.title_key,
            "published_at": item.published_at,
            "first_seen_at": item.first_seen_at,
            "updated_at": item.updated_at,
            "changed_at": now,
            "due_at": item.due_at,
            "note": item.note,
            "fingerprint": item.fingerprint,
            "edited": [],
        }
        connection = self._session.connection()
        made = connection.execute(_NEW_ITEM, values).inserted_primary_key
        assert made
        item_id = int(made[0])
        self._keep(item_id, 1, item.content, by, now, significant=True, capture=capture)
        note_uses(connection, item_id, item.content.pictures)
        return item_id, uid

    def save(self, before: Item, after: Item) -> None:
        """Store what a use case made of an item: the fields in which the two differ."""
        row = self._session.get_one(ItemRow, before.id)
        for name in _PLAIN:
            value = getattr(after, name)
            if value != getattr(before, name):
                setattr(row, name, value)
        if after.section.id != before.section.id:
            row.section_id = after.section.id
        if after.merged_into != before.merged_into:
            row.merged_into_id = self._key(after.merged_into) if after.merged_into else None
        if after.edited != before.edited:
            row.edited = sorted(after.edited)
        if after.content != before.content:
            row.title_key = fold_title(after.content.title)
            note_uses(
                self._session.connection(), row.id, after.content.pictures, before.content.pictures
            )
        self._session.flush()

    def touch(self, item_id: int) -> None:
        """Decide on an item without changing it: whoever changes it at once begins again, or this
        transaction does.
        """
        touch_item(self._session, item_id)

    def keep_version(
        self, item: Item, by: str, now: datetime, *, significant: bool, capture: str = ""
    ) -> None:
        """Keep what an item says as the version that its number names."""
        self._keep(
            item.id, item.revision, item.content, by, now, significant=significant, capture=capture
        )

    def name_version(self, item: Item, number: int, name: str) -> str:
        """Call a version of an item by a name, or, with an empty one, no more; returns what it was
        called. NotFound.
        """
        wanted = select(RevisionRow).where(
            RevisionRow.item_id == item.id, RevisionRow.number == number
        )
        revision = self._session.scalars(wanted).one_or_none()
        if revision is None:
            raise NotFound(f"the item {item.uid!r} has no version {number}")
        before, revision.name = revision.name, name
        self._session.flush()
        return before

    def correct(self, item: Item, kind: CorrectionKind, note: str, by: str, now: datetime) -> None:
        """Keep what readers are told about the present version of an item."""
        made = CorrectionRow(
            item_id=item.id, revision=item.revision, at=now, by=by, kind=kind, note=note
        )
        self._session.add(made)
        self._session.flush()
        self._session.get_one(ItemRow, item.id).corrected = made.id

    def _key(self, uid: str) -> int:
        return self._session.scalars(select(ItemRow.id).where(ItemRow.uid == uid)).one()

    def _keep(
        self,
        item_id: int,
        number: int,
        content: Content,
        by: str,
        now: datetime,
        *,
        significant: bool,
        capture: str,
    ) -> None:
        values = {
            "item_id": item_id,
            "number": number,
            "at": now,
            "by": by,
            "significant": significant,
            "content": content,
        }
        self._session.connection().execute(_NEW_REVISION, {**values, "capture": capture})
