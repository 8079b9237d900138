"""Who may do what at the desk: every action, and the least role that may do it. docs/desk.md shows
it as a table.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal

from app.values.model import ROLES, Role

Action = Literal[
    "look", "account", "write", "review", "front", "tend sources", "set up", "people", "audit"
]

# In which states whoever may only write can change their own.
OPEN_TO_WRITERS = ("draft", "review")

# Actions in words of the newsroom: `look` at everything, keep one's own `account`, `write` drafts
# and change one's own until they are published, `review` (publish, correct, withdraw, merge, reject
# and change what anybody wrote, also in new sections), arrange the `front` page, `tend sources`
# (run, pause, resume), `set up` (add and change sources, their policies and recipes, sections),
# `people` (who works here), `audit`.
LEAST: Mapping[Action, Role] = MappingProxyType(
    {
        "look": "viewer",
        "account": "viewer",
        "write": "contributor",
        "review": "editor",
        "front": "editor",
        "tend sources": "editor",
        "set up": "chief",
        "people": "chief",
        "audit": "chief",
    }
)


def may(role: Role, action: Action) -> bool:
    """Whether people with a role may do something."""
    return ROLES.index(role) >= ROLES.index(LEAST[action])
