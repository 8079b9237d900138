"""Where a story lives: which of an item's addresses is its own, when sites move their stories.

Decision 0115.
"""

from collections.abc import Sequence

from app.values.model import Location
from scrapers.words.text import fold

# An address that failed so often in a row speaks for its story no more, if another one does.
_FAILED = 2
_SAME_WORDS = 1.0


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
