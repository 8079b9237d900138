"""Which entries of a list are stories that its source has listed before.

Decision 0119.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace

from app.collect.listing import Listed
from app.store import Store
from app.values.address import path_of, site_of
from app.values.model import Location, Source
from scrapers.articles.affixes import affix_marks, is_affix, without_affixes
from scrapers.words.text import fold

# What has fewer letters may be the title of several stories.
_TELLING = 6
# So many stories tell at which hosts those of a source stand.
_ASKED = 5
# So many titles that were listed before say what stands around all of them now.
_REMEMBERED, _SEVERAL = 100, 3


def known_in(store: Store, source: Source, listed: Listed) -> Mapping[str, Location]:
    """Which entries of a list are stories that a source has listed before, at their address or
    under their title, or at the same path of a host that is new to it; by the addresses that the
    list gives.
    """
    keys = dict(listed.entries)
    titles = {teaser.title for _, teaser in listed.entries if _is_telling(teaser.title)}
    places = store.locations.listed_by(source, list(keys), list(titles))
    by_key = {place.key: place for place in places}
    by_title = {place.teaser_title: place for place in places}
    known = {
        teaser.url: place
        for key, teaser in keys.items()
        if (place := by_key.get(key) or by_title.get(teaser.title)) is not None
    }
    unknown = [key for key, teaser in keys.items() if teaser.url not in known]
    moved = _at_new_hosts(store, source, unknown)
    return known | {keys[key].url: place for key, place in moved.items()}


def plainly_titled(store: Store, source: Source, listed: Listed) -> Listed:
    """A list without what its site puts around all titles, as is known of the source or as several
    titles say that were listed without.
    """
    usual = frozenset(filter(is_affix, store.sources.repeats(source).known))
    whole = [teaser.title for _, teaser in listed.entries]
    before = store.locations.last_titles(source, _REMEMBERED)
    pairs = {(plain, title) for title in whole for plain in before if plain in title}
    counts = Counter(mark for plain, title in pairs for mark in affix_marks(plain, title))
    marks = usual | {mark for mark, count in counts.items() if count >= _SEVERAL}
    entries = [
        (key, replace(teaser, title=without_affixes(teaser.title, marks)))
        for key, teaser in listed.entries
    ]
    return replace(listed, entries=entries)


def without_vain(store: Store, source: Source, listed: Listed) -> Listed:
    """A list without what its source has listed before, or at the same path of a host that is new
    to it, and which came to nothing: menus stand among the entries of some lists.
    """
    keys = [key for key, _ in listed.entries]
    before = {key: key for key in keys} | _at_hosts_before(store, source, keys)
    vain = {before[key] for key in store.locations.came_to_nothing(source, list(before))}
    if not vain:
        return listed
    return replace(listed, entries=[entry for entry in listed.entries if entry[0] not in vain])


def _is_telling(title: str) -> bool:
    """Whether a title is long enough to be that of one story."""
    return len(fold(title)) >= _TELLING


def _at_new_hosts(store: Store, source: Source, keys: list[str]) -> dict[str, Location]:
    """What stood at a host of the source before, by its key at one that nobody has told of."""
    before = _at_hosts_before(store, source, keys)
    places = store.locations.listed_by(source, list(before), []) if before else []
    return {before[place.key]: place for place in places}


def _at_hosts_before(store: Store, source: Source, keys: list[str]) -> dict[str, str]:
    """Keys at hosts that are new to a source and of which nobody has told, by what they were at
    those at which its stories stood before.
    """
    strange = [key for key in keys if site_of(key) != site_of(source.key)]
    if not strange:
        return {}
    sites = _sites(store, source)
    strange = [key for key in strange if site_of(key) not in sites]
    told_of = store.locations.by_keys(strange)
    return {site + path_of(key): key for key in strange if key not in told_of for site in sites}


def _sites(store: Store, source: Source) -> set[str]:
    stories = store.locations.last_read(source, _ASKED)
    return {site_of(source.key), *(site_of(story.key) for story in stories)}
