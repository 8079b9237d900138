"""Noting what listings show: unknown addresses are to be read, known ones get what is told of them
now.
"""

from collections import Counter
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from app.news.decide import MOST_TRIES
from app.news.foreign import FEWEST_STORIES, foreign_host, is_moved_site, judge_hosts
from app.store import NewLocation, Nouns, PageValidators, Store, Transaction, in_transaction
from app.values.model import Foreign, Item, Location, Source, Via
from scrapers import Teaser
from scrapers.articles.affixes import affix_marks, is_affix, without_affixes
from scrapers.articles.repeats import certain
from scrapers.words.text import clean_text, fold
from scrapers.words.urls import identity

_REST = timedelta(days=1)
# So many titles that gained the same words at once were not edited.
_SEVERAL = 3
# Among the titles of so many stories, those are looked for that stand at new addresses by now.
_REMEMBERED = 500


# Each teaser with the key of its address, in the order of the listing.
Entries = Sequence[tuple[str, Teaser]]


def entries_of(teasers: Sequence[Teaser]) -> Entries:
    """Teasers with the keys of their addresses."""
    return [(identity(teaser.url), teaser) for teaser in teasers]


@dataclass(frozen=True, slots=True)
class Showing:
    """Who shows teasers, how and when; `front` marks a listing's first page, `below` a page older
    than all that is known of the listing.
    """

    source: Source | None
    via: Via
    now: datetime
    front: bool = False
    below: bool = False


@dataclass(frozen=True, slots=True)
class Noted:
    """The teasers whose addresses were unknown, and the hosts that a listing links to for the first
    time and that carry its source's own stories.
    """

    new: list[Teaser]
    moved_to: frozenset[str] = frozenset()


@in_transaction
def note_listing(
    tx: Transaction,
    source: Source,
    entries: Entries,
    via: Via,
    now: datetime,
    *,
    validators: PageValidators | None = None,
    front: bool = False,
    below: bool = False,
) -> Noted:
    """Remember what a listing shows, in its order, with the listing's validators; return what is
    new of it.

    `front` marks the listing's first page: what stood on it the last time and does not now is
    looked at once more. `below` marks a page that is older than what is known of the listing.
    """
    if front:
        _look_at_what_left(tx, source, entries, now)
    noted = _note(tx, entries, Showing(source, via, now, front, below))
    if validators:
        tx.locations.save_validators(validators)
    if front:
        tx.sources.change(source, listed_at=now)
    return noted


@in_transaction
def note_walked(
    tx: Transaction,
    source: Source,
    listed: Entries,
    promos: Entries,
    now: datetime,
    on: tuple[str, int],
) -> int:
    """Remember what a page deep in a listing shows, below all that is known, and where the walk
    goes on.

    Returns how many addresses were unknown.
    """
    _note(tx, promos, Showing(source, "promo", now))
    new = _note(tx, listed, Showing(source, "listing", now, below=True)).new
    tx.sources.change(source, backfill_next=on[0], backfill_left=on[1])
    return len(new)


def place_of(
    store: Store, teaser: Teaser, via: Via, source: Source | None, now: datetime
) -> Location:
    """The location of a teaser's address, made when it is new."""
    entries = entries_of([teaser])
    (key,) = (key for key, _ in entries)

    def noted(tx: Transaction) -> Location:
        _note(tx, entries, Showing(source, via, now))
        return tx.locations.by_keys([key])[key]

    return store.transact(noted)


def add_promos(
    tx: Transaction, promos: Sequence[Teaser], source_id: int | None, now: datetime
) -> None:
    """Remember the addresses that a story points to, as far as nobody has told of them."""
    entries = entries_of([teaser for teaser in promos if teaser.url])
    if not tx.locations.are_known([key for key, _ in entries]):
        _add_unknown(tx, _numbered(tx, entries, below=False), {}, "promo", source_id, now, None, {})


def _note(tx: Transaction, entries: Entries, showing: Showing) -> Noted:
    """Store unknown addresses and refresh known ones, from the last teaser to the first, so that
    positions grow towards the newest.
    """
    known = tx.locations.by_keys([key for key, _ in entries])
    entries = _plainly_titled(tx, entries, known, showing)
    numbered = _numbered(tx, entries, below=showing.below)
    foreign, moved_to = _foreign(tx, [entry for entry in entries if entry[0] not in known], showing)
    if showing.via != "promo":
        _refresh_known(tx, numbered, known, showing)
    source_id = showing.source.id if showing.source else None
    listed_at = showing.now if showing.front else None
    new = _add_unknown(tx, numbered, known, showing.via, source_id, showing.now, listed_at, foreign)
    return Noted(new, frozenset(moved_to))


def _plainly_titled(
    tx: Transaction, entries: Entries, known: Mapping[str, Location], showing: Showing
) -> Entries:
    """Entries without what their site puts around the titles of all of them. That it does so is
    learned where several stories that were listed without are listed with it, at their addresses or
    at new ones.
    """
    source = showing.source
    if source is None or showing.via != "listing":
        return entries
    tally = tx.sources.repeats(source)
    usual = frozenset(filter(is_affix, tally.known))
    pairs = _told_otherwise(tx, entries, known, source)
    gained = Counter(mark for plain, whole in pairs for mark in affix_marks(plain, whole) - usual)
    fresh = frozenset(mark for mark, count in gained.items() if count >= _SEVERAL)
    if fresh:
        tx.sources.keep_repeats(source, certain(tally, fresh))
    return [
        (key, replace(teaser, title=without_affixes(teaser.title, usual | fresh)))
        for key, teaser in entries
    ]


def _told_otherwise(
    tx: Transaction, entries: Entries, known: Mapping[str, Location], source: Source
) -> set[tuple[str, str]]:
    """Titles as they were listed before and as they are listed now. A story at a new address is
    told by its title, which is a part of the one that stands there.
    """
    pairs = {(known[key].teaser_title, teaser.title) for key, teaser in entries if key in known}
    new = {teaser.title for key, teaser in entries if key not in known}
    titles = tx.locations.last_titles(source, _REMEMBERED) if len(new) >= _SEVERAL else set()
    return pairs | {(title, whole) for whole in new for title in titles if title in whole}


def _foreign(
    tx: Transaction, unknown: Entries, showing: Showing
) -> tuple[Mapping[str, Foreign], Set[str]]:
    """What becomes of unknown addresses on other sites, by their keys, and the hosts among them
    where the source's site lives by now. What a listing showed when it was first read, an editor
    has seen, and what is deep in it is old.
    """
    source = showing.source
    if source is None or source.listed_at is None or showing.via != "listing" or showing.below:
        return {}, set()
    hosts = [foreign_host(teaser.url, source.url) for _, teaser in unknown]
    strange = {host for host in hosts if host}
    if not strange:
        return {}, set()
    known, suspect = tx.hosts.standing(source, strange)
    moved = _moved_to(tx, source, unknown, hosts, strange - known - suspect)
    marks = judge_hosts(hosts, known | moved, suspect)
    near = {host for host, mark in zip(hosts, marks, strict=True) if host and not mark}
    tx.hosts.link(source, near)
    return {key: mark for (key, _), mark in zip(unknown, marks, strict=True)}, moved


def _moved_to(
    tx: Transaction, source: Source, entries: Entries, hosts: Sequence[str], strange: Set[str]
) -> set[str]:
    """The strange hosts that carry the source's own stories: its site lives there by now."""
    several = {host for host in strange if hosts.count(host) >= FEWEST_STORIES}
    listed = tx.locations.last_titles(source, _REMEMBERED) if several else set()
    stored = {fold(title) for title in listed}
    moved = set()
    for host in several:
        titles = {
            fold(teaser.title)
            for (_, teaser), its in zip(entries, hosts, strict=True)
            if its == host
        }
        if is_moved_site(titles, titles & stored):
            moved.add(host)
    tx.hosts.link(source, moved)
    return moved


def _numbered(look: Nouns, entries: Entries, *, below: bool) -> list[tuple[int, str, Teaser]]:
    """Teasers from the last to the first, each with the position that it has by now."""
    start = look.locations.edge(below=below) + (-len(entries) if below else 1)
    return [
        (position, key, teaser) for position, (key, teaser) in enumerate(reversed(entries), start)
    ]


def _add_unknown(
    tx: Transaction,
    numbered: Sequence[tuple[int, str, Teaser]],
    known: Mapping[str, Location],
    via: Via,
    source_id: int | None,
    now: datetime,
    listed_at: datetime | None,
    foreign: Mapping[str, Foreign],
) -> list[Teaser]:
    new: dict[str, NewLocation] = {}
    for position, key, teaser in numbered:
        if key and key not in known:
            new.setdefault(
                key,
                NewLocation(
                    key, teaser, via, source_id, position, now, listed_at, foreign.get(key, "")
                ),
            )
    made = tx.locations.add(list(new.values()))
    return [location.teaser for key, location in new.items() if key in made]


def _refresh_known(
    tx: Transaction,
    numbered: Sequence[tuple[int, str, Teaser]],
    known: Mapping[str, Location],
    showing: Showing,
) -> None:
    polled = tx.sources.polled() if known else frozenset()
    stored = dict(known)  # as they are by now: a listing may show one address twice
    for position, key, teaser in numbered:
        before = stored.get(key)
        if before is None:
            continue
        after = _refreshed(before, teaser, showing)
        if showing.source is not None and _is_to_be_adopted(before, showing, polled):
            after = replace(after, via="listing", source_id=showing.source.id, position=position)
            _adopt(tx, before, showing.source, showing.now)
        tx.locations.save(before, after)
        stored[key] = after


def _refreshed(known: Location, teaser: Teaser, showing: Showing) -> Location:
    """A known address with what is told of it now; it is read anew when that is something else."""
    return replace(
        known,
        teaser_title=teaser.title,
        teaser_summary=teaser.summary,
        teaser_published=teaser.published,
        listed_at=showing.now if showing.front else known.listed_at,
        recheck_at=showing.now if _is_to_be_read(known, teaser, showing.now) else known.recheck_at,
    )


def _is_to_be_read(known: Location, teaser: Teaser, now: datetime) -> bool:
    if known.via == "desk" and not known.capture:
        return True  # an editor gave the address; what stands there was never read
    before = (clean_text(known.teaser_title), clean_text(known.teaser_summary))
    after = (clean_text(teaser.title), clean_text(teaser.summary))
    if known.via != "listing" or before == after:
        return False
    # A listing may tell something else every time; what was given up is tried once a day for it.
    rested = known.checked_at is None or now - known.checked_at >= _REST
    return known.tries < MOST_TRIES or rested


def _is_to_be_adopted(known: Location, showing: Showing, polled: frozenset[int]) -> bool:
    """Whether a source that lists an address gets it: from a promo, a person, or a source that
    nobody polls any more.
    """
    return showing.via == "listing" and (known.via != "listing" or known.source_id not in polled)


def _adopt(tx: Transaction, location: Location, source: Source, now: datetime) -> None:
    """A story that a promo or a person brought is listed after all: it belongs to the source that
    lists its own address.
    """
    if location.item_id is None or location.joined:
        return
    item, stored = tx.items.by_keys([location.item_id])[0], tx.sources.by_id(source.id)
    if stored is None or item.kind != "collected" or item.source_id == stored.id:
        return
    after = _adopted(item, stored, now)
    tx.writes.save(item, after)
    tx.clusters.rank([item.cluster_id])
    if item.status == "published":
        tx.publication.touch(now, [item.id], sections=[item.section.id], sources=[item.source_id])
        tx.publication.refile(after, item.section.id, item.source_id)


def _adopted(item: Item, source: Source, now: datetime) -> Item:
    return replace(
        item,
        source_id=source.id,
        section=item.section if "section" in item.edited else source.section,
        changed_at=now if item.status == "published" else item.changed_at,
    )


def _look_at_what_left(tx: Transaction, source: Source, entries: Entries, now: datetime) -> None:
    """Stories that stood on the front page and have left it may have been withdrawn."""
    stored = tx.sources.by_id(source.id)
    if stored is not None and stored.listed_at is not None:
        tx.locations.recheck_left(stored, [key for key, _ in entries], now)
