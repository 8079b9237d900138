"""All page families."""

from benchmarks.listings.families import blogs, papers, world
from benchmarks.listings.family import Family

FAMILIES: tuple[Family, ...] = (*world.FAMILIES, *papers.FAMILIES, *blogs.FAMILIES)
