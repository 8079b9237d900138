"""What is kept of each source whatever the room for captures: its last good list and a few stories.

Decision 0119.
"""

from app.store import Store

_STORIES = 5


def to_keep(store: Store) -> set[str]:
    """Where the captures stand that are kept whatever the room."""
    wanted: set[str] = set()
    for source in store.sources.all():
        wanted.add(source.listing_capture)
        for place in store.locations.last_read(source, _STORIES):
            wanted.update(place.capture.split(" "))
    return wanted - {""}
