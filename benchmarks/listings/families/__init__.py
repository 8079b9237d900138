"""All page families."""

from benchmarks.listings.families import blogs, chinese_boards, chinese_city, chinese_cms, papers, portals, world
from benchmarks.listings.family import Family

FAMILIES: tuple[Family, ...] = (
    *world.FAMILIES,
    *papers.FAMILIES,
    *blogs.FAMILIES,
    *portals.FAMILIES,
    *chinese_cms.FAMILIES,
    *chinese_boards.FAMILIES,
    *chinese_city.FAMILIES,
)
