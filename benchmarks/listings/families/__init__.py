"""All page families."""

from benchmarks.listings.families import (
    blogs,
    chinese_boards,
    chinese_city,
    chinese_cms,
    chinese_media,
    chinese_offices,
    papers,
    portals,
    tongues,
    world,
)
from benchmarks.listings.family import Family

_TO_COME = ("packages", "station-home", "homepage-articles", "flat")
_MODULES = (world, papers, blogs, tongues, portals, chinese_cms, chinese_boards, chinese_city, chinese_offices, chinese_media)
FAMILIES: tuple[Family, ...] = tuple(family for module in _MODULES for family in module.FAMILIES if family.name not in _TO_COME)
