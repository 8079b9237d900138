"""What editors typed and have not saved, and who has which item open."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Select, delete, func, select

from app.store.engine import Database
from app.store.schema import AutosaveRow, EditorRow, PresenceRow

_KEPT = timedelta(days=30)
# Of what was typed in a sitting, one point in five minutes stays, besides the newest.
_POINT = timedelta(minutes=5)
_MOST_POINTS = 60
_PRESENT = timedelta(seconds=30)


@dataclass(frozen=True, slots=True)
class Autosave:
    """What an editor had typed at a time; `revision` is the version of the item that it was typed on, 0 for an item not stored yet."""

    id: int
    editor: str
    document: str
    at: datetime
    revision: int
    fields: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Present:
    """Somebody who has an item open; `typing`: with changes that are not saved yet."""

    editor: str
    typing: bool


class Autosaves:
    """Text that is not saved, by editor and document: an item's id, or the name that a form made for an item that is not stored yet."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def keep(self, editor_id: int, document: str, now: datetime, revision: int, fields: Mapping[str, str]) -> None:
        """Keep the present state of a form; an earlier one stays as a point to go back to when it is five minutes older."""
        mine = (AutosaveRow.document == document, AutosaveRow.editor_id == editor_id)
        with self._database.write() as session:
            points = list(session.scalars(select(AutosaveRow).where(*mine).order_by(AutosaveRow.at.desc(), AutosaveRow.id.desc()).limit(2)))
            newest = points[0] if points else None
            if newest is not None and (len(points) == 1 or newest.at - points[1].at < _POINT) and now - newest.at < _POINT:
                newest.at, newest.revision, newest.fields = now, revision, dict(fields)
            else:
                session.add(AutosaveRow(editor_id=editor_id, document=document, at=now, revision=revision, fields=dict(fields)))
            session.flush()
            old = select(AutosaveRow.id).where(*mine).order_by(AutosaveRow.at.desc(), AutosaveRow.id.desc()).offset(_MOST_POINTS)
            session.execute(delete(AutosaveRow).where(AutosaveRow.id.in_(old)))
            session.execute(delete(AutosaveRow).where(AutosaveRow.at <= now - _KEPT))

    def newest(self, editor_id: int, document: str) -> Autosave | None:
        """What an editor typed last into a document."""
        wanted = _all().where(AutosaveRow.document == document, AutosaveRow.editor_id == editor_id)
        with self._database.read() as session:
            found = session.execute(wanted.order_by(AutosaveRow.at.desc(), AutosaveRow.id.desc()).limit(1)).one_or_none()
            return _autosave(*found) if found else None

    def of_document(self, document: str, limit: int = 100) -> list[Autosave]:
        """What anybody typed into a document, the newest first."""
        with self._database.read() as session:
            rows = session.execute(
                _all().where(AutosaveRow.document == document).order_by(AutosaveRow.at.desc(), AutosaveRow.id.desc()).limit(limit)
            )
            return [_autosave(row, name) for row, name in rows]

    def unsaved(self, editor_id: int, limit: int = 20) -> list[Autosave]:
        """The newest state of each document that an editor left without saving, the latest first."""
        last = select(func.max(AutosaveRow.id)).where(AutosaveRow.editor_id == editor_id).group_by(AutosaveRow.document)
        with self._database.read() as session:
            rows = session.execute(_all().where(AutosaveRow.id.in_(last)).order_by(AutosaveRow.at.desc()).limit(limit))
            return [_autosave(row, name) for row, name in rows]

    def drop(self, editor_id: int, document: str) -> None:
        """Forget what an editor typed into a document: it is saved, or is not wanted."""
        with self._database.write() as session:
            session.execute(delete(AutosaveRow).where(AutosaveRow.document == document, AutosaveRow.editor_id == editor_id))

    def arrive(self, editor_id: int, document: str, now: datetime, *, typing: bool) -> list[Present]:
        """Say that an editor has a document open; returns who else has."""
        with self._database.write() as session:
            mine = (PresenceRow.document == document, PresenceRow.editor_id == editor_id)
            row = session.scalars(select(PresenceRow).where(*mine)).one_or_none()
            if row is None:
                row = PresenceRow(document=document, editor_id=editor_id, seen_at=now)
                session.add(row)
            row.seen_at, row.typing_at = now, now if typing else None
            session.flush()
            session.execute(delete(PresenceRow).where(PresenceRow.seen_at <= now - _PRESENT))
        return self.others(editor_id, document, now)

    def others(self, editor_id: int, document: str, now: datetime) -> list[Present]:
        """Who else has a document open."""
        wanted = (
            select(PresenceRow, EditorRow.name)
            .join(EditorRow, EditorRow.id == PresenceRow.editor_id)
            .where(PresenceRow.document == document, PresenceRow.editor_id != editor_id, PresenceRow.seen_at > now - _PRESENT)
            .order_by(EditorRow.name)
        )
        with self._database.read() as session:
            return [Present(name, row.typing_at is not None) for row, name in session.execute(wanted)]

    def leave(self, editor_id: int, document: str) -> None:
        """Say that an editor has closed a document."""
        with self._database.write() as session:
            session.execute(delete(PresenceRow).where(PresenceRow.document == document, PresenceRow.editor_id == editor_id))


def _all() -> Select[AutosaveRow, str]:
    return select(AutosaveRow, EditorRow.name).join(EditorRow, EditorRow.id == AutosaveRow.editor_id)


def _autosave(row: AutosaveRow, name: str) -> Autosave:
    return Autosave(row.id, name, row.document, row.at, row.revision, row.fields)
