"""What editors typed and have not saved, and who has which item open.

Decision 0082.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, delete, func, select, update

from app.store.access import Access, repeated
from app.store.schema import AutosaveRow, EditorRow, PresenceRow
from app.values.errors import NotFound
from app.values.quotas import MOST_OPEN, Point
from scrapers.words.text import shorten

_KEPT = timedelta(days=30)
# Of what was typed in a sitting, one point in five minutes stays, besides the newest.
_POINT = timedelta(minutes=5)
_MOST_POINTS = 60
_LONGEST_TITLE = 100
_PRESENT = timedelta(seconds=30)


@dataclass(frozen=True, slots=True)
class AutosaveHead:
    """What an editor had typed at a time, without its text;
    `revision` is the version of the item
    that it was typed on, 0 for an item not stored yet; `size` is in bytes as stored.
    """

    id: int
    editor: str
    document: str
    tab: str
    at: datetime
    revision: int
    title: str
    size: int


@dataclass(frozen=True, slots=True)
class Autosave(AutosaveHead):
    """The same with its text: the fields of the form."""

    fields: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Present:
    """Somebody who has an item open; `typing`: with changes that are not saved yet."""

    editor: str
    typing: bool


class Autosaves:
    """Text that is not saved, by editor and document: an item's id, or the name that a form made
    for an item that is not stored yet.
    """

    def __init__(self, access: Access) -> None:
        self._access = access

    @repeated
    def keep(
        self,
        editor_id: int,
        document: str,
        tab: str,
        now: datetime,
        revision: int,
        fields: Mapping[str, str],
    ) -> int:
        """Keep the present state of a form, and return its id; an earlier one stays as a point to
        go back to after five minutes.
        """
        mine = _window(editor_id, document, tab)
        newest = AutosaveRow.at.desc(), AutosaveRow.id.desc()
        title = shorten(fields.get("title", "")[: 2 * _LONGEST_TITLE], _LONGEST_TITLE)
        values = {
            "at": now,
            "revision": revision,
            "title": title,
            "size": _size_of(fields),
            "fields": dict(fields),
        }
        with self._access.write() as session:
            points = session.execute(
                select(AutosaveRow.id, AutosaveRow.at).where(*mine).order_by(*newest).limit(2)
            ).all()
            if len(points) > 1 and now - points[1].at < _POINT:
                kept_id = int(points[0].id)
                session.execute(update(AutosaveRow).where(AutosaveRow.id == kept_id).values(values))
            else:
                row = AutosaveRow(editor_id=editor_id, document=document, tab=tab, **values)
                session.add(row)
                session.flush()
                kept_id = row.id
            old = select(AutosaveRow.id).where(*mine).order_by(*newest).offset(_MOST_POINTS)
            session.execute(
                delete(AutosaveRow).where(AutosaveRow.id.in_(list(session.scalars(old))))
            )
            session.execute(delete(AutosaveRow).where(AutosaveRow.at <= now - _KEPT))
            return kept_id

    def points(self, editor_id: int) -> list[Point]:
        """All that is kept of an editor, the newest first."""
        wanted = (
            select(AutosaveRow.id, AutosaveRow.document, AutosaveRow.tab, AutosaveRow.size)
            .where(AutosaveRow.editor_id == editor_id)
            .order_by(AutosaveRow.at.desc(), AutosaveRow.id.desc())
        )
        with self._access.read() as session:
            return [Point(*row) for row in session.execute(wanted)]

    @repeated
    def forget(self, editor_id: int, points: Sequence[int]) -> None:
        """Keep these points of an editor no longer."""
        with self._access.write() as session:
            session.execute(
                delete(AutosaveRow).where(
                    AutosaveRow.id.in_(points), AutosaveRow.editor_id == editor_id
                )
            )

    def get(self, editor_id: int, autosave_id: int) -> Autosave:
        """One of an editor's autosaves; NotFound."""
        wanted = select(AutosaveRow, EditorRow.name).join(
            EditorRow, EditorRow.id == AutosaveRow.editor_id
        )
        with self._access.read() as session:
            found = session.execute(
                wanted.where(AutosaveRow.id == autosave_id, AutosaveRow.editor_id == editor_id)
            ).one_or_none()
            if found is None:
                raise NotFound("this text is not kept any more")
            row, name = found
            return Autosave(
                row.id, name, row.document, row.tab, row.at, row.revision, row.title, row.size,
                row.fields
            )  # fmt: skip

    def of_document(self, document: str, limit: int = 100) -> list[AutosaveHead]:
        """What anybody typed into a document and did not save, the newest first."""
        wanted = (
            _all()
            .where(AutosaveRow.document == document)
            .order_by(AutosaveRow.at.desc(), AutosaveRow.id.desc())
            .limit(limit)
        )
        with self._access.read() as session:
            return [AutosaveHead(*row) for row in session.execute(wanted)]

    def unsaved(self, editor_id: int, document: str = "", limit: int = 20) -> list[AutosaveHead]:
        """The newest state of each form that an editor left without saving, of one document or of
        all, the latest first.
        """
        mine = select(func.max(AutosaveRow.id)).where(AutosaveRow.editor_id == editor_id)
        mine = mine.where(AutosaveRow.document == document) if document else mine
        last = mine.group_by(AutosaveRow.document, AutosaveRow.tab)
        wanted = (
            _all()
            .where(AutosaveRow.id.in_(last))
            .order_by(AutosaveRow.at.desc(), AutosaveRow.id.desc())
            .limit(limit)
        )
        with self._access.read() as session:
            return [AutosaveHead(*row) for row in session.execute(wanted)]

    def has(self, editor_id: int, document: str, tab: str) -> bool:
        """Whether anything is kept that an editor typed in one window into a document."""
        wanted = select(AutosaveRow.id).where(*_window(editor_id, document, tab)).limit(1)
        with self._access.read() as session:
            return session.scalars(wanted).first() is not None

    @repeated
    def drop(self, editor_id: int, document: str, tab: str) -> None:
        """Forget what an editor typed in one window into a document: it is saved, or is not
        wanted.
        """
        with self._access.write() as session:
            session.execute(delete(AutosaveRow).where(*_window(editor_id, document, tab)))

    @repeated
    def arrive(
        self, editor_id: int, document: str, now: datetime, *, typing: bool
    ) -> list[Present]:
        """Say that an editor has a document open; returns who else has. Of very many that one
        editor has open at once, the newest count.
        """
        with self._access.write() as session:
            mine = (PresenceRow.document == document, PresenceRow.editor_id == editor_id)
            row = session.scalars(select(PresenceRow).where(*mine)).one_or_none()
            if row is None:
                row = PresenceRow(document=document, editor_id=editor_id, seen_at=now)
                session.add(row)
            row.seen_at, row.typing_at = now, now if typing else None
            session.flush()
            session.execute(delete(PresenceRow).where(PresenceRow.seen_at <= now - _PRESENT))
            old = (
                select(PresenceRow.id)
                .where(PresenceRow.editor_id == editor_id)
                .order_by(PresenceRow.seen_at.desc(), PresenceRow.id.desc())
                .offset(MOST_OPEN)
            )
            session.execute(
                delete(PresenceRow).where(PresenceRow.id.in_(list(session.scalars(old))))
            )
        return self.others(editor_id, document, now)

    def others(self, editor_id: int, document: str, now: datetime) -> list[Present]:
        """Who else has a document open."""
        wanted = (
            select(PresenceRow, EditorRow.name)
            .join(EditorRow, EditorRow.id == PresenceRow.editor_id)
            .where(
                PresenceRow.document == document,
                PresenceRow.editor_id != editor_id,
                PresenceRow.seen_at > now - _PRESENT,
            )
            .order_by(EditorRow.name)
        )
        with self._access.read() as session:
            return [
                Present(name, row.typing_at is not None) for row, name in session.execute(wanted)
            ]

    @repeated
    def leave(self, editor_id: int, document: str) -> None:
        """Say that an editor has closed a document."""
        with self._access.write() as session:
            session.execute(
                delete(PresenceRow).where(
                    PresenceRow.document == document, PresenceRow.editor_id == editor_id
                )
            )


def _size_of(fields: Mapping[str, str]) -> int:
    """How many bytes fields take as they are stored."""
    return len(json.dumps(fields))


def _window(editor_id: int, document: str, tab: str) -> tuple[ColumnElement[bool], ...]:
    return (
        AutosaveRow.document == document,
        AutosaveRow.editor_id == editor_id,
        AutosaveRow.tab == tab,
    )


def _all() -> Select[Any, Any, Any, Any, Any, Any, Any, Any]:
    """What `AutosaveHead` holds: no text is loaded to show that there is one."""
    return select(
        AutosaveRow.id,
        EditorRow.name,
        AutosaveRow.document,
        AutosaveRow.tab,
        AutosaveRow.at,
        AutosaveRow.revision,
        AutosaveRow.title,
        AutosaveRow.size,
    ).join(EditorRow, EditorRow.id == AutosaveRow.editor_id)
