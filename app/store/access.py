"""How a noun of the store comes to a session: one of its own for each call, or that of the
transaction that it is part of.

Decisions 0091, 0130.
"""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from functools import partial, wraps
from typing import Any, Protocol, TypeVar, cast

from sqlalchemy.orm import Session

R = TypeVar("R")
Method = TypeVar("Method", bound=Callable[..., Any])


class Access(Protocol):
    """What nouns ask for sessions: a database, or a transaction in it."""

    is_sqlite: bool

    def repeat(self, work: Callable[[], R], *, alone: bool = False) -> R:
        """Do what one transaction does, from its beginning again where somebody else was faster;
        `alone`: while nobody else writes.
        """

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

    def repeat(self, work: Callable[[], R], *, alone: bool = False) -> R:
        """Do it once: it is a part of what is begun again as a whole."""
        return work()

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


def repeated(method: Method) -> Method:
    """Let a noun's method that writes begin again where somebody else was faster, unless it is a
    part of a transaction.
    """
    return _repeating(method, alone=False)


def repeated_alone(method: Method) -> Method:
    """The same for one that takes so long that somebody always would be: others wait for it."""
    return _repeating(method, alone=True)


def _repeating(method: Method, *, alone: bool) -> Method:
    @wraps(method)
    def repeating(noun: Any, *args: Any, **named: Any) -> Any:
        access: Access = noun._access
        return access.repeat(partial(method, noun, *args, **named), alone=alone)

    return cast(Method, repeating)
