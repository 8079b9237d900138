"""All page families."""

from benchmarks.listings.families import (
    blogs,
    chinese_boards,
    chinese_city,
    chinese_cms,
    chinese_media,
    chinese_offices,
    offices,
    papers,
    portals,
    scripted,
    systems,
    tongues,
    world,
)
from benchmarks.listings.family import Family

_MODULES = (
    world,
    papers,
    blogs,
    systems,
    offices,
    tongues,
    portals,
    chinese_cms,
    chinese_boards,
    chinese_city,
    chinese_offices,
    chinese_media,
    scripted,
)
FAMILIES: tuple[Family, ...] = tuple(family for module in _MODULES for family in module.FAMILIES)
