"""The states of an item, and what leads from one to the next; whatever is not here cannot
happen.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal

from app.values.errors import Conflict
from app.values.model import Kind, Status

Step = Literal["submit", "publish", "hold", "reject", "reopen", "withdraw"]

# From which states each step leads, and what is said where it does not.
_FROM: Mapping[Step, tuple[frozenset[Status], str]] = MappingProxyType(
    {
        "submit": (frozenset(("draft",)), "only a draft can be handed in for review"),
        "publish": (
            frozenset(("draft", "review", "scheduled", "withdrawn", "rejected")),
            "this item is published already",
        ),
        "hold": (frozenset(("scheduled",)), "this item is not scheduled"),
        "reject": (
            frozenset(("draft", "review", "scheduled")),
            "only an item that is not public yet can be rejected",
        ),
        "reopen": (frozenset(("rejected",)), "this item was not rejected"),
        "withdraw": (frozenset(("published",)), "only a published item can be withdrawn"),
    }
)
_TO: Mapping[Step, Status] = MappingProxyType(
    {"submit": "review", "publish": "scheduled", "reject": "rejected", "withdraw": "withdrawn"}
)


def following(step: Step, status: Status, kind: Kind) -> Status:
    """The state that a step leads to; Conflict where it leads nowhere. What is held or reopened
    waits where its kind waits.
    """
    allowed, words = _FROM[step]
    if status == "merged":
        raise Conflict(
            "this item was merged into another; split its address off there if it is a story of "
            "its own"
        )
    if status not in allowed:
        raise Conflict(words)
    return _TO.get(step) or ("review" if kind == "collected" else "draft")
