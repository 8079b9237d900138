"""The only SQL. Rows stay inside; values come out. A noun is asked in a transaction of its own, or
as a part of one that is open.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar
from zoneinfo import ZoneInfo

from app.store.audit import Entry
from app.store.autosaves import Autosave, AutosaveHead, Present
from app.store.backups import Backup
from app.store.clusters import EVERYBODY
from app.store.engine import Database, Waits
from app.store.feeds import Archive, FeedOf, Holding
from app.store.front import MOST_PINS, Pin, Pins
from app.store.hub import PendingIntent, Subscription
from app.store.inbox import Sieve, View, WaitingItem
from app.store.installation import Known
from app.store.items import Place, day_range
from app.store.locations import Join, NewLocation
from app.store.notices import Dispatch, Notice
from app.store.nouns import Nouns, Terms, Transaction
from app.store.page_validators import PageValidators
from app.store.pictures import WantedPicture
from app.store.pings import HubState, Ping
from app.store.robots import RobotsRecord
from app.store.runs import TOTALS, Ending, Totals
from app.store.search import Cursor, Order, SearchPage
from app.store.sessions import Login
from app.store.soundness import version_flaw
from app.store.standing import Standing, Step
from app.store.writes import NewItem
from app.values.errors import SchemaError

__all__ = [
    "EVERYBODY",
    "MOST_PINS",
    "TOTALS",
    "Archive",
    "Autosave",
    "AutosaveHead",
    "Backup",
    "Cursor",
    "Dispatch",
    "Ending",
    "Entry",
    "FeedOf",
    "Holding",
    "HubState",
    "Join",
    "Known",
    "Login",
    "NewItem",
    "NewLocation",
    "Notice",
    "Nouns",
    "Order",
    "PageValidators",
    "PendingIntent",
    "Pin",
    "Ping",
    "Pins",
    "Place",
    "Present",
    "RobotsRecord",
    "SearchPage",
    "Sieve",
    "Standing",
    "Step",
    "Store",
    "Subscription",
    "Totals",
    "Transaction",
    "View",
    "WaitingItem",
    "Waits",
    "WantedPicture",
    "day_range",
    "in_transaction",
]

P = ParamSpec("P")
R = TypeVar("R")


class Store(Nouns):
    """Everything that is kept, by noun; each call of a noun's method is a transaction of its own.

    `authority` and `new_uid` go into the ids of new items; `waits`: how long the database is waited
    for.
    """

    def __init__(
        self,
        database_url: str,
        *,
        zone: ZoneInfo,
        authority: str,
        new_uid: Callable[[], str],
        waits: Waits | None = None,
    ) -> None:
        self.database = Database(database_url, waits)
        self._terms = Terms(zone, authority, new_uid)
        super().__init__(self.database, self._terms)

    def transact(self, work: Callable[[Transaction], R], *, alone: bool = False) -> R:
        """Do all that some work asks of a transaction: all of it is stored, or nothing. It is begun
        again where somebody else was faster, so it must do nothing else; `alone`: others wait
        for it, since it takes so long that somebody always would be.

        Writers wait for each other, on SQLite from the beginning and on PostgreSQL where they meet,
        so what is slow comes before. The nouns of the store itself wait too, and must not be asked
        to write within.
        """

        def attempt() -> R:
            with self.transaction() as tx:
                return work(tx)

        return self.database.repeat(attempt, alone=alone)

    @contextmanager
    def transaction(self) -> Iterator[Transaction]:
        """One attempt at a transaction, which fails where somebody else was faster."""
        with self.database.write() as session:
            yield Transaction(session, self._terms, is_sqlite=self.database.is_sqlite)

    @contextmanager
    def look(self) -> Iterator[Transaction]:
        """One consistent look at everything, for reading alone."""
        with self.database.read() as session:
            yield Transaction(session, self._terms, is_sqlite=self.database.is_sqlite)

    def standing(self) -> Standing:
        """Which schema the database is of, beside this program's."""
        return self.database.standing()

    def prepare(self) -> None:
        """Make the tables of an empty database; SchemaError when one is of a schema with which this
        program must not work, or of a server that is too old.
        """
        self._refuse_old_server()
        self.database.prepare()

    def migrate(self) -> tuple[Step, ...]:
        """Bring the schema to this program's version; the steps that were taken. SchemaError when
        it is of a newer one, or the server too old.
        """
        self._refuse_old_server()
        return self.database.migrate()

    def _refuse_old_server(self) -> None:
        if flaw := version_flaw(self.database):
            raise SchemaError(flaw)

    def close(self) -> None:
        """Close all connections."""
        self.database.close()


def in_transaction(
    work: Callable[Concatenate[Transaction, P], R],
) -> Callable[Concatenate[Store, P], R]:
    """Let work of a transaction be asked of a store: it is done in one of its own, as `transact`
    does.
    """

    @wraps(work)
    def transacted(store: Store, /, *args: P.args, **named: P.kwargs) -> R:
        return store.transact(lambda tx: work(tx, *args, **named))

    return transacted
