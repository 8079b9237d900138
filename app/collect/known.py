"""Which entries of a list are stories that its source has listed before.

Decision 0119.
"""

from collections.abc import Mapping

from app.collect.listing import Listed
from app.store import Store
from app.values.model import Location, Source
from scrapers.words.text import fold

# What has fewer letters may be the title of several stories.
_TELLING = 6
# So many stories tell at which hosts those of a source stand.
_ASKED = 5


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


def _is_telling(title: str) -> bool:
    """Whether a title is long enough to be that of one story."""
    return len(fold(title)) >= _TELLING


def _at_new_hosts(store: Store, source: Source, keys: list[str]) -> dict[str, Location]:
    """What stood at a host of the source before, by its key at one that nobody has told of."""
    strange = [key for key in keys if _site(key) != _site(source.key)]
    if not strange:
        return {}
    sites = _sites(store, source)
    strange = [key for key in strange if _site(key) not in sites]
    told_of = store.locations.by_keys(strange)
    before = {
        site + key.removeprefix(_site(key)): key
        for key in strange
        if key not in told_of
        for site in sites
    }
    places = store.locations.listed_by(source, list(before), [])
    return {before[place.key]: place for place in places}


def _sites(store: Store, source: Source) -> set[str]:
    stories = store.locations.last_read(source, _ASKED)
    return {_site(source.key), *(_site(story.key) for story in stories)}


def _site(key: str) -> str:
    """The host of an address by its key, with the port."""
    return "//" + key.removeprefix("//").partition("/")[0]
