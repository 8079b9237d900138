"""Which event a new story reports: candidates from the store, judged by the features that both have
and how rare these are.

Decision 0025.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from app.news.cluster import Report, rarity, same_event
from app.news.features import Features, features_of
from app.store import EVERYBODY, Nouns

# Features of older reports are forgotten; what is older still (a backfill) is put with no others.
FEATURES_KEPT = timedelta(days=30)
_MOST_FEATURES = 80
# A feature that more reports have than this finds too many of them.
_COMMONEST = 40


def find_event(
    look: Nouns, features: Features, source_id: int | None, published_at: datetime
) -> int | None:
    """The key of an item by another source that reports the same event, if there is one beyond
    doubt.
    """
    counts = look.clusters.counts(features.keys, published_at)
    rarest = sorted(
        (feature for feature in features.keys if 0 < counts[feature] <= _COMMONEST),
        key=lambda feature: counts[feature],
    )
    if not rarest:
        return None
    recent = [
        Report(
            candidate.item_id,
            candidate.source_id,
            candidate.cluster_id,
            features_of(candidate.content),
        )
        for candidate in look.clusters.candidates(rarest, source_id, published_at)
    ]
    if not recent:
        return None
    every = look.clusters.counts(
        _all([features, *(report.features for report in recent)]), published_at
    )
    event = same_event(features, recent, source_id, rarity(every, every[EVERYBODY]))
    return event.item_id if event else None


def foremost(features: Features) -> list[str]:
    """A report's features, its keys first, as many as are kept."""
    return [*sorted(features.keys), *sorted(features.all - features.keys)][:_MOST_FEATURES]


def _all(known: Sequence[Features]) -> frozenset[str]:
    return frozenset().union(*(features.all for features in known))
