"""Listings that we poll, and what was learned in polling them."""

from typing import Any

from sqlalchemy import JSON, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from app.store.schema.base import Base, Instant, Key, OptionalInstant, Total


class SourceRow(Base):
    """Listings that we poll, their schedule and their claim.

    `every`: seconds between checks, 0 for the learned rhythm. `checked_at`: the last time that the
    listing was seen, changed or not; `hint`: seconds for which the publisher calls it fresh.
    `moved_to`, `moved_times`: where it was found to have moved for good, and how often in a row.
    `backfill_next`, `backfill_left`: the listing page at which an unfinished walk goes on, and how
    many pages it still has to go (0: to the end); `backfilled_at`: when a walk reached the end.
    `missed`: how often in a row a further page could not be had while catching up. `total_...`:
    over all runs, for the metrics. `charset`: what a person said that its pages are in; `recipe`:
    as `scrapers.recipes.recipe` writes it; `rules`: what becomes of new items, as `app.news.rules`
    writes it. `failure_kind`: why it fails, as in `FetchError`; empty while it is well.
    `listing_capture`: where the last list that showed entries is kept. `doctor_mode`, `on_trial`,
    `treated_at`: as in `Source`.
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
    rules: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    even_doubtful: Mapped[bool] = mapped_column(default=False)
    browser: Mapped[bool] = mapped_column(default=False)
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
    failure_kind: Mapped[str] = mapped_column(default="")
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
    listing_capture: Mapped[str] = mapped_column(default="")
    doctor_mode: Mapped[str] = mapped_column(default="on")
    on_trial: Mapped[bool] = mapped_column(default=False)
    treated_at: Mapped[OptionalInstant]
    total_runs: Mapped[Total]
    total_errors: Mapped[Total]
    total_requests: Mapped[Total]
    total_not_modified: Mapped[Total]
    total_bytes: Mapped[Total]
    total_new: Mapped[Total]
    total_changed: Mapped[Total]
    total_failed: Mapped[Total]

    __table_args__ = (Index(None, "next_run_at"),)


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
    counts: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    error_kind: Mapped[str] = mapped_column(default="")
    error: Mapped[str] = mapped_column(default="")
    failures: Mapped[list[str]] = mapped_column(JSON, default=list)

    __table_args__ = (
        Index("ix_runs_source", "source_id", "started_at"),
        Index("ix_runs_started", "started_at"),
    )


class RepeatsRow(Base):
    """What was counted of the marks of lines and pictures in the stories of a source, as
    `scrapers.articles.repeats` writes it.
    """

    __tablename__ = "repeats"
    source_id: Mapped[int] = mapped_column(ForeignKey("sources.id"), primary_key=True)
    counts: Mapped[dict[str, int]] = mapped_column(JSON)


class HealthRow(Base):
    """What is usual of a source, as `app.news.profile` writes it, and how it was after its last
    run, as `app.news.health` does; `stage` and `silent_at` are taken from that, to be asked for.
    """

    __tablename__ = "source_health"
    source_id: Mapped[int] = mapped_column(
        ForeignKey("sources.id"), primary_key=True, autoincrement=False
    )
    profile: Mapped[dict[str, Any]] = mapped_column(JSON)
    health: Mapped[dict[str, Any]] = mapped_column(JSON)
    stage: Mapped[str]
    silent_at: Mapped[OptionalInstant]


class RemedyRow(Base):
    """Versions of how sources are read, as `app.news.remedies` writes them, each with what was
    before it; `by` is who decided on it last, empty while that was nobody.
    """

    __tablename__ = "remedies"
    id: Mapped[Key]
    source_id: Mapped[int] = mapped_column(ForeignKey("sources.id"))
    way: Mapped[str]
    state: Mapped[str]
    before: Mapped[dict[str, Any]] = mapped_column(JSON)
    after: Mapped[dict[str, Any]] = mapped_column(JSON)
    evidence: Mapped[dict[str, Any]] = mapped_column(JSON)
    merged: Mapped[str]
    at: Mapped[Instant]
    by: Mapped[str]

    __table_args__ = (Index("ix_remedies_source", "source_id", "at"),)


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
