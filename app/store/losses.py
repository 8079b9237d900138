"""Readings that only take away, each kept beside its item until it is believed or refused."""

from collections.abc import Collection
from datetime import datetime
from typing import cast

from sqlalchemy import ColumnElement, Select, delete, func, select, update

from app.news.losses import Loss, LossState
from app.store.access import Access, repeated
from app.store.schema import ItemRow, LossRow
from app.values.model import LossKind, Source

# What counts as the same loss in other stories: all that no person has decided on.
_OPEN = ("seen", "held", "taken")


class Losses:
    """What was taken away upstream, and not from the items here, or not yet."""

    def __init__(self, access: Access) -> None:
        self._access = access

    def of(self, item_id: int) -> Loss | None:
        """The last reading of an item that only took away, if there is one."""
        with self._access.read() as session:
            row = session.get(LossRow, item_id)
            return _loss(row) if row else None

    def count(self, source_id: int | None, kind: LossKind, since: datetime, but: int) -> int:
        """How many other items of a source have lost the same since a certain time."""
        wanted = select(func.count()).where(
            *_same(source_id, kind, since, _OPEN), LossRow.item_id != but
        )
        with self._access.read() as session:
            return session.scalar(wanted) or 0

    @repeated
    def keep(self, loss: Loss, source_id: int | None) -> None:
        """Keep a reading that only takes away as the last one of its item."""
        row = LossRow(
            item_id=loss.item_id,
            location_id=loss.location_id,
            source_id=source_id,
            kind=loss.kind,
            state=loss.state,
            seen_at=loss.seen_at,
            content=loss.content,
            capture=loss.capture,
            silent=loss.silent,
        )
        with self._access.write() as session:
            session.merge(row)
            session.flush()

    @repeated
    def hold(self, source_id: int | None, kind: LossKind, since: datetime) -> None:
        """Let all that a source's items have lost alike wait for people."""
        waiting = update(LossRow).where(*_same(source_id, kind, since, ("seen",)))
        with self._access.write() as session:
            session.execute(waiting.values(state="held"))

    @repeated
    def forget(self, item_id: int) -> None:
        """Forget what an item was to lose, since that is no more so; what it lost is kept in
        mind.
        """
        undecided = LossRow.state.in_(("seen", "held", "kept"))
        with self._access.write() as session:
            session.execute(delete(LossRow).where(LossRow.item_id == item_id, undecided))

    @repeated
    def is_back(self, item_id: int) -> None:
        """Forget what an item was to lose and nobody decided on: its page is as it was."""
        undecided = LossRow.state.in_(("seen", "held"))
        with self._access.write() as session:
            session.execute(delete(LossRow).where(LossRow.item_id == item_id, undecided))

    def held(self, source: Source | None = None) -> list[Loss]:
        """What waits for people, of one source or of all, the first first."""
        with self._access.read() as session:
            rows = session.scalars(_held(source).order_by(LossRow.seen_at, LossRow.item_id))
            return [_loss(row) for row in rows]

    def batches(self) -> list[tuple[int, LossKind, datetime, int]]:
        """What waits for people, by source and kind: since when, and in how many stories."""
        wanted = (
            select(LossRow.source_id, LossRow.kind, func.min(LossRow.seen_at), func.count())
            .where(LossRow.state == "held", LossRow.source_id.is_not(None))
            .group_by(LossRow.source_id, LossRow.kind)
            .order_by(LossRow.source_id, LossRow.kind)
        )
        with self._access.read() as session:
            return [
                (source_id or 0, cast(LossKind, kind), since, number)
                for source_id, kind, since, number in session.execute(wanted)
            ]

    @repeated
    def decide(self, item_id: int, state: LossState) -> None:
        """Say what people decided about what an item was to lose."""
        with self._access.write() as session:
            session.execute(update(LossRow).where(LossRow.item_id == item_id).values(state=state))


def _same(
    source_id: int | None, kind: LossKind, since: datetime, states: Collection[str]
) -> tuple[ColumnElement[bool], ...]:
    return (
        LossRow.source_id == source_id,
        LossRow.kind == kind,
        LossRow.seen_at > since,
        LossRow.state.in_(states),
    )


def _held(source: Source | None) -> Select[LossRow]:
    wanted = select(LossRow).join(ItemRow, ItemRow.id == LossRow.item_id)
    wanted = wanted.where(LossRow.state == "held")
    return wanted.where(LossRow.source_id == source.id) if source else wanted


def _loss(row: LossRow) -> Loss:
    return Loss(
        row.item_id,
        row.location_id,
        cast(LossKind, row.kind),
        cast(LossState, row.state),
        row.seen_at,
        row.content,
        row.capture,
        row.silent,
    )
