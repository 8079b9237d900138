"""Events that several sources report: which one a new item belongs to, and which of its reports the lists show."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from zlib import crc32

from sqlalchemy import Connection, bindparam, delete, insert, select, update
from sqlalchemy.orm import Session

from app.news.cluster import Rarity, Report, rarity, same_event
from app.news.marks import Marks, marks_of
from app.store.audit import record
from app.store.engine import Database
from app.store.items import one_item
from app.store.publication import touch
from app.store.schema import ClusterRow, ItemRow, MarkRow, table_of
from app.values.errors import Conflict, NotFound
from app.values.model import Content, Item

_ITEMS, _MARKS = table_of(ItemRow), table_of(MarkRow).c
_WINDOW = timedelta(hours=72)
_LONGEST = timedelta(days=7)
_KEPT = timedelta(days=30)
_SPAN = 4  # days; those of the spans around a day hold every report within the window
_MOST_MARKS, _MOST_CANDIDATES = 80, 12
_COMMONEST = 40
_EVERYBODY = "*"
_OVER = ("merged", "rejected", "withdrawn")

# As with the bands of sketches, numbers are spelled out: that costs a third of what binding hundreds of parameters does.
_COUNT = "SELECT mark & 4294967295, count(*) FROM marks WHERE mark IN ({}) GROUP BY mark & 4294967295"
_FIND = "SELECT item_id FROM marks WHERE mark IN ({}) GROUP BY item_id HAVING count(*) > 1 ORDER BY count(*) DESC, item_id LIMIT {:d}"
_KEEP = "INSERT INTO marks (mark, item_id) VALUES {}"
_FORGET = delete(table_of(MarkRow)).where(_MARKS.mark < bindparam("floor"))
_RECENT = select(
    _ITEMS.c.id, _ITEMS.c.source_id, _ITEMS.c.cluster_id, _ITEMS.c.content, _ITEMS.c.upstream, ClusterRow.started_at
).outerjoin(ClusterRow, ClusterRow.id == _ITEMS.c.cluster_id).where(
    _ITEMS.c.id.in_(bindparam("ids", expanding=True)), _ITEMS.c.alone.is_(False), _ITEMS.c.status.not_in(_OVER),
    _ITEMS.c.source_id.is_distinct_from(bindparam("source_id")),
    _ITEMS.c.published_at >= bindparam("since", type_=_ITEMS.c.published_at.type),
    _ITEMS.c.published_at <= bindparam("until", type_=_ITEMS.c.published_at.type),
)  # fmt: skip


class Clusters:
    """What editors decide about reports of one event."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def take_out(self, uid: str, now: datetime, by: str) -> Item:
        """Let an item stand alone; it is put into no cluster again. Conflict when it is in none."""
        with self._database.write() as session:
            row = session.scalars(select(ItemRow).where(ItemRow.uid == uid)).one_or_none()
            if row is None:
                raise NotFound(f"there is no item {uid!r}")
            if row.cluster_id is None:
                raise Conflict("this item stands alone already")
            cluster_id, row.cluster_id, row.alone, row.rank, row.changed_at = row.cluster_id, None, True, 0, now
            session.flush()
            rank_reports(session, [cluster_id])
            if row.status == "published":
                touch(session, now, [row])
            record(session, by, "take out", f"item {uid}", now, before={"story": cluster_id})
            return one_item(session, uid)


def join_cluster(session: Session, item_id: int, content: Content, source_id: int | None, published_at: datetime, now: datetime) -> None:
    """Put a new item with the reports of the same event by other sources, if there are any, and remember its marks for those to come.

    What is older than the marks that are kept (a backfill) is left alone.
    """
    if published_at < now - _KEPT:
        return
    connection, marks = session.connection(), marks_of(content)
    connection.execute(_FORGET, {"floor": _in_span("", _span(now - _KEPT)) & ~0xFFFFFFFF})
    if other := _same_event(connection, marks, source_id, published_at):
        cluster_id = other.cluster_id
        if cluster_id is None:
            made = connection.execute(insert(table_of(ClusterRow)), {"started_at": published_at}).inserted_primary_key
            assert made
            cluster_id = int(made[0])
        connection.execute(update(_ITEMS).where(_ITEMS.c.id.in_((other.item_id, item_id))).values(cluster_id=cluster_id))
        rank_reports(session, [cluster_id])
    keys = {_in_span(mark, _span(published_at)) for mark in (_EVERYBODY, *_foremost(marks))}
    connection.exec_driver_sql(_KEEP.format(", ".join(f"({key:d}, {item_id:d})" for key in keys)))


def rank_reports(session: Session, clusters: Iterable[int | None]) -> None:
    """Say anew which public report of each event the lists show: the first of all, and in other sections the first of the section."""
    for cluster_id in {found for found in clusters if found is not None}:
        wanted = select(_ITEMS.c.id, _ITEMS.c.section_id).where(_ITEMS.c.cluster_id == cluster_id, _ITEMS.c.status == "published")
        sections: set[int] = set()
        for item_id, section_id in session.connection().execute(wanted.order_by(_ITEMS.c.published_at, _ITEMS.c.id)).all():
            rank = 0 if not sections else 1 if section_id not in sections else 2
            sections.add(section_id)
            session.connection().execute(update(_ITEMS).where(_ITEMS.c.id == item_id).values(rank=rank))


def _same_event(connection: Connection, marks: Marks, source_id: int | None, published_at: datetime) -> Report | None:
    """The report of the same event, if there is one: looked up by the rarest marks, judged with how rare all of them are."""
    counts = _counts(connection, marks.keys, published_at)
    rarest = sorted((mark for mark in marks.keys if 0 < counts[mark] <= _COMMONEST), key=lambda mark: counts[mark])
    if not rarest:
        return None
    ids = connection.exec_driver_sql(_FIND.format(_spelled(rarest, published_at), _MOST_CANDIDATES)).scalars().all()
    around = {"ids": list(ids), "source_id": source_id, "since": published_at - _WINDOW, "until": published_at + _WINDOW}
    recent = [
        Report(row.id, row.source_id, row.cluster_id, marks_of(row.upstream or row.content))
        for row in connection.execute(_RECENT, around)
        if row.started_at is None or abs(published_at - row.started_at) <= _LONGEST
    ]
    if not recent:
        return None
    return same_event(marks, recent, source_id, _rarity(connection, [marks, *(report.marks for report in recent)], published_at))


def _rarity(connection: Connection, known: Sequence[Marks], published_at: datetime) -> Rarity:
    counts = _counts(connection, frozenset().union(*(marks.all for marks in known)), published_at)
    return rarity(counts, counts[_EVERYBODY])


def _counts(connection: Connection, marks: Iterable[str], published_at: datetime) -> Counter[str]:
    """How many recent reports have each of some marks, and how many recent reports there are."""
    names = {crc32(mark.encode()): mark for mark in (_EVERYBODY, *marks)}
    found = connection.exec_driver_sql(_COUNT.format(_spelled(names.values(), published_at)))
    return Counter({names[number]: count for number, count in found})


def _foremost(marks: Marks) -> list[str]:
    """A report's marks, its keys first, as many as are kept."""
    return [*sorted(marks.keys), *sorted(marks.all - marks.keys)][:_MOST_MARKS]


def _spelled(marks: Iterable[str], published_at: datetime) -> str:
    span = _span(published_at)
    return ", ".join(f"{_in_span(mark, span + offset):d}" for mark in marks for offset in (-1, 0, 1))


def _span(moment: datetime) -> int:
    return moment.toordinal() // _SPAN


def _in_span(mark: str, span: int) -> int:
    """The key of a mark: the span of days above, 32 bits of the mark below."""
    return (span << 32) | crc32(mark.encode())
