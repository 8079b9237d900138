"""Which event a new story reports: candidates from the store, judged by the marks that both have and how rare these are."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from app.news.cluster import Report, rarity, same_event
from app.news.marks import Marks, marks_of
from app.store import EVERYBODY, Nouns

# Marks of older reports are forgotten; what is older still (a backfill) is put with no others.
MARKS_KEPT = timedelta(days=30)
_MOST_MARKS = 80
# A mark that more reports have than this finds too many of them.
_COMMONEST = 40


def find_event(look: Nouns, marks: Marks, source_id: int | None, published_at: datetime) -> int | None:
    """The key of an item by another source that reports the same event, if there is one beyond doubt."""
    counts = look.clusters.counts(marks.keys, published_at)
    rarest = sorted((mark for mark in marks.keys if 0 < counts[mark] <= _COMMONEST), key=lambda mark: counts[mark])
    if not rarest:
        return None
    recent = [
        Report(found.item_id, found.source_id, found.cluster_id, marks_of(found.content))
        for found in look.clusters.candidates(rarest, source_id, published_at)
    ]
    if not recent:
        return None
    every = look.clusters.counts(_all([marks, *(report.marks for report in recent)]), published_at)
    event = same_event(marks, recent, source_id, rarity(every, every[EVERYBODY]))
    return event.item_id if event else None


def foremost(marks: Marks) -> list[str]:
    """A report's marks, its keys first, as many as are kept."""
    return [*sorted(marks.keys), *sorted(marks.all - marks.keys)][:_MOST_MARKS]


def _all(known: Sequence[Marks]) -> frozenset[str]:
    return frozenset().union(*(marks.all for marks in known))
