"""The nouns of the store: all of them ask one access for sessions.

Decision 0091.
"""

from collections.abc import Callable
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from app.store.access import Access, Within
from app.store.answers import Answers
from app.store.audit import Audit
from app.store.autosaves import Autosaves
from app.store.backups import Backups
from app.store.clusters import Clusters
from app.store.duplicates import Duplicates
from app.store.editors import Editors
from app.store.feeds import Feeds
from app.store.front import Front
from app.store.health import Healths
from app.store.hosts import Hosts
from app.store.hub import Hub
from app.store.inbox import Inbox
from app.store.installation import Installation
from app.store.items import Items
from app.store.library import Library
from app.store.locations import Locations
from app.store.losses import Losses
from app.store.notices import Notices
from app.store.output import Output
from app.store.pictures import Pictures
from app.store.pings import Pings
from app.store.publication import Publication
from app.store.remedies import Remedies
from app.store.robots import RobotsRecords
from app.store.runs import Runs
from app.store.search import Search
from app.store.sections import Sections
from app.store.sessions import Sessions
from app.store.sources import Sources
from app.store.spent import Spending
from app.store.tags import Tags
from app.store.tokens import Tokens
from app.store.turns import Turn, take_turn
from app.store.writes import ItemWrites


@dataclass(frozen=True, slots=True)
class Terms:
    """What the store is told once: the site's zone, and what goes into the ids of new items."""

    zone: ZoneInfo
    authority: str
    new_uid: Callable[[], str]


class Nouns:
    """Everything that is kept, by noun."""

    def __init__(self, access: Access, terms: Terms) -> None:
        self.zone = terms.zone
        self.sections = Sections(access)
        self.sources = Sources(access)
        self.runs = Runs(access)
        self.locations = Locations(access)
        self.hosts = Hosts(access)
        self.healths = Healths(access)
        self.remedies = Remedies(access)
        self.items = Items(access)
        self.duplicates = Duplicates(access)
        self.tags = Tags(access)
        self.feeds = Feeds(access)
        self.front = Front(access)
        self.robots = RobotsRecords(access)
        self.pictures = Pictures(access)
        self.library = Library(access)
        self.output = Output(access)
        self.inbox = Inbox(access)
        self.clusters = Clusters(access)
        self.search = Search(access)
        self.installation = Installation(access)
        self.backups = Backups(access)
        self.editors = Editors(access)
        self.sessions = Sessions(access)
        self.autosaves = Autosaves(access)
        self.losses = Losses(access)
        self.notices = Notices(access)
        self.audit = Audit(access)
        self.tokens = Tokens(access)
        self.answers = Answers(access)
        self.spending = Spending(access)
        self.hub = Hub(access)
        self.pings = Pings(access)


class Transaction(Nouns):
    """All that is asked of its nouns is one transaction. Items are written in one only."""

    def __init__(self, session: Session, terms: Terms, *, is_sqlite: bool) -> None:
        super().__init__(Within(session, is_sqlite=is_sqlite), terms)
        self.writes = ItemWrites(session, terms.authority, terms.new_uid)
        self.publication = Publication(session)
        self._session = session

    def take_turn(self, turn: Turn) -> None:
        """Let this transaction, or another one that takes the same turn at once, begin again."""
        take_turn(self._session, turn)
