"""What programs may do by token: never more than the editor who gave it."""

from collections.abc import Collection, Mapping
from datetime import timedelta
from types import MappingProxyType

from app.values.model import Role
from app.values.roles import Action, may

PREFIX = "ht_"
LIFETIMES = (7, 30, 90, 365)
# How much one token may write, so that a program that runs wild is noticed before it has filled the
# newsroom.
WRITES, WRITES_WITHIN = 600, timedelta(hours=1)

SCOPES: Mapping[str, Action] = MappingProxyType(
    {
        "items:read": "look",
        "items:write": "write",
        "items:publish": "review",
        "sources:collect": "tend sources",
    }
)
_BETWEEN = " · "


def granted(scopes: Collection[str], role: Role) -> frozenset[str]:
    """What a token of these scopes may do as long as its editor has this role."""
    return frozenset(
        scope for scope, action in SCOPES.items() if scope in scopes and may(role, action)
    )


def signed(editor: str, token: str) -> str:
    """Who wrote something by token, as versions and the audit log say it."""
    return f"{editor}{_BETWEEN}{token}"


def wrote(editor: str, by: str) -> bool:
    """Whether an editor wrote what is signed so, by hand or by token. Old names may have the
    separator in them.
    """
    return editor in (by, by.split(_BETWEEN, maxsplit=1)[0], by.rsplit(_BETWEEN, maxsplit=1)[0])
