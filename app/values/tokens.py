"""What programs may do by token: never more than the editor who gave it."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import MappingProxyType

from app.values.model import Role
from app.values.roles import Action, may

PREFIX = "ht_"
LIFETIMES = (7, 30, 90, 365)
# How much one token may write, so that a program that runs wild is noticed before it has filled the
# newsroom.
WRITES, _WRITES_WITHIN = 600, timedelta(hours=1)

SCOPES: Mapping[str, Action] = MappingProxyType(
    {
        "items:read": "look",
        "items:write": "write",
        "items:publish": "review",
        "sources:collect": "tend sources",
    }
)
_BETWEEN = " · "


@dataclass(frozen=True, slots=True)
class Writes:
    """How many times a token wrote within the hour that began at `since`."""

    since: datetime | None = None
    number: int = 0


def one_more(before: Writes, now: datetime) -> Writes:
    """The writes of a token with the one that is asked for; a new hour begins when the last is
    over.
    """
    if before.since is None or before.since <= now - _WRITES_WITHIN:
        return Writes(now, 1)
    return Writes(before.since, before.number + 1)


def seconds_to_wait(writes: Writes, now: datetime) -> int:
    """How many seconds to wait when these are too many, else 0."""
    if writes.since is None or writes.number <= WRITES:
        return 0
    return int((writes.since + _WRITES_WITHIN - now).total_seconds()) + 1


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
