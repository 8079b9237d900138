"""Looking after sources: what people change of them, and what becomes of their new items."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from app.store import Store, Transaction, in_transaction
from app.values.address import Address, address_of
from app.values.errors import Conflict
from app.values.model import Rights, Section, Source, SourceSpec


@dataclass(frozen=True, slots=True)
class Terms:
    """What people say of a source, as in `Source`; `section` is its title or slug, made when it is
    new.
    """

    title: str
    section: str
    rights: Rights
    every: int
    zone: str
    charset: str
    url: str


@in_transaction
def add_source(tx: Transaction, spec: SourceSpec, by: str, now: datetime) -> Source:
    """Store a new source, due at once; Conflict when its slug is taken. A removed source of that
    slug comes back to life.
    """
    made = _add(tx, spec, now)
    details = {"title": made.title, "url": made.url, "review": made.review}
    tx.audit.note(by, "add source", f"source {made.slug}", now, after=details)
    return made


@in_transaction
def seed(tx: Transaction, specs: Sequence[SourceSpec], now: datetime) -> list[Source]:
    """Add the shipped sources, once in a database's life and only while it has no source."""
    if not tx.sources.is_first_seeding() or not tx.sources.is_empty():
        return []
    return [_add(tx, spec, now) for spec in specs]


def pause_source(store: Store, slug: str, by: str, now: datetime) -> None:
    """Stop polling for a while. NotFound."""
    _turn(store, slug, by, now, paused=True)


def resume_source(store: Store, slug: str, by: str, now: datetime) -> None:
    """Go on polling, at once. NotFound."""
    _turn(store, slug, by, now, paused=False)


@in_transaction
def remove_source(tx: Transaction, slug: str, by: str, now: datetime) -> None:
    """Stop polling for good; what was collected stays. Sources that it took over are polled again.
    NotFound.
    """
    source = tx.sources.get(slug)
    tx.audit.note(
        by,
        "remove source",
        f"source {slug}",
        now,
        before={"title": source.title, "url": source.url},
    )
    # The edition before the source, as everybody else takes them.
    tx.publication.touch(now, sources=[source.id])
    tx.sources.change(source, removed_at=now)
    _resume_taken_over(tx, slug, by, now)


@in_transaction
def collect_soon(tx: Transaction, slug: str, by: str, now: datetime) -> None:
    """Let the next tick collect a source. NotFound."""
    source = tx.sources.get(slug)
    tx.audit.note(by, "run", f"source {slug}", now)
    tx.sources.change(source, next_run_at=now)


@in_transaction
def change_recipe(
    tx: Transaction, slug: str, recipe: Mapping[str, Any] | None, by: str, now: datetime
) -> None:
    """Read a source by this recipe from now on, or by none; its listing is read anew, changed or
    not. NotFound.
    """
    after = {"recipe": dict(recipe) if recipe is not None else None}
    source = tx.sources.get(slug)
    tx.audit.note(
        by,
        "change recipe",
        f"source {slug}",
        now,
        before={"recipe": source.recipe},
        after=after,
    )
    tx.sources.change(source, **after)
    tx.sources.forget_listing(source)


@in_transaction
def change_browser(tx: Transaction, slug: str, by: str, now: datetime, *, browser: bool) -> None:
    """Read the pages of a source as their scripts draw them from now on, or as they come; its
    listing is read anew, changed or not. NotFound.
    """
    source = tx.sources.get(slug)
    before, after = {"browser": source.browser}, {"browser": browser}
    tx.audit.note(by, "change browser", f"source {slug}", now, before=before, after=after)
    tx.sources.change(source, **after)
    tx.sources.forget_listing(source)


def change_source(store: Store, slug: str, terms: Terms, by: str, now: datetime) -> Source:
    """Say otherwise what a source is called, where it files, how much may be republished, and how
    it is asked. NotFound.

    Conflict when another source polls the address. A source that moved is read anew there, at once.
    """
    # All of its items may have to be filed anew.
    return store.transact(lambda tx: _change(tx, slug, terms, by, now), alone=True)


def _change(tx: Transaction, slug: str, terms: Terms, by: str, now: datetime) -> Source:
    source = tx.sources.get(slug)
    section = tx.sections.find_or_make(terms.section, now)
    there = address_of(terms.url)
    moves = there.key != source.key
    before = _audit_details(source, source.url, source.section)
    after = _audit_details(terms, terms.url if moves else source.url, section)
    changed = {name for name in after if after[name] != before[name]}
    if moves:
        tx.take_turn("sources")
        _refuse_polled(tx, there, but=source.slug)
        tx.sources.begin_anew_at(source, there, now)
        tx.remedies.end_trial(source, by)
    tx.sources.change(
        source,
        title=terms.title,
        section_id=section.id,
        rights=terms.rights,
        every=terms.every,
        zone=terms.zone,
        charset=terms.charset,
    )
    if changed:
        details = [{name: values[name] for name in sorted(changed)} for values in (before, after)]
        tx.audit.note(
            by, "change source", f"source {slug}", now, before=details[0], after=details[1]
        )
        _show(tx, source, section, changed, now)
    return tx.sources.get(slug)


@in_transaction
def change_policy(
    tx: Transaction,
    slug: str,
    rules: Sequence[Mapping[str, Any]],
    by: str,
    now: datetime,
    *,
    review: bool,
    even_doubtful: bool,
) -> None:
    """Say what becomes of new items: rules if there are any, else review of all or of none; and
    whether a title in doubt is no reason to wait. NotFound.
    """
    source = tx.sources.get(slug)
    before = {"review": source.review, "rules": list(source.rules)}
    after = {"review": review or bool(rules), "rules": [dict(rule) for rule in rules]}
    if even_doubtful != source.even_doubtful:
        before["even_doubtful"] = source.even_doubtful
        after["even_doubtful"] = even_doubtful
    tx.sources.change(source, **after)
    if after != before:
        tx.audit.note(by, "change policy", f"source {slug}", now, before=before, after=after)


def _audit_details(terms: Source | Terms, url: str, section: Section) -> dict[str, Any]:
    """What people say of a source, for the audit log."""
    names = ("title", "rights", "every", "zone", "charset")
    return {name: getattr(terms, name) for name in names} | {"url": url, "section": section.title}


@in_transaction
def _turn(tx: Transaction, slug: str, by: str, now: datetime, *, paused: bool) -> None:
    source = tx.sources.get(slug)
    action, before = "pause" if paused else "resume", {"paused": source.paused}
    tx.audit.note(by, action, f"source {slug}", now, before=before, after={"paused": paused})
    tx.sources.change(source, paused=paused, next_run_at=source.next_run_at if paused else now)


def _resume_taken_over(tx: Transaction, slug: str, by: str, now: datetime) -> None:
    """Poll those sources again whose lists a source had taken over that is removed."""
    others = {source.id: source for source in tx.sources.all() if source.paused}
    for source_id, remedy in tx.remedies.merged_into(slug):
        if (other := others.get(source_id)) is not None:
            tx.remedies.take_back(other, remedy, by, now)
            tx.audit.note(
                by,
                "resume",
                f"source {other.slug}",
                now,
                before={"paused": True},
                after={"paused": False},
            )


def _add(tx: Transaction, spec: SourceSpec, now: datetime) -> Source:
    tx.take_turn("sources")
    section = tx.sections.find_or_make(spec.section or spec.title, now)
    address = address_of(spec.url)
    _refuse_polled(tx, address, but=spec.slug)
    if any(source.slug == spec.slug for source in tx.sources.all()):
        raise Conflict(f"there is already a source {spec.slug!r}; choose another --slug")
    made = tx.sources.add(spec, address.key, section, now)
    tx.publication.touch(now, sections=[section.id], sources=[made.id])
    return made


def _refuse_polled(tx: Transaction, address: Address, but: str) -> None:
    """Refuse an address that a source polls; `but` is the slug of the one that may."""
    for other in tx.sources.all():
        if other.slug != but and other.key == address.key:
            raise Conflict(
                "%(url)s is polled already, as %(slug)s", url=address.url, slug=repr(other.slug)
            )


def _show(
    tx: Transaction, source: Source, section: Section, changed: set[str], now: datetime
) -> None:
    """Bring pages and feeds up to date: what an item may show of itself, and the name that stands
    under each of the source's items.
    """
    if changed & {"title", "rights"}:
        tx.publication.show_source_anew(source, now)
    elif changed & {"section", "url"}:
        tx.publication.touch(now, sections=[section.id], sources=[source.id])
