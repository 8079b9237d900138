"""What happened that the newsroom should be told of, each once: a source that broke or works again,
one that is not well although it can be collected, what it took away from many stories, a late item,
what waits.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from app.news.health import Health, as_of
from app.news.lifecycle import LATE
from app.news.remedies import facts_of
from app.store import Notice, Nouns, Store, Transaction, in_transaction
from app.values.errors import READING
from app.values.model import NoticeKind, Source

# After how many failures in a row a source is broken, and not just out of luck.
BROKEN_AFTER, UNREAD_AFTER = 3, 2
_REVIEW_EVERY = timedelta(hours=1)
_MOST_LATE = 50
# What the doctor did before that was told, or nobody was to be told.
_RECENT = timedelta(days=7)
# What was told is forgotten after this, but for breakages that last.
_KEPT = timedelta(days=60)


def watch(
    store: Store, addresses: Sequence[str], now: datetime, backup_every: timedelta | None = None
) -> int:
    """Look for what happened and was not told yet, and note it for all addresses; returns how much
    that was. `backup_every`: how often a backup is to be made, if any is.
    """
    with store.look() as look:
        sources = look.sources.all()
        healths = _healths(look, sources, now)
        notices = [
            *_broken(sources, healths, now),
            *_mended(look, sources, now),
            *_ailing(look, sources, healths, now),
            *_recovered(look, healths, now),
            *_remedies(look, sources, now),
            *_held(look, now),
            *_foreign(look, now),
            *_late(look, now),
            *_waiting(look, now),
            *(_unsaved(look, backup_every, now) if backup_every else ()),
        ]
        known = look.notices.known([notice.key for notice in notices])
        settled = [*_settled(look, sources), *_another_trouble(look, sources, healths)]
    fresh = [notice for notice in notices if notice.key not in known]
    if not fresh and not settled:
        return 0
    _note(store, settled, fresh, addresses, now)
    return len(fresh)


@in_transaction
def _note(
    tx: Transaction,
    settled: Sequence[str],
    fresh: Sequence[Notice],
    addresses: Sequence[str],
    now: datetime,
) -> None:
    for key in settled:
        tx.notices.close(key)
    for notice in fresh:
        tx.notices.add(notice, addresses)
        if notice.kind == "mended":
            tx.notices.close(notice.key.replace("mended", "broken", 1))
        if notice.kind == "recovered":
            tx.notices.close(notice.key.replace("recovered", "ailing", 1))
    tx.notices.forget(now - _KEPT)


def _healths(look: Nouns, sources: Sequence[Source], now: datetime) -> dict[str, Health]:
    """How the sources are that are not well, or of which something was told, by their slugs."""
    told = {notice.facts["slug"] for notice in look.notices.open("ailing")}
    also = [source.id for source in sources if source.failures or source.slug in told]
    stored = look.healths.not_well(now, also)
    return {
        source.slug: as_of(stored[source.id], source.checked_at)
        for source in sources
        if source.id in stored and not source.paused
    }


def _broken(
    sources: Sequence[Source], healths: Mapping[str, Health], now: datetime
) -> list[Notice]:
    notices = []
    for source in sources:
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
            health = healths.get(source.slug)
            if health is not None and health.stage == "ailing":
                facts |= {"state": health.state, "next": health.next_step}
            notices.append(Notice(f"broken {source.slug} {since}", "broken", now, facts))
    return notices


def _mended(look: Nouns, sources: Sequence[Source], now: datetime) -> list[Notice]:
    working = {source.slug: source for source in sources if source.failures == 0}
    notices = []
    for notice in look.notices.open("broken"):
        if source := working.get(notice.facts["slug"]):
            key = notice.key.replace("broken", "mended", 1)
            notices.append(Notice(key, "mended", now, {"slug": source.slug, "title": source.title}))
    return notices


def _ailing(
    look: Nouns, sources: Sequence[Source], healths: Mapping[str, Health], now: datetime
) -> list[Notice]:
    """What is not well with sources whose runs do not fail, each trouble once."""
    broken, foreign = (
        {notice.facts["slug"] for notice in look.notices.open(kind)}
        for kind in ("broken", "foreign")
    )
    titles = {source.slug: source.title for source in sources}
    notices = []
    for slug, health in healths.items():
        is_told = slug in broken or (health.state == "moved" and slug in foreign)
        if health.stage == "ailing" and not health.is_failure and not is_told:
            since = health.since.isoformat() if health.since else ""
            facts = {"slug": slug, "title": titles[slug], **health.facts}
            notices.append(Notice(f"ailing {slug} {health.state} {since}", "ailing", now, facts))
    return notices


def _recovered(look: Nouns, healths: Mapping[str, Health], now: datetime) -> list[Notice]:
    notices = []
    for notice in look.notices.open("ailing"):
        slug = notice.facts["slug"]
        if (health := healths.get(slug)) is not None and not health.stage:
            key = notice.key.replace("ailing", "recovered", 1)
            facts = {name: notice.facts[name] for name in ("slug", "title", "state", "since")}
            notices.append(Notice(key, "recovered", now, facts))
    return notices


def _remedies(look: Nouns, sources: Sequence[Source], now: datetime) -> list[Notice]:
    """What the doctor did, or proposes."""
    known = {source.id: source for source in sources}
    notices = []
    for source_id, remedy in look.remedies.since(now - _RECENT):
        source = known.get(source_id)
        if source is None or remedy.by:
            continue
        kind: NoticeKind = "healed" if remedy.state == "adopted" else "proposed"
        facts = {"slug": source.slug, "title": source.title, **facts_of(remedy)}
        notices.append(Notice(f"{kind} {source.slug} {remedy.id}", kind, now, facts))
    return notices


def _unsaved(look: Nouns, every: timedelta, now: datetime) -> list[Notice]:
    """That no backup could be made, that one cannot be read, or that none was made for too long."""
    latest, good = look.backups.latest(), look.backups.last_good()
    if not latest:
        return []
    since = good.started_at if good else latest[-1].started_at
    trouble = latest[0].error or latest[0].flaw
    if not trouble and now - since < 2 * every:
        return []
    facts = {"why": trouble, "since": good.started_at.isoformat() if good else ""}
    return [Notice(f"unsaved {since.isoformat()}", "unsaved", now, facts)]


def _another_trouble(
    look: Nouns, sources: Sequence[Source], healths: Mapping[str, Health]
) -> list[str]:
    """The keys of what was told of sources that have another trouble by now, or are no more."""
    slugs = {source.slug for source in sources}
    return [
        notice.key
        for notice in look.notices.open("ailing")
        if notice.facts["slug"] not in slugs
        or (
            (health := healths.get(notice.facts["slug"])) is not None
            and health.stage == "ailing"
            and not health.is_failure
            and health.state != notice.facts["state"]
        )
    ]


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


def _settled(look: Nouns, sources: Sequence[Source]) -> list[str]:
    """The keys of what was told to be held and is so no more."""
    slugs = {source.id: source.slug for source in sources}
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
