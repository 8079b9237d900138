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


def known_in(store: Store, source: Source, listed: Listed) -> Mapping[str, Location]:
    """Which entries of a list are stories that a source has listed before, at their address or
    under their title; by the addresses that the list gives.
    """
    keys = dict(listed.entries)
    titles = {teaser.title for _, teaser in listed.entries if _is_telling(teaser.title)}
    places = store.locations.listed_by(source, list(keys), list(titles))
    by_key = {place.key: place for place in places}
    by_title = {place.teaser_title: place for place in places}
    return {
        teaser.url: place
        for key, teaser in keys.items()
        if (place := by_key.get(key) or by_title.get(teaser.title)) is not None
    }


def _is_telling(title: str) -> bool:
    """Whether a title is long enough to be that of one story."""
    return len(fold(title)) >= _TELLING
