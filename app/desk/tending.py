"""Looking after sources: what people change of them, and what becomes of their new items."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from app.store import Store, Transaction
from app.values.errors import Conflict
from app.values.model import Rights, Section, Source
from scrapers.words.urls import identity


@dataclass(frozen=True, slots=True)
class Terms:
    """What people say of a source, as in `Source`; `section` is its title or slug, made when it is new."""

    title: str
    section: str
    rights: Rights
    every: int
    zone: str
    charset: str
    url: str


def change_source(store: Store, slug: str, terms: Terms, by: str, now: datetime) -> Source:
    """Say otherwise what a source is called, where it files, how much may be republished, and how it is asked. NotFound.

    Conflict when another source polls the address. A source that moved is read anew there, at once.
    """
    with store.transaction() as tx:
        source = tx.sources.get(slug)
        section = tx.sections.find_or_make(terms.section, now)
        moves = identity(terms.url) != identity(source.url)
        before = _told(source, source.url, source.section)
        after = _told(terms, terms.url if moves else source.url, section)
        changed = {name for name in after if after[name] != before[name]}
        if moves:
            _refuse_polled(tx, source, terms.url)
            tx.sources.begin_anew_at(source, terms.url, now)
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
            told = [{name: said[name] for name in sorted(changed)} for said in (before, after)]
            tx.audit.note(by, "change source", f"source {slug}", now, before=told[0], after=told[1])
            _show(tx, source, section, changed, now)
        return tx.sources.get(slug)


def change_policy(store: Store, slug: str, rules: Sequence[Mapping[str, Any]], by: str, now: datetime, *, review: bool) -> None:
    """Say what becomes of new items: rules if there are any, else review of all or of none. NotFound."""
    with store.transaction() as tx:
        source = tx.sources.get(slug)
        before = {"review": source.review, "rules": list(source.rules)}
        after = {"review": review or bool(rules), "rules": [dict(rule) for rule in rules]}
        tx.sources.change(source, **after)
        if after != before:
            tx.audit.note(by, "change policy", f"source {slug}", now, before=before, after=after)


def _told(said: Source | Terms, url: str, section: Section) -> dict[str, Any]:
    """What people say of a source, for the audit log."""
    names = ("title", "rights", "every", "zone", "charset")
    return {name: getattr(said, name) for name in names} | {"url": url, "section": section.title}


def _refuse_polled(tx: Transaction, source: Source, url: str) -> None:
    other = next((other for other in tx.sources.all() if other.id != source.id and identity(other.url) == identity(url)), None)
    if other is not None:
        raise Conflict("%(url)s is polled already, as %(slug)s", url=url, slug=repr(other.slug))


def _show(tx: Transaction, source: Source, section: Section, changed: set[str], now: datetime) -> None:
    """Bring pages and feeds up to date: what an item may show of itself, and the name that stands under each of the source's items."""
    if changed & {"title", "rights"}:
        tx.publication.show_source_anew(source, now)
    elif changed & {"section", "url"}:
        tx.publication.touch(now, sections=[section.id], sources=[source.id])
