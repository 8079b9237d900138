"""Collecting: fetch listings, find what is new, changed or gone, read it, take it in.

`round` checks the listings of many sources at once and `run` carries out the run of one; `plan`
says when a source is to be checked again, `robots` what may be fetched at all, `visit` asks for
pages and keeps captures, `listing` follows a listing to known territory or walks back through it,
`stories` reads what it shows, `parts` those that stand on several pages (`siteparts` asks for
them), `pictures` fetches what stories show, `replay` reads captures again,
`believing` takes over what was held back. `observing` is what a run sees of its source beside its
work, `learning` what is usual of it by that, and how it is. `drawing` says what the browser gets
to draw, `rendering` finds out which listings need it. `outages` sees to it that sources are checked
soon after the network is back.
"""

from app.collect.believing import believe
from app.collect.captures import Captures
from app.collect.drawing import asking, can_be_drawn, draw
from app.collect.healing import Healing
from app.collect.keeping import to_keep
from app.collect.learning import known_profile
from app.collect.observing import Sight
from app.collect.outages import Outages
from app.collect.replay import Change, Replay
from app.collect.round import Round
from app.collect.run import Collector, Progress, StartedRun
from app.collect.sitemaps import Sitemaps
from app.collect.visit import check_page, page_of

__all__ = [
    "Captures",
    "Change",
    "Collector",
    "Healing",
    "Outages",
    "Progress",
    "Replay",
    "Round",
    "Sight",
    "Sitemaps",
    "StartedRun",
    "asking",
    "believe",
    "can_be_drawn",
    "check_page",
    "draw",
    "known_profile",
    "page_of",
    "to_keep",
]
