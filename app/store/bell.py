"""The bell: PostgreSQL tells whoever listens that there is a new edition, in the moment in which it
is stored (LISTEN and NOTIFY).
"""

from typing import Literal

import psycopg
from psycopg.conninfo import make_conninfo
from sqlalchemy import URL, text
from sqlalchemy.orm import Session

_CHANNEL = "edition"
_RING = text(f"SELECT pg_notify('{_CHANNEL}', '')")
# So often somebody asks in vain before it is tried again to listen.
_REST = 50


def ring(session: Session) -> None:
    """Let all who listen know, as soon as the transaction is stored."""
    connection = session.connection()
    if connection.dialect.name == "postgresql":
        connection.execute(_RING)


class Bell:
    """Listens on a connection of its own, for one thread."""

    def __init__(self, url: URL, options: dict[str, int]) -> None:
        self._url = url.set(drivername="postgresql").render_as_string(hide_password=False)
        self._options = options
        self._connection: psycopg.Connection[tuple[object, ...]] | None = None
        self._rest = 0

    def wait(self, seconds: float) -> Literal["rung", "silent", "deaf"]:
        """Wait until it rings, at most so long; `deaf` at once when nobody can be heard. What was
        stored before the first call, or while nobody was heard, does not ring any more, so the
        first call after that says at once that it rang.
        """
        try:
            if self._connection is None:
                return self._listen()
            rings = list(self._connection.notifies(timeout=seconds, stop_after=1))
        except (psycopg.Error, OSError):
            self.close()
            self._rest = _REST
            return "deaf"
        return "rung" if rings else "silent"

    def close(self) -> None:
        """Listen no more."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _listen(self) -> Literal["rung", "deaf"]:
        if self._rest:
            self._rest -= 1
            return "deaf"
        self._connection = psycopg.connect(
            make_conninfo(self._url, **self._options), autocommit=True
        )
        self._connection.execute(f"LISTEN {_CHANNEL}")
        return "rung"
