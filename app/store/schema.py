"""The tables, as typed rows. Rows never leave this package."""

from datetime import datetime
from typing import Annotated, Any, cast

from sqlalchemy import JSON, BigInteger, Float, ForeignKey, Index, MetaData, Table, UniqueConstraint, text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from app.model import Content
from app.store.types import ContentJSON, UTCDateTime

Key = Annotated[int, mapped_column(primary_key=True)]
Instant = Annotated[datetime, mapped_column(UTCDateTime)]
OptionalInstant = Annotated[datetime | None, mapped_column(UTCDateTime)]

Total = Annotated[int, mapped_column(BigInteger, default=0)]


_CORRECTED, _WITHDRAWN = "corrected IS NOT NULL", "withdrawn_at IS NOT NULL"


class Base(DeclarativeBase):
    """All tables; constraints have names, so that migrations can find them."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


def table_of(row: type[Base]) -> Table:
    """The table behind a row's class, for statements that are built once and bypass the unit of work."""
    return cast(Table, row.__table__)


def has_row(name: str | None, kind: str, _: object) -> bool:
    """Whether a thing in the database is one that a class here tells of; the search index and its shadows are none (for Alembic)."""
    return not (kind == "table" and name is not None and name.startswith("search_index"))


class EditionRow(Base):
    """One row: the number of the edition.

    `seeded`: the shipped sources were added once; `beat_at`: when the clock last ticked;
    `tag`: the beginning of the feeds' ids, made once; `appearance`: a digest of what is
    visible everywhere and stands in no row (settings, templates); `serial`: the last number given to an item that became public;
    `corrected_at`: the version in which an item that was corrected changed last;
    `announced_at`: the version up to which hubs and subscribers were given to know of changes.
    """

    __tablename__ = "edition"
    id: Mapped[Key]
    number: Mapped[int]
    changed_at: Mapped[Instant]
    version_at: Mapped[Instant]
    seeded: Mapped[bool] = mapped_column(default=False)
    beat_at: Mapped[OptionalInstant]
    appearance: Mapped[str] = mapped_column(default="")
    tag: Mapped[str] = mapped_column(default="")
    serial: Mapped[int] = mapped_column(default=0)
    corrected_at: Mapped[OptionalInstant]
    announced_at: Mapped[Instant]


class SectionRow(Base):
    """Rubrics of our site."""

    __tablename__ = "sections"
    id: Mapped[Key]
    slug: Mapped[str] = mapped_column(unique=True)
    first_slug: Mapped[str]
    title: Mapped[str]
    position: Mapped[int] = mapped_column(default=0)
    changed_at: Mapped[Instant]
    version_at: Mapped[Instant]


class SourceRow(Base):
    """Listings that we poll, their schedule and their claim.

    `every`: seconds between checks, 0 for the learned rhythm. `checked_at`: the last time that the listing was seen, changed or not;
    `hint`: seconds for which the publisher calls it fresh. `moved_to`, `moved_times`: where it was found to have moved for good, and
    how often in a row. `backfill_next`, `backfill_left`: the listing page at which an unfinished walk goes on, and how many pages it
    still has to go (0: to the end); `backfilled_at`: when a walk reached the end. `missed`: how often in a row a further page could not
    be had while catching up. `total_...`: over all runs, for the metrics. `charset`: what a person said that its pages are in;
    `recipe`: as `scrapers.recipe` writes it.
    """

    __tablename__ = "sources"
    id: Mapped[Key]
    slug: Mapped[str] = mapped_column(unique=True)
    title: Mapped[str]
    url: Mapped[str]
    scraper: Mapped[str]
    section_id: Mapped[int] = mapped_column(ForeignKey("sections.id"))
    rights: Mapped[str]
    review: Mapped[bool]
    every: Mapped[int]
    zone: Mapped[str]
    charset: Mapped[str] = mapped_column(default="")
    recipe: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    paused: Mapped[bool] = mapped_column(default=False)
    removed_at: Mapped[OptionalInstant]
    created_at: Mapped[Instant]
    changed_at: Mapped[Instant]
    version_at: Mapped[Instant]
    next_run_at: Mapped[OptionalInstant]
    claimed_by: Mapped[str] = mapped_column(default="")
    claimed_until: Mapped[OptionalInstant]
    failures: Mapped[int] = mapped_column(default=0)
    last_success_at: Mapped[OptionalInstant]
    last_error: Mapped[str] = mapped_column(default="")
    listed_at: Mapped[OptionalInstant]
    checked_at: Mapped[OptionalInstant]
    rhythm: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    hint: Mapped[int | None]
    moved_to: Mapped[str] = mapped_column(default="")
    moved_times: Mapped[int] = mapped_column(default=0)
    backfill_next: Mapped[str] = mapped_column(default="")
    backfill_left: Mapped[int] = mapped_column(default=0)
    backfilled_at: Mapped[OptionalInstant]
    missed: Mapped[int] = mapped_column(default=0)
    total_runs: Mapped[Total]
    total_errors: Mapped[Total]
    total_requests: Mapped[Total]
    total_not_modified: Mapped[Total]
    total_bytes: Mapped[Total]
    total_new: Mapped[Total]
    total_changed: Mapped[Total]
    total_failed: Mapped[Total]

    __table_args__ = (Index(None, "next_run_at"),)


class ItemRow(Base):
    """What we store and publish: the present content, and what decides where and when it is seen.

    `rank`: among the reports of an event, 0 for the one that lists show, 1 for one that only its section's list shows, 2 for the rest;
    `alone`: an editor took it out of such a cluster, so it is put into none again. `serial` and `edition` as in `Item`; `corrected` is the
    key of its last correction.
    """

    __tablename__ = "items"
    id: Mapped[Key]
    uid: Mapped[str] = mapped_column(unique=True)
    tag: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[str]
    status: Mapped[str]
    rights: Mapped[str | None]
    section_id: Mapped[int] = mapped_column(ForeignKey("sections.id"))
    source_id: Mapped[int | None] = mapped_column(ForeignKey("sources.id"))
    slug: Mapped[str]
    content: Mapped[Content] = mapped_column(ContentJSON)
    title_key: Mapped[str]
    published_at: Mapped[Instant]
    first_seen_at: Mapped[Instant]
    updated_at: Mapped[Instant]
    changed_at: Mapped[Instant]
    due_at: Mapped[OptionalInstant]
    released_at: Mapped[OptionalInstant]
    withdrawn_at: Mapped[OptionalInstant]
    note: Mapped[str] = mapped_column(default="")
    revision: Mapped[int] = mapped_column(default=1)
    edited: Mapped[list[str]] = mapped_column(JSON, default=list)
    upstream: Mapped[Content | None] = mapped_column(ContentJSON)
    fingerprint: Mapped[str]
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("items.id"))
    cluster_id: Mapped[int | None] = mapped_column(ForeignKey("clusters.id"), index=True)
    rank: Mapped[int] = mapped_column(default=0)
    alone: Mapped[bool] = mapped_column(default=False)
    serial: Mapped[int | None]
    edition: Mapped[int] = mapped_column(default=0)
    corrected: Mapped[int | None]

    __table_args__ = (
        Index("ix_items_public", "status", "published_at", "id"),
        Index("ix_items_section", "section_id", "status", "published_at", "id"),
        Index("ix_items_source", "source_id", "status", "published_at", "id"),
        Index("ix_items_fingerprint", "fingerprint"),
        Index("ix_items_title_key", "title_key"),
        Index("ix_items_due", "status", "due_at"),
        # Equality before order, whatever the planner believes about how many items have a status.
        Index("ix_items_serial", "status", "serial"),
        Index("ix_items_section_serial", "section_id", "status", "serial"),
        Index("ix_items_source_serial", "source_id", "status", "serial"),
        Index("ix_items_corrected", "status", "corrected", sqlite_where=text(_CORRECTED), postgresql_where=text(_CORRECTED)),
        Index("ix_items_withdrawn", "status", "withdrawn_at", sqlite_where=text(_WITHDRAWN), postgresql_where=text(_WITHDRAWN)),
    )


class ClusterRow(Base):
    """Events that several sources report; `started_at` is when the first report was published."""

    __tablename__ = "clusters"
    id: Mapped[Key]
    started_at: Mapped[Instant]


class MarkRow(Base):
    """By what recent reports are found that may tell of the same event: their marks, each with the span of days in its upper half."""

    __tablename__ = "marks"
    mark: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    item_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)

    __table_args__ = ({"sqlite_with_rowid": False},)


class SearchEntryRow(Base):
    """What stands in the search index, which is no table of ours: `search_index` (see `app.store.search_index`), row for row.

    `key` grows with the time of publication. The rest says what was indexed: a revision, with what its rights let readers see.
    """

    __tablename__ = "search_entries"
    key: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    item_id: Mapped[int] = mapped_column(ForeignKey("items.id"), unique=True)
    revision: Mapped[int]
    rights: Mapped[str]
    section_id: Mapped[int]
    source_id: Mapped[int | None]
    published_at: Mapped[Instant]

    __table_args__ = ({"sqlite_with_rowid": False},)


class RevisionRow(Base):
    """Every version of every item."""

    __tablename__ = "revisions"
    id: Mapped[Key]
    item_id: Mapped[int] = mapped_column(ForeignKey("items.id"))
    number: Mapped[int]
    at: Mapped[Instant]
    by: Mapped[str]
    significant: Mapped[bool]
    content: Mapped[Content] = mapped_column(ContentJSON)
    capture: Mapped[str] = mapped_column(default="")

    __table_args__ = (UniqueConstraint("item_id", "number"),)


class CorrectionRow(Base):
    """What readers are told about changes of published items."""

    __tablename__ = "corrections"
    id: Mapped[Key]
    item_id: Mapped[int] = mapped_column(ForeignKey("items.id"), index=True)
    revision: Mapped[int]
    at: Mapped[Instant]
    by: Mapped[str]
    kind: Mapped[str]
    note: Mapped[str]


class TagRow(Base):
    """Words that editors give to items."""

    __tablename__ = "tags"
    id: Mapped[Key]
    slug: Mapped[str] = mapped_column(unique=True)
    title: Mapped[str]
    changed_at: Mapped[Instant]
    version_at: Mapped[Instant]


class TaggingRow(Base):
    """Which public items have a tag; `published_at` and `serial` are the item's, so that lists and feeds need no look at other items."""

    __tablename__ = "taggings"
    tag_id: Mapped[int] = mapped_column(ForeignKey("tags.id"), primary_key=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("items.id"), primary_key=True, index=True)
    published_at: Mapped[Instant]
    serial: Mapped[int]

    __table_args__ = (Index("ix_taggings_newest", "tag_id", "published_at", "item_id"), Index("ix_taggings_serial", "tag_id", "serial"))


class ArchiveRow(Base):
    """Where the numbered archive documents of a feed begin (RFC 5005, section 4): at the serial of their first item.

    `feed` is `all`, `section:ID`, `source:ID` or `tag:ID`; `count` is how many items the newest document holds, so that it is known when
    it is full.
    """

    __tablename__ = "archives"
    feed: Mapped[str] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    first: Mapped[int]
    count: Mapped[int]


class FormerNameRow(Base):
    """Names that something had once: addresses and programs that say them are led to where it is now.

    `kind` is `section slug` or `section title`.
    """

    __tablename__ = "former_names"
    kind: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(primary_key=True)
    target_id: Mapped[int]


class PinRow(Base):
    """Items that editors keep at the top of the front page, in the order of `position`, until they take them off or their time is over."""

    __tablename__ = "pins"
    item_id: Mapped[int] = mapped_column(ForeignKey("items.id"), primary_key=True, autoincrement=False)
    position: Mapped[int]
    until: Mapped[OptionalInstant]


class LocationRow(Base):
    """Addresses at which stories stand. `key` is the canonical address without its scheme: one row a page.

    `position` grows in the order in which stories are to be read, the newest last. `recheck_at`: when a page that was read is to be
    asked for again, or one that was not read yet is to be read; `rereads` counts the times that a read page was asked for again.
    `capture`: the last capture that was read, as `file:offset`. `claim`: the key of the address that the page names as its own, if that
    is another one. `joined`, `share`, `joined_by`: why the page counts as a further address of its item, as in `Location`; `content`:
    what was last read at a further address, so that it can be split off.
    """

    __tablename__ = "locations"
    id: Mapped[Key]
    url: Mapped[str]
    key: Mapped[str] = mapped_column(unique=True)
    state: Mapped[str]
    via: Mapped[str]
    source_id: Mapped[int | None] = mapped_column(ForeignKey("sources.id"))
    item_id: Mapped[int | None] = mapped_column(ForeignKey("items.id"), index=True)
    teaser_title: Mapped[str] = mapped_column(default="")
    teaser_summary: Mapped[str] = mapped_column(default="")
    teaser_published: Mapped[str | None]
    position: Mapped[int]
    first_seen_at: Mapped[Instant]
    listed_at: Mapped[OptionalInstant]
    checked_at: Mapped[OptionalInstant]
    gone_at: Mapped[OptionalInstant]
    tries: Mapped[int] = mapped_column(default=0)
    error: Mapped[str] = mapped_column(default="")
    recheck_at: Mapped[OptionalInstant]
    rereads: Mapped[int] = mapped_column(default=0)
    capture: Mapped[str] = mapped_column(default="")
    claim: Mapped[str] = mapped_column(default="")
    joined: Mapped[str] = mapped_column(default="")
    share: Mapped[float | None] = mapped_column(Float)
    joined_by: Mapped[str] = mapped_column(default="")
    content: Mapped[Content | None] = mapped_column(ContentJSON)

    __table_args__ = (
        Index("ix_locations_recheck", "recheck_at", "source_id"),
        Index("ix_locations_listed", "source_id", "listed_at"),
        Index("ix_locations_claim", "claim", sqlite_where=text("claim <> ''"), postgresql_where=text("claim <> ''")),
    )


class BandRow(Base):
    """What stories are found by that may be the same: the bands of their sketches, each with the week of publication in its upper half.

    By week, since copies appear within days: what is looked up and written lies close together, however large the table grows.
    """

    __tablename__ = "bands"
    band: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    item_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)

    __table_args__ = ({"sqlite_with_rowid": False},)


class ValidatorRow(Base):
    """ETag and Last-Modified of pages whose content is already stored."""

    __tablename__ = "validators"
    key: Mapped[str] = mapped_column(primary_key=True)
    etag: Mapped[str | None]
    last_modified: Mapped[str | None]
    digest: Mapped[str]


class RunRow(Base):
    """What each collection did."""

    __tablename__ = "runs"
    id: Mapped[Key]
    source_id: Mapped[int] = mapped_column(ForeignKey("sources.id"))
    started_at: Mapped[Instant]
    finished_at: Mapped[OptionalInstant]
    counts: Mapped[dict[str, int]] = mapped_column(JSON, default=dict)
    error_kind: Mapped[str] = mapped_column(default="")
    error: Mapped[str] = mapped_column(default="")
    failures: Mapped[list[str]] = mapped_column(JSON, default=list)

    __table_args__ = (Index("ix_runs_source", "source_id", "started_at"), Index("ix_runs_started", "started_at"))


class RepeatsRow(Base):
    """Marks of lines in the stories of a source, and in how many stories they stood (`scrapers.repeats`)."""

    __tablename__ = "repeats"
    source_id: Mapped[int] = mapped_column(ForeignKey("sources.id"), primary_key=True)
    counts: Mapped[dict[str, int]] = mapped_column(JSON)


class RobotsRow(Base):
    """What robots.txt said at an origin (scheme, host and port), and until when that holds."""

    __tablename__ = "robots"
    origin: Mapped[str] = mapped_column(primary_key=True)
    body: Mapped[str]
    fetched_at: Mapped[Instant]
    expires_at: Mapped[Instant]


class HoldRow(Base):
    """A host asked us, by Retry-After, not to come for a source before a certain time."""

    __tablename__ = "holds"
    source_id: Mapped[int] = mapped_column(ForeignKey("sources.id"), primary_key=True)
    host: Mapped[str] = mapped_column(primary_key=True)
    until: Mapped[Instant]


class PictureRow(Base):
    """Pictures of items, by the address at which they stand upstream: to be fetched, kept here, or unfit."""

    __tablename__ = "pictures"
    id: Mapped[Key]
    url: Mapped[str] = mapped_column(unique=True)
    referer: Mapped[str]
    source_id: Mapped[int | None] = mapped_column(ForeignKey("sources.id"))
    state: Mapped[str]
    digest: Mapped[str] = mapped_column(default="")
    type: Mapped[str] = mapped_column(default="")
    width: Mapped[int] = mapped_column(default=0)
    height: Mapped[int] = mapped_column(default=0)
    size: Mapped[int] = mapped_column(default=0)
    tries: Mapped[int] = mapped_column(default=0)
    retry_at: Mapped[OptionalInstant]
    error: Mapped[str] = mapped_column(default="")

    __table_args__ = (Index("ix_pictures_wanted", "state", "source_id", "retry_at"), Index("ix_pictures_digest", "digest"))


class HubRow(Base):
    """Hubs elsewhere that are told of changes; `next_try_at`: when one has something to be told, else nothing."""

    __tablename__ = "hubs"
    url: Mapped[str] = mapped_column(primary_key=True)
    failures: Mapped[int] = mapped_column(default=0)
    next_try_at: Mapped[OptionalInstant]
    last_error: Mapped[str] = mapped_column(default="")
    last_success_at: Mapped[OptionalInstant]


class PingRow(Base):
    """Which topics a hub still has to be told of: the version, and since when it is owed."""

    __tablename__ = "pings"
    hub: Mapped[str] = mapped_column(primary_key=True)
    path: Mapped[str] = mapped_column(primary_key=True)
    version_at: Mapped[Instant]
    since: Mapped[Instant]


class SubscriptionRow(Base):
    """Who is sent which topic by our hub, until when; `next_try_at`: when it is to be sent, empty when the newest version was."""

    __tablename__ = "subscriptions"
    id: Mapped[Key]
    callback: Mapped[str]
    host: Mapped[str] = mapped_column(index=True)
    path: Mapped[str] = mapped_column(index=True)
    secret: Mapped[str] = mapped_column(default="")
    created_at: Mapped[Instant]
    expires_at: Mapped[Instant]
    delivered_version: Mapped[Instant]
    next_try_at: Mapped[OptionalInstant] = mapped_column(index=True)
    tries: Mapped[int] = mapped_column(default=0)
    last_error: Mapped[str] = mapped_column(default="")

    __table_args__ = (UniqueConstraint("callback", "path"),)


class IntentRow(Base):
    """What subscribers asked our hub for and have to confirm; kept for an hour after, to count what each host asks for.

    `next_try_at`: when the callback is to be asked, empty when it was; `outcome`: what came of it.
    """

    __tablename__ = "intents"
    id: Mapped[Key]
    mode: Mapped[str]
    callback: Mapped[str]
    host: Mapped[str]
    path: Mapped[str]
    lease: Mapped[int]
    secret: Mapped[str] = mapped_column(default="")
    asked_at: Mapped[Instant]
    next_try_at: Mapped[OptionalInstant] = mapped_column(index=True)
    outcome: Mapped[str] = mapped_column(default="")

    __table_args__ = (Index("ix_intents_host", "host", "asked_at"), Index("ix_intents_asked_at", "asked_at"))


class EditorRow(Base):
    """People who work at the desk."""

    __tablename__ = "editors"
    id: Mapped[Key]
    name: Mapped[str] = mapped_column(unique=True)
    role: Mapped[str]
    disabled: Mapped[bool] = mapped_column(default=False)
    password_hash: Mapped[str]
    created_at: Mapped[Instant]
