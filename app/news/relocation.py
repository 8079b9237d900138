"""Where a listing has moved to: what its host says again and again is believed."""

from dataclasses import dataclass

# A redirect that says "for good" is believed when it was seen in so many checks in a row: hosts
# under maintenance say it by mistake, and a source that is polled elsewhere begins anew.
_SIGHTINGS = 3


@dataclass(frozen=True, slots=True)
class Relocation:
    """Another address of a listing, and in how many checks in a row it was seen there."""

    url: str = ""
    times: int = 0

    @property
    def is_certain(self) -> bool:
        """Whether it was seen there often enough."""
        return self.times >= _SIGHTINGS


def relocation(before: Relocation, polled: str, seen: str) -> Relocation:
    """What is known after a listing that is polled at one address was seen at another, or there."""
    if seen == polled:
        return Relocation()
    return Relocation(seen, before.times + 1 if seen == before.url else 1)
