"""The people who work at the desk."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, cast

from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.store.access import Access, repeated
from app.store.audit import record
from app.store.schema import EditorRow
from app.values.errors import Conflict, NotFound
from app.values.model import Editor, Role


class Editors:
    """The people who work at the desk."""

    def __init__(self, access: Access) -> None:
        self._access = access

    @repeated
    def add(
        self, name: str, role: Role, password_hash: str, now: datetime, *, by: str = "service"
    ) -> Editor:
        """Store a new editor; Conflict when the name is taken."""
        try:
            with self._access.write() as session:
                row = EditorRow(
                    name=name, role=role, password_hash=password_hash, created_at=now, recovery=[]
                )
                session.add(row)
                session.flush()
                record(session, by, "add editor", f"editor {name}", now, after={"role": role})
                return editor_of(row)
        except IntegrityError as error:
            raise Conflict("there is already an editor %(name)s", name=repr(name)) from error

    def all(self) -> list[Editor]:
        """All editors, oldest first."""
        with self._access.read() as session:
            return [
                editor_of(row) for row in session.scalars(select(EditorRow).order_by(EditorRow.id))
            ]

    def by_name(self, name: str) -> Editor:
        """The editor of that name; NotFound."""
        with self._access.read() as session:
            return editor_of(_row(session, EditorRow.name == name, name))

    def get(self, editor_id: int) -> Editor:
        """The editor with that id; NotFound."""
        with self._access.read() as session:
            return editor_of(_row(session, EditorRow.id == editor_id, str(editor_id)))

    @repeated
    def change(
        self, editor: Editor, role: Role, by: str, now: datetime, *, disabled: bool
    ) -> Editor:
        """Give an editor a role, and say whether they may come in."""
        with self._access.write() as session:
            row = session.get_one(EditorRow, editor.id)
            before = {"role": row.role, "disabled": row.disabled}
            after = {"role": role, "disabled": disabled}
            row.role, row.disabled = role, disabled
            if before != after:
                record(
                    session,
                    by,
                    "change editor",
                    f"editor {row.name}",
                    now,
                    before=before,
                    after=after,
                )
            return editor_of(row)

    @repeated
    def set_password(self, name: str, password_hash: str, by: str, now: datetime) -> None:
        """Give an editor another password; NotFound."""
        with self._access.write() as session:
            _row(session, EditorRow.name == name, name).password_hash = password_hash
            record(session, by, "change password", f"editor {name}", now)

    @repeated
    def set_second_factor(
        self, name: str, secret: str, recovery: Sequence[str], by: str, now: datetime
    ) -> None:
        """Ask an editor for a code at each login, or, with an empty secret, no more; NotFound."""
        with self._access.write() as session:
            row = _row(session, EditorRow.name == name, name)
            row.totp_secret, row.totp_step, row.recovery = secret, 0, list(recovery)
            record(
                session,
                by,
                "turn on second factor" if secret else "turn off second factor",
                f"editor {name}",
                now,
            )

    def second_factors(self) -> dict[int, str]:
        """The secret of each editor who has one, as it is kept, by the editor's id."""
        wanted = select(EditorRow.id, EditorRow.totp_secret).where(EditorRow.totp_secret != "")
        with self._access.read() as session:
            return {row.id: row.totp_secret for row in session.execute(wanted)}

    @repeated
    def keep_second_factors(self, secrets: Mapping[int, str]) -> None:
        """Keep secrets sealed otherwise; without one, the editor is asked for no code any more.

        What stood in their place is overwritten, where the database would leave it in its file.
        """
        with self._access.write() as session:
            if self._access.is_sqlite:
                session.execute(text("PRAGMA secure_delete = ON"))
            for number, secret in secrets.items():
                row = session.get_one(EditorRow, number)
                row.totp_secret = secret
                row.recovery = row.recovery if secret else []

    @repeated
    def use_step(self, name: str, step: int) -> bool:
        """Note that the code of a time step was used; False when it, or a later one, was used
        already.
        """
        with self._access.write() as session:
            row = _row(session, EditorRow.name == name, name)
            if row.totp_step >= step:
                return False
            row.totp_step = step
            return True

    @repeated
    def use_recovery(self, name: str, code_hash: str, now: datetime) -> bool:
        """Use up a recovery code; False when there is none such."""
        with self._access.write() as session:
            row = _row(session, EditorRow.name == name, name)
            if code_hash not in row.recovery:
                return False
            row.recovery = [kept for kept in row.recovery if kept != code_hash]
            record(
                session,
                name,
                "use recovery code",
                f"editor {name}",
                now,
                after={"left": len(row.recovery)},
            )
            return True

    @repeated
    def prefer(self, name: str, *, shortcuts: bool, language: str) -> None:
        """How an editor likes the desk: whether single keys do things, and in which language."""
        with self._access.write() as session:
            row = _row(session, EditorRow.name == name, name)
            row.shortcuts, row.language = shortcuts, language


def editor_of(row: EditorRow) -> Editor:
    """An editor's value."""
    return Editor(
        row.id,
        row.name,
        cast(Role, row.role),
        row.disabled,
        row.password_hash,
        totp_secret=row.totp_secret,
        recovery_left=len(row.recovery),
        shortcuts=row.shortcuts,
        language=row.language,
    )


def _row(session: Session, wanted: Any, name: str) -> EditorRow:
    row = session.scalars(select(EditorRow).where(wanted)).one_or_none()
    if row is None:
        raise NotFound(f"there is no editor {name!r}; `editors list` shows them")
    return row
