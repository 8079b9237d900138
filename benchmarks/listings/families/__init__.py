"""All page families."""

from benchmarks.listings.families import blogs, chinese_cms, papers, portals, world
from benchmarks.listings.family import Family

_TO_COME = ("packages", "station-home", "homepage-articles", "flat")
FAMILIES: tuple[Family, ...] = tuple(
    family for module in (world, papers, blogs, portals, chinese_cms) for family in module.FAMILIES if family.name not in _TO_COME
)
