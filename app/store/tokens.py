"""Tokens of programs. Like sessions, they are known by their hashes: a stolen database lets no
program in.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Select, func, select, update

from app.store.access import Access, repeated
from app.store.audit import record
from app.store.editors import editor_of
from app.store.schema import EditorRow, TokenRow
from app.store.sessions import key_of
from app.values.errors import NotFound
from app.values.model import Editor, Token
from app.values.tokens import Writes


class Tokens:
    """What editors gave to programs."""

    def __init__(self, access: Access) -> None:
        self._access = access

    @repeated
    def add(
        self,
        editor: Editor,
        name: str,
        scopes: Sequence[str],
        token: str,
        expires_at: datetime,
        now: datetime,
    ) -> Token:
        """Let in whoever holds a token."""
        with self._access.write() as session:
            row = TokenRow(
                editor_id=editor.id,
                name=name,
                hash=key_of(token),
                scopes=list(scopes),
                created_at=now,
                expires_at=expires_at,
                writes=0,
            )
            session.add(row)
            session.flush()
            after = {"name": name, "scopes": list(scopes), "expires_at": expires_at.isoformat()}
            record(session, editor.name, "add token", f"token {row.id}", now, after=after)
            return _token(row, session.get_one(EditorRow, editor.id))

    def good_names(self, editor: Editor, now: datetime) -> list[str]:
        """The names of an editor's tokens that are still good."""
        good = TokenRow.revoked_at.is_(None), TokenRow.expires_at > now
        wanted = select(TokenRow.name).where(TokenRow.editor_id == editor.id, *good)
        with self._access.read() as session:
            return list(session.scalars(wanted))

    def made_since(self, editor: Editor, since: datetime) -> int:
        """How many tokens an editor has made after a time, good or not."""
        wanted = select(func.count()).where(
            TokenRow.editor_id == editor.id, TokenRow.created_at > since
        )
        with self._access.read() as session:
            return session.scalars(wanted).one()

    def by_secret(self, token: str, now: datetime) -> Token | None:
        """The token that somebody holds; None when it is good no more, or its editor may not come
        in.
        """
        wanted = _select().where(
            TokenRow.hash == key_of(token), TokenRow.revoked_at.is_(None), TokenRow.expires_at > now
        )
        with self._access.read() as session:
            row = session.execute(wanted.where(EditorRow.disabled.is_(False))).one_or_none()
            return _token(row[0], row[1]) if row else None

    def note_use(self, token: Token, now: datetime) -> None:
        """Note that a token was used; Unavailable when somebody else writes."""
        with self._access.write_if_free() as session:
            session.execute(
                update(TokenRow).where(TokenRow.id == token.id).values(last_used_at=now)
            )

    def of(self, editor: Editor | None = None) -> list[Token]:
        """The tokens of an editor, or everybody's, the newest first."""
        wanted = _select().order_by(TokenRow.id.desc())
        wanted = wanted.where(TokenRow.editor_id == editor.id) if editor else wanted
        with self._access.read() as session:
            return [_token(row, holder) for row, holder in session.execute(wanted)]

    @repeated
    def revoke(self, token_id: int, by: str, now: datetime, *, of: Editor | None = None) -> None:
        """Let a token open nothing any more; NotFound, also for one that is not of the editor who
        is named.
        """
        with self._access.write() as session:
            row = session.get(TokenRow, token_id)
            if row is None or (of is not None and row.editor_id != of.id):
                raise NotFound(f"there is no token {token_id}")
            if row.revoked_at is None:
                row.revoked_at = now
                record(
                    session, by, "revoke token", f"token {token_id}", now, before={"name": row.name}
                )

    @repeated
    def revoke_all(self, editor: Editor, by: str, now: datetime) -> int:
        """Let no token of an editor open anything any more; returns how many did."""
        wanted = select(TokenRow).where(
            TokenRow.editor_id == editor.id, TokenRow.revoked_at.is_(None)
        )
        with self._access.write() as session:
            rows = list(session.scalars(wanted))
            for row in rows:
                row.revoked_at = now
                record(
                    session, by, "revoke token", f"token {row.id}", now, before={"name": row.name}
                )
            return len(rows)

    def written(self, token: Token) -> Writes:
        """How much a token wrote, as it was last counted."""
        with self._access.read() as session:
            row = session.get_one(TokenRow, token.id)
            return Writes(row.counted_from, row.writes)

    @repeated
    def count(self, token: Token, writes: Writes) -> None:
        """Keep how much a token wrote."""
        with self._access.write() as session:
            session.execute(
                update(TokenRow)
                .where(TokenRow.id == token.id)
                .values(counted_from=writes.since, writes=writes.number)
            )


def _select() -> Select[TokenRow, EditorRow]:
    return select(TokenRow, EditorRow).join(EditorRow, EditorRow.id == TokenRow.editor_id)


def _token(row: TokenRow, editor: EditorRow) -> Token:
    return Token(
        row.id,
        editor_of(editor),
        row.name,
        tuple(row.scopes),
        row.created_at,
        row.expires_at,
        row.last_used_at,
        row.revoked_at,
    )
