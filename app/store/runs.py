"""Runs of sources: how each ended, and what all did together."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, func, insert, literal_column, select, update
from sqlalchemy.orm import Session

from app.news.health import Health
from app.news.profile import Profile
from app.news.relocation import Relocation, relocation
from app.news.remedies import Remedy
from app.store.access import Access, repeated
from app.store.health import keep_health
from app.store.page_validators import PageValidators, save_validators
from app.store.portions import forget_all
from app.store.remedies import apply_remedy
from app.store.schema import RunRow, SourceRow, table_of
from app.store.turns import take_turn
from app.store.types import UTCDateTime
from app.values.errors import READING
from app.values.model import COUNTS, Failure, Run, Source
from scrapers.words.urls import identity

TOTALS = ("runs", "errors", "requests", "not_modified", "bytes", "new", "changed", "failed")


@dataclass(frozen=True, slots=True)
class Totals:
    """What all runs of a source did together."""

    runs: int
    errors: int
    requests: int
    not_modified: int
    bytes: int
    new: int
    changed: int
    failed: int


@dataclass(frozen=True, slots=True)
class Ending:
    """How a run ended; `next_run_at` and `rhythm` are None when they stay as they were.

    `listing_checked` says that the listing was asked for at all, `stories_tried` that stories were
    to be read for the first time: only they tell whether a source can be read again. `moved` is
    where the listing was found to live for good: another address, its own, or "" when nothing can
    be said. `learned` is what is usual by now, and how the source is; None where the run taught
    nothing. `list_capture` is where a list that showed entries is kept; `treated` says that a
    remedy was looked for, `remedy` which was found.
    """

    source: Source
    run: Run
    next_run_at: datetime | None
    rhythm: Mapping[str, Any] | None = None
    hint: int | None = None
    listing_checked: bool = True
    stories_tried: bool = False
    moved: str = ""
    learned: tuple[Profile, Health] | None = None
    list_capture: str = ""
    treated: bool = False
    remedy: Remedy | None = None


class Runs:
    """What was done to keep up with sources."""

    def __init__(self, access: Access) -> None:
        self._access = access

    @repeated
    def finish(
        self, endings: Sequence[Ending], owner: str, all_validators: Sequence[PageValidators] = ()
    ) -> None:
        """End runs: keep what each did, free its source, say when it is due again; with the
        validators of listings that brought nothing.

        A source that somebody else took over is left to them.
        """
        with self._access.write() as session:
            connection = session.connection()
            connection.execute(_NEW_RUN, [_run_values(ending) for ending in endings])
            # In the order in which others change sources, so that none waits for the other.
            ordered = sorted(endings, key=lambda ending: ending.source.id)
            connection.execute(
                _END, [_source_values(ending) | {"b_owner": owner} for ending in ordered]
            )
            for ending in ordered:
                if ending.rhythm is not None:
                    session.get_one(SourceRow, ending.source.id).rhythm = dict(ending.rhythm)
                if ending.learned is not None:
                    keep_health(connection, ending.source.id, *ending.learned)
                if ending.moved:
                    _move(session, ending)
                _note_treatment(session, ending)
            for validators in all_validators:
                save_validators(connection, validators)

    @repeated
    def prune(self, before: datetime) -> int:
        """Forget runs that began before a certain time; totals stay. Returns how many."""
        return forget_all(self._access, RunRow, table_of(RunRow).c.started_at < before)

    def failing_kinds(self) -> dict[str, int]:
        """How many sources failed in their last run, by the kind of failure."""
        last = select(func.max(RunRow.id)).group_by(RunRow.source_id)
        kind = func.coalesce(
            func.nullif(SourceRow.failure_kind, literal_column("''")), RunRow.error_kind
        )
        wanted = select(kind, func.count()).join(SourceRow, SourceRow.id == RunRow.source_id)
        failing = wanted.where(
            RunRow.id.in_(last), SourceRow.removed_at.is_(None), SourceRow.failures > 0
        ).group_by(kind)
        with self._access.read() as session:
            return {row[0]: row[1] for row in session.execute(failing)}

    def totals(self) -> dict[str, Totals]:
        """What the runs of each source did over all time."""
        columns = [getattr(SourceRow, f"total_{name}") for name in TOTALS]
        with self._access.read() as session:
            return {
                slug: Totals(*numbers)
                for slug, *numbers in session.execute(select(SourceRow.slug, *columns))
            }

    def of(self, slug: str, limit: int = 20) -> list[Run]:
        """The last runs of a source, newest first."""
        with self._access.read() as session:
            wanted = (
                select(RunRow)
                .join(SourceRow, SourceRow.id == RunRow.source_id)
                .where(SourceRow.slug == slug)
            )
            rows = session.scalars(
                wanted.order_by(RunRow.started_at.desc(), RunRow.id.desc()).limit(limit)
            )
            return [_run(slug, row) for row in rows]

    def last(self, source_ids: Sequence[int] | None = None) -> dict[int, Run]:
        """The last run of each source that is not removed, or of some of them, by the source's
        number.
        """
        last = (
            select(RunRow.id)
            .where(RunRow.source_id == SourceRow.id)
            .order_by(RunRow.started_at.desc(), RunRow.id.desc())
            .limit(1)
        )
        wanted = select(RunRow, SourceRow.slug).join(
            SourceRow, RunRow.id == last.correlate(SourceRow).scalar_subquery()
        )
        if source_ids is not None:
            wanted = wanted.where(SourceRow.id.in_(source_ids))
        with self._access.read() as session:
            rows = session.execute(wanted.where(SourceRow.removed_at.is_(None)))
            return {row.source_id: _run(slug, row) for row, slug in rows}


_NEW_RUN = insert(table_of(RunRow))
_END = (
    update(table_of(SourceRow))
    .where(SourceRow.id == bindparam("b_id"), SourceRow.claimed_by == bindparam("b_owner"))
    .values(
        claimed_by="",
        claimed_until=None,
        next_run_at=func.coalesce(bindparam("b_next", type_=UTCDateTime), SourceRow.next_run_at),
        failures=bindparam("b_failures"),
        last_error=bindparam("b_error"),
        failure_kind=bindparam("b_kind"),
        last_success_at=func.coalesce(
            bindparam("b_success", type_=UTCDateTime), SourceRow.last_success_at
        ),
        checked_at=func.coalesce(bindparam("b_checked", type_=UTCDateTime), SourceRow.checked_at),
        hint=bindparam("b_hint"),
        **{
            f"total_{name}": getattr(SourceRow, f"total_{name}") + bindparam(f"b_{name}")
            for name in TOTALS
        },
    )
)


def _run_values(ending: Ending) -> dict[str, Any]:
    run = ending.run
    return {
        "source_id": ending.source.id,
        "started_at": run.started_at,
        "finished_at": run.finished_at,
        "counts": _counts(run),
        "error_kind": run.error_kind,
        "error": run.error,
        "failures": [asdict(failure) for failure in run.failures],
    }


def _source_values(ending: Ending) -> dict[str, Any]:
    run, source = ending.run, ending.source
    checked = ending.listing_checked
    failures, kind, error = _failing(ending)
    return {
        "b_id": source.id,
        "b_next": ending.next_run_at,
        "b_failures": failures,
        "b_error": error,
        "b_kind": kind,
        "b_success": None if error else run.finished_at,
        "b_checked": run.finished_at if checked and run.error_kind in ("", READING) else None,
        "b_hint": ending.hint,
        "b_runs": 1,
        "b_errors": int(bool(run.error)),
        **{f"b_{name}": getattr(run, name) for name in TOTALS if name not in ("runs", "errors")},
    }


def _failing(ending: Ending) -> tuple[int, str, str]:
    """How often in a row a source has failed by now, of which kind, and why.

    Where new stories could not be read, it is well again when some can; else when its listing can
    be had.
    """
    run, source = ending.run, ending.source
    unread = source.failure_kind == READING
    if run.error:
        first = run.error_kind == READING and not unread
        return 1 if first else source.failures + 1, run.error_kind, run.error
    if ending.stories_tried if unread else ending.listing_checked:
        return 0, "", ""
    return source.failures, source.failure_kind, source.last_error


def _move(session: Session, ending: Ending) -> None:
    """Note where a listing has moved for good; once that is certain, it is polled there, unless
    another source is.
    """
    row = session.get_one(SourceRow, ending.source.id)
    move = relocation(Relocation(row.moved_to, row.moved_times), row.url, ending.moved)
    row.moved_to, row.moved_times = move.url, move.times
    if move.is_certain:
        take_turn(session, "sources")
        others = session.scalars(
            select(SourceRow.url).where(SourceRow.removed_at.is_(None), SourceRow.id != row.id)
        )
        if identity(move.url) not in {identity(url) for url in others}:
            row.url, row.moved_to, row.moved_times = move.url, "", 0


def _note_treatment(session: Session, ending: Ending) -> None:
    """Keep the last good list, and read the source by the remedy that was found."""
    if not (ending.list_capture or ending.treated):
        return
    row = session.get_one(SourceRow, ending.source.id)
    row.listing_capture = ending.list_capture or row.listing_capture
    if ending.treated:
        row.treated_at = ending.run.finished_at
    if ending.remedy is not None:
        apply_remedy(session, row.id, ending.remedy)


def _counts(run: Run) -> dict[str, int]:
    return {name: getattr(run, name) for name in COUNTS}


def _run(slug: str, row: RunRow) -> Run:
    return Run(
        source=slug,
        started_at=row.started_at,
        finished_at=row.finished_at,
        error_kind=row.error_kind,
        error=row.error,
        failures=tuple(_failure(failure) for failure in row.failures),
        **{name: row.counts.get(name, 0) for name in COUNTS},
    )


def _failure(failure: Any) -> Failure:
    """A failure as it was kept; runs of the first version kept its words alone."""
    return (
        Failure("", "", failure)
        if isinstance(failure, str)
        else Failure(failure["kind"], failure["url"], failure["message"])
    )
