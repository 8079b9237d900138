"""Events that several sources report: which one a new item belongs to, and which of its reports the
lists show.

Decisions 0025, 0026.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zlib import crc32

from sqlalchemy import bindparam, select, update
from sqlalchemy.orm import Session

from app.store.access import Access, repeated
from app.store.portions import PORTION, some_of
from app.store.schema import ClusterRow, ItemRow, MarkRow, table_of
from app.values.model import Content, Item

_ITEMS, _FEATURES = table_of(ItemRow), table_of(MarkRow).c
# Reports of one event come within this time of each other, and an event lasts so long at most.
WINDOW = timedelta(hours=72)
LONGEST = timedelta(days=7)
_SPAN = 4  # days; those of the spans around a day hold every report within the window
_MOST_CANDIDATES = 12
# The feature that every report has.
EVERYBODY = "*"
_OVER = ("merged", "rejected", "withdrawn")

# As with the bands of sketches, numbers are spelled out: that costs a third of what binding
# hundreds of parameters does.
_COUNT = (
    "SELECT mark & 4294967295, count(*) FROM marks WHERE mark IN ({}) GROUP BY mark & 4294967295"
)
_FIND = (
    "SELECT item_id FROM marks WHERE mark IN ({}) GROUP BY item_id HAVING count(*) > 1 ORDER BY "
    "count(*) DESC, item_id LIMIT {:d}"
)
_KEEP = "INSERT INTO marks (mark, item_id) VALUES {}"
_FORGET = some_of(MarkRow, _FEATURES.mark < bindparam("floor"))
_RECENT = select(
    _ITEMS.c.id, _ITEMS.c.source_id, _ITEMS.c.cluster_id,
    _ITEMS.c.content, _ITEMS.c.upstream, ClusterRow.started_at,
).outerjoin(ClusterRow, ClusterRow.id == _ITEMS.c.cluster_id).where(
    _ITEMS.c.id.in_(bindparam("ids", expanding=True)), _ITEMS.c.alone.is_(False),
    _ITEMS.c.status.not_in(_OVER), _ITEMS.c.source_id.is_distinct_from(bindparam("source_id")),
    _ITEMS.c.published_at >= bindparam("since", type_=_ITEMS.c.published_at.type),
    _ITEMS.c.published_at <= bindparam("until", type_=_ITEMS.c.published_at.type),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class ReportCandidate:
    """A recent item that may report an event: its key, its source, the cluster it is in (if any),
    what was read.
    """

    item_id: int
    source_id: int | None
    cluster_id: int | None
    content: Content


class Clusters:
    """Reports of one event, and by what those to come are found."""

    def __init__(self, access: Access) -> None:
        self._access = access

    def counts(self, features: Iterable[str], published_at: datetime) -> Counter[str]:
        """How many reports around a time have each of some features, and, under `EVERYBODY`, how
        many reports there are.
        """
        names = {crc32(feature.encode()): feature for feature in (EVERYBODY, *features)}
        with self._access.read() as session:
            rows = session.connection().exec_driver_sql(
                _COUNT.format(_spelled(names.values(), published_at))
            )
            return Counter({names[number]: count for number, count in rows})

    def candidates(
        self, features: Sequence[str], source_id: int | None, published_at: datetime
    ) -> list[ReportCandidate]:
        """Reports by other sources, around a time, that have more than one of some features; those
        with the most first.
        """
        with self._access.read() as session:
            connection = session.connection()
            ids = (
                connection.exec_driver_sql(
                    _FIND.format(_spelled(features, published_at), _MOST_CANDIDATES)
                )
                .scalars()
                .all()
            )
            around = {
                "ids": list(ids),
                "source_id": source_id,
                "since": published_at - WINDOW,
                "until": published_at + WINDOW,
            }
            return [
                ReportCandidate(row.id, row.source_id, row.cluster_id, row.upstream or row.content)
                for row in connection.execute(_RECENT, around)
                if row.started_at is None or abs(published_at - row.started_at) <= LONGEST
            ]

    @repeated
    def join(self, item_id: int, other_id: int, published_at: datetime) -> None:
        """Put an item into the cluster of another; one is begun where the other stands alone."""
        with self._access.write() as session:
            other = session.get_one(ItemRow, other_id)
            if other.alone or other.status in _OVER:
                return  # an editor has taken it out, or off, meanwhile
            if other.cluster_id is None:
                made = ClusterRow(started_at=published_at)
                session.add(made)
                session.flush()
                other.cluster_id = made.id
            session.get_one(ItemRow, item_id).cluster_id = other.cluster_id
            session.flush()
            rank_reports(session, [other.cluster_id])

    @repeated
    def keep_features(self, item_id: int, features: Iterable[str], published_at: datetime) -> None:
        """Remember a report's features for those to come."""
        keys = {_in_span(feature, _span(published_at)) for feature in (EVERYBODY, *features)}
        with self._access.write() as session:
            session.connection().exec_driver_sql(
                _KEEP.format(", ".join(f"({key:d}, {item_id:d})" for key in keys))
            )

    @repeated
    def forget_features(self, before: datetime) -> None:
        """Forget a portion of the features of reports from before a time."""
        floor = _in_span("", _span(before)) & ~0xFFFFFFFF
        with self._access.write() as session:
            session.connection().execute(_FORGET, {"floor": floor, "most": PORTION})

    @repeated
    def rank(self, clusters: Iterable[int | None]) -> None:
        """Say anew which public report of each event the lists show."""
        with self._access.write() as session:
            rank_reports(session, clusters)

    @repeated
    def leave(self, item: Item) -> None:
        """Let an item stand alone; it is put into no cluster again."""
        with self._access.write() as session:
            row = session.get_one(ItemRow, item.id)
            row.cluster_id, row.alone, row.rank = None, True, 0


def rank_reports(session: Session, clusters: Iterable[int | None]) -> None:
    """Say anew which public report of each event the lists show: the first of all, and in other
    sections the first of the section.
    """
    for cluster_id in sorted({cluster for cluster in clusters if cluster is not None}):
        wanted = select(_ITEMS.c.id, _ITEMS.c.section_id).where(
            _ITEMS.c.cluster_id == cluster_id, _ITEMS.c.status == "published"
        )
        sections: set[int] = set()
        for item_id, section_id in (
            session.connection().execute(wanted.order_by(_ITEMS.c.published_at, _ITEMS.c.id)).all()
        ):
            rank = 0 if not sections else 1 if section_id not in sections else 2
            sections.add(section_id)
            session.connection().execute(
                update(_ITEMS)
                .where(_ITEMS.c.id == item_id, _ITEMS.c.rank != rank)
                .values(rank=rank)
            )


def _spelled(features: Iterable[str], published_at: datetime) -> str:
    span = _span(published_at)
    return ", ".join(
        f"{_in_span(feature, span + offset):d}" for feature in features for offset in (-1, 0, 1)
    )


def _span(moment: datetime) -> int:
    return moment.toordinal() // _SPAN


def _in_span(feature: str, span: int) -> int:
    """The key of a feature in the table of marks: the span of days above, 32 bits of the feature
    below.
    """
    return (span << 32) | crc32(feature.encode())
