"""Sources, their schedule and their claims."""

from collections.abc import Iterable, Sequence
from dataclasses import fields
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Select, delete, or_, select, update
from sqlalchemy.orm import Session

from app.store.access import Access, repeated
from app.store.locations import retried_by_hand
from app.store.rows import section_of, source_of
from app.store.schema import (
    EditionRow,
    HealthRow,
    HoldRow,
    ItemRow,
    LocationRow,
    PictureRow,
    RepeatsRow,
    SectionRow,
    SourceRow,
    ValidatorRow,
)
from app.store.search_index import index_items
from app.values.address import Address
from app.values.errors import READING, Conflict, NotFound
from app.values.model import Section, Source, SourceSpec
from scrapers.articles.repeats import Tally
from scrapers.words.urls import identity


class Sources:
    """The listings that we poll."""

    def __init__(self, access: Access) -> None:
        self._access = access

    def all(self) -> list[Source]:
        """All sources that were not removed, oldest first."""
        with self._access.read() as session:
            return _values(
                session, _COLUMNS.where(SourceRow.removed_at.is_(None)).order_by(SourceRow.id)
            )

    def some(self, limit: int, after: int = 0) -> list[Source]:
        """Sources that were not removed, oldest first, from after one with this key."""
        wanted = _COLUMNS.where(SourceRow.removed_at.is_(None), SourceRow.id > after)
        with self._access.read() as session:
            return _values(session, wanted.order_by(SourceRow.id).limit(limit))

    def liveliest(self, limit: int) -> list[Source]:
        """Sources that were not removed, those first that changed last."""
        wanted = _COLUMNS.where(SourceRow.removed_at.is_(None))
        order = (SourceRow.changed_at.desc(), SourceRow.id)
        with self._access.read() as session:
            return _values(session, wanted.order_by(*order).limit(limit))

    def failing(self, limit: int) -> list[Source]:
        """Sources whose last run failed, the one that failed most often in a row first."""
        wanted = _COLUMNS.where(SourceRow.removed_at.is_(None), SourceRow.last_error != "")
        order = (SourceRow.failures.desc(), SourceRow.id)
        with self._access.read() as session:
            return _values(session, wanted.order_by(*order).limit(limit))

    def get(self, slug: str) -> Source:
        """The source with that slug; NotFound."""
        with self._access.read() as session:
            return source_of(*_one(session, slug))

    def known(self, slug: str) -> Source:
        """The source with that slug, removed ones too, since their items stay; NotFound."""
        with self._access.read() as session:
            return source_of(*_one(session, slug, removed=True))

    def by_id(self, source_id: int) -> Source | None:
        """The source with that key, removed ones too."""
        with self._access.read() as session:
            sources = _values(session, _COLUMNS.where(SourceRow.id == source_id))
            return sources[0] if sources else None

    @repeated
    def add(self, spec: SourceSpec, key: str, section: Section, now: datetime) -> Source:
        """Store a new source, due at once; a removed one of its slug comes back to life. It has
        seen nothing yet. `key` is that of its address.
        """
        with self._access.write() as session:
            session.execute(delete(ValidatorRow).where(ValidatorRow.key == key))
            row = session.scalars(
                select(SourceRow).where(SourceRow.slug == spec.slug)
            ).one_or_none()
            if row is None:
                row = SourceRow(slug=spec.slug, created_at=now)
                session.add(row)
            for name, value in _beginning(spec, section, now).items():
                setattr(row, name, value)
            session.flush()
            session.execute(delete(HealthRow).where(HealthRow.source_id == row.id))
            # One that was removed may come back with other rights, which its items share.
            index_items(
                session.connection(),
                list(session.scalars(select(ItemRow.id).where(ItemRow.source_id == row.id))),
            )
            return source_of(row, session.get_one(SectionRow, section.id))

    @repeated
    def is_first_seeding(self) -> bool:
        """Whether shipped sources were never added, from now on no more; once in a database's
        life.
        """
        with self._access.write() as session:
            edition = session.scalars(select(EditionRow)).one()
            first, edition.seeded = not edition.seeded, True
            return first

    def is_empty(self) -> bool:
        """Whether there never was a source."""
        with self._access.read() as session:
            return session.scalars(select(SourceRow.id).limit(1)).first() is None

    @repeated
    def forget_listing(self, source: Source) -> None:
        """Let a listing be read anew, changed or not."""
        with self._access.write() as session:
            session.execute(delete(ValidatorRow).where(ValidatorRow.key == source.key))

    def polled(self) -> frozenset[int]:
        """The keys of the sources that are looked after: neither paused nor removed."""
        wanted = select(SourceRow.id).where(
            SourceRow.removed_at.is_(None), SourceRow.paused.is_(False)
        )
        with self._access.read() as session:
            return frozenset(session.scalars(wanted))

    @repeated
    def change(self, source: Source, **values: Any) -> None:
        """Give columns of a source other values."""
        with self._access.write() as session:
            row = session.get_one(SourceRow, source.id)
            for name, value in values.items():
                setattr(row, name, value)

    @repeated
    def begin_anew_at(self, source: Source, there: Address, now: datetime) -> None:
        """Poll a source at another address, at once, as if nothing was ever seen there."""
        with self._access.write() as session:
            session.execute(delete(ValidatorRow).where(ValidatorRow.key == there.key))
            row = session.get_one(SourceRow, source.id)
            row.url, row.moved_to, row.moved_times, row.next_run_at = there.url, "", 0, now
            row.backfill_next, row.backfill_left, row.backfilled_at = "", 0, None
            session.execute(delete(HealthRow).where(HealthRow.source_id == source.id))

    def repeats(self, source: Source) -> Tally:
        """What was counted of the marks in the source's stories."""
        with self._access.read() as session:
            stored = select(RepeatsRow.counts).where(RepeatsRow.source_id == source.id)
            return Tally.of(session.scalar(stored) or {})

    @repeated
    def keep_repeats(self, source: Source, tally: Tally) -> None:
        """Remember what was counted of the marks in the source's stories."""
        with self._access.write() as session:
            session.merge(RepeatsRow(source_id=source.id, counts=tally.facts))

    def due(self, now: datetime) -> list[Source]:
        """The sources whose listing is to be checked now: due, not paused, not claimed by a living
        run; the longest waiting first.
        """
        return self._free(now, or_(SourceRow.next_run_at.is_(None), SourceRow.next_run_at <= now))

    def with_stories_due(self, now: datetime) -> list[Source]:
        """The sources that have stories to read or to read again now, and whose listing answered
        the last time; free ones only.
        """
        due = (
            select(LocationRow.source_id)
            .where(LocationRow.recheck_at <= now, LocationRow.source_id.is_not(None))
            .distinct()
        )
        pictures = (
            select(PictureRow.source_id)
            .where(PictureRow.state == "wanted", PictureRow.retry_at <= now)
            .distinct()
        )
        return self._free(
            now,
            or_(SourceRow.id.in_(due), SourceRow.id.in_(pictures)),
            or_(SourceRow.failures == 0, SourceRow.failure_kind == READING),
        )

    def with_work(self, sources: Sequence[Source], now: datetime, *, by_hand: bool) -> set[int]:
        """Of these sources, the ids of those that have stories or pictures to fetch now; by hand,
        failed ones are tried again at once.
        """
        ids = [source.id for source in sources]
        due = LocationRow.recheck_at <= now
        due = or_(due, retried_by_hand()) if by_hand else due
        stories = (
            select(LocationRow.source_id).where(LocationRow.source_id.in_(ids), due).distinct()
        )
        wanted = (
            PictureRow.source_id.in_(ids),
            PictureRow.state == "wanted",
            PictureRow.retry_at <= now,
        )
        with self._access.read() as session:
            source_ids = [
                *session.scalars(stories),
                *session.scalars(select(PictureRow.source_id).where(*wanted).distinct()),
            ]
            return {source_id for source_id in source_ids if source_id is not None}

    def _free(self, now: datetime, *which: ColumnElement[bool]) -> list[Source]:
        wanted = _COLUMNS.where(
            SourceRow.removed_at.is_(None),
            SourceRow.paused.is_(False),
            or_(SourceRow.claimed_until.is_(None), SourceRow.claimed_until < now),
            *which,
        )
        with self._access.read() as session:
            return _values(session, wanted.order_by(SourceRow.next_run_at))

    def claim(self, source: Source, owner: str, now: datetime, until: datetime) -> Source:
        """Begin a run: claim the source and return it as it is now; Conflict while another run
        holds it.
        """
        if not self.claim_all([source], owner, now, until):
            busy = f"{source.slug} is being collected by another process"
            raise Conflict(f"{busy}; try again when it has finished")
        return self.get(source.slug)

    @repeated
    def claim_all(
        self, sources: Sequence[Source], owner: str, now: datetime, until: datetime
    ) -> list[Source]:
        """Begin runs of those sources that no other run holds, and return these."""
        free = or_(SourceRow.claimed_until.is_(None), SourceRow.claimed_until < now)
        ids = [source.id for source in sources]
        with self._access.write() as session:
            claim = (
                update(SourceRow)
                .where(SourceRow.id.in_(ids), free)
                .values(claimed_by=owner, claimed_until=until)
            )
            got = set(session.scalars(claim.returning(SourceRow.id)))
        return [source for source in sources if source.id in got]

    @repeated
    def keep_claim(self, source: Source, owner: str, now: datetime, until: datetime) -> None:
        """Say that the run is alive, once half of the lease is over; Conflict when somebody else
        has taken the source over.
        """
        with self._access.read() as session:
            row = session.get_one(SourceRow, source.id)
            if (
                row.claimed_by == owner
                and row.claimed_until is not None
                and row.claimed_until - now > (until - now) / 2
            ):
                return
        with self._access.write() as session:
            claim = (
                update(SourceRow)
                .where(SourceRow.id == source.id, SourceRow.claimed_by == owner)
                .values(claimed_until=until)
            )
            if not session.scalars(claim.returning(SourceRow.id)).all():
                raise Conflict(f"{source.slug} was taken over by another process")

    @repeated
    def keep_claims(self, sources: Sequence[Source], owner: str, until: datetime) -> None:
        """Say that the runs of several sources are alive."""
        ids = [source.id for source in sources]
        with self._access.write() as session:
            session.execute(
                update(SourceRow)
                .where(SourceRow.id.in_(ids), SourceRow.claimed_by == owner)
                .values(claimed_until=until)
            )

    @repeated
    def abandon(self, source: Source, owner: str, reason: str, next_run_at: datetime) -> None:
        """Free a source whose run broke off, if this owner holds it."""
        with self._access.write() as session:
            row = session.get_one(SourceRow, source.id)
            if row.claimed_by == owner:
                row.claimed_by, row.claimed_until, row.next_run_at = "", None, next_run_at
                row.failures, row.last_error, row.failure_kind = row.failures + 1, reason, ""

    @repeated
    def try_again(self, source_ids: Sequence[int], now: datetime) -> int:
        """Let those of these sources be due at once that failed and wait; returns how many."""
        waiting = update(SourceRow).where(
            SourceRow.id.in_(source_ids), SourceRow.failures > 0, SourceRow.next_run_at > now
        )
        with self._access.write() as session:
            due = session.scalars(waiting.values(next_run_at=now).returning(SourceRow.id))
            return len(due.all())

    @repeated
    def let_go(self, owner: str, sources: Iterable[Source] | None = None) -> None:
        """End the claims of an owner, on some sources or on all."""
        claims = update(SourceRow).where(SourceRow.claimed_by == owner)
        if sources is not None:
            claims = claims.where(SourceRow.id.in_([source.id for source in sources]))
        with self._access.write() as session:
            session.execute(claims.values(claimed_by="", claimed_until=None))

    def claims(self) -> list[tuple[str, str]]:
        """Slug and owner of every claim, also of those whose owner may have died."""
        with self._access.read() as session:
            rows = session.execute(
                select(SourceRow.slug, SourceRow.claimed_by).where(
                    SourceRow.claimed_until.is_not(None)
                )
            )
            return [(slug, owner) for slug, owner in rows]

    @repeated
    def free(self, slug: str, owner: str) -> None:
        """Take a claim away from an owner who died."""
        with self._access.write() as session:
            session.execute(
                update(SourceRow)
                .where(SourceRow.slug == slug, SourceRow.claimed_by == owner)
                .values(claimed_by="", claimed_until=None)
            )

    @repeated
    def hold(self, source: Source, host: str, until: datetime) -> None:
        """Remember that a host asked us not to come for this source before a certain time."""
        with self._access.write() as session:
            session.merge(HoldRow(source_id=source.id, host=host, until=until))

    def holds(self, sources: Sequence[Source], now: datetime) -> dict[tuple[int, str], datetime]:
        """The hosts that asked us to wait, by source id and host, as far as that holds still."""
        wanted = select(HoldRow).where(
            HoldRow.source_id.in_([source.id for source in sources]), HoldRow.until > now
        )
        with self._access.read() as session:
            return {(row.source_id, row.host): row.until for row in session.scalars(wanted)}

    @repeated
    def walked(self, source: Source, now: datetime | None) -> None:
        """Say that a walk through the listing has ended; `now` when it came to the listing's
        end.
        """
        with self._access.write() as session:
            row = session.get_one(SourceRow, source.id)
            row.backfill_next, row.backfill_left = "", 0
            row.backfilled_at = now or row.backfilled_at

    @repeated
    def missed(self, source: Source, times: int) -> None:
        """Say how often in a row a further page of the listing could not be had."""
        with self._access.write() as session:
            session.get_one(SourceRow, source.id).missed = times

    @repeated
    def left_gap(self, source: Source) -> None:
        """Say that a listing moved on faster than we followed: the next walk must not take what is
        known of it for the edge of the rest.
        """
        with self._access.write() as session:
            session.get_one(SourceRow, source.id).backfilled_at = None


def _beginning(spec: SourceSpec, section: Section, now: datetime) -> dict[str, Any]:
    """What a source begins with."""
    return {
        "title": spec.title,
        "url": spec.url,
        "scraper": spec.scraper,
        "section_id": section.id,
        "rights": spec.rights,
        "review": spec.review,
        "every": spec.every,
        "zone": spec.zone,
        "charset": spec.charset,
        "recipe": spec.recipe,
        "rules": [],
        "even_doubtful": spec.even_doubtful,
        "browser": spec.browser,
        "removed_at": None,
        "paused": False,
        "next_run_at": None,
        "changed_at": now,
        "version_at": now,
        "rhythm": None,
        "failures": 0,
        "last_error": "",
        "failure_kind": "",
        "listing_capture": "",
        "on_trial": False,
        "treated_at": None,
    }


# The columns of a source's value in its own order, its section by its key and the key of its
# address by its URL: many are read at once, and rows as objects cost as much again.
_COLUMN_OF = {"section": "section_id", "key": "url"}
_NAMES = [field.name for field in fields(Source)]
_COLUMNS = select(*(getattr(SourceRow, _COLUMN_OF.get(name, name)) for name in _NAMES))
# What the key of an address is takes longer than all else that is read of its source.
_key_of = lru_cache(maxsize=16_384)(identity)
_SECTION, _KEY = _NAMES.index("section"), _NAMES.index("key")


def _values(session: Session, wanted: Select[Any]) -> list[Source]:
    sections = {row.id: section_of(row) for row in session.scalars(select(SectionRow))}
    sources = []
    for row in session.connection().execute(wanted):
        values = list(row)
        values[_SECTION] = sections[values[_SECTION]]
        values[_KEY] = _key_of(values[_KEY])
        sources.append(Source(*values))
    return sources


def _select() -> Any:
    return select(SourceRow, SectionRow).join(SectionRow, SectionRow.id == SourceRow.section_id)


def _one(session: Session, slug: str, *, removed: bool = False) -> tuple[SourceRow, SectionRow]:
    wanted = _select().where(SourceRow.slug == slug)
    row = session.execute(
        wanted if removed else wanted.where(SourceRow.removed_at.is_(None))
    ).one_or_none()
    if row is None:
        raise NotFound(f"there is no source {slug!r}; `sources list` shows them")
    return row[0], row[1]
