"""A small city news site for tests and the demo: a real HTTP server, invented news, many
renditions.
"""

from .eras import RENDITIONS
from .site import Failure, SampleCity, Seen
from .stories import DATELESS, SECTIONS, STORIES, Shot, Story

__all__ = [
    "DATELESS",
    "RENDITIONS",
    "SECTIONS",
    "STORIES",
    "Failure",
    "SampleCity",
    "Seen",
    "Shot",
    "Story",
]
