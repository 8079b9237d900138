"""What a page family is."""

from collections.abc import Callable
from dataclasses import dataclass

from benchmarks.listings.desk import Desk
from benchmarks.listings.model import Drawn


@dataclass(frozen=True, slots=True)
class Family:
    """A kind of page, drawn once for each count; `zone` is the hour of its clock, `january` lets
    its list cross a new year.
    """

    name: str
    draw: Callable[[Desk, int], Drawn]
    language: str
    kind: str
    counts: tuple[int, ...]
    zone: int = 0
    january: bool = False
