"""How a noun of the store comes to a session: one of its own for each call, or that of the
transaction that it is part of.

Decision 0091.
"""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Protocol

from sqlalchemy.orm import Session


class Access(Protocol):
    """What nouns ask for sessions: a database, or a transaction in it."""

    is_sqlite: bool

    def read(self) -> AbstractContextManager[Session]:
        """A session to read with."""

    def write(self) -> AbstractContextManager[Session]:
        """A session to write with, stored at its end."""

    def write_if_free(self) -> AbstractContextManager[Session]:
        """The same, for what need not be written now: Unavailable when somebody else writes."""


class Within:
    """One session for all that is asked: what is read sees what was written, and nothing is stored
    before its transaction ends.
    """

    def __init__(self, session: Session, *, is_sqlite: bool) -> None:
        self.is_sqlite = is_sqlite
        self._session = session

    @contextmanager
    def read(self) -> Iterator[Session]:
        """The session."""
        yield self._session

    @contextmanager
    def write(self) -> Iterator[Session]:
        """The session; what was written is told to the database at once, and kept with the rest."""
        yield self._session
        self._session.flush()

    write_if_free = write
