"""What happened that the newsroom should be told of, each once: a source that broke or works again,
what it took away from many stories, a late item, what waits.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from app.news.lifecycle import LATE
from app.store import Notice, Nouns, Store
from app.values.errors import READING

# After how many failures in a row a source is broken, and not just out of luck.
BROKEN_AFTER, UNREAD_AFTER = 3, 2
_REVIEW_EVERY = timedelta(hours=1)
_MOST_LATE = 50
# What was told is forgotten after this, but for breakages that last.
_KEPT = timedelta(days=60)


def watch(store: Store, addresses: Sequence[str], now: datetime) -> int:
    """Look for what happened and was not told yet, and note it for all addresses; returns how much
    that was.
    """
    with store.look() as look:
        notices = [
            *_broken(look, now),
            *_mended(look, now),
            *_held(look, now),
            *_foreign(look, now),
            *_late(look, now),
            *_waiting(look, now),
        ]
        known = look.notices.known([notice.key for notice in notices])
        settled = _settled(look)
    fresh = [notice for notice in notices if notice.key not in known]
    if not fresh and not settled:
        return 0
    with store.transaction() as tx:
        for key in settled:
            tx.notices.close(key)
        for notice in fresh:
            tx.notices.add(notice, addresses)
            if notice.kind == "mended":
                tx.notices.close(notice.key.replace("mended", "broken", 1))
        tx.notices.forget(now - _KEPT)
    return len(fresh)


def _broken(look: Nouns, now: datetime) -> list[Notice]:
    notices = []
    for source in look.sources.all():
        # That stories cannot be read is no matter of luck: the second run that says so is told.
        after = UNREAD_AFTER if source.failure_kind == READING else BROKEN_AFTER
        if source.failures >= after and not source.paused:
            since = source.last_success_at.isoformat() if source.last_success_at else "never"
            facts = {
                "slug": source.slug,
                "title": source.title,
                "why": source.last_error,
                "kind": source.failure_kind,
            }
            notices.append(Notice(f"broken {source.slug} {since}", "broken", now, facts))
    return notices


def _mended(look: Nouns, now: datetime) -> list[Notice]:
    working = {source.slug: source for source in look.sources.all() if source.failures == 0}
    notices = []
    for notice in look.notices.open("broken"):
        if source := working.get(notice.facts["slug"]):
            key = notice.key.replace("broken", "mended", 1)
            notices.append(Notice(key, "mended", now, {"slug": source.slug, "title": source.title}))
    return notices


def _held(look: Nouns, now: datetime) -> list[Notice]:
    """What was taken away from many stories of a source, once until that is settled."""
    told = {(notice.facts["slug"], notice.facts["loss"]) for notice in look.notices.open("held")}
    notices = []
    for source_id, kind, since, number in look.losses.batches():
        source = look.sources.by_id(source_id)
        if source is not None and (source.slug, kind) not in told:
            key = f"held {source.slug} {kind} {since.isoformat()}"
            facts = {
                "slug": source.slug,
                "title": source.title,
                "loss": kind,
                "number": number,
            }
            notices.append(Notice(key, "held", now, facts))
    return notices


def _foreign(look: Nouns, now: datetime) -> list[Notice]:
    """What a source linked to on sites that it never linked to before, once until all of it is
    decided.
    """
    told = {notice.facts["slug"] for notice in look.notices.open("foreign")}
    notices = []
    for source_id, number, since in look.hosts.held():
        source = look.sources.by_id(source_id)
        if source is not None and source.slug not in told:
            facts = {"slug": source.slug, "title": source.title, "number": number}
            key = f"foreign {source.slug} {since.isoformat()} {now.isoformat()}"
            notices.append(Notice(key, "foreign", now, facts))
    return notices


def _settled(look: Nouns) -> list[str]:
    """The keys of what was told to be held and is so no more."""
    slugs = {source.id: source.slug for source in look.sources.all()}
    held = {(slugs.get(batch[0]), batch[1]) for batch in look.losses.batches()}
    foreign = {slugs.get(batch[0]) for batch in look.hosts.held()}
    return [
        notice.key
        for notice in look.notices.open("held")
        if (notice.facts["slug"], notice.facts["loss"]) not in held
    ] + [
        notice.key for notice in look.notices.open("foreign") if notice.facts["slug"] not in foreign
    ]


def _late(look: Nouns, now: datetime) -> list[Notice]:
    notices = []
    for item in look.items.overdue(now, LATE, _MOST_LATE):
        due = item.due_at.isoformat() if item.due_at else ""
        facts = {"uid": item.uid, "title": " ".join(item.content.title.split()), "due": due}
        notices.append(Notice(f"late {item.uid} {due}", "late", now, facts))
    return notices


def _waiting(look: Nouns, now: datetime) -> list[Notice]:
    """What waits for review, at most once an hour and only when something has come since."""
    number, newest = look.inbox.size()
    last = look.notices.last("review")
    if not number or (last is not None and last.at > now - _REVIEW_EVERY):
        return []
    submission = look.audit.latest(("submit",))
    handed_in = submission.id if submission else 0
    last_facts = last.facts if last is not None else {"newest": 0}
    # What sources bring has a new number; what somebody hands in may be an old draft.
    if last_facts["newest"] >= newest and last_facts.get("handed_in", 0) >= handed_in:
        return []
    facts = {"number": number, "newest": newest, "handed_in": handed_in}
    return [Notice(f"review {newest} {now.isoformat()}", "review", now, facts)]
