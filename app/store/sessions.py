"""Who is logged in, and who tried to be. Tokens are known by their hashes: a stolen database opens
no session.

Decision 0077.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from app.store.access import Access
from app.store.audit import record
from app.store.editors import editor_of
from app.store.schema import AttemptRow, EditorRow, KnownPlaceRow, SessionRow
from app.values.admission import WINDOW, Count, FailedLogins
from app.values.model import Editor

_PLACE_KEPT = timedelta(days=90)
_SEEN_EVERY = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Login:
    """One browser that is logged in; `id` names it among the editor's own and opens nothing."""

    id: str
    created_at: datetime
    seen_at: datetime
    address: str
    agent: str


class Sessions:
    """Logins: each ends after `idle` without a request and after `longest` in any case."""

    def __init__(self, access: Access, idle: timedelta, longest: timedelta) -> None:
        self._access = access
        self._idle = idle
        self._longest = longest

    def begin(self, editor: Editor, token: str, now: datetime, *, address: str, agent: str) -> None:
        """Let a browser in that holds a token; forgets the failures of this name from this
        address.
        """
        with self._access.write() as session:
            session.add(
                SessionRow(
                    id=key_of(token),
                    editor_id=editor.id,
                    created_at=now,
                    seen_at=now,
                    address=address[:60],
                    agent=agent[:300],
                )
            )
            session.merge(KnownPlaceRow(editor_id=editor.id, address=address[:60], at=now))
            record(
                session,
                editor.name,
                "log in",
                f"editor {editor.name}",
                now,
                after={"address": address[:60]},
            )
            pair = (AttemptRow.name == name_of(editor.name), AttemptRow.address == address[:60])
            session.execute(delete(AttemptRow).where(*pair))
            self._tidy(session, now)

    def editor(self, token: str, now: datetime, *, used: bool = True) -> Editor | None:
        """Whose session a token opens; None when it has ended, or the editor may not come in any
        more.

        `used` says that somebody did something, and not that a page which is open asked by itself.
        """
        with self._access.read() as session:
            pair = session.execute(
                select(SessionRow, EditorRow)
                .join(EditorRow, EditorRow.id == SessionRow.editor_id)
                .where(SessionRow.id == key_of(token), EditorRow.disabled.is_(False))
            ).one_or_none()
            if (
                pair is None
                or pair[0].seen_at <= now - self._idle
                or pair[0].created_at <= now - self._longest
            ):
                return None
            editor, stale = editor_of(pair[1]), pair[0].seen_at <= now - _SEEN_EVERY
        if stale and used:
            with self._access.write() as session:
                if row := session.get(SessionRow, key_of(token)):
                    row.seen_at = now
        return editor

    def of(self, editor: Editor, now: datetime) -> list[Login]:
        """Where an editor is logged in, the latest first."""
        alive = (SessionRow.seen_at > now - self._idle, SessionRow.created_at > now - self._longest)
        wanted = (
            select(SessionRow)
            .where(SessionRow.editor_id == editor.id, *alive)
            .order_by(SessionRow.seen_at.desc())
        )
        with self._access.read() as session:
            return [
                Login(row.id, row.created_at, row.seen_at, row.address, row.agent)
                for row in session.scalars(wanted)
            ]

    @staticmethod
    def key(token: str) -> str:
        """The id of the login that a token opens."""
        return key_of(token)

    def end(self, token: str) -> None:
        """End the session that a token opens."""
        with self._access.write() as session:
            session.execute(delete(SessionRow).where(SessionRow.id == key_of(token)))

    def end_of(
        self, editor: Editor, by: str, now: datetime, *, login: str = "", but: str = ""
    ) -> int:
        """End the sessions of an editor: the one that is named, or all but the one that a token
        opens; returns how many.
        """
        wanted = delete(SessionRow).where(SessionRow.editor_id == editor.id)
        wanted = wanted.where(SessionRow.id == login) if login else wanted
        wanted = wanted.where(SessionRow.id != key_of(but)) if but else wanted
        with self._access.write() as session:
            ended = len(list(session.scalars(wanted.returning(SessionRow.id))))
            if ended:
                record(
                    session, by, "end logins", f"editor {editor.name}", now, after={"ended": ended}
                )
            return ended

    def fail(self, name: str, address: str, now: datetime) -> None:
        """Note a login that failed."""
        with self._access.write() as session:
            session.add(AttemptRow(name=name_of(name), address=address[:60], at=now))

    def failed(self, name: str, address: str, now: datetime) -> FailedLogins:
        """What failed lately with a name and from an address."""
        address = address[:60]
        by_name, by_address = AttemptRow.name == name_of(name), AttemptRow.address == address
        with self._access.read() as session:

            def count(*conditions: object) -> Count:
                wanted = select(func.count(), func.max(AttemptRow.at)).where(
                    AttemptRow.at > now - WINDOW,
                    *conditions,  # type: ignore[arg-type]
                )
                failures, last = session.execute(wanted).one()
                return Count(failures, last)

            places = select(KnownPlaceRow).join(EditorRow, EditorRow.id == KnownPlaceRow.editor_id)
            known = session.scalars(
                places.where(
                    EditorRow.name == name,
                    KnownPlaceRow.address == address,
                    KnownPlaceRow.at > now - _PLACE_KEPT,
                )
            )
            return FailedLogins(
                count(by_name, by_address),
                count(by_address),
                count(by_name),
                known.first() is not None,
            )

    def _tidy(self, session: Session, now: datetime) -> None:
        """Forget what counts no more."""
        session.execute(delete(AttemptRow).where(AttemptRow.at <= now - WINDOW))
        session.execute(
            delete(SessionRow).where(
                (SessionRow.seen_at <= now - self._idle)
                | (SessionRow.created_at <= now - self._longest)
            )
        )
        session.execute(delete(KnownPlaceRow).where(KnownPlaceRow.at <= now - _PLACE_KEPT))


def key_of(token: str) -> str:
    """By what a token is known here. It is 256 random bits, so one round of SHA-256 is enough."""
    return sha256(token.encode()).hexdigest()


def name_of(name: str) -> str:
    """A name as attempts are counted by it."""
    return name.strip().casefold()[:60]
