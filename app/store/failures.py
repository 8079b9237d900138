"""What a database says when it fails, as errors of ours.

Decisions 0105, 0130.
"""

import sqlite3
import threading

from sqlalchemy import URL
from sqlalchemy.exc import (
    DBAPIError,
    IntegrityError,
    InterfaceError,
    OperationalError,
    ProgrammingError,
)

from app.values.errors import Hindrance, StoreError, Unavailable
from app.values.program import variable

# Primary result codes of SQLite.
_OF_SQLITE: dict[int, Hindrance] = {
    sqlite3.SQLITE_BUSY: "busy",
    sqlite3.SQLITE_LOCKED: "busy",
    sqlite3.SQLITE_FULL: "full",
    sqlite3.SQLITE_IOERR: "away",
    sqlite3.SQLITE_NOMEM: "away",
    sqlite3.SQLITE_CANTOPEN: "away",
    sqlite3.SQLITE_PERM: "away",
    sqlite3.SQLITE_READONLY: "away",
}
_DAMAGED = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)
# Beginnings of SQLSTATE (PostgreSQL, appendix A), the first that fits: a lock that is not to be
# had, a statement that took too long, what has to be rolled back, a transaction that did nothing
# for too long; no room on the disk; connections, means, the operator, the system, a database that
# can only be read.
_OF_POSTGRESQL: tuple[tuple[str, Hindrance], ...] = (
    ("55P03", "busy"),
    ("57014", "slow"),
    ("40", "busy"),
    ("25P03", "busy"),
    ("53100", "full"),
    ("08", "away"),
    ("53", "away"),
    ("57", "away"),
    ("58", "away"),
    ("25006", "away"),
)

# What has to be begun again: somebody else has changed what this transaction saw, or two waited for
# each other.
_OVERTAKEN = ("40001", "40P01")
# A key that somebody else has made just now, and one that they have taken away.
_RACES = ("23505", "23503")
_NO_RIGHT = "42501"
# How a server begins that answers and lets nobody in, before there is a SQLSTATE: a wrong name or
# password, no such database, too many connections.
_REFUSED = "FATAL:"


class Overtaken(Unavailable):
    """Somebody else was faster: nothing was stored, and the same transaction may work when it is
    begun again.
    """


class Outage:
    """Remembers whether anybody was told that the database fails: reading and writing fail each for
    itself.
    """

    def __init__(self) -> None:
        self._told: set[bool] = set()
        self._lock = threading.Lock()

    def begins(self, *, writes: bool) -> bool:
        """Something failed: whether this is news."""
        with self._lock:
            is_news = writes not in self._told
            self._told.add(writes)
            return is_news

    def ends(self, *, writes: bool) -> None:
        """Something worked."""
        if writes in self._told:
            with self._lock:
                self._told.discard(writes)


def in_words(error: DBAPIError, url: URL, *, is_storing: bool) -> StoreError | None:
    """What an error of the database means; None for one that is a fault of this program.

    `is_storing`: it came when everything was said and only had to be stored.
    """
    reason = str(error.orig).strip()
    first = reason.splitlines()[0] if reason else "no reason given"
    if _state(error) in _OVERTAKEN:
        return Overtaken(_UNAVAILABLE["busy"](url, first), "busy")
    if (why := _why(error)) is not None:
        # SQLite's file says at the next look whether it was stored, and then it was not.
        is_certain = not (is_storing and why == "away" and url.get_backend_name() != "sqlite")
        return Unavailable(_UNAVAILABLE[why](url, first), why, is_certain=is_certain)
    if _code(error) == sqlite3.SQLITE_NOTADB:
        return StoreError(f"{url.database} is no SQLite database; check {variable('database_url')}")
    if _state(error) == _NO_RIGHT:
        return StoreError(
            f"the database {_where(url)} does not let this role work with it ({first}): make the "
            f"role the owner of the database and its tables, or name another one in "
            f"{variable('database_url')}"
        )
    if isinstance(error, OperationalError | ProgrammingError) or _code(error) in _DAMAGED:
        return StoreError(
            f"the database {_where(url)} is damaged or not ours ({first}); check "
            f"{variable('database_url')} or restore a backup"
        )
    return None


def _why(error: DBAPIError) -> Hindrance | None:
    if (code := _code(error)) is not None:
        return _OF_SQLITE.get(code)
    state = _state(error)
    if state is None:  # no server said it: there was none, or it is there no more
        is_lost = error.connection_invalidated
        return "away" if is_lost or isinstance(error, OperationalError | InterfaceError) else None
    return next((why for start, why in _OF_POSTGRESQL if state.startswith(start)), None)


def is_race(error: IntegrityError) -> bool:
    """Whether PostgreSQL refused something since another transaction came in between, which the
    same transaction, begun again, would see.
    """
    return _state(error) in _RACES


def _state(error: DBAPIError) -> str | None:
    """SQLSTATE (PostgreSQL, appendix A), as far as the server gave one."""
    state = getattr(error.orig, "sqlstate", None)
    return str(state) if state else None


def _code(error: DBAPIError) -> int | None:
    """SQLite's primary result code; None for another database's error."""
    if not isinstance(error.orig, sqlite3.Error):
        return None
    return getattr(error.orig, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & 0xFF


def _where(url: URL) -> str:
    return url.render_as_string(hide_password=True)


_UNAVAILABLE = {
    "busy": lambda url, first: (
        f"the database {_where(url)} is locked by another program; nothing was stored, try again "
        f"when that has finished ({first})"
    ),
    "slow": lambda url, first: (
        f"the database {_where(url)} took too long for an answer ({first}); nothing was stored"
    ),
    "full": lambda url, first: (
        f"the disk of the database {_where(url)} is full ({first}); nothing was stored, make room"
    ),
    "away": lambda url, first: (
        f"the database {_where(url)} cannot be opened or written ({first}); check the path and its "
        f"permissions"
        if url.get_backend_name() == "sqlite"
        else f"the database {_where(url)} {_silent_or_not(first)}"
    ),
}


def _silent_or_not(first: str) -> str:
    """What a server did that could not be asked."""
    if _REFUSED in first:
        words = first.partition(_REFUSED)[2].strip()
        return f"does not let us in: {words}; see {variable('database_url')}"
    return f"does not answer: {first}"
