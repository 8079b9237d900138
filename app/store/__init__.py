"""The only SQL. Rows stay inside; each public method is one transaction, or part of one; values come out."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from zoneinfo import ZoneInfo

from app.store.answers import Answers
from app.store.audit import Audit, Entry
from app.store.autosaves import Autosave, Autosaves, Present
from app.store.clusters import Clusters
from app.store.desk import Desk
from app.store.editors import Editors
from app.store.engine import Database
from app.store.feeds import Archive, FeedOf, Feeds, Holding
from app.store.front import Front, Pin
from app.store.hub import Asked, Caps, Hub, Subscription
from app.store.inbox import Inbox, Sieve, View, Waiting
from app.store.intake import Intake, Outcome, Reading, Taken
from app.store.items import Items, Place, day_range
from app.store.joining import Joining
from app.store.library import Library
from app.store.locations import Locations, Seal
from app.store.notices import Dispatch, Notice, Notices
from app.store.pictures import Pictures, Wanted
from app.store.pings import HubState, Ping, Pings
from app.store.robots import RobotsRecord, RobotsRecords
from app.store.runs import TOTALS, Ending, Runs, Totals
from app.store.search import Cursor, Found, Order, Search
from app.store.sections import Sections
from app.store.sessions import Login, Sessions
from app.store.sources import Sources
from app.store.tags import Tags
from app.store.tending import Tending
from app.store.tokens import Tokens
from app.store.undoing import Undoing

__all__ = [
    "TOTALS",
    "Archive",
    "Asked",
    "Autosave",
    "Caps",
    "Cursor",
    "Dispatch",
    "Ending",
    "Entry",
    "FeedOf",
    "Found",
    "Holding",
    "HubState",
    "Login",
    "Notice",
    "Order",
    "Outcome",
    "Pin",
    "Ping",
    "Place",
    "Present",
    "Reading",
    "RobotsRecord",
    "Seal",
    "Sieve",
    "Store",
    "Subscription",
    "Taken",
    "Totals",
    "View",
    "Waiting",
    "Wanted",
    "day_range",
]


class Store:
    """Everything that is kept, by noun. `authority` and `new_uid` go into the ids of new items."""

    def __init__(
        self,
        database_url: str,
        *,
        zone: ZoneInfo,
        authority: str,
        new_uid: Callable[[], str],
        session_idle: timedelta = timedelta(hours=12),
        session_longest: timedelta = timedelta(days=7),
    ) -> None:
        self.zone = zone
        self.database = Database(database_url)
        self.sections = Sections(self.database)
        self.sources = Sources(self.database)
        self.runs = Runs(self.database)
        self.locations = Locations(self.database)
        self.items = Items(self.database)
        self.tags = Tags(self.database)
        self.feeds = Feeds(self.database)
        self.front = Front(self.database)
        self.robots = RobotsRecords(self.database)
        self.pictures = Pictures(self.database)
        self.library = Library(self.database)
        self.intake = Intake(self.database, zone, authority, new_uid)
        self.desk = Desk(self.database, zone, authority, new_uid)
        self.tending = Tending(self.database)
        self.inbox = Inbox(self.database)
        self.undoing = Undoing(self.database)
        self.joining = Joining(self.database, zone, authority, new_uid)
        self.clusters = Clusters(self.database)
        self.search = Search(self.database)
        self.editors = Editors(self.database)
        self.sessions = Sessions(self.database, session_idle, session_longest)
        self.autosaves = Autosaves(self.database)
        self.notices = Notices(self.database)
        self.audit = Audit(self.database)
        self.tokens = Tokens(self.database)
        self.answers = Answers(self.database)
        self.hub = Hub(self.database)
        self.pings = Pings(self.database)

    @contextmanager
    def together(self) -> Iterator[None]:
        """Make one transaction of all that this thread does within: all of it is stored, or nothing."""
        with self.database.write():
            yield

    def migrate(self) -> None:
        """Bring the schema to this program's version; SchemaError when it is of a newer one."""
        self.database.migrate()

    def close(self) -> None:
        """Close all connections."""
        self.database.close()
