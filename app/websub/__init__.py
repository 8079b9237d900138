"""WebSub (W3C Recommendation), its pure part.

`intent` reads what a subscriber asks a hub for, `caps` says how much of that is too much, `topics`
says which addresses are topics, `wire` makes what is sent, `schedule` says when to try again.
"""

from app.websub.caps import Caps, Usage, refuse_too_many, verify_at
from app.websub.intent import Intent, Mode, read_intent
from app.websub.schedule import GIVEN_UP_AFTER, deliver_again, ping_again
from app.websub.topics import folder_of, topics_of
from app.websub.wire import call_url, link_header, ping_body, signature

__all__ = [
    "GIVEN_UP_AFTER",
    "Caps",
    "Intent",
    "Mode",
    "Usage",
    "call_url",
    "deliver_again",
    "folder_of",
    "link_header",
    "ping_again",
    "ping_body",
    "read_intent",
    "refuse_too_many",
    "signature",
    "topics_of",
    "verify_at",
]
