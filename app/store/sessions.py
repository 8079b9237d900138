"""Who is logged in, and who tried to be. Tokens are known by their hashes: a stolen database opens
no session.

Decision 0077.
"""

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from sqlalchemy import ColumnElement, and_, delete, func, select, update
from sqlalchemy.orm import Session

from app.store.access import Access, repeated
from app.store.audit import record
from app.store.editors import editor_of
from app.store.portions import PORTION, forget_some
from app.store.schema import AttemptRow, EditorRow, KnownPlaceRow, SessionRow, table_of
from app.values.admission import Count, Cutoffs, FailedLogins
from app.values.model import Editor
from app.values.quotas import MOST_LOGINS, MOST_PLACES, network_of


@dataclass(frozen=True, slots=True)
class Login:
    """One browser that is logged in; `id` names it among the editor's own and opens nothing."""

    id: str
    created_at: datetime
    seen_at: datetime
    address: str
    agent: str


class Sessions:
    """Logins, and tries to log in."""

    def __init__(self, access: Access) -> None:
        self._access = access

    @repeated
    def begin(self, editor: Editor, token: str, now: datetime, *, address: str, agent: str) -> None:
        """Let a browser in that holds a token; forgets the failures of this name from this
        address, and ends the oldest logins beyond what one person may have.
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
            session.merge(KnownPlaceRow(editor_id=editor.id, address=network_of(address), at=now))
            record(
                session,
                editor.name,
                "log in",
                f"editor {editor.name}",
                now,
                after={"address": address[:60]},
            )
            pair = (
                AttemptRow.name == name_of(editor.name),
                AttemptRow.address == network_of(address),
            )
            session.execute(delete(AttemptRow).where(*pair))
            _end_oldest(session, editor)

    def editor(self, token: str, alive: Cutoffs) -> tuple[Editor, datetime] | None:
        """Whose login a token opens, and when it was last seen; None when it has ended, or the
        editor may not come in any more.
        """
        wanted = (
            select(SessionRow.seen_at, EditorRow)
            .join(EditorRow, EditorRow.id == SessionRow.editor_id)
            .where(SessionRow.id == key_of(token), EditorRow.disabled.is_(False), *_is_alive(alive))
        )
        with self._access.read() as session:
            row = session.execute(wanted).one_or_none()
            return (editor_of(row[1]), row[0]) if row else None

    def note_use(self, token: str, now: datetime) -> None:
        """Note that the login which a token opens was used; Unavailable when somebody else
        writes.
        """
        with self._access.write_if_free() as session:
            session.execute(
                update(SessionRow).where(SessionRow.id == key_of(token)).values(seen_at=now)
            )

    def of(self, editor: Editor, alive: Cutoffs) -> list[Login]:
        """Where an editor is logged in, the latest first."""
        wanted = (
            select(SessionRow)
            .where(SessionRow.editor_id == editor.id, *_is_alive(alive))
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

    @repeated
    def end(self, token: str) -> None:
        """End the session that a token opens."""
        with self._access.write() as session:
            session.execute(delete(SessionRow).where(SessionRow.id == key_of(token)))

    @repeated
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

    @repeated
    def fail(self, name: str, address: str, now: datetime) -> None:
        """Note a login that failed."""
        with self._access.write() as session:
            session.add(AttemptRow(name=name_of(name), address=network_of(address), at=now))

    def failed(self, name: str, address: str, counted: Cutoffs) -> FailedLogins:
        """What failed with a name and from an address, as far as it counts."""
        address = network_of(address)
        by_name, by_address = AttemptRow.name == name_of(name), AttemptRow.address == address
        with self._access.read() as session:

            def count(*conditions: object) -> Count:
                wanted = select(func.count(), func.max(AttemptRow.at)).where(
                    AttemptRow.at > counted.failed,
                    *conditions,  # type: ignore[arg-type]
                )
                failures, last = session.execute(wanted).one()
                return Count(failures, last)

            places = select(KnownPlaceRow).join(EditorRow, EditorRow.id == KnownPlaceRow.editor_id)
            known = session.scalars(
                places.where(
                    EditorRow.name == name,
                    KnownPlaceRow.address == address,
                    KnownPlaceRow.at > counted.place,
                )
            )
            return FailedLogins(
                count(by_name, by_address),
                count(by_address),
                count(by_name),
                known.first() is not None,
            )

    @repeated
    def forget(self, over: Cutoffs) -> bool:
        """Forget a portion of what counts no more; whether there may be more of it."""
        attempts, places = table_of(AttemptRow).c, table_of(KnownPlaceRow).c
        with self._access.write() as session:
            return PORTION in (
                forget_some(session, AttemptRow, attempts.at <= over.failed),
                forget_some(session, SessionRow, ~and_(*_is_alive(over))),
                forget_some(session, KnownPlaceRow, places.at <= over.place),
            )


def _end_oldest(session: Session, editor: Editor) -> None:
    """Keep the newest logins of an editor, and the newest places that they came from."""
    logins = select(SessionRow.id).where(SessionRow.editor_id == editor.id)
    newest = logins.order_by(SessionRow.created_at.desc()).offset(MOST_LOGINS)
    session.execute(delete(SessionRow).where(SessionRow.id.in_(list(session.scalars(newest)))))
    places = select(KnownPlaceRow.address).where(KnownPlaceRow.editor_id == editor.id)
    known = places.order_by(KnownPlaceRow.at.desc()).offset(MOST_PLACES)
    session.execute(
        delete(KnownPlaceRow).where(
            KnownPlaceRow.editor_id == editor.id,
            KnownPlaceRow.address.in_(list(session.scalars(known))),
        )
    )


def _is_alive(alive: Cutoffs) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return SessionRow.seen_at > alive.seen, SessionRow.created_at > alive.created


def key_of(token: str) -> str:
    """By what a token is known here. It is 256 random bits, so one round of SHA-256 is enough."""
    return sha256(token.encode()).hexdigest()


def name_of(name: str) -> str:
    """A name as attempts are counted by it."""
    return name.strip().casefold()[:60]
