"""Sources, their schedule, their claims and their runs."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import delete, or_, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.errors import Conflict, NotFound
from app.model import Run, Source, SourceSpec
from app.store.engine import Database
from app.store.rows import source_of, touch
from app.store.schema import EditionRow, RunRow, SectionRow, SourceRow, ValidatorRow
from app.store.sections import find_or_make
from scrapers.urls import identity


class Sources:
    """The listings that we poll."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, spec: SourceSpec, now: datetime) -> Source:
        """Store a new source, due at once; Conflict when its slug is taken. A removed source of that slug comes back to life."""
        with self._database.write() as session:
            return self._add(session, spec, now)

    def seed(self, specs: tuple[SourceSpec, ...], now: datetime) -> list[Source]:
        """Add the shipped sources, once in a database's life and only while it has no source."""
        with self._database.write() as session:
            edition = session.scalars(select(EditionRow)).one()
            if edition.seeded:
                return []
            edition.seeded = True
            empty = session.scalars(select(SourceRow.id).limit(1)).first() is None
            return [self._add(session, spec, now) for spec in specs] if empty else []

    def all(self) -> list[Source]:
        """All sources that were not removed, oldest first."""
        with self._database.read() as session:
            rows = session.execute(_select().where(SourceRow.removed_at.is_(None)).order_by(SourceRow.id)).all()
            return [source_of(row, section) for row, section in rows]

    def get(self, slug: str) -> Source:
        """The source with that slug; NotFound."""
        with self._database.read() as session:
            return source_of(*_one(session, slug))

    def known(self, slug: str) -> Source:
        """The source with that slug, removed ones too, since their items stay; NotFound."""
        with self._database.read() as session:
            return source_of(*_one(session, slug, removed=True))

    def pause(self, slug: str, *, paused: bool, now: datetime) -> None:
        """Stop or resume polling; a resumed source is due at once. NotFound."""
        with self._database.write() as session:
            row, _ = _one(session, slug)
            row.paused = paused
            row.next_run_at = row.next_run_at if paused else now

    def remove(self, slug: str, now: datetime) -> None:
        """Stop polling for good; what was collected stays. NotFound."""
        with self._database.write() as session:
            row, _ = _one(session, slug)
            row.removed_at = now
            touch(session, now, [], [row.id])

    def make_due(self, slug: str, now: datetime) -> None:
        """Let the next tick collect it. NotFound."""
        with self._database.write() as session:
            row, _ = _one(session, slug)
            row.next_run_at = now

    def due(self, now: datetime) -> list[Source]:
        """The sources to collect now: due, not paused, not claimed by a living run; the longest waiting first."""
        with self._database.read() as session:
            wanted = _select().where(
                SourceRow.removed_at.is_(None),
                SourceRow.paused.is_(False),
                or_(SourceRow.next_run_at.is_(None), SourceRow.next_run_at <= now),
                or_(SourceRow.claimed_until.is_(None), SourceRow.claimed_until < now),
            )
            return [source_of(row, section) for row, section in session.execute(wanted.order_by(SourceRow.next_run_at)).all()]

    def claim(self, source: Source, owner: str, now: datetime, until: datetime) -> int:
        """Begin a run: claim the source and return the run's id; Conflict while another run holds it."""
        free = or_(SourceRow.claimed_until.is_(None), SourceRow.claimed_until < now)
        with self._database.write() as session:
            claim = update(SourceRow).where(SourceRow.id == source.id, free).values(claimed_by=owner, claimed_until=until)
            if not session.scalars(claim.returning(SourceRow.id)).all():
                raise Conflict(f"{source.slug} is being collected by another process; try again when it has finished")
            run = RunRow(source_id=source.id, started_at=now)
            session.add(run)
            session.flush()
            return run.id

    def keep_claim(self, source: Source, owner: str, now: datetime, until: datetime) -> None:
        """Say that the run is alive, once half of the lease is over; Conflict when somebody else has taken the source over."""
        with self._database.read() as session:
            row = session.get_one(SourceRow, source.id)
            if row.claimed_by == owner and row.claimed_until is not None and row.claimed_until - now > (until - now) / 2:
                return
        with self._database.write() as session:
            claim = update(SourceRow).where(SourceRow.id == source.id, SourceRow.claimed_by == owner).values(claimed_until=until)
            if not session.scalars(claim.returning(SourceRow.id)).all():
                raise Conflict(f"{source.slug} was taken over by another process")

    def abandon(self, source: Source, owner: str, reason: str, next_run_at: datetime) -> None:
        """Free a source whose run broke off, if this owner holds it."""
        with self._database.write() as session:
            row = session.get_one(SourceRow, source.id)
            if row.claimed_by == owner:
                row.claimed_by, row.claimed_until, row.next_run_at = "", None, next_run_at
                row.failures, row.last_error = row.failures + 1, reason

    def claims(self) -> list[tuple[str, str]]:
        """Slug and owner of every claim, also of those whose owner may have died."""
        with self._database.read() as session:
            found = session.execute(select(SourceRow.slug, SourceRow.claimed_by).where(SourceRow.claimed_until.is_not(None)))
            return [(slug, owner) for slug, owner in found]

    def free(self, slug: str, owner: str) -> None:
        """Take a claim away from an owner who died."""
        with self._database.write() as session:
            session.execute(
                update(SourceRow).where(SourceRow.slug == slug, SourceRow.claimed_by == owner).values(claimed_by="", claimed_until=None)
            )

    def finish(self, run_id: int, run: Run, next_run_at: datetime) -> None:
        """End a run: keep what it did, free the source, say when it is due again."""
        with self._database.write() as session:
            row = session.get_one(RunRow, run_id)
            row.finished_at, row.counts = run.finished_at, _counts(run)
            row.error_kind, row.error, row.failures = run.error_kind, run.error, list(run.failures)
            source = session.get_one(SourceRow, row.source_id)
            source.claimed_by, source.claimed_until, source.next_run_at = "", None, next_run_at
            source.failures = source.failures + 1 if run.error else 0
            source.last_error = run.error
            source.last_success_at = source.last_success_at if run.error else run.finished_at

    def runs(self, slug: str, limit: int = 20) -> list[Run]:
        """The last runs of a source, newest first."""
        with self._database.read() as session:
            found = select(RunRow).join(SourceRow, SourceRow.id == RunRow.source_id).where(SourceRow.slug == slug)
            rows = session.scalars(found.order_by(RunRow.started_at.desc(), RunRow.id.desc()).limit(limit))
            return [_run(slug, row) for row in rows]

    def _add(self, session: Session, spec: SourceSpec, now: datetime) -> Source:
        section = find_or_make(session, spec.section or spec.title, now)
        for other in session.scalars(select(SourceRow).where(SourceRow.removed_at.is_(None), SourceRow.slug != spec.slug)):
            if identity(other.url) == identity(spec.url):
                raise Conflict(f"{spec.url} is polled already, as {other.slug!r}")
        session.execute(delete(ValidatorRow).where(ValidatorRow.key == identity(spec.url)))  # a new source has seen nothing yet
        row = session.scalars(select(SourceRow).where(SourceRow.slug == spec.slug)).one_or_none()
        if row is not None and row.removed_at is None:
            raise Conflict(f"there is already a source {spec.slug!r}; choose another --slug")
        if row is None:
            row = SourceRow(slug=spec.slug, created_at=now)
            session.add(row)
        fields: Mapping[str, Any] = {
            "title": spec.title, "url": spec.url, "scraper": spec.scraper, "section_id": section.id, "rights": spec.rights,
            "review": spec.review, "every": spec.every, "zone": spec.zone, "removed_at": None, "paused": False,
            "next_run_at": None, "changed_at": now, "version_at": now,
        }  # fmt: skip
        for name, value in fields.items():
            setattr(row, name, value)
        try:
            session.flush()
        except IntegrityError as error:
            raise Conflict(f"there is already a source {spec.slug!r}; choose another --slug") from error
        touch(session, now, [section.id], [row.id])
        return source_of(row, section)


def _select() -> Any:
    return select(SourceRow, SectionRow).join(SectionRow, SectionRow.id == SourceRow.section_id)


def _one(session: Session, slug: str, *, removed: bool = False) -> tuple[SourceRow, SectionRow]:
    wanted = _select().where(SourceRow.slug == slug)
    found = session.execute(wanted if removed else wanted.where(SourceRow.removed_at.is_(None))).one_or_none()
    if found is None:
        raise NotFound(f"there is no source {slug!r}; `sources list` shows them")
    return found[0], found[1]


_COUNTS = ("requests", "not_modified", "bytes", "fetched", "new", "changed", "unchanged", "gone", "failed")


def _counts(run: Run) -> dict[str, int]:
    return {name: getattr(run, name) for name in _COUNTS}


def _run(slug: str, row: RunRow) -> Run:
    return Run(
        source=slug,
        started_at=row.started_at,
        finished_at=row.finished_at,
        error_kind=row.error_kind,
        error=row.error,
        failures=tuple(row.failures),
        **{name: row.counts.get(name, 0) for name in _COUNTS},
    )
