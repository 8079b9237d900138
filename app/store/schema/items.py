"""Items, their versions and addresses, and by what they are found again."""

from sqlalchemy import JSON, BigInteger, Float, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from app.store.schema.base import Base, Instant, Key, OptionalInstant
from app.store.types import ContentJSON
from app.values.model import Content

_HELD = "\"foreign\" = 'held'"
_CORRECTED, _WITHDRAWN = "corrected IS NOT NULL", "withdrawn_at IS NOT NULL"
_WAITING, _DIFFERS, _TROUBLED = "status = 'review'", "upstream IS NOT NULL", "error <> ''"
_UPLOADED, _CLUSTERED = "uploaded_at IS NOT NULL", "cluster_id IS NOT NULL"
_HIDDEN = "status <> 'published'"
_KEPT = "state = 'kept'"
_GIVEN_UP = f"state = 'pending' AND recheck_at IS NULL AND {_TROUBLED}"
_GONE = f"state = 'gone' AND item_id IS NOT NULL AND {_TROUBLED}"
_DOUBTED = f"state = 'read' AND {_TROUBLED}"


class ItemRow(Base):
    """What we store and publish: the present content, and what decides where and when it is seen.

    `rank`: among the reports of an event, 0 for the one that lists show, 1 for one that only its
    section's list shows, 2 for the rest; `due_at`: when it is to become public; `embargo_until`:
    before when it must not, whoever asks; `alone`: an editor took it out of such a cluster, so it
    is put into none again. `serial`, `edition` and `version_at` as in `Item`; `corrected` is the
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
    embargo_until: Mapped[OptionalInstant]
    released_at: Mapped[OptionalInstant]
    withdrawn_at: Mapped[OptionalInstant]
    note: Mapped[str] = mapped_column(default="")
    revision: Mapped[int] = mapped_column(default=1)
    edited: Mapped[list[str]] = mapped_column(JSON, default=list)
    upstream: Mapped[Content | None] = mapped_column(ContentJSON)
    fingerprint: Mapped[str]
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("items.id"))
    cluster_id: Mapped[int | None] = mapped_column(ForeignKey("clusters.id"))
    rank: Mapped[int] = mapped_column(default=0)
    alone: Mapped[bool] = mapped_column(default=False)
    serial: Mapped[int | None]
    edition: Mapped[int] = mapped_column(default=0)
    version_at: Mapped[OptionalInstant]
    corrected: Mapped[int | None]

    __table_args__ = (
        Index("ix_items_public", "status", "published_at", "id"),
        Index("ix_items_newest", "published_at", "id"),
        Index("ix_items_section", "section_id", "status", "published_at", "id"),
        Index("ix_items_source", "source_id", "status", "published_at", "id"),
        Index("ix_items_fingerprint", "fingerprint"),
        Index("ix_items_title_key", "title_key"),
        Index("ix_items_due", "status", "due_at"),
        # The status within: by that alone SQLite would go through all that is public.
        Index(
            "ix_items_cluster",
            "cluster_id",
            "status",
            "published_at",
            "id",
            sqlite_where=text(_CLUSTERED),
            postgresql_where=text(_CLUSTERED),
        ),
        # Equality before order, whatever the planner believes about how many items have a status.
        Index("ix_items_serial", "status", "serial"),
        Index("ix_items_section_serial", "section_id", "status", "serial"),
        Index("ix_items_source_serial", "source_id", "status", "serial"),
        Index(
            "ix_items_corrected",
            "status",
            "corrected",
            sqlite_where=text(_CORRECTED),
            postgresql_where=text(_CORRECTED),
        ),
        Index(
            "ix_items_withdrawn",
            "status",
            "withdrawn_at",
            sqlite_where=text(_WITHDRAWN),
            postgresql_where=text(_WITHDRAWN),
        ),
        # What waits for review is counted, and its titles are searched, without a look at the items
        # themselves.
        Index(
            "ix_items_review",
            "status",
            "published_at",
            "id",
            "source_id",
            "section_id",
            "title_key",
            sqlite_where=text(_WAITING),
            postgresql_where=text(_WAITING),
        ),
        # The titles of what is not public are searched in the order in which they are shown.
        Index(
            "ix_items_hidden",
            "published_at",
            "id",
            "title_key",
            sqlite_where=text(_HIDDEN),
            postgresql_where=text(_HIDDEN),
        ),
        Index("ix_items_seen", "source_id", "first_seen_at"),
        Index(
            "ix_items_upstream",
            "source_id",
            "changed_at",
            sqlite_where=text(_DIFFERS),
            postgresql_where=text(_DIFFERS),
        ),
    )


class RevisionRow(Base):
    """Every version of every item; `name` is what an editor called it, to find it again."""

    __tablename__ = "revisions"
    id: Mapped[Key]
    item_id: Mapped[int] = mapped_column(ForeignKey("items.id"))
    number: Mapped[int]
    at: Mapped[Instant]
    by: Mapped[str]
    significant: Mapped[bool]
    content: Mapped[Content] = mapped_column(ContentJSON)
    capture: Mapped[str] = mapped_column(default="")
    name: Mapped[str] = mapped_column(default="")

    __table_args__ = (UniqueConstraint("item_id", "number"),)


class LocationRow(Base):
    """Addresses at which stories stand. `key` is the canonical address without its scheme: one row
    a page.

    `position` grows in the order in which stories are to be read, the newest last. `recheck_at`:
    when a page that was read is to be asked for again, or one that was not read yet is to be read;
    `rereads` counts the times that a read page was asked for again. `capture`: the last capture
    that was read, as `file:offset`, those of all parts of a story in parts, its own first, with
    spaces between. `claim`: the key of the address that the page names as its own,
    if that is another one. `joined`, `share`, `joined_by`: why the page counts as a further address
    of its item, as in `Location`; `content`: what was last read at a further address, so that it
    can be split off. `foreign` and `missing` as in `Location`.
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
    foreign: Mapped[str] = mapped_column(default="", server_default="")
    missing: Mapped[str] = mapped_column(default="", server_default="")

    __table_args__ = (
        Index(
            "ix_locations_foreign",
            "source_id",
            "item_id",
            sqlite_where=text(_HELD),
            postgresql_where=text(_HELD),
        ),
        Index("ix_locations_recheck", "recheck_at", "source_id"),
        Index("ix_locations_listed", "source_id", "listed_at"),
        Index("ix_locations_position", "position"),
        Index(
            "ix_locations_error",
            "source_id",
            "state",
            "checked_at",
            sqlite_where=text(_TROUBLED),
            postgresql_where=text(_TROUBLED),
        ),
        # What the desk tells of, whatever the number of addresses: the latest of all sources.
        Index(
            "ix_locations_given_up",
            "state",  # SQLite prefers this to the index of `recheck_at` only for an equality
            "checked_at",
            sqlite_where=text(_GIVEN_UP),
            postgresql_where=text(_GIVEN_UP),
        ),
        Index(
            "ix_locations_gone",
            "gone_at",
            sqlite_where=text(_GONE),
            postgresql_where=text(_GONE),
        ),
        Index(
            "ix_locations_doubted",
            "checked_at",
            sqlite_where=text(_DOUBTED),
            postgresql_where=text(_DOUBTED),
        ),
        Index(
            "ix_locations_claim",
            "claim",
            sqlite_where=text("claim <> ''"),
            postgresql_where=text("claim <> ''"),
        ),
    )


class LinkedHostRow(Base):
    """Hosts to which a source's listing links, without `www.`; those that it linked to among too
    many strange ones are none. Gathered when they are first asked for.
    """

    __tablename__ = "linked_hosts"
    source_id: Mapped[int] = mapped_column(
        ForeignKey("sources.id"), primary_key=True, autoincrement=False
    )
    host: Mapped[str] = mapped_column(primary_key=True)


class LossRow(Base):
    """The last reading of an item that only took away, as in `app.news.losses.Loss`."""

    __tablename__ = "losses"
    item_id: Mapped[int] = mapped_column(
        ForeignKey("items.id"), primary_key=True, autoincrement=False
    )
    location_id: Mapped[int] = mapped_column(ForeignKey("locations.id"))
    source_id: Mapped[int | None] = mapped_column(ForeignKey("sources.id"))
    kind: Mapped[str]
    state: Mapped[str]
    seen_at: Mapped[Instant]
    content: Mapped[Content] = mapped_column(ContentJSON)
    capture: Mapped[str]
    silent: Mapped[bool]

    __table_args__ = (Index("ix_losses_source", "source_id", "state", "kind", "seen_at"),)


class BandRow(Base):
    """What stories are found by that may be the same: the bands of their sketches, each with the
    week of publication in its upper half.

    By week, since copies appear within days: what is looked up and written lies close together,
    however large the table grows.
    """

    __tablename__ = "bands"
    band: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    item_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)

    __table_args__ = ({"sqlite_with_rowid": False},)


class ClusterRow(Base):
    """Events that several sources report; `started_at` is when the first report was published."""

    __tablename__ = "clusters"
    id: Mapped[Key]
    started_at: Mapped[Instant]


class MarkRow(Base):
    """By what recent reports are found that may tell of the same event: their marks, each with the
    span of days in its upper half.
    """

    __tablename__ = "marks"
    mark: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    item_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)

    __table_args__ = ({"sqlite_with_rowid": False},)


class SearchEntryRow(Base):
    """What stands in the search index, which is no table of ours: `search_index` (see
    `app.store.search_index`), row for row.

    `key` grows with the time of publication. The rest says what was indexed: a revision, with what
    its rights let readers see.
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


class PictureRow(Base):
    """Pictures of items, by the address at which they stand upstream: to be fetched, kept here, or
    unfit.

    One that an editor uploaded has an address of our own. `alt` to `licence` are what is said of
    it, `decorative` that there is nothing to say.
    """

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
    alt: Mapped[str] = mapped_column(default="")
    caption: Mapped[str] = mapped_column(default="")
    credit: Mapped[str] = mapped_column(default="")
    licence: Mapped[str] = mapped_column(default="")
    decorative: Mapped[bool] = mapped_column(default=False)
    uploaded_by: Mapped[str] = mapped_column(default="")
    uploaded_at: Mapped[OptionalInstant]

    __table_args__ = (
        Index("ix_pictures_wanted", "state", "source_id", "retry_at"),
        # The state too: by that alone SQLite would go through all that is kept.
        Index("ix_pictures_digest", "digest", "state"),
        Index(
            "ix_pictures_kept",
            "state",
            "id",
            sqlite_where=text(_KEPT),
            postgresql_where=text(_KEPT),
        ),
        Index(
            "ix_pictures_uploaded",
            "uploaded_by",
            sqlite_where=text(_UPLOADED),
            postgresql_where=text(_UPLOADED),
        ),
    )


class PictureUseRow(Base):
    """Which items show a picture in their present content."""

    __tablename__ = "picture_uses"
    picture_id: Mapped[int] = mapped_column(
        ForeignKey("pictures.id"), primary_key=True, autoincrement=False
    )
    item_id: Mapped[int] = mapped_column(
        ForeignKey("items.id"), primary_key=True, autoincrement=False, index=True
    )
