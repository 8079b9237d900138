"""What editors typed and have not saved, and who has which item open.

Decision 0082.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Select, delete, func, select

from app.store.access import Access
from app.store.schema import AutosaveRow, EditorRow, PresenceRow
from app.values.errors import NotFound

_KEPT = timedelta(days=30)
# Of what was typed in a sitting, one point in five minutes stays, besides the newest.
_POINT = timedelta(minutes=5)
_MOST_POINTS = 60
_PRESENT = timedelta(seconds=30)


@dataclass(frozen=True, slots=True)
class Autosave:
    """What an editor had typed at a time; `revision` is the version of the item that it was typed
    on, 0 for an item not stored yet.
    """

    id: int
    editor: str
    document: str
    tab: str
    at: datetime
    revision: int
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
        mine = (
            AutosaveRow.document == document,
            AutosaveRow.editor_id == editor_id,
            AutosaveRow.tab == tab,
        )
        with self._access.write() as session:
            points = list(
                session.scalars(
                    select(AutosaveRow)
                    .where(*mine)
                    .order_by(AutosaveRow.at.desc(), AutosaveRow.id.desc())
                    .limit(2)
                )
            )
            if len(points) > 1 and now - points[1].at < _POINT:
                kept = points[0]
                kept.at, kept.revision, kept.fields = now, revision, dict(fields)
            else:
                kept = AutosaveRow(
                    editor_id=editor_id,
                    document=document,
                    tab=tab,
                    at=now,
                    revision=revision,
                    fields=dict(fields),
                )
                session.add(kept)
            session.flush()
            old = (
                select(AutosaveRow.id)
                .where(*mine)
                .order_by(AutosaveRow.at.desc(), AutosaveRow.id.desc())
                .offset(_MOST_POINTS)
            )
            session.execute(
                delete(AutosaveRow).where(AutosaveRow.id.in_(list(session.scalars(old))))
            )
            session.execute(delete(AutosaveRow).where(AutosaveRow.at <= now - _KEPT))
            return kept.id

    def get(self, editor_id: int, autosave_id: int) -> Autosave:
        """One of an editor's autosaves; NotFound."""
        with self._access.read() as session:
            row = session.execute(
                _all().where(AutosaveRow.id == autosave_id, AutosaveRow.editor_id == editor_id)
            ).one_or_none()
            if row is None:
                raise NotFound("this text is not kept any more")
            return _autosave(*row)

    def of_document(self, document: str, limit: int = 100) -> list[Autosave]:
        """What anybody typed into a document and did not save, the newest first."""
        wanted = (
            _all()
            .where(AutosaveRow.document == document)
            .order_by(AutosaveRow.at.desc(), AutosaveRow.id.desc())
            .limit(limit)
        )
        with self._access.read() as session:
            return [_autosave(row, name) for row, name in session.execute(wanted)]

    def unsaved(self, editor_id: int, document: str = "", limit: int = 20) -> list[Autosave]:
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
            return [_autosave(row, name) for row, name in session.execute(wanted)]

    def drop(self, editor_id: int, document: str, tab: str) -> None:
        """Forget what an editor typed in one window into a document: it is saved, or is not
        wanted.
        """
        mine = (
            AutosaveRow.document == document,
            AutosaveRow.editor_id == editor_id,
            AutosaveRow.tab == tab,
        )
        with self._access.write() as session:
            session.execute(delete(AutosaveRow).where(*mine))

    def arrive(
        self, editor_id: int, document: str, now: datetime, *, typing: bool
    ) -> list[Present]:
        """Say that an editor has a document open; returns who else has."""
        with self._access.write() as session:
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

    def leave(self, editor_id: int, document: str) -> None:
        """Say that an editor has closed a document."""
        with self._access.write() as session:
            session.execute(
                delete(PresenceRow).where(
                    PresenceRow.document == document, PresenceRow.editor_id == editor_id
                )
            )


def _all() -> Select[AutosaveRow, str]:
    return select(AutosaveRow, EditorRow.name).join(
        EditorRow, EditorRow.id == AutosaveRow.editor_id
    )


def _autosave(row: AutosaveRow, name: str) -> Autosave:
    return Autosave(row.id, name, row.document, row.tab, row.at, row.revision, row.fields)
