"""Release: what is due becomes public, and what has had its time goes."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from app.news.lifecycle import LATE, released
from app.store import Transaction, in_transaction
from app.values.model import NOTICE_KEPT, TOMBSTONE_KEPT, Item

# For how long a program that stood still makes up for it.
_CATCHING_UP = timedelta(days=7)


@in_transaction
def release(tx: Transaction, now: datetime) -> list[Item]:
    """Make every due item public, all in one new edition; return them."""
    return release_due(tx, now)


def release_due(tx: Transaction, now: datetime) -> list[Item]:
    """The same, as a part of a transaction."""
    due = tx.items.due(now)
    _let_notices_end(tx, now)
    for item in due:
        _note_release(tx, item, now)
        tx.writes.save(item, released(item, now))
    if due:
        tx.clusters.rank([item.cluster_id for item in due])
        tx.publication.touch(now, [item.id for item in due])
    return tx.items.by_keys([item.id for item in due])


def _note_release(tx: Transaction, item: Item, now: datetime) -> None:
    due = item.due_at or now
    late = now - due
    details: dict[str, object] = {"due_at": due.isoformat()}
    if late > LATE:
        details["late_seconds"] = int(late.total_seconds())
    tx.audit.note(
        "service",
        "release late" if late > LATE else "release",
        f"item {item.uid}",
        now,
        after=details,
    )


def _let_notices_end(tx: Transaction, now: datetime) -> None:
    """Feeds tell of a withdrawal for some days, and pins have their time: what is over since feeds
    last changed makes a new edition.
    """
    ended = [
        item for kept in (NOTICE_KEPT, TOMBSTONE_KEPT) for item in _told_too_long(tx, kept, now)
    ]
    pins_ended = tx.front.drop_ended(now)
    if ended or pins_ended:
        tx.publication.touch(
            now,
            sections={item.section.id for item in ended},
            sources={item.source_id for item in ended},
            tags=tx.tags.keys(_tags_of(ended)),
        )


def _told_too_long(tx: Transaction, kept: timedelta, now: datetime) -> list[Item]:
    """Items of whose withdrawal a feed still tells, as it stands since its last change, though that
    was so long ago.
    """
    gone = tx.items.withdrawn(now - kept - _CATCHING_UP, now - kept)
    return [
        item
        for item in gone
        if item.withdrawn_at and item.withdrawn_at > tx.publication.oldest_feed_of(item) - kept
    ]


def _tags_of(items: Iterable[Item]) -> set[str]:
    return {title for item in items for title in item.content.tags}
