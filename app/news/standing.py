"""Where a story lives, when sites move their stories: to where its address may lead, and which of
an item's addresses is its own.

Decision 0115.
"""

import re
from collections.abc import Sequence

from app.values.model import Location
from scrapers.words.text import fold

# The key of a site's front page has so many slashes.
_AT_THE_ROOT = 3
_FRONT = re.compile(r"(?i)/(?:(?:index|default|home)(?:\.\w{1,5})?)?$")
_LOGIN = re.compile(r"(?i)/(?:login|signin)(?:\.\w{1,5})?/?$")

# An address that failed so often in a row speaks for its story no more, if another one does.
_FAILED = 2
_SAME_WORDS = 1.0


def led_away(asked: str, landing: str) -> bool:
    """Whether a story's address was redirected to a front page or a login. That is how sites lose
    stories. Both are the keys of addresses.
    """
    here, (there, _, query) = asked.partition("?")[0], landing.partition("?")
    if here == there:
        return False
    return (is_front(there) and not query) or _LOGIN.search(there) is not None


def is_front(key: str) -> bool:
    """Whether the address with this key is a site's front page."""
    return key.count("/") == _AT_THE_ROOT and _FRONT.search(key) is not None


def led_above(asked: str, landing: str) -> bool:
    """Whether a story's address was redirected to a page that stands above it or to an index: a
    section, or the story itself at a site whose addresses are others by now. Both are the keys of
    addresses.
    """
    here, there = asked.partition("?")[0], landing.partition("?")[0]
    is_above = there.rstrip("/").count("/") < here.rstrip("/").count("/")
    return here != there and (is_above or _FRONT.search(there) is not None)


def is_lost(place: Location) -> bool:
    """Whether a story's page is gone, or could not be had or read the last times."""
    return place.state == "gone" or (place.error != "" and place.tries >= _FAILED)


def successor(places: Sequence[Location]) -> Location | None:
    """The address that becomes an item's own, since that which was is lost; None while it is not,
    or when no other one can take its place. `places` are in order, the own one first.
    """
    own = places[0] if places else None
    if own is None or own.joined or not is_lost(own):
        return None
    return next((place for place in places[1:] if _lives(place) and may_follow(own, place)), None)


def may_follow(own: Location, other: Location) -> bool:
    """Whether a further address of an item may be where its own page went: its source lists it, and
    it said the same words, or has the same title. A copy in another paper never is.
    """
    if other.source_id is None or other.source_id != own.source_id:
        return False
    same_words = other.joined == "words" or other.share == _SAME_WORDS
    title = fold(other.teaser_title)
    return same_words or (title != "" and title == fold(own.teaser_title))


def _lives(place: Location) -> bool:
    return place.state == "read" and not place.error
