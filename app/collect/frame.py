"""What stands around the pages of a site and not among its news: menus lead there from stories that
were known long before.

Decision 0122.
"""

from collections.abc import Iterator
from dataclasses import replace

from app.collect.captures import Captures
from app.collect.known import known_in
from app.collect.listing import Listed
from app.collect.observing import shape_of
from app.collect.visit import recalled
from app.store import Store
from app.values.address import path_of, site_of
from app.values.model import Source
from scrapers.recipes.relearn import links_of
from scrapers.words.urls import identity

# So many known entries tell what addresses of stories look like; so many stories are asked where
# their menus lead.
_ENOUGH, _ASKED = 5, 2


def without_frame(source: Source, listed: Listed, store: Store, captures: Captures) -> Listed:
    """A list without entries whose addresses are unlike those of known stories, and to which pages
    of known stories led before: a new story is one to which nothing has led yet.
    """
    known = known_in(store, source, listed)
    if len(known) < _ENOUGH:
        return listed
    shapes = {shape_of(url) for url in known}
    odd = {
        key
        for key, teaser in listed.entries
        if teaser.url not in known and shape_of(teaser.url) not in shapes
    }
    framed = _framed(odd, set(_led_to(source, store, captures))) if odd else set()
    if not framed:
        return listed
    return replace(listed, entries=[entry for entry in listed.entries if entry[0] not in framed])


def _framed(odd: set[str], led_to: set[str]) -> set[str]:
    """Those of some addresses to which pages led before, or to the same path of their own host,
    where the site has moved to another.
    """
    sites, paths = {site_of(key) for key in led_to}, {path_of(key) for key in led_to}
    return {
        key for key in odd if key in led_to or (site_of(key) not in sites and path_of(key) in paths)
    }


def _led_to(source: Source, store: Store, captures: Captures) -> Iterator[str]:
    """The keys of the addresses to which the pages of a few known stories led."""
    for place in store.locations.last_read(source, _ASKED):
        visit = recalled(captures, source, place.address, place.capture)
        if visit is not None:
            yield from map(identity, links_of(visit.page))
