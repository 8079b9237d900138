"""Versions of how sources are read, each with the evidence for it.

Decision 0119.
"""

from datetime import datetime
from typing import cast

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from app.news.remedies import Remedy, State, Treatment, Way, evidence_of, to_json, treatment_of
from app.store.access import Access, repeated
from app.store.schema import RemedyRow, SourceRow, ValidatorRow
from app.store.turns import take_turn
from app.values.errors import Conflict, NotFound
from app.values.model import Source
from scrapers.words.urls import identity


class Remedies:
    """What was done, or proposed, for sources whose sites had changed."""

    def __init__(self, access: Access) -> None:
        self._access = access

    def of(self, source: Source, limit: int = 50) -> list[Remedy]:
        """The remedies of a source, the latest first."""
        wanted = (
            select(RemedyRow)
            .where(RemedyRow.source_id == source.id)
            .order_by(RemedyRow.at.desc(), RemedyRow.id.desc())
            .limit(limit)
        )
        with self._access.read() as session:
            return [_remedy(row) for row in session.scalars(wanted)]

    def get(self, source: Source, remedy_id: int) -> Remedy:
        """One remedy of a source; NotFound."""
        with self._access.read() as session:
            row = session.get(RemedyRow, remedy_id)
            if row is None or row.source_id != source.id:
                raise NotFound("there is no such remedy of this source")
            return _remedy(row)

    def since(self, after: datetime) -> list[tuple[int, Remedy]]:
        """The remedies of all sources since a time, the earliest first, with the keys of their
        sources.
        """
        wanted = select(RemedyRow).where(RemedyRow.at > after).order_by(RemedyRow.at, RemedyRow.id)
        with self._access.read() as session:
            return [(row.source_id, _remedy(row)) for row in session.scalars(wanted)]

    @repeated
    def apply(self, source: Source, remedy: Remedy) -> None:
        """Read a source by a remedy from now on, at once; what a proposed one brings waits for
        people.
        """
        with self._access.write() as session:
            apply_remedy(session, source.id, remedy)

    @repeated
    def accept(self, source: Source, remedy: Remedy, by: str) -> None:
        """Take a remedy that was proposed for good."""
        with self._access.write() as session:
            _decide(session, remedy, "adopted", by)
            row = session.get_one(SourceRow, source.id)
            row.on_trial = False
            if remedy.merged:
                _pause(row)

    @repeated
    def end_trial(self, source: Source, by: str) -> None:
        """Decide against what is on trial, where people read a source in yet another way."""
        with self._access.write() as session:
            session.get_one(SourceRow, source.id).on_trial = False
            session.execute(
                update(RemedyRow)
                .where(
                    RemedyRow.source_id == source.id,
                    RemedyRow.state == "proposed",
                    RemedyRow.merged == "",
                )
                .values(state="taken back", by=by)
            )

    def merged_into(self, slug: str) -> list[tuple[int, Remedy]]:
        """The remedies by which other sources are polled no more, as this one took them over, with
        the keys of those.
        """
        wanted = select(RemedyRow).where(RemedyRow.merged == slug, RemedyRow.state == "adopted")
        with self._access.read() as session:
            return [(row.source_id, _remedy(row)) for row in session.scalars(wanted)]

    @repeated
    def take_back(self, source: Source, remedy: Remedy, by: str, now: datetime) -> None:
        """Read a source as before a remedy, at once; Conflict where it is read otherwise by now, or
        another source polls its former address.
        """
        with self._access.write() as session:
            row = session.get_one(SourceRow, source.id)
            if not remedy.merged:
                if _treatment(row) != remedy.after:
                    raise Conflict("the source is read otherwise by now; change it by hand")
                if other := _polled_by_another(session, row, remedy.before.url):
                    raise Conflict(
                        "%(url)s is polled already, as %(slug)s",
                        url=remedy.before.url,
                        slug=repr(other),
                    )
                row.on_trial = False
                _read_by(session, row, remedy.before, now)
            elif remedy.state == "adopted":
                row.paused, row.next_run_at = False, now
            _decide(session, remedy, "taken back", by)


def apply_remedy(session: Session, source_id: int, remedy: Remedy) -> None:
    """Read a source by a remedy from now on, as a part of a transaction; one that is read otherwise
    than the remedy knew is left alone, and so is one whose new address is polled by now.
    """
    row = session.get_one(SourceRow, source_id)
    if _treatment(row) != remedy.before:
        return
    if not remedy.merged and _polled_by_another(session, row, remedy.after.url):
        return
    session.add(
        RemedyRow(
            source_id=source_id,
            way=remedy.way,
            state=remedy.state,
            before=to_json(remedy.before),
            after=to_json(remedy.after),
            evidence=to_json(remedy.evidence),
            merged=remedy.merged,
            at=remedy.at,
            by=remedy.by,
        )
    )
    if remedy.merged:
        if remedy.state == "adopted":
            _pause(row)
        return
    row.on_trial = remedy.state == "proposed"
    _read_by(session, row, remedy.after, remedy.at)


def _polled_by_another(session: Session, row: SourceRow, url: str) -> str:
    """The slug of another source that polls an address to which this one would move; "" if none."""
    key = identity(url)
    if key == identity(row.url):
        return ""
    take_turn(session, "sources")
    wanted = select(SourceRow.url, SourceRow.slug).where(
        SourceRow.removed_at.is_(None), SourceRow.id != row.id
    )
    others = session.execute(wanted)
    return next((slug for other, slug in others if identity(other) == key), "")


def _read_by(session: Session, row: SourceRow, treatment: Treatment, now: datetime) -> None:
    """Read a source otherwise, at once and anew."""
    row.url, row.scraper, row.browser = treatment.url, treatment.scraper, treatment.browser
    row.recipe = dict(treatment.recipe) if treatment.recipe is not None else None
    row.moved_to, row.moved_times, row.next_run_at = "", 0, now
    row.backfill_next, row.backfill_left, row.backfilled_at = "", 0, None
    session.execute(delete(ValidatorRow).where(ValidatorRow.key == identity(treatment.url)))


def _pause(row: SourceRow) -> None:
    """Poll a source no more whose list another one took over: it has no trouble any more."""
    row.paused, row.failures, row.last_error, row.failure_kind = True, 0, "", ""


def _decide(session: Session, remedy: Remedy, state: State, by: str) -> None:
    row = session.get_one(RemedyRow, remedy.id)
    row.state, row.by = state, by


def _treatment(row: SourceRow) -> Treatment:
    return Treatment(row.url, row.scraper, row.recipe, row.browser)


def _remedy(row: RemedyRow) -> Remedy:
    return Remedy(
        cast(Way, row.way),
        cast(State, row.state),
        treatment_of(row.before),
        treatment_of(row.after),
        evidence_of(row.evidence),
        row.at,
        row.merged,
        row.id,
        row.by,
    )
