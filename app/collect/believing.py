"""Believing a reading that only took away, because people say so."""

from datetime import datetime

from app.collect.intake import IntakeResult, Reading, replay
from app.news.losses import Loss
from app.store import Store
from app.values.model import Source


def believe(store: Store, loss: Loss, source: Source, now: datetime) -> IntakeResult:
    """Store what was held back as a revision."""
    reading = Reading(
        content=loss.content,
        section=source.section.title,
        by=f"source:{source.slug}",
        location=store.locations.get(loss.location_id),
        source=source,
        capture=loss.capture,
        again=loss.content if loss.silent else None,
    )
    return replay(store, reading, now)
