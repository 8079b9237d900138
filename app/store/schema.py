"""The tables, as typed rows. Rows never leave this package."""

from datetime import datetime
from typing import Annotated

from sqlalchemy import JSON, ForeignKey, Index, MetaData, UniqueConstraint, text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from app.model import Content
from app.store.types import ContentJSON, UTCDateTime

Key = Annotated[int, mapped_column(primary_key=True)]
Instant = Annotated[datetime, mapped_column(UTCDateTime)]
OptionalInstant = Annotated[datetime | None, mapped_column(UTCDateTime)]


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


class EditionRow(Base):
    """One row: the number of the edition.

    `seeded`: the shipped sources were added once; `beat_at`: when the clock last ticked;
    `tag`: the beginning of the feeds' ids, made once; `appearance`: a digest of what is
    visible everywhere and stands in no row (settings, templates).
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


class SectionRow(Base):
    """Rubrics of our site."""

    __tablename__ = "sections"
    id: Mapped[Key]
    slug: Mapped[str] = mapped_column(unique=True)
    title: Mapped[str]
    position: Mapped[int] = mapped_column(default=0)
    changed_at: Mapped[Instant]
    version_at: Mapped[Instant]


class SourceRow(Base):
    """Listings that we poll, their schedule and their claim."""

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
    listed_before: Mapped[OptionalInstant]

    __table_args__ = (Index(None, "next_run_at"),)


class ItemRow(Base):
    """What we store and publish: the present content, and what decides where and when it is seen."""

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

    __table_args__ = (
        Index("ix_items_public", "status", "published_at", "id"),
        Index("ix_items_section", "section_id", "status", "published_at", "id"),
        Index("ix_items_source", "source_id", "status", "published_at", "id"),
        Index("ix_items_fingerprint", "fingerprint"),
        Index("ix_items_title_key", "title_key"),
        Index("ix_items_due", "status", "due_at"),
    )


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


class LocationRow(Base):
    """Addresses at which stories stand. `key` is the canonical address without its scheme: one row a page.

    `position` grows in the order in which stories are to be read, the newest last.
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

    __table_args__ = (
        Index(
            "ix_locations_pending", "source_id", "id", sqlite_where=text("state = 'pending'"), postgresql_where=text("state = 'pending'")
        ),
        Index("ix_locations_listed", "source_id", "listed_at"),
    )


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

    __table_args__ = (Index("ix_runs_source", "source_id", "started_at"),)


class EditorRow(Base):
    """People who work at the desk."""

    __tablename__ = "editors"
    id: Mapped[Key]
    name: Mapped[str] = mapped_column(unique=True)
    role: Mapped[str]
    disabled: Mapped[bool] = mapped_column(default=False)
    password_hash: Mapped[str]
    created_at: Mapped[Instant]
