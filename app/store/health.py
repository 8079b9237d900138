"""What is usual of each source, and how it was after its last run.

Decision 0117.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, delete, or_, select
from sqlalchemy.dialects import postgresql, sqlite

from app.news.health import Health, health_of
from app.news.outage import Reach
from app.news.profile import Profile, from_json, to_json
from app.store.access import Access, repeated
from app.store.schema import HealthRow, SourceRow, table_of
from app.values.errors import HOST_IS_DOWN
from app.values.model import Source


class Healths:
    """Profiles of sources, each with the health that was judged by it."""

    def __init__(self, access: Access) -> None:
        self._access = access

    def profile(self, source: Source) -> Profile | None:
        """What is usual of a source; None where nothing was learned yet."""
        with self._access.read() as session:
            return from_json(session.connection().scalar(_PROFILE, {"source": source.id}))

    def of(self, source: Source) -> Health | None:
        """How a source was after its last run; None where nothing was learned yet."""
        wanted = select(HealthRow.health).where(HealthRow.source_id == source.id)
        with self._access.read() as session:
            facts = session.scalar(wanted)
            return health_of(facts) if facts is not None else None

    def both(self, source: Source) -> tuple[Profile, Health] | None:
        """What is usual of a source, and how it was after its last run; None where nothing was
        learned yet.
        """
        wanted = select(HealthRow.profile, HealthRow.health).where(HealthRow.source_id == source.id)
        with self._access.read() as session:
            row = session.execute(wanted).one_or_none()
        profile = from_json(row.profile) if row is not None else None
        return (profile, health_of(row.health)) if row is not None and profile is not None else None

    def those(self, source_ids: Sequence[int]) -> dict[int, Health]:
        """How sources were after their last runs, by the keys of sources."""
        wanted = select(HealthRow.source_id, HealthRow.health).where(
            HealthRow.source_id.in_(source_ids)
        )
        with self._access.read() as session:
            return {key: health_of(facts) for key, facts in session.execute(wanted)}

    def not_well(self, now: datetime, also: Sequence[int]) -> dict[int, Health]:
        """The same of those that ail, of those that have brought nothing for too long, and of some
        others.
        """
        wanted = select(HealthRow.source_id, HealthRow.health).where(
            or_(
                HealthRow.stage == "ailing",
                HealthRow.silent_at <= now,
                HealthRow.source_id.in_(also),
            )
        )
        with self._access.read() as session:
            return {key: health_of(facts) for key, facts in session.execute(wanted)}

    def reaches(self) -> list[Reach]:
        """How the hosts of the sources that are looked after could be reached; nothing where none
        was found down by its last run.
        """
        polled = (SourceRow.removed_at.is_(None), SourceRow.paused.is_(False))
        is_down = (SourceRow.failures > 0, SourceRow.failure_kind.in_(HOST_IS_DOWN))
        with self._access.read() as session:
            if session.scalar(select(SourceRow.id).where(*polled, *is_down).limit(1)) is None:
                return []
            return [_reach(*row) for row in session.execute(_REACHES.where(*polled))]

    @repeated
    def keep(self, source: Source, profile: Profile, health: Health) -> None:
        """Remember what is usual of a source, and how it is."""
        with self._access.write() as session:
            keep_health(session.connection(), source.id, profile, health)

    @repeated
    def forget(self, source: Source) -> None:
        """Forget all that was learned of a source: it begins anew."""
        with self._access.write() as session:
            session.execute(delete(HealthRow).where(HealthRow.source_id == source.id))


def keep_health(connection: Connection, source_id: int, profile: Profile, health: Health) -> None:
    """Remember what is usual of a source, and how it is, as a part of a transaction."""
    values = {
        "source_id": source_id,
        "profile": to_json(profile),
        "health": health.facts,
        "stage": health.stage,
        "silent_at": health.silent_at,
    }
    connection.execute(_KEEP[connection.dialect.name], values)


def _reach(source_id: int, url: str, checked_at: datetime | None, kind: str, stored: Any) -> Reach:
    profile = from_json(stored)
    failing = profile.failing if profile is not None else None
    if failing is None or kind in _UNASKED:
        return Reach(source_id, url, checked_at)
    if kind in HOST_IS_DOWN:
        return Reach(source_id, url, checked_at, failing.since)
    # Whatever else is wrong was told by an answer.
    return Reach(source_id, url, failing.last)


def _put(insert: Any) -> Any:
    statement = insert(table_of(HealthRow))
    kept = {name: statement.excluded[name] for name in ("profile", "health", "stage", "silent_at")}
    return statement.on_conflict_do_update(index_elements=["source_id"], set_=kept)


# Kinds of failures of which a source's host knows nothing.
_UNASKED = ("blocked", "url", "")
_REACHES = select(
    SourceRow.id, SourceRow.url, SourceRow.checked_at, SourceRow.failure_kind, HealthRow.profile
).outerjoin(HealthRow, (HealthRow.source_id == SourceRow.id) & (SourceRow.failures > 0))
# Built once: building a statement costs as much as running it.
_KEEP = {"sqlite": _put(sqlite.insert), "postgresql": _put(postgresql.insert)}
_PROFILE = select(table_of(HealthRow).c.profile).where(
    table_of(HealthRow).c.source_id == bindparam("source")
)
