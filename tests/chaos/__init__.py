"""An upstream that misbehaves in every way we know: a small newspaper on a raw socket, and what may
go wrong with any of its pages.
"""

from .faults import ARTICLE_FAULTS, LISTING_FAULTS, Fault
from .newsroom import Newsroom
from .paper import Paper, Piece, filler, json_feed, listing_page, piece_page, robots_text
from .server import Asked, Chaos, Reply, Talk

__all__ = [
    "ARTICLE_FAULTS",
    "LISTING_FAULTS",
    "Asked",
    "Chaos",
    "Fault",
    "Newsroom",
    "Paper",
    "Piece",
    "Reply",
    "Talk",
    "filler",
    "json_feed",
    "listing_page",
    "piece_page",
    "robots_text",
]
